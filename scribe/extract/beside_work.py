"""Numbers of places beside a work that has its own minutes: how they felt, and no minutes.

What comes in: a sentence, its areas and where its work begins. What goes out: the tokens of numbers that are scores.
When each was had is decided in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Set

from scribe.extract.areas import AreaMention
from scribe.extract.reading import HIGHEST_SCORE, MARKS, InOrder, Reading, Sentence
from scribe.extract.scale import on_scale


def beside_work(
    reading: Reading, sentence: Sentence, placed: InOrder[AreaMention], owned: Set[int], work: int
) -> set[int]:
    """ "Neck five, Swedish on the neck, ten minutes, neck two": numbers beside `work`, which has its own minutes.

    The work names in one breath where it was, and has minutes of its own; so the numbers of places before it are how
    they felt. In "back ten, Swedish, legs for twenty minutes" they are minutes.
    """
    end = reading.pause(work)
    treated = {area.area for area in placed.within(work, end)}
    bare = (reading.value(end + 1) or 0) >= HIGHEST_SCORE and reading.word(end + 2) in MARKS | {""}
    found: dict[int, AreaMention] = {}
    for area in placed.within(sentence.start, work):
        at, kinds = area.last, [token.ent_type_ for token in reading.doc[area.last : sentence.end]]
        joins = 2 if reading.word(area.first - 1) == "and" else 1
        opens = area.first == sentence.start or reading.word(area.first - 1) in MARKS or area.first - joins in found
        closes = reading.word(at + 1) in MARKS | {"and"} or kinds[1:2] in (["AREA"], ["TECHNIQUE"])
        timed = bare or "MINUTES" in kinds
        if timed and at < work and opens and closes and on_scale(reading, at, owned) is not None:
            found[at] = area
    again = not treated.isdisjoint(area.area for area in found.values())
    pointed = "both" in reading.words(work, end)
    if not again and not ((treated or pointed) and all((reading.value(at) or 0) < HIGHEST_SCORE for at in found)):
        return set()
    scored = {area.value for area in found.values()}
    for area in placed.within(work, sentence.end):
        opens = reading.word(area.first - 1) in MARKS or reading.doc[area.first - 1].ent_type_ == "MINUTES"
        if area.value in scored and opens and reading.word(area.last + 1) in MARKS | {"", "and"}:
            found[area.last] = area
    return set(found)
