"""Recordings of every kind become samples, or one sentence that says what to do."""

import hashlib
import os
import time
import wave
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe.audio import SAMPLE_RATE, load
from scribe.errors import AudioError
from scribe.recorded_at import recorded_at
from scribe.recordings import SUFFIXES

SECONDS = 2.0
MARCH = datetime(2026, 3, 14, 10, 15, tzinfo=UTC).timestamp()


@pytest.fixture
def in_california(monkeypatch):
    """A computer eight hours behind UTC in winter and seven in summer."""
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def tone(rate=16_000, channels=1, seconds=SECONDS, level=0.5):
    """A 440 Hz tone, shape (channels, samples)."""
    times = np.arange(int(rate * seconds)) / rate
    return np.tile(level * np.sin(2 * np.pi * 440 * times), (channels, 1)).astype(np.float32)


def write_wav(path, channels, rate=16_000):
    """A 16-bit WAV file of samples of shape (channels, samples)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(channels, -1, 1).T * 32767).astype("<i2").tobytes())
    return path


def encode(
    path, codec, *, rate=16_000, layout="mono", form=None, bit_rate=64_000, tags=None, video=False, options=None
):
    """A tone in a container made by PyAV, behind a picture track when `video` is set."""
    with av.open(str(path), "w", format=form, options=options or {}) as container:
        container.metadata.update(tags or {})
        if video:
            pictures = container.add_stream("mpeg4", rate=10)
            pictures.width, pictures.height, pictures.pix_fmt = 32, 32, "yuv420p"
        stream = container.add_stream(codec, rate=rate, layout=layout)
        stream.bit_rate = bit_rate
        if video:
            for _ in range(20):
                container.mux(pictures.encode(av.VideoFrame(32, 32, "yuv420p")))
            container.mux(pictures.encode(None))
        frame = av.AudioFrame.from_ndarray(tone(rate, len(stream.layout.channels)), "fltp", layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, layout, rate, frame_size=stream.frame_size or 1024)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def loudness(samples):
    return float(np.sqrt(np.mean(np.square(samples))))


@pytest.mark.parametrize(
    ("name", "codec", "more"),
    [
        ("phone.m4a", "aac", {"rate": 44_100}),
        ("phone.mp3", "libmp3lame", {"rate": 44_100, "layout": "stereo"}),
        ("phone.ogg", "libopus", {"rate": 48_000}),
        ("phone.opus", "libopus", {"rate": 48_000, "layout": "stereo"}),
        ("phone.flac", "flac", {"rate": 96_000, "layout": "stereo"}),
        ("browser.webm", "libopus", {"rate": 48_000}),
        ("camera.mp4", "aac", {"rate": 48_000, "video": True}),
        ("camera.mov", "aac", {"rate": 48_000, "video": True}),
        ("old.3gp", "libopencore_amrnb", {"rate": 8_000, "bit_rate": 12_200}),
        ("old.amr", "libopencore_amrnb", {"rate": 8_000, "bit_rate": 12_200}),
        ("mac.aiff", "pcm_s16be", {"rate": 44_100, "layout": "stereo"}),
        ("windows.wma", "wmav2", {"rate": 44_100, "form": "asf"}),
        ("raw.aac", "aac", {"rate": 22_050, "form": "adts"}),
        ("low.wav", "pcm_s16le", {"rate": 8_000}),
        ("float.wav", "pcm_f32le", {"rate": 96_000, "layout": "5.1"}),
    ],
)
def test_every_format_becomes_mono_at_sixteen_kilohertz(tmp_path, name, codec, more):
    recording = load(encode(tmp_path / name, codec, **more))
    assert Path(name).suffix in SUFFIXES
    assert recording.samples.dtype == np.float32
    assert recording.samples.ndim == 1
    assert recording.duration_seconds == recording.samples.size / SAMPLE_RATE
    assert recording.duration_seconds == pytest.approx(SECONDS, abs=0.15)
    assert loudness(recording.samples) == pytest.approx(0.5 / np.sqrt(2), rel=0.2)
    spectrum = np.abs(np.fft.rfft(recording.samples))
    assert spectrum.argmax() / recording.duration_seconds == pytest.approx(440, abs=2)
    assert not recording.incomplete


def test_the_digest_is_of_the_file(tmp_path):
    path = write_wav(tmp_path / "a.wav", tone())
    assert load(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("left", "right", "kept"),
    [
        (1.0, 0.0, 1.0),
        (0.0, 1.0, 1.0),
        (1.0, 0.001, 1.0),
        (1.0, 0.5, 0.75),
        (1.0, 1.0, 1.0),
        (1.0, -1.0, 1.0),
    ],
    ids=["right dead", "left dead", "right only hum", "right weaker", "both alike", "opposite phase"],
)
def test_the_voice_of_a_stereo_file_keeps_its_strength(tmp_path, left, right, kept):
    voice = tone()[0]
    recording = load(write_wav(tmp_path / "stereo.wav", np.stack([voice * left, voice * right])))
    assert loudness(recording.samples) == pytest.approx(kept * loudness(voice), rel=0.01)


def test_sound_of_either_channel_in_turn_is_kept(tmp_path):
    voice, nothing = tone(seconds=1)[0], np.zeros(SAMPLE_RATE, np.float32)
    turns = np.stack([np.concatenate([voice, nothing]), np.concatenate([nothing, voice])])
    samples = load(write_wav(tmp_path / "turns.wav", turns)).samples
    assert loudness(samples[:SAMPLE_RATE]) == pytest.approx(loudness(samples[SAMPLE_RATE:]), rel=0.05)
    assert loudness(samples) > 0.1


def _empty(path):
    path.write_bytes(b"")


def _text(path):
    path.write_text("Client came in with a sore neck. " * 50)


def _half_an_m4a(path):
    encode(path.with_suffix(".m4a"), "aac")
    path.write_bytes(path.with_suffix(".m4a").read_bytes()[:2000])


def _picture_only(path):
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for frame in (av.VideoFrame(32, 32, "yuv420p"), None):
            container.mux(stream.encode(frame))


def _silent(path):
    write_wav(path, np.zeros((1, SAMPLE_RATE)))


def _muted(path):
    write_wav(path, np.random.default_rng(1).integers(-2, 3, (1, SAMPLE_RATE)) / 32767)


def _header_only(path):
    write_wav(path, np.zeros((1, 0)))


def _playlist(path):
    path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_empty, "is empty"),
        (_text, "not audio"),
        (_half_an_m4a, "cut short"),
        (_picture_only, "no sound track"),
        (_silent, "silent"),
        (_muted, "silent"),
        (_header_only, "no sound"),
        (_playlist, "not audio"),
        (Path.mkdir, "is a folder"),
        (lambda path: None, "no such file"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line_with_the_file(tmp_path, make, said, capfd):
    path = tmp_path / "session.wav"
    make(path)
    with pytest.raises(AudioError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith("session.wav: ")
    assert said in message
    assert "\n" not in message
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said_so(tmp_path):
    path = write_wav(tmp_path / "a.wav", tone())
    path.chmod(0)
    with pytest.raises(AudioError, match="may not be read"):
        load(path)


def test_a_quiet_recording_is_not_silent(tmp_path):
    assert load(write_wav(tmp_path / "quiet.wav", tone(level=0.002))).samples.size


@pytest.mark.parametrize(
    ("name", "codec", "more"),
    [
        ("cut.mp3", "libmp3lame", {}),
        ("cut.ogg", "libopus", {"rate": 48_000}),
        ("cut.flac", "flac", {}),
        ("cut.wav", "pcm_s16le", {}),
        ("cut.m4a", "aac", {"options": {"movflags": "faststart"}}),
    ],
)
def test_a_recording_cut_short_keeps_what_decodes(tmp_path, name, codec, more, capfd):
    path = encode(tmp_path / name, codec, **more)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.7)])
    recording = load(path)
    assert 0.4 * SECONDS < recording.duration_seconds < 0.9 * SECONDS
    assert capfd.readouterr().err == ""


def test_a_recording_cut_clearly_short_of_its_promise_is_incomplete(tmp_path):
    path = encode(tmp_path / "cut.aiff", "pcm_s16be")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    assert load(path).incomplete


def test_a_damaged_middle_is_incomplete_and_the_rest_is_kept(tmp_path):
    path = encode(tmp_path / "hole.mp3", "libmp3lame")
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 1500] = bytes(1500)
    path.write_bytes(whole)
    recording = load(path)
    assert recording.incomplete
    assert recording.duration_seconds > 0.6 * SECONDS


def test_names_that_look_like_addresses_are_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_wav(tmp_path / "concat:a.wav", tone())
    assert load(Path("concat:a.wav")).samples.size


# --- when a recording was made -----------------------------------------------


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("20260314_101500", "2026-03-14T10:15:00"),
        ("20260314101500", "2026-03-14T10:15:00"),
        ("2026-03-14 10.15.00", "2026-03-14T10:15:00"),
        ("2026-03-14_10-15-30", "2026-03-14T10:15:30"),
        ("2026-03-14T10:15", "2026-03-14T10:15:00"),
        ("Recording 2026-03-14 10-15", "2026-03-14T10:15:00"),
        ("WhatsApp Audio 2026-03-14 at 10.15.00 PM", "2026-03-14T22:15:00"),
        ("WhatsApp Audio 2026-03-14 at 12.15.00 AM", "2026-03-14T00:15:00"),
        ("PTT-20260314-WA0001", "2026-03-14"),
        ("Dana 2026.03.14 (2)", "2026-03-14"),
        ("2026-03-14 99-99", "2026-03-14"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_in_the_name_is_read(stem, expected):
    assert recorded_at({}, stem, MARCH) == (expected, "file_name")


@pytest.mark.parametrize(
    "stem",
    [
        "New Recording 12",
        "2026-02-29",
        "20261332_101500",
        "2126-03-14",
        "1926-03-14",
        "202603141",
        "120260314",
        "call 2025550114",
        "2026-0314",
        "Room 2026",
        "",
    ],
)
def test_what_is_no_plausible_date_in_the_name_leaves_the_files_time(stem, in_california):
    assert recorded_at({}, stem, MARCH) == ("2026-03-14T03:15:00-07:00", "file_time")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"creation_time": "2026-03-14T17:15:00.000000Z"}, "2026-03-14T10:15:00-07:00"),
        ({"creation_time": "2026-03-14T02:15:00.000000Z"}, "2026-03-13T19:15:00-07:00"),
        ({"com.apple.quicktime.creationdate": "2026-03-14T10:15:00-0400"}, "2026-03-14T10:15:00-04:00"),
        ({"date": "2026-03-14"}, "2026-03-14"),
        ({"DATE": "2026-03-14"}, "2026-03-14"),
        ({"date": "2026-03-14", "creation_time": "10:15:00"}, "2026-03-14"),
        ({"creation_time": "1970-01-01T00:00:00.000000Z", "date": "2026-03-14"}, "2026-03-14"),
    ],
)
def test_the_containers_date_comes_first_in_local_time(tags, expected, in_california):
    assert recorded_at(tags, "20250101_080000", MARCH) == (expected, "container")


@pytest.mark.parametrize(
    "value",
    [
        "1904-01-01T00:00:00.000000Z",
        "1970-01-01T00:00:00.000000Z",
        "2000-01-01T00:00:00",
        "2126-03-14T10:15:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-2300",
        "2026",
        "2026-13-45",
        "yesterday",
        "",
    ],
)
def test_an_implausible_container_date_is_passed_over(value):
    tags = dict.fromkeys(("creation_time", "date"), value)
    assert recorded_at(tags, "20260314_101500", MARCH) == ("2026-03-14T10:15:00", "file_name")


@pytest.mark.parametrize("modified", [0.0, -1e18, 1e18, 4e9])
def test_a_file_time_that_cannot_be_is_not_told(modified):
    assert recorded_at({}, "New Recording 12", modified) == (None, None)


@given(st.text(), st.text(), st.floats(allow_nan=False))
def test_no_tag_name_or_time_crashes(tag, stem, modified):
    moment, source = recorded_at({"creation_time": tag}, stem, modified)
    assert (moment is None) == (source is None)
    if moment is not None:
        assert datetime.fromisoformat(moment).year >= 2001


def test_a_containers_own_date_is_read_from_the_file(tmp_path, in_california):
    path = encode(tmp_path / "a.m4a", "aac", tags={"creation_time": "2026-01-14T18:15:00Z"})
    recording = load(path)
    assert (recording.recorded_at, recording.recorded_at_from) == ("2026-01-14T10:15:00-08:00", "container")


def test_a_container_that_knows_no_date_leaves_it_to_the_file(tmp_path, in_california):
    path = write_wav(tmp_path / "memo.wav", tone())
    os.utime(path, (MARCH, MARCH))
    recording = load(path)
    assert (recording.recorded_at, recording.recorded_at_from) == ("2026-03-14T03:15:00-07:00", "file_time")
