"""Self-corrections while speaking: "left, no, sorry, right", "fifteen, scratch that, twelve minutes".

What comes in: a Reading with areas and techniques found. What goes out: a new list of tokens in which only the last
word stands, and a record of each correction. A correction is taken only when what was withdrawn and what stands instead
are of one kind (a side, a number, a time of day, a stretch of time, an area, a technique); everything else that sounds
like one ("no tenderness on the right") is left as said. Whether the correction is credible is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scribe.extract.areas import AreaMention
from scribe.extract.clock import HOURS, MINUTES, ClockFinder
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.minutes import MinutesFinder
from scribe.extract.reading import HIGHEST_SCORE, MARKS, STOPS, InOrder, Reading, Token, spanned
from scribe.extract.techniques import TechniqueMention
from scribe.records import Evidence, Repair

BACK = 14
"""How many words back the withdrawn word may stand."""
GLUE = 7
"""How many words of glue may stand between the withdrawing words and what stands instead."""
CLOCK_GLUE = 10
"""How many words after a time of day another that stands instead may begin ("9:40, no, I'm wrong, 9:45")."""
_OF_PLACE = frozenset({"of", "left", "right", "both", "to", "into"})
_IN_LISTS = frozenset({",", "and", "the", "her", "his", "left", "right", "both", "also"})
_BEHIND_TIME = MARKS | frozenset(["", *"session appointment visit slot treatment booking of on today total".split()])
_AGES = (["he", "'s"], ["she", "'s"], ["he", "is"], ["she", "is"])


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that can be withdrawn or stand instead."""

    kind: str
    start: int
    end: int


UNITS = {"minutes", "days", "weeks"}
"""Of what is counted where one number takes another back."""


