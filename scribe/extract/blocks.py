"""Blocks of work: which technique belongs to which areas and which minutes. The hardest file; read it in this order.

What comes in: rows of items (`work.py`). What goes out: treatments. Which sentences tell work is not decided here.

1. `items.py`, `work.py`: in the clauses that tell work, everything that may belong to a block stands in a row:
   techniques that were performed, areas, amounts of time, times of day, and words for "the same".
2. `Cutter.cut`: the row of one sentence is cut into segments so that the sum of costs is least. A good segment has one
   technique (or several of one code), at least one area and one amount; a good cut falls on "then" or a stop, a bad
   one between "minutes" and "of". The costs are below and are the whole grammar.
3. `treatments.Assembler`: segments become blocks in order. What a segment lacks may come from the block before it
   ("same thing on the hips"), from a list that shares one amount, or may be given to an earlier block ("that took
   twenty minutes").
4. `settling.Settler`: single times of day close the block before and open the next; echoes are dropped; shares and
   rests of the session are worked out once all other minutes are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scribe.extract.areas import AreaMention, is_list
from scribe.extract.clock import Point
from scribe.extract.items import Item, Role
from scribe.extract.minutes import Amount, Kind, added
from scribe.extract.reading import Reading
from scribe.extract.techniques import TechniqueMention
from scribe.records import Side
from scribe.vocabulary import Vocabulary

INF = float("inf")
PLAIN = "therapeutic_massage"
LONGEST_SEGMENT = 14
"""How many items a segment may have."""
# Costs of a segment.
NO_AMOUNT, EXTRA_AMOUNT = 1.2, 3.6
NO_TECHNIQUE, NO_AREA = 2.0, 1.0
ALONE = 2.0
SPLIT_TECHNIQUES, SPLIT_TECHNIQUES_UNTIMED = 1.0, 2.1
SPLIT_AREAS = 0.8
CROSSED_TURN = 2.0
CROSSED_MEANWHILE = 4.0
CROSSED_SIDE = 2.0
"""For an area and "the other side" of it, or work and "the same", in one block."""
# Costs of a cut between two items.
CUT_TURN, CUT_COMMA_AND, CUT_COMMA, CUT_AND, CUT_BOUND = 0.0, 0.3, 0.5, 0.6, 2.5
CUT_SEAM = 0.4
_ON_TOP_GLUE = frozenset({",", "and", "then", "plus"})


@dataclass(frozen=True, slots=True)
class CutWords:
    """Words of `models/patterns/work.yaml` by which a row is cut."""

    turns: frozenset[str]
    meanwhile: frozenset[str]
    adds: frozenset[str]
    tools: frozenset[str]
    list_glue: frozenset[str]
    equipment: frozenset[str]
    narrows: frozenset[str]
    of_the_room: frozenset[str]


@dataclass
class Segment:
    """A stretch of items that tell one block, as found; filled up by the assembler."""

    items: list[Item]
    turned: bool = False
    techniques: list[TechniqueMention] = field(default_factory=list)
    areas: list[AreaMention] = field(default_factory=list)
    amount: Amount | None = None
    points: list[Point] = field(default_factory=list)
    same_technique: bool = False
    same_area: bool = False
    other_side: bool = False
    side: Side | None = None
    also: tuple[int, int] | None = None
    """Where its amount or its name stands when that was told behind a list."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where its words stand."""
        return [(self.start, self.end), *([self.also] if self.also else [])]

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end


