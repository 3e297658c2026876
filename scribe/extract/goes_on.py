"""Where no sentence begins though one might: behind a place set before its words, or work that lacks its place.

What comes in: a Reading, where a sentence began and a place in it. What goes out: whether what was told before that
place goes on there.
"""

from __future__ import annotations

from scribe.extract.reading import MARKS, STOPS, Reading

POINTS = 4
"""Within so many words "that" points to the place set before them."""
SIDES = frozenset({"the", "her", "his", "left", "right", "both"})
"""Words that lead to a place."""


def set_before(reading: Reading, begin: int, index: int) -> bool:
    """ "..., and the neck, | he had that at three": a place set before the words that point to it, or tell its
    number ("left forearm, | she said three")."""
    comma, behind = index - 1, range(index + 1, index + POINTS)
    said = reading.word(index + 1) in {"said", "says"} and any(reading.value(at) is not None for at in behind)
    if reading.word(comma) != "," or not (said or {"that", "it"} & set(reading.words(index + 1, index + POINTS))):
        return False
    return sets(reading, begin, comma)


def sets(reading: Reading, begin: int, comma: int) -> bool:
    """Whether right before a comma stands a place alone: "..., and the neck,"."""
    first = comma
    while first > begin and (reading.doc[first - 1].ent_type_ == "AREA" or reading.word(first - 1) in SIDES):
        first -= 1
    joined = first - (reading.word(first - 1) in {"and", "but"})
    opens = joined <= begin or reading.word(joined - 1) == ","
    return opens and any(seen.ent_type_ == "AREA" for seen in reading.doc[first:comma])


def waits_for_place(reading: Reading, begin: int, index: int) -> bool:
    """ "Vibration, very soft, | on the back": the work named last has no place and no time yet."""
    named = [token.ent_type_ for token in reading.doc[begin:index] if token.ent_type_]
    following = [token.ent_type_ for token in reading.doc[index : reading.pause(index)]]
    lacks = named[-1:] == ["TECHNIQUE"] and "AREA" in following and "TECHNIQUE" not in following
    return lacks and reading.word(index - 1) == "," and reading.word(index) in {"on", "to", "for"}


def held(reading: Reading, begin: int, index: int) -> bool:
    """ "I just held his feet, | six minutes of reflexology": the place of work that has none behind it."""
    first = index - 2
    while first > begin and reading.word(first - 1) not in MARKS:
        first -= 1
    part = reading.doc[first : index - 1]
    kinds = {token.ent_type_ for token in part}
    words = {token.word for token in part}
    behind = [token.ent_type_ for token in reading.doc[index : reading.pause(index, STOPS)]]
    placed = "AREA" in behind or reading.doc[index].ent_type_ != "MINUTES" or "TECHNIQUE" not in behind
    held = kinds == {"AREA", ""} and not words.isdisjoint({"i", "we"}) and not any(token.tag for token in part)
    return held and not placed and reading.word(index - 1) == ","
