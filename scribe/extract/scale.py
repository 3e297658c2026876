"""Which numbers may stand on the 0 to 10 scale: not its end, and not what counts complaints.

What comes in: where a number stands. What goes out: its value, or whether it is something else. Whether it tells of
pain is decided in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Set

from scribe.extract.reading import MARKS, Reading

HIGHEST = 10
RANGE_GAP = 2
""" "Six to eight" may be a range, "two to seven" is none."""


def on_scale(reading: Reading, at: int, owned: Set[int]) -> float | None:
    value = reading.value(at)
    on = value is not None and at not in owned and 0 <= value <= HIGHEST and value * 2 % 1 == 0
    return value if on else None


def ends_scale(reading: Reading, at: int) -> bool:
    """ "Five out ten", "4-10", "five to ten": the ten behind a score that is no neighbour of it is the scale's end."""
    if reading.value(at) != HIGHEST:
        return False
    score = at - 1
    while score > at - 4 and reading.word(score) in {"out", "of", "to", "slash"}:
        score -= 1
    value, before = reading.value(score), reading.word(score - 1)
    digits = reading.word(score) != "one" or score < at - 1  # "flexion one-ten" is 110
    return digits and value is not None and value < HIGHEST - RANGE_GAP and before != "from"


def numbers_complaint(reading: Reading, at: int) -> bool:
    """ "One, the left heel, a five. Two, the right hip, a three.": what is counted, behind the one before."""
    sentence, number = reading.sentence(at), reading.value(at)
    if reading.word(at + 1) != ",":
        return False
    if at == sentence.start:
        earlier = [one.start for one in reading.sentences[: reading.sentence_of[at]]]
    else:  # "One, roll the arch each night, two, flat routes"
        earlier = [i for i in range(sentence.start + 1, at - 2) if {reading.word(i - 1), reading.word(at - 1)} <= MARKS]
    return any(reading.value(one) == (number or 0) - 1 and reading.word(one + 1) == "," for one in earlier)


def next_value(reading: Reading, at: int) -> float | None:
    return reading.value(at + (reading.word(at) in {"a", "an"}))
