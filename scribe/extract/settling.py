"""Blocks become treatments once all of them are known (step 4 of the note in `blocks.py`).

What comes in: blocks in the order told, and the minutes of the session. What goes out: treatments with their minutes,
where these are known. What a block lacks is never guessed here: without minutes it goes out without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scribe.extract.clock import HALF_DAY, LONGEST, Point
from scribe.extract.minutes import Amount, Kind
from scribe.extract.reading import Reading
from scribe.records import AreaSide, Basis, Treatment
from scribe.vocabulary import Vocabulary

Claims = Callable[[Sequence[Treatment]], tuple[list[Treatment], list[Treatment]]]
"""Parts treatments into those that the therapist claims to have done and those that were only spoken of."""


@dataclass(eq=False)
class Block:
    """A treatment in the making: `shared` is what it shares with `shares` blocks, `even` when in equal parts."""

    techniques: list[str]
    areas: list[AreaSide]
    spans: list[tuple[int, int]]
    sentence: int
    amount: Amount | None = None
    start_point: Point | None = None
    end_point: Point | None = None
    shared: float | None = None
    shares: int = 0
    even: bool = False
    minutes: float | None = None
    basis: Basis | None = None
    clock: tuple[int, int] | None = None

    @property
    def timed(self) -> bool:
        return self.amount is not None or self.shared is not None or self.start_point is not None


def is_its_time(reading: Reading, blocks: Sequence[Block], began: Point, ended: Point, session: float | None) -> bool:
    """ "Friction on the left calf. Hands on at 1:20. Off at 1:45.": of the last work, the only one without a time, told
    right before, where it leaves time for the others."""
    block, number = blocks[-1], reading.sentence_of
    last = max(end for _, end in block.spans) - 1
    near = (
        ended.role == "end"
        and number[began.start] - number[last] <= 1
        and number[ended.start] - number[began.start] <= 1
    )
    lasted = (ended.minute - began.minute) % HALF_DAY
    told = lasted + sum(one.amount.minutes or 0 for one in blocks if one.amount)
    fits = len(blocks) == 1 or (session is not None and told <= session)
    return near and fits and [one for one in blocks if not one.timed] == [block]


def is_all(reading: Reading, amount: Amount) -> bool:
    """ "That took up all forty", "all of the forty minutes", "the whole forty": of nothing less than all works."""
    before = reading.words(amount.start - 3, amount.start)
    alone = before[-1:] == ["all"] or before[-2:] in (["all", "the"], ["the", "whole"], ["the", "entire"])
    return alone or before == ["all", "of", "the"]


def worth(amount: Amount | None, session: float | None) -> float | None:
    """The minutes of an amount, a share of the session worked out."""
    if amount is None or amount.kind is not Kind.SHARE:
        return amount.minutes if amount else None
    return session * amount.share if session and amount.share else None


class Settler:
    """Works out the minutes of blocks."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary, session: float | None, limbs: frozenset[str]) -> None:
        self._reading = reading
        self._vocabulary = vocabulary
        self._session = session
        self._limbs = limbs

    def settle(self, blocks: Sequence[Block], claims: Claims) -> tuple[list[Treatment], list[Treatment]]:
        """The treatments of a dictation that are claimed, in the order told, and those that are not.

        The blocks are filled up in place. Work that nobody claims takes nothing from "the rest of the hour".
        """
        _timeline(blocks)
        kept = _without_echoes(blocks)
        for block in kept:
            self._count(block)
        self._rest(kept)
        made = [self._treatment(block) for block in kept]
        sure, unclear = claims(made)
        if not unclear:
            return sure, []
        mine = [block for block, treatment in zip(kept, made, strict=True) if treatment not in unclear]
        self._rest(mine)
        return [self._treatment(block) for block in mine], unclear

    def _count(self, block: Block) -> None:
        """The minutes of a block by its own amount, or by an even share of one."""
        amount = block.amount
        if amount is None:
            if block.shared is not None and block.even and block.shares:
                block.minutes, block.basis, block.shared = block.shared / block.shares, Basis.INFERRED, None
        elif amount.kind is Kind.SHARE and (minutes := worth(amount, self._session)) is not None:
            block.minutes, block.basis = minutes, Basis.INFERRED
        elif amount.minutes is not None:
            block.minutes, block.basis = amount.minutes * self._times(block, amount), amount.basis
            block.clock = amount.clock

    def _rest(self, blocks: Sequence[Block]) -> None:
        """ "The rest of the hour": what the session leaves, if it is one block's and all others are known."""
        rest = [block for block in blocks if block.amount and block.amount.kind is Kind.REST]
        known = [block.minutes for block in blocks if block not in rest and block.minutes is not None]
        if len(rest) == 1 and self._session and len(known) == len(blocks) - 1:
            left = self._session - sum(known)
            if left > 0:
                rest[0].minutes, rest[0].basis = left, Basis.INFERRED

    def _times(self, block: Block, amount: Amount) -> int:
        """ "Ten minutes each": twice for both sides of one part, else once for each part."""
        if not amount.per:
            return 1
        said = set(self._reading.words(amount.start, amount.end))
        each_part = len(block.areas) > 1 and said & {"each", "apiece"} and not said & self._limbs
        return len(block.areas) if each_part else 2

    def _treatment(self, block: Block) -> Treatment:
        codes = {self._vocabulary.techniques[technique].code for technique in block.techniques}
        return Treatment(
            tuple(block.techniques),
            tuple(block.areas),
            block.minutes,
            block.basis if block.minutes is not None else None,
            block.shared if block.minutes is None else None,
            codes.pop() if len(codes) == 1 else None,
            self._reading.evidences(*block.spans),
            block.clock,
        )


