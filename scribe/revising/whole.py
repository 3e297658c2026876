"""A recording that holds two clients becomes two notes; two recordings of one visit become one.

Both times the speech is read anew, so that every fact stands on words of its own note. Sentences of the therapist's own
are carried over; what was changed in the tables is not, and the note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from scribe.errors import RevisionError
from scribe.filing.reading import note_of
from scribe.records import Evidence, FlagId, Level, Note, Source, Transcript
from scribe.revising.content import SECTIONS, THERAPIST, Json

Read = Callable[[Transcript, Source, str | None], Json]
"""Reads a transcript anew: with the recording and the speech model that it came from, to the JSON of a note."""

_READ_ANEW = (
    "The note was read anew from the speech; what had been changed in its tables before stands in the history alone. "
    "Look at the tables again."
)
_BETWEEN = "\n\n"
"""Stands between the transcripts of two recordings."""


def split(content: Json, stretches: Sequence[Evidence], read: Read) -> tuple[Json, Json]:
    """Two notes: of what is left, and of the `stretches` of the transcript that are another client's.

    Each note's transcript has blanks where the other's words were, so that places in it stay the same. Raises
    RevisionError when a stretch lies outside the transcript or nothing is left of it.
    """
    note = note_of(content, "the note")
    text = note.transcript.text
    theirs = sorted(stretches)
    if not theirs or any(not 0 <= one.start < one.end <= len(text) for one in theirs):
        raise RevisionError("Choose the words of the other client in the transcript.")
    mine = _rest(theirs, len(text))
    parts = [_only(note.transcript, places) for places in (mine, theirs)]
    if not all(part.text.strip() for part in parts):
        raise RevisionError("Nothing would be left of the note. Correct the client instead.")
    first, second = (read(part, note.source, note.made_by.speech_model) for part in parts)
    first["billing"]["payer"] = content["billing"]["payer"]
    return _carried(first, content), second


def join(content: Json, other: Json, read: Read) -> Json:
    """One note of the speech of both, the earlier recording first.

    `sources` tells where in the transcript each recording begins (`start`); seconds count within each recording.
    Raises RevisionError when the two name different clients or days.
    """
    for name, what in (("client", "clients"), ("date", "days")):
        said = {each["session"][name] for each in (content, other)} - {None}
        if len(said) > 1:
            raise RevisionError(f"The two notes name different {what}. Correct one of them first.")
    notes = [note_of(each, "the note") for each in (content, other)]
    if all(note.source.recorded_at for note in notes):
        notes.sort(key=lambda note: note.source.recorded_at or "")
    both, starts = _behind_each_other(notes)
    fresh = read(both, note_of(content, "the note").source, notes[0].made_by.speech_model)
    fresh["billing"]["payer"] = content["billing"]["payer"]
    fresh["sources"] = [
        {"file": note.source.file, "sha256": note.source.sha256, "recorded_at": note.source.recorded_at, "start": start}
        | {"duration_seconds": note.source.duration_seconds}
        for note, start in zip(notes, starts, strict=True)
    ]
    return _carried(fresh, content, other)


def _rest(places: Sequence[Evidence], length: int) -> list[Evidence]:
    """What lies between the places."""
    edges = [0, *(edge for place in places for edge in (place.start, place.end)), length]
    return [Evidence(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _only(transcript: Transcript, places: Sequence[Evidence]) -> Transcript:
    """A transcript of these places alone; a line ends where words of another were."""
    letters = [" "] * len(transcript.text)
    for place in places:
        letters[place.start : place.end] = transcript.text[place.start : place.end]
        if place.end < len(letters):
            letters[place.end] = "\n"
    return replace(
        transcript,
        text="".join(letters),
        words=tuple(word for word in transcript.words if _inside(word.start, word.end, places)),
        corrections=tuple(each for each in transcript.corrections if _inside(each.start, each.end, places)),
        cut=(),
    )


def _inside(start: int, end: int, places: Sequence[Evidence]) -> bool:
    return any(place.start <= start and end <= place.end for place in places)


def _behind_each_other(notes: Sequence[Note]) -> tuple[Transcript, list[int]]:
    first, second = (note.transcript for note in notes)
    by = len(first.text) + len(_BETWEEN)
    return replace(
        first,
        text=f"{first.text}{_BETWEEN}{second.text}",
        words=(*first.words, *(replace(word, start=word.start + by, end=word.end + by) for word in second.words)),
        corrections=(
            *first.corrections,
            *(replace(each, start=each.start + by, end=each.end + by) for each in second.corrections),
        ),
        cut=(),
    ), [0, by]


def _carried(fresh: Json, *before: Json) -> Json:
    """The fresh note with the sentences that a therapist had added."""
    for content in before:
        for section in SECTIONS:
            there = {sentence["text"] for sentence in fresh["soap"][section]}
            fresh["soap"][section] += [
                {**sentence, "evidence": []}
                for sentence in content["soap"][section]
                if sentence["origin"] == THERAPIST and sentence["text"] not in there
            ]
    if any(fact.get("origin") == THERAPIST for content in before for fact in _facts(content)):
        fresh["flags"].append(
            {
                "id": FlagId.NEEDS_REVIEW.value,
                "level": Level.WARNS.value,
                "message": _READ_ANEW,
                "about": "treatments",
                "evidence": [],
            }
        )
    return fresh


def _facts(content: Json) -> list[Json]:
    return [content["session"], content["follow_up"], *content["treatments"], *content["pain"]]
