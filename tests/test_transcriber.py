"""How heard pieces become words, and how what the engine says or raises reaches the user; no weights needed."""

import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe import speech, weights
from scribe.audio import SAMPLE_RATE, Recording
from scribe.errors import AudioError, SettingsError, SpeechError, SpeechModelDamaged

RECORDING = Recording(Path("folder/session.m4a"), "0" * 64, np.zeros(16_000, np.float32), 1.0, None, None)


def piece(text, start=0.0, end=1.0, probability=0.9):
    return speech.Heard(text, start, end, probability)


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        ([[" The", " neck."]], "The neck."),
        ([[" thirty", "-five", " minutes"]], "thirty-five minutes"),
        ([[" $", "80"]], "$80"),
        ([["No", " leading", " space"]], "No leading space"),
        ([[" One."], ["Two."], [" Three."]], "One. Two. Three."),
        ([[" a", " ", "  ", " b"]], "a b"),
        ([[" two\n words"]], "two words"),
        ([[], [" late"]], "late"),
        ([[" naïve", " 10°", " \U0001f600", " end"]], "naïve 10° \U0001f600 end"),
        ([], ""),
        ([[" "]], ""),
    ],
)
def test_words_are_joined_by_single_spaces(segments, text):
    assert speech.join([[piece(word) for word in segment] for segment in segments]).text == text


def test_a_joined_word_spans_its_pieces_and_is_no_surer_than_the_weakest():
    transcript = speech.join([[piece(" thirty", 1.0, 1.5, 0.9), piece("-five", 1.5, 2.0, 0.4)]])
    (word,) = transcript.words
    assert (word.text, word.start, word.end) == ("thirty-five", 0, 11)
    assert (word.start_seconds, word.end_seconds, word.probability) == (1.0, 2.0, 0.4)


@given(st.lists(st.lists(st.text(max_size=6).filter(bool))))
def test_every_word_stands_in_the_text_where_it_says(segments):
    transcript = speech.join([[piece(word) for word in segment] for segment in segments])
    assert " ".join(word.text for word in transcript.words) == transcript.text
    for word in transcript.words:
        assert transcript.text[word.start : word.end] == word.text == word.text.strip() != ""


def heard_word(text):
    """A word as the engine's own records spell it."""
    return SimpleNamespace(word=text, start=np.float64(0.5), end=np.float64(0.75), probability=np.float64(0.9))


class Engine:
    """Stands in for faster_whisper.WhisperModel: hears what the test says, lazily as the real one does."""

    language, probability, duration_after_vad = "en", 0.99, 1.0
    words = ((" Left", " neck,"), (" 20", " minutes."))
    fails_on: ClassVar[dict[str, Exception]] = {}
    error = None
    voiced, likelihood = (), -2.0

    def __init__(self, folder, **options):
        self.opened, self.asked = options, []
        if error := self.fails_on.get(options["device"]):
            raise error

    def transcribe(self, samples, language=None, **options):
        self.asked.append(language)
        info = SimpleNamespace(
            language=language or self.language,
            language_probability=self.probability,
            duration_after_vad=self.duration_after_vad,
        )
        return self._segments(), info

    def _segments(self):
        for second, words in enumerate(self.words, 1):
            heard = [heard_word(word) for word in words]
            yield SimpleNamespace(words=heard, end=float(second), avg_logprob=self.likelihood)
        if self.error:
            raise self.error


@pytest.fixture
def engine(monkeypatch, tmp_path):
    """The class that stands for the engine; its attributes say what it hears and where it fails."""
    standing_in = type("Standing", (Engine,), {"fails_on": {}})
    faster_whisper, ctranslate2 = ModuleType("faster_whisper"), ModuleType("ctranslate2")
    faster_whisper.WhisperModel = standing_in
    ctranslate2.get_cuda_device_count = lambda: standing_in.cards
    standing_in.cards = 0
    vad = ModuleType("faster_whisper.vad")
    vad.VadOptions = dict
    vad.get_speech_timestamps = lambda samples, options: standing_in.voiced
    monkeypatch.setitem(sys.modules, "faster_whisper", faster_whisper)
    monkeypatch.setitem(sys.modules, "faster_whisper.vad", vad)
    monkeypatch.setitem(sys.modules, "ctranslate2", ctranslate2)
    monkeypatch.setattr(weights, "find", lambda name: tmp_path)
    return standing_in


def test_a_transcript_and_its_progress(engine):
    seconds = []
    transcript = speech.Transcriber("base").transcribe(RECORDING, seconds.append)
    assert transcript.text == "Left neck, 20 minutes."
    assert transcript.language == "en"
    assert seconds == [1.0, 2.0]


def noise_with_pauses(seconds, pauses):
    """Noise with half a second of silence at each of `pauses`, in seconds."""
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, seconds * SAMPLE_RATE).astype(np.float32)
    for pause in pauses:
        samples[int(pause * SAMPLE_RATE) : int((pause + 0.5) * SAMPLE_RATE)] = 0
    return samples


