"""The loaded speech engine: opened on a device, asked in batches, and the border of its errors.

In: samples and tokens. Out: encodings, tokens with their likelihood, words with their seconds. What is asked, and
what becomes of a doubtful answer, is not decided here. Nothing here uses the network.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scribe import weights
from scribe.audio import SAMPLE_RATE, Samples
from scribe.errors import SettingsError, SpeechError, SpeechModelDamaged
from scribe.speech.teens import ear
from scribe.speech.trade import SURER, Learned, learned, taught

DEVICES = ("auto", "cpu", "cuda")

_PER_SECOND = 100
"""Columns of a spectrum for each second."""

_MOST_TOKENS = 10
"""Tokens for each second of sound, and some to begin with: nobody speaks more, and a loop ends there."""


_EVERY = 0.02
"""Seconds of sound behind each place of an encoding."""

_JOINED = 2
"""Neighbouring places of an encoding that are made one, their mean. Each word to come reads all places, which is most
of the work of finding it, and neighbours say nearly the same: docs/speed.md has what joining them does to the words."""

_NO_FRAMES = 2
"""Columns of a spectrum that tokens are placed in where nobody asks for their places."""

_LEAST = 1e-9
"""No token is less probable, when it is asked for."""

_OPENING, _CLOSING = "\"'([{-", "\"'.,!?:)]}"
"""Marks that belong to the word behind them, and to the word before."""


class Said(NamedTuple):
    """The tokens of a window, and the mean of their log probabilities. `whole` is false when they were cut off."""

    tokens: list[int]
    likelihood: float
    whole: bool


class Engine:
    """A model on a device. Everything is asked for windows filled up to the same length, which share a batch."""

    def __init__(self, folder: Path, model: str, device: str, threads: int, teach: bool = True) -> None:
        """With what the model learned where `teach` says so. SettingsError for an unknown device, SpeechModelDamaged or
        SpeechError when the model does not open."""
        if device not in DEVICES:
            raise SettingsError(f"There is no device {device!r}. Choose one of: {', '.join(DEVICES)}.")
        self.learned = learned(weights.digest(model)) if teach else None
        self._open_untaught = partial(Engine, folder, model, device, threads, teach=False)
        self._untaught: Engine | None = None
        self._surer = SURER if self.learned else 1.0
        self._whisper, self.arithmetic = _open(folder, model, device, threads, self.learned)
        self.on_processor: bool = self._whisper.model.device == "cpu"
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        multilingual = self._whisper.model.is_multilingual
        self._tokenizer = Tokenizer(self._whisper.hf_tokenizer, multilingual, task="transcribe", language="en")
        self._silence: NDArray[np.float32] | None = None
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))
        self.ear = ear(weights.digest(model)) if self.on_processor else None

    def untaught(self) -> Engine:
        """The model as it was before it learned the trade, opened when it is first asked for; this one where it
        learned nothing."""
        if self._untaught is None:
            self._untaught = self._open_untaught() if self.learned else self
        return self._untaught

    def encoded(self, sounds: Sequence[Samples], seconds: Sequence[float], whole: float) -> Any:
        """The encodings of sounds, each filled up with silence to its own `seconds`, then made `whole` seconds long.

        On a processor they are an array, windows x places x width, which can be cut; on a card they stay there.
        On a processor the length of a sound is most of what its encoding costs, and several at once are no quicker
        than one by one; so each is encoded alone, and gets the same result in every company.
        """
        if not self.on_processor:
            return self._whisper.encode(np.stack([self._spectrum(sound, whole) for sound in sounds]))
        places = round(whole / _EVERY)
        return np.concatenate(
            [self._of_length(self._encoding(sound, own), places) for sound, own in zip(sounds, seconds, strict=True)]
        )

    def joined(self, encoded: Any) -> Any:
        """The encodings with neighbouring places made one; on a graphics card as they are, for it gains nothing."""
        if not self.on_processor:
            return encoded
        windows, places, width = encoded.shape
        return encoded.reshape(windows, places // _JOINED, _JOINED, width).mean(axis=2)

    def _of_length(self, encoding: NDArray[np.float32], places: int) -> NDArray[np.float32]:
        """An encoding cut to so many places, or made as long with what silence is encoded as at the places it lacks."""
        length = encoding.shape[1]
        if length >= places:
            return encoding[:, :places]
        if self._silence is None or self._silence.shape[1] < places:
            self._silence = self._encoding(np.zeros(0, np.float32), places * _EVERY)
        return np.concatenate([encoding, self._silence[:, length:places]], axis=1)

    def languages(self, encoded: Any, wanted: Sequence[int]) -> list[tuple[str, float]]:
        """The likeliest language of the windows at these places, such as `en`, and its probability."""
        if not wanted or not self._whisper.model.is_multilingual:
            return [("en", 1.0)] * len(wanted)
        if self.on_processor:
            found = self._whisper.model.detect_language(_storage(encoded[list(wanted)]))
        else:
            every = self._whisper.model.detect_language(encoded)
            found = [every[place] for place in wanted]
        return [(likeliest[0].strip("<|>"), likeliest[1]) for likeliest, *_ in found]

    def ways(self, encoded: Any, seconds: float, beam: int, prompt: str = "") -> list[list[Said]]:
        """The ways each window may be heard, as many as beams, the likeliest first; `prompt` sets the style."""
        before = self._whisper.get_prompt(
            self._tokenizer, self._tokenizer.encode(prompt) if prompt else [], without_timestamps=True
        )
        most = min(self._whisper.max_length, len(before) + int(seconds * _MOST_TOKENS) + _MOST_TOKENS)
        results = self._whisper.model.generate(
            self._stored(encoded),
            [before] * encoded.shape[0],
            beam_size=beam,
            num_hypotheses=beam,
            max_length=most,
            suppress_tokens=self._suppressed,
            return_scores=True,
        )
        return [
            [
                _said(tokens, score * self._surer, most - len(before))
                for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
            ]
            for result in results
        ]

    def count(self, text: str) -> int:
        """How many tokens a text is."""
        return len(self._tokenizer.encode(text))

    def log_probabilities(self, encoding: NDArray[np.float32], texts: Sequence[str]) -> list[list[float]]:
        """How likely each token of each text is in a window, as natural logarithms; `encoding` is places x width, as it
        lies on a processor. They are the model's own: texts are only compared with each other."""
        tokens = [self._tokenizer.encode(text) for text in texts]
        together = _storage(np.repeat(encoding[np.newaxis], len(tokens), axis=0))
        sequence = list(self._tokenizer.sot_sequence)
        found = self._whisper.model.align(together, sequence, tokens, [_NO_FRAMES] * len(tokens))
        return [
            [math.log(max(probability, _LEAST)) for probability in one.text_token_probs[: len(own)]]
            for one, own in zip(found, tokens, strict=True)
        ]

    def text(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens))

    def words(
        self, encoded: Any, each: float, tokens: list[list[int]], seconds: list[float]
    ) -> list[list[dict[str, Any]]]:
        """Each window's words with their place, in seconds of the window, and their probability.

        `encoded` holds an array places x width for each window on a processor, and is what `encoded` gave on a card;
        `each` is the seconds of a place, `seconds` how much of each window is sound.
        """
        from faster_whisper.transcribe import merge_punctuations

        joined = each / _EVERY
        frames = [int(length * _PER_SECOND / joined) for length in seconds]
        if self.on_processor:  # together, the shorter ones would be filled up to no purpose
            alone = [
                (_storage(one[np.newaxis]), [own], [until])
                for one, own, until in zip(encoded, tokens, frames, strict=True)
            ]
            found = [words for one in alone for words in self._aligned(*one)]
        else:
            found = self._aligned(encoded, tokens, frames)
        for words in found:
            merge_punctuations(words, _OPENING, _CLOSING)
            for word in words:
                word["start"], word["end"] = word["start"] * joined, word["end"] * joined
                word["probability"] **= self._surer
        return [[word for word in words if word["word"]] for words in found]

    def _aligned(self, encoded: Any, tokens: list[list[int]], frames: list[int]) -> list[list[dict[str, Any]]]:
        found: list[list[dict[str, Any]]] = self._whisper.find_alignment(self._tokenizer, tokens, encoded, frames)
        return found

    def _stored(self, encoded: Any) -> Any:
        return _storage(encoded) if self.on_processor else encoded

    def _encoding(self, sound: Samples, seconds: float) -> NDArray[np.float32]:
        return np.array(self._whisper.encode(self._spectrum(sound, seconds)))

    def _spectrum(self, sound: Samples, seconds: float) -> NDArray[np.float32]:
        filled = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
        filled[: sound.size] = sound[: filled.size]
        spectrum: NDArray[np.float32] = self._whisper.feature_extractor(filled, padding=0)
        return spectrum


