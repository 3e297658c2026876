"""Range of motion: a movement with what was measured before and after, in its unit.

What comes in: a Reading, its areas, and the tokens that times and codes own. What goes out: measurements, and the
tokens they own. Whether a movement improved is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from scribe.extract import measures
from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.measures import BELOW_ZERO, add, begins_place, keep, measure, parted, position, undirected
from scribe.extract.reading import HIGHEST_SCORE, MARKS, InOrder, Reading, Sentence, spanned
from scribe.records import Motion, Side

LARGEST = 360
"""Degrees of a full turn; no measurement is larger, in any unit."""
SMALLEST = 5
"""Without a unit, a last value below is a score rather than degrees."""
SIDE_BEFORE, SIDE_BEHIND = 2, 7
"""How many words around a movement may tell its side."""
OPENING = 4
"""So many first words of a sentence may name the other direction of the movement told before."""
LONGEST_LEAD = 10
"""How many words may stand between a movement and a number without a unit, all of them of those that lead to one."""
_TWO_SIDED = frozenset({"SNSNNN", "NSNSNN", "SSNNNN", "SNSNSNSN", "NSNSNSNS", "NSNS", "NNSSNN", "NSSN", "NSSNNN"})
"""How the sides (S) and numbers (N) of a movement may stand that is told of both; "left 60 to 70, right 45 to 65" is
cut where its other side begins."""
_BOTH_LAST = frozenset({"NSNSN", "SNSNN"})
"""... and where the last number is of both ("55 right, 60 left, and then 65 both ways")."""
_SIDE_LAST = frozenset({"NNSNNS", "NNSNS", "NSNNS"})
"""... and how they stand where each side is told behind its numbers ("150 to 165 on the left and 155 to 170 right")."""
_LIMBS = frozenset({"side", "arm", "leg", "hand", "foot", "limb"})
UNCHANGED = 8
"""So near behind a number its words tell that it did not change."""


@dataclass(frozen=True, slots=True)
class _Place:
    area: str
    side: Side | None
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A movement told at the tokens `start` to `stop`, with its numbers (two at most); `turn` is the other direction.

    "Rotation right 50, left 65" are two: the second begins at "left", and its movement was said before.
    """

    cue: Cue
    start: int
    stop: int
    numbers: Sequence[int]
    turn: Side | None = None
    end_first: bool | None = None
    """Whether the end is told first, where the place in the telling decides it."""

    @property
    def lead(self) -> int:
        """The token at which the words between the movement and its numbers begin."""
        return self.start + 1 if self.turn else self.cue.end


