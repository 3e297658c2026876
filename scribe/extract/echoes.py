"""Scores that are said again ("six at the start, six, yep"): one score, not two.

What comes in: where a number stands, and the score before it. What goes out: whether it says that score again. Which
numbers are scores is decided in `scores.py`.
"""

from __future__ import annotations

from typing import Protocol

from scribe.extract.language import Cue
from scribe.extract.reading import MARKS, InOrder, Reading
from scribe.records import Score

_YES = frozenset({"yes", "yeah", "yep"})
_NOTED = frozenset({"going", "writing", "wrote", "noting", "noted", "recording", "recorded"})
_SAID_AGAIN = frozenset({"it", "that", "was", "i", "said", "a", "an"})
"""Words between a "yes" and the score that it agrees to."""


class Told(Protocol):
    """A score told before: its tokens, its value, and when it was had."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def value(self) -> Score: ...

    @property
    def when(self) -> str: ...


def echoes(reading: Reading, at: int, previous: Told | None, times: InOrder[Cue]) -> bool:
    """ "You told me six at the start, six, yep", "..., so six": a score said again by itself."""
    if previous is None or reading.value(at) != previous.value:
        return False
    # "The elbow was a three, the feet were the same, three" is of another place.
    if "AREA" in {token.ent_type_ for token in reading.doc[previous.end : at]}:
        return False
    # "Three at the beginning, and that one didn't change, three" is how it was at the end.
    if any(cue.label.startswith("after") for cue in times.within(previous.end, at)):
        return False
    before = at - 1 - (reading.word(at - 1) in {"a", "an"})
    before -= reading.word(before) in _YES | {"so"}  # "Six at the start, yep six"
    alone = reading.word(before) == "," and (
        reading.word(at + 1) in MARKS or reading.words(at + 1, at + 4) == ["out", "of", "10"]
    )
    noted = not _NOTED.isdisjoint(reading.words(previous.end, at))  # "She says six, I'm going with six"
    together = reading.sentence_of[previous.start] == reading.sentence_of[at]
    return ((alone or noted) and together) or _agrees(reading, at, previous, times)


def _agrees(reading: Reading, at: int, previous: Told, times: InOrder[Cue]) -> bool:
    """ "I've got you down as an eight. Yep, it was an eight", "six, yep": the start told right before is agreed to."""
    sentence, number = reading.sentence(at), reading.sentence_of[previous.start]
    words = [word for word in reading.words(sentence.start, at) if word not in MARKS]
    told = reading.sentence(previous.start)
    asks = reading.word(told.end) == "?" or reading.word(told.start) in {"was", "is"}
    asked = asks and number + 1 == reading.sentence_of[at]
    if asked and _SAID_AGAIN.issuperset(words):
        return True  # "Was it a six last time? It was a six."
    opens = not _YES.isdisjoint(words[:1]) and (_YES | _SAID_AGAIN).issuperset(words)
    behind = not words and reading.word(at + 1) == "," and reading.word(at + 2) in _YES
    later = any(cue.label.startswith("after") for cue in times.within(at, sentence.end))
    return (opens or behind) and not later and previous.when == "before" and reading.sentence_of[at] - number <= 1
