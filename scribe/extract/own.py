"""Where a clause tells of the client's own pain, and where of somebody else's ("his wife has the same, an eight").

What comes in: a Reading, a clause and the words that turn to somebody else or back. What goes out: the token from which
on the pain is the client's own. Which numbers are scores is not decided here but in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from scribe.extract.clauses import Actor, Clause, turns_from_unlike
from scribe.extract.language import Cue, read_patterns
from scribe.extract.people import People
from scribe.extract.reading import InOrder, Reading

LABELS = ("someone_else", "own_again")
"""The words of `models/patterns/pain.yaml` that turn to somebody else's pain, and back."""


class OwnPain:
    """What one reading tells of others, and of the client again."""

    def __init__(self, people: People) -> None:
        words = read_patterns("pain")
        self._people = people
        self._others = {"his": frozenset(words["women"]), "her": frozenset(words["men"])}
        """Who cannot be meant by "his", and who not by "hers"."""
        self._owns = frozenset(words["is_own"])

    def begins(self, reading: Reading, clause: Clause, others: InOrder[Cue], own: InOrder[Cue]) -> int:
        """From which token on a clause tells of the client's own pain; its end where it tells of somebody else's."""
        start = reading.sentences[clause.sentence].start
        told = others.last_before(clause.end)
        told = told if told and told.start >= start else None
        if told:
            start = told.end
        elif clause.actor is not Actor.OTHER_CLIENT:
            return clause.start
        back = [cue.start for cue in own.within(start, clause.end)]
        back += self._his_own(reading, told, clause.end) if told else []
        if told and "unlike" in reading.words(told.start - 1, told.start + 1):
            back += [i for i in range(told.end, clause.end) if turns_from_unlike(reading, i)]
        names = range(start + 2, clause.end)
        back += [i for i in names if reading.word(i - 1) in {"and", "but"} and self._people.is_name(reading, i)]
        return max(clause.start, min(back, default=clause.end))

    def _his_own(self, reading: Reading, told: Cue, end: int) -> Iterable[int]:
        """ "His wife has the same, hers is an eight, his is a four": where "his" is the client's own again."""
        whose, who = reading.words(told.start, told.start + 2)
        if whose == "the":
            whose = "his" if who in self._others["his"] else "her"
        if who not in self._others.get(whose, frozenset()):
            return ()
        own = "hers" if whose == "her" else whose
        return (i for i in range(told.end, end) if reading.word(i) == own and reading.word(i + 1) in self._owns)