class RepairFinder:
    """Finds corrections and takes them."""

    def __init__(self, minutes: MinutesFinder, clock: ClockFinder) -> None:
        words = read_patterns("repairs")
        self._clock = clock
        self._minutes = minutes
        self._cues = Cues({label: words[label] for label in ("strong", "renames", "rescored", "weak", "never")})
        self._denials = Cues({label: words[label] for label in ("denied", "instead", "noted", "really")})
        self._glue = frozenset(words["glue"])
        self._before_time = frozenset(words["before_time"])
        self._no_time_behind = frozenset(words["no_time_behind"])
        self._unit_or_end = MARKS | {"", "minutes", "coming", "out", *words["links"]}
        self._behind_noted = frozenset(words["behind_noted"])
        self._ends = MARKS | {"", *words["links"]}

    def repair(
        self, reading: Reading, areas: Sequence[AreaMention], techniques: Sequence[TechniqueMention]
    ) -> tuple[list[Token], list[Repair]]:
        """The tokens after all corrections, and the corrections."""
        slots: list[list[Token]] = [[token] for token in reading.tokens]
        denials = InOrder(self._denials.find(reading.doc))
        repairs = [*self._denied(reading, slots, denials), *self._misnoted(reading, slots, denials)]
        done = 0
        cues = self._cues.find(reading.doc)
        never = spanned(cue for cue in cues if cue.label == "never")
        cues = [cue for cue in cues if never.isdisjoint(range(cue.start, cue.end))]
        things = self._things(reading, areas, techniques) if cues else []
        by_start, placed = {thing.start: thing for thing in reversed(things)}, InOrder(things)
        cues = [cue for cue in cues if _paused(reading, cue) or self._half_paused(reading, placed, by_start, cue)]
        for cue in cues:
            if cue.start < done or not slots[cue.start]:
                continue
            stands = self._stands(reading, by_start, cue.end)
            if stands and "not" in reading.words(cue.end, stands.start):
                # "Friction, no, not friction, compression": what is denied is what was said, and another stands.
                denied = _withdrawn(reading, placed, cue, stands)
                same = denied is not None and _same(reading, denied, stands)
                instead = self._stands(reading, by_start, stands.end) if same else None
                begin = _listed(reading, things, denied) if same and denied and not _of_kind(instead, denied) else None
                if denied and begin is not None:
                    # "The scalp and the face, no, not the face": what is left is the scalp, not the face.
                    repairs.append(_record(reading, denied, stands))
                    for index in range(begin, cue.end):
                        slots[index] = []
                    done = stands.end
                    continue
                stands = instead
            if stands and stands.kind == "technique" and _answered(reading, cue, stands):
                continue
            if stands and (times := self._times_told_otherwise(reading, placed, cue, stands)):
                repairs.append(_record(reading, *times))
                self._apply(reading, slots, times[0], cue, times[1])
                done = times[1].end
                continue
            gone = stands and _withdrawn(reading, placed, cue, stands)
            if stands and _names_anew(reading, cue, gone, stands):
                for index in range(cue.start, stands.start):
                    slots[index] = []
                done = stands.end
                continue
            if stands and gone and stands.kind == "side" and _same(reading, gone, stands):
                # "both hamstrings, I mean both calves": the side is repeated, the part is not.
                area = by_start.get(stands.end)
                stands = area if area and area.kind == "area" else None
                gone = stands and _withdrawn(reading, placed, cue, stands)
            if not stands or not gone or _stay(reading, things, gone, stands):
                continue
            if cue.label == "rescored" and not (_is_scored(reading, gone) and _is_scored(reading, stands)):
                continue
            gone, stands = _with_part(reading, placed, by_start, cue, gone, stands)
            repairs.append(_record(reading, gone, stands))
            self._apply(reading, slots, gone, cue, stands)
            done = stands.end
        return [token for slot in slots for token in slot], repairs

    def _denied(self, reading: Reading, slots: list[list[Token]], cues: InOrder[Cue]) -> list[Repair]:
        """ "I did not do twenty minutes on the neck, I did ten": not the work is denied but its minutes.

        What remains is "I did ten minutes on the neck". What the client did not do, ten of
        something else, and another place behind the ten are no corrections.
        """
        repairs: list[Repair] = []
        for denied in cues:
            at = denied.end
            if denied.label != "denied" or reading.value(at) is None or reading.word(at + 1) != "minutes":
                continue
            later = cues.within(at, reading.sentence(at).end)
            if not later or later[0].label != "instead" or reading.word(later[0].start - 1) not in MARKS:
                continue
            stands = later[0].end
            end = stands + (2 if reading.word(stands + 1) == "minutes" else 1)
            if reading.value(stands) is None or reading.word(end) not in MARKS | {""}:
                continue
            repairs.append(_record(reading, _Thing("number", at, at + 1), _Thing("number", stands, stands + 1)))
            for index in [*range(denied.start + 2, at), *range(later[0].start - 1, end)]:
                slots[index] = []
            slots[at] = [reading.tokens[stands]]
        return repairs

    def _misnoted(self, reading: Reading, slots: list[list[Token]], cues: InOrder[Cue]) -> list[Repair]:
        """ "I wrote ten, but it was really seven minutes": what was noted or planned, and what it was.

        What remains is "seven minutes". "I wrote ten pages" and what she said it was are no corrections.
        """
        repairs: list[Repair] = []
        for noted in cues:
            at = noted.end
            if noted.label != "noted" or reading.value(at) is None or not slots[at]:
                continue
            behind = at + 1
            while reading.word(behind) in self._behind_noted:
                behind += 1
            told = behind  # "Planned fifteen minutes of friction on the left calf, did ten."
            while reading.word(behind) in self._behind_noted | _OF_PLACE or _is_named(reading, behind):
                behind += 1
            begins = behind + (reading.word(behind) in MARKS - STOPS)
            begins += reading.word(begins) == "but"
            really = next((cue for cue in cues.within(begins, begins + 1) if cue.label == "really"), None)
            stands = really.end + (reading.word(really.end) in {"a", "an"}) if really and begins > behind else 0
            follows = reading.word(stands + 1)
            if not stands or reading.value(stands) in {None, reading.value(at)} or follows not in self._unit_or_end:
                continue
            repairs.append(_record(reading, _Thing("number", at, at + 1), _Thing("number", stands, stands + 1)))
            unit = follows != "minutes" and reading.word(at + 1) == "minutes"
            named = any(_is_named(reading, index) for index in range(told, behind))
            for index in [*range(noted.start, at), *range(behind if named else at + 1 + unit, stands + 1)]:
                slots[index] = []
            slots[at] = [reading.tokens[stands]]
        return repairs

    def _things(
        self, reading: Reading, areas: Sequence[AreaMention], techniques: Sequence[TechniqueMention]
    ) -> list[_Thing]:
        found = [_Thing("technique", t.start, t.end) for t in techniques]
        found += [_Thing("area", a.start, a.end) for a in areas]
        times = [*self._times_in_words(reading), *self._times_of_day(reading)]
        taken = spanned([*found, *times])
        found += times
        for index, token in enumerate(reading.tokens):
            counts = token.value is not None and not _is_pronoun(reading, index) and not _is_scale(reading, index)
            if counts and index not in taken:
                found.append(_Thing("number", index, index + 1))
            elif token.text in {"left", "right", "both"} and index not in taken:
                found.append(_Thing("side", index, index + 1))
        return sorted(found, key=lambda thing: thing.start)

    def _times_of_day(self, reading: Reading) -> list[_Thing]:
        """Times of day, and what stands instead of one: "until half past, no, sorry, nine thirty-five"."""
        found = [_Thing("clock", point.start, point.end) for point in self._clock.points(reading)]
        for at in {thing.end + step for thing in found for step in range(1, CLOCK_GLUE)}:
            if reading.word(at - 1 - (reading.word(at - 1) in {",", "."})) not in self._before_time:
                continue
            # "Twenty-five to ten", "nine thirty-five", heard "nine, thirty-five"
            way = reading.word(at + 1) in {"to", "past", ","}
            first, last = reading.value(at) or 0, reading.value(at + 1 + way) or 0
            before = reading.word(at + 1) in {"to", "past"}
            told = (first in MINUTES and last in HOURS) if before else (first in HOURS and last in MINUTES)
            if told and reading.word(at + 2 + way) in MARKS | {""}:
                found.append(_Thing("clock", at, at + 2 + way))
        return list(dict.fromkeys(found))

    def _times_in_words(self, reading: Reading) -> list[_Thing]:
        """Times without a number that could be corrected alone: "an hour and a quarter", "half an hour"."""
        found: list[_Thing] = []
        for index, token in enumerate(reading.tokens):
            free = token.value is None and (not found or index >= found[-1].end)
            if free and (amount := self._minutes.stated(reading, index)):
                found.append(_Thing("time", amount.start, amount.end))
        return found

    def _stands(self, reading: Reading, by_start: dict[int, _Thing], end: int) -> _Thing | None:
        """What follows the withdrawing words, or what they deny, with only glue between; a "not" before it is one."""
        for at in range(end, min(len(reading.tokens), end + GLUE)):
            if at in by_start:
                # "Ten out of ten, I mean he's nineteen" is an age, no other number.
                age = reading.words(at - 2, at) in _AGES and (reading.value(at) or 0) > HIGHEST_SCORE
                return None if age else by_start[at]
            denies = reading.word(at) == "not" and not by_start.keys().isdisjoint((at + 1, at + 2, at + 3))
            if reading.word(at) not in self._glue and not denies:
                return None
        return None

    def _half_paused(self, reading: Reading, things: InOrder[_Thing], by_start: dict[int, _Thing], cue: Cue) -> bool:
        """ "On the calves no, the hamstrings", "three minutes, no four": a comma on one side alone, between two of a
        kind."""
        words = reading.words(cue.start, cue.end)
        end = cue.start - (reading.word(cue.start - 1) == ",")
        counted = end - (reading.word(end - 1) in UNITS)
        last = next((thing for thing in things.within(end - BACK, end) if thing.end in {end, counted}), None)
        stands = self._stands(reading, by_start, cue.end) if words in (["no"], ["well"]) and last else None
        if last is None or stands is None:
            return False
        if last.kind == stands.kind == "number":
            unit = stands.end + (reading.word(stands.end) in UNITS)
            near = {",", "."}.issuperset(reading.words(cue.end, stands.start))
            return near and reading.word(unit) in MARKS | {""} and (end == cue.start or words == ["no"])
        behind = (reading.word(cue.end) == "," or reading.word(cue.end) == "not") and words == ["no"]
        if last.kind == stands.kind == "technique":
            return behind and "not" in reading.words(cue.end, stands.start) and _same(reading, last, stands)
        other = any(thing.kind == stands.kind == "side" and thing.end == last.start for thing in things)
        if other and reading.word(stands.end) in MARKS | {""}:
            return behind  # "The left calf no, the right, ten minutes"
        part = by_start.get(stands.end) if stands.kind == "side" else stands
        return behind and last.kind == "area" and part is not None and part.kind == "area"

    def _times_told_otherwise(
        self, reading: Reading, things: InOrder[_Thing], cue: Cue, stands: _Thing
    ) -> tuple[_Thing, _Thing] | None:
        """ "Half an hour, no, twenty-five minutes": a time in words and one in figures are of one kind.

        An hour and some minutes is left, for it may be its minutes alone that are put right.
        """
        counted = _counted(reading, stands)
        if stands.kind != "time" and (counted is None or reading.word(counted.end) in self._no_time_behind):
            return None
        before = [thing for thing in things.touching(cue.start - BACK - 1, cue.start) if thing.end <= cue.start]
        before = [thing for thing in before if thing.kind in {"number", "time", "clock", "technique"}]
        before = [thing for thing in before if reading.word(thing.start - 1) != "of"]  # "half an hour of friction"
        gone = before[-1] if before and before[-1].kind in {"number", "time"} else None
        if gone is None or gone.kind == stands.kind:
            return None
        gone = gone if gone.kind == "time" else _counted(reading, gone)
        stands = stands if stands.kind == "time" else counted or stands
        if gone is None or not MARKS.isdisjoint(reading.words(gone.end, cue.start - 1)):
            return None
        if reading.word(cue.start - 1) in STOPS and reading.word(stands.end) == "of":
            return None  # "Half an hour. Actually, ten minutes of friction too."
        mixed = any(
            reading.value(at) is not None
            for thing in (gone, stands)
            for at in range(thing.start + (reading.word(thing.start + 1) == "minutes"), thing.end)
        )
        return None if mixed else (gone, stands)

    def _apply(self, reading: Reading, slots: list[list[Token]], gone: _Thing, cue: Cue, stands: _Thing) -> None:
        """Strike what was withdrawn.

        "his left, no, his right elbow": all from "left" up to "right" goes. "fifteen minutes, sorry, twenty": what
        stands is put in the place of what went, because the words after it ("minutes") still hold.
        """
        held = list(reading.tokens[gone.start : gone.end])
        place = next((at for at in range(gone.start) if slots[at] == held), None)
        if place is not None and not slots[gone.start]:
            # "On the right, eight minutes. Wait, left. No, right.": what is withdrawn has been put elsewhere before.
            for index in range(cue.start, stands.end):
                slots[index] = []
            slots[place] = list(reading.tokens[stands.start : stands.end])
            return
        tail = reading.words(gone.end, cue.start)
        while tail and tail[-1] in MARKS:
            tail.pop()
        repeated = not tail or reading.word(stands.end) == tail[0]
        named = any(_is_named(reading, index) for index in range(gone.end, cue.start))
        if repeated and named and stands.kind == "number" and reading.word(stands.end + 1) in self._ends:
            # "Fifteen minutes of friction on the calf, no, twenty minutes": the work between stays.
            for index in range(gone.end + len(tail), stands.end + 1):
                slots[index] = []
            slots[gone.start] = list(reading.tokens[stands.start : stands.end])
            return
        whole = stands.kind in {"area", "technique", "time"} or reading.word(stands.end) in self._ends
        if repeated or not whole:
            for index in range(gone.start, stands.start):
                slots[index] = []
            return
        for index in [*range(gone.start, gone.end), *range(gone.end + len(tail), stands.end)]:
            slots[index] = []
        slots[gone.start] = list(reading.tokens[stands.start : stands.end])


