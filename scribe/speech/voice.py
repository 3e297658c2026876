"""Where a voice is in a recording, and how loud: one pass of voice detection, shared by all that ask.

In: samples. Out: phrases, in samples, and the loudness of any stretch. What was said is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from scribe.audio import SAMPLE_RATE, Samples
from scribe.sifting import Heard

_PHRASES = {"threshold": 0.35, "min_silence_duration_ms": 200, "speech_pad_ms": 0}
"""Voice detection that ends with each phrase: its pauses are where windows may be cut, and a phrase that gave no
words is seen."""

_AS_LOUD = 0.4
"""Sound of this share of the speech's amplitude may be speech; music and noise that let speech through are softer."""


class Phrase(NamedTuple):
    """A stretch of voice without a pause: from one sample to another."""

    start: int
    end: int


def phrases(samples: Samples) -> list[Phrase]:
    """The stretches in which a voice was detected, in the order of time."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    found = get_speech_timestamps(samples, VadOptions(**_PHRASES))
    return [Phrase(int(one["start"]), int(one["end"])) for one in found]


def as_loud_as_speech(samples: Samples, segments: Iterable[list[Heard]]) -> Callable[[float, float], bool]:
    """Tells whether a stretch, in seconds, is about as loud as the words are."""

    def amplitude(start: float, end: float) -> float:
        stretch = samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
        return float(np.sqrt(np.mean(np.square(stretch)))) if stretch.size else 0.0

    words = [amplitude(word.start, word.end) for segment in segments for word in segment]
    least = _AS_LOUD * float(np.median(words))
    return lambda start, end: amplitude(start, end) >= least
