"""The list of notes: the drafts below a folder, taken into the store, as rows by day, with what needs attention."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from scribe.desk import Desk
from scribe.desk.visits import by_client, day_of, in_order
from scribe.errors import InputError, SettingsError
from scribe.records import Level
from scribe.store import Listed, State, Store

LEVELS = (
    (Level.BLOCKS, "■", "to settle before filing", "to settle before filing"),
    (Level.WARNS, "▲", "to look at again", "to look at again"),
    (Level.ASKS, "?", "question", "questions"),
)
"""How each weight of a finding is marked and called, one and many."""

AT_ONCE = 24
"""Notes that are looked at before an answer goes out; the page asks again for the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """A note in the list. `counts` are its open findings by level, null while it was not looked at; `problem` says why
    it cannot be; `words` is what a search looks in."""

    id: str
    client: str | None
    length: str
    counts: Mapping[str, int] | None
    problem: str
    units: int
    state: State
    file: str
    part: int
    words: str

    @property
    def unseen(self) -> bool:
        """Whether it is still to be looked at. What is filed needs no look."""
        return self.state is not State.FILED and self.counts is None and not self.problem

    @property
    def open(self) -> bool:
        """Whether it needs attention, or may."""
        return self.state is not State.FILED and (
            self.unseen or bool(self.problem) or any((self.counts or {}).values())
        )


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
        unseen = sum(row.unseen for row in rows)
        attention = sum(row.open for row in rows) - unseen
        return (
            f"{len(rows)} {'note' if len(rows) == 1 else 'notes'}: {attention} with something to look at, "
            f"{states[State.REVIEWED]} reviewed, {states[State.FILED]} filed"
            + (f"; {unseen} still being checked" if unseen else "")
        )


class Lister:
    """The notes below a folder. What it remembers is which drafts are in the store, and what could not be read."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self._desk = desk
        self._folder = folder
        self._taken: dict[Path, tuple[int, int]] = {}
        self._problems: dict[str, str] = {}
        self.looked = False
        """Whether `look` was called before."""
        self._listed: tuple[Listed, ...] = ()
        self._ordered: tuple[Listed, ...] = ()

    def take_in(self) -> tuple[str, ...]:
        """New drafts come into the store; files that are no notes are told, a sentence each. Raises StoreError."""
        self._problems.clear()  # they may be mended
        return tuple(_take_in(self._desk.store, self._folder, self._taken))

    def notes(self) -> tuple[Listed, ...]:
        """The notes that are in the store, in the order of the list."""
        listed = self._desk.store.listed(self._folder)
        if listed is not self._listed:
            self._listed, self._ordered = listed, in_order(listed)
        return self._ordered

    def look(self, wanted: Collection[str]) -> None:
        """Read in the Markdown and check the notes of the first `AT_ONCE` that are wanted and were not looked at as
        they are now. The notes of a client are looked at together."""
        self.looked = True
        read: set[str] = set()
        for group in by_client(self.notes()):
            if len(read) < AT_ONCE and any(_wants(each, wanted) for each in group):
                read.update(each.note for each in group if not self._known(each))
        for note in read:
            self._try(note, partial(self._desk.read_in, note))
        for each in self.notes():
            if each.note in read:
                self._try(each.note, partial(self._desk.look, each))

    def listing(self, problems: Sequence[str] = ()) -> Listing:
        """All rows, as far as they were looked at."""
        notes = self.notes()
        rows = self.rows({each.note for each in notes})
        days = groupby(notes, key=day_of)
        return Listing(
            tuple(Day(_title(day), tuple(rows[each.note] for each in of_day)) for day, of_day in days), tuple(problems)
        )

    def rows(self, wanted: Collection[str]) -> dict[str, Row]:
        """Some rows, by their notes."""
        notes, counts = self.notes(), {}
        for group in by_client(notes):
            if any(_wants(each, wanted) for each in group) and all(map(self._known, group)):
                sound = [each for each in group if each.note not in self._problems]
                for note, found in self._desk.open_findings(sound).items():
                    counts[note] = {level.value: sum(each.level is level for each in found) for level in Level}
        return {
            each.note: _row(each, counts.get(each.note), self._problems.get(each.note, ""))
            for each in notes
            if each.note in wanted
        }

    def _known(self, listed: Listed) -> bool:
        return listed.note in self._problems or self._desk.known(listed)

    def _try(self, note: str, act: Callable[[], object]) -> None:
        try:
            act()
        except (InputError, SettingsError) as error:
            self._problems[note] = str(error)


def _wants(listed: Listed, wanted: Collection[str]) -> bool:
    return listed.note in wanted and listed.state is not State.FILED


def _take_in(store: Store, folder: Path, taken: dict[Path, tuple[int, int]]) -> Iterator[str]:
    there = {path: _stamp(path) for path in folder.rglob("*.note.json") if not path.name.startswith(".")}
    new = sorted(path for path, stamp in there.items() if taken.get(path) != stamp)
    try:
        store.open_drafts(new)
        taken.update((path, there[path]) for path in new)
    except InputError:  # one of them is no note: tell which, and take in the others
        for path in new:
            try:
                store.open_draft(path)
                taken[path] = there[path]
            except InputError as error:
                yield str(error)


def _stamp(path: Path) -> tuple[int, int]:
    """By which a changed file is told: its size and its time."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _title(day: str) -> str:
    if not day:
        return "Day not known"
    date = datetime.date.fromisoformat(day)
    return f"{date:%A}, {date.day} {date:%B %Y}"


def _row(listed: Listed, counts: Mapping[str, int] | None, problem: str) -> Row:
    searched: Iterable[str | None] = (listed.client, day_of(listed), _title(day_of(listed)), listed.file)
    return Row(
        id=listed.note,
        client=listed.client,
        length="" if listed.minutes is None else f"{listed.minutes:g} min",
        counts=counts,
        problem=problem,
        units=listed.units,
        state=listed.state,
        file=listed.file,
        part=listed.part,
        words=" ".join(text for text in searched if text).casefold(),
    )
