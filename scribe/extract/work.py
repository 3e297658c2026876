"""Which parts of a dictation tell work, and the items that stand in them.

What comes in: everything found so far. What goes out: for each sentence that tells work, its row of items; and of
finished blocks those that the therapist claims. How items become blocks is not decided here but in `blocks.py`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from scribe.extract.areas import AreaMention
from scribe.extract.bare import BareMinutes
from scribe.extract.blocks import CutWords
from scribe.extract.clauses import Actor, Clause
from scribe.extract.clock import HALF_DAY, Point
from scribe.extract.items import SAMENESS, Found, Item, Role, row
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.minutes import Amount, Kind, MinutesFinder, on_and_off
from scribe.extract.reading import MARKS, STOPS, YES, InOrder, Reading, Sentence, is_asked, spanned
from scribe.extract.sides import OPPOSITE
from scribe.extract.techniques import TechniqueMention
from scribe.records import Basis, Treatment

FRAGMENT = 2
"""A sentence that names a technique within so many words is a fragment that tells work."""
_THAT_IS = (["that", "is"], ["that", "'s"], ["that", "was"], ["it", "was"])
_THERE_WAS = (["there", "was"], ["there", "were"])
"""Right before work these tell it, where it has a place; "there was talk of it" does not."""
EXISTS = frozenset({"is", "'s", "are"})
"""Behind "there" these tell no place."""
DID = (["what", "i", "did"], ["what", "we", "did"])
LONGEST_BLOCK = 180
"""An amount beyond is of a working day, not of a block."""
MANY = 2
"""From so many times on each may have its own place."""
SIDED = ("left", "right")
EVERY = 99
"""Works that a time is of, where they are not counted."""
SOON = 4
"""Within so many words behind "the same on the left" its own time may follow."""
HEAD = 4
"""Within so many words before a technique it may be called part of the block before."""
MULTIPLES = {"twice": 2.0, "half_as_long": 0.5, "as_long": 1.0, "not_as_long": None}
"""What part of the time told before is told."""
LABELS = (
    "deeds",
    *(role.value for role in SAMENESS),
    "elaborates",
    "split_evenly",
    "of_several",
    "one_figure",
    "each_unknown",
    "own_unknown",
    "splits_it",
    "hurting",
    "no_place",
    "posture",
    *MULTIPLES,
)


class WorkFinder:
    """Finds the sentences that tell work."""

    def __init__(self, minutes: MinutesFinder) -> None:
        words = read_patterns("work")
        self._bare = BareMinutes(minutes)
        self.each = frozenset(words["each"])
        self.to_all = frozenset(words["to_all"])
        self.all_of_it = frozenset(words["all_of_it"])
        self.limbs = frozenset(words["limbs"])
        self.to_place = frozenset(words["from_number_to_place"])
        self.cut_words = CutWords(
            turns=frozenset(words["turns"]),
            meanwhile=frozenset(words["meanwhile"]),
            adds=frozenset(words["adds"]),
            tools=frozenset(words["tools"]),
            list_glue=frozenset(read_patterns("sides")["list_glue"]),
            equipment=frozenset(words["equipment"]),
            narrows=frozenset(words["narrows"]),
            of_the_room=frozenset(words["of_the_room"]),
        )
        self._relative = frozenset(words["relative"])
        self._asides = frozenset(words["asides"])
        self._meantime = frozenset(words["meantime"])
        self._articles = frozenset(read_patterns("clauses")["articles"])
        self._appointments = frozenset(words["appointments"])
        self._takes = frozenset(words["takes"])
        self._all_works = frozenset(words["all_works"])
        self._of_the_time = frozenset(words["of_the_time"])
        self._passives = frozenset(words["passives"])
        self._pointing = frozenset(words["pointing"])
        self._behind_sides = MARKS | {"side", "one", *words["behind_sides"], *read_patterns("reading")["links"]}
        self._same_else = frozenset(words["same_else"])
        self._after_pointing = MARKS | {"", *words["after_pointing"]}
        self._between_places = MARKS | frozenset(words["between_places"])
        self.to_side = frozenset(words["to_side"])
        self.adds_side = frozenset(words["adds_side"])
        self.behind_added = MARKS | {"", *words["behind_added"]}
        self.of_it = frozenset(words["of_it"])
        self.without_place = frozenset(words["without_place"])
        self._claiming = frozenset(words["claims"])
        self._closes = frozenset(words["closes"])
        self._not_of_multiple = MARKS | frozenset(words["behind_multiples"])
        self._came_to = frozenset(words["came_to"])
        self._cues = Cues({label: words[label] for label in LABELS})

    def rows(self, found: Found) -> list[tuple[int, list[Item]]]:
        """(sentence number, items) for every sentence that tells work."""
        cues = InOrder(self._cues.find(found.reading.doc))
        deeds = InOrder(cue for cue in cues if cue.label == "deeds" or cue.label in MULTIPLES)
        rows: list[tuple[int, list[Item]]] = []
        for number in range(len(found.reading.sentences)):
            mine = found.clauses.of_sentence(number)
            clauses = [clause for clause in mine if self._tells_work(found, clause, deeds)]
            beside = list(pairwise(mine))
            clauses += [one for one, other in beside if one not in clauses and self._worked_on(found, other)]
            clauses += [other for one, other in beside if one in clauses and self._says_where(found, one, other)]
            free = (spanned(clauses) | self._behind_left_out(found, number)) - found.barred
            free |= self._at_the_end(found, number) - found.barred if free else frozenset()
            items = self._items(found, number, free, cues) if free else []
            if items:
                rows.append((number, items))
        return rows

    def _worked_on(self, found: Found, clause: Clause) -> bool:
        """ "Her fingers, both sides, were stroked": what stands before such a clause is what was worked on."""
        passive = found.reading.word(clause.start) in self._passives
        return passive and found.performed.any_within(clause.start, clause.end)

    def _says_where(self, found: Found, work: Clause, clause: Clause) -> bool:
        """ "Ten minutes of cupping, that was the mid back and both lats.": places and nothing else, of work without."""
        reading = found.reading
        named = found.performed.any_within(work.start, work.end) and not found.areas.any_within(work.start, work.end)
        words = reading.words(clause.start, clause.end)
        points = words[:1] in (["that"], ["which"], ["this"]) and words[1:2] in (["was"], ["is"], ["'s"], ["were"])
        rest = range(clause.start + 2, clause.end)
        places = all(reading.doc[i].ent_type_ == "AREA" or reading.word(i) in self._between_places for i in rest)
        return named and points and places and found.areas.any_within(clause.start, clause.end)

    def _at_the_end(self, found: Found, number: int) -> frozenset[int]:
        """ "On the neck, because it does all the work, ten.": a time behind the last comma, alone or with its place."""
        reading, sentence = found.reading, found.reading.sentences[number]
        commas = [i for i in range(sentence.start, sentence.end) if reading.word(i) == ","]
        tail = range(commas[-1] + 1 if commas else sentence.end, sentence.end)
        amounts = found.amounts.within(tail.start, tail.stop)
        alone = len(tail) == 1 and reading.value(tail.start) is not None
        rest = range(amounts[0].end, tail.stop) if amounts and amounts[0].start == tail.start else range(0)
        placed = all(reading.doc[i].ent_type_ == "AREA" or reading.word(i) in self.to_place for i in rest)
        whole = bool(amounts) and amounts[0].start == tail.start and placed
        performed = found.performed.any_within(sentence.start, sentence.end)
        return frozenset(tail) if performed and (alone or whole) else frozenset()

    def _behind_left_out(self, found: Found, number: int) -> frozenset[int]:
        """ "On the upper back, not the mid back, ten minutes": the amount behind what is put apart by "not"."""
        reading, open_ = found.reading, set[int]()
        for clause in found.clauses.of_sentence(number):
            spared = [i for i in range(clause.start, clause.end) if i in found.spoken_of]
            if reading.word(clause.start) != "not" or not spared:
                continue
            for amount in found.amounts.within(spared[-1], clause.end):
                if reading.word(amount.start - 1) == "," and clause.start > reading.sentences[number].start:
                    open_.update(range(amount.start, amount.end))
        return frozenset(open_)

    def _items(self, found: Found, number: int, free: Set[int], cues: InOrder[Cue]) -> list[Item]:
        """The row of a sentence, of what begins at the tokens `free`."""
        reading = found.reading
        sentence = reading.sentences[number]
        span = sentence.start, sentence.end
        areas = [a for a in found.areas.within(*span) if not a.complaint and a.start not in found.spoken_of]
        amounts = self._amounts(found, free, *span, cues)
        points = [p for p in found.points.within(*span) if p.start in free and not _says_start(p, amounts)]
        of_amounts = spanned(amounts)  # "five per leg"; "fifteen minutes on each hand" alone says where
        areas = [a for a in areas if a.start in free and not _stands_in(cues, "no_place", a)]
        areas = [a for a in areas if not _stands_in(cues, "posture", a)] or areas
        techniques = [t for t in found.performed.within(*span) if t.start in free]
        elsewhere = not techniques and (self._appointed(reading, number) or self._hurts_then(*span, cues))
        each = self._tells_where(reading, areas, amounts)
        items = row(
            self._without_references(reading, techniques, amounts),
            [a for a in areas if a.start not in of_amounts or each] or areas,
            amounts,
            [] if elsewhere else points,
        )
        words = [cue for cue in cues.within(*span) if cue.label in SAMENESS and cue.start in free]
        sides = self._sides_in_turn(found, areas, amounts) if areas else self._side_alone(reading, sentence, amounts)
        return self._with_words(reading, items, [*words, *sides])

    def _tells_where(self, reading: Reading, areas: Sequence[AreaMention], amounts: Sequence[Amount]) -> bool:
        """ "Thirty on the back, ten on each leg and ten on the neck": each time has its place, and one is a limb."""
        if len(amounts) < MANY or len(areas) != len(amounts):
            return False
        of_amounts = spanned(amounts)
        limbs = [area for area in areas if area.start in of_amounts]
        return all(reading.words(limb.start - 2, limb.start) == ["on", "each"] for limb in limbs)

    def _sides_in_turn(self, found: Found, areas: Sequence[AreaMention], amounts: Sequence[Amount]) -> list[Cue]:
        """ "Right shoulder twelve, left for eight": a side right before its time, behind the other one with its own.

        "Calves, seven minutes the left and five the right": both times have one, before or behind.
        """
        reading, sides = found.reading, list[Cue]()
        for before, amount in pairwise(amounts):
            named = [area for area in areas if area.start < before.end]
            # "... twelve minutes, put a hot pack on it and left for eight minutes" tells no side.
            if any(a.start < amount.start for a in areas[len(named) :]):
                continue
            if found.performed.any_within(before.end, amount.start):
                continue
            at = self._side_before(reading, amount)
            if named and at and OPPOSITE.get(named[-1].side) == reading.word(at):
                sides.append(Cue(Role.SIDE_ONLY, at, at + 1))
                continue
            for beside in (self._side_before, self._side_behind):
                both = [beside(reading, before), beside(reading, amount)]
                if {reading.word(at) for at in both if at} == set(SIDED):
                    sides += [Cue(Role.SIDE_ONLY, at, at + 1) for at in both if at]
                    break
        return sides

    def _side_alone(self, reading: Reading, sentence: Sentence, amounts: Sequence[Amount]) -> list[Cue]:
        """ "Nine, same thing, left.": a side between pauses, where a time but no place is told."""
        inside = range(sentence.start + 1, sentence.end if amounts else 0)
        alone = (i for i in inside if reading.word(i) in SIDED and reading.word(i - 1) == ",")
        return [Cue(Role.SIDE_ONLY, i, i + 1) for i in alone if reading.word(i + 1) in STOPS | {""}]

    def _side_before(self, reading: Reading, amount: Amount) -> int | None:
        """Where a side alone stands right before a time: "left for eight"; else None."""
        at = amount.start - (2 if reading.word(amount.start - 1) in {"for", ","} else 1)
        begins = reading.word(at - 1) in MARKS | {"and", "the"}
        return at if begins and reading.word(at) in SIDED else None

    def _side_behind(self, reading: Reading, amount: Amount) -> int | None:
        """Where a side alone stands right behind a time: "five the right", "nine left"; else None."""
        at = amount.end
        while reading.word(at) in self.to_side:
            at += 1
        ends = reading.word(at + 1) in self._behind_sides and not reading.doc[at : at + 1][0].ent_type_
        return at if reading.word(at) in SIDED and ends else None

    def _without_references(
        self, reading: Reading, techniques: list[TechniqueMention], amounts: Sequence[Amount]
    ) -> list[TechniqueMention]:
        """Without work that only tells when other work was done ("for the last ten minutes of the traction")."""
        for amount in amounts:
            led = reading.word(amount.start - 1) in self._meantime and reading.word(amount.end) == "of"
            before = [t for t in techniques if t.start < amount.start]
            if led and before and reading.word(amount.end + 1) in self._articles:
                techniques = before
        return techniques

    def claimed(self, found: Found, blocks: Sequence[Treatment]) -> tuple[list[Treatment], list[Treatment]]:
        """Blocks that the therapist claims to have done, and those that are only spoken of.

        A time, a deed ("I used", "finished with") or a fragment that begins with the work ("Swedish, both legs") claims
        it; where no place is named only a deed does. A technique without any of these, spoken of beside work that has
        its minutes, is more likely not done.
        """
        if not any(block.minutes for block in blocks):
            return list(blocks), []
        sure: list[Treatment] = []
        unclear: list[Treatment] = []
        for block in blocks:
            untimed = block.minutes is None and block.shared_minutes is None and len(block.techniques) == 1
            (sure if not untimed or self._claims(found, block) else unclear).append(block)
        return sure, unclear

    def _claims(self, found: Found, block: Treatment) -> bool:
        reading = found.reading
        told = sorted(reading.covered(block.evidence))
        in_time = any(found.amounts.any_within(index, index + 1) for index in told)
        for index in told:
            for technique in found.performed.within(index, index + 1):
                if technique.technique != block.techniques[0]:
                    continue
                if technique.granted:
                    return True
                clause = found.clauses.at(index)
                words = set(reading.words(clause.start, index))
                if reading.words(index - 2, index) in _THAT_IS:
                    return True
                sentence = reading.sentences[clause.sentence]
                fragment = index - sentence.start <= FRAGMENT and not is_asked(reading, sentence)
                timed = in_time or found.amounts.any_within(clause.start, clause.end)
                closes = reading.word(technique.end) == "to" and reading.word(technique.end + 1) in self._closes
                claimed = closes or bool(words & self._claiming)
                claimed |= bool(block.areas) and reading.words(index - 2, index) in _THERE_WAS
                placeless = not block.areas and technique.technique not in self.without_place
                if placeless and not timed and not technique.verb:
                    return claimed and clause.actor is Actor.THERAPIST
                if technique.verb or timed or fragment or claimed or words & self.cut_words.turns:
                    return clause.actor is not Actor.CLIENT or claimed
        return False

    def elaborates(self, reading: Reading, segment_start: int, sentence_start: int) -> bool:
        """Whether a technique is told as part of the block before ("mostly effleurage")."""
        return self._says("elaborates", reading, max(sentence_start, segment_start - HEAD), segment_start)

    def split_evenly(self, reading: Reading, start: int, end: int) -> bool:
        """Whether an amount is said to be of equal parts ("split evenly")."""
        return self._says("split_evenly", reading, start, end)

    def splits_it(self, reading: Reading, start: int, end: int) -> Cue | None:
        """The words that share out all the time there was ("I split it evenly between"), if they are said."""
        return next((cue for cue in self._cues.find(reading.doc, start, end) if cue.label == "splits_it"), None)

    def one_for_all(self, reading: Reading, before: int, start: int, end: int) -> bool:
        """Whether one time is all that is known, told from `before` to `start`, and none of each up to `end`."""
        return self._says("one_figure", reading, before, start) and self._says("each_unknown", reading, start, end)

    def own_unknown(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the last work is said to have a time of its own ("..., no idea how long that ran")."""
        return self._says("own_unknown", reading, start, end)

    def of_several(self, reading: Reading, start: int, amount: Amount) -> int:
        """How many works at most a time is said to be of ("the two of them took"), or 0 if that is not said."""
        for cue in self._cues.find(reading.doc, start, amount.start):
            if cue.label == "of_several" and self._takes.issuperset(reading.words(cue.end, amount.start)):
                counted = [int(reading.value(at) or 0) for at in range(cue.start, cue.end)]
                pair = {"both", "pair"} & set(reading.words(cue.start, cue.end))
                return max(counted) or (2 if pair else EVERY)
        return self._split_between(reading, amount)

    def _split_between(self, reading: Reading, amount: Amount) -> int:
        """ "I split the forty-five evenly between the three": of how many, or 0."""
        end = reading.pause(amount.end)
        named = [at for at in range(amount.end, end) if reading.value(at) is None]
        evenly = self.split_evenly(reading, amount.start - 2, end)
        if (
            not evenly
            or reading.word(amount.start - 1) != "the"
            or not self._all_works.issuperset(map(reading.word, named))
        ):
            return 0
        return max((int(reading.value(at) or 0) for at in range(amount.end, end)), default=0) or EVERY

    def opens(self, reading: Reading, start: int, end: int) -> bool:
        """ "Hot pack? | Yes, on the | low back": whether the words before a place only grant it or lead on."""
        return (YES | self.to_side).issuperset(reading.words(start, end))

    def split_of_time(self, reading: Reading, start: int, end: int) -> int:
        """ "Split evenly among the three.", "How did I divide the time? Equally.": over how many works the tokens
        `start` to `end` say that the session was split, without its minutes and with nothing else; or 0."""
        before = reading.sentence(start - 2).start if reading.word(start - 1) == "?" else start
        numbers = [int(reading.value(at) or 0) for at in range(start, end) if reading.value(at)]
        rest = [reading.word(at) for at in range(start, end) if reading.value(at) is None]
        told = (self._all_works | self._of_the_time).issuperset(rest) and len(numbers) <= 1
        if not told or "last" in rest or not self.split_evenly(reading, before, end):
            return 0
        return numbers[0] if numbers else EVERY

    def _says(self, label: str, reading: Reading, start: int, end: int) -> bool:
        return any(cue.label == label for cue in self._cues.find(reading.doc, start, end))

    def _tells_work(self, found: Found, clause: Clause, deeds: InOrder[Cue]) -> bool:
        """A clause with performed work, with a deed, or a bare fragment of areas and amounts."""
        reading, span = found.reading, (clause.start, clause.end)
        if any(technique.granted for technique in found.performed.within(*span)):
            return True  # "Doc says yes to e-stim, so I gave him ten minutes of it"
        if clause.actor in {Actor.OTHER_CLIENT, Actor.PROVIDER, Actor.REFERRER}:
            return clause.actor is not Actor.OTHER_CLIENT and not clause.named and self._bare.tells_time(found, clause)
        if found.performed.any_within(*span):
            return True
        if any(index in found.spoken_of for index in range(*span)):
            return False
        first = reading.word(clause.start)
        if self._bare.tells_time(found, clause):
            return True
        timed = found.amounts.any_within(*span)
        timed = timed or (found.points.any_within(*span) and not self._appointed(reading, clause.sentence))
        done = clause.actor is Actor.THERAPIST or timed
        if first in self._relative and not timed:
            return False
        aside = first in self._asides or reading.word(clause.start + 1) in self._asides - {"it"}
        return done and (timed or not aside or deeds.any_within(*span))

    def _appointed(self, reading: Reading, number: int) -> bool:
        """ "Same standing Wednesday, 7:45": a time of day for another day."""
        sentence = reading.sentences[number]
        return not self._appointments.isdisjoint(reading.words(sentence.start, sentence.end))

    def _hurts_then(self, start: int, end: int, cues: InOrder[Cue]) -> bool:
        """ "Her shoulders ache by 2:30 every day": a time of day of the complaint, where nothing is done."""
        labels = {cue.label for cue in cues.within(start, end)}
        return "hurting" in labels and "deeds" not in labels

    def _amounts(self, found: Found, free: Set[int], start: int, end: int, cues: InOrder[Cue]) -> list[Amount]:
        """The amounts of a sentence, bare numbers that are minutes among them."""
        amounts = [a for a in found.amounts.within(start, end) if a.start in free and (a.minutes or 0) <= LONGEST_BLOCK]
        amounts += self._multiples(found, free, cues.within(start, end))
        stop = start
        for index in range(start, end):
            open_ = index >= stop and index in free and index not in found.timed
            if open_ and (amount := self._bare.find(found, index, end)):
                amounts.append(amount)
                stop = amount.end
        told = on_and_off(found.reading, sorted(amounts, key=lambda amount: amount.start))
        told = [amount for k, amount in enumerate(told) if not (k and self._says_again(found, told[k - 1], amount))]
        return [a for a, behind in pairwise([*told, None]) if a and not (behind and self._came_out(found, a, behind))]

    def _came_out(self, found: Found, rest: Amount, behind: Amount) -> bool:
        """ "For what was left, which works out to twenty minutes": what remained is told in minutes right behind it."""
        stated = behind.kind is Kind.PLAIN and behind.minutes is not None and not behind.total
        between = found.reading.words(rest.end, behind.start)
        led = bool(between) and self._came_to.issuperset(between) and found.reading.word(behind.end) != "of"
        return rest.kind is Kind.REST and stated and led

    def _says_again(self, found: Found, before: Amount, amount: Amount) -> bool:
        """ "Twenty on the shoulders, ten per side": what both sides come to was told right before."""
        both = amount.per and not before.per and before.minutes == 2 * (amount.minutes or 0)
        return both and not found.performed.any_within(before.end, amount.start)

    def _multiples(self, found: Found, free: Set[int], cues: Sequence[Cue]) -> list[Amount]:
        """ "Twice that on the right", of the therapist's work; not "she sits twice as long now"."""
        amounts: list[Amount] = []
        doc = found.reading.doc
        for cue in (cue for cue in cues if cue.label in MULTIPLES and cue.start in free):
            end = cue.end
            while doc[end - 1].word in self._not_of_multiple or doc[end - 1].ent_type_ == "AREA":
                end -= 1
            told = (amounts and cue.start < amounts[-1].end) or self._told_at_once(found, cue)
            if not told and found.clauses.at(cue.start).actor is not Actor.CLIENT:
                share = MULTIPLES[cue.label]
                amounts.append(Amount(cue.start, end, None, Basis.INFERRED, Kind.MULTIPLE, share=share))
        return amounts

    def _told_at_once(self, found: Found, cue: Cue) -> bool:
        """ "The same again on the right, twenty past till half past": its own time follows, before any other work."""
        stop = found.reading.sentence(cue.start).end
        starts = [amount.start for amount in found.amounts.within(cue.end, stop)[:1]]
        starts += [point.start for point in found.points.within(cue.end, stop)[:1]]
        # "The same on the left for six"
        starts += [at for at in range(cue.end, min(cue.end + SOON, stop)) if found.reading.value(at) is not None]
        return any(not found.performed.any_within(cue.end, start) for start in starts)

    def _with_words(self, reading: Reading, items: list[Item], words: Sequence[Cue]) -> list[Item]:
        """The row with words of sameness, those inside another item left out; no row of such words alone."""
        if not items:
            return []
        ends = {item.end for item in items if item.amount}
        kept: list[Item] = []
        for cue in words:
            cue = self._behind_deed(items, cue)
            inside = any(item.start < cue.end and cue.start < item.end for item in items)
            # "Fifteen minutes of it" is the same work; "the outside of it" is none.
            stray = reading.word(cue.start) == "of" and cue.start not in ends
            overlaps = bool(kept) and cue.start < kept[-1].end - self._leads_on(reading, kept[-1])
            if not inside and not stray and not overlaps and self._points_back(reading, cue):
                kept.append(Item(Role(cue.label), cue.start, cue.end))
        return sorted([*items, *kept], key=lambda item: (item.start, item.role is not Role.TECHNIQUE))

    def _behind_deed(self, items: Sequence[Item], cue: Cue) -> Cue:
        """ "I iced | it for five minutes": what is pointed to stands behind the deed."""
        deeds = (item for item in items if item.technique and item.technique.verb)
        ends = (item.end for item in deeds if cue.start < item.end < cue.end and item.start <= cue.start)
        return replace(cue, start=next(ends, cue.start))

    def _leads_on(self, reading: Reading, item: Item) -> bool:
        """ "The same | on the right": the last word of the one begins the other."""
        return item.role is Role.SAME_TECHNIQUE and reading.word(item.end - 1) in {"on", "to", "for"}

    def _points_back(self, reading: Reading, cue: Cue) -> bool:
        """ "On that, ten" is the same place; "in that order" is none, and "the same elbow" is no work."""
        following = reading.doc[cue.end] if cue.end < len(reading.tokens) else None
        if reading.words(cue.start, cue.end) == ["there"] and reading.word(cue.end) in EXISTS:
            return False  # "... and there's no breakdown"
        if reading.word(cue.end - 1) == "there" and reading.words(cue.start - 3, cue.start) in DID:
            return False  # "I can't recall what I did there"
        named = following and (following.ent_type_ == "AREA" or following.word in self._same_else)
        if named and reading.word(cue.end - 1) == "same":
            return False
        # "To the left massager" is some place whose name was not understood.
        if cue.label == Role.SIDE_ONLY and following and reading.word(cue.end - 1) in SIDED:
            named = following.word not in self._behind_sides and not (following.tag or following.ent_type_)
            return not named
        pauses = reading.word(cue.end) in self._after_pointing or reading.value(cue.end) is not None
        return reading.word(cue.end - 1) not in self._pointing or pauses


def _says_start(point: Point, amounts: Sequence[Amount]) -> bool:
    """ "We began at quarter past two and did the calf from quarter past two until three": the range tells it again."""
    behind = (amount.clock for amount in amounts if amount.clock and amount.start > point.start)
    return point.role == "start" and any(clock[0] % HALF_DAY == point.minute for clock in behind)


def _stands_in(cues: InOrder[Cue], label: str, area: AreaMention) -> bool:
    """Whether an area stands in such a cue, and does not begin it: "left thigh, just above the knee"."""
    return any(cue.label == label and cue.start < area.start for cue in cues.touching(area.start, area.end))
