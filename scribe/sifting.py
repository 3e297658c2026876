"""What is no speech is taken out of what the engine heard, and stretches of voice without words are found.

In: the engine's words and where a voice was detected. Out: the words that stay, and `Cut`s with their seconds. Nothing
is decided about what words mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from scribe.errors import VocabularyError
from scribe.records import Alternative, Cut
from scribe.resources import data_dir, read_yaml

Span = tuple[float, float]
"""From one second of the recording to another."""

_LONGEST_LOOP, _FEWEST, _FEWEST_OF_ONE = 40, 3, 6
"""Words of the longest loop; how often words must come in a row to be one, and how often a single word must."""

_LONG, _SENTENCES = 12, 6
"""Of so many words nobody says the very same twice in a row, and so many sentences they may be."""

_UNSURE, _ALONE = 0.6, 1.0
"""Mean probability below which a closing phrase is none, and seconds of silence before one that is said to nobody."""

_GAP, _VOICE = 1.0, 0.8
"""Seconds without words that are looked into, and of voice in them that ought to have given words."""

_LOUD = 2.0
"""Seconds as loud as speech in which a voice may have gone undetected: a whisper, a far microphone."""

_PAUSE = 3.0
"""Seconds of a pause worth telling."""


class Heard(NamedTuple):
    """A word, or a piece of one, as the engine gives it: seconds of the recording, probability 0 to 1. `first` is what
    was heard before it was listened to again and written otherwise. `alternatives` are what may have been meant from
    this word on, their places counted from its first letter."""

    text: str
    start: float
    end: float
    probability: float
    first: str = ""
    alternatives: tuple[Alternative, ...] = ()


def sift(segments: Sequence[list[Heard]]) -> tuple[list[list[Heard]], list[Cut]]:
    """The segments without loops and without closing phrases that nobody spoke, and what was cut."""
    cuts: list[Cut] = []
    kept: list[list[Heard]] = []
    for segment in filter(None, segments):
        if kept and _loops(kept, segment):
            cuts.append(_cut(segment, "words repeated in a loop"))
            continue
        words, looped = _unlooped(segment)
        cuts += [_cut(words_again, "words repeated in a loop") for words_again in looped]
        if words:
            kept.append(words)
            if count := _said_again(kept):
                cuts.append(_cut([word for sentence in kept[-count:] for word in sentence], "words repeated in a loop"))
                del kept[-count:]
    while kept and _nobody_said(kept[-1], kept[-2][-1].end if len(kept) > 1 else 0.0):
        cuts.append(_cut(kept.pop(), "a closing phrase that nobody spoke"))
    return kept, cuts


def gaps(
    segments: Iterable[list[Heard]], seconds: float, voiced: Sequence[Span], loud: Callable[[float, float], bool]
) -> tuple[list[Span], list[Cut]]:
    """Stretches that gave no words and may hold some, and the pauses.

    `voiced` are the seconds in which a voice was detected; `loud` says whether a stretch is as loud as speech.
    """
    missed: list[Span] = []
    pauses: list[Cut] = []
    last = 0.0
    for word in [word for segment in segments for word in segment] + [Heard("", seconds, seconds, 1.0)]:
        if word.start - last >= _GAP:
            within = [(max(a, last), min(b, word.start)) for a, b in voiced if a < word.start and last < b]
            if sum(b - a for a, b in within) >= _VOICE:
                missed.append((within[0][0], within[-1][1]))
            elif word.start - last >= _LOUD and loud(last, word.start):
                missed.append((last, word.start))
            elif word.start - last >= _PAUSE:
                pauses.append(Cut(round(last, 2), round(word.start, 2), "no voice was heard"))
        last = max(last, word.end)
    return missed, pauses


def inserted(segments: Iterable[list[Heard]], words: list[Heard]) -> list[list[Heard]]:
    """The segments with further words, in the order of time; a segment that they fall into is split."""
    done: list[list[Heard]] = []
    for segment in segments:
        before = [word for word in segment if word.start <= words[0].start]
        done += [part for part in (before, segment[len(before) :]) if part]
    return sorted([*done, words], key=lambda part: part[0].start)


def _loops(kept: list[list[Heard]], segment: list[Heard]) -> bool:
    """Whether a segment says what the last ones said, for the third time."""
    said = _plain(segment)
    return len(kept) >= _FEWEST - 1 and bool(said) and all(_plain(one) == said for one in kept[1 - _FEWEST :])


def _said_again(kept: Sequence[list[Heard]]) -> int:
    """How many of the last sentences say, word for word, what as many before them said; 0 where they are too short.

    Numbers are compared as they were heard first: of "15" and "50" one may have been listened to again.
    """
    said = [_plain(word._replace(text=word.first or word.text) for word in one) for one in kept[-2 * _SENTENCES :]]
    for count in range(1, len(said) // 2 + 1):
        last = said[-count:]
        if last == said[-2 * count : -count] and len(" ".join(last).split()) >= _LONG:
            return count
    return 0


def _unlooped(segment: list[Heard]) -> tuple[list[Heard], list[list[Heard]]]:
    """A segment with each loop said once, and the repetitions."""
    words = [_plain([word]) for word in segment]
    cut: list[list[Heard]] = []
    at = 0
    while at < len(words):
        for size in range(1, min(_LONGEST_LOOP, (len(words) - at) // 2) + 1):
            times = 1
            while words[at + times * size : at + (times + 1) * size] == words[at : at + size]:
                times += 1
            if times >= (_FEWEST_OF_ONE if size == 1 else _FEWEST):
                cut.append(segment[at + size : at + times * size])
                del segment[at + size : at + times * size], words[at + size : at + times * size]
                break
        at += 1
    return segment, cut


def _nobody_said(segment: list[Heard], silence_from: float) -> bool:
    if _plain(segment) not in _closers():
        return False
    unsure = sum(word.probability for word in segment) / len(segment) < _UNSURE
    return unsure or (segment[0].start - silence_from > _ALONE)


def _plain(words: Iterable[Heard]) -> str:
    return " ".join(re.sub(r"[^a-z0-9'. ]", "", "".join(word.text for word in words).lower()).strip(" .").split())


def _cut(words: list[Heard], reason: str) -> Cut:
    text = " ".join("".join(word.text for word in words).split())
    return Cut(round(words[0].start, 2), round(words[-1].end, 2), reason, text)


@cache
def _closers() -> frozenset[str]:
    path = data_dir("models") / "patterns" / "hearing.yaml"
    closers = read_yaml(path).get("closers")
    if not isinstance(closers, list):
        raise VocabularyError(f"{path.name}: closers: a list of phrases is needed. Restore it.")
    return frozenset(closers)
