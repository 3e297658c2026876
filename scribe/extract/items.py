"""What stands in the clauses that tell work, in a row: the raw material of blocks.

What comes in: techniques, areas, amounts, points and words of sameness. What goes out: items in the order they were
said. Which of them belong together is not decided here but in `blocks.py`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from scribe.extract.areas import AreaMention
from scribe.extract.clauses import Clauses
from scribe.extract.clock import Point
from scribe.extract.minutes import Amount
from scribe.extract.reading import InOrder, Reading
from scribe.extract.techniques import TechniqueMention


class Role(StrEnum):
    TECHNIQUE = "technique"
    AREA = "area"
    AMOUNT = "amount"
    POINT = "point"
    SAME_TECHNIQUE = "same_technique"
    SAME_AREA = "same_area"
    OTHER_SIDE = "other_side"
    SIDE_ONLY = "side_only"


SAMENESS = (Role.SAME_TECHNIQUE, Role.SAME_AREA, Role.OTHER_SIDE, Role.SIDE_ONLY)
"""Roles of words that point to the block before."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the row, at the tokens `start` to `end`."""

    role: Role
    start: int
    end: int
    technique: TechniqueMention | None = None
    area: AreaMention | None = None
    amount: Amount | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All that the finders saw in a reading, before it is joined."""

    reading: Reading
    clauses: Clauses
    techniques: InOrder[TechniqueMention]
    performed: InOrder[TechniqueMention]
    spoken_of: Set[int]
    """Tokens of techniques that were not performed, and of areas left out."""
    areas: InOrder[AreaMention]
    amounts: InOrder[Amount]
    points: InOrder[Point]
    timed: Set[int]
    """Tokens of amounts and points."""
    barred: Set[int]
    """Tokens that can be no part of work: scores, session lengths, follow-ups, measurements."""


def row(
    techniques: Sequence[TechniqueMention],
    areas: Sequence[AreaMention],
    amounts: Sequence[Amount],
    points: Sequence[Point],
) -> list[Item]:
    """All items in the order they were said; an area inside a technique's name stands behind it."""
    items = [Item(Role.TECHNIQUE, t.start, t.end, technique=t) for t in techniques]
    items += [Item(Role.AREA, a.first, a.last, area=a) for a in areas]
    items += [Item(Role.AMOUNT, a.start, a.end, amount=a) for a in amounts]
    items += [Item(Role.POINT, p.start, p.end, point=p) for p in points]
    return sorted(items, key=lambda item: (item.start, item.role is not Role.TECHNIQUE, item.end))
