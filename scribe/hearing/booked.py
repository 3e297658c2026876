"""Lengths that nobody books: a "nineteen-minute session" is one of ninety.

In: a text. Out: edits that write the ten where its teen was heard as the length of a session. "Fifteen" stays: a
quarter of an hour in a chair is booked. So does what a session ended up as ("cut to an eighteen-minute session").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scribe.hearing.alike import Alike
from scribe.hearing.edits import Edit
from scribe.hearing.lexicon import hearing
from scribe.records import UNBOOKED, Transcript

_BEFORE = 4
"""Words before the length in which it may be told that the session was cut to it."""

_SESSION = re.compile(
    r"\b(?P<number>[a-z]+|\d+)[- ]minutes? (?:session|appointment|booking|slot|visit)\b", re.IGNORECASE
)


class BookedFinder:
    """Finds sessions of a length that nobody books."""

    def __init__(self, alike: Alike) -> None:
        """Raises VocabularyError when hearing.yaml is wrong."""
        self._alike = alike
        self._cut_to = hearing()["cut_to"]

    def edits(self, transcript: Transcript) -> Iterator[Edit]:
        """The lengths to write anew, in order."""
        for match in _SESSION.finditer(transcript.text):
            ten = self._alike.unbooked(match["number"])
            before = re.findall(r"[a-z-]+", transcript.text[: match.start()].lower())[-_BEFORE:]
            if ten and self._cut_to.isdisjoint(before):
                yield Edit(*match.span("number"), self._alike.written(ten, match["number"]), UNBOOKED)
