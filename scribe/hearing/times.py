"""Clock times that were heard as loose numbers: "at two, zero five", "at 2, 0 or 5", "10-25-10-50", "until 940".

In: a text. Out: edits that write them as "2:05". Only what cannot be a score, a measure or a number of minutes is
touched: a word such as "at" must stand before it, no unit after it, and something that was done at a time close by;
or two times joined by hyphens must make a range of a session's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scribe.hearing.edits import Edit
from scribe.hearing.lexicon import hearing
from scribe.records import Transcript

_LONGEST = 4 * 60
"""Minutes: a range longer than this is no block of work."""

_HALF_DAY, _CLOSE = 12 * 60, 8
"""Minutes of a clock's round; words before a number in which the doing is looked for."""

_CLOCK = r"(?:1[0-9]|2[0-3]|[1-9]):[0-5][0-9]"

_ZERO = re.compile(r"\b(?:zero|oh|0)\b", re.IGNORECASE)
"""Nothing but a time of day is said with a zero before its last figure."""

_REASON = "a time of day, heard as loose numbers"


class TimeFinder:
    """Finds what to write as a time."""

    def __init__(self) -> None:
        """VocabularyError when the clock's words in hearing.yaml are wrong."""
        words = hearing()["clock"]
        self._hours: dict[str, int] = dict(words["hours"])
        self._doings, self._units = frozenset(words["doings"]), frozenset(words["units"])
        self._measures, self._days = frozenset(words["measures"]), frozenset(words["days"])
        self._minutes: dict[str, int] = dict(words["minutes"])
        small = "|".join(name for name, value in self._hours.items() if value < 10)
        hour = f"(?:1[0-9]|2[0-3]|[1-9]|{'|'.join(self._hours)})"
        zero = f"(?:(?:zero|oh|o|0)[ ,-]{{1,2}}|o')(?:or )?(?:[1-9]|{small}|(?:zero|oh|0)(?![0-9]))"
        tens = "|".join(name for name, value in self._minutes.items() if value >= 20)
        minute = rf"(?:{zero}|[0-5][0-9]|(?:{tens})[ -](?:{small})|(?:{'|'.join(self._minutes)})(?![a-z]))"
        loose = rf"{hour}(?:, |[-., ]){minute}"
        broken = rf"(?:{loose}|{hour}[.] {minute})"
        hyphens = rf"{hour}-(?:0-[0-9]|[0-5][0-9])"
        dotted = rf"{hour}[.][0-5][0-9]"
        tight = r"(?:1[0-9]|2[0-3]|[1-9])[0-5][0-9]"
        bare = rf"(?:{dotted}|{tight}|{loose})"
        ends = r"(?![0-9]|[:.,][0-9]|%|-[0-9])"
        after = "|".join(words["after"])
        self._after = re.compile(rf"\b(?:{after}) (?P<time>{loose}|{tight}){ends}", re.IGNORECASE)
        self._both = re.compile(
            rf"\b(?:from|between) (?P<first>{loose})(?P<to> to | and )(?P<second>{broken}){ends}", re.IGNORECASE
        )
        to = r"(?:,? (?:to|until|till|through) |-| - )"
        self._bare = re.compile(rf"\b(?P<first>{bare})(?P<to>{to})(?P<second>{bare}){ends}", re.IGNORECASE)
        parted = rf"(?:{bare}|{broken})"
        self._parted = re.compile(rf"\b(?P<first>{parted})(?P<to>{to})(?P<second>{parted}){ends}", re.IGNORECASE)
        self._range = re.compile(rf"\b(?P<first>{hyphens})(?P<to>-| to )(?P<second>{hyphens}){ends}", re.IGNORECASE)
        self._together = re.compile(rf"\b(?P<first>{hour} {minute}),? (?P<second>{hour} {minute}){ends}", re.IGNORECASE)
        # "9:00" was said in figures: "nine zero zero", and its zeros may be heard more often than they were said.
        full = rf"{hour}(?:(?:-0){{2,}}|(?:,? (?:zero|oh|0)){{2}})"
        self._full = re.compile(
            rf"\b(?P<first>{full})(?:-|,? to |, )(?P<second>{full}(?=-|\b)|{hour}-[0-5][0-9](?![0-9-]))-?",
            re.IGNORECASE,
        )
        self._second = re.compile(rf"\b(?P<first>{_CLOCK}|{hour}){to}(?P<time>{loose}|{tight}){ends}", re.IGNORECASE)
        self._first = re.compile(rf"\b(?P<time>{loose}|{tight}){to}(?P<second>{_CLOCK})(?![0-9])", re.IGNORECASE)
        self._follows = re.compile(rf"\b(?P<time>{hyphens}){ends}", re.IGNORECASE)
        self._stopped = re.compile(rf"\b(?:{after}) (?P<time>{hour}[.] {minute}){ends}", re.IGNORECASE)
        names = ("begun_or_ended", "told_next", "taken_back")
        doing, told_next, taken_back = ("|".join(words[name]) for name in names)
        self._on_it = re.compile(
            rf"\b(?:(?:{doing}) it|hands o(?:n|ff)(?: the| it)?),? (?P<time>{loose}|{tight}){ends}", re.IGNORECASE
        )
        fives = "|".join(name for name, value in self._minutes.items() if value % 5 == 0)
        self._at = re.compile(
            rf"\b(?:at|until|till) (?P<time>{hour}(?:, [0-5][05]|[.][0-5][05]|-(?:[1-5]5|[2-5]0)| {minute}"
            rf"|, (?:{fives})(?=[,.;]|$))){ends}",
            re.IGNORECASE,
        )
        self._ahead = re.compile(
            rf"(?:(?:^|[.!?,] )(?:a )?(?!{hour}[.] )|\b(?:{after}) )(?P<time>{broken}|{tight})[.,]? (?:{told_next})\b",
            re.IGNORECASE,
        )
        self._begins = re.compile(rf"(?:^|[.!?] )(?P<time>{hour}[ -]{minute}|{tight})(?=,? [a-z])", re.IGNORECASE)
        self._of_day = re.compile(rf"\b(?P<time>{dotted}|{loose}|{tight})(?= ?[ap]\.?m\b)", re.IGNORECASE)
        self._instead = re.compile(
            rf"(?:(?:[,.]? |-)(?:{taken_back})\b)+[,.]? (?:to |until )?(?P<time>{loose}|{tight}){ends}", re.IGNORECASE
        )

    def edits(self, transcript: Transcript) -> list[Edit]:
        """The times of a transcript that were heard as something else, in order and apart from each other."""
        text = transcript.text
        found = list(self._in_figures(text))
        for search in (self._ranges, self._bare_ranges, self._seconds, self._firsts, self._half_days, self._alone):
            found += [edit for edit in search(text) if _apart(edit, found)]
        searches = (self._broken, self._between_times, self._opening)
        likely: list[Edit] = []
        for search in searches:
            likely += [edit for edit in search(text) if _apart(edit, [*found, *likely])]
        if found or len(likely) > 1 or re.search(rf"\b{_CLOCK}", text):
            found += likely
            ranges = list(self._bare_ranges(text, told=True))
            # Of "9, 20 until 940" the end alone was sure; among other times both are.
            found = [edit for edit in found if not any(_within(edit, whole) for whole in ranges)]
            found += [edit for edit in ranges if _apart(edit, found)]
            found += [edit for edit in self._run_together(text) if _apart(edit, found)]
            found += [edit for edit in self._among_others(text) if _apart(edit, found)]
            found += [edit for edit in self._next_in_turn(text, found) if _apart(edit, found)]
        found += [edit for edit in self._taken_back(text, found) if _apart(edit, found)]
        return sorted(found)

    def _ranges(self, text: str) -> Iterator[Edit]:
        """ "10-25-10-50", "from one 15 to one 40", "from one twenty to one. Fifty" """
        for match in (*self._range.finditer(text), *self._both.finditer(text)):
            first, second = self._minute(match["first"]), self._minute(match["second"])
            if 0 < (second - first) % _HALF_DAY <= _LONGEST and not self._measured(text, match.end()):
                to = match["to"].replace("-", " to ")
                yield Edit(match.start("first"), match.end(), f"{_clock(first)}{to}{_clock(second)}", _REASON)

    def _in_figures(self, text: str) -> Iterator[Edit]:
        """ "from 9-0-0-10-0-0", "9-0-0-0-0-9-25", "from five, zero, zero, six, zero, zero" """
        for match in self._full.finditer(text):
            first, second = self._minute(match["first"]), self._minute(match["second"])
            if 0 < (second - first) % _HALF_DAY <= _LONGEST:
                behind = ", " if match[0].endswith("-") else ""
                yield Edit(*match.span(), f"{_clock(first)} to {_clock(second)}{behind}", _REASON)

    def _bare_ranges(self, text: str, told: bool = False) -> Iterator[Edit]:
        """ "930 to 950", where something is started or other times are told, and nothing is measured; where it is
        `told` that they are, or a zero tells so, "ten twenty-five to ten. Fifty" too."""
        clock = re.search(rf"\b{_CLOCK}", text) is not None
        for match in self._parted.finditer(text):
            first, second = self._minute(match["first"]), self._minute(match["second"])
            to = " to " if "-" in match["to"] else match["to"].lstrip(",")
            certain = told or _ZERO.search(match[0]) is not None
            if self._bare.fullmatch(match[0]):
                certain = certain or clock or self._done_then(text, match.start())
            certain = certain and not self._about_measures(text, match.start())
            if certain and 0 < (second - first) % _HALF_DAY <= _LONGEST and not self._measured(text, match.end()):
                yield Edit(match.start(), match.end(), f"{_clock(first)}{to}{_clock(second)}", _REASON)

    def _run_together(self, text: str) -> Iterator[Edit]:
        """ "Effleurage on both calves, three twenty three forty.", once the dictation is known to tell times."""
        for match in self._together.finditer(text):
            first, second = self._minute(match["first"]), self._minute(match["second"])
            whole = first % 5 == second % 5 == 0 and 0 < (second - first) % _HALF_DAY <= _LONGEST
            if whole and not self._measured(text, match.end()) and not self._about_measures(text, match.start()):
                yield Edit(match.start(), match.end(), f"{_clock(first)} to {_clock(second)}", _REASON)

    def _seconds(self, text: str) -> Iterator[Edit]:
        """ "from 1:00 to 120", "from 10 to 10.25" """
        for match in self._second.finditer(text):
            first, second = self._minute(match["first"]), self._minute(match["time"])
            whole = ":" not in match["first"]
            if whole and (not self._follows_from(text, match.start()) or (second - first) % _HALF_DAY >= 120):
                continue
            if 0 < (second - first) % _HALF_DAY <= _LONGEST and not self._measured(text, match.end()):
                yield Edit(*match.span("time"), _clock(second), _REASON)

    def _firsts(self, text: str) -> Iterator[Edit]:
        """ "from 105 to 1:30" """
        for match in self._first.finditer(text):
            first, second = self._minute(match["time"]), self._minute(match["second"])
            if 0 < (second - first) % _HALF_DAY <= _LONGEST:
                yield Edit(*match.span("time"), _clock(first), _REASON)

    def _follows_from(self, text: str, place: int) -> bool:
        return re.search(r"\b(?:from|between)\s$", text[:place].lower()) is not None

    def _half_days(self, text: str) -> Iterator[Edit]:
        """ "Monday 9 30 am" """
        for match in self._of_day.finditer(text):
            yield Edit(*match.span("time"), _clock(self._minute(match["time"])), _REASON)

    def _alone(self, text: str) -> Iterator[Edit]:
        for match in self._after.finditer(text):
            booked = not self._days.isdisjoint(_sentence_words(text, match.start()))
            if match["time"].isdigit() and not booked and self._about_measures(text, match.start()):
                continue
            certain = _ZERO.search(match["time"]) or self._done_then(text, match.start("time"))
            if certain and not self._measured(text, match.end()):
                yield Edit(*match.span("time"), _clock(self._minute(match["time"])), _REASON)

    def _about_measures(self, text: str, place: int) -> bool:
        """Whether a sentence speaks of degrees, pressures or weights up to a place: 140 is no time there."""
        return not self._measures.isdisjoint(_sentence_words(text, place))

    def _between_times(self, text: str) -> Iterator[Edit]:
        """ "hands on it 4-10", once the dictation is known to tell times."""
        for match in (*self._follows.finditer(text), *self._on_it.finditer(text)):
            if self._done_then(text, match.start("time")) and not self._measured(text, match.end()):
                yield Edit(*match.span("time"), _clock(self._minute(match["time"])), _REASON)

    def _broken(self, text: str) -> Iterator[Edit]:
        """ "hands off at two. Fifty.", once the dictation is known to tell times."""
        for match in self._stopped.finditer(text):
            if self._done_then(text, match.start("time")) and not self._measured(text, match.end()):
                yield Edit(*match.span("time"), _clock(self._minute(match["time"])), _REASON)

    def _opening(self, text: str) -> Iterator[Edit]:
        """ "Eleven oh five, hands on.", "At nine. Forty I switched to" """
        for match in self._ahead.finditer(text):
            yield Edit(*match.span("time"), _clock(self._minute(match["time"])), _REASON)

    def _taken_back(self, text: str, found: list[Edit]) -> Iterator[Edit]:
        """ "4:30, no, sorry, 435", "half past, no, sorry, 935": what stands in place of a time is one."""
        told = rf"\b(?:{_CLOCK}|(?:half|quarter|[a-z-]*(?:five|ten|twenty)|[125]?[05]) past\b)"
        ends = {edit.end for edit in found} | {match.end() for match in re.finditer(told, text, re.IGNORECASE)}
        for match in self._instead.finditer(text):
            if match.start() in ends and not self._measured(text, match.end()):
                yield Edit(*match.span("time"), _clock(self._minute(match["time"])), _REASON)

    def _among_others(self, text: str) -> Iterator[Edit]:
        """ "on the QL at 3, 10", "at three, ten,", "at 9-30", "at 9.30", once the dictation is known to tell times."""
        for match in self._at.finditer(text):
            minute = self._minute(match["time"])
            whole = minute % 5 == 0 and not self._measured(text, match.end())
            if whole and not self._about_measures(text, match.start()):
                yield Edit(*match.span("time"), _clock(minute), _REASON)

    def _next_in_turn(self, text: str, found: list[Edit]) -> Iterator[Edit]:
        """ "Eleven fifteen trigger point on the neck.": opens a sentence, and is the next time of the day."""
        told = [(match.start(), match[0]) for match in re.finditer(rf"\b{_CLOCK}", text)]
        told += [(edit.start, edit.written) for edit in found]
        for match in self._begins.finditer(text):
            before = [time for place, time in sorted(told) if place < match.start()]
            minute = self._minute(match["time"])
            if before and minute % 5 == 0 and not self._measured(text, match.end()):
                last = self._minute(re.split(r" (?:to|and) ", before[-1])[-1])
                if 0 <= (minute - last) % _HALF_DAY <= _LONGEST:
                    yield Edit(*match.span("time"), _clock(minute), _REASON)

    def _done_then(self, text: str, place: int) -> bool:
        return not self._doings.isdisjoint(_sentence_words(text, place)[-_CLOSE:])

    def _measured(self, text: str, place: int) -> bool:
        """Whether a unit follows, so that the number is none of the clock."""
        following = re.match(r"[\s-]*(?:(?:to|and)\s+[\d.:]+\s*)?([a-z']+)", text[place:].lower())
        return following is not None and following[1] in self._units

    def _minute(self, heard: str) -> int:
        """The minute of the day, as told on a dial or in full, that loose numbers say."""
        parts = [part for part in re.split(r"[ ,.:'-]+|\bor\b", heard.lower()) if part and part != "or"]
        if (len(parts) == 1 and len(parts[0]) < 3) or parts[0] == heard.lower() in self._hours:
            return self._value(parts[0]) * 60
        if len(parts) == 1:
            return int(parts[0][:-2]) * 60 + int(parts[0][-2:])
        return self._value(parts[0]) * 60 + sum(map(self._value, parts[1:]))

    def _value(self, word: str) -> int:
        return int(word) if word.isdigit() else self._hours.get(word, self._minutes.get(word, 0))


def _sentence_words(text: str, place: int) -> list[str]:
    """The words of a sentence up to a place."""
    return re.findall(r"[a-z']+", re.split(r"[.!?](?=\s)", text[:place].lower())[-1])


def _clock(minute: int) -> str:
    return f"{minute // 60 or 12}:{minute % 60:02d}"


def _within(edit: Edit, other: Edit) -> bool:
    return other.start <= edit.start and edit.end <= other.end


def _apart(edit: Edit, others: list[Edit]) -> bool:
    return all(edit.end <= other.start or other.end <= edit.start for other in others)
