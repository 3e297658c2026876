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
    """Why the name may mean another code, when it may."""


class TechniqueFinder:
    def __init__(self, nlp: Language, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        self._names: dict[str, tuple[str, bool, str | None]] = {}
        for technique in vocabulary.techniques.values():
            for phrase, doubt in technique.ambiguous_names.items():
                self._names.setdefault(tokenizer.phrase(phrase), (technique.id, False, doubt))
            for phrase in technique.names:
                self._names.setdefault(tokenizer.phrase(phrase), (technique.id, False, technique.ambiguous))
            for phrase in technique.verbs:
                self._names.setdefault(tokenizer.phrase(phrase), (technique.id, True, technique.ambiguous))
        self._matcher = PhraseMatcher(nlp.vocab)
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
            if start < free:
                continue
            free = end
            if label == "technique":
                technique, verb, doubt = self._names[" ".join(reading.words(start, end))]
                found.append(TechniqueMention(start, end, technique, verb, doubt))
        return found
