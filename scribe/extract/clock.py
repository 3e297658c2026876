"""Times of day: "2:05", "half past ten", "twenty to four", "ten of three", "from 2:05 to 2:25".

What comes in: a Reading. What goes out: points of the clock in minutes of a twelve-hour day, with the role they were
said in (start or end), and ranges as amounts of time. Which block a point belongs to is not decided here but in
`treatments.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scribe.extract.language import Cues, read_patterns
from scribe.extract.minutes import Amount, Kind
from scribe.extract.reading import HIGHEST_SCORE, MARKS, InOrder, Reading
from scribe.records import Basis

HALF_DAY = 12 * 60
"""Hours are said without a.m. or p.m.; a session never lasts twelve hours."""
LONGEST = 4 * 60
"""A block longer than this is a misreading, not a block."""
ROUND = 5
"""A number that may be a time of day ("at 410") is one when its minutes are of these."""
_WRITTEN = re.compile(r"^(\d{1,2})[.]?([0-5]\d)$")
FRACTIONS = {"half": 30.0, "quarter": 15.0}
OPENS = frozenset({"a", "noon", *FRACTIONS})
"""What a time of day begins with, where it is no number."""
HOURS, MINUTES = range(1, 13), range(5, 60, 5)
"""What two numbers in a row may be where they are a time of day in words."""
_UNTIL = frozenset({"until", "till", "til"})
_ME_TO = (["me", "to"], ["us", "to"])


@dataclass(frozen=True, slots=True)
class Point:
    """A time of day. `minute` counts from twelve o'clock; `role` is "start", "end" or empty."""

    start: int
    end: int
    minute: int
    role: str = ""


