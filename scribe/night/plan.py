"""What there is to do: each file is looked at, known by its content, and compared with the ledger and the shelf.

Nothing is heard or written here but the ledger. A file whose size or time still moves waits.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scribe.errors import AudioError
from scribe.jobs import Duplicate, Failure, Job, Known, reason
from scribe.night.ledger import Entry, Ledger
from scribe.output import Shelf, shown, stands

SETTLED = 2.0
"""Seconds that a file's size and time must have stood still before it is taken."""

Contents = Callable[[], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Aim:
    """Where notes go and how they are made. `place` is the folder of --out, "" beside the recordings.

    `kept` tells the contents whose notes a person has worked on or filed, which are never made anew.
    """

    place: str
    made_with: str
    redo: bool
    kept: Contents


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording to be heard. `alone` when a run died over it: then it must not take others with it. `seen` is the
    run that the ledger named for it when it was looked at."""

    job: Job
    sha256: str
    size: int
    alone: bool = False
    seen: int | None = None


@dataclass(slots=True)
class Found:
    """What a look at some files gave. `outdated` counts notes that were made otherwise than they would be now."""

    wanted: list[Wanted] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    unreadable: list[Failure] = field(default_factory=list)
    moving: list[Job] = field(default_factory=list)
    outdated: int = 0


State = tuple[int, int]
"""A file's size in bytes and its time in nanoseconds."""


class Survey:
    """Looks at files for one run. `read` gives the SHA-256 of a file, or raises AudioError."""

    def __init__(self, ledger: Ledger, aim: Aim, read: Callable[[Path], str]) -> None:
        self._ledger = ledger
        self._aim = aim
        self._read = read
        self._seen: dict[Path, tuple[State, float]] = {}
        self._first: dict[str, Job] = {}
        """Which file of each content has, or will have, its note."""

    def look(self, jobs: Sequence[Job]) -> Found:
        found = Found()
        read: list[tuple[Job, str, State]] = []
        seen: list[tuple[Path, int, int, str]] = []
        for job in jobs:
            sha256, state = "", _state(job.path)
            try:
                if state and not self._settled(job.path, state):
                    found.moving.append(job)
                    continue
                sha256 = _digest(self._ledger, job.path) or self._read(job.path)
            except AudioError as error:
                found.unreadable.append(Failure(shown(job.path), reason(error, job.path)))
            if state:
                seen.append((_absolute(job.path), *state, sha256))
                if sha256:
                    read.append((job, sha256, state))
        self._ledger.remember(seen)
        self._sort(read, found)
        return found

    def _settled(self, path: Path, state: State) -> bool:
        """Whether the file's size and time have stood still for long enough."""
        before, since = self._seen.setdefault(path, (state, time.monotonic()))
        if before != state:
            self._seen[path] = (state, time.monotonic())
            return False
        still = time.monotonic() - since
        old = time.time() - state[1] / 1e9
        return still >= SETTLED or old >= SETTLED

    def _sort(self, read: Sequence[tuple[Job, str, State]], found: Found) -> None:
        groups: dict[str, list[tuple[Job, int]]] = {}
        for job, sha256, (size, _) in read:
            groups.setdefault(sha256, []).append((job, size))
        shelf = None
        for sha256, group in groups.items():
            entry = self._ledger.entry(sha256, self._aim.place)
            if entry is None or (entry.state != "failed" and not (entry.note and stands(entry.note))):
                shelf = shelf or Shelf({job.folder for job, *_ in read}, self._ledger.notes(self._aim.place))
                entry = self._adopted(sha256, entry, shelf) or entry
            owner = self._owner(sha256, [job for job, _ in group], entry)
            for job, size in group:
                if job is owner:
                    left = entry is not None and entry.state == "left"
                    self._place(Wanted(job, sha256, size, left, entry.run if entry else None), entry, found)
                else:
                    found.duplicates.append(Duplicate(shown(job.path), self._same_as(owner, entry)))

    def _adopted(self, sha256: str, entry: Entry | None, shelf: Shelf) -> Entry | None:
        """A note that stands though the ledger does not know: it was lost, or a run died just before it told."""
        if not (standing := shelf.standing(sha256)):
            return None
        file, note = standing
        made_with = entry.made_with if entry else ""
        self._ledger.done(0, self._aim.place, made_with, sha256, shown(_absolute(note.parent / file)), note, None)
        return self._ledger.entry(sha256, self._aim.place)

    def _owner(self, sha256: str, jobs: Sequence[Job], entry: Entry | None) -> Job | None:
        """Which of the files of one content has the note; null when it is one that is not among them."""
        if sha256 in self._first:
            return next((job for job in jobs if job == self._first[sha256]), None)
        owner: Job | None = jobs[0]
        if entry and entry.note:
            named = [job for job in jobs if shown(_absolute(job.path)) == entry.file or job.path.name == entry.file]
            owner = named[0] if named else None if Path(entry.file).exists() else jobs[0]
        if owner:
            self._first[sha256] = owner
        return owner

    def _same_as(self, owner: Job | None, entry: Entry | None) -> str:
        file = shown(owner.path) if owner else entry.file if entry else ""
        return f"{file}, whose note is {shown(entry.note)}" if entry and entry.note else file

    def _place(self, wanted: Wanted, entry: Entry | None, found: Found) -> None:
        """Sort one recording by what is known of it."""
        aim, file = self._aim, shown(wanted.job.path)
        if entry and entry.state == "failed" and not aim.redo:
            found.failed.append(Failure(file, f"{entry.reason} It was set aside; --redo tries it again."))
        elif entry and entry.note and entry.state == "done":
            outdated = entry.made_with != aim.made_with
            again = (outdated and aim.redo) or not stands(entry.note)
            if again and wanted.sha256 not in aim.kept():
                found.wanted.append(wanted)
            else:
                found.outdated += outdated
                found.known.append(Known(file, entry.note))
        else:
            found.wanted.append(wanted)


def unseen(ledger: Ledger, jobs: Iterable[Job]) -> int:
    """How many files were never read, or have changed since."""
    return sum(_digest(ledger, job.path) is None for job in jobs)


def _digest(ledger: Ledger, path: Path) -> str | None:
    state = _state(path)
    return ledger.digest(_absolute(path), *state) if state else None


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _state(path: Path) -> State | None:
    """Null for what is no file that can be read twice, or cannot be looked at."""
    try:
        if not path.is_file():
            return None
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
