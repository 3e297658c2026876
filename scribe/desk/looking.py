"""What the check finds in the notes of the store. A version never changes, so each is looked at once, and the notes of
a client together again only when one of them changed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe.desk.visits import called
from scribe.filing import Look, Office, Report
from scribe.filing.reading import note_of
from scribe.store import Listed, Store, sources

_Stamp = tuple[Path | None, int, str, int, datetime.date]
_REMEMBERED = 2000
"""Groups of notes whose reports are held in memory."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A version as it was looked at: what it shows by itself, the digests of its recordings, and the findings that have
    an answer, by their keys."""

    stamp: _Stamp
    look: Look
    recordings: frozenset[str]
    answered: frozenset[str]


class Looking:
    def __init__(self, store: Store, office: Office) -> None:
        self._store = store
        self._office = office
        self._seen: dict[str, Seen] = {}
        self._reports: dict[tuple[str, ...], tuple[tuple[_Stamp, ...], tuple[Report, ...]]] = {}

    def known(self, listed: Listed) -> bool:
        """Whether the newest version was looked at already."""
        seen = self._seen.get(listed.note)
        return seen is not None and seen.stamp == self._stamp(listed)

    def seen(self, listed: Listed) -> Seen:
        """The newest version by itself. Raises InputError or SettingsError."""
        if not self.known(listed):
            content, name = self._store.current(listed.note).content, called(listed.path, listed.part)
            look = self._office.look(name, note_of(content, name, timed=False))
            recordings = frozenset(source["sha256"] for source in sources(content))
            answered = frozenset(content.get("answers", {}))
            self._seen[listed.note] = Seen(self._stamp(listed), look, recordings, answered)
        return self._seen[listed.note]

    def reports(self, notes: Sequence[Listed]) -> tuple[Report, ...]:
        """A report for each note, looked at together. Raises InputError or SettingsError."""
        key, stamps = tuple(each.note for each in notes), tuple(map(self._stamp, notes))
        if key not in self._reports or self._reports[key][0] != stamps:
            if len(self._reports) >= _REMEMBERED:
                self._reports.clear()
            self._reports[key] = stamps, self._office.reports([self.seen(each).look for each in notes])
        return self._reports[key][1]

    def _stamp(self, listed: Listed) -> _Stamp:
        """Another one for every other version, where the note is called otherwise, and on every other day."""
        return listed.path, listed.part, listed.draft, listed.number, self._office.day
