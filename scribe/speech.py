"""Samples become a `Transcript`: the only importer of faster_whisper, and the border of its errors.

In: a `Recording`. Out: the words as they were heard, each with its place in the text, its seconds and the model's
probability. What was meant is not decided here. Nothing here uses the network.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scribe import machine, weights
from scribe.audio import SAMPLE_RATE, Recording, Samples
from scribe.errors import AudioError, NothingHeard, SettingsError, SpeechError, SpeechModelDamaged
from scribe.records import Cut, Transcript, Word
from scribe.sifting import Heard, Span, gaps, inserted, sift

_DEVICES = ("auto", "cpu", "cuda")

_SURE_OF_LANGUAGE = 0.7
"""Below this probability another language than English is taken for English spoken with an accent."""

_STRETCH, _CUT_WITHIN, _PAUSE = 900 * SAMPLE_RATE, 60 * SAMPLE_RATE, SAMPLE_RATE // 4
"""Samples of the longest stretch, of its end where a cut is sought, and of the pause that is cut through."""

_DECODING = {
    "beam_size": 5,
    "word_timestamps": True,
    "vad_filter": True,
    # One misheard window must not spoil the next.
    "condition_on_previous_text": False,
}

_PHRASES = {"threshold": 0.35, "min_silence_duration_ms": 300, "speech_pad_ms": 0}
"""Voice detection that ends with each phrase, to see which phrases gave no words."""

_DECODING_AGAIN = {**_DECODING, "vad_filter": False, "temperature": 0.0}

_AROUND, _LIKELY, _SURE_OF_WORDS = 0.4, -0.7, 0.5
"""Seconds heard again to either side of a phrase without words; the mean log probability and the mean probability
that its words must reach."""

_LONGEST_AGAIN = 120.0
"""Seconds of the longest stretch that is heard again: a longer one is no phrase that was passed over."""

_AS_LOUD = 0.4
"""Sound of this share of the speech's amplitude may be speech; music and noise that let speech through are softer."""


class Transcriber:
    """A loaded speech model. `device` is `auto`, `cpu` or `cuda`; `auto` takes a GPU that works, else the CPU."""

    def __init__(self, model: str, device: str = "auto", threads: int | None = None) -> None:
        """`threads` null uses every physical core.

        SettingsError, SpeechModelMissing or SpeechModelDamaged when the model cannot be used, SpeechError else."""
        if device not in _DEVICES:
            raise SettingsError(f"There is no device {device!r}. Choose one of: {', '.join(_DEVICES)}.")
        folder = weights.find(model)
        with _border(f"The speech engine could not start with the model {model}"):
            self._engine, self._compute = _open(folder, model, device, threads or machine.cores())
        self._model = model

    @property
    def name(self) -> str:
        """The model, the start of its digest and the arithmetic, such as `base (d01c3014, int8)`."""
        return f"{self._model} ({weights.digest(self._model)[:8]}, {self._compute})"

    def transcribe(self, recording: Recording, on_progress: Callable[[float], None] | None = None) -> Transcript:
        """The words of a recording; `on_progress` receives the seconds of audio done.

        AudioError when no English speech is heard, SpeechError when the engine fails.
        """
        heard: list[list[Heard]] = []
        language: str | None = None
        with _border(f"{recording.path.name}: the speech engine failed"):
            for start, samples in stretches(recording.samples):
                segments, info = self._engine.transcribe(samples, language=language, **_DECODING)
                if info.duration_after_vad == 0:
                    continue
                if info.language != "en":
                    _refuse_if_sure(recording, info)
                    segments, info = self._engine.transcribe(samples, language="en", **_DECODING)
                language = "en"
                # The engine works only while its segments are drawn, so its errors come here.
                heard.extend(_drawn(segments, start / SAMPLE_RATE, on_progress))
            segments, cut = sift(heard)
            segments, missed = self._completed(segments, recording.samples)
        transcript = join(segments)
        if not transcript.text:
            raise NothingHeard(f"{recording.path.name}: no speech was heard. Check the microphone and record anew.")
        return replace(transcript, cut=tuple(sorted([*cut, *missed])))

    def _completed(self, segments: list[list[Heard]], samples: Samples) -> tuple[list[list[Heard]], list[Cut]]:
        """The segments with phrases that were passed over, heard in a second try, and what still gave no words."""
        if not segments:
            return segments, []
        missed, cuts = gaps(segments, samples.size / SAMPLE_RATE, _voiced(samples), _loud(samples, segments))
        for start, end in missed:
            if end - start <= _LONGEST_AGAIN and (words := self._heard_again(samples, start, end)):
                segments = inserted(segments, words)
            else:
                cuts.append(Cut(round(start, 2), round(end, 2), "sound like speech, but no words", doubtful=True))
        return segments, cuts

    def _heard_again(self, samples: Samples, start: float, end: float) -> list[Heard]:
        """The words of one phrase alone that lie within it; none when the engine is not sure of them."""
        begin = max(0.0, start - _AROUND)
        clip = samples[int(begin * SAMPLE_RATE) : int((end + _AROUND) * SAMPLE_RATE)]
        segments, _ = self._engine.transcribe(clip, language="en", **_DECODING_AGAIN)
        likely = (segment for segment in segments if segment.avg_logprob >= _LIKELY)
        words = [word for segment in _drawn(likely, begin, None) for word in segment]
        words = [word for word in words if start <= (word.start + word.end) / 2 <= end]
        sure = bool(words) and sum(word.probability for word in words) / len(words) >= _SURE_OF_WORDS
        return words if sure else []


