"""Segments become blocks of performed work (steps 3 to 5 of the note in `blocks.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scribe.extract.areas import AreaMention
from scribe.extract.blocks import Cutter, Segment
from scribe.extract.clock import HALF_DAY, LONGEST, Point
from scribe.extract.items import Item, Role
from scribe.extract.minutes import Amount, Kind
from scribe.extract.reading import Reading
from scribe.extract.work import Found, WorkFinder
from scribe.records import AreaSide, Basis, Side, Treatment
from scribe.vocabulary import Vocabulary


@dataclass
class Block:
    """A treatment in the making."""

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
    done: bool = field(default=False)

    @property
    def timed(self) -> bool:
        return self.amount is not None or self.shared is not None or self.start_point is not None


class Assembler:
    """Joins the segments of one dictation, in order."""

    def __init__(self, work: WorkFinder, vocabulary: Vocabulary, found: Found, session_minutes: float | None) -> None:
        self._work = work
        self._vocabulary = vocabulary
        self._found = found
        self._reading: Reading = found.reading
        self._session = session_minutes
        self._cutter = Cutter(found.reading, vocabulary, work.turns)
        self.blocks: list[Block] = []
        self._began: Point | None = None

    def assemble(self) -> list[Treatment]:
        for number, items in self._work.rows(self._found):
            segments = self._dealt(items)
            group: list[Block] = []
            for index, segment in enumerate(segments):
                previous = segments[index - 1] if index else None
                joined = previous is not None and self._cutter.coordinated(previous, segment)
                made = self._take(segment, number, group, joined)
                if made and made not in group:
                    group.append(made)
            self._share(segments, group)
        self._timeline()
        self._drop_echoes()
        self._settle()
        return [self._treatment(block) for block in self.blocks]

    def _dealt(self, items: list[Item]) -> list[Segment]:
        """The segments of a row; "... so that's eighteen, twenty-four and ten" gives each work before its own amount."""
        tail = len(items)
        while tail and items[tail - 1].role is Role.AMOUNT:
            tail -= 1
        amounts = [item for item in items[tail:] if item.amount and not item.amount.total]
        if len(amounts) < 2:
            return self._cutter.cut(items)
        segments = self._cutter.cut(items[:tail]) if tail else []
        if not segments:
            self._deal_back(amounts)
            return []
        if len(segments) != len(amounts) or any(segment.amount or segment.points for segment in segments):
            return self._cutter.cut(items)
        for segment, item in zip(segments, amounts, strict=True):
            segment.amount, segment.also = item.amount, (item.start, item.end)
        return segments

    def _deal_back(self, amounts: list[Item]) -> None:
        """Amounts in a sentence of their own, one for each block that has none yet."""
        open_blocks = [block for block in self.blocks if not block.timed]
        if len(open_blocks) == len(amounts):
            for block, item in zip(open_blocks, amounts, strict=True):
                block.amount = item.amount
                block.spans.append((item.start, item.end))

    # --- one segment ----------------------------------------------------------

    def _take(self, segment: Segment, number: int, group: list[Block], joined: bool) -> Block | None:
        """The block that a segment makes or completes; None when it tells nothing of its own."""
        techniques = list(dict.fromkeys(t.technique for t in segment.techniques))
        areas = self._areas(segment)
        last = self.blocks[-1] if self.blocks else None
        areas = self._with_side(areas, segment.side)
        told = techniques or areas or segment.same_technique or segment.same_area or segment.other_side or segment.side
        if not told:
            return self._complete(segment, last)
        existing = self._unfinished(segment, techniques, areas, number)
        if existing:
            return self._fill(existing, segment, techniques, areas)
        block = Block(techniques, areas, segment.spans, number, segment.amount)
        self._points(block, segment.points)
        self._inherit(block, segment, last, group, joined)
        if not block.techniques and not block.timed:
            if self._only_area(segment):
                return None
        self.blocks.append(block)
        return block

    def _with_side(self, areas: list[AreaSide], side: Side | None) -> list[AreaSide]:
        """ "Started on his left: trigger point to the glute med": a side said apart holds for parts without one."""
        if side is None:
            return areas
        paired = {a for a in areas if a.side is None and self._vocabulary.areas[a.area].paired}
        return [AreaSide(a.area, side) if a in paired else a for a in areas]

    def _only_area(self, segment: Segment) -> bool:
        """An area in passing, without technique, time or a word of sameness, makes no block."""
        return not segment.same_technique

    def _areas(self, segment: Segment) -> list[AreaSide]:
        values: dict[AreaSide, None] = {}
        for area in segment.areas:
            value = area.value
            per = segment.amount is not None and segment.amount.per
            if per and value.side is None and self._vocabulary.areas[value.area].paired:
                value = AreaSide(value.area, Side.BILATERAL)
            values[value] = None
        return _without_repeats(list(values))

    def _complete(self, segment: Segment, last: Block | None) -> Block | None:
        """ "That took twenty minutes": an amount alone belongs to the last block without one."""
        if segment.points and not segment.amount:
            return self._point_alone(segment, last)
        amount = segment.amount
        if not amount:
            return None
        if amount.total and self._untimed_run() > 1:
            for block in self.blocks[-self._untimed_run() :]:
                block.shared, block.shares = amount.minutes, self._untimed_run()
                block.spans.append((segment.start, segment.end))
            return None
        open_blocks = [block for block in self.blocks if not block.timed]
        if last and not last.timed and open_blocks:
            last.amount = amount
            last.spans.append((segment.start, segment.end))
        return None

    def _untimed_run(self) -> int:
        run = 0
        for block in reversed(self.blocks):
            if block.timed:
                break
            run += 1
        return run

    def _point_alone(self, segment: Segment, last: Block | None) -> Block | None:
        for point in segment.points:
            if point.role == "start":
                self._began = point
            if last and last.start_point and not last.end_point and point.role != "start":
                last.end_point = point
                last.spans.append((point.start, point.end))
        return None

    def _points(self, block: Block, points: Sequence[Point]) -> None:
        for point in points:
            if point.role == "end" and block.start_point is None and len(points) == 1 and (self.blocks or self._began):
                block.end_point = point
            elif block.start_point is None:
                block.start_point = point
            else:
                block.end_point = point
        if block.start_point is None and self._began and block.amount is None:
            block.start_point = self._began
        self._began = None

    def _unfinished(self, segment: Segment, techniques: list[str], areas: list[AreaSide], number: int) -> Block | None:
        """An earlier block without minutes that this segment completes."""
        if segment.same_technique or segment.other_side:
            return None
        for block in reversed(self.blocks):
            fits_technique = not techniques or set(techniques) <= set(block.techniques)
            fits_area = not areas or any(_same_place(a, b) for a in areas for b in block.areas)
            named = bool(techniques) or (bool(areas) and bool(block.areas))
            if (
                segment.amount
                and not block.timed
                and fits_technique
                and fits_area
                and named
                and (block.sentence != number or not techniques)
            ):
                return block
            if self._details(segment, block, techniques, areas, number):
                return block
        return None

    def _details(
        self, segment: Segment, block: Block, techniques: list[str], areas: list[AreaSide], number: int
    ) -> bool:
        """A technique told as part of the last block: "mostly effleurage", or the name that it lacked."""
        if block is not self.blocks[-1] or not techniques or segment.amount or segment.points:
            return False
        sentence = self._reading.sentences[number]
        head = self._work.elaborates(self._reading, segment.start, sentence.start)
        codes = {self._code(t) for t in [*techniques, *block.techniques]}
        if not block.techniques and number - block.sentence <= 1 and not areas:
            return True
        return head and len(codes) == 1 and not areas

    def _fill(self, block: Block, segment: Segment, techniques: list[str], areas: list[AreaSide]) -> Block:
        block.techniques += [t for t in techniques if t not in block.techniques]
        if not block.areas:
            block.areas = areas
        block.amount = block.amount or segment.amount
        block.spans += segment.spans
        return block

    def _inherit(self, block: Block, segment: Segment, last: Block | None, group: list[Block], joined: bool) -> None:
        """What a segment lacks, from the block before it; "it" is the area named last, if that was no block's."""
        if segment.same_area and not block.areas and (named := self._just_named(segment, last)):
            block.areas = [named.value]
            block.spans.append((named.first, named.last))
        if last is None:
            return
        if not block.techniques and (segment.same_technique or (group and block.timed) or self._announced(last)):
            block.techniques = list(last.techniques)
            block.spans.append(last.spans[0])
            if self._announced(last):
                self.blocks.remove(last)
        again = segment.same_area or segment.other_side or (segment.side and not block.areas)
        if not block.areas and (joined or again or self._same_breath(segment, group)):
            block.areas = list(last.areas)
            if block.areas:
                block.spans.append(last.spans[0])
        if segment.side and again:
            block.areas = [AreaSide(a.area, segment.side) for a in block.areas]
        if segment.other_side:
            block.areas = [AreaSide(a.area, _opposite(a.side)) for a in block.areas]
        if joined and not last.areas and block.areas:
            last.areas = list(block.areas)
            last.spans.append((segment.start, segment.end))

    def _just_named(self, segment: Segment, last: Block | None) -> AreaMention | None:
        """The area named in the sentence before, when no block was made of it."""
        number = self._reading.sentence_of[segment.start]
        floor = last.spans[-1][1] if last else 0
        near = [
            a
            for a in self._found.areas
            if floor <= a.start < segment.start and number - 1 <= self._reading.sentence_of[a.start] and not a.complaint
        ]
        return near[-1] if near else None

    def _announced(self, last: Block) -> bool:
        """A technique named alone, as a heading for what follows ("Swedish today: twenty on the back, ...")."""
        return not last.areas and not last.timed and bool(last.techniques)

    def _same_breath(self, segment: Segment, group: list[Block]) -> bool:
        """ "Neck: myofascial twenty minutes, traction eight": one area heads a list of works."""
        return (
            bool(group)
            and not segment.turned
            and bool(group[0].areas)
            and len(group[0].areas) > 0
            and self._heads(group[0])
        )

    def _heads(self, block: Block) -> bool:
        start, end = block.spans[0]
        first = next((a for a in self._found.areas if start <= a.start < end), None)
        technique = next((t for t in self._found.performed if start <= t.start < end), None)
        return first is not None and technique is not None and first.start < technique.start

    def _code(self, technique: str) -> str:
        return self._vocabulary.techniques[technique].code or technique

    # --- shared amounts ---------------------------------------------------------

    def _share(self, segments: list[Segment], group: list[Block]) -> None:
        """ "Forty-five minutes of Swedish to the back, MFR to the neck and stretching": one amount, several works."""
        timed = [block for block in group if block.amount and block.amount.kind is not Kind.REST]
        if len(group) < 2 or len(timed) != 1:
            return
        untimed = [block for block in group if not block.timed]
        if len(untimed) != len(group) - 1 or not self._one_list(segments, group, timed[0]):
            return
        amount = timed[0].amount
        start, end = segments[0].start, self._reading.sentences[group[0].sentence].end
        even = self._work.split_evenly(self._reading, start, end)
        for block in group:
            block.amount, block.shared, block.shares, block.even = None, self._worth(amount), len(group), even
            if amount:
                block.spans.append((amount.start, amount.end))

    def _worth(self, amount: Amount | None) -> float | None:
        """The minutes of an amount, a share of the session worked out."""
        if amount is None or amount.kind is not Kind.SHARE:
            return amount.minutes if amount else None
        return self._session * amount.share if self._session and amount.share else None

    def _one_list(self, segments: list[Segment], group: list[Block], timed: Block) -> bool:
        """A list without "then" whose amount stands before all or behind all, or is called the total."""
        start, end = segments[0].start, self._reading.sentences[timed.sentence].end
        if (timed.amount and timed.amount.total) or self._work.split_evenly(self._reading, start, end):
            return True
        if any(segment.turned for segment in segments[1:]):
            return False
        amount = timed.amount
        heads = amount is not None and timed is group[0] and amount.start <= segments[0].start
        coordinated = any(self._cutter.coordinated(a, b) for a, b in zip(segments, segments[1:], strict=False))
        final_and = "and" in self._reading.words(segments[-2].end, segments[-1].start) if len(segments) > 1 else False
        return (heads and final_and) or coordinated

    # --- clock and shares ---------------------------------------------------------

    def _timeline(self) -> None:
        """Single times of day: each block runs to its own stop, or to where the next one starts."""
        for index, block in enumerate(self.blocks):
            start = block.start_point
            follower = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
            if start is None and block.end_point is not None and index and self.blocks[index - 1].end_point:
                start = self.blocks[index - 1].end_point
            end = block.end_point or (follower.start_point if follower else None)
            if block.amount or start is None or end is None:
                continue
            span = (end.minute - start.minute) % HALF_DAY
            if 0 < span <= LONGEST:
                block.minutes, block.basis = float(span), Basis.CLOCK
                block.clock = (start.minute, start.minute + span)
                block.spans.append((end.start, end.end))

    def _drop_echoes(self) -> None:
        """A work named again, without minutes or a place of its own, is the same work."""
        kept: list[Block] = []
        for block in self.blocks:
            others = [
                other for other in self.blocks if other is not block and (other in kept or other.timed or other.areas)
            ]
            if not block.timed and block.minutes is None and any(_echoes(block, other) for other in others):
                continue
            kept.append(block)
        self.blocks = kept

    def _settle(self) -> None:
        for block in self.blocks:
            amount = block.amount
            if amount is None:
                if block.shared is not None and block.even and block.shares:
                    block.minutes, block.basis = block.shared / block.shares, Basis.INFERRED
                    block.shared = None
                continue
            if amount.kind is Kind.SHARE and (worth := self._worth(amount)) is not None:
                block.minutes, block.basis = worth, Basis.INFERRED
            elif amount.minutes is not None:
                block.minutes, block.basis = amount.minutes * self._times(block, amount), amount.basis
                block.clock = amount.clock
        rest = [block for block in self.blocks if block.amount and block.amount.kind is Kind.REST]
        known = [block.minutes for block in self.blocks if block not in rest]
        if len(rest) == 1 and self._session and all(minutes is not None for minutes in known):
            left = self._session - sum(minutes for minutes in known if minutes is not None)
            if left > 0:
                rest[0].minutes, rest[0].basis = left, Basis.INFERRED

    def _times(self, block: Block, amount: Amount) -> int:
        """ "Ten minutes each": twice for both sides of one part, else once for each part."""
        if not amount.per:
            return 1
        if (
            len(block.areas) > 1
            and {"each", "apiece"} & set(self._reading.words(amount.start, amount.end))
            and not {"side", "leg", "arm", "foot"} & set(self._reading.words(amount.start, amount.end))
        ):
            return len(block.areas)
        return 2

    def _treatment(self, block: Block) -> Treatment:
        codes = [self._vocabulary.techniques[t].code for t in block.techniques]
        code = codes[0] if codes and len(set(codes)) == 1 else None
        return Treatment(
            tuple(block.techniques),
            tuple(block.areas),
            block.minutes,
            block.basis if block.minutes is not None else None,
            block.shared if block.minutes is None else None,
            code,
            self._reading.evidences(*block.spans),
            block.clock,
        )


def _opposite(side: Side | None) -> Side | None:
    return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(side) if side else None


def _same_place(a: AreaSide, b: AreaSide) -> bool:
    return a.area == b.area and (a.side == b.side or a.side is None or b.side is None)


def _without_repeats(areas: list[AreaSide]) -> list[AreaSide]:
    """The same area said again without its side is one area."""
    return [a for a in areas if a.side is not None or not any(b.area == a.area and b.side is not None for b in areas)]


def _echoes(block: Block, other: Block) -> bool:
    same_work = bool(block.techniques) and set(block.techniques) <= set(other.techniques)
    same_place = all(any(_same_place(a, b) for b in other.areas) for a in block.areas)
    return same_work and same_place
