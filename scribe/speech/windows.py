"""Phrases become windows: what the engine hears in one piece, cut at pauses.

In: the phrases of a recording. Out: `Window`s. The longer a window the dearer each of
its seconds is to hear; short ones give the engine too little to go by. Long pauses are left out of a window, so a
second of it is not always a second of the recording: `Window.in_recording` tells which it is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scribe.audio import SAMPLE_RATE, Samples
from scribe.speech.voice import Phrase

LONGEST, FULL = 20.5, 30.0
"""Seconds of the longest window; and the length that the engine was trained on."""

_AFTER, _STEP, _SHORT = 0.5, 0.2, 6.0
"""Seconds of silence that a window ends with at least, the steps of its whole length, and seconds of a window so short
that it is heard at full length."""

TOGETHER = LONGEST + _AFTER
"""Seconds that windows are made equally long to once they are encoded, so that all can share a batch."""

_EACH, _CLEAR = 0.5, 0.2
"""What a further window costs, in seconds of work and in words that are heard worse at its edges; and what a cut in a
pause of a second or more makes good of that."""

_FINEST = 0.04 * SAMPLE_RATE
"""Samples up to which the engine tells the places of words."""

_EDGE = 0.4
"""Seconds kept before and after the voice of a window, and to either side of a long pause."""


@dataclass(frozen=True, slots=True)
class Window:
    """`pieces` of a recording that are heard as one, in samples."""

    pieces: tuple[Phrase, ...]

    @property
    def seconds(self) -> float:
        return sum(piece.end - piece.start for piece in self.pieces) / SAMPLE_RATE

    @property
    def heard_at(self) -> float:
        """The seconds that the window is filled up to with silence."""
        return _filled(self.seconds)

    def of(self, samples: Samples) -> Samples:
        """The window's samples."""
        return np.concatenate([samples[piece.start : piece.end] for piece in self.pieces])

    def in_recording(self, start: float, end: float) -> tuple[float, float]:
        """Where in the recording a word lies, in seconds, that lies so in the window.

        A word that seems to lie on both sides of a pause that was left out is said where it ends: the engine lets a
        word begin in the silence before it.
        """
        first, last = start * SAMPLE_RATE, end * SAMPLE_RATE
        for piece in self.pieces[:-1]:
            size = piece.end - piece.start
            if last <= size + _FINEST:
                break
            first, last = max(0.0, first - size), last - size
        else:
            piece = self.pieces[-1]
        begin, stop = (min(piece.start + at, piece.end) / SAMPLE_RATE for at in (first, last))
        return begin, stop


def cut(phrases: Sequence[Phrase], size: int) -> list[Window]:
    """The windows of a recording of `size` samples: few, cheap to hear, cut where the pauses are long."""
    spoken = list(_halved(phrases, int(LONGEST * SAMPLE_RATE)))
    voices = _widened(spoken, size)
    until = [0.0, *itertools.accumulate((voice.end - voice.start) / SAMPLE_RATE for voice in voices)]
    cheapest = [(0.0, 0)]
    for last in range(1, len(voices) + 1):
        pause = (spoken[last].start - spoken[last - 1].end) / SAMPLE_RATE if last < len(spoken) else 0.0
        each = _EACH - _CLEAR * min(pause, 1.0)
        choices = []
        for first in range(last - 1, -1, -1):
            seconds = until[last] - until[first]
            if seconds > LONGEST and first < last - 1:
                break
            choices.append((cheapest[first][0] + each + _work(_filled(seconds)), first))
        cheapest.append(min(choices))
    windows = []
    last = len(voices)
    while last:
        first = cheapest[last][1]
        windows.append(Window(_joined(voices[first:last])))
        last = first
    return windows[::-1]


def _filled(seconds: float) -> float:
    if not _SHORT <= seconds <= LONGEST:
        return FULL
    return math.ceil((seconds + _AFTER) / _STEP) * _STEP


def _work(seconds: float) -> float:
    """Seconds of work that a window of this length takes, about: attention grows with its square."""
    return 0.02 * seconds + 0.0005 * seconds**2


def _halved(phrases: Iterable[Phrase], most: int) -> Iterator[Phrase]:
    """The phrases, with one that is too long for a window cut into even parts: nobody speaks that long on a breath."""
    for phrase in phrases:
        parts = math.ceil((phrase.end - phrase.start) / most)
        edges = [phrase.start + (phrase.end - phrase.start) * part // parts for part in range(parts + 1)]
        yield from itertools.starmap(Phrase, itertools.pairwise(edges))


def _widened(phrases: Iterable[Phrase], size: int) -> list[Phrase]:
    """The phrases with the pauses shared out between them, of a long pause only its edges."""
    edge = int(_EDGE * SAMPLE_RATE)
    wide: list[Phrase] = []
    for phrase in phrases:
        start = max(0, phrase.start - edge)
        if wide and wide[-1].end > start:
            start = (wide[-1].end - edge + phrase.start) // 2
            wide[-1] = Phrase(wide[-1].start, start)
        wide.append(Phrase(start, min(size, phrase.end + edge)))
    return wide


def _joined(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """The phrases, with those that touch made one."""
    pieces: list[Phrase] = []
    for phrase in phrases:
        if pieces and pieces[-1].end == phrase.start:
            pieces[-1] = Phrase(pieces[-1].start, phrase.end)
        else:
            pieces.append(phrase)
    return tuple(pieces)
