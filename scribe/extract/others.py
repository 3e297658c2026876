"""Where somebody else than the client is spoken of: another client, a relative, whoever has a trouble of their own.

What comes in: a Reading. What goes out: the tokens at which they are named. What is told of them is decided elsewhere.
"""

from __future__ import annotations

from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import Reading

BEFORE = 2
"""So many words before "client" tell whose it is ("my noon client")."""


class Others:
    """Finds who else is spoken of."""

    def __init__(self) -> None:
        stops = read_patterns("stops")
        self._cues = Cues({"someone": read_patterns("pain")["someone_else"] + read_patterns("clauses")["other_client"]})
        self._whose, self._someone = frozenset(stops["whose"]), frozenset(stops["someone"])

    def find(self, reading: Reading) -> frozenset[int]:
        """The tokens at which somebody else is named."""
        of_someone = {
            at
            for at in range(len(reading.tokens))
            if reading.word(at) in self._someone and not self._whose.isdisjoint(reading.words(max(0, at - BEFORE), at))
        }
        return frozenset(of_someone | {cue.start for cue in self._cues.find(reading.doc)})
