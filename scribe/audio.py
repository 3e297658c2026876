"""A recording becomes samples, with its length, its digest and when it was made.

In: the path of an audio or video file. Out: a `Recording`, 16 kHz mono, or an `AudioError` of one sentence.
Decoding and resampling are PyAV's. Sound is kept wherever it can be had: a file cut short gives what
decodes, a dead channel does not weaken the living one. What was said is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import av.logging
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from scribe.errors import AudioError
from scribe.recorded_at import RecordedAtFrom, recorded_at
from scribe.recordings import fingerprint

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000
"""Samples per second that Whisper was trained on."""

_SILENT_PEAK = 2e-4
"""Full scale is 1; a muted microphone leaves a few steps of a 16-bit converter, 3e-5 each."""

_DEAD_CHANNEL = 0.01
"""A channel this much weaker than the strongest holds no voice, only its cable's hum."""

_CANCELLED = 0.1
"""A mean this much weaker than its strongest channel: the channels are each other's opposite."""

_UNSURE_OF_LENGTH = frozenset({"aac", "amr"})
"""Formats that write no length down: FFmpeg guesses it from the size of the file."""

# FFmpeg writes about every odd packet to the terminal; what matters is raised as an exception.
av.logging.set_libav_level(av.logging.PANIC)


@dataclass(frozen=True, slots=True)
class Recording:
    """A decoded recording.

    `samples` are 32-bit floats within -1 to 1, one channel, 16,000 per second. `sha256` is of the file.
    `recorded_at` is ISO 8601, a date alone where no time is known. `incomplete` says that a part of the
    file is missing or could not be decoded: `samples` hold the rest.
    """

    path: Path
    sha256: str
    samples: Samples = field(repr=False, compare=False)
    duration_seconds: float
    recorded_at: str | None
    recorded_at_from: RecordedAtFrom | None
    incomplete: bool = False


@dataclass(slots=True)
class _Sound:
    """What a container gave: chunks of shape (channels, samples), its tags, and whether all of it decoded."""

    chunks: list[Samples]
    tags: dict[str, str]
    incomplete: bool = False


def load(path: Path) -> Recording:
    """Decode a recording; AudioError when it cannot be read or holds no sound."""
    sha256, modified = fingerprint(path)
    sound = _decode(path)
    samples = _mono(sound.chunks)
    if not samples.size:
        raise AudioError(f"{path.name}: holds no sound that can be decoded. Copy the file again or record anew.")
    if np.abs(samples).max() < _SILENT_PEAK:
        raise AudioError(f"{path.name}: is silent from end to end. Check the microphone and record anew.")
    when, source = recorded_at(sound.tags, path.stem, modified)
    return Recording(path, sha256, samples, samples.size / SAMPLE_RATE, when, source, sound.incomplete)


def _decode(path: Path) -> _Sound:
    # An absolute path and the whitelist keep FFmpeg from taking a name or a playlist for an address.
    options = {"protocol_whitelist": "file"}
    try:
        with av.open(path.absolute(), options=options, metadata_errors="ignore") as container:
            stream = container.streams.best("audio")
            if not isinstance(stream, AudioStream):
                raise AudioError(f"{path.name}: has no sound track. Export the recording with sound.")
            sound = _Sound([], {**stream.metadata, **container.metadata})
            sound.chunks.extend(_resampled(_frames(container, stream, sound)))
            sound.incomplete |= _cut_short(container, stream, sound.chunks)
            return sound
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(
            f"{path.name}: is damaged, cut short or not audio. Copy the file again or export it as WAV."
        ) from error


def _cut_short(container: InputContainer, stream: AudioStream, chunks: list[Samples]) -> bool:
    """Whether the file promises clearly more sound than it holds."""
    if container.format.name in _UNSURE_OF_LENGTH:
        return False
    if stream.duration and stream.time_base:
        promised = float(stream.duration * stream.time_base)
    else:
        promised = (container.duration or 0) / av.time_base
    held = sum(chunk.shape[1] for chunk in chunks) / SAMPLE_RATE
    return bool(promised - held > 1 + promised / 100)


def _frames(container: InputContainer, stream: AudioStream, sound: _Sound) -> Iterator[AudioFrame]:
    """The decodable frames of a stream; marks `sound` incomplete where packets are damaged or break off."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            sound.incomplete = True
            return
        if packet is None:
            return
        try:
            yield from packet.decode()
        except av.FFmpegError:
            sound.incomplete = True


def _resampled(frames: Iterator[AudioFrame]) -> Iterator[Samples]:
    """Frames at 16 kHz in the channels of the first; a stream may change its rate or channels midway.

    They are gathered to a second first: frames are short, and there are many of them.
    """
    form: tuple[str, str, int] | None = None
    layout: str | None = None
    resampler: AudioResampler | None = None
    gathered = AudioFifo()
    for frame in frames:
        layout = layout or frame.layout.name
        seen = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or seen != form:
            yield from _arrays(resampler, gathered.read(), None)
            resampler, gathered, form = AudioResampler("fltp", layout, SAMPLE_RATE), AudioFifo(), seen
        frame.pts = None  # gaps in the clock are no gaps in the sound
        gathered.write(frame)
        if gathered.samples >= frame.sample_rate:
            yield from _arrays(resampler, gathered.read())
    yield from _arrays(resampler, gathered.read(), None)


def _arrays(resampler: AudioResampler | None, *frames: AudioFrame | None) -> Iterator[Samples]:
    """The frames resampled; a null among them gives what the resampler still holds."""
    for frame in frames if resampler else ():
        for resampled in resampler.resample(frame) if resampler else ():
            yield resampled.to_ndarray().astype(np.float32, copy=False)


def _mono(chunks: list[Samples]) -> Samples:
    """The mean of the channels that carry sound."""
    if not chunks:
        return np.zeros(0, np.float32)
    channels = np.concatenate(chunks, axis=1)
    np.nan_to_num(channels, copy=False, posinf=0.0, neginf=0.0)
    power = np.square(channels, dtype=np.float64).sum(axis=1)
    living = np.flatnonzero(power >= power.max() * _DEAD_CHANNEL**2)
    mean = channels[living].mean(axis=0)
    if np.square(mean, dtype=np.float64).sum() < power.max() * _CANCELLED**2:
        mean = channels[power.argmax()]
    return np.ascontiguousarray(mean, dtype=np.float32)
