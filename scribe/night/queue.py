"""The order of the work: which recordings are heard together, and what comes next.

Long recordings come first and batches shrink towards the end, so that all workers finish at about the same time.
A recording that failed, or over which a worker died, is tried once more, alone and last.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from scribe.night.plan import Wanted
from scribe.night.tasks import Batch, Item, Part, Task

LONG = 600.0
"""Seconds from which a recording is heard part by part."""

_LARGEST, _SMALLEST = 450.0, 100.0
"""Seconds of audio of a batch: of the largest, which a run that dies has to hear again, and the smallest."""

_USUAL = {"wav": 32_000.0, "flac": 18_000.0, "aif": 88_000.0, "aiff": 88_000.0, "amr": 1_600.0, "3gp": 1_600.0}
_OTHERS = 8_000.0
"""Bytes in a second of audio as phones write it, until this run has measured it."""


class Queue:
    """The work of one run."""

    def __init__(self) -> None:
        self._fresh: dict[str, Wanted] = {}
        self._parts: deque[Part] = deque()
        self._alone: deque[Wanted] = deque()
        self._measured: dict[str, tuple[float, float]] = {}
        self.tried: set[str] = set()

    def add(self, wanted: Iterable[Wanted]) -> None:
        for one in wanted:
            if one.alone:
                self._alone.append(one)
            else:
                self._fresh[one.sha256] = one

    def again(self, wanted: Wanted) -> bool:
        """Try a recording once more, alone; false when that was done already."""
        if wanted.sha256 in self.tried:
            return False
        self.tried.add(wanted.sha256)
        self._alone.append(wanted)
        return True

    def next_part(self, part: Part) -> None:
        self._parts.append(part)

    def drop(self, gone: Iterable[str]) -> None:
        """Take recordings out that shall not be heard now."""
        out = set(gone)
        self._fresh = {sha256: one for sha256, one in self._fresh.items() if sha256 not in out}
        self._alone = deque(one for one in self._alone if one.sha256 not in out)
        self._parts = deque(part for part in self._parts if part.item.sha256 not in out)

    def waiting(self) -> list[str]:
        """The contents that are still to be heard, or heard further."""
        return [*self._fresh, *(one.sha256 for one in self._alone), *(part.item.sha256 for part in self._parts)]

    def seconds(self, wanted: Wanted) -> float:
        """The likely length of a recording, from the size of its file."""
        ending = wanted.job.ending.lower()
        heard, read = self._measured.get(ending, (0.0, 0.0))
        return wanted.size / (read / heard if heard else _USUAL.get(ending, _OTHERS))

    def measured(self, wanted: Wanted, seconds: float) -> None:
        """The length that a recording really had."""
        ending = wanted.job.ending.lower()
        heard, read = self._measured.get(ending, (0.0, 0.0))
        self._measured[ending] = heard + seconds, read + wanted.size

    def take(self, slots: int) -> Task | None:
        """The next task, where `slots` are done at a time; null when there is none now."""
        if self._parts:
            return self._parts.popleft()
        if not self._fresh:
            return Batch((_item(self._alone.popleft()),)) if self._alone else None
        lengths = {sha256: self.seconds(one) for sha256, one in self._fresh.items()}
        rest = sorted(lengths, key=lambda sha256: -lengths[sha256])
        if lengths[rest[0]] >= LONG:
            return Batch((_item(self._fresh.pop(rest[0])),))
        whole = sum(lengths.values())
        room = min(_LARGEST, max(whole / (1.3 * slots), min(_SMALLEST, whole / slots)))
        chosen: list[str] = []
        held = 0.0
        for sha256 in rest:
            if not chosen or held + lengths[sha256] <= room:
                chosen.append(sha256)
                held += lengths[sha256]
        return Batch(tuple(_item(self._fresh.pop(sha256)) for sha256 in chosen))


def _item(wanted: Wanted) -> Item:
    return Item(Path(os.path.abspath(wanted.job.path)), wanted.sha256)
