"""Techniques by name and by verb.

What comes in: a Reading. What goes out: mentions in order, each with its doubts. Whether one was performed is not
decided here but in `status.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scribe.extract.language import read_patterns
from scribe.extract.names import Names
from scribe.extract.reading import MARKS, Reading, Tokenizer
from scribe.vocabulary import Vocabulary

AGAIN = ([",", "the"], ["the"])
"""What stands between a thing and its other name."""
LIKENED = 5
"""So many words behind "like", and the deed, what it is like may name a technique ("like cracking ice")."""
LONGEST_NAME = 3
"""Words of a name on each side of a comma that nobody spoke."""


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
    granted: bool = False
    """Whether the client wished for it and the therapist did it ("she asked for ice, so I gave her some")."""


@dataclass(frozen=True, slots=True)
class _Name:
    technique: str
    verb: bool
    doubt: str | None
    of_code: bool


class TechniqueFinder:
    """Finds the techniques of the vocabulary."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        techniques = vocabulary.techniques.values()
        names: dict[str, _Name | None] = {tokenizer.phrase(phrase): None for phrase in vocabulary.not_techniques}
        for technique in techniques:
            for doubtful, of_code in ((technique.ambiguous_names, True), (technique.unclear_names, False)):
                for phrase, doubt in doubtful.items():
                    names.setdefault(tokenizer.phrase(phrase), _Name(technique.id, False, doubt, of_code))
            for phrases, verb in ((technique.names, False), (technique.verbs, True)):
                for phrase in phrases:
                    names.setdefault(tokenizer.phrase(phrase), _Name(technique.id, verb, technique.ambiguous, True))
        self._names = Names(names)
        work = read_patterns("work")
        self._taught = frozenset(work["taught"])
        self._no_simile = frozenset(work["no_simile_before_like"])
        self._feels, self._wishes = frozenset(work["feels_like"]), frozenset(work["wishes_like"])
        self._no_object = MARKS | {"", *work["no_object"]}
        self._acronyms = {name: technique.id for technique in techniques for name in technique.acronyms}

    def find(self, reading: Reading) -> list[TechniqueMention]:
        """All mentions in order, longest first where names overlap."""
        words = [token.text for token in reading.tokens]
        found: list[TechniqueMention] = []
        index = 0
        while index < len(words):
            end, name = self._names.at(words, index) or (index + 1, None)
            acronym = self._acronyms.get(words[index]) if end == index + 1 and reading.tokens[index].upper else None
            if end < len(words) and words[end] in self._taught:
                pass  # "a Pilates and stretching instructor, 34"
            elif name and self._is_likened(words, index, end):
                pass  # "... of deep tissue, it's like kneading a tire"
            elif acronym:
                found.append(TechniqueMention(index, end, acronym, False))
            elif name:
                mention = TechniqueMention(index, end, name.technique, name.verb, name.doubt, name.of_code)
                again = bool(found) and self._is_again(words, found[-1], mention)
                found[len(found) - again :] = [mention]
            index = end
        return found

    def _is_likened(self, words: Sequence[str], start: int, end: int) -> bool:
        """ "It's like kneading a tire", "it clicked like cracking ice": what work is likened to is no work.

        Not "I'd like cupping", "she felt like stretching", nor "things like stretching".
        """
        like = next((at for at in range(start - 1, max(start - LIKENED - 2, 0), -1) if words[at] == "like"), None)
        deed = words[like + 1] if like is not None else ""
        if like is None or not deed.endswith("ing") or not MARKS.isdisjoint(words[like:start]):
            return False
        before = words[like - 1]
        if before in self._feels and not self._wishes.isdisjoint(words[max(0, like - 4) : like - 1]):
            return False
        follows = words[end] if end < len(words) else ""
        example = before == "," and follows in self._no_object  # "gentle things, like stretching, ten minutes"
        return before not in self._no_simile and not example

    def _is_again(self, words: Sequence[str], one: TechniqueMention, other: TechniqueMention) -> bool:
        """ "The tape, the kinesio tape": the same thing in other words is spoken of once."""
        between = words[one.end : other.start]
        same = one.technique == other.technique and not (one.verb or other.verb)
        return same and between in AGAIN

    def parted(self, reading: Reading, found: Sequence[TechniqueMention]) -> list[int]:
        """The commas within a name ("relaxation, massage"), where the words before it name nothing else by themselves.

        `found` are the mentions as the text stands.
        """
        words = [token.text for token in reading.tokens]
        ends = {mention.end: mention.technique for mention in found}
        commas: list[int] = []
        for comma in (index for index, word in enumerate(words) if word == ","):
            joined = [*words[max(0, comma - LONGEST_NAME) : comma], *words[comma + 1 : comma + 1 + LONGEST_NAME]]
            middle = min(comma, LONGEST_NAME)
            spans = ((at, self._names.at(joined, at)) for at in range(middle))
            named = (name[1] for at, name in spans if name and at < middle < name[0])
            if any(name and not name.verb and ends.get(comma, name.technique) == name.technique for name in named):
                commas.append(comma)
        return commas