class ClockFinder:
    """Finds times of day."""

    def __init__(self) -> None:
        words = read_patterns("clock")
        self._roles = Cues({"start": words["start"], "end": words["end"]})
        self._to = frozenset(words["to"])
        self._past = frozenset(words["past"])
        self._before = frozenset(words["before"])
        self._hedges = frozenset(words["hedges"])
        self._told = frozenset(words["told"])
        self._led_to = frozenset(words["led_to"])
        self._led_me_to = frozenset(words["led_me_to"])
        self._at = frozenset(words["at"])
        self._units = frozenset(words["units"])
        self._before_half = frozenset(words["before_half"])
        self._before_minutes = frozenset(words["before_minutes"])
        self._whole_minutes = frozenset(words["minutes_before_an_hour"])
        self._movements = frozenset(words["movements"])
        self._warm = frozenset(words["warm"])
        self._scored = frozenset(words["scored"])
        self._sharp = frozenset(words["sharp"])
        self._half_of_day = frozenset(words["half_of_day"])
        self._after_past = MARKS | {"", *words["after_past"]}
        self._after_range = MARKS | {"", *words["after_range"]}
        self._opens_range = MARKS | {"", "from", "between"}

    def find(self, reading: Reading) -> tuple[list[Amount], list[Point]]:
        """Ranges as amounts, and the points that stand alone."""
        points = self.points(reading)
        amounts: list[Amount] = []
        alone: list[Point] = []
        index = 0
        while index < len(points):
            first = points[index]
            second = points[index + 1] if index + 1 < len(points) else None
            if second and first.role != "end" and self._joined(reading, first, second):
                amounts.append(_between(first, second))
                index += 2
            else:
                alone.append(first)
                index += 1
        return [amount for amount in amounts if amount.minutes and amount.minutes <= LONGEST], alone

    def _joined(self, reading: Reading, first: Point, second: Point) -> bool:
        words = [word for word in reading.words(first.end, second.start) if word not in self._hedges]
        return bool(words) and words[0] in self._to and (len(words) == 1 or words[:2] == ["up", "to"])

    def points(self, reading: Reading) -> list[Point]:
        """All times of day, with their roles."""
        found: list[Point] = []
        index = 0
        while index < len(reading.tokens):
            point = self._point(reading, index, found[-1] if found else None)
            if point:
                found.append(point)
                index = point.end
            else:
                index += 1
        return self._with_roles(reading, found)

    def _point(self, reading: Reading, at: int, previous: Point | None) -> Point | None:
        token = reading.tokens[at]
        if reading.word(at - 1) == "my":
            return None  # "my half past nine" is a client
        if token.tag == "CLOCK":
            hour, minute = token.text.replace(".", ":").split(":")
            return Point(at, self._after_noon(reading, at + 1), _minute(int(hour), int(minute)))
        if token.value is None and token.text not in OPENS:
            return None
        return (
            self._past_or_to(reading, at, previous)
            or self._oclock(reading, at)
            or self._run_together(reading, at, previous)
            or self._spoken_pair(reading, at, previous)
            or self._bare_hour(reading, at, previous)
        )

    def _past_or_to(self, reading: Reading, start: int, previous: Point | None) -> Point | None:
        """ "half past ten", "half two", "twenty to four", "ten of three", "five past eleven", "twenty-five past"."""
        at = start + 1 if reading.word(start) == "a" and reading.word(start + 1) == "quarter" else start
        word, value = reading.word(at), reading.value(start)
        hour = _hour(reading, at + 1)
        leads_on = reading.word(at + 2) in self._to - {"and"}  # "half nine to quarter to ten"
        if word == "half" and hour and (reading.word(start - 1) in self._before_half or leads_on):
            return Point(start, at + 2, _minute(hour, 30))  # British: "half two" is half past two
        minutes = FRACTIONS.get(word, value if value and value < 30 and value % 1 == 0 else None)
        after = at + 2 if reading.word(at + 1) == "minutes" else at + 1
        way, hour = reading.word(after), _hour(reading, after + 1)
        later = way in self._past
        if minutes is None or (not later and way not in self._before):
            return None
        if hour is None:
            return self._past_the_same_hour(reading, start, after, int(minutes), previous)
        if not later and (word == "half" or not self._means_before(reading, start, at, after, minutes)):
            return None
        total = hour * 60 + (int(minutes) if later else -int(minutes))
        return Point(start, after + 2, total % HALF_DAY)

    def _past_the_same_hour(
        self, reading: Reading, start: int, after: int, minutes: int, previous: Point | None
    ) -> Point | None:
        """ "Five past nine to twenty-five past": the hour is that of the time before."""
        way = reading.word(after)
        ends = reading.word(after + 1) in self._after_past | (self._to - {"and"})
        if previous is None or way not in {"past", "to"} or not ends:
            return None
        if way == "to" and reading.word(after - 1) != "quarter":
            return None
        hour = previous.minute - previous.minute % 60
        minute = hour + minutes if way == "past" else hour + 60 - minutes
        return Point(start, after + 1, minute + 60 if minute < previous.minute else minute)

    def _means_before(self, reading: Reading, start: int, at: int, after: int, minutes: float) -> bool:
        """ "twenty to four" is a time; "six to seven" and "ten to fifteen minutes" are ranges."""
        if reading.word(at) == "quarter":
            return True
        clocklike = minutes in self._whole_minutes and reading.word(start - 1) in self._before_minutes
        # "25-5-3": numbers that run together, of which no two are a time.
        behind = reading.tokens[after : after + 3]
        run_on = len(behind) == 3 and behind[0].hyphen and behind[2].hyphen and not self._both_before(reading, at)
        measured = reading.word(after) == "to" and reading.word(after + 2) in {"minutes", "out"}
        # "Left shoulder pain at five of ten", "the neck went to five of ten"
        sentence = reading.sentence(start).start
        told = reading.words(sentence, start)
        placed = "AREA" in {token.ent_type_ for token in reading.doc[max(0, start - 3) : start]}
        of_ten = reading.word(after) == "of" and reading.value(after + 1) == HIGHEST_SCORE
        scored = of_ten and (placed or not self._scored.isdisjoint(told))
        # "He put the right wrist at five to six", with nothing that tells of a start or an end
        named = any(token.ent_type_ == "AREA" for token in reading.doc[sentence:start])
        neighbours = named and reading.value(after + 1) == minutes + 1
        neighbours |= named and reading.word(start - 1) == "from" and reading.word(after + 2) not in self._to
        went = placed and reading.words(start - 2, start) == ["went", "from"]
        scored |= neighbours and (went or not self._roles.find(reading.doc, sentence, start - 1))
        return clocklike and not run_on and not measured and not scored

    def _both_before(self, reading: Reading, at: int) -> bool:
        """ "From 20-10-5-10": twenty to ten till five to ten, the second of which is at most an hour later."""
        values = [reading.value(at + step) for step in (0, 2, 4, 6)]
        if None in values or reading.word(at - 1) != "from" or not reading.tokens[at + 5].hyphen:
            return False
        return values[2] in self._whole_minutes and values[3] in {values[1], (values[1] or 0) % 12 + 1}

    def _spoken_pair(self, reading: Reading, at: int, previous: Point | None) -> Point | None:
        """ "two fifteen", "ten oh five" after a word that tells a time."""
        hour = _hour(reading, at)
        if hour is None or not self._tells_time(reading, at, previous) or self._tells_angle(reading, at):
            return None
        # A speech model writes a comma where the speaker parts them: "at two, twenty-five".
        behind = at + 2 if reading.word(at + 1) == "," else at + 1
        if past := self._nought(reading, behind):
            return Point(at, self._after_noon(reading, past), _minute(hour, int(reading.value(past - 1) or 0)))
        minute = reading.value(behind)
        if minute is None or minute % 1 or not 5 <= minute < 60 or reading.word(behind + 1) in self._units:
            return None
        return Point(at, self._after_noon(reading, behind + 1), _minute(hour, int(minute)))

    def _nought(self, reading: Reading, at: int) -> int:
        """The index behind "oh five" at the token `at`, or 0 where no such minutes stand."""
        nought, unit = reading.word(at) == "oh" or reading.value(at) == 0, reading.value(at + 1)
        return at + 2 if nought and unit is not None and unit % 1 == 0 and 1 <= unit <= 9 else 0

    def _tells_angle(self, reading: Reading, at: int) -> bool:
        """ "Flexion went up to one thirty": behind a movement a number is an angle."""
        return not self._movements.isdisjoint(reading.words(reading.sentence(at).start, at))

    def _run_together(self, reading: Reading, at: int, previous: Point | None) -> Point | None:
        """ "From 2.05 to 2.25", "at 410": times as a speech model writes them."""
        written = _WRITTEN.match(reading.word(at))
        if not written or reading.word(at + 1) in self._units or not 1 <= int(written[1]) <= 12:
            return None
        # "Stones at 125" is how warm they were, and a time is never said in hundreds ("at a hundred and twenty-five").
        token = reading.tokens[at]
        if self._tells_angle(reading, at) or "hundred" in reading.text[token.start : token.end].lower():
            return None
        if reading.word(at - 1) == "at" and reading.word(at - 2) in self._warm and int(written[1]) == 1:
            return None
        joined = self._runs_on(reading, at, previous, self._to) or (
            reading.word(at + 1) in self._to and _WRITTEN.match(reading.word(at + 2)) is not None
        )
        told = reading.word(at - 1) in self._at and int(written[2]) % ROUND == 0
        return (
            Point(at, self._after_noon(reading, at + 1), _minute(*map(int, written.groups())))
            if joined or told
            else None
        )

    def _tells_time(self, reading: Reading, at: int, previous: Point | None) -> bool:
        led = reading.word(at - 1) == "to" and reading.word(at - 2) in self._led_to
        led |= reading.words(at - 2, at) in _ME_TO and reading.word(at - 3) in self._led_me_to
        if led or reading.word(at - 1) in self._told or self._runs_on(reading, at, previous, self._to):
            return True
        if (past := self._nought(reading, at + 1)) and reading.word(past) in self._to - {"and"}:
            return self._follows_as_time(reading, past + 1)  # "three oh five to three twenty-five"
        # "Four forty-five to five."
        whole = _hour(reading, at + 3) is not None and reading.word(at + 4) in self._after_range
        follows = self._follows_as_time(reading, at + 3) or (whole and (reading.value(at + 1) or 0) % ROUND == 0)
        return reading.word(at + 2) in self._to - {"and"} and follows

    def _bare_hour(self, reading: Reading, at: int, previous: Point | None) -> Point | None:
        """An hour alone, only as the other end of a range with a full time ("from two to two twenty")."""
        hour = _hour(reading, at)
        if hour is None:
            return None
        if self._runs_on(reading, at, previous, self._to - {"and"}):
            return Point(at, at + 1, _minute(hour, 0)) if reading.word(at + 1) in self._after_range else None
        near = previous is not None and reading.sentence_of[previous.start] == reading.sentence_of[at]
        if near and reading.word(at - 1) in _UNTIL and reading.word(at + 1) in self._after_range:
            return Point(at, at + 1, _minute(hour, 0))  # "from ten to half past, then the legs till eleven"
        opens = reading.word(at - 1) in self._opens_range and reading.word(at + 1) in self._to
        return Point(at, at + 1, _minute(hour, 0)) if opens and self._follows_as_time(reading, at + 2) else None

    def _runs_on(self, reading: Reading, at: int, previous: Point | None, to: frozenset[str]) -> bool:
        """Whether only "to" stands between the time before and the token `at`."""
        return previous is not None and previous.end == at - 1 and reading.word(at - 1) in to

    def _follows_as_time(self, reading: Reading, at: int) -> bool:
        if at >= len(reading.tokens):
            return False
        clock = reading.tokens[at].tag == "CLOCK" or self._oclock(reading, at) is not None
        minutes = (reading.value(at + 1) or 0) >= 5 or self._nought(reading, at + 1) > 0
        pair = _hour(reading, at) is not None and minutes
        half = reading.word(at) == "half" and _hour(reading, at + 1) is not None  # "from nine to half nine"
        return clock or pair or half or reading.word(at + 1) == "past" or reading.words(at, at + 2) == ["quarter", "to"]

    def _oclock(self, reading: Reading, at: int) -> Point | None:
        hour = _hour(reading, at)
        if hour is None:
            return None
        if reading.word(at) == "noon" or reading.word(at + 1) in self._sharp:
            return Point(at, at + 1 if reading.word(at) == "noon" else at + 2, _minute(hour, 0))
        if reading.words(at + 1, at + 4) == ["on", "the", "dot"]:
            return Point(at, at + 4, _minute(hour, 0))
        end = self._after_noon(reading, at + 1)
        return Point(at, end, _minute(hour, 0)) if end > at + 1 else None

    def _after_noon(self, reading: Reading, at: int) -> int:
        """The index after "am", "pm", "a.m." or "p.m.", or `at` itself; "I am" is none."""
        said = reading.word(at) in self._half_of_day and reading.words(at - 1, at + 1) != ["i", "am"]
        return at + 1 if said else at

    def _with_roles(self, reading: Reading, points: list[Point]) -> list[Point]:
        """The role of each point: that of the nearest telling word before it in its sentence."""
        cues = InOrder(self._roles.find(reading.doc))
        done: list[Point] = []
        for point in points:
            floor = max(reading.sentence(point.start).start, done[-1].end if done else 0)
            near = [cue for cue in cues.within(floor, point.start) if cue.end <= point.start]
            role = max(near, key=lambda cue: (cue.end, -cue.start)).label if near else ""  # "kicked off at" is one
            done.append(replace(point, role=role))
        return done


def _between(first: Point, second: Point) -> Amount:
    """The amount of time from one point to another, across the hour and across twelve."""
    begin, end = first.minute, second.minute
    span = (end - begin) % HALF_DAY
    return Amount(first.start, second.end, float(span), Basis.CLOCK, Kind.CLOCK, clock=(begin, begin + span))


def _minute(hour: int, minute: int) -> int:
    return (hour * 60 + minute) % HALF_DAY


def _hour(reading: Reading, at: int) -> int | None:
    if reading.word(at) == "noon":
        return 12
    value = reading.value(at)
    return int(value) if value is not None and value % 1 == 0 and 1 <= value <= 12 else None


def told_hours(reading: Reading, start: int, end: int) -> set[int]:
    """The tokens of times of day among some: "4:15", and "four fifteen to four thirty-five" in words."""
    found = {at for at in range(start, end) if reading.doc[at].tag == "CLOCK"}
    for at in range(start, end - 4):
        ends = [(reading.value(hour), reading.value(hour + 1)) for hour in (at, at + 3)]
        if reading.word(at + 2) in _UNTIL | {"to"} and all(h in HOURS and m in MINUTES for h, m in ends):
            found.update(range(at, at + 5))
    return found
