"""The recording of a note: where it lies, and its bytes in a form that a browser plays.

A recording is known by its digest, wherever it lies and whatever it is called now. It is only read.
"""

from __future__ import annotations

import hashlib
import io
import os
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from scribe.recordings import SUFFIXES

NATIVE = {
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "audio/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".webm": "audio/webm",
}
"""Endings that browsers play as they are, and what to call them; others are decoded to WAV."""


Met = Callable[[str], Iterable[tuple[Path, int]]]
"""Where recordings of a digest were met before, each with its size in bytes."""


class Recordings:
    """Finds recordings below some folders, the folder of the note first, and where they were `met` before."""

    def __init__(self, folders: Sequence[Path], met: Met = lambda sha256: ()) -> None:
        self._folders = tuple(folders)
        self._met = met
        self._digests: dict[tuple[str, int, int], str] = {}
        self._found: dict[str, Path] = {}

    def find(self, file: str, sha256: str, beside: Path) -> Path | None:
        """The recording of this digest; one of the same name is looked at first. None when it is nowhere."""
        known = self._found.get(sha256)
        if known is not None and self._is(known, sha256):
            return known
        for path in chain(self._candidates(file, beside), _around(self._met(sha256))):
            if self._is(path, sha256):
                self._found[sha256] = path
                return path
        return None

    def _candidates(self, file: str, beside: Path) -> Iterator[Path]:
        """Files of that name, the nearest first, then all other recordings: it may have been renamed."""
        name = os.path.basename(file)
        yield beside / name
        others = []
        for folder in self._folders:
            for place, folders, files in os.walk(folder):
                folders[:] = sorted(each for each in folders if not each.startswith("."))
                for each in sorted(files):
                    if each == name:
                        yield Path(place, each)
                    elif os.path.splitext(each)[1].lower() in SUFFIXES:
                        others.append(Path(place, each))
        yield from others

    def _is(self, path: Path, sha256: str) -> bool:
        try:
            status = path.stat()
            key = (str(path), status.st_size, status.st_mtime_ns)
            if key not in self._digests:
                with path.open("rb") as file:
                    self._digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return False
        return self._digests[key] == sha256


def _around(met: Iterable[tuple[Path, int]]) -> Iterator[Path]:
    """Where a recording was met, and then, as it may have been moved, the files of its size in that folder, in those
    within it and in those beside it."""
    met = tuple(met)
    yield from (path for path, _ in met)
    for path, size in met:
        for folder, pattern in ((path.parent, "*"), (path.parent, "*/*"), (path.parent.parent, "*/*")):
            for other in sorted(folder.glob(pattern)):
                if other.suffix.lower() in SUFFIXES and _size(other) == size:
                    yield other


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def as_wav(path: Path) -> bytes:
    """A recording decoded to WAV, 16-bit, one channel. Raises AudioError."""
    import numpy as np

    from scribe import audio

    samples = audio.load(path).samples
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.SAMPLE_RATE)
        file.writeframes((np.clip(samples, -1, 1) * np.float32(32767)).astype("<i2").tobytes())
    return held.getvalue()


def part(header: str | None, size: int) -> tuple[int, int] | None:
    """The bytes that a Range header asks for, half-open, cut to `size`; None for all of them.

    Only the form that players send is read, `bytes=START-` or `bytes=START-END`. Raises ValueError when nothing of it
    is there.
    """
    if header is None or not header.startswith("bytes=") or "," in header:
        return None
    first, dash, last = header.removeprefix("bytes=").partition("-")
    if not dash or not first.isdecimal() or not (last.isdecimal() or not last):
        return None
    start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise ValueError("no byte of that range is there")
    return start, end
