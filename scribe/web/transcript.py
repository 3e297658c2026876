"""The transcript as the page shows it: paragraphs of words that know their place, their seconds and their marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scribe.resources import data_dir, read_yaml

Json = Mapping[str, Any]

_DOUBTFUL = 0.5
"""A word that the speech model itself holds for more likely wrong than right, as in the Markdown."""

_PAUSE = 0.9
"""Seconds of silence behind a sentence that begin a paragraph, once it is long enough to be one."""

_SHORTEST = 18
_LONGEST = 80
"""Words of a paragraph: the browser lays out only those that are seen, so that two hours are as quick as a minute."""

_WORD = re.compile(r"\S+")
_EDGE = ".,;:?!\"'()-\u201c\u201d\u2018\u2019"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word. `start` and `end` are its code points in the transcript, `since` and `until` seconds, None in a typed
    text; `gap` is what stands before it. `kinds` are its marks: doubtful, number, side, negation, corrected,
    unused, aside. `recording` is 0 but in a joined note. `heard` is what was heard where it was corrected."""

    text: str
    start: int
    end: int
    since: float | None
    until: float | None
    gap: str
    kinds: tuple[str, ...]
    recording: int = 0
    heard: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]

    @property
    def since(self) -> float | None:
        return self.pieces[0].since

    @property
    def recording(self) -> int:
        return self.pieces[0].recording


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are marked by their meaning."""

    numbers: frozenset[str]
    sides: frozenset[str]
    negations: frozenset[str]
    negation_endings: tuple[str, ...]

    def kind(self, word: str) -> str | None:
        plain = word.strip(_EDGE).casefold()
        parts = set(plain.split("-"))
        if any(letter.isdigit() for letter in plain) or parts & self.numbers:
            return "number"
        if parts & self.sides:
            return "side"
        if plain in self.negations or plain.endswith(self.negation_endings):
            return "negation"
        return None


@cache
def words() -> Words:
    """From `models/`. Raises DataError."""
    patterns = data_dir("models") / "patterns"
    numbers = read_yaml(patterns / "numbers.yaml")
    sides = read_yaml(patterns / "sides.yaml")
    marks = read_yaml(data_dir("models") / "review" / "marks.yaml")
    return Words(
        frozenset(word for kind in ("units", "teens", "tens") for word in numbers[kind]),
        frozenset(word for side in ("left", "right", "both") for word in sides[side]),
        frozenset(marks["negations"]),
        tuple(marks["negation_endings"]),
    )


def paragraphs(content: Json) -> tuple[Paragraph, ...]:
    """The transcript of a note's JSON."""
    return tuple(_paragraphs(_pieces(content)))


def recording_of(content: Json, start: int) -> int:
    """Which recording of a joined note a place of the transcript was heard in."""
    begun = [source for source in content.get("sources", ()) if source["start"] <= start]
    return max(len(begun) - 1, 0)


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    open_: list[Piece] = []
    for piece in pieces:
        if open_ and _breaks(open_, piece):
            yield Paragraph(tuple(open_))
            open_ = []
        open_.append(piece)
    if open_:
        yield Paragraph(tuple(open_))


def _breaks(open_: list[Piece], piece: Piece) -> bool:
    last = open_[-1]
    if "\n" in piece.gap or len(open_) >= _LONGEST:
        return True
    paused = piece.since is not None and last.until is not None and piece.since - last.until >= _PAUSE
    return paused and len(open_) >= _SHORTEST and last.text.endswith((".", "?", "!"))


def _pieces(content: Json) -> Iterator[Piece]:
    transcript = content["transcript"]
    text = str(transcript["text"])
    marked = words()
    unused = _Stretches(content.get("unused_speech", ()))
    aside = _Stretches(content.get("set_aside", ()))
    corrected = {(each["start"], each["end"]): each["heard"] for each in transcript.get("corrections", ())}
    corrections = _Places(sorted(corrected))
    at = 0
    for word in _words(transcript, text):
        start, end = word["start"], word["end"]
        kinds = [kind for kind, there in (("aside", aside), ("unused", unused)) if there.holds(start, end)][:1]
        if (meaning := marked.kind(text[start:end])) is not None:
            kinds.append(meaning)
        if word.get("probability") is not None and word["probability"] < _DOUBTFUL:
            kinds.append("doubtful")
        place = corrections.at(start, end)
        if place:
            kinds.append("corrected")
        yield Piece(
            text[start:end],
            start,
            end,
            word.get("start_seconds"),
            word.get("end_seconds"),
            text[at:start],
            tuple(kinds),
            recording_of(content, start),
            corrected[place] if place else None,
        )
        at = end


def _words(transcript: Json, text: str) -> Iterable[Json]:
    if transcript["words"]:
        return transcript["words"]  # type: ignore[no-any-return]
    return ({"start": found.start(), "end": found.end()} for found in _WORD.finditer(text))


class _Places:
    """Sorted stretches that do not overlap, to be asked for one that meets a word."""

    def __init__(self, places: list[tuple[int, int]]) -> None:
        self._places = places
        self._ends = [end for _, end in places]

    def at(self, start: int, end: int) -> tuple[int, int] | None:
        number = bisect_right(self._ends, start)
        if number < len(self._places) and self._places[number][0] < end:
            return self._places[number]
        return None


class _Stretches:
    """The evidence of a list of stretches, to be asked whether a word lies in it."""

    def __init__(self, stretches: Iterable[Json]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((e["start"], e["end"]) for each in stretches for e in each["evidence"]):
            self._starts.append(start)
            self._ends.append(end)

    def holds(self, start: int, end: int) -> bool:
        number = bisect_right(self._ends, start)
        return number < bisect_left(self._starts, end)
