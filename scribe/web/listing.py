"""The list of notes: the drafts below a folder, taken into the store, as rows by day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from scribe.errors import InputError
from scribe.records import Level
from scribe.store import Listed, State, Store

Seen = dict[Path, tuple[int, int]]
"""Drafts that are in the store already, each with its size and time."""

LEVELS = (
    (Level.BLOCKS, "■", "to settle before filing", "to settle before filing"),
    (Level.WARNS, "▲", "to look at again", "to look at again"),
    (Level.ASKS, "?", "question", "questions"),
)
"""How each weight of a doubt is marked and called, one and many."""


@dataclass(frozen=True, slots=True)
class Row:
    """A note in the list. `counts` are its open doubts by level, `open` how many in all; `words` is what a search
    looks in."""

    id: str
    client: str | None
    length: str
    counts: Mapping[str, int]
    open: int
    units: int
    state: State
    file: str
    part: int
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list page shows; `problems` are files that are no notes, a sentence each."""

    days: tuple[Day, ...]
    problems: tuple[str, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for day in self.days for row in day.rows)

    @property
    def summary(self) -> str:
        rows = self.rows
        states = {state: sum(row.state is state for row in rows) for state in State}
        attention = sum(bool(row.open) and row.state is not State.FILED for row in rows)
        return (
            f"{len(rows)} {'note' if len(rows) == 1 else 'notes'}: {attention} with something to look at, "
            f"{states[State.REVIEWED]} reviewed, {states[State.FILED]} filed"
        )


def listing(store: Store, folder: Path, seen: Seen) -> Listing:
    """All notes below a folder, new drafts taken in; `seen` remembers which are known. Raises StoreError."""
    problems = tuple(_take_in(store, folder, seen))
    days = groupby(in_order(store, folder), key=day_of)
    return Listing(tuple(Day(_title(day), tuple(map(_row, rows))) for day, rows in days), problems)


def in_order(store: Store, folder: Path) -> tuple[Listed, ...]:
    """The notes that are in the store, in the order of the list."""
    return tuple(sorted((each for each in store.listed(folder) if each.state is not State.JOINED), key=_place))


def day_of(listed: Listed) -> str:
    """The day of service as YYYY-MM-DD, else the day of the recording; empty where neither is known."""
    return listed.date or (listed.recorded_at or "")[:10]


def _take_in(store: Store, folder: Path, seen: Seen) -> Iterator[str]:
    there = {path: _stamp(path) for path in folder.rglob("*.note.json") if not path.name.startswith(".")}
    new = sorted(path for path, stamp in there.items() if seen.get(path) != stamp)
    try:
        store.open_drafts(new)
        seen.update((path, there[path]) for path in new)
    except InputError:  # one of them is no note: tell which, and take in the others
        for path in new:
            try:
                store.open_draft(path)
                seen[path] = there[path]
            except InputError as error:
                yield str(error)


def _stamp(path: Path) -> tuple[int, int]:
    """By which a changed file is told: its size and its time."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _place(listed: Listed) -> tuple[int, str, str, int]:
    """The newest day first, those without one at the end; within a day in the order of the recordings."""
    day = day_of(listed)
    back = -datetime.date.fromisoformat(day).toordinal() if day else 1
    return back, listed.recorded_at or "", str(listed.path), listed.part


def _title(day: str) -> str:
    if not day:
        return "Day not known"
    date = datetime.date.fromisoformat(day)
    return f"{date:%A}, {date.day} {date:%B %Y}"


def _row(listed: Listed) -> Row:
    counts = {level.value: listed.doubts.get(level.value, 0) for level in Level}
    searched: Iterable[str | None] = (listed.client, day_of(listed), _title(day_of(listed)), listed.file)
    return Row(
        id=listed.note,
        client=listed.client,
        length="" if listed.minutes is None else f"{listed.minutes:g} min",
        counts=counts,
        open=sum(counts.values()),
        units=listed.units,
        state=listed.state,
        file=listed.file,
        part=listed.part,
        words=" ".join(text for text in searched if text).casefold(),
    )
