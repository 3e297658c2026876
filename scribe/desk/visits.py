"""How notes are called, their order by day, and which are of one client: they are looked at together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from scribe import output
from scribe.store import Listed, State


def called(path: Path | None, part: int) -> str:
    """How a note is called in a message: its file, and which part it is of a note that was split."""
    return (output.shown(path) if path else "a note that was moved") + (f" (part {part})" if part > 1 else "")


def day_of(listed: Listed) -> str:
    """The day of service as YYYY-MM-DD, else the day of the recording; empty where neither is known."""
    return listed.date or (listed.recorded_at or "")[:10]


def in_order(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The newest day first, those without one at the end, within a day in the order of the recordings; without notes
    that became part of another."""
    return tuple(sorted((each for each in listed if each.state is not State.JOINED), key=_place))


def _place(listed: Listed) -> tuple[int, str, str, int]:
    day = day_of(listed)
    back = -datetime.date.fromisoformat(day).toordinal() if day else 1
    return back, listed.recorded_at or "", str(listed.path), listed.part


def by_client(ordered: Iterable[Listed]) -> tuple[tuple[Listed, ...], ...]:
    """The notes of each client together, in the order of their first; a note without a name stands alone."""
    groups: dict[str, list[Listed]] = {}
    for each in ordered:
        key = f"name {each.client.casefold()}" if each.client else f"note {each.note}"
        groups.setdefault(key, []).append(each)
    return tuple(map(tuple, groups.values()))


def of_same_client(note: str, ordered: Iterable[Listed]) -> tuple[Listed, ...]:
    """The notes of one client, `note` among them; nothing when it is not among those given."""
    return next((group for group in by_client(ordered) if any(each.note == note for each in group)), ())
