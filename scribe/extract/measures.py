"""Values of movements: what a number means of a joint, where a telling of one ends, and how a later completes it.

What comes in: where a number stands, or measurements in order. What goes out: the value, or the list completed. Which
numbers are measurements is decided in `motion.py`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue
from scribe.extract.reading import Reading, Sentence
from scribe.records import Motion, Side

TEN, HUNDRED = 10, 100
"""Behind a "one" numbers between are hundred and so many ("one fifteen")."""
_BESIDE_PLACE = frozenset({"left", "right", "the", "her", "his", "and", ","})
_BEHIND_MOVEMENT = frozenset("on of in for at to the her his left right side".split())
"""Between a movement and the end of its sentence these, and a place, say no more of it."""
_BEFORE_HELD = frozenset({"the", "her", "his", "left", "right", "both"})
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


def parted(reading: Reading, start: int, stop: int) -> int:
    """Where "... 20 to 30; left hip," ends: the place behind it is of the movement that follows, and has no number."""
    follows = stop < reading.sentence(start - 1).end
    for at in range(start, stop):
        rest = range(at + 1, stop)
        places = all(reading.doc[i].ent_type_ == "AREA" or reading.word(i) in _BESIDE_PLACE for i in rest)
        named = follows and places and any(reading.doc[i].ent_type_ == "AREA" for i in rest)
        valued = any(reading.value(i) is not None for i in range(start, at))
        if valued and (
            (reading.word(at) == "," and named) or (reading.word(at) == ";" and not any(map(reading.value, rest)))
        ):
            return at
    return stop


def valued_behind(reading: Reading, start: int, sentence: Sentence, units: Container[str]) -> Sentence | None:
    """ "Wrist extension on the right. Sixty degrees going up to seventy-two.": the sentence with the values of
    a movement that ends at `start`, behind which no more is said than its place."""
    number = reading.sentence_of[sentence.start] + 1
    rest = range(start, sentence.end)
    places = all(reading.doc[i].ent_type_ == "AREA" or reading.word(i) in _BEHIND_MOVEMENT for i in rest)
    if not places or number >= len(reading.sentences):
        return None
    following = reading.sentences[number]
    valued = reading.value(following.start) is not None and reading.word(following.start + 1) in units
    return following if valued else None


def begins_place(reading: Reading, begin: int, at: int, stop: int) -> bool:
    """Whether another place of the same movement begins at `at`: numbers stand before it and right behind it."""
    if reading.doc[at].ent_type_ != "AREA" or reading.doc[at - 1].ent_type_ == "AREA":
        return False
    end = next((i for i in range(at, stop) if reading.doc[i].ent_type_ != "AREA"), stop)
    led = any(reading.value(i) is not None for i in range(end, min(end + 2, stop)))
    return led and any(reading.value(i) is not None for i in range(begin, at))


def position(reading: Reading, one: Cue, cue: Cue) -> int | None:
    """ "External rotation at ninety degrees of abduction": the number of a movement that only tells how it was held."""
    if reading.word(cue.start - 1) != "of" or reading.sentence_of[one.start] != reading.sentence_of[cue.start]:
        return None
    at = cue.start - (2 if reading.value(cue.start - 2) is not None else 3)
    return at if reading.value(at) is not None and reading.word(at - 1) in {"at", "in"} else None


def is_held(reading: Reading, cue: Cue, held: Container[str]) -> bool:
    """ "With the elbow bent to ninety degrees": how a part was held during the work, and no measurement."""
    at = max(cue.start - 1, 0)  # the part, whatever its name
    while at and (reading.doc[at - 1].ent_type_ == "AREA" or reading.word(at - 1) in _BEFORE_HELD):
        at -= 1
    return reading.word(at - 1) == "with" and reading.word(cue.start) in held


def only_joint(areas: Sequence[AreaMention], joints: Container[str], side: Side | None) -> AreaMention | None:
    """ "Petrissage on the right deltoid. Abduction was 70 before": of the joint, where but one was named before."""
    named = [area for area in areas if area.area in joints]
    named = [area for area in named if side is None or area.side in {None, Side.BILATERAL, side}]
    return named[-1] if len({area.area for area in named}) == 1 else None


def longest(cues: Sequence[Cue]) -> list[Cue]:
    """Of overlapping movements the longest ("external rotation" over "rotation")."""
    kept: list[Cue] = []
    for cue in cues:
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return kept


def names_place(reading: Reading, side: int) -> bool:
    """Whether the side at `side` is that of a place: "left shoulder now a five" turns to no other direction."""
    return side + 1 < len(reading.tokens) and reading.doc[side + 1].ent_type_ == "AREA"


def is_past(reading: Reading, at: int, past: Container[str], visits: Container[str]) -> bool:
    """ "Last visit flexion was 120, today 135": what was measured on another day."""
    words = reading.words(reading.sentence(at).start, at)
    said = [k for k, pair in enumerate(pairwise(words)) if pair[0] in past and pair[1] in visits]
    return bool(said) and {"today", "now"}.isdisjoint(words[said[-1] :])
