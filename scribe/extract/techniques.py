"""Techniques by name and by verb. Whether one was performed is decided in `status.py`."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from scribe.extract.reading import Reading, Tokenizer
from scribe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class TechniqueMention:
    """Tokens `start` to `end` name a technique; `verb` when it was said as a deed ("stretched")."""

    start: int
    end: int
    technique: str
    verb: bool
    doubt: str | None = None
    """Why the name may mean another technique, when it may."""
    code_doubt: bool = False
    """Whether that other technique has another code."""


class TechniqueFinder:
    def __init__(self, nlp: Language, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        self._names: dict[str, tuple[str, bool, str | None, bool]] = {}
        for technique in vocabulary.techniques.values():
            for names, of_code in ((technique.ambiguous_names, True), (technique.unclear_names, False)):
                for phrase, doubt in names.items():
                    self._names.setdefault(tokenizer.phrase(phrase), (technique.id, False, doubt, of_code))
            for phrases, verb in ((technique.names, False), (technique.verbs, True)):
                for phrase in phrases:
                    self._names.setdefault(tokenizer.phrase(phrase), (technique.id, verb, technique.ambiguous, True))
        self._acronyms = {
            name: technique.id for technique in vocabulary.techniques.values() for name in technique.acronyms
        }
        self._matcher = PhraseMatcher(nlp.vocab)
        self._matcher.add("acronym", [Doc(nlp.vocab, words=[name]) for name in self._acronyms])
        self._matcher.add("technique", [Doc(nlp.vocab, words=phrase.split()) for phrase in self._names])
        never = [tokenizer.phrase(phrase) for phrase in vocabulary.not_techniques]
        self._matcher.add("never", [Doc(nlp.vocab, words=phrase.split()) for phrase in never])

    def find(self, reading: Reading) -> list[TechniqueMention]:
        """All mentions in order, longest first where names overlap."""
        strings = reading.doc.vocab.strings
        spans = sorted(
            ((start, end, strings[label]) for label, start, end in self._matcher(reading.doc)),
            key=lambda span: (span[0], -(span[1] - span[0]), span[2] == "technique"),
        )
        found: list[TechniqueMention] = []
        free = 0
        for start, end, label in spans:
            if start < free or (label == "acronym" and not reading.tokens[start].upper):
                continue
            free = end
            if label == "acronym":
                found.append(TechniqueMention(start, end, self._acronyms[reading.word(start)], False))
            if label == "technique":
                found.append(TechniqueMention(start, end, *self._names[" ".join(reading.words(start, end))]))
        return found
