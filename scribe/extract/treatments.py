"""Segments become blocks of performed work (step 3 of the note in `blocks.py`).

What comes in: rows of items. What goes out: treatments in the order told. Minutes are not worked out here but in
`settling.py`, and which technique belongs to which segment is decided in `blocks.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from scribe.extract.amendments import Amender, AmendmentFinder
from scribe.extract.areas import AreaMention
from scribe.extract.blocks import Cutter, Segment
from scribe.extract.clauses import Actor
from scribe.extract.clock import Point
from scribe.extract.items import Found, Item, Role
from scribe.extract.minutes import Amount, Kind, added
from scribe.extract.reading import HIGHEST_SCORE, Reading
from scribe.extract.settling import Block, Settler, is_all, is_its_time, same_place
from scribe.extract.sharing import Sharing
from scribe.extract.sides import OPPOSITE
from scribe.extract.work import WorkFinder
from scribe.records import AreaSide, Evidence, Side, Treatment
from scribe.vocabulary import Vocabulary

SESSION = 30
"""From so many minutes on a time before all work may be the session's."""
SHORT, MANY = 6, 2
"""A sentence of so few words may name so many works at once ("All Swedish.")."""
HEADING = 3
"""A sentence of so many words names its work and nothing else."""


class Assembler:
    """Joins the segments of one dictation, in order."""

    def __init__(
        self,
        work: WorkFinder,
        amendments: AmendmentFinder,
        vocabulary: Vocabulary,
        found: Found,
        session_minutes: float | None,
    ) -> None:
        self._work = work
        self._amender = Amender(amendments, found, vocabulary)
        self._vocabulary = vocabulary
        self._found = found
        self._reading = found.reading
        self._session = session_minutes
        self._cutter = Cutter(found.reading, vocabulary, work.cut_words)
        self._sharing = Sharing(work, self._cutter, found.reading, session_minutes)
        self._blocks: list[Block] = []
        self._untimed: list[Block] = []
        """Holds every block without a time; those that got one are taken out when it is next read."""
        self._of_all: list[str] = []
        """The work that was announced for all that follows ("Three areas today, all Swedish.")."""
        self._began: Point | None = None

    def assemble(self) -> tuple[list[Treatment], list[Treatment]]:
        """The work that was done, in the order told, and work that was spoken of and not claimed."""
        rows = dict(self._work.rows(self._found))
        for number in range(len(self._reading.sentences)):
            items = rows.get(number)
            if self._amender.amend(number, self._blocks) or not items:
                self._sharing.split_session(self._blocks, number, told=[])
                continue
            segments = self._dealt(items)
            group: list[Block] = []
            for index, segment in enumerate(segments):
                previous = segments[index - 1] if index else None
                joined = previous is not None and self._cutter.coordinated(previous, segment)
                made = self._take(segment, number, group, joined)
                if made and made not in group:
                    group.append(made)
                if made and self._sharing.share_back(self._blocks, segment):
                    group = []
            self._sharing.place_all(segments, group)
            self._sharing.deal_each(group)
            if self._sharing.share(segments, group, alone=len(group) == len(self._blocks)):
                self._untimed = list(self._blocks)
            self._sharing.share_over(self._blocks, group)
            self._sharing.split_session(self._blocks, number, told=group)
            self._amender.answer(number, self._blocks)
        settler = Settler(self._reading, self._vocabulary, self._session, self._work.limbs)
        return settler.settle(self._blocks, partial(self._work.claimed, self._found))

    def asked(self) -> list[tuple[Evidence, Evidence]]:
        """Where work begins whose side was asked about and not plainly answered, and the question."""
        evidence = self._reading.evidence
        questions = self._amender.open_questions(self._blocks)
        return [(evidence(*block.spans[0]), evidence(cue.start, cue.end)) for block, cue in questions]

    def _dealt(self, items: list[Item]) -> list[Segment]:
        """The segments of a row; "... so that's eighteen and ten" gives each work before its own amount."""
        tail = len(items)
        while tail and items[tail - 1].role is Role.AMOUNT:
            tail -= 1
        amounts = [item for item in items[tail:] if item.amount and not item.amount.total]
        if len(amounts) > 1 and _is_sum(items[0].amount, amounts):
            items, tail = items[1:], tail - 1  # "Forty minutes of friction and Swedish, twenty and twenty"
        if len(amounts) < 2:
            return self._under_one_name(self._cutter.cut(items))
        segments = self._cutter.cut_into(items[:tail], len(amounts)) if tail else []
        if not segments:
            self._deal_back(amounts)
            return []
        first, second = amounts[0].amount, amounts[1].amount
        joined = self._reading.words(amounts[0].end, amounts[1].start) == ["and"] and len(amounts) == 2
        twice = joined and first and second and first.minutes == second.minutes
        one = len(segments) == 1 and [area.side for area in segments[0].areas] == [Side.BILATERAL]
        if first and twice and one and not segments[0].amount:
            # "Both feet, five and five"
            segments[0].amount, segments[0].also = replace(first, per=True), (amounts[0].start, amounts[1].end)
            return segments
        if len(segments) != len(amounts) or any(segment.amount or segment.points for segment in segments):
            return self._cutter.cut(items)
        for segment, item in zip(segments, amounts, strict=True):
            segment.amount, segment.also = item.amount, (item.start, item.end)
        return segments

    def _under_one_name(self, segments: list[Segment]) -> list[Segment]:
        """ "Thirty back, fifteen legs, ten feet, all Swedish": the name behind a list is of all its works."""
        named = segments[-1].techniques if segments else []
        if len(segments) < 2 or len(named) != 1 or self._reading.word(named[0].start - 1) != "all":
            return segments
        for segment in segments[:-1]:
            if not segment.techniques and segment.areas and segment.amount:
                segment.techniques, segment.also = named, (named[0].start, named[0].end)
        return segments

    def _deal_back(self, amounts: list[Item]) -> None:
        """Amounts in a sentence of their own, one for each block that has none yet."""
        open_blocks = self._open_blocks()
        if len(open_blocks) == len(amounts):
            for block, item in zip(open_blocks, amounts, strict=True):
                block.amount = item.amount
                block.spans.append((item.start, item.end))

    def _open_blocks(self) -> list[Block]:
        """The blocks without a time, in order."""
        self._untimed = [block for block in self._untimed if not block.timed]
        return self._untimed

    # --- one segment ----------------------------------------------------------

    def _take(self, segment: Segment, number: int, group: list[Block], joined: bool) -> Block | None:
        """The block that a segment makes or completes; None when it tells nothing of its own."""
        techniques = list(dict.fromkeys(t.technique for t in segment.techniques))
        if segment.amount and segment.amount.kind is Kind.MULTIPLE:
            segment.amount = self._multiplied(segment.amount)
        areas = self._with_side(self._areas(segment), segment)
        if segment.other_side:
            areas = self._with_other_side(areas)
        last = self._blocks[-1] if self._blocks else None
        again = segment.same_technique or segment.same_area or segment.other_side or segment.side
        if not techniques and not areas and not again:
            self._complete(segment, last)
            return None
        if self._names_all(segment, techniques, number) or self._is_part(segment, last):
            return None
        existing = self._unfinished(segment, techniques, areas, number)
        if existing:
            return _filled(existing, segment, techniques, areas)
        block = Block(techniques, areas, segment.spans, number, segment.amount)
        self._points(block, segment.points)
        self._inherit(block, segment, last, group, joined)
        same = segment.same_technique and last is not None
        # A long time before all work is that of the session ("One hour, right elbow, a five").
        first = last is None and (segment.amount is None or (segment.amount.minutes or 0) >= SESSION)
        told = (
            (block.timed or block.end_point)
            and block.areas
            and _is_time(self._reading, segment, self._work.to_place, bare=not first)
        )
        words = self._reading.words(self._reading.sentences[number].start, segment.start)
        if techniques:
            heads = not (areas or segment.amount or self._work.all_of_it.isdisjoint(words))
            self._of_all = techniques if heads else self._of_all if techniques == self._of_all else []
        elif told and not block.techniques:
            block.techniques = list(self._of_all)
        if not block.techniques and not same and not told:
            return None  # an area or a time in passing, or how a place felt
        self._blocks.append(block)
        self._untimed.append(block)
        return block

    def _names_all(self, segment: Segment, techniques: list[str], number: int) -> bool:
        """ "Thirty on the back, ten on the legs. All Swedish.": the name of all works that have none yet."""
        nameless = [block for block in self._blocks if not block.techniques]
        sentence = self._reading.sentences[number]
        alone = not segment.areas and segment.items[0].technique is not None and len(techniques) == 1
        words = self._reading.words(sentence.start, sentence.end)
        timed = segment.amount is not None and segment.amount.kind is not Kind.SHARE
        all_of_it = not self._work.all_of_it.isdisjoint(words) and len(words) <= SHORT
        if not (alone and all_of_it) or timed or len(nameless) < MANY or nameless[-1] is not self._blocks[-1]:
            return False
        for block in nameless:
            block.techniques = list(techniques)
            block.spans += segment.spans
        return True

    def _is_part(self, segment: Segment, last: Block | None) -> bool:
        """ "Calves, ten minutes, six of it on the right", "She slept fifteen minutes of that.": of time told before."""
        amount = segment.amount
        if amount is None or last is None or segment.techniques or self._reading.word(amount.end) != "of":
            return False
        elsewhere = segment.areas and self._reading.word(amount.end + 1) == "it"
        if amount.on_top or elsewhere:
            return False  # "Another twenty minutes of it went to her hips"
        of_it = self._reading.word(amount.end + 1) in self._work.of_it
        clause = self._found.clauses.at(amount.start)
        clients = clause.named and clause.actor is Actor.CLIENT
        told = (last.amount and last.amount.minutes) or 0
        # "Fifteen minutes of it on the calves" is more of the work, elsewhere; "ten of those" are of its minutes.
        here = self._reading.word(amount.end + 1) in {"those", "these"}
        here |= all(any(area.area == worked.area for worked in last.areas) for area in segment.areas)
        return of_it and here and (clients or 0 < (amount.minutes or 0) <= told)

    def _multiplied(self, amount: Amount) -> Amount:
        """ "Twice that on the right": so much of the time told last, or minutes that are not known."""
        base = self._blocks[-1].amount if self._blocks else None
        if base is None or base.minutes is None or base.per or amount.share is None:
            return amount
        return replace(amount, minutes=base.minutes * amount.share)

    def _with_side(self, areas: list[AreaSide], segment: Segment) -> list[AreaSide]:
        """ "Started on his left: trigger point to the glute med": a side said apart holds for parts without one, and
        behind the time for those in the plural ("the calves, ten on the right"). "The left calf and the right one" is
        both."""
        side = segment.side
        if side is None:
            return areas
        paired = {a for a in areas if a.side is None and self._vocabulary.areas[a.area].paired}
        said = [(item.start, item.end) for item in segment.items if item.role is Role.SIDE_ONLY]
        amount = segment.amount
        beside = amount is not None and any(
            self._leads_to_side(amount.end, at) or self._leads_to_side(end, amount.start) for at, end in said
        )
        if beside and side in OPPOSITE:
            paired |= {area.value for area in segment.areas if area.side is Side.BILATERAL}
        last = segment.areas[-1] if segment.areas else None
        if last and last.side is OPPOSITE.get(side) and any(self._adds_side(last.last, *at) for at in said):
            return [AreaSide(a.area, Side.BILATERAL) if a == last.value else a for a in areas]
        return [AreaSide(a.area, side) if a in paired else a for a in areas]

    def _leads_to_side(self, start: int, at: int) -> bool:
        """ "Twelve minutes | for | the left one": whether only such words stand between a time and its side."""
        return start <= at and self._work.to_side.issuperset(self._reading.words(start, at))

    def _adds_side(self, start: int, at: int, end: int) -> bool:
        """ "The left calf | and | the right one": whether the other side is joined to the part."""
        between = self._reading.words(start, at)
        closes = self._reading.word(end) in self._work.behind_added or self._reading.value(end) is not None
        return start < at and closes and bool(between) and self._work.adds_side.issuperset(between)

    def _with_other_side(self, areas: list[AreaSide]) -> list[AreaSide]:
        """ "On the lat on the other side": not the side that it was last worked on."""
        worked = {area.area: area.side for block in self._blocks for area in block.areas}
        return [AreaSide(a.area, a.side or OPPOSITE.get(worked.get(a.area))) for a in areas]

    def _areas(self, segment: Segment) -> list[AreaSide]:
        values: dict[AreaSide, None] = {}
        for area in segment.areas:
            value = area.value
            each = not area.plural and self._reading.word(area.start - 1) in self._work.each
            # "The shoulders each got nine minutes"
            each |= area.plural and self._reading.word(area.last) == "each"
            # "Forty minutes, half to each leg" is forty.
            halved = self._reading.word(area.start - 3) == "half"
            if each and not halved and segment.amount and not segment.amount.total:
                segment.amount = replace(segment.amount, per=True)
            per = each or (segment.amount is not None and segment.amount.per)
            if per and value.side is None and self._vocabulary.areas[value.area].paired:
                value = AreaSide(value.area, Side.BILATERAL)
            values[value] = None
        return _without_repeats(self._with_side_of_whole(list(values)))

    def _with_side_of_whole(self, areas: list[AreaSide]) -> list[AreaSide]:
        """ "On the left hip, around glute med and TFL": parts without a side are of the whole that was named first."""
        whole = areas[0] if areas else None
        sided = whole is not None and whole.side in (Side.LEFT, Side.RIGHT)
        if whole is None or not sided or self._vocabulary.region(whole.area) != whole.area:
            return areas
        mine = {a for a in areas if a.side is None and self._vocabulary.areas[a.area].paired}
        mine = {a for a in mine if self._vocabulary.region(a.area) == whole.area}
        return [AreaSide(a.area, whole.side) if a in mine else a for a in areas]

    def _complete(self, segment: Segment, last: Block | None) -> None:
        """ "That took twenty minutes": an amount alone belongs to the last block without one."""
        amount = segment.amount
        if amount is None or amount.kind is Kind.MULTIPLE:
            self._point_alone(segment.points, last)
            return
        if self._sharing.share_back(self._blocks, segment):
            return
        run = self._untimed_run()
        # "That used up the fifty-five": all that there was, for all works.
        whole = amount.minutes is not None and amount.minutes == self._session and len(run) == len(self._blocks)
        whole |= is_all(self._reading, amount)
        run = run if amount.total or whole else []
        if len(run) > 1:
            for block in run:
                block.shared, block.shares = amount.minutes, len(run)
                block.spans.append((segment.start, segment.end))
        elif last and not last.timed:
            last.amount = amount
            last.spans.append((segment.start, segment.end))
        elif last and last.amount and last.amount.minutes and self._comes_on_top(amount):
            last.amount = added(last.amount, amount)
            last.spans.append((segment.start, segment.end))

    def _comes_on_top(self, amount: Amount) -> bool:
        """ "Then another five minutes", of the work just told; not "she rested another ten minutes"."""
        clause = self._found.clauses.at(amount.start)
        return amount.on_top and amount.kind is Kind.PLAIN and not (clause.actor is Actor.CLIENT and clause.named)

    def _untimed_run(self) -> list[Block]:
        """The last blocks as far back as they have no time, the last first."""
        run: list[Block] = []
        for block in reversed(self._blocks):
            if block.timed:
                break
            run.append(block)
        return run

    def _point_alone(self, points: Sequence[Point], last: Block | None) -> None:
        for point in points:
            if (
                last
                and (began := self._began)
                and is_its_time(self._reading, self._blocks, began, point, self._session)
            ):
                last.start_point, self._began = began, None
                last.spans.append((began.start, began.end))
            if point.role == "start":
                self._began = point
            if last and last.start_point and not last.end_point and point.role != "start":
                last.end_point = point
                last.spans.append((point.start, point.end))

    def _points(self, block: Block, points: Sequence[Point]) -> None:
        for point in points:
            if point.role == "end" and block.start_point is None and len(points) == 1 and (self._blocks or self._began):
                block.end_point = point
            elif block.start_point is None:
                block.start_point = point
            else:
                block.end_point = point
        if block.start_point is None and self._began and block.amount is None:
            block.start_point = self._began
        self._began = None

    def _unfinished(self, segment: Segment, techniques: list[str], areas: list[AreaSide], number: int) -> Block | None:
        """An earlier block that this segment completes: with minutes, or with what the last one lacked."""
        named = segment.same_technique and bool(techniques) and not areas  # "..., same thing, Swedish."
        if (segment.same_technique and not named) or segment.other_side or not self._blocks:
            return None
        if not segment.amount:
            last = self._blocks[-1]
            return last if self._details(segment, last, techniques, areas, number) else None
        last = self._blocks[-1]
        if segment.same_area and not techniques and not areas and not last.timed:
            # "... and I was there for twenty minutes", unless another place was named since.
            return None if self._just_named(segment, last) else last
        for block in reversed(self._open_blocks()):
            fits_technique = set(techniques) <= set(block.techniques)
            fits_area = not areas or any(same_place(a, b) for a in areas for b in block.areas)
            named = bool(techniques) or (bool(areas) and bool(block.areas))
            if fits_technique and fits_area and named and (block.sentence != number or not techniques):
                return block
        return None

    def _details(
        self, segment: Segment, last: Block, techniques: list[str], areas: list[AreaSide], number: int
    ) -> bool:
        """A technique told as part of the last block: "mostly effleurage", or the name that it lacked."""
        if not techniques or areas or segment.points:
            return False
        if not last.techniques and number - last.sentence <= 1:
            return True
        codes = {self._cutter.code_of(technique) for technique in [*techniques, *last.techniques]}
        start = self._reading.sentences[number].start
        return len(codes) == 1 and self._work.elaborates(self._reading, segment.start, start)

    def _inherit(self, block: Block, segment: Segment, last: Block | None, group: list[Block], joined: bool) -> None:
        """What a segment lacks, from the block before it; "it" is the area named last, if that was no block's."""
        if segment.same_area and not block.areas:
            for named in self._just_named(segment, last):
                block.areas.append(named.value)
                block.spans.append((named.first, named.last))
            if len(block.areas) == 1 and block.areas[0].side in OPPOSITE and _says_both(self._reading, segment):
                block.areas = [AreaSide(block.areas[0].area, Side.BILATERAL)]  # "Left foot hurts. Friction on both."
        if last is None:
            return
        elsewhere = segment.other_side or (segment.side is not None and not segment.areas) or _turned_over(block, last)
        if not block.techniques and (
            segment.same_technique or elsewhere or self._goes_on(block, last, group) or self._announced(last, segment)
        ):
            block.techniques = list(last.techniques)
            block.spans.append(last.spans[0])
            if self._announced(last, segment):
                self._blocks.remove(last)
                self._untimed.remove(last)
        again = segment.same_area or segment.other_side or (segment.side and not block.areas)
        if not block.areas and (joined or again or self._same_breath(segment, group)):
            block.areas = list(last.areas)
            if block.areas:
                block.spans.append(last.spans[0])
        if segment.side and again:
            block.areas = [AreaSide(a.area, segment.side) for a in block.areas]
        if segment.other_side and not segment.areas:
            block.areas = [AreaSide(a.area, OPPOSITE.get(a.side)) for a in block.areas]
        if joined and not last.areas and block.areas:
            last.areas = list(block.areas)
            last.spans.append((segment.start, segment.end))

    def _goes_on(self, block: Block, last: Block, group: list[Block]) -> bool:
        """ "Swedish, back twenty, legs ten": more of the same in one sentence.

        In "twenty minutes of effleurage, twenty on the hands" the first was whole, and what the second was is not said.
        """
        whole = last.amount is not None and not last.areas and self._reading.word(last.amount.end) == "of"
        timed = block.timed or block.end_point is not None
        return bool(group) and timed and not (whole and last.techniques and block.areas)

    def _announced(self, last: Block, segment: Segment) -> bool:
        """A technique named alone, as a heading for what follows ("Swedish today: twenty on the back, ...").

        What needs no place heads only a fragment behind it alone ("Hot pack. Ten minutes on the low back."), not
        "Face cradle down, warm towels. I spent twelve minutes on his calves."
        """
        if not last.techniques or last.areas or last.timed:
            return False
        number = self._reading.sentence_of[segment.start]
        head, here = self._reading.sentences[last.sentence], self._reading.sentences[number]
        fragments = head.end - head.start <= HEADING and self._work.opens(self._reading, here.start, segment.start)
        return self._work.without_place.isdisjoint(last.techniques) or number == last.sentence or fragments

    def _just_named(self, segment: Segment, last: Block | None) -> list[AreaMention]:
        """The area named in this sentence or the one before, when no block was made of it; for "both" the last two."""
        number = self._reading.sentence_of[segment.start]
        floor = max(last.spans[-1][1] if last else 0, self._reading.sentences[max(0, number - 1)].start)
        near = [area for area in self._found.areas.within(floor, segment.start) if not area.complaint]
        return near[-2 if _says_both(self._reading, segment) else -1 :]

    def _same_breath(self, segment: Segment, group: list[Block]) -> bool:
        """ "Neck: myofascial twenty minutes, traction eight": one area heads a list of works."""
        if not group or segment.turned or not group[0].areas:
            return False
        areas = self._found.areas.within(*group[0].spans[0])
        techniques = self._found.performed.within(*group[0].spans[0])
        return bool(areas) and bool(techniques) and areas[0].start < techniques[0].start


