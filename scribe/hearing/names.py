"""Names of the therapist's clients that were heard as no word at all: "client is merrible" for Maribel.

In: a text. Out: edits. Only a word that is no English is taken for a name, only where a client is named, and only for
the one client whose name it sounds like; whose visit it is decides who is billed, so it is asked about every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scribe.hearing.edits import Edit
from scribe.hearing.english import EVERYDAY, frequency
from scribe.hearing.lexicon import hearing
from scribe.hearing.sounds import likeness, sound
from scribe.hearing.terms import JUDGED
from scribe.records import Transcript

_LEAST, _LEAST_RARE, _LEAD, _SHORTEST = 0.74, 0.88, 0.12, 4
"""How alike a name must be to a heard word that is no English, and to a rare one, which may be another's name; how
much more than any other client's; and letters of both."""


class NameFinder:
    """Finds what to write as a client's name. `names` are those of the clients file."""

    def __init__(self, names: Iterable[str]) -> None:
        """VocabularyError when hearing.yaml is wrong."""
        self._names = {part.lower(): part for name in names for part in re.findall(r"[^\W\d_]{4,}", name)}
        before = "|".join(hearing()["names_follow"])
        self._named = re.compile(rf"(?:\b(?:{before})[.,]? |^)(?P<name>[A-Za-z]{{{_SHORTEST},}})\b", re.IGNORECASE)

    def edits(self, transcript: Transcript) -> Iterator[Edit]:
        """The names of a transcript that were heard as something else."""
        if not self._names:
            return
        for match in self._named.finditer(transcript.text):
            heard = match["name"].lower()
            if heard not in self._names and frequency(heard) < EVERYDAY and (name := self._meant(heard)):
                yield Edit(*match.span("name"), name, JUDGED)

    def _meant(self, heard: str) -> str | None:
        least = _LEAST_RARE if frequency(heard) else _LEAST
        scored = sorted(((likeness(heard, name), name) for name in self._names), reverse=True)
        best, name = scored[0]
        ahead = best - scored[1][0] if len(scored) > 1 else best
        return self._names[name] if best >= least and ahead >= _LEAD and sound(heard)[:1] == sound(name)[:1] else None