def _answered(reading: Reading, cue: Cue, stands: _Thing) -> bool:
    """ "Did the physio use ultrasound? No. Swedish on the back", "tape? No. Cold pack? No.": a question and its answer,
    then work of its own; "friction? No, compression" takes back."""
    closed = "." in reading.words(cue.start, stands.start) or reading.word(stands.end) == "?"
    return reading.words(cue.start - 1, cue.end) == ["?", "no"] and closed


def _counted(reading: Reading, thing: _Thing) -> _Thing | None:
    """A number with its minutes as a time; None for the end of a range ("ten to fifteen minutes") and other numbers."""
    ranged = reading.word(thing.start - 1) in {"to", "or"} and reading.value(thing.start - 2) is not None
    if thing.kind != "number" or ranged or reading.word(thing.end) != "minutes":
        return None
    return _Thing("time", thing.start, thing.end + 1)


def _is_named(reading: Reading, index: int) -> bool:
    """Whether work or its place is named at a token."""
    return index < len(reading.tokens) and reading.doc[index].ent_type_ in {"AREA", "TECHNIQUE"}


def _is_pronoun(reading: Reading, index: int) -> bool:
    """ "Wasn't that the left one": not a number that could be corrected."""
    beside = reading.word(index) == "one" and reading.word(index - 1) in {"left", "right"}
    return beside and reading.words(index - 3, index - 1) in (
        ["that", "the"],
        ["it", "the"],
        ["it", "my"],
        ["that", "my"],
    )


