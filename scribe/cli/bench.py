"""What a worker of `scribe process` loads once, and how it turns recordings into notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scribe import audio, speech
from scribe.assembly import Scribe
from scribe.audio import SAMPLE_RATE, Recording
from scribe.errors import InputError, NothingHeard, ScribeError, SpeechError
from scribe.jobs import reason
from scribe.night import parts
from scribe.night.queue import LONG
from scribe.night.tasks import Changed, Heard, Item, Progress, Ready, Refused, Result
from scribe.note_json import to_dict
from scribe.records import Cut, Transcript
from scribe.render import Template

_PART = 300.0
"""Seconds of the longest part of a long recording: as much of it is heard again when a run dies."""


class NoteBench:
    """A loaded speech model, a loaded Scribe and a template."""

    def __init__(self, scribe: Scribe, transcriber: speech.Transcriber, template: Template) -> None:
        self._scribe, self._transcriber, self._template = scribe, transcriber, template
        self._last: Recording | None = None
        """The long recording that was decoded last: its next part mostly comes here as well."""

    def batch(self, items: Sequence[Item], tell: Progress) -> Iterator[Result]:
        """A result for each recording; a long one is heard here only when it is alone, and then its first part."""
        heard: list[Recording] = []
        for item in items:
            recording = self._load(item)
            if not isinstance(recording, Recording):
                yield recording
            elif recording.duration_seconds < LONG:
                heard.append(recording)
            elif len(items) > 1:
                yield Heard(item.sha256, 0, "", 0.0)
            else:
                yield self.part(item, (), tell)
        places = {item.sha256: number for number, item in enumerate(items)}
        for recording in heard:
            tell(places[recording.sha256], 0.0, recording.duration_seconds)

        def told(number: int, seconds: float) -> None:
            tell(places[heard[number].sha256], seconds, heard[number].duration_seconds)

        for number, transcript in self._transcriber.transcribe_all(heard, told):
            yield self._result(heard[number], transcript)

    def part(self, item: Item, heard: Sequence[str], tell: Progress) -> Result:
        recording = self._load(item)
        if not isinstance(recording, Recording):
            return recording
        stretches = list(speech.stretches(recording.samples, _PART))
        start, samples = stretches[len(heard)]
        begin, whole = start / SAMPLE_RATE, recording.duration_seconds
        tell(0, begin, whole)
        part = replace(recording, samples=samples, duration_seconds=samples.size / SAMPLE_RATE)

        def told(_: int, seconds: float) -> None:
            tell(0, begin + seconds, whole)

        ((_, transcript),) = self._transcriber.transcribe_all([part], told)
        if isinstance(transcript, NothingHeard):
            transcript = Transcript("", cut=(Cut(0.0, part.duration_seconds, "no speech was heard"),))
        if isinstance(transcript, ScribeError):
            return _refused(recording, transcript)
        so_far = (*heard, parts.to_text(transcript, begin))
        if len(so_far) < len(stretches):
            return Heard(item.sha256, len(stretches), so_far[-1], part.duration_seconds)
        self._last = None
        joined = parts.join(so_far)
        if not joined.text:
            return Refused(item.sha256, "no speech was heard. Check the microphone and record anew.")
        return self._result(recording, joined)

    def _load(self, item: Item) -> Recording | Refused | Changed:
        if self._last and self._last.path == item.path and self._last.sha256 == item.sha256:
            return self._last
        try:
            recording = audio.load(item.path)
        except InputError as error:
            return Refused(item.sha256, reason(error, item.path))
        if recording.sha256 != item.sha256:
            return Changed(item.sha256)
        self._last = recording if recording.duration_seconds >= LONG else None
        return recording

    def _result(self, recording: Recording, heard: Transcript | ScribeError) -> Result:
        if isinstance(heard, ScribeError):
            return _refused(recording, heard)
        note = self._scribe.note_from_heard(recording, heard, self._transcriber.name)
        markdown = self._template.render(note, self._scribe.words)
        return Ready(recording.sha256, to_dict(note), markdown, recording.duration_seconds)


def _refused(recording: Recording, error: ScribeError) -> Refused:
    """What is wrong with one recording; all else is raised."""
    if not isinstance(error, InputError | SpeechError):
        raise error
    return Refused(recording.sha256, reason(error, recording.path))
