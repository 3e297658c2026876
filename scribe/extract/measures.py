"""Values of movements: what a number means of a joint, and how a later telling completes an earlier one.

What comes in: where a number stands, or measurements in order. What goes out: the value, or the list completed. Which
numbers are measurements is decided in `motion.py`.
"""

from __future__ import annotations

from dataclasses import replace

from scribe.extract.reading import Reading
from scribe.records import Motion

TEN, HUNDRED = 10, 100
"""Behind a "one" numbers between are hundred and so many ("one fifteen")."""
BELOW_ZERO = frozenset({"minus", "negative"})


def measure(reading: Reading, at: int) -> float | None:
    """The value at `at` as it is said of a joint: "minus five" is below zero, "one fifteen" 115."""
    value, before = reading.value(at), reading.word(at - 1)
    if value is None:
        return None
    if before in BELOW_ZERO:
        return -value
    return value + HUNDRED if before == "one" and TEN <= value < HUNDRED else value


def undirected(reading: Reading, start: int, end: int) -> list[str]:
    """The words without the "to" of "to the left", which is no "up to"."""
    directs = (["to", "the"], ["to", "left"], ["to", "right"])
    aside = (i for i in range(start, end) if reading.words(i, i + 2) in directs or reading.word(i - 1) == "compared")
    left_out = set(aside)
    return [reading.word(i) for i in range(start, end) if i not in left_out]


def add(found: list[Motion], new: Motion, *, unchanged: bool) -> None:
    """A movement measured again in a later sentence completes the first telling."""
    for index, old in enumerate(found):
        same = (old.area, old.side, old.movement, old.unit) == (new.area, new.side, new.movement, new.unit)
        if same and old.before is None and new.after is None:  # "130 now. She started with 100."
            found[index] = replace(old, before=new.before, evidence=old.evidence + new.evidence)
            return
        if same and old.after is None and (unchanged or new.before is None or new.after is None):
            after = new.after if new.after is not None else new.before
            found[index] = replace(old, after=after, evidence=old.evidence + new.evidence)
            return
    found.append(new)


def keep(found: list[Motion], new: Motion) -> None:
    """ "Left unchanged": the movement told before keeps its value."""
    for index, old in enumerate(found):
        if (old.area, old.side, old.movement) == (new.area, new.side, new.movement) and old.after is None:
            found[index] = replace(old, after=old.before, evidence=old.evidence + new.evidence)
