"""The stages are called in order, and what they give is put together without losing or doubling a doubt."""

import wave

import numpy as np
import pytest
from conftest import FakeTranscriber
from notes import line

from scribe import assembly, audio
from scribe.records import Billing, Facts, Flag, FlagId, Level, Soap, Source

SOURCE = Source("visit.txt", "0" * 64)


def flag(level, about, name=FlagId.NEEDS_REVIEW):
    return Flag(name, level, f"about {about}", about)


@pytest.fixture
def stages(monkeypatch):
    """Stages that give what a test puts here: flags of reading, of the checks and of billing."""
    given = {"read": (), "checks": (), "billing": (), "rule": None}

    class Reader:
        def __init__(self, vocabulary):
            pass

        def read(self, transcript):
            return Facts(flags=given["read"])

    def propose(facts, vocabulary, tables, rule=None, **_):
        given["rule"] = rule
        return Billing("commercial", "cms", "spm", (), (line(),), 20.0), given["billing"]

    monkeypatch.setattr(assembly, "Reader", Reader)
    monkeypatch.setattr(assembly.soap, "write_soap", lambda *_: (Soap(), ()))
    monkeypatch.setattr(assembly.checks, "review", lambda *_: given["checks"])
    monkeypatch.setattr(assembly.billing, "propose", propose)
    return given


def abouts(note):
    return [flag.about for flag in note.flags]


def test_flags_come_gravest_first_then_by_place_and_once(stages):
    stages["read"] = (flag(Level.ASKS, None), flag(Level.BLOCKS, "treatments/10/minutes"))
    stages["checks"] = (flag(Level.BLOCKS, "treatments/2/minutes"), flag(Level.WARNS, "pain/0"))
    stages["billing"] = (flag(Level.WARNS, "pain/0"), flag(Level.ASKS, "billing"))
    note = assembly.Scribe().note_from_text("words", SOURCE)
    assert abouts(note) == ["treatments/2/minutes", "treatments/10/minutes", "pain/0", None, "billing"]


def test_equal_doubts_of_different_places_all_stay(stages):
    stages["checks"] = tuple(flag(Level.ASKS, f"treatments/{number}") for number in (1, 0))
    assert abouts(assembly.Scribe().note_from_text("words", SOURCE)) == ["treatments/0", "treatments/1"]


def test_the_rule_reaches_billing(stages):
    assembly.Scribe("spm").note_from_text("words", SOURCE)
    assert stages["rule"] == "spm"


def test_a_typed_note_has_no_speech_model(stages):
    note = assembly.Scribe().note_from_text("words", SOURCE)
    assert (note.made_by.speech_model, note.source, note.transcript.words) == (None, SOURCE, ())


def test_a_recording_brings_its_source_and_tells_its_seconds(stages, tmp_path):
    path = tmp_path / "2026-03-14 visit.wav"
    samples = (np.sin(np.arange(32_000) / 5) * 9_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    told = []
    note = assembly.Scribe().note_from_recording(path, FakeTranscriber(), lambda *seconds: told.append(seconds))
    assert told == [(0.0, 2.0), (2.0, 2.0)]
    assert (note.source.file, note.source.duration_seconds) == (path.name, 2.0)
    assert note.source.recorded_at.startswith("2026-03-14")
    assert note.source.recorded_at_from == "file_name"
    assert note.made_by.speech_model == FakeTranscriber().name
    assert note.flags == ()


def test_a_damaged_recording_is_flagged(stages, tmp_path, monkeypatch):
    recording = audio.Recording(tmp_path / "a.wav", "0" * 64, np.zeros(1), 1.0, None, None, incomplete=True)
    monkeypatch.setattr(audio, "load", lambda path: recording)
    note = assembly.Scribe().note_from_recording(recording.path, FakeTranscriber())
    assert [(found.id, found.level, found.about) for found in note.flags] == [
        (FlagId.NEEDS_REVIEW, Level.WARNS, "source")
    ]