def _is_scale(reading: Reading, index: int) -> bool:
    """ "Eight out of | ten |, no, six out of ten": what a score is out of is not what is taken back."""
    led = reading.word(index - 1) in {"of", "/", "on", "slash"}
    first = index - 2 - (reading.words(index - 2, index) == ["out", "of"])
    return reading.value(index) == HIGHEST_SCORE and led and reading.value(first) is not None


def _paused(reading: Reading, cue: Cue) -> bool:
    """Strong words withdraw wherever they stand, weak ones only between pauses, or between two numbers.

    "For twenty, no eighteen minutes", "four first no five" and "in four no five days" take back, "no ten minutes" by
    itself does not.
    """
    before, after = reading.word(cue.start - 1) in MARKS | {"first"}, reading.word(cue.end) in MARKS
    behind = reading.value(cue.end) is not None
    clocked = [token.tag for token in reading.tokens[cue.end : cue.end + 1]] == ["CLOCK"]
    numbers = (behind and reading.value(cue.start - 2) is not None) or (
        (behind or clocked) and reading.word(cue.start - 2) == "past"
    )
    counted = cue.start - 1 - (reading.word(cue.start - 1) in UNITS)  # "nine days no eight"
    between = behind and reading.value(counted) is not None and reading.words(cue.start, cue.end) == ["no"]
    between |= reading.words(cue.start, cue.end) == ["no"] and _times_beside(reading, cue.start, cue.end)
    return cue.label in {"strong", "renames", "rescored"} or between or (before and (after or numbers))


