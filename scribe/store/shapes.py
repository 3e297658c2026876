"""What the store gives: versions of a note, a line of the list, what was filed.

Times are ISO 8601 with the offset of the place, to the second. Content is the contract's JSON as plain dictionaries,
with what docs/review.md adds; nobody changes one in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from scribe.practice import Signature

Json = dict[str, Any]


class State(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    FILED = "filed"
    JOINED = "joined"
    """Became part of another note of the same visit; stands in no list."""


@dataclass(frozen=True, slots=True)
class Version:
    """A note as it stood at a time. `number` 0 is the scribe's draft, `by` whoever made it."""

    note: str
    number: int
    made_at: str
    by: str
    content: Json


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list, from the newest version. `path` is the draft's JSON file, null when it is no longer
    where it was; `part` 2 and more are split off.

    `minutes` is the length of the session as stated, else null; `units` those of all lines; `doubts` counts the flags
    by level.
    """

    note: str
    path: Path | None
    part: int
    draft: str
    """The digest of the draft's JSON."""
    state: State
    number: int
    made_at: str
    client: str | None
    date: str | None
    minutes: float | None
    units: int
    doubts: dict[str, int]
    file: str
    """The recording's name."""
    sha256: str
    """The recording's digest."""
    recorded_at: str | None


@dataclass(frozen=True, slots=True)
class Rendition:
    """A Markdown file that is known: `text` null was written by scribe for `version`; else it is a person's, kept word
    for word, and became `version`, or none where it could only be kept."""

    version: int | None
    at: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed note. `record` is what was filed (docs/review.md), `entry` its number in the chain, `hash` its seal."""

    note: str
    version: int
    entry: int
    at: str
    by: str
    record: Json
    hash: str


@dataclass(frozen=True, slots=True)
class Addendum:
    """What was added to a filed note later, dated and signed."""

    note: str
    entry: int
    at: str
    by: str
    text: str
    signature: Signature
    hash: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """A recording that retention removed: its file and digest, and the entry that says so."""

    note: str
    entry: int
    at: str
    file: str
    sha256: str