def _said(tokens: list[int], score: float, most: int) -> Said:
    return Said(tokens, score * len(tokens) / (len(tokens) + 1), len(tokens) < most)


def _storage(array: NDArray[np.float32]) -> Any:
    import ctranslate2

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))


def _open(folder: Path, model: str, device: str, threads: int, known: Learned | None) -> tuple[Any, str]:
    """The engine on the wanted device, and the arithmetic it computes in."""
    # Set before the import, and with a local folder: the engine has no reason and no way to go online.
    os.environ["HF_HUB_OFFLINE"] = "1"
    import ctranslate2
    from faster_whisper import WhisperModel

    def opened(device: str, compute: str) -> tuple[Any, str]:
        engine = WhisperModel(
            str(folder),
            device=device,
            compute_type=compute,
            cpu_threads=threads,
            local_files_only=True,
            files=taught(_content(folder), known) if known else None,
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


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@contextmanager
def border(what: str) -> Iterator[None]:
    """Turns what the engine is known to raise into a SpeechError."""
    try:
        yield
    except MemoryError as error:
        raise SpeechError(f"{what}: too little memory. Close other programs or choose a smaller model.") from error
    except ImportError as error:
        raise SpeechError(f"{what}: it is not installed whole ({error}). Reinstall bodywork-scribe.") from error
    except (RuntimeError, ValueError, OSError) as error:
        raise SpeechError(f"{what} ({type(error).__name__}). Run it again; if it fails again, record anew.") from error
