"""What travels between a run and its workers: frozen records of plain values, so that any process can read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Json = dict[str, Any]
Progress = Callable[[int, float, float], None]
"""Receives which recording of a batch, the seconds of its audio that are done, and all it has."""


@dataclass(frozen=True, slots=True)
class Item:
    """A recording as the run saw it: where it lies, and the SHA-256 of its content."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Recordings that are heard together."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The next part of a long recording; `heard` are the transcripts of the parts before it, as text."""

    item: Item
    heard: tuple[str, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return (self.item,)


Task = Batch | Part


@dataclass(frozen=True, slots=True)
class Ready:
    """The note of a recording: its JSON, its Markdown, and the seconds of the audio."""

    sha256: str
    note: Json
    markdown: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A recording of which no note came, and why, in one sentence."""

    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A part of a long recording was heard; `parts` is how many there are. An empty `transcript`: none was yet."""

    sha256: str
    parts: int
    transcript: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Changed:
    """The file holds something else than it did when the run saw it."""

    sha256: str


Result = Ready | Refused | Heard | Changed


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: a result for each recording, the seconds of work it took, and where."""

    results: tuple[Result, ...]
    work: float
    worker: str


class Bench(Protocol):
    """What is loaded once in each worker."""

    def batch(self, items: Sequence[Item], tell: Progress) -> Iterator[Result]:
        """A result for each recording, each as it is ready."""
        ...

    def part(self, item: Item, heard: Sequence[str], tell: Progress) -> Result:
        """The next part of a long recording, or with the last of them its note."""
        ...


class Recipe(Protocol):
    """How a worker sets itself up: plain choices that can be sent to it and compared. `open` loads what is slow."""

    def open(self) -> Bench: ...

    def digest(self) -> str:
        """Changes with all that notes depend on."""
        ...

    def __hash__(self) -> int: ...