@pytest.mark.parametrize(
    ("seconds", "pauses", "cut_in"),
    [(1, [], []), (900, [880], []), (901, [880], [880]), (1900, [100, 860.3, 1750], [860.3, 1750])],
)
def test_a_long_recording_is_cut_in_its_pauses_and_nothing_is_lost(seconds, pauses, cut_in):
    samples = noise_with_pauses(seconds, pauses)
    found = list(speech.stretches(samples))
    cuts = [start / SAMPLE_RATE for start, _ in found]
    assert cuts[0] == 0
    assert [pause for cut, pause in zip(cuts[1:], cut_in, strict=True) if pause < cut < pause + 0.5] == cut_in
    assert np.array_equal(np.concatenate([stretch for _, stretch in found]), samples)


def test_words_of_a_later_stretch_keep_their_seconds_in_the_recording(engine):
    recording = replace(RECORDING, samples=noise_with_pauses(901, [880]))
    cut = [start for start, _ in speech.stretches(recording.samples)][1] / SAMPLE_RATE
    seconds = []
    transcript = speech.Transcriber("base").transcribe(recording, seconds.append)
    assert transcript.text == "Left neck, 20 minutes. Left neck, 20 minutes."
    assert [word.start_seconds for word in transcript.words] == [0.5] * 4 + [cut + 0.5] * 4
    assert type(transcript.words[0].start_seconds) is float
    assert seconds == [1.0, 2.0, cut + 1, cut + 2]


@pytest.mark.parametrize(("likelihood", "text"), [(-0.3, "Left neck, 20 minutes."), (-0.8, "")])
def test_a_voice_without_words_is_heard_again_and_else_told(engine, likelihood, text):
    """The engine passes over a phrase from second 5 to 8; alone it is heard, and taken when it is likely."""
    engine.voiced, engine.likelihood = [{"start": 5 * SAMPLE_RATE, "end": 8 * SAMPLE_RATE}], likelihood
    recording = replace(RECORDING, samples=np.full(10 * SAMPLE_RATE, 1e-3, np.float32))
    transcript = speech.Transcriber("base").transcribe(recording)
    assert transcript.text == f"Left neck, 20 minutes. {text}".strip()
    doubtful = [(cut.start_seconds, cut.end_seconds) for cut in transcript.cut if cut.doubtful]
    assert doubtful == ([] if text else [(5.0, 8.0)])


@pytest.mark.parametrize(
    ("device", "cards", "failing", "name"),
    [
        ("auto", 0, {}, "base (d01c3014, int8)"),
        ("cpu", 1, {}, "base (d01c3014, int8)"),
        ("auto", 1, {}, "base (d01c3014, float16)"),
        ("cuda", 1, {}, "base (d01c3014, float16)"),
        ("auto", 1, {"cuda": RuntimeError("libcublas.so.12 is not found")}, "base (d01c3014, int8)"),
        ("auto", 1, {"cuda": ValueError("no efficient float16")}, "base (d01c3014, int8)"),
    ],
)
def test_the_device_that_works_is_taken_and_named(engine, device, cards, failing, name):
    engine.cards, engine.fails_on = cards, failing
    assert speech.Transcriber("base", device).name == name


def test_a_graphics_card_that_was_asked_for_and_fails_is_said_so(engine):
    engine.fails_on = {"cuda": RuntimeError("no card")}
    with pytest.raises(SpeechError, match="Choose the device cpu"):
        speech.Transcriber("base", "cuda")


def test_an_unknown_device_names_the_known_ones(engine):
    with pytest.raises(SettingsError, match="auto, cpu, cuda"):
        speech.Transcriber("base", "tpu")


def test_a_model_that_does_not_load_names_the_command_that_mends_it(engine):
    engine.fails_on = {"cpu": RuntimeError("unsupported model binary version")}
    with pytest.raises(SpeechModelDamaged, match="scribe models pull base"):
        speech.Transcriber("base")


@pytest.mark.parametrize(
    ("language", "probability", "heard"),
    [("en", 0.3, True), ("cy", 0.69, True), ("cy", 0.7, False), ("de", 0.99, False)],
)
def test_only_what_is_surely_another_language_is_refused(engine, language, probability, heard):
    engine.language, engine.probability = language, probability
    transcriber = speech.Transcriber("base")
    if heard:
        assert transcriber.transcribe(RECORDING).text
        assert transcriber._engine.asked == ([None] if language == "en" else [None, "en"])
    else:
        with pytest.raises(AudioError, match=f"session.m4a: the language heard is '{language}'"):
            transcriber.transcribe(RECORDING)


@pytest.mark.parametrize("change", [{"duration_after_vad": 0.0, "language": "nn"}, {"words": ()}, {"words": ((" ",),)}])
def test_a_recording_without_speech_is_said_so(engine, change):
    for name, value in change.items():
        setattr(engine, name, value)
    with pytest.raises(AudioError, match=r"session\.m4a: no speech was heard"):
        speech.Transcriber("base").transcribe(RECORDING)


@pytest.mark.parametrize("error", [RuntimeError("Left neck"), ValueError("Left neck"), MemoryError(), OSError(5, "x")])
def test_an_engine_that_fails_midway_is_one_sentence_without_what_was_said(engine, error):
    engine.error = error
    with pytest.raises(SpeechError, match=r"session\.m4a") as caught:
        speech.Transcriber("base").transcribe(RECORDING)
    assert caught.value.__cause__ is error
    assert "Left neck" not in str(caught.value)
    assert "\n" not in str(caught.value)
