"""Which numbers may stand on the 0 to 10 scale, alone or as a range: not its end, and not what counts complaints.

What comes in: where a number stands. What goes out: its value, or whether it is something else. Whether it tells of
pain is decided in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Set

from scribe.extract.language import EN_DASH
from scribe.extract.reading import HIGHEST_SCORE, MARKS, Reading
from scribe.records import Score

RANGE_GAP = 2
""" "Six to eight" may be a range, "two to seven" is none."""
BEHIND_SCORES = frozenset(["", *"out when at on coming going before after and to now".split()])
"""Behind a number these let it be a score; "sets" does not."""
_HALF = 0.5
_LISTED = frozenset({"home", "homework", "care", "advice", "plan"})
_HEDGES = frozenset({"maybe", "perhaps", "possibly"})


def on_scale(reading: Reading, at: int, owned: Set[int]) -> float | None:
    value = reading.value(at)
    on = value is not None and at not in owned and 0 <= value <= HIGHEST_SCORE and value * 2 % 1 == 0
    return value if on else None


def ends_scale(reading: Reading, at: int) -> bool:
    """ "Five out ten", "4-10", "five to ten": the ten behind a score that is no neighbour of it is the scale's end."""
    if reading.value(at) != HIGHEST_SCORE:
        return False
    score = at - 1
    while score > at - 4 and reading.word(score) in {"out", "of", "to", "slash"}:
        score -= 1
    value, before = reading.value(score), reading.word(score - 1)
    digits = reading.word(score) != "one" or score < at - 1  # "flexion one-ten" is 110
    return digits and value is not None and value < HIGHEST_SCORE - RANGE_GAP and before != "from"


def numbers_complaint(reading: Reading, at: int) -> bool:
    """ "One, the left heel, a five. Two, the right hip, a three.": what is counted, behind the one before."""
    sentence, number = reading.sentence(at), reading.value(at)
    if reading.word(at + 1) != ",":
        return False
    if at == sentence.start:
        earlier = [one.start for one in reading.sentences[: reading.sentence_of[at]]]
    else:  # "One, roll the arch each night, two, flat routes"
        earlier = [i for i in range(sentence.start + 1, at - 2) if {reading.word(i - 1), reading.word(at - 1)} <= MARKS]
    # "Home, one roll the arch each night, two, flat routes": the comma behind the first may be lost.
    listed = [one for one in earlier if reading.word(one + 1) == "," or reading.word(one - 2) in _LISTED]
    return any(reading.value(one) == (number or 0) - 1 for one in listed)


def next_value(reading: Reading, at: int) -> float | None:
    return reading.value(at + (reading.word(at) in {"a", "an", "left", "right"}))


def read_range(reading: Reading, at: int, value: float, owned: Set[int]) -> tuple[Score, int]:
    """A score or a spoken range ("four or five", "six or maybe a seven"), and where it ends."""
    if reading.word(at + 1) == "," and reading.word(at + 2) in {"to", "or"}:
        last_at = at + 3 + (reading.word(at + 3) in {"a", "an"})
        last = on_scale(reading, last_at, owned)  # "three, to four now": a comma that nobody spoke
        return ((value, last), last_at + 1) if last is not None and 0 < last - value <= RANGE_GAP else (value, at + 1)
    begin = at + 1 + (reading.word(at + 1) == "ish")
    begin += reading.word(begin) == ","
    if reading.word(begin) in _HEDGES or on_scale(reading, begin, owned) == value + _HALF:
        begin += reading.word(begin) in _HEDGES  # "two, maybe a three", "five, five and a half"
        begin += reading.word(begin) in {"a", "an"}
        last = on_scale(reading, begin, owned)
        if last is not None and 0 < last - value <= RANGE_GAP:
            return (value, last), begin + 1
    link, hedged = reading.word(at + 1), reading.word(at + 2) in {"a", "an", "maybe"}
    between = "between" in reading.words(at - 1 - (reading.word(at - 1) in {"a", "an"}), at)
    joins = {"to", "or", "-", EN_DASH} | ({"and"} if between else set())
    second: float | None = None
    if link in joins and not hedged:
        second = on_scale(reading, at + 2, owned)
    elif link == "or" or (link == "to" and reading.word(at - 1) in {"a", "an"}) or (between and link == "and"):
        second = on_scale(reading, at + 3, owned)
    if reading.word(at - 1) == "," and reading.word(at - 2) in {"point", "points"}:
        return value, at + 1  # "Up a point, four to five"
    led = reading.word(at - 1) == "from" or reading.words(at - 2, at) == ["from", "a"]
    if second is None or led or not 0 < second - value <= RANGE_GAP:
        return value, at + 1
    return (value, second), at + (4 if hedged else 3)
