"""The real engine on the recordings of samples/, with the network refused; skipped without its weights."""

import re
import socket
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scribe.audio import SAMPLE_RATE, Recording, load
from scribe.errors import AudioError, SpeechModelMissing
from scribe.hearing import Hearing
from scribe.speech import Transcriber
from scribe.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"

HEARD = {
    "d01.m4a": ["desk", "stiff neck", "Swedish massage", "blind spot", "two weeks"],
    "d02.mp3": ["half marathon", "tight calves", "sports massage", "trigger point", "hip flexors"],
    "d03.ogg": ["golfer", "low back pain", "flexion", "fifty degrees", "hamstrings"],
    "d04.wav": ["midwife", "low back", "both calves and both feet", "pillow between her knees"],
    "d05.flac": ["ICU nurse", "sore feet", "cupping", "reflexology"],
    "d12.mp3": ["truck", "trigger point", "hamstrings", "the neck I don't touch"],
    "d18.ogg": ["left hamstring", "sports massage", "active release", "ninety-five degrees"],
}
"""Phrases of each dictation that must stand in its transcript once it is corrected, in their order."""


@pytest.fixture(scope="module")
def transcriber(tmp_path_factory):
    """`base` on the CPU, joined from its data packages; no connection may be tried."""

    def refuse(*address):
        raise AssertionError(f"a connection was tried: {address}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCRIBE_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        try:
            yield Transcriber("base", "cpu")
        except SpeechModelMissing as error:
            pytest.skip(str(error))


def test_every_sample_is_expected():
    assert {path.name for path in SAMPLES.iterdir()} == {*HEARD, "README.md"}
    readme = (SAMPLES / "README.md").read_text()
    assert all(f"`{name}`" in readme for name in HEARD)


@pytest.mark.parametrize("name", HEARD)
def test_a_sample_is_heard_with_every_word_in_its_place(transcriber, name):
    recording = load(SAMPLES / name)
    progress = []
    transcript = transcriber.transcribe(recording, progress.append)
    corrected = Hearing(load_vocabulary()).correct(transcript).text
    lowered, after = corrected.lower(), 0
    for phrase in HEARD[name]:
        after = lowered.find(phrase.lower(), after)
        assert after >= 0, (phrase, corrected)
    for word in transcript.words:
        assert transcript.text[word.start : word.end] == word.text
        assert 0 <= word.start_seconds <= word.end_seconds <= recording.duration_seconds + 0.1
        assert 0 <= word.probability <= 1
    starts = [word.start_seconds for word in transcript.words]
    assert starts == sorted(starts)
    assert progress == sorted(progress)
    assert progress[-1] == pytest.approx(recording.duration_seconds, abs=5)


def test_the_same_recording_gives_the_same_transcript(transcriber):
    recording = load(SAMPLES / "d02.mp3")
    assert transcriber.transcribe(recording) == transcriber.transcribe(recording)


def test_the_name_of_a_client_is_heard_when_it_is_expected(transcriber):
    recording = load(SAMPLES / "d04.wav")
    expecting = Transcriber("base", "cpu", None, ["hammies", "Dana Reyes", "Maribel Santos", "Theo Lind"])
    text = expecting.transcribe(recording).text
    assert "Maribel," in text
    assert not {"Dana", "Santos", "Theo", "hammies"} & set(text.replace(",", "").split())
    assert "Maribel" not in transcriber.transcribe(recording).text


def test_a_recording_of_a_few_words_is_heard_by_itself(transcriber):
    """By an engine that has heard nothing before: all its windows are short ones."""
    recording = load(SAMPLES / "d02.mp3")
    short = replace(recording, samples=recording.samples[: 4 * SAMPLE_RATE], duration_seconds=4.0)
    text = Transcriber("base", "cpu").transcribe(short).text
    assert re.match("Runner, about (30|thirty) miles a week", text)


def test_a_recording_is_heard_the_same_in_any_company(transcriber):
    recordings = [load(SAMPLES / name) for name in ("d02.mp3", "d03.ogg", "d05.flac")]
    together = dict(transcriber.transcribe_all(recordings))
    for number, recording in enumerate(recordings):
        alone = transcriber.transcribe(recording)
        assert together[number].text == alone.text
        assert together[number].cut == alone.cut


def sound(samples):
    return Recording(Path("sound.wav"), "0" * 64, samples.astype(np.float32), samples.size / 16_000, None, None)


@pytest.mark.parametrize("kind", ["noise", "tone", "a tenth of a second"])
def test_sound_without_speech_is_said_so(transcriber, kind):
    noise = np.random.default_rng(1).normal(0, 0.05, 16_000 * 5)
    samples = {
        "noise": noise,
        "tone": 0.3 * np.sin(np.arange(16_000 * 5) * 2 * np.pi * 440 / 16_000),
        "a tenth of a second": noise[:1600],
    }[kind]
    with pytest.raises(AudioError, match="no speech was heard"):
        transcriber.transcribe(sound(samples))


def test_a_long_pause_gives_no_words_and_is_told(transcriber):
    """Half a minute of a quiet room between two dictations."""
    spoken = load(SAMPLES / "d02.mp3").samples
    room = np.random.default_rng(1).normal(0, 3e-4, 16_000 * 30)
    transcript = transcriber.transcribe(sound(np.concatenate([spoken, room, spoken])))
    middle = spoken.size / 16_000
    assert not [word for word in transcript.words if middle < word.start_seconds < middle + 29]
    assert any(cut.start_seconds <= middle + 1 and cut.end_seconds >= middle + 28 for cut in transcript.cut)
    assert not any(cut.doubtful for cut in transcript.cut)
    assert transcript.text.lower().count("half marathon") == 2


def test_the_name_says_model_digest_and_arithmetic(transcriber):
    assert re.fullmatch(r"base \(d01c3014\+[0-9a-f]{8}, int8\)", transcriber.name)
