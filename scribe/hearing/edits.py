"""Changes to a transcript: the text and the words move together, and what was heard stays beside what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scribe.records import Correction, Transcript, Word


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Write `written` in place of the code points `start` to `end` of a text."""

    start: int
    end: int
    written: str
    reason: str


def apply(transcript: Transcript, edits: Iterable[Edit]) -> Transcript:
    """The transcript with all edits made, each listed as a Correction; earlier corrections move with the text.

    Edits point into the text as it is, and do not overlap; a correction that an edit covers becomes part of it. Words
    outside of them keep their seconds; the words of an edit share the seconds of what was heard there, and are no surer
    than its weakest word.
    """
    ordered = sorted(edits)
    moved = _Moves(ordered)
    pieces, at = [], 0
    made: list[Correction] = []
    for edit in ordered:
        pieces += [transcript.text[at : edit.start], edit.written]
        at = edit.end
        start = moved(edit.start)
        within = [c for c in transcript.corrections if edit.start < c.end and c.start < edit.end]
        heard = _first_heard(transcript.text, edit, within)
        reason = within[0].reason if within else edit.reason
        made.append(Correction(heard, edit.written, start, start + len(edit.written), reason))
    text = "".join([*pieces, transcript.text[at:]])
    kept = [
        replace(c, start=moved(c.start), end=moved(c.end))
        for c in transcript.corrections
        if all(edit.end <= c.start or c.end <= edit.start for edit in ordered)
    ]
    words = _words(transcript.words, ordered, text, moved)
    return replace(
        transcript,
        text=text,
        words=words,
        corrections=tuple(sorted([*kept, *made], key=lambda c: (c.start, c.end))),
        alternatives=(),
    )


def _first_heard(text: str, edit: Edit, within: Iterable[Correction]) -> str:
    """What was heard at an edit before the corrections that it covers were made."""
    pieces, at = [], edit.start
    for correction in within:
        pieces += [text[at : correction.start], correction.heard]
        at = correction.end
    return "".join([*pieces, text[at : edit.end]])


def undo(transcript: Transcript, correction: Correction) -> Transcript:
    """The transcript with what was heard back in its place, and the correction gone from its list."""
    left = tuple(other for other in transcript.corrections if other != correction)
    edit = Edit(correction.start, correction.end, correction.heard, correction.reason)
    undone = apply(replace(transcript, corrections=left), [edit])
    return replace(undone, corrections=tuple(c for c in undone.corrections if c.heard != correction.written))


class _Moves:
    """Where a place of the old text lies in the new one; a place within an edit goes to the edit's start."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = edits

    def __call__(self, place: int) -> int:
        shift = 0
        for edit in self._edits:
            if edit.end <= place:
                shift += len(edit.written) - (edit.end - edit.start)
            elif edit.start < place:
                return edit.start + shift
        return place + shift


def _words(words: tuple[Word, ...], edits: list[Edit], text: str, moved: _Moves) -> tuple[Word, ...]:
    """The words of the new text; those that an edit touches are cut anew at its white space."""
    done: list[Word] = []
    touched: list[Word] = []
    for word in words:
        if any(edit.start < word.end and word.start < edit.end for edit in edits):
            if touched and not _one_edit(edits, touched[-1], word):
                done += _recut(touched, text, moved)
                touched = []
            touched.append(word)
            continue
        done += _recut(touched, text, moved)
        touched = []
        start = moved(word.start)
        done.append(replace(word, start=start, end=start + len(word.text)))
    return tuple(done + _recut(touched, text, moved))


def _one_edit(edits: list[Edit], word: Word, following: Word) -> bool:
    return any(edit.start < word.end and following.start < edit.end for edit in edits)


def _recut(touched: list[Word], text: str, moved: _Moves) -> list[Word]:
    """New words for a run of old ones, each given its share of their seconds by its length."""
    if not touched:
        return []
    start, end = moved(touched[0].start), moved(touched[-1].end)
    begin, stop = touched[0].start_seconds, touched[-1].end_seconds
    sure = min(word.probability for word in touched)
    found = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    whole = max(1, end - start)

    def second(place: int) -> float:
        return round(begin + (stop - begin) * (place - start) / whole, 3)

    return [Word(text[a:b], a, b, second(a), second(b), sure) for a, b in found]
