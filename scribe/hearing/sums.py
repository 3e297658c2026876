"""Numbers that were heard one way, while the minutes add up only the other way.

In: a transcript and its facts. Out: edits that write "fifteen" where "fifty" was heard and the like, so that the work
is as long as the session. docs/hearing.md tells how often that is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scribe.hearing.alike import Alike
from scribe.hearing.edits import Edit
from scribe.records import ADDS_UP, Basis, Evidences, Facts, Transcript

_HOUR = 60

_MOST = 2
"""Numbers that may have been heard wrong at once: with more of them, sums would fit by chance."""


class SumFinder:
    """Finds the numbers that make the work as long as the session, where those that were heard do not."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike

    def edits(self, transcript: Transcript, facts: Facts) -> list[Edit]:
        """The fewest changes after which all minutes that were said add up; none where there are several ways, where
        minutes are missing or were reckoned, and where they add up as they are."""
        session, blocks = facts.session, facts.treatments
        if session.minutes is None or not blocks:
            return []
        if any(block.minutes is None or block.minutes_basis is Basis.INFERRED for block in blocks):
            return []
        missing = session.minutes - sum(block.minutes or 0 for block in blocks)
        # Of "an hour and fifty minutes" the fifty may be a fifteen.
        told = session.minutes - _HOUR if session.minutes > _HOUR else session.minutes
        changes = list(self._changes(transcript, session.minutes_evidence, told))
        for block in blocks:
            changes += [(edit, -more) for edit, more in self._changes(transcript, block.evidence, block.minutes or 0)]
        for count in range(1, _MOST + 1) if missing else ():
            fits = [
                [edit for edit, _ in chosen]
                for chosen in itertools.combinations(changes, count)
                if missing + sum(more for _, more in chosen) == 0
            ]
            if fits:
                return fits[0] if len(fits) == 1 else []
        return []

    def _changes(self, transcript: Transcript, evidence: Evidences, minutes: float) -> Iterator[tuple[Edit, float]]:
        """The number that these minutes are taken for, where one word says them, and how many minutes more it is."""
        other = self._alike.other(minutes)
        said = [
            word
            for word in transcript.words
            if any(one.start < word.end and word.start < one.end for one in evidence)
            and self._alike.value(word) == minutes
        ]
        if other and len(said) == 1:
            start, end = self._alike.place(said[0])
            yield Edit(start, end, self._alike.written(other, transcript.text[start:end]), ADDS_UP), other - minutes