class MotionFinder:
    """Finds measured movements."""

    def __init__(self) -> None:
        words = read_patterns("motion")
        self._movements = Cues(words["movements"])
        self._units = {name: unit for unit, names in words["units"].items() for name in names}
        self._area_of: dict[str, str] = words["area_of"]
        self._midline = frozenset(words["midline"])
        self._stands_for: dict[str, str] = words["stands_for"]
        self._unpaired = frozenset(words["unpaired"])
        self._of_midline = frozenset(words["of_midline"])
        self._of_ball_joints, self._ball_joints = frozenset(words["of_ball_joints"]), frozenset(words["ball_joints"])
        self._before = frozenset(words["before"])
        self._starts = self._before - {"was"}
        self._after = frozenset(words["after"])
        self._ends = frozenset(words["after_at_the_head"])
        self._told_so = Cues({label: words[label] for label in ("unchanged", "same_place", "counting")})
        self._measuring = frozenset(words["measuring"])
        self._limits = frozenset(words["limits"])
        self._past, self._visits = frozenset(words["past"]), frozenset(words["past_visits"])
        self._gains = frozenset(words["gains"])
        self._leads = frozenset(words["leads_to_number"])
        self._becomes = frozenset(words["becomes"])
        self._everyday = frozenset(words["everyday"])
        self._held = frozenset(words["held"])

    def find(
        self, reading: Reading, areas: Iterable[AreaMention], owned: Set[int]
    ) -> tuple[list[Motion], frozenset[int]]:
        """The measurements, and the tokens that they own (so that degrees are no scores and no minutes)."""
        places = InOrder(areas)
        found: list[Motion] = []
        taken: set[int] = set()
        last: _Place | None = None
        for told in self._tellings(reading, owned):
            place = self._place(reading, told, places, last)
            if place is None:
                continue
            place = replace(place, area=self._stands_for.get(place.area, place.area))
            if told.numbers:
                last = place
                before, after, unit = self._before_after(reading, told)
                end = told.numbers[-1] + 1
                evidence = reading.evidences((min(told.start, *told.numbers), end), place.span)
                motion = Motion(place.area, place.side, told.cue.label, before, after, unit, evidence)
                add(found, motion, unchanged=self._is_unchanged(reading, told))
                taken.update(range(min(told.start, *told.numbers), end + 1))
            else:
                evidence = reading.evidences((told.start, told.stop))
                keep(found, Motion(place.area, place.side, told.cue.label, None, None, None, evidence))
        return found, frozenset(taken)

    def sizes(self, reading: Reading) -> frozenset[int]:
        """The numbers that a unit follows, of a movement or of a girth, and those they became ("and then 17")."""
        found: set[int] = set()
        for index, token in enumerate(reading.tokens):
            if token.value is not None and reading.word(index + 1) in self._units:
                later = index + 2
                while reading.word(later) in self._becomes:
                    later += 1
                became = reading.value(later) is not None and reading.doc[later].ent_type_ != "MINUTES"
                found.update({index, later} if became else {index})
        return frozenset(found)

    def _tellings(self, reading: Reading, owned: Set[int]) -> Iterator[_Telling]:
        """Movements that were measured, in order, each told up to the next movement or the end of its sentence."""
        found = measures.longest(self._movements.find(reading.doc))
        found = [cue for cue in found if not measures.is_held(reading, cue, self._held)]
        positions = {cue: at for one, cue in pairwise(found) if (at := position(reading, one, cue)) is not None}
        cues, owned = InOrder(cue for cue in found if cue not in positions), owned | set(positions.values())
        before: _Telling | None = None
        pair: tuple[Cue, list[str]] | None = None
        told_up_to = 0
        for sentence in reading.sentences:
            if sentence.start < told_up_to:
                continue
            here = cues.within(sentence.start, sentence.end)
            goes_on = self._side_at(reading, sentence) if before and not here else None
            if before and goes_on:  # "... to the left was 15. To the right, 20 and 20."
                first = next(i for i in range(sentence.start, sentence.end) if reading.word(i) == goes_on)
                here = [Cue(before.cue.label, first, first + 1)]
            later = self._later(reading, sentence, owned) if before and not here else None
            if before and not here and self._only_unchanged(reading, sentence):  # "No change."
                cue = Cue(before.cue.label, sentence.start, sentence.start + 1)
                yield _Telling(cue, sentence.start, sentence.end, [])
            for told in self._both_later(reading, sentence, pair, owned) if not here else ():
                yield told
                later = None
            if before and later is not None:  # "By the time we finished it was 50."
                cue, side = Cue(before.cue.label, sentence.start, sentence.start + 1), self._side(reading, before, None)
                yield _Telling(cue, sentence.start, sentence.end, [later], side)
            before, pair = None, None
            for number, cue in enumerate(here):
                stop = here[number + 1].start if number + 1 < len(here) else self._end(reading, sentence, cue, cues)
                told_up_to = stop
                stop = parted(reading, cue.end, stop)
                pair = self._pair(reading, cue, stop)
                told_of_both = self._two_sided(reading, cue, stop, owned)
                for told in told_of_both or self._turns(reading, cue, stop, owned, goes_on):
                    if self._measured(reading, told):
                        before = told
                        yield told

    def _end(self, reading: Reading, sentence: Sentence, cue: Cue, cues: InOrder[Cue]) -> int:
        """Where the telling of a sentence's last movement ends: behind its values, which may open the next one."""
        following = measures.valued_behind(reading, cue.end, sentence, self._units)
        return following.end if following and not cues.any_within(following.start, following.end) else sentence.end

    def _side_at(self, reading: Reading, sentence: Sentence) -> Side | None:
        """The side that a sentence begins with: "To the right, 20 and 20.", "After, left 55."."""
        for at in range(sentence.start, min(sentence.start + OPENING, sentence.end)):
            if reading.word(at) in {"left", "right"}:
                return None if measures.names_place(reading, at) else Side(reading.word(at))
            if reading.word(at) not in self._ends | {"to", "the", "and", "on", ","}:
                break
        return None

    def _only_unchanged(self, reading: Reading, sentence: Sentence) -> bool:
        """Whether a sentence says nothing but that what was measured before it did not change."""
        span = sentence.start, sentence.end
        named = {token.ent_type_ for token in reading.doc[slice(*span)]} - {""}
        short = sentence.end - sentence.start <= OPENING and not named
        return short and not any(map(reading.value, range(*span))) and self._says(reading, "unchanged", *span)

    def _later(self, reading: Reading, sentence: Sentence, owned: Set[int]) -> int | None:
        """The one number of a short sentence that tells the end or start of what was measured before it ("Now 9.")."""
        words = reading.words(sentence.start, sentence.end)
        numbers = [i for i in range(sentence.start, sentence.end) if reading.value(i) is not None]
        counts = self._says(reading, "counting", sentence.start, sentence.end)
        timed = not (self._after | self._starts).isdisjoint(words)
        late = timed and not counts and len(words) <= LONGEST_LEAD
        named = {token.ent_type_ for token in reading.doc[sentence.start : sentence.end]} - {""}
        named -= {"TECHNIQUE"} if reading.word(sentence.start) in self._ends else set()  # "After stretching, 110."
        if not late or named or len(numbers) != 1 or numbers[0] in owned:
            return None
        return None if reading.word(numbers[0] - 1) in {"a", "an"} else numbers[0]

    def _turns(
        self, reading: Reading, cue: Cue, stop: int, owned: Set[int], goes_on: Side | None
    ) -> Iterator[_Telling]:
        """What is told of one movement, cut where its other direction begins ("right 50, left 65")."""
        begin, turn = cue.start, goes_on
        for at in range(cue.end, stop):
            side = Side(reading.word(at)) if reading.word(at) in {"left", "right"} else None
            if begins_place(reading, begin, at, stop):  # "Left ankle 8 to 14, right ankle 12 to 12"
                yield _Telling(cue, begin, at, self._numbers(reading, begin, at, owned), turn)
                cue, begin, turn = Cue(cue.label, at, at + 1), at, None
            elif side and self._begins_turn(reading, begin, at, stop):
                yield _Telling(cue, begin, at, self._numbers(reading, begin, at, owned), turn)
                begin, turn = at, side
        yield _Telling(cue, begin, stop, self._numbers(reading, begin, stop, owned), turn)

    def _two_sided(self, reading: Reading, cue: Cue, stop: int, owned: Set[int]) -> list[_Telling]:
        """ "Left 60, right 45 before, 70 and 65 after", "60 left and 45 right, now 70 and 65": what is whose."""
        marks: list[tuple[str, int]] = []
        for at in range(cue.end, stop):
            if reading.word(at) in {"left", "right"}:
                marks.append(("S", at))
            elif (value := reading.value(at)) is not None and SMALLEST <= value <= LARGEST and at not in owned:
                marks.append(("N", at))
        order = "".join(kind for kind, _ in marks)
        sides = [reading.word(at) for kind, at in marks if kind == "S"]
        numbers = [at for kind, at in marks if kind == "N"]
        kinds = {token.ent_type_ for token in reading.doc[marks[0][1] if marks else stop : stop]}
        other = {"left": "right", "right": "left"}.get(sides[0]) if order == "NNS" else None
        ahead = reading.words(reading.sentence(cue.start).start, cue.end)
        if (
            other and other in ahead and reading.words(numbers[1] - 2, numbers[1]) != [reading.word(numbers[0]), "to"]
        ):  # "Left 95 compared to 130 on the right"
            return [
                _Telling(cue, at, stop, [at], Side(side)) for side, at in zip((other, sides[0]), numbers, strict=True)
            ]
        if len({*sides}) < 2 or sides[2:] not in ([], sides[:2]) or "AREA" in kinds:
            return []
        if order in _SIDE_LAST:
            cut = order.index("S")
            parts = zip(sides, (numbers[:cut], numbers[cut:]), (marks[cut][1], marks[-1][1]), strict=True)
            return [_Telling(cue, of[0], last + 1, of, Side(side)) for side, of, last in parts]
        shared = order in _BOTH_LAST and not {"both", "each"}.isdisjoint(reading.words(numbers[1] + 1, stop))
        if order not in _TWO_SIDED | _BOTH_LAST or (order in _BOTH_LAST and not shared):
            return []
        numbers += numbers[2:] if shared else []
        ends, late = set(reading.words(numbers[1] + 1, stop)), self._after | self._ends
        if len(numbers) > 2 and ends.isdisjoint(self._before | late):
            return []
        # "70 and 65 after, 60 and 45 before"
        reverse = not late.isdisjoint(reading.words(numbers[1] + 1, numbers[-2])) and not self._before.isdisjoint(
            reading.words(numbers[-2], stop + 1)
        )
        both = zip(sides, numbers[:2], numbers[2:] or numbers[:2], strict=False)
        turned = reverse if len(numbers) > 2 else None
        return [_Telling(cue, first, stop, sorted({first, last}), Side(side), turned) for side, first, last in both]

    def _pair(self, reading: Reading, cue: Cue, stop: int) -> tuple[Cue, list[str]] | None:
        """A movement of which each side was told once, and the sides in order."""
        sides = [reading.word(at) for at in range(cue.end, stop) if reading.word(at) in {"left", "right"}]
        numbers = sum(reading.value(at) is not None for at in range(cue.end, stop))
        return (cue, sides) if len(sides) == numbers == len({*sides}) > 1 else None

    def _both_later(
        self, reading: Reading, sentence: Sentence, pair: tuple[Cue, list[str]] | None, owned: Set[int]
    ) -> list[_Telling]:
        """ "Rotation left 60, right 45. After, 70 and 65.": the ends of both sides, in the same order or with each."""
        if pair is None:
            return []
        span = range(sentence.start, sentence.end)
        numbers = [at for at in span if (reading.value(at) or 0) >= SMALLEST and at not in owned]
        words = reading.words(sentence.start, sentence.end)
        counts = self._says(reading, "counting", sentence.start, sentence.end)
        late = not (self._after | self._ends | {"then"}).isdisjoint(words) and not counts
        named = {token.ent_type_ for token in reading.doc[sentence.start : sentence.end]} - {""}
        if not late or named or len(numbers) != len(pair[1]) or len(words) > LONGEST_LEAD:
            return []
        sides = [word for word in words if word in {"left", "right"}]
        between = [word for word in reading.words(numbers[0] + 1, numbers[1]) if word not in sides]
        if between not in (["and"], [","], [",", "and"]) or sorted(sides) not in ([], ["left", "right"]):
            return []
        cue = Cue(pair[0].label, sentence.start, sentence.start + 1)
        return [_Telling(cue, at, at + 1, [at], Side(side)) for side, at in zip(sides or pair[1], numbers, strict=True)]

    def _begins_turn(self, reading: Reading, begin: int, at: int, stop: int) -> bool:
        """Whether the side at `at` begins another direction: a number stands before it, its own word behind it."""
        valued = any(token.value is not None for token in reading.tokens[begin:at])
        kinds = {token.ent_type_ for token in reading.doc[at + 1 : stop]}
        behind = range(at + 1, min(at + 5, stop))
        own = any(reading.value(i) is not None for i in behind) or self._says(
            reading, "unchanged", behind.start, behind.stop
        )
        if reading.word(at + 1) == "," and reading.word(at + 2) in self._after:
            return False  # "70 percent on the left, now 90"
        led = reading.words(at - 2, at)
        fresh = led[-1] in MARKS | {"the"} or led in (["to", "the"], ["on", "the"]) or "and" in led
        return valued and own and fresh and "AREA" not in kinds

    def _numbers(self, reading: Reading, start: int, stop: int, owned: Set[int]) -> list[int]:
        valued = next((i for i in range(start, stop) if reading.value(i) is not None), stop)
        other = (i for i in range(valued, stop) if reading.doc[i].ent_type_ == "AREA")
        free = [i for i in range(start, next(other, stop)) if i not in owned and reading.word(i) != "one"]
        free = [i for i in free if not measures.is_past(reading, i, self._past, self._visits)]
        free = [i for i in free if not self._is_gain(reading, i)]
        found = [i for i in free if (value := reading.value(i)) is not None and value <= LARGEST][:2]
        ahead = self._number_ahead(reading, start, owned)  # "to about 120 of flexion, it was 100 when we started"
        found = [ahead, *found][:2] if ahead is not None else found
        low = len(found) == 2 and (reading.value(found[1]) or 0) <= HIGHEST_SCORE
        share = len(found) == 2 and found[1] == found[0] + 2 and reading.word(found[1] - 1) == "of"
        scored = low and reading.word(found[1] - 1) in {"a", "an"}
        return found[:1] if scored or share else found

    def _is_gain(self, reading: Reading, at: int) -> bool:
        """ "Gained fifteen degrees", "20 better than last time": by how much it grew."""
        behind = at + 1 + (reading.word(at + 1) in self._units)
        return reading.word(at - 1) in self._gains or reading.word(behind) in {"better", "more", "further"}

    def _number_ahead(self, reading: Reading, start: int, owned: Set[int]) -> int | None:
        """ "120 of flexion", "40 degrees of shoulder rotation": the number before its movement."""
        while reading.doc[start - 1].ent_type_ == "AREA" or reading.word(start - 1) in {"left", "right"}:
            start -= 1
        if reading.word(start - 1) != "of":
            return None
        at = start - 3 if reading.word(start - 2) in self._units else start - 2
        return at if reading.value(at) is not None and at not in owned else None

    def _measured(self, reading: Reading, told: _Telling) -> bool:
        """A unit is said, or the numbers stand in the words of a measurement; or nothing changed."""
        if not told.numbers:
            return self._is_unchanged(reading, told)
        words = set(reading.words(told.lead, min(told.stop + 1, told.numbers[-1] + 3)))
        if not self._limits.isdisjoint(reading.words(reading.sentence(told.start).start, told.numbers[-1])):
            return False
        if not words.isdisjoint(self._units) or reading.word(told.numbers[0] - 1) in BELOW_ZERO:
            return True
        if self._says(reading, "counting", told.lead, min(told.stop + 1, told.numbers[-1] + 3)):
            return False
        first, last = (reading.value(i) or 0 for i in (told.numbers[0], told.numbers[-1]))
        if first == 0 or last < SMALLEST:
            return False
        return self._led_to(reading, told) or (len(told.numbers) == 2 and bool(words & self._measuring))

    def _led_to(self, reading: Reading, told: _Telling) -> bool:
        """Whether a number without a unit follows its movement: "abduction 115", "rotation on the right is 62"."""
        at = told.numbers[0]
        if at < told.start:
            return True
        between = [i for i in range(told.lead, at) if not reading.doc[i].ent_type_ and reading.value(i) is None]
        words = {reading.word(i) for i in between}
        led = len(between) <= LONGEST_LEAD and self._leads.issuperset(words)
        sided = not words.isdisjoint({"left", "right"})
        led = led and ("," not in words or sided or (reading.value(told.numbers[-1]) or 0) > HIGHEST_SCORE)
        directed = reading.words(at + 1, at + 3) == ["to", "the"] and reading.word(at + 3) in {"left", "right"}
        return led and (directed or not self._everyday.issuperset(reading.words(told.cue.start, told.cue.end)))

    def _place(
        self, reading: Reading, told: _Telling, areas: InOrder[AreaMention], last: _Place | None
    ) -> _Place | None:
        """The area that moves: named before, else behind, else the movement's own, else the last."""
        cue = told.cue
        beside = self._side(reading, told, last)
        ahead = areas.within(reading.sentence(cue.start).start, cue.end)
        behind = areas.within(cue.end, told.stop)
        own = self._area_of.get(cue.label)
        announced = areas.last_before(cue.start)
        if (
            not ahead
            and announced
            and own in {None, announced.area}
            and MARKS.issuperset(reading.words(announced.last, cue.start))
        ):
            ahead = [announced]  # "... 20 to 30; left hip, external rotation 35"
        if ahead or (behind and not own):
            of_place = behind and reading.word(cue.end) == "of" and behind[0].first <= cue.end + 2
            area = behind[0] if of_place or not ahead else ahead[-1]
            if last and last.area != area.area and reading.word(area.start - 1) in {"same", "that"} and not own:
                return replace(last, side=beside or last.side)  # "Internal rotation, same arm, 35"
            span = (area.first, area.last)
            return _Place(area.area, self._side_of(told, area, beside, last), span)
        if own:
            named = behind[0].side if behind and behind[0].area == own else None
            carried = beside or named or (last.side if last else None)
            return _Place(own, None if own in self._unpaired else carried, last.span if last else (cue.start, cue.end))
        if last:
            return replace(last, side=beside or (None if last.area in self._midline else last.side))
        later = areas.within(cue.end, reading.sentence(cue.start).end)
        spoken_of = areas.last_before(cue.start) or next(
            iter(later), None
        )  # "... on the right shoulder. External rotation 80 to 92."
        if cue.label in self._of_midline:
            middle = [area for area in areas.within(0, cue.start) if area.area in self._midline]
            spoken_of = middle[-1] if middle else spoken_of
        if cue.label in self._of_ball_joints and spoken_of and spoken_of.area not in self._ball_joints:
            spoken_of = measures.only_joint(areas.within(0, cue.start), self._ball_joints, beside) or spoken_of
        if spoken_of is None:
            return None
        span = (spoken_of.first, spoken_of.last)
        return _Place(spoken_of.area, self._side_of(told, spoken_of, beside, last), span)

    def _side_of(self, told: _Telling, area: AreaMention, beside: Side | None, last: _Place | None) -> Side | None:
        """The side of a named area: its own; of one in the middle of the body, the direction of the movement."""
        if self._area_of.get(told.cue.label) in self._unpaired:
            return None
        if area.area in self._midline or told.turn:
            return beside
        if beside and (area.first, area.last) == (area.start, area.end):
            return beside  # "No work on the left arm, wrist extension on the right": a list's side is none of it
        return area.side or beside or (last.side if last and last.area == area.area else None)

    def _side(self, reading: Reading, told: _Telling, last: _Place | None) -> Side | None:
        """Left or right beside the movement: its direction, or the limb that was not named again."""
        if told.turn:
            return told.turn
        cue = told.cue
        opening = reading.words(reading.sentence(cue.start).start, cue.start)[:3]
        if opening[:2] == ["on", "the"] and opening[2:] in (["left"], ["right"]):
            return Side(opening[2])
        before = range(cue.start - 1, max(cue.start - SIDE_BEFORE - 1, -1), -1)
        # "...; right side bend" is the next's
        more = told.stop < reading.sentence(told.start).end
        stop = told.stop - (more and reading.word(told.stop - 1) in {"left", "right"})
        for index in (*before, *range(cue.end, min(cue.end + SIDE_BEHIND, stop))):
            word = reading.word(index)
            if more and told.numbers and index > told.numbers[0] and measures.names_place(reading, index):
                break  # "... 20 to 30; left hip, external rotation": of what follows
            if word in {"left", "right"}:
                return Side(word)
            if word in {"bilaterally", "bilateral", "both"}:
                return Side.BILATERAL
            if word in {"same", "that"} and reading.word(index + 1) in _LIMBS and last:
                return last.side
        ends = reading.words(told.stop - 3, told.stop)
        if ends[:1] == [","] and ends[2:] == ["side"] and ends[1] in {"left", "right"}:
            return Side(ends[1])  # "... was 90 before and 110 after, right side."
        return None

    def _before_after(self, reading: Reading, told: _Telling) -> tuple[float | None, float | None, str]:
        """The values before and after, and their unit (degrees when none is said)."""
        first, last = told.numbers[0], told.numbers[-1]
        value = measure(reading, first)
        near = [word for i in told.numbers for word in reading.words(i + 1, i + 3 + (i == last))]
        unit = next((self._units[word] for word in near if word in self._units), "degrees")
        sentence = reading.sentence(told.start)
        anew = (
            i
            for i in range(first + 1, first + 4)
            if reading.words(i, i + 2) == [",", "and"] or reading.word(i) == "and"
        )
        behind = undirected(reading, first + 1, min(first + 4, sentence.end, *anew))
        if first != last and told.end_first is not None:
            other = measure(reading, last)
            return (other, value, unit) if told.end_first else (value, other, unit)
        if first != last:
            after_unit = first + 1 + (reading.word(first + 1) in self._units)
            after_first = reading.word(after_unit) in {"after", "now"} and after_unit + 1 != last
            parted = reading.words(after_unit + 1, last) in ([",", "it", "'s"], [",", "it", "is"])
            after_first &= not (parted and reading.word(first - 1) == "was")  # "was 40 degrees now, it's 55"
            other = measure(reading, last)
            after_first |= reading.word(first - 1) == "now" or "been" in reading.words(first + 1, last)
            after_first |= reading.words(last - 2, last) == ["it", "was"] and reading.word(first - 1) != "was"
            after_first |= "from" in reading.words(first + 1, last) and reading.word(first - 1) != "from"
            said = set(reading.words(first, last + 4))
            after_first |= first < told.start and said.isdisjoint({"i", "we"}) and not self._before.isdisjoint(said)
            return (other, value, unit) if after_first else (value, other, unit)
        lead = undirected(reading, *((told.lead, first) if first > told.start else (first - 2, first)))
        around = {*lead, *behind}
        head = set(reading.words(sentence.start, min(told.start, sentence.start + SIDE_BEHIND)))
        late = around & self._after or (head & self._ends and not around & self._before)
        early = around & self._before or (head & self._before and not around & self._after)
        both = [word for word in reading.words(first + 1, first + 5) if word not in self._units][:3]
        if both[1:2] == ["and"] and both[0] in self._before and both[-1] in self._after:  # "10 pre and post"
            return value, value, unit
        if late and not early and not self._is_unchanged(reading, told):
            return None, value, unit
        return value, value if self._is_unchanged(reading, told) else None, unit

    def _is_unchanged(self, reading: Reading, told: _Telling) -> bool:
        """ "Extension stayed at 40", "left unchanged", "70 degrees both times"."""
        at = told.numbers[0] if told.numbers else told.start
        end = reading.sentence(told.start).end
        tail = reading.words(told.stop, end)
        if not {"those", "these", "both", "neither"}.isdisjoint(tail):  # "... and both unchanged"
            return len(told.numbers) == 1 and self._says(reading, "unchanged", told.stop, end)
        return len(told.numbers) < 2 and self._says(reading, "unchanged", told.lead, min(at + UNCHANGED, told.stop))

    def _says(self, reading: Reading, label: str, start: int, end: int) -> bool:
        """Whether the words `start` to `end` say so; "both times" counts nothing, "the same side" is no "same"."""
        found = self._told_so.find(reading.doc, start, end)
        places = spanned(cue for cue in found if cue.label == "same_place")
        cues = [cue for cue in found if cue.start not in places]
        same = spanned(cue for cue in cues if cue.label == "unchanged")
        same |= {at for at in range(start, end) if reading.word(at - 1) in {"without", "no"}}  # "90 without pain"
        return any(cue.label == label and (label == "unchanged" or cue.start not in same) for cue in cues)