def _times_beside(reading: Reading, start: int, end: int) -> bool:
    """ "Hour, no fifty-minute session", "an hour no fifty minutes": a time in words right before, one in figures behind
    it and no more ("half an hour, no five minutes more")."""
    start -= reading.word(start - 1) in MARKS
    counted = reading.value(end) is not None and reading.word(end + 1) == "minutes"
    return reading.word(start - 1) == "hour" and counted and reading.word(end + 2) in _BEHIND_TIME


def _withdrawn(reading: Reading, things: InOrder[_Thing], cue: Cue, stands: _Thing) -> _Thing | None:
    """The nearest thing of the same kind before the cue, within reach, with no stop between but right at the cue."""
    before = [thing for thing in things.touching(cue.start - BACK - 1, cue.start) if thing.end <= cue.start]
    same = [thing for thing in before if thing.kind == stands.kind]
    if not same:
        return None
    # "Release for the neck, craniosacral, I mean, for the head": the place is of the work told right before.
    work = [thing for thing in before if thing.kind == "technique" and thing.start >= same[-1].end]
    if stands.kind == "area" and work and MARKS.issuperset(reading.words(work[-1].end, cue.start)):
        return None
    stops = [i for i in range(same[-1].end, cue.start) if reading.word(i) in STOPS]
    return same[-1] if stops in ([], [cue.start - 1]) else None


