"""Amounts and places that are told once for several works of a sentence.

What comes in: the segments of a sentence and the blocks made of them. What goes out: whether they share, which is then
written into the blocks. Minutes are worked out in `settling.py`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, takewhile

from scribe.extract.blocks import Cutter, Segment
from scribe.extract.minutes import Kind
from scribe.extract.reading import Reading
from scribe.extract.settling import Block, worth
from scribe.extract.work import EVERY, WorkFinder

MANY = 2
"""So many works at least share."""


class Sharing:
    """Gives the blocks of a sentence what was told for all of them."""

    def __init__(self, work: WorkFinder, cutter: Cutter, reading: Reading, session_minutes: float | None) -> None:
        self._work = work
        self._cutter = cutter
        self._reading = reading
        self._session = session_minutes

    def place_all(self, segments: list[Segment], group: list[Block]) -> None:
        """ "Friction eight, Swedish ten, all of it on the calf": the place told behind the last time is of all."""
        last = segments[-1] if segments else None
        if last is None or last.amount is None or not last.areas or len(group) < MANY:
            return
        between = self._reading.words(last.amount.end, last.areas[0].first)
        while "," in between[1:]:
            between = between[between.index(",", 1) :]
        if {"all", "both"}.isdisjoint(between) or not self._work.to_all.issuperset(between):
            return
        for block in group:
            if not block.areas:
                block.areas = list(group[-1].areas)
                block.spans.append((last.areas[0].first, last.areas[-1].last))

    def deal_each(self, group: list[Block]) -> None:
        """ "Ten each of traction for the neck, friction for the calf and stretching": as long for every work."""
        amount = group[0].amount if group else None
        if amount is None or self._reading.words(amount.end - 1, amount.end + 1) != ["each", "of"]:
            return
        for block in group:
            if block is group[0] or not block.timed:
                block.amount = replace(amount, per=False)
                block.spans.append((amount.start, amount.end))

    def share_back(self, blocks: list[Block], segment: Segment) -> bool:
        """ "Friction to the calf, then Swedish to the back, the two of them took thirty minutes": of both."""
        amount = segment.amount
        if amount is None or not blocks or blocks[-1].amount not in {None, amount} or blocks[-1].end_point:
            return False
        begin = self._reading.sentence(amount.start).start
        most = self._work.of_several(self._reading, begin, amount)
        run = [blocks[-1], *takewhile(lambda block: not block.timed, reversed(blocks[:-1]))][:most]
        if len(run) < MANY:
            return False
        even = self._work.split_evenly(self._reading, begin, self._reading.sentence(amount.start).end)
        _part(run, worth(amount, self._session), (amount.start, amount.end), even=even)
        return True

    def split_session(self, blocks: list[Block], number: int, *, told: list[Block]) -> None:
        """ "A forty-five minute session. ... Split evenly among the three.": each work has its part of the session,
        where none has a time of its own; behind the last comma where all blocks were `told` in the sentence."""
        sentence = self._reading.sentences[number]
        commas = [at + 1 for at in range(sentence.start, sentence.end) if told and self._reading.word(at) == ","]
        start = commas[-1] if commas else sentence.end if told else sentence.start
        counted = self._work.split_of_time(self._reading, start, sentence.end) in {len(blocks), EVERY}
        if not counted or self._session is None or len(blocks) < MANY or any(block.timed for block in blocks):
            return
        if told and len(told) < len(blocks):
            return  # "Swedish on the back. Friction on the calves, split evenly": of the calves, perhaps
        _part(blocks, self._session, (start, sentence.end), even=True)

    def share(self, segments: list[Segment], group: list[Block], *, alone: bool) -> bool:
        """ "Forty-five minutes of Swedish to the back, MFR to the neck and stretching": one amount, several works.

        `alone` are they where no other work was told.
        """
        timed = [block for block in group if block.amount and block.amount.kind is not Kind.REST]
        if alone and len(group) >= MANY and not any(block.timed for block in group):
            return self._share_session(segments, group)
        if len(group) < 2 or len(timed) != 1:
            return False
        untimed = [block for block in group if not block.timed]
        if len(untimed) != len(group) - 1 or not self._one_list(segments, group, timed[0], alone=alone):
            return False
        amount = timed[0].amount
        start, end = segments[0].start, self._reading.sentences[group[0].sentence].end
        if timed[0] is not group[-1] and self._work.own_unknown(self._reading, segments[-1].start, self._aside(end)):
            return False
        even = self._work.split_evenly(self._reading, start, end)
        for block in group:
            block.amount, block.shared = None, worth(amount, self._session)
            block.shares, block.even = len(group), even
            if amount:
                block.spans.append((amount.start, amount.end))
        return True

    def _share_session(self, segments: list[Segment], group: list[Block]) -> bool:
        """ "Forty-minute visit, and I split it evenly between friction, calf, and Swedish, back": all that there
        was, told here or right before."""
        reading, number = self._reading, group[0].sentence
        begin = reading.sentences[max(0, number - 1)].start
        cue = self._work.splits_it(reading, reading.sentences[number].start, segments[0].start)
        told = cue and "MINUTES" in {reading.doc[at].ent_type_ for at in range(begin, cue.start)}
        if cue is None or not told or not self._session:
            return False
        even = self._work.split_evenly(reading, cue.start, cue.end)
        _part(group, self._session, (cue.start, cue.end), even=even)
        return True

    def _aside(self, end: int) -> int:
        """The end of the sentence behind one that ends there, where it names no work; else that place itself."""
        following = self._reading.sentence(min(end + 1, len(self._reading.tokens) - 1))
        named = any(self._reading.doc[at].ent_type_ == "TECHNIQUE" for at in range(end, following.end))
        return end if named else max(end, following.end)

    def share_over(self, blocks: list[Block], group: list[Block]) -> None:
        """ "I have one figure only. Fifty minutes of Swedish on the back. MFR on the neck, no idea how much of each."

        Without such words the time is the first work's own.
        """
        first = blocks[-len(group) - 1] if group and len(blocks) > len(group) else None
        if first is None or first.amount is None or any(block.timed for block in group):
            return
        number = group[0].sentence
        before, here = self._reading.sentences[max(0, number - 2)], self._reading.sentences[number]
        single = first.sentence == number - 1 and first.amount.kind is Kind.PLAIN
        if single and self._work.one_for_all(self._reading, before.start, here.start, here.end):
            amount, run = first.amount, [first, *group]
            for block in run:
                block.amount, block.shared, block.shares = None, amount.minutes, len(run)
                block.spans.append((amount.start, amount.end))

    def _one_list(self, segments: list[Segment], group: list[Block], timed: Block, *, alone: bool) -> bool:
        """A list without "then" whose amount stands before all or behind all, or is called the total."""
        start, end = segments[0].start, self._reading.sentences[timed.sentence].end
        filled = timed.amount is not None and timed.amount.minutes == self._session
        if (
            (filled and alone)
            or (timed.amount and timed.amount.total)
            or self._work.split_evenly(self._reading, start, end)
        ):
            return True
        if any(segment.turned for segment in segments[1:]):
            return False
        amount = timed.amount
        heads = amount is not None and timed is group[0] and amount.start <= segments[0].start
        coordinated = any(self._cutter.coordinated(a, b) for a, b in pairwise(segments))
        final_and = "and" in self._reading.words(segments[-2].end, segments[-1].start) if len(segments) > 1 else False
        return (heads and (final_and or len(group) > 2)) or coordinated


def _part(blocks: list[Block], minutes: float | None, span: tuple[int, int], *, even: bool) -> None:
    """Gives each of some blocks its part of so many minutes, told at the tokens of `span`."""
    for block in blocks:
        block.amount, block.shared, block.shares, block.even = None, minutes, len(blocks), even
        block.spans.append(span)
