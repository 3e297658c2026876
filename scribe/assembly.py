"""The stages in order: the only file that knows it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scribe import __version__, billing, checks, soap
from scribe.billing.tables import Tables
from scribe.clients import Clients, Match
from scribe.extract import Reader
from scribe.output import shown
from scribe.records import Facts, Flag, FlagId, Level, MadeBy, Note, Source, Transcript
from scribe.resources import digest
from scribe.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from scribe.audio import Recording
    from scribe.hearing import Hearing

Progress = Callable[[float, float], None]
"""Receives the seconds of audio that are done, and all there are."""


class Transcriber(Protocol):
    """What turns a recording into a transcript: `speech.Transcriber`, or a test's own."""

    @property
    def name(self) -> str: ...

    def transcribe(self, recording: Recording, on_progress: Callable[[float], None] | None = None) -> Transcript: ...


class Scribe:
    """Everything that is loaded once: vocabulary, patterns and billing data.

    `rule` is `cms`, `spm` or null. `payer` is a profile that holds for every note, null for the payer of each client.
    `tables` null are the delivered ones. `words` is the file of the user's own words, which need not exist.
    """

    def __init__(
        self,
        rule: str | None = None,
        *,
        payer: str | None = None,
        clients: Clients | None = None,
        tables: Tables | None = None,
        words: Path | None = None,
    ) -> None:
        """Raises a DataError when a file of `models/` is wrong, SettingsError for a payer without a profile."""
        self._rule = rule
        self._payer = payer
        self._clients = clients or Clients()
        self._own_words = words if words and words.exists() else None
        self._vocabulary = load_vocabulary(self._own_words)
        self._tables = tables or billing.load_tables()
        self._tables.profile(payer)
        self._reader = Reader(self._vocabulary)

    @cached_property
    def _words_digest(self) -> str:
        """Which words read the notes: the delivered ones, and the user's own behind a plus."""
        own = f"+{hashlib.sha256(self._own_words.read_bytes()).hexdigest()[:8]}" if self._own_words else ""
        return digest("vocabulary", "patterns") + own

    @cached_property
    def _rules_digest(self) -> str:
        return digest("billing")

    @cached_property
    def _hearing(self) -> Hearing:
        """Loaded with the speech model: typed texts need no correction, nor the third of a second it takes."""
        from scribe.hearing import Hearing

        return Hearing(self._vocabulary, self._names)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for client in self._clients.all for name in (client.name, *client.spoken))

    @property
    def expected(self) -> tuple[str, ...]:
        """What the user's recordings are likely to say and others' are not: own words, and the names of clients."""
        return (*self._vocabulary.own, *self._names)

    @property
    def trade(self) -> Hearing:
        """Who knows what is likely to be said, and what may have been meant."""
        return self._hearing

    @property
    def words(self) -> Mapping[str, str]:
        """Codes, counting rules and payers in our own words, by identifier."""
        return billing.spoken(self._tables)

    def note_from_text(self, text: str, source: Source) -> Note:
        """The note of a typed transcript."""
        transcript = Transcript(text)
        return self._note(transcript, self._reader.read(transcript), source, None)

    def note_again(self, transcript: Transcript, source: Source, speech_model: str | None) -> Note:
        """The note of a transcript that was heard before, such as a part of one."""
        return self._note(transcript, self._reader.read(transcript), source, speech_model)

    def note_from_recording(self, path: Path, transcriber: Transcriber, on_progress: Progress | None = None) -> Note:
        """The note of a recording. Raises AudioError or SpeechError."""
        from scribe import audio  # not needed for typed texts, and slow to load

        recording = audio.load(path)
        whole = recording.duration_seconds
        tell = (lambda done: on_progress(done, whole)) if on_progress else None
        if on_progress:
            on_progress(0.0, whole)
        return self.note_from_heard(recording, transcriber.transcribe(recording, tell), transcriber.name)

    def note_from_heard(self, recording: Recording, heard: Transcript, speech_model: str) -> Note:
        """The note of a recording whose words were heard."""
        transcript = self._hearing.correct(heard)
        facts = self._reader.read(transcript)
        settled = self._hearing.settled(transcript, facts)
        if settled is not transcript:
            facts = self._reader.read(settled)
        source = Source(
            file=shown(recording.path.name),
            sha256=recording.sha256,
            duration_seconds=round(recording.duration_seconds, 3),
            recorded_at=recording.recorded_at,
            recorded_at_from=recording.recorded_at_from,
        )
        return self._note(settled, facts, source, speech_model, _recording_flags(recording))

    def _note(
        self,
        transcript: Transcript,
        facts: Facts,
        source: Source,
        speech_model: str | None,
        flags: Iterable[Flag] = (),
    ) -> Note:
        written, unused = soap.write_soap(transcript, facts, self._vocabulary)
        match = self._clients.match(facts.session.client)
        proposed, billing_flags = billing.propose(
            facts,
            self._vocabulary,
            self._tables,
            self._rule,
            payer=self._payer or (match.client.payer if match.client else None),
            known=match.client.diagnoses if match.client else (),
            day=_day(facts, source),
        )
        found = checks.review(facts, self._vocabulary, self._tables)
        doubts = self._hearing.doubts(transcript, facts) if transcript.words else ()
        all_flags = [*flags, *doubts, *facts.flags, *found, *_client_flags(facts, match)]
        return Note(
            made_by=MadeBy(__version__, speech_model, self._words_digest, self._rules_digest),
            source=source,
            transcript=transcript,
            facts=facts,
            soap=written,
            unused_speech=unused,
            billing=proposed,
            flags=checks.in_order([*billing.for_payer(all_flags, self._tables, proposed.payer), *billing_flags]),
        )


def _recording_flags(recording: Recording) -> tuple[Flag, ...]:
    if not recording.incomplete:
        return ()
    message = "The recording is damaged in places: only what could be decoded was heard. Listen to it yourself."
    return (Flag(FlagId.NEEDS_REVIEW, Level.WARNS, message, "source"),)


def _day(facts: Facts, source: Source) -> datetime.date | None:
    """The day of service: as said, else the day of the recording."""
    said = facts.session.date or (source.recorded_at or "")[:10]
    return datetime.date.fromisoformat(said) if said else None


def _client_flags(facts: Facts, match: Match) -> tuple[Flag, ...]:
    """A name that may be one of the clients file. Whose is not said here: a note speaks of one client alone."""
    if not match.offered:
        return ()
    message = (
        "The name that was said is close to one in the clients file, or to several, and is none of them exactly. "
        "No payer was taken from it: see `scribe clients show` with that name."
    )
    return (Flag(FlagId.CLIENT_UNCERTAIN, Level.ASKS, message, "session/client", facts.session.client_evidence),)