def _is_sum(amount: Amount | None, parts: Sequence[Item]) -> bool:
    """Whether an amount at the head is what the parts behind a list come to."""
    told = [item.amount.minutes or 0 for item in parts if item.amount]
    return amount is not None and amount.minutes is not None and amount.minutes == sum(told)


def _says_both(reading: Reading, segment: Segment) -> bool:
    return any("both" in reading.words(i.start, i.end) for i in segment.items if i.role is Role.SAME_AREA)


def _turned_over(block: Block, last: Block) -> bool:
    """ "Friction, left QL, twenty minutes. Right QL, ten minutes.": the other side of the very same parts."""
    over = [AreaSide(area.area, OPPOSITE.get(area.side)) for area in last.areas if area.side in OPPOSITE]
    return bool(last.areas) and len(over) == len(last.areas) and block.timed and block.areas == over


def _is_time(reading: Reading, segment: Segment, leads: frozenset[str], *, bare: bool) -> bool:
    """Whether the amount of a segment without a technique is a time: no small number, and said of its place.

    With "minutes" it is where only `bare` numbers are doubted; "seven on the knee" may be how it feels, "nineteen, both
    calves" an age. `leads` are the words that may stand between a number and its place ("twenty I spent on the feet").
    """
    amount = segment.amount
    if amount is None or not segment.areas or (bare and amount.kind is not Kind.BARE):
        return True
    area = segment.areas[0]
    between = reading.words(amount.end, area.start) or [w for w in reading.words(area.end, amount.start) if w != ","]
    return leads.issuperset(between) and (amount.kind is not Kind.BARE or (amount.minutes or 0) >= HIGHEST_SCORE)


def _filled(block: Block, segment: Segment, techniques: list[str], areas: list[AreaSide]) -> Block:
    block.techniques += [t for t in techniques if t not in block.techniques]
    if not block.areas:
        block.areas = areas
    block.amount = block.amount or segment.amount
    block.spans += segment.spans
    return block


def _without_repeats(areas: list[AreaSide]) -> list[AreaSide]:
    """The same area said again, with its side or without, is one area ("the left knee, just under the kneecap")."""
    sided = {area.area for area in areas if area.side is not None}
    return [area for area in dict.fromkeys(areas) if area.side is not None or area.area not in sided]
