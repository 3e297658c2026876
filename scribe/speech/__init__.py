"""Samples become a `Transcript`: the only importer of faster_whisper, and the border of its errors.

In: `Recording`s. Out: the words as they were heard, each with its place in the text, its seconds and the model's
probability. What was meant is not decided here. Nothing here uses the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from scribe import machine, weights
from scribe.audio import SAMPLE_RATE, Recording, Samples
from scribe.errors import InputError, ScribeError, SpeechError
from scribe.records import Transcript
from scribe.speech.decoding import hear, hear_again, prompt
from scribe.speech.engine import Engine, border
from scribe.speech.listening import NoTrade, Trade
from scribe.speech.taking import Take

__all__ = ["Transcriber", "stretches"]

_TOGETHER = 600.0
"""Seconds of sound that are heard together: enough to fill batches, little enough to hold in memory."""

_CUT_WITHIN, _PAUSE = 60 * SAMPLE_RATE, SAMPLE_RATE // 4
"""Samples at the end of a stretch where a cut is sought, and of the pause that is cut through."""

Progress = Callable[[int, float], None]
"""Receives the number of a recording and its seconds that are done."""

Result = Transcript | ScribeError


class Transcriber:
    """A loaded speech model. `device` is `auto`, `cpu` or `cuda`; `auto` takes a GPU that works, else the CPU.

    `threads` null are as many as there are physical cores. `expected` are words and names that the recordings are
    likely to say, the likeliest last. `trade` tells which way to hear is likely to be said, and what
    may have been meant: on a processor that is listened for, and stands in the transcript's `alternatives`.
    """

    def __init__(
        self,
        model: str,
        device: str = "auto",
        threads: int | None = None,
        expected: Sequence[str] = (),
        trade: Trade | None = None,
    ) -> None:
        """SettingsError, SpeechModelMissing or SpeechModelDamaged when the model cannot be used, SpeechError else."""
        folder = weights.find(model)
        with border(f"The speech engine could not start with the model {model}"):
            self._engine = Engine(folder, model, device, threads or machine.cores())
        self._model = model
        self._prompt = prompt(expected)
        self._trade = trade or NoTrade()

    @property
    def name(self) -> str:
        """The model, how the digests of it and of what it learned begin, and the arithmetic, such as
        `base (d01c3014+5f0e22a1, int8)`."""
        known = self._engine.learned
        digests = weights.digest(self._model)[:8] + (f"+{known.mark}" if known else "")
        return f"{self._model} ({digests}, {self._engine.arithmetic})"

    def transcribe(self, recording: Recording, on_progress: Callable[[float], None] | None = None) -> Transcript:
        """The words of a recording; `on_progress` receives the seconds of audio done.

        AudioError when no English speech is heard, SpeechError when the engine fails.
        """
        ((_, result),) = self.transcribe_all([recording], lambda _, done: on_progress(done) if on_progress else None)
        if isinstance(result, ScribeError):
            raise result
        return result

    def transcribe_all(
        self, recordings: Sequence[Recording], on_progress: Progress | None = None
    ) -> Iterator[tuple[int, Result]]:
        """The number and the words of each recording, or the AudioError or SpeechError that it ended with.

        Windows of several recordings share batches, so many short recordings are heard sooner than one by one.
        """
        together: list[int] = []
        seconds = 0.0
        for number, recording in enumerate(recordings):
            together.append(number)
            seconds += recording.duration_seconds
            if seconds >= _TOGETHER or number == len(recordings) - 1:
                yield from self._apart(together, recordings, on_progress)
                together, seconds = [], 0.0

    def _apart(
        self, numbers: Sequence[int], recordings: Sequence[Recording], on_progress: Progress | None
    ) -> Iterator[tuple[int, Result]]:
        """The results of recordings that are heard together; where the engine fails, of each by itself."""
        takes = [_take(number, recordings[number], on_progress) for number in numbers]
        try:
            with border(f"{takes[0].recording.path.name}: the speech engine failed"):
                results = self._heard(takes)
        except SpeechError as error:
            if len(takes) == 1:
                results = {numbers[0]: error}
            else:
                for number in numbers:
                    yield from self._apart([number], recordings, on_progress)
                return
        yield from sorted(results.items())

    def _heard(self, takes: Sequence[Take]) -> dict[int, Result]:
        by_number = {take.number: take for take in takes}
        results: dict[int, Result] = {}
        for heard in hear(self._engine, [part for take in takes for part in take.parts()], self._prompt, self._trade):
            by_number[heard.part.recording].take_in(heard)
        missed = []
        for take in takes:
            try:
                missed += take.missed()
            except InputError as error:
                results[take.number] = error
        for heard in hear_again(self._engine, missed, self._trade):
            by_number[heard.part.recording].take_in_missed(heard)
        for take in takes:
            if take.number not in results:
                try:
                    results[take.number] = take.transcript()
                except InputError as error:
                    results[take.number] = error
        return results


def _take(number: int, recording: Recording, on_progress: Progress | None) -> Take:
    return Take(number, recording, lambda seconds: on_progress(number, seconds) if on_progress else None)


def stretches(samples: Samples, longest: float = 900.0) -> Iterator[tuple[int, Samples]]:
    """Consecutive stretches of at most `longest` seconds with the index each starts at, cut where it is quiet.

    Two hours are heard in pieces, so that what was heard can be kept from time to time.
    """
    most = int(longest * SAMPLE_RATE)
    start = 0
    while samples.size - start > most:
        searched = samples[start + most - _CUT_WITHIN : start + most]
        loudness = np.square(searched.reshape(-1, _PAUSE)).mean(axis=1)
        cut = start + most - _CUT_WITHIN + int(loudness.argmin()) * _PAUSE + _PAUSE // 2
        yield start, samples[start:cut]
        start = cut
    yield start, samples[start:]