def _is_scored(reading: Reading, thing: _Thing) -> bool:
    """Whether a number may be a score: none past ten, and none with a unit."""
    value = reading.value(thing.start) if thing.kind == "number" else None
    unit = reading.doc[thing.end].ent_type_ == "TECHNIQUE" if thing.end < len(reading.tokens) else False
    return value is not None and value <= HIGHEST_SCORE and reading.word(thing.end) not in UNITS and not unit


def _of_kind(thing: _Thing | None, other: _Thing) -> bool:
    return thing is not None and thing.kind in {other.kind, "side"}


def _listed(reading: Reading, things: Sequence[_Thing], denied: _Thing) -> int | None:
    """Where a place behind another of a list begins, with its "and"; None for what stands alone."""
    before = [thing for thing in things if thing.end <= denied.start and thing.kind != "side"]
    glue = reading.words(before[-1].end, denied.start) if before else []
    listed = "and" in glue and len(glue) <= GLUE and _IN_LISTS.issuperset(glue)
    return before[-1].end if listed and denied.kind == before[-1].kind == "area" else None


def _names_anew(reading: Reading, cue: Cue, gone: _Thing | None, stands: _Thing) -> bool:
    """ "Friction, then deep pressure, no, call it trigger point work": a name for what had none, of no other work."""
    parted = gone is None or not MARKS.isdisjoint(reading.words(gone.end, cue.start - 1))
    return cue.label == "renames" and stands.kind == "technique" and parted


def _told_before(reading: Reading, things: Sequence[_Thing], gone: _Thing, stands: _Thing) -> bool:
    """ "Friction on the calf, ten. Swedish, twenty. Sorry, the friction was on the right.": work told before `gone`
    that is put right, and nothing that stands in the place of `gone`."""
    pointed = stands.kind == "technique" and reading.word(stands.start - 1) in {"the", "that"}
    named = any(thing.start < gone.start and _same(reading, thing, stands) for thing in things)
    return pointed and named and reading.sentence_of[stands.start] != reading.sentence_of[gone.start]


def _with_part(
    reading: Reading, things: InOrder[_Thing], by_start: dict[int, _Thing], cue: Cue, gone: _Thing, stands: _Thing
) -> tuple[_Thing, _Thing]:
    """ "Left calf, ten minutes. Strike that, right calf.": with their part, where a number stands between."""
    parts = by_start.get(gone.end), by_start.get(stands.end)
    if gone.kind != "side" or parts[0] is None or parts[1] is None or {part.kind for part in parts if part} != {"area"}:
        return gone, stands
    counted = any(thing.kind in {"number", "time"} for thing in things.within(parts[0].end, cue.start))
    if not counted:
        return gone, stands
    return _Thing("area", gone.start, parts[0].end), _Thing("area", stands.start, parts[1].end)


def _same(reading: Reading, gone: _Thing, stands: _Thing) -> bool:
    return reading.words(gone.start, gone.end) == reading.words(stands.start, stands.end)


def _record(reading: Reading, gone: _Thing, stands: _Thing) -> Repair:
    withdrawn, kept = reading.evidence(gone.start, gone.end), reading.evidence(stands.start, stands.end)
    text = reading.text
    return Repair(
        text[withdrawn.start : withdrawn.end], text[kept.start : kept.end], (Evidence(withdrawn.start, kept.end),)
    )


def _stay(reading: Reading, things: Sequence[_Thing], gone: _Thing, stands: _Thing) -> bool:
    """Whether both were said, and neither takes the other back."""
    both = _told_before(reading, things, gone, stands) or _of_two_kinds(reading, gone, stands)
    return _same(reading, gone, stands) or both


def _of_two_kinds(reading: Reading, gone: _Thing, stands: _Thing) -> bool:
    """ "It was a four when she lay down. Well, it was a sixty-minute session": a score, and a time."""
    value = reading.value(gone.start)
    score = value is not None and value <= HIGHEST_SCORE and reading.word(gone.start - 1) in {"a", "an"}
    return score and reading.word(gone.end) != "minutes" and reading.word(stands.end) == "minutes"
