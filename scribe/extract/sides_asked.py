"""A side that somebody asks about: "Wasn't that the left one? You're right, it was."

What comes in: a sentence, and the blocks of work told before it. What goes out: whether it answers such a question, by
which the side of the block just told is put right or left as it is; and the questions that were not plainly answered.
Sides that are put right without a question are those of `amendments.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.extract.areas import AreaMention
from scribe.extract.items import Found
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.minutes import Kind
from scribe.extract.reading import MARKS, InOrder, Sentence, spanned
from scribe.extract.settling import Block
from scribe.extract.sides import OPPOSITE
from scribe.records import AreaSide, Evidence, Flag, FlagId, Level, Side, Treatment
from scribe.vocabulary import Vocabulary

SOON = 3
"""So many sentences behind the work a question may stand, and behind the question its answer."""
SHORT = 6
"""A sentence of so many words that begins with a side is an answer."""
LIMBS = frozenset({"leg", "arm"})
"""Which parts are meant by the name of a limb is not clear."""
NOW, RELATIVE = frozenset({"is", "are"}), frozenset({"that", "which"})
WAS = frozenset({"was", "were"})
SIDES = {"left": Side.LEFT, "right": Side.RIGHT}

Asked = tuple[Block, Cue]
"""A block and the question about its side."""


class SideQuestionWords:
    """The words of questions about a side, and of their answers."""

    def __init__(self) -> None:
        words = read_patterns("amendments")
        self.cues = Cues({label: words[label] for label in ("asks_side", "agrees_plainly", "says_side")})
        self.agrees = frozenset(words["agrees_to_side"])
        self.denies = frozenset(words["denies"])
        self.begins = frozenset(words["begins_answer"])
        self.asks_of_both = frozenset(words["asks_of_both"])
        self.closes = frozenset(words["closes_question"])
        self.behind_side = MARKS | {"", *words["behind_side"]}
        self.leads_to_side = frozenset(words["leads_to_side"])


class SideQuestions:
    """The questions about sides of one dictation."""

    def __init__(self, words: SideQuestionWords, found: Found, vocabulary: Vocabulary) -> None:
        self._words = words
        self._found = found
        self._reading = found.reading
        self._vocabulary = vocabulary
        cues = words.cues.find(found.reading.doc)
        self._asks = InOrder(cue for cue in cues if cue.label == "asks_side" and self._is_asked(cue))
        self._cues = InOrder(cue for cue in cues if cue.label != "asks_side")
        self._settled: set[int] = set()
        """The first tokens of the questions that were answered."""

    def answered(self, sentence: Sentence, blocks: Sequence[Block]) -> bool:
        """Whether the sentence answers a question about the side of the block just told, which then is changed."""
        last = blocks[-1]
        cue = self._asks.last_before(sentence.end)
        if cue is None or not self._is_about(last, cue):
            return False
        here = self._reading.sentence_of[sentence.start] - self._reading.sentence_of[cue.start]
        start = sentence.start if here else cue.end
        if here > SOON or (cue.start in self._settled and here != 1):
            return False
        if cue.start in self._settled:
            return self._says_again(last, cue, start, sentence.end)
        turned = self._turned(last, cue, start, sentence.end)
        if turned is None or not (side := self._side_answered(cue, start, sentence.end, last)):
            return False
        self._settled.add(cue.start)
        if side is self._side(cue):
            areas = (AreaSide(area.area, side) if area in turned else area for area in last.areas)
            last.areas = list(dict.fromkeys(areas))
            last.spans += [(cue.start, cue.end), (start, sentence.end)]
        return True

    def open(self, blocks: Sequence[Block]) -> list[Asked]:
        """The questions that were not plainly answered, each with the block it is about."""
        found: list[Asked] = []
        for cue in self._asks:
            told = [block for block in blocks if block.spans[0][0] < cue.start]
            if told and cue.start not in self._settled and self._is_about(told[-1], cue):
                found.append((told[-1], cue))
        return found

    def _is_asked(self, cue: Cue) -> bool:
        """Not "wasn't that the right thing to do": a place or nothing follows the side."""
        area = self._found.areas.touching(cue.end - 1, cue.end + 1)
        words = self._reading.words(cue.start, cue.end)
        if words[0] in WAS and "not" not in words:
            end = max([cue.end, *(one.last for one in area)])
            while self._reading.word(end) in self._words.closes:
                end += 1
            opens = self._reading.word(cue.start - 1) in MARKS | {"", "or", *self._words.begins}
            return opens and self._reading.word(end) in MARKS | {""}
        return bool(area) or self._reading.word(cue.end) in self._words.behind_side

    def _side(self, cue: Cue) -> Side:
        return SIDES[self._reading.word(cue.end - 1)]

    def _is_about(self, block: Block, cue: Cue) -> bool:
        """Whether a question stands soon behind the block, and asks of a part that was worked on the other side."""
        number = self._reading.sentence_of[cue.start]
        near = block.sentence <= number <= block.sentence + SOON and block.spans[0][0] < cue.start
        other = any(area.side is OPPOSITE[self._side(cue)] for area in block.areas)
        settled = cue.start in self._settled
        if WAS.issuperset(self._reading.words(cue.start, cue.start + 1)):
            # "Was the left knee a five? Was it the right?": it is the place named last.
            named = self._named(block.spans[-1][1], cue.start)
            near &= all(any(self._means(said, area) for area in block.areas) for said in named)
        return near and (settled or (other and self._turned(block, cue, cue.end, cue.end) != []))

    def _turned(self, block: Block, cue: Cue, start: int, end: int) -> list[AreaSide] | None:
        """The areas of a block that a question and its answer are about; None where that is not clear."""
        held = [area for area in block.areas if area.side is OPPOSITE[self._side(cue)]]
        asked = self._reading.sentence(cue.start)
        named = self._named(cue.start, asked.end) or self._named(start, end)
        limbs = {area.area for area in named} & LIMBS - {area.area for area in held}
        if named and not limbs:
            return [area for area in held if any(self._means(said, area) for said in named)]
        return held if len(held) == 1 and not limbs else None

    def _named(self, start: int, end: int) -> list[AreaMention]:
        return [area for area in self._found.areas.within(start, end) if area.side is not Side.BILATERAL]

    def _means(self, said: AreaMention, worked: AreaSide) -> bool:
        """Whether a place is meant, by its own name or by that of the part it belongs to."""
        return said.area in {worked.area, self._vocabulary.areas[worked.area].region}

    def _side_answered(self, cue: Cue, start: int, end: int, block: Block) -> Side | None:
        """The side that an answer comes to; None where it is not clear or is no answer."""
        asked = self._side(cue)
        kept, first = OPPOSITE[asked], self._first(start, end)
        denied = self._reading.word(first) in self._words.denies
        plainly = any(self._opens(agreed.start, first) for agreed in self._agreements(start, end))
        agreed = plainly or (not denied and self._reading.word(first) in self._words.agrees)
        not_at = next((i for i in range(start, end) if self._reading.word(i) == "not"), end)
        said = self._sides_said(start, not_at, asked)
        of_both = not self._words.asks_of_both.isdisjoint(self._reading.words(cue.start, end))
        if not self._is_of(block, start, end) or len(said) > 1 or of_both:
            return None
        if said:
            side = said.pop()
            if side is asked:
                return asked if agreed or (not denied and self._tells(first, not_at)) else None
            return kept if not agreed and (denied or self._tells(first, not_at)) else None
        if denied and not plainly:
            return kept
        if asked is Side.LEFT and self._says_right(start, end):
            return None
        if not NOW.isdisjoint(self._reading.words(cue.start, cue.end)):
            return None  # "Isn't it the left that hurts? Yes": not what was worked on
        return asked if agreed and not_at == end and self._follows(cue, start) else None

    def _first(self, start: int, end: int) -> int:
        """Where an answer says its first word of weight ("oh, wait, ...")."""
        while start < end and self._reading.word(start) in self._words.begins | MARKS:
            start += 1
        return start

    def _opens(self, at: int, first: int) -> bool:
        return at == first or self._reading.word(at - 1) in self._words.begins | self._words.denies | MARKS | {"yes"}

    def _tells(self, first: int, end: int) -> bool:
        """ "It was the left", "Left, sorry.": the side is told as an answer, not in passing."""
        told = any(c.label == "says_side" and c.start == first for c in self._cues.within(first, end))
        at = first + (self._reading.word(first) in self._words.denies)
        while self._reading.word(at) in self._words.leads_to_side | MARKS and at < end:
            at += 1
        if not RELATIVE.isdisjoint(self._reading.words(first + 1, end)):
            return False  # "It was the left that hurt on Monday."
        return told or (self._reading.word(at) in SIDES and end - first <= SHORT)

    def _follows(self, cue: Cue, start: int) -> bool:
        """Whether no more than a word of surprise stands between a question and an answer that names no side."""
        asked = self._reading.sentence(cue.start)
        return asked.end >= start or self._first(asked.end, start) >= start

    def _agreements(self, start: int, end: int) -> list[Cue]:
        return [cue for cue in self._cues.within(start, end) if cue.label == "agrees_plainly"]

    def _sides_said(self, start: int, end: int, asked: Side) -> set[Side]:
        areas = self._found.areas.within(start, end)
        said: set[Side] = {area.side for area in areas if area.side and area.side is not Side.BILATERAL}
        taken = {i for area in areas for i in range(area.first, area.last)}
        taken |= spanned(self._agreements(start, end))
        # "Right, thanks" may be no side; where the right was asked about it comes to the same.
        led = {"all"} if asked is Side.RIGHT else {"all", "yes", ""} | MARKS
        for index in range(start, end):
            word, before = self._reading.word(index), self._reading.word(index - 1)
            bare = word in SIDES and index not in taken and self._reading.word(index + 1) in self._words.behind_side
            if bare and before not in (led if word == "right" else ()):
                said.add(SIDES[word])
        return said

    def _says_right(self, start: int, end: int) -> bool:
        """ "Yes, right.": it may be the side."""
        taken = spanned(self._agreements(start, end))
        return any(self._reading.word(i) == "right" and i not in taken for i in range(start, end))

    def _says_again(self, block: Block, cue: Cue, start: int, end: int) -> bool:
        """ "You're right. It was the left soleus.": the sentence behind an answer says no more than it."""
        names = self._found.areas.any_within(start, end)
        said = self._sides_said(start, end, self._side(cue))
        kept = {area.side for area in block.areas}
        return names and said <= kept and self._is_of(block, start, end) and self._tells(self._first(start, end), end)

    def _is_of(self, block: Block, start: int, end: int) -> bool:
        """Whether a stretch tells no other work or time than the block's."""
        techniques = {t.technique for t in self._found.performed.within(start, end)}
        times = {a.minutes for a in self._found.amounts.within(start, end) if a.kind in (Kind.PLAIN, Kind.BARE)}
        told = {block.amount.minutes} if block.amount else set()
        places = self._named(start, end)
        same = all(any(self._means(said, area) for area in block.areas) for said in places)
        return same and techniques <= set(block.techniques) and times <= told


def unanswered(asked: Sequence[tuple[Evidence, Evidence]], treatments: Sequence[Treatment]) -> list[Flag]:
    """`needs_review` for a side that was asked about; each is where its work begins, and the question."""
    flags = []
    for work, question in asked:
        for index, treatment in enumerate(treatments):
            if any(place.start <= work.start < place.end for place in treatment.evidence):
                message = "Somebody asked whether it was the other side, and no clear answer was heard. Check the side."
                evidence = tuple(sorted({*treatment.evidence, question}))
                flags.append(Flag(FlagId.NEEDS_REVIEW, Level.ASKS, message, f"treatments/{index}/areas", evidence))
                break
    return flags
