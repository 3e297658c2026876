"""Work that was told and is put right later: "The Swedish was on the upper back, not the mid back."

What comes in: a sentence, and the blocks of work told before it. What goes out: whether it puts one of them right,
which then is changed in place and carries the words of the sentence too. A sentence that names other work, or a thing
that was not told before, is left to be read as it stands. Corrections within a breath are those of `repairs.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scribe.extract.areas import AreaMention
from scribe.extract.items import Found
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.minutes import Amount, Kind
from scribe.extract.reading import MARKS, InOrder, Sentence, spanned
from scribe.extract.settling import Block, same_place
from scribe.extract.sides import OPPOSITE
from scribe.extract.sides_asked import Asked, SideQuestions, SideQuestionWords
from scribe.records import AreaSide, Basis, Side
from scribe.vocabulary import Vocabulary

SOON = 2
"""So many sentences behind an announcement a correction may stand."""
WITHDRAWN = 3
"""How many words behind "not" the withdrawn thing may stand."""
HEAD = 3
"""Within so many words an answer begins as one."""
MISTAKEN = 2
"""So many times longer or shorter at most is another time for the work just told, where no clock is named."""
BEHIND_ADMITTED = MARKS | {"", "thank", "thanks"}
"""Behind "I did" these let it be an answer."""
_ON = (["on", "the"], ["for", "the"], ["on", "my"], ["for", "my"])
LABELS = (
    "announces",
    "doubts",
    "retimes",
    "sides_anew",
    "takes_back",
    "includes",
    "asks_more",
    "names_more",
    "asks_both",
    "admits",
)
SHORTEST, LONGEST = 2, 120
"""Minutes that a block may be put right to."""


class AmendmentFinder:
    """Finds what is put right."""

    def __init__(self) -> None:
        words = read_patterns("amendments")
        lines = {label: words[label] for label in LABELS}
        self.cues = Cues(lines)
        self.answers = Cues({"answers": words["answers"]})
        self.side_questions = SideQuestionWords()
        self.agrees = frozenset(words["agrees"])
        self.denies = frozenset(words["denies"])
        self.begins_anew = frozenset(words["begins_anew"])
        self.timekeepers = frozenset(words["timekeepers"])
        self.not_read = frozenset(words["not_read"])
        self.of_another_visit = frozenset(words["of_another_visit"])
        self.timed_by = frozenset(words["timed_by"])
        self.leads_place = frozenset(words["leads_place"])
        self.no_time = frozenset(words["no_time"])
        self.before_withdrawn = frozenset(words["before_withdrawn"])


class Amender:
    """Puts right the blocks of one dictation."""

    def __init__(self, finder: AmendmentFinder, found: Found, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._finder = finder
        self._found = found
        self._reading = found.reading
        self._cues = InOrder(finder.cues.find(found.reading.doc))
        self._questions = SideQuestions(finder.side_questions, found, vocabulary)
        self._settled: set[int] = set()
        """The first tokens of the questions about both sides that were answered."""

    def amend(self, number: int, blocks: Sequence[Block]) -> bool:
        """Whether the sentence puts one of the blocks right."""
        if not blocks:
            return False
        sentence = self._reading.sentences[number]
        return (
            self._withdrawn(sentence, blocks)
            or self._questions.answered(sentence, blocks)
            or self._side_anew(sentence, blocks)
            or self._agreed(sentence, blocks)
            or self._both_admitted(sentence, blocks)
            or self._placed_anew(sentence, blocks)
            or self._included(number, blocks)
            or (self._said("announces", number) and self._time_anew(sentence, blocks))
            or (self._said("doubts", number) and self._retimed(number, blocks))
        )

    def answer(self, number: int, blocks: Sequence[Block]) -> None:
        """Put the last block right where the sentence that tells it goes on with a question and its answer.

        Or with what it included.
        """
        if blocks and blocks[-1].sentence == number:
            sentence, last = self._reading.sentences[number], blocks[-1]
            more = [
                a
                for c in self._within(sentence)
                if c.label == "includes"
                for a in self._found.areas.within(c.start, c.end)
            ]
            last.areas += [area.value for area in more if area.value not in last.areas]
            self._questions.answered(sentence, blocks)

    def open_questions(self, blocks: Sequence[Block]) -> list[Asked]:
        """The questions about a side that were not plainly answered, each with the block it is about."""
        asked = [(self._asked_of(cue, blocks), cue) for cue in self._cues if cue.label == "asks_both"]
        sides = self._questions.open(blocks)
        taken = self._settled | spanned(cue for _, cue in sides)
        return [*sides, *((block, cue) for block, cue in asked if block and cue.start not in taken)]

    def _withdrawn(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """ "... was on the upper back, not the mid back", "... was eleven minutes, not nine"."""
        for index in range(sentence.start + 1, sentence.end):
            if self._reading.word(index) != "not" or index in self._found.barred:
                continue
            at = index + 1
            while self._reading.word(at) in self._finder.before_withdrawn and at <= index + WITHDRAWN:
                at += 1
            if self._reading.word(at) in OPPOSITE and self._put_side(sentence, blocks, at):
                return True
            gone = next(iter(self._found.areas.touching(at, at + 1)), None)
            if gone:
                before = [area for area in self._areas(sentence) if area.start < index and area.area != gone.area]
                return bool(before) and self._put_place(sentence, blocks, gone, before[-1])
            minutes = [i for i in range(sentence.start, index) if self._is_time(i)]
            if self._is_time(at) and minutes:
                old = self._reading.value(at)
                same = [
                    block for block in self._about(sentence, blocks) if block.amount and block.amount.minutes == old
                ]
                return self._put_time(same, minutes[-1]) and self._others_anew(sentence, blocks, minutes[-1])
        return False

    def _others_anew(self, sentence: Sentence, blocks: Sequence[Block], done: int) -> bool:
        """ "... and the Swedish was twenty": other work in the sentence that is put right too."""
        for technique in self._found.performed.within(done, sentence.end):
            at = technique.end + 1
            if self._reading.word(technique.end) == "was" and self._is_time(at):
                mine = [b for b in blocks if technique.technique in b.techniques and b.amount]
                self._put_time(mine, at)
        return True

    def _put_side(self, sentence: Sentence, blocks: Sequence[Block], at: int) -> bool:
        """ "That friction was on the right biceps, not the left"."""
        side = OPPOSITE[Side(self._reading.word(at))]
        named = {area.area for area in self._areas(sentence) if area.start < at and area.side is side}
        return self._turn_side(sentence, blocks, named, side)

    def _turn_side(self, sentence: Sentence, blocks: Sequence[Block], named: set[str], side: Side) -> bool:
        for block in reversed(blocks):
            if any(area.area in named and area.side not in (None, side, Side.BILATERAL) for area in block.areas):
                block.areas = [AreaSide(a.area, side) if a.area in named else a for a in block.areas]
                block.spans.append((sentence.start, sentence.end))
                return True
        return False

    def _agreed(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """ "You were on the right foot. Yes, okay, right plantar fascia.": the side is agreed to."""
        span = sentence.start, sentence.end
        areas = [area for area in self._areas(sentence) if area.side_said]
        right = self._reading.words(*span)[:2] == ["right", ","]  # "You did the left too. Right, both calves."
        agreed = right or not self._finder.agrees.isdisjoint(self._reading.words(*span))
        agreed |= any(self._is_admission(cue) for cue in self._within(sentence))
        near = self._reading.sentence_of[sentence.start] - blocks[-1].sentence <= SOON + 2
        if not agreed or not near or len(areas) != 1 or self._found.performed.any_within(*span) or not areas[0].side:
            return False
        if not self._turn_side(sentence, blocks[-1:], {areas[0].area}, areas[0].side):
            return False
        self._take_time(sentence, blocks[-1])
        self._settled |= {cue.start for cue in self._cues if cue.label == "asks_both" and cue.start < sentence.end}
        return True

    def _is_admission(self, cue: Cue) -> bool:
        """ "Oh, you're right, ...", "I did, ...": said by itself, and no "yes" or "right" within other words."""
        before, after = self._reading.word(cue.start - 1), self._reading.word(cue.end)
        leads = MARKS | {"", "remember", *self._finder.side_questions.begins}
        return cue.label == "admits" and before in leads and after in BEHIND_ADMITTED | {"both"}

    def _take_time(self, sentence: Sentence, block: Block) -> None:
        """ "Yes, both calves, ten minutes each": the time told with what was agreed to."""
        told = [a for a in self._found.amounts.within(sentence.start, sentence.end) if a.kind is Kind.PLAIN]
        if len(told) == 1 and told[0].minutes and block.amount:
            block.amount = replace(block.amount, minutes=told[0].minutes, per=told[0].per, basis=told[0].basis)

    def _asked_of(self, cue: Cue, blocks: Sequence[Block]) -> Block | None:
        """The work just told on one side alone, of which a question asks whether it was on the other one too."""
        number = self._reading.sentence_of[cue.start]
        told = [block for block in blocks if block.spans[0][0] < cue.start]
        if not told or not told[-1].sentence <= number <= told[-1].sentence + SOON:
            return None
        sentence = self._reading.sentence(cue.start)
        if self._found.amounts.any_within(max(sentence.start, told[-1].spans[-1][1]), sentence.end):
            return None if number > told[-1].sentence else told[-1]  # "You did the right one too, five minutes."
        sides = {area.side for area in told[-1].areas if area.side in OPPOSITE}
        said = {Side(word) for word in self._reading.words(cue.start, cue.end) if word in OPPOSITE}
        named = {area.area for area in self._found.areas.within(cue.start, cue.end)}
        of_it = len(told[-1].areas) == 1 and named <= {area.area for area in told[-1].areas}
        return told[-1] if of_it and len(sides) == 1 and sides.isdisjoint(said) else None

    def _both_admitted(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """ "You did the right one too, remember? Oh yes, I did.": both sides, where no place is named again."""
        number = self._reading.sentence_of[sentence.start]
        first = self._reading.sentences[max(0, number - SOON)].start
        asks = [cue for cue in self._cues.within(first, sentence.end) if cue.label == "asks_both"]
        block = self._asked_of(asks[-1], blocks) if asks and asks[-1].start not in self._settled else None
        if block is None:
            return False
        start = max(sentence.start, asks[-1].end)
        while start < sentence.end and self._reading.word(start) in self._finder.side_questions.begins | MARKS:
            start += 1
        words = self._reading.words(start, sentence.end)
        if words[:1] and (words[0] in self._finder.denies or (words[0] in {"i", "we"} and "not" in words)):
            self._settled.add(asks[-1].start)
            return False
        admits = any(self._is_admission(cue) for cue in self._cues.within(start, sentence.end))
        told = self._found.areas.any_within(start, sentence.end) or self._found.performed.any_within(
            start, sentence.end
        )
        if not admits or told or self._reading.word(sentence.end) == "?":
            return False
        # "I did, five minutes on that one": a time of its own, and none of both.
        times = [a for a in self._found.amounts.within(start, sentence.end) if not (a.total or a.per)]
        before = block.amount.minutes if block.amount else None
        if any(a.minutes is None or before is None or a.minutes < before for a in times):
            return False
        self._settled.add(asks[-1].start)
        block.areas = [AreaSide(area.area, Side.BILATERAL) for area in block.areas]
        block.spans += [(asks[-1].start, asks[-1].end), (start, sentence.end)]
        self._take_time(sentence, block)
        return True

    def _placed_anew(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """ "Sorry, the friction was on the right calf": work told before, with another place."""
        cued = any(c.label == "takes_back" and c.start == sentence.start for c in self._within(sentence))
        named, areas = self._found.techniques.within(sentence.start, sentence.end), self._areas(sentence)
        if not cued or len(named) != 1 or not areas or areas[0].start < named[0].end or self._times(sentence):
            return False
        mine = [block for block in blocks if named[0].technique in block.techniques]
        between = self._reading.words(named[0].end, areas[0].first)
        if between[:1] not in (["was"], ["were"]) or not self._finder.leads_place.issuperset(between) or len(mine) != 1:
            return False
        told = {area.area: area.value for area in areas}
        kept = [told.get(area.area, area) for area in mine[0].areas]
        mine[0].areas = kept if told.keys() <= {area.area for area in kept} else list(told.values())
        mine[0].spans.append((sentence.start, sentence.end))
        return True

    def _included(self, number: int, blocks: Sequence[Block]) -> bool:
        """ "That also took in the right levator", "You did the calf too. I did, that was part of the fifteen.": a place
        that was worked on in the time of work told before."""
        sentence = self._reading.sentences[number]
        included = any(cue.label == "includes" for cue in self._within(sentence))
        asked = self._reading.sentences[number - 1] if number and self._asked_more(number - 1) else None
        admits = [cue for cue in self._within(sentence) if cue.label == "admits"]
        agreed = any(self._reading.word(cue.end) in BEHIND_ADMITTED for cue in admits)
        admitted = asked is not None and agreed and self._reading.word(sentence.end) != "?"
        areas = self._areas(sentence) or (self._areas(asked) if asked else [])
        times = {self._reading.value(index) for index in self._times(sentence)}
        mine = [block for block in blocks if block.amount and block.amount.minutes in times] if times else blocks[-1:]
        techniques = {t.technique for t in self._found.techniques.within(sentence.start, sentence.end)}
        if not (included or admitted) or not areas or len(mine) != 1 or not techniques <= set(mine[0].techniques):
            return False
        names = {area.area for area in mine[0].areas}
        more = [area.value for area in areas if area.area not in names]
        if not more:
            return False
        mine[0].areas += more
        mine[0].spans += [(area.first, area.last) for area in areas]
        return True

    def _asked_more(self, number: int) -> bool:
        """ "You did the left calf too.", "And the soleus.": whether somebody else says that more was worked on."""
        sentence = self._reading.sentences[number]
        whole = (sentence.start, sentence.end)
        cues = self._within(sentence)
        return any(c.label == "asks_more" or (c.label == "names_more" and (c.start, c.end) == whole) for c in cues)

    def _within(self, sentence: Sentence) -> Sequence[Cue]:
        return self._cues.within(sentence.start, sentence.end)

    def _times(self, sentence: Sentence) -> list[int]:
        return [index for index in range(sentence.start, sentence.end) if self._is_time(index)]

    def _side_anew(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """ "The SI joint was the right as well": the side alone is said anew."""
        cue = next((c for c in self._cues.within(sentence.start, sentence.end) if c.label == "sides_anew"), None)
        if cue is None or self._found.performed.any_within(sentence.start, sentence.end):
            return False
        side = Side.LEFT if "left" in self._reading.words(cue.start, cue.end) else Side.RIGHT
        named = {area.area for area in self._found.areas.within(sentence.start, cue.start)}
        return self._turn_side(sentence, blocks, named, side)

    def _time_anew(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """ "I've got one of those wrong, the right forearm was fourteen": work named again with another time."""
        times = self._times(sentence)
        if len(times) != 1 or not self._areas(sentence):
            return False
        return self._put_time([block for block in self._about(sentence, blocks) if block.amount], times[0])

    def _retimed(self, number: int, blocks: Sequence[Block]) -> bool:
        """ "Felt longer. You're right, it was fourteen": another time for the work just told."""
        sentence, last = self._reading.sentences[number], blocks[-1]
        span = sentence.start, sentence.end
        named = bool(self._areas(sentence)) or self._found.performed.any_within(*span)
        if number - last.sentence > SOON + 2 or self._denied(number) or self._is_of_other_side(sentence, last):
            return False
        if named:
            return self._names_again(sentence, last) and self._said_again(sentence, last)
        free = (index for index in range(*span) if self._is_time(index) and self._counts_nothing(index))
        times = [index for index in free if not self._is_score_again(index)]
        words = set(self._reading.words(*span))
        if len(times) == 1 and words & self._finder.timekeepers and not words & self._finder.not_read:
            timed = times  # "Your timer said twelve.", "Twelve, by my watch."
        elif words & self._finder.of_another_visit:
            return False
        else:
            cued = spanned(cue for cue in self._within(sentence) if cue.label == "retimes")
            timed = [index for index in times if index in cued and self._is_near(index, last)]
        return bool(timed) and bool(last.amount) and self._put_time([last], timed[-1])

    def _is_of_other_side(self, sentence: Sentence, block: Block) -> bool:
        """ "You're right, five minutes on the right", of work on the left; "I did, five minutes on that one"."""
        words = self._reading.words(sentence.start, sentence.end)
        if words[-3:-1] == ["on", "that"]:
            return True
        side = next((word for word in words[-1:] if word in OPPOSITE and words[-3:-1] in _ON), None)
        worked = {area.side for area in block.areas}
        return side is not None and worked <= set(OPPOSITE) and Side(side) not in worked

    def _denied(self, number: int) -> bool:
        """ "Wasn't it fifteen? No.": a question that was answered with a no."""
        sentence = self._reading.sentences[number]
        return self._reading.word(sentence.end) == "?" and self._reading.word(sentence.end + 1) in self._finder.denies

    def _names_again(self, sentence: Sentence, last: Block) -> bool:
        """ "You're right, fifteen minutes of stretching": an answer that names the work just told, and nothing else."""
        found = self._finder.answers.find(self._reading.doc, sentence.start, sentence.start + HEAD)
        answers = self._is_time(sentence.start) or any(cue.start == sentence.start for cue in found)
        anew = self._finder.begins_anew.isdisjoint(self._reading.words(sentence.start, sentence.end))
        techniques = {t.technique for t in self._found.performed.within(sentence.start, sentence.end)}
        same = all(any(self._means(area.value, worked) for worked in last.areas) for area in self._areas(sentence))
        return answers and anew and same and techniques <= set(last.techniques)

    def _said_again(self, sentence: Sentence, last: Block) -> bool:
        times = self._times(sentence)
        values = {self._reading.value(index) for index in times}
        once = len(values) == 1 and bool(last.amount) and self._is_near(times[-1], last)
        return once and self._put_time([last], times[-1])

    def _is_near(self, index: int, block: Block) -> bool:
        """Whether the number may be what the time of a block was mistaken for; "more like four" may be how it felt."""
        said, told = self._reading.value(index) or 0, (block.amount and block.amount.minutes) or 0
        return told / MISTAKEN <= said <= told * MISTAKEN

    def _counts_nothing(self, index: int) -> bool:
        """Not "I had twelve clients": behind the number the sentence pauses, or says no more than how it is known.

        Nor is it the end of a time of day ("the timer beeped at ten fifteen").
        """
        if self._reading.value(index - 1) is not None and index:
            return False
        return self._reading.word(index + 1) in MARKS | {"", "minutes"} | self._finder.timed_by

    def _is_score_again(self, index: int) -> bool:
        """ "You had me at a six. Right, six.": a number that was a score shortly before is no time."""
        first = self._reading.sentences[max(0, self._reading.sentence_of[index] - SOON)].start
        value = self._reading.value(index)
        return any(at in self._found.barred and self._reading.value(at) == value for at in range(first, index))

    def _said(self, label: str, number: int) -> bool:
        """Whether words of a label stand in the sentence or shortly before it."""
        first = self._reading.sentences[max(0, number - SOON)].start
        near = self._cues.within(first, self._reading.sentences[number].end)
        return any(cue.label == label for cue in near)

    def _areas(self, sentence: Sentence) -> list[AreaMention]:
        return self._found.areas.within(sentence.start, sentence.end)

    def _about(self, sentence: Sentence, blocks: Sequence[Block]) -> list[Block]:
        """The blocks with the techniques, or else with the areas, that the sentence names."""
        techniques = {t.technique for t in self._found.performed.within(sentence.start, sentence.end)}
        areas = [area.value for area in self._areas(sentence)]
        return [
            block
            for block in blocks
            if techniques.intersection(block.techniques)
            or (not techniques and areas and all(any(self._means(a, b) for b in block.areas) for a in areas))
        ]

    def _means(self, said: AreaSide, worked: AreaSide) -> bool:
        """Whether a place is meant, by its own name or by that of the part it belongs to ("forearm")."""
        whole = self._vocabulary.areas[worked.area].region
        return same_place(said, worked) or same_place(said, AreaSide(whole, worked.side))

    def _is_time(self, index: int) -> bool:
        value, after = self._reading.value(index), self._reading.word(index + 1)
        fits = value is not None and value % 1 == 0 and SHORTEST <= value <= LONGEST
        return fits and index not in self._found.barred and after not in self._finder.no_time

    def _put_place(self, sentence: Sentence, blocks: Sequence[Block], gone: AreaMention, instead: AreaMention) -> bool:
        techniques = {t.technique for t in self._found.performed.within(sentence.start, sentence.end)}
        for block in reversed(blocks):
            held = [area for area in block.areas if same_place(area, gone.value)]
            if held and (not techniques or techniques.intersection(block.techniques)):
                side = instead.side or held[0].side if instead.side_said or instead.plural else instead.side
                block.areas = [AreaSide(instead.area, side) if area in held else area for area in block.areas]
                block.spans.append((sentence.start, sentence.end))
                return True
        return False

    def _put_time(self, blocks: Sequence[Block], index: int) -> bool:
        """Give the one block the minutes at `index`; several could be meant, and then none is changed."""
        if len(blocks) != 1:
            return False
        old = blocks[0].amount or Amount(index, index + 1, None, Basis.STATED, Kind.BARE)
        blocks[0].amount = replace(old, minutes=self._reading.value(index), basis=Basis.STATED)
        blocks[0].spans.append((index, index + 1))
        return True