class Cutter:
    """Cuts the items of a sentence into segments at least cost."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary, words: CutWords) -> None:
        self._reading = reading
        self._vocabulary = vocabulary
        self._words = words

    def cut(self, items: Sequence[Item]) -> list[Segment]:
        """The best segments of a row of items, in order."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(items) + 1):
            options = []
            for start in range(max(0, end - LONGEST_SEGMENT), end):
                cut = self._cut_cost(items, start) if start else 0.0
                options.append((best[start][0] + cut + self._segment_cost(items[start:end]), start))
            best.append(min(options, key=lambda option: (option[0], -option[1])))
        cuts, end = [], len(items)
        while end:
            cuts.append((best[end][1], end))
            end = best[end][1]
        return [self._segment(items, start, end) for start, end in reversed(cuts)]

    def cut_into(self, items: Sequence[Item], number: int) -> list[Segment]:
        """The best segments, or one for each work where it takes that to have so many: "trigger point for both upper
        traps | joint mobilization of the shoulder", though nothing was heard between the two."""
        best = self.cut(items)
        starts = [at for at, item in enumerate(items) if item.technique]
        if len(best) == number or len(starts) != number or starts[0] != 0:
            return best
        parts = [self.cut(items[a:b]) for a, b in pairwise([*starts, len(items)])]
        whole = all(len(part) == 1 and part[0].areas for part in parts)
        return [part[0] for part in parts] if whole else best

    def _cut_cost(self, items: Sequence[Item], at: int) -> float:
        between = self._reading.words(items[at - 1].end, items[at].start)
        # "And the feet, also Swedish, ten more": here "also" begins nothing.
        named = items[at - 1].area and items[at].technique and between[-1:] == ["also"]
        if not self._words.turns.isdisjoint(between[:-1] if named else between):
            return CUT_TURN
        if "," in between:
            return CUT_COMMA_AND if "and" in between else CUT_COMMA
        if self._seam(items, at):
            return CUT_SEAM
        return CUT_AND if "and" in between or ":" in between else CUT_BOUND

    def _seam(self, items: Sequence[Item], at: int) -> bool:
        """Where one work ends and the next begins though nothing is heard between.

        "... ten minutes | Swedish on the back", "... on the calves | ten minutes of Swedish".
        """
        last, head = items[at - 1], items[at]
        if last.amount and head.technique:
            return last.end == head.start
        follower = items[at + 1] if at + 1 < len(items) else None
        if last.amount and head.area and follower and follower.amount and items[at - 2].area and at > 1:
            # "Right arm 28 | chest 11"
            beside = [items[at - 2].end, last.end, head.end] == [last.start, head.start, follower.start]
            return beside
        leads = follower is not None and follower.technique and self._reading.words(head.end, follower.start) == ["of"]
        return bool(last.area and head.amount and leads)

    def code_of(self, technique: str) -> str:
        """The code that keeps work apart: of techniques without one, each stands alone."""
        return self._vocabulary.techniques[technique].code or technique

    def _segment_cost(self, items: Sequence[Item]) -> float:
        roles = [item.role for item in items]
        if len({self.code_of(item.technique.technique) for item in items if item.technique}) > 1:
            return INF
        amounts = roles.count(Role.AMOUNT)
        points = roles.count(Role.POINT)
        timed = amounts + (1 if points else 0)
        areas = sum(roles.count(role) for role in (Role.AREA, Role.SAME_AREA, Role.OTHER_SIDE, Role.SIDE_ONLY))
        named = roles.count(Role.TECHNIQUE) + roles.count(Role.SAME_TECHNIQUE)
        if roles and self._of_the_room(items):
            return 0.0
        cost = NO_AMOUNT if timed == 0 else EXTRA_AMOUNT * (timed - 1) + EXTRA_AMOUNT * max(0, points - 2)
        cost += 0 if named else NO_TECHNIQUE
        cost += 0 if areas else NO_AREA
        cost += ALONE if (timed > 0) + (areas > 0) + (named > 0) == 1 else 0
        if Role.OTHER_SIDE in roles and Role.AREA in roles[: roles.index(Role.OTHER_SIDE)]:
            cost += CROSSED_SIDE
        again = (k for k, item in enumerate(items) if item.role is Role.SAME_TECHNIQUE and self._says_same(item))
        cost += CROSSED_SIDE if {Role.TECHNIQUE, Role.AREA} <= set(roles[: next(again, 0)]) else 0
        runs = _runs(roles)
        split = SPLIT_TECHNIQUES if timed else SPLIT_TECHNIQUES_UNTIMED
        cost += split * max(0, runs.count(Role.TECHNIQUE) - 1) + SPLIT_AREAS * max(0, runs.count(Role.AREA) - 1)
        cost += sum(CROSSED_TURN for k in range(1, len(items)) if self._cut_cost(items, k) == CUT_TURN)
        return cost + sum(CROSSED_MEANWHILE for k in range(1, len(items)) if self._meanwhile(items, k))

    def _of_the_room(self, items: Sequence[Item]) -> bool:
        """ "Lavender in the diffuser": it lacks neither a place nor a time."""
        return all(item.technique and item.technique.technique in self._words.of_the_room for item in items)

    def _says_same(self, item: Item) -> bool:
        """ "The same on the right" begins more work; "eighteen minutes of that" does not."""
        return "same" in self._reading.words(item.start, item.end)

    def _meanwhile(self, items: Sequence[Item], at: int) -> bool:
        """ "Cups on the back while I worked his forearms": what was worked meanwhile is no part of the block."""
        between = self._reading.words(items[at - 1].end, items[at].start)
        return items[at].area is not None and not self._words.meanwhile.isdisjoint(between)

    def _segment(self, items: Sequence[Item], start: int, end: int) -> Segment:
        part = list(items[start:end])
        turned = start == 0 or self._cut_cost(items, start) == CUT_TURN
        segment = Segment(part, turned)
        stray = self._stray(part)
        for item in part:
            if item in stray:
                continue
            if item.technique and not self._is_equipment(segment, item):
                segment.techniques = [t for t in segment.techniques if not self._narrowed(t, item)]
                segment.techniques.append(item.technique)
            if item.area:
                segment.areas.append(item.area)
            if item.amount and segment.amount and self._on_top(segment.amount, item.amount):
                segment.amount = added(segment.amount, item.amount)
            elif item.amount and segment.amount and segment.amount.kind is Kind.SHARE and item.amount.minutes:
                segment.amount = item.amount  # "Half the session, thirty minutes"
            elif item.amount:
                segment.amount = segment.amount or item.amount
            if item.point:
                segment.points.append(item.point)
            segment.same_technique |= item.role is Role.SAME_TECHNIQUE
            segment.same_area |= item.role is Role.SAME_AREA
            segment.other_side |= item.role is Role.OTHER_SIDE
            if item.role is Role.SIDE_ONLY and self._reading.word(item.start - 1) not in {"nothing", "none"}:
                segment.side = self._side(item)
        return segment

    def _is_equipment(self, segment: Segment, item: Item) -> bool:
        """ "Proprioceptive training, left ankle, wobble board": what the work was done on."""
        words = " ".join(self._reading.words(item.start, item.end))
        return bool(segment.techniques) and words in self._words.equipment

    def _narrowed(self, told: TechniqueMention, item: Item) -> bool:
        """ "Facial massage, just effleurage": plain massage, of which more is told."""
        return told.technique == PLAIN and self._reading.word(item.start - 1) in self._words.narrows

    def _on_top(self, told: Amount, more: Amount) -> bool:
        """ "Five minutes, and five more": right behind the first even without its unit ("ten pumps, ten more")."""
        between = self._reading.words(told.end, more.start)
        return more.on_top and (more.kind is not Kind.BARE or _ON_TOP_GLUE.issuperset(between))

    def _stray(self, part: Sequence[Item]) -> list[Item]:
        """Areas of a segment that are not where the work was.

        "Friction on the forearms, five minutes, the hammer arm": what only follows, once all is told, says no more.
        "Compression, palms and knees, along both thighs": with what it was done.
        """
        stray: list[Item] = []
        told: set[Role] = set()
        for k, item in enumerate(part):
            before = self._reading.words(part[k - 1].end, item.start) if k else []
            if item.area and k and (part[k - 1] in stray or told >= {Role.TECHNIQUE, Role.AREA, Role.AMOUNT}):
                last = max((i for i, word in enumerate(before) if word == ","), default=-1)
                adds = not self._words.adds.isdisjoint(before[last + 1 :])
                if part[k - 1] in stray or (part[k - 1].amount and before and not adds):
                    stray.append(item)
                    continue
            told.add(item.role)
        return stray + self._tools(part)

    def _tools(self, part: Sequence[Item]) -> list[Item]:
        tools: list[Item] = []
        for k in range(1, len(part) - 1):
            item, between = part[k], self._reading.words(part[k - 1].end, part[k].start)
            named = item.area and self._reading.words(item.start, item.end)[0] in self._words.tools
            if not named or (between not in ([","], [",", "and"]) and part[k - 1] not in tools):
                continue
            if part[k - 1].technique or part[k - 1] in tools:
                tools.append(item)
        last = part.index(tools[-1]) if tools else 0
        led = tools and part[last + 1].area and self._led(part, last + 1)
        return tools if led else []

    def _led(self, part: Sequence[Item], at: int) -> bool:
        """Whether a preposition leads to the area at `at`, as where work was done."""
        between = self._reading.words(part[at - 1].end, part[at].start)
        return not (self._words.adds - {"and", "plus"}).isdisjoint(between)

    def _side(self, item: Item) -> Side:
        words = self._reading.words(item.start, item.end)
        return Side.LEFT if "left" in words else Side.RIGHT if "right" in words else Side.BILATERAL

    def coordinated(self, first: Segment, second: Segment) -> bool:
        """Whether the work of two segments is named in one breath ("trigger point and Swedish to the back")."""
        last, head = first.items[-1], second.items[0]
        if not (last.technique and head.technique) or second.turned:
            return False
        listed = is_list(self._reading, last.end, head.start, self._words.list_glue)
        return listed or self._reading.words(last.end, head.start) in (["with"], ["plus"])


def _runs(roles: Sequence[Role]) -> list[Role]:
    """Roles with repetitions squeezed: technique technique area is technique, area."""
    return [role for k, role in enumerate(roles) if k == 0 or roles[k - 1] is not role]