def stretches(samples: Samples) -> Iterator[tuple[int, Samples]]:
    """Consecutive stretches of at most a quarter of an hour with the index each starts at, cut where it is quiet.

    The engine computes the spectrum of all it is given at once: two hours would take seven gigabytes.
    """
    start = 0
    while samples.size - start > _STRETCH:
        searched = samples[start + _STRETCH - _CUT_WITHIN : start + _STRETCH]
        loudness = np.square(searched.reshape(-1, _PAUSE)).mean(axis=1)
        cut = start + _STRETCH - _CUT_WITHIN + int(loudness.argmin()) * _PAUSE + _PAUSE // 2
        yield start, samples[start:cut]
        start = cut
    yield start, samples[start:]


def join(segments: Iterable[Iterable[Heard]]) -> Transcript:
    """The text of heard words, with single spaces, and the words with their places in it.

    The engine hands `thirty-five` out as ` thirty` and `-five`: a piece without a space before it belongs to the
    word before, and the joined word is no surer than its weakest piece.
    """
    text = ""
    words: list[Word] = []
    for segment in segments:
        begun = False
        for piece in segment:
            if not (letters := " ".join(piece.text.split())):
                continue
            seconds, sure = (piece.start, piece.end), piece.probability
            if begun and not piece.text[0].isspace():
                last = words.pop()
                start, seconds, sure = last.start, (last.start_seconds, seconds[1]), min(last.probability, sure)
            else:
                text += " " if text else ""
                start = len(text)
            text += letters
            words.append(Word(text[start:], start, len(text), *seconds, sure))
            begun = True
    return Transcript(text, words=tuple(words))


def _drawn(segments: Iterable[Any], start: float, on_progress: Callable[[float], None] | None) -> Iterator[list[Heard]]:
    """The words of each segment of a stretch that starts at `start` seconds."""
    for segment in segments:
        yield [
            Heard(word.word, start + float(word.start), start + float(word.end), float(word.probability))
            for word in segment.words or ()
        ]
        if on_progress:
            on_progress(start + float(segment.end))


def _voiced(samples: Samples) -> list[Span]:
    """The seconds in which a voice was detected."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    return [
        ((start + span["start"]) / SAMPLE_RATE, (start + span["end"]) / SAMPLE_RATE)
        for start, stretch in stretches(samples)
        for span in get_speech_timestamps(stretch, VadOptions(**_PHRASES))
    ]


def _loud(samples: Samples, segments: Iterable[list[Heard]]) -> Callable[[float, float], bool]:
    """Tells whether a stretch, in seconds, is about as loud as the words are."""

    def amplitude(start: float, end: float) -> float:
        stretch = samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
        return float(np.sqrt(np.mean(np.square(stretch)))) if stretch.size else 0.0

    words = [amplitude(word.start, word.end) for segment in segments for word in segment]
    least = _AS_LOUD * float(np.median(words))
    return lambda start, end: amplitude(start, end) >= least


def _refuse_if_sure(recording: Recording, info: Any) -> None:
    if info.language_probability >= _SURE_OF_LANGUAGE:
        raise AudioError(
            f"{recording.path.name}: the language heard is {info.language!r}, and scribe reads English "
            "dictations. Record the dictation in English."
        )


def _open(folder: Path, model: str, device: str, threads: int) -> tuple[Any, str]:
    """The engine on the wanted device, and the arithmetic it computes in."""
    # Set before the import, and with a local folder: the engine has no reason and no way to go online.
    os.environ["HF_HUB_OFFLINE"] = "1"
    import ctranslate2
    from faster_whisper import WhisperModel

    def opened(device: str, compute: str) -> tuple[Any, str]:
        engine = WhisperModel(
            str(folder), device=device, compute_type=compute, cpu_threads=threads, local_files_only=True
        )
        return engine, compute

    if device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0):
        try:
            return opened("cuda", "float16")
        except (RuntimeError, ValueError) as error:
            # A graphics card without its libraries, or too old for float16.
            if device == "cuda":
                raise SpeechError(f"The graphics card cannot be used ({error}). Choose the device cpu.") from error
    try:
        return opened("cpu", "int8")
    except (RuntimeError, ValueError) as error:
        raise SpeechModelDamaged(
            f"The speech model {model} cannot be loaded. Run: scribe models pull {model}"
        ) from error


@contextmanager
def _border(what: str) -> Iterator[None]:
    """Turns what the engine is known to raise into a SpeechError."""
    try:
        yield
    except MemoryError as error:
        raise SpeechError(f"{what}: too little memory. Close other programs or choose a smaller model.") from error
    except ImportError as error:
        raise SpeechError(f"{what}: it is not installed whole ({error}). Reinstall bodywork-scribe.") from error
    except (RuntimeError, ValueError, OSError) as error:
        raise SpeechError(f"{what} ({type(error).__name__}). Run it again; if it fails again, record anew.") from error
