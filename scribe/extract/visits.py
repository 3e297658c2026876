"""Stretches of a recording that are about another client: the next visit dictated in one go, and interruptions.

What comes in: a Reading with its areas and techniques marked. What goes out: the tokens to set aside before anything
else is read, so that no word of them can reach a section or a fact. A sentence in passing about somebody else ("my last
client had ...") is not decided here but in `clauses.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.people import People
from scribe.extract.reading import STOPS, InOrder, Reading
from scribe.records import Flag, FlagId, Level

LABELS = ("introduces", "announces", "opens", "returns", "interrupts", "resumes", "names_first")
NAME_WITHIN = 5
"""So many words behind an announcement its name may stand."""
ASIDE = 6
"""How many sentences an interruption may last."""
GREETING = 4
"""A sentence that interrupts has so few words before the first mark."""


class VisitFinder:
    """Finds where another client is told of."""

    def __init__(self, people: People) -> None:
        words = read_patterns("visits")
        self._people = people
        self._cues = Cues({label: words[label] for label in LABELS})
        self._before_name = frozenset(words["before_name"])
        self._before_all = frozenset(words["before_all"])

    def others(self, reading: Reading) -> list[tuple[int, int]]:
        """The stretches of tokens, half-open and in order, that are about another client."""
        cues = InOrder(self._cues.find(reading.doc))
        named = [c.start for c in cues if c.label == "names_first" and self._people.is_name(reading, c.end)]
        found: list[tuple[int, int]] = []
        for cue in cues:
            if found and cue.start < found[-1][1]:
                continue
            if cue.label in {"introduces", "announces", "opens"} and self._turns(reading, cue, named):
                found.append((self._head(reading, cue.start), self._return(reading, cues, cue)))
            elif cue.label == "interrupts" and (end := self._resumed(reading, cues, cue)):
                found.append((reading.sentence(cue.start).start, end))
        return found

    def _turns(self, reading: Reading, cue: Cue, named: Sequence[int]) -> bool:
        """Whether the visit of another client is told from this cue on."""
        if not _tells(reading, 0, cue.start) or not _tells(reading, cue.end, len(reading.tokens)):
            return False
        first = self._head(reading, cue.start) != cue.start or self._begins(reading, cue.start)
        after = reading.word(cue.end)
        if cue.label == "announces":
            return first and (after in STOPS or after in {":", ","})
        if cue.label == "opens" and not any(start < cue.start for start in named):
            return False
        return (first or cue.label == "introduces") and self._new_name(reading, cue)

    def _new_name(self, reading: Reading, cue: Cue) -> bool:
        """Whether someone is named behind the cue who was not named before it."""
        for index in range(cue.end, cue.end + NAME_WITHIN):
            word = reading.word(index)
            if word in self._people.titles:
                return self._people.is_name(reading, index + 1) and not self._named(reading, cue.start, index + 1)
            if self._people.is_name(reading, index):
                return not self._named(reading, cue.start, index)
            if word not in self._before_name:
                return False
        return False

    def _named(self, reading: Reading, before: int, name: int) -> bool:
        word = reading.word(name)
        return any(reading.word(i) == word and reading.tokens[i].capital for i in range(before))

    def _head(self, reading: Reading, index: int) -> int:
        """Where the sentence of the token begins, when nothing but joining words stands between; else the token."""
        start = reading.sentence(index).start
        return start if self._before_all.issuperset(reading.words(start, index)) else index

    def _begins(self, reading: Reading, index: int) -> bool:
        return reading.sentence(index).start == index or reading.word(index - 1) == ","

    def _return(self, reading: Reading, cues: InOrder[Cue], turn: Cue) -> int:
        """Where the first client is told of again, or the end."""
        for cue in cues.within(turn.end, len(reading.tokens)):
            named = self._people.is_name(reading, cue.end) and self._named(reading, turn.start, cue.end)
            again = cue.label == "returns" and reading.word(cue.end - 1) in {"client", "patient", "one"}
            if cue.label == "returns" and (named or again):
                return reading.sentence(cue.start).start
        return len(reading.tokens)

    def _resumed(self, reading: Reading, cues: InOrder[Cue], cue: Cue) -> int | None:
        """Where the dictation goes on behind an interruption; None when it is none."""
        sentence = reading.sentence(cue.start)
        greeted = cue.start == sentence.start and sentence.end - sentence.start <= GREETING
        if not greeted or not _tells(reading, 0, cue.start):
            return None
        number = reading.sentence_of[cue.start]
        for later in reading.sentences[number + 1 : number + 1 + ASIDE]:
            resumed = [c for c in cues.within(later.start, later.start + 1) if c.label == "resumes"]
            if resumed:
                return later.end + 1 if resumed[0].end == later.end else later.start
        return None

    def flags(self, reading: Reading, others: Sequence[tuple[int, int]]) -> list[Flag]:
        """`several_clients` where what is set aside tells of a body or of work."""
        told = [(start, end) for start, end in others if _tells(reading, start, end)]
        if not told:
            return []
        message = (
            "The recording seems to hold more than one client. What was said about another one is in no section of "
            "this note. Read it under the note, and make a note of its own from it."
        )
        return [Flag(FlagId.SEVERAL_CLIENTS, Level.WARNS, message, None, reading.evidences(*told))]


def _tells(reading: Reading, start: int, end: int) -> bool:
    """Whether a part of the body or work is named."""
    return any(token.ent_type_ in {"AREA", "TECHNIQUE"} for token in reading.doc[start:end])
