"""What somebody else who treats gave the client to do: whether it is theirs or the client's.

What comes in: a clause in which somebody else acts, and the token at which a technique begins in it. What goes out:
whether the client does it alone. The words are data (`models/patterns/status.yaml`).
"""

from __future__ import annotations

from itertools import pairwise

from scribe.extract.clauses import Clause
from scribe.extract.kinds import Kinds
from scribe.extract.language import Cue
from scribe.extract.reading import InOrder, Reading


class HandedOver:
    """Tells what is the client's own in clauses of somebody else's. `taken_on` are cues like "and does those"."""

    def __init__(self, reading: Reading, taken_on: InOrder[Cue], kinds: Kinds) -> None:
        self._reading = reading
        self._taken_on = taken_on
        self._kinds = kinds

    def is_handed_over(self, clause: Clause, start: int) -> bool:
        """ "The trainer has him icing it", "her PT gave her stretching, and she does it herself": theirs."""
        before = self._reading.words(clause.start, start)
        given = [i for i, (one, other) in enumerate(pairwise(before)) if self._gives_to_do(one, other)]
        if self._takes_it_on(clause, start):
            return True
        if not given:
            return False
        doing = given[-1] + 2 == len(before) and self._reading.word(start).endswith("ing")
        rest = self._reading.words(start, self._reading.sentences[clause.sentence].end)
        return (doing and before[given[-1]] in {"has", "had"}) or not self._kinds.alone.isdisjoint(rest)

    def _takes_it_on(self, clause: Clause, start: int) -> bool:
        """ "She's got exercises from her PT, and does those alone": the client does it, whoever gave it."""
        sentence = self._reading.sentences[clause.sentence]
        told = self._taken_on.within(start, sentence.end)[:1]
        if not told:
            return False
        rest = {*self._reading.words(told[0].end, sentence.end)}
        whose = {self._reading.word(clause.start), *self._reading.words(told[0].start, told[0].end)}
        clients = not self._kinds.client_does.isdisjoint(whose) and self._reading.word(told[0].start - 1) != "who"
        with_somebody = "with" in rest and not {"her", "him", "them"}.isdisjoint(rest)
        return clients and not with_somebody and not (self._kinds.alone | self._kinds.regular).isdisjoint(rest)

    def _gives_to_do(self, one: str, other: str) -> bool:
        return one in self._kinds.has_them_do and other in {"her", "him", "them"}

    def is_own(self, own: Cue, clause: Clause, start: int) -> bool:
        """Whether it is the client's own doing though somebody else acts: "at home" where that one has them do it."""
        words = self._reading.words(own.start, own.end)
        if words[-1] == "on":
            return False  # "her chiropractor has her on e-stim"
        does = not self._kinds.has_them_do.isdisjoint(self._reading.words(clause.start, clause.end))
        theirs = not self._kinds.own_doing.isdisjoint(words) and (does or words != ["at", "home"])
        # "Has him doing squats and did dry needling": then the other one acts again.
        behind = pairwise(self._reading.words(own.end, start))
        return theirs and not any(one == "and" and other in self._kinds.did_then for one, other in behind)