def same_place(a: AreaSide, b: AreaSide) -> bool:
    """Whether two places may be one, a side left unsaid being either."""
    return a.area == b.area and (a.side == b.side or a.side is None or b.side is None)


def _timeline(blocks: Sequence[Block]) -> None:
    """Single times of day: each block runs to its own stop, or to where the next one starts."""
    for index, block in enumerate(blocks):
        start = block.start_point
        follower = blocks[index + 1] if index + 1 < len(blocks) else None
        before = blocks[index - 1] if index else None
        if start is None and before and before.end_point and before.end_point.role == "start":
            start = before.end_point  # "friction at 3:10, at 3:30 I switched to petrissage"
        if start is None and block.end_point is not None and before:
            clocked = before.amount.clock if before.amount else None
            start = before.end_point or (Point(0, 0, clocked[1] % HALF_DAY) if clocked else None)
        end = block.end_point or (_start_of(follower) if follower else None)
        if block.amount or start is None or end is None:
            continue
        span = (end.minute - start.minute) % HALF_DAY
        if 0 < span <= LONGEST:
            block.minutes, block.basis = float(span), Basis.CLOCK
            block.clock = (start.minute, start.minute + span)
            block.spans.append((end.start, end.end))


def _start_of(block: Block) -> Point | None:
    """When a block began: its own time of day, or the first of its range ("from 3:55 until 4:20")."""
    amount = block.amount
    ranged = amount and amount.clock and Point(amount.start, amount.end, amount.clock[0] % HALF_DAY)
    return block.start_point or ranged or None


def _without_echoes(blocks: Sequence[Block]) -> list[Block]:
    """Without a work named again that has no minutes and no place of its own: it is the same work."""
    of_technique: dict[str, list[Block]] = {}
    for block in blocks:
        for technique in block.techniques:
            of_technique.setdefault(technique, []).append(block)
    kept: dict[Block, None] = {}
    for block in blocks:
        others = of_technique[block.techniques[0]] if block.techniques else []
        echo = any(
            _echoes(block, other) and (other.timed or other.areas or other in kept)
            for other in others
            if other is not block
        )
        if block.timed or block.minutes is not None or not echo:
            kept[block] = None
    return list(kept)


def _echoes(block: Block, other: Block) -> bool:
    same_work = set(block.techniques) <= set(other.techniques)
    return same_work and all(any(same_place(a, b) for b in other.areas) for a in block.areas)
