"""Stretches of time: "thirty-five minutes", "a quarter of an hour", "ten each side", "the rest of the hour".

What comes in: a Reading. What goes out: amounts with their minutes and how they were said. Which amount is treatment
time, and of which block, is not decided here but in `work.py` and `treatments.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import MARKS, InOrder, Reading, spanned
from scribe.records import Basis

HOUR = 60.0
QUARTER = 15.0
MORE_THAN_HOUR = (5, 10, 15, 20, 25, 30, 40, 45, 50)
BEHIND_HOUR = MARKS | {"", "today", "with", "total", "altogether", "booked", "all"}
"""Behind minutes that are told without their unit ("an hour and fifteen today")."""
ARTICLES = frozenset({"a", "an", "another"})
OPENS = ARTICLES | {"half", "quarter", "hour"}
"""What an amount begins with, where it is no number."""
FIVE = 5
"""Lengths of sessions are told in multiples of so many minutes."""
VISITS = ("session", "appointment", "visit", "treatment", "booking", "slot")
HALVED = frozenset({"session", "hour", "time", "appointment", "visit", "treatment", "today", "it", "that", "those"})
"""What may be said to have halves."""
DEEDS = frozenset({"i", "we", "worked", "spent"})
"""One of these tells that somebody worked."""
SHARES = {"half": 1 / 2, "third": 1 / 3}
WIDEST = 15
"""Minutes between the ends of a range that is said without a unit ("ten to fifteen")."""
TWICE, MOST_ROUNDS = 2, 6
"""How often the same minutes may be told to have been given ("two rounds of five minutes")."""
WAVERS = frozenset({"maybe", "perhaps", "possibly", "or", "could"})
NEAR = 6
"""How many words around a bare number may say something about it."""


class Kind(StrEnum):
    PLAIN = "plain"
    BARE = "bare"
    """A number without a unit that may be minutes ("Swedish on the pecs, fifteen")."""
    REST = "rest"
    SHARE = "share"
    CLOCK = "clock"
    MULTIPLE = "multiple"
    """So much of the time told before ("twice that on the right")."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A stretch of time. `share` is a fraction of the session, or of the time told before; `clock` start and stop in
    minutes of the day."""

    start: int
    end: int
    minutes: float | None
    basis: Basis
    kind: Kind = Kind.PLAIN
    per: bool = False
    total: bool = False
    share: float | None = None
    clock: tuple[int, int] | None = None
    on_top: bool = False
    """Whether it is more of what was told before ("another five minutes")."""


class MinutesFinder:
    """Finds amounts of time."""

    def __init__(self) -> None:
        words = read_patterns("minutes")
        self._before = Cues({"approximate": words["approximate_before"], "rounds": words["rounds_before"]})
        after = {"per": words["per"], "total": words["total"], "approximate": words["approximate_after"]}
        after["rounds"] = words["rounds_behind"]
        self._after = Cues(after)
        self._parts = Cues({part: words[part] for part in ("rest", "half", "third", "whole")})
        self._never = Cues({"never": words["never"]})
        self._elsewhere = Cues({"elsewhere": words["half_elsewhere"]})
        self._untimed = Cues({"untimed": words["untimed"]})
        self._leads = frozenset(words["between_about_and_number"])
        self._exact = frozenset(words["before_unit"])
        self._inexact = frozenset(words["before_unit_inexact"])
        self._behind_comma = frozenset(words["approximate_behind_comma"])
        self._behind_rounds = MARKS | {"", *words["behind_rounds"]}
        self._on_top = frozenset(words["on_top"])
        self._after_bare = MARKS | {"", *words["after_bare"]}

    def find(self, reading: Reading) -> list[Amount]:
        """All amounts in order, bare numbers left out (see `bare`)."""
        amounts = self._parts_of_session(reading)
        taken = set(spanned(amounts))
        index = 0
        while index < len(reading.tokens):
            amount = None if index in taken else self.stated(reading, index)
            if amount and taken.isdisjoint(range(amount.start, amount.end)):
                amounts.append(amount)
                index = amount.end
            else:
                index += 1
        amounts.sort(key=lambda amount: amount.start)
        ends: dict[int, list[Cue]] = {}
        for cue in self._before.find(reading.doc):
            ends.setdefault(cue.end, []).append(cue)
        after = InOrder(self._after.find(reading.doc))
        done = []
        for amount in amounts:
            near = sorted(
                [cue for end in (amount.start - 1, amount.start) for cue in ends.get(end, ())],
                key=lambda cue: (cue.start, -cue.end),
            )
            follow = after.within(amount.end, reading.sentence(amount.start).end)
            done.append(self._qualified(reading, amount, near, follow))
        return done

    def bare(self, reading: Reading, start: int, end: int) -> Amount | None:
        """The number at `start` as minutes without a unit, with what is said about it; None past `end`."""
        minutes, stop, basis = reading.value(start), start + 1, Basis.STATED
        if reading.word(stop) in self._inexact:  # "fifteen-ish on the left QL"
            stop, basis = stop + 1, Basis.APPROXIMATE
        if reading.word(stop) in {"to", "or"} and (last := reading.value(stop + 1)):
            if minutes is None or not minutes <= last <= minutes + WIDEST:
                return None  # "at 9-30", "10-2": no stretch of time
            stop, basis = stop + 2, Basis.APPROXIMATE
        amount = Amount(start, min(stop, end), minutes, basis, Kind.BARE)
        near = max(0, start - NEAR), stop + NEAR
        before, after = self._before.find(reading.doc, *near), self._after.find(reading.doc, *near)
        amount = self._qualified(reading, amount, before, after)
        return amount if amount.end <= end else None

    def bare_position(self, reading: Reading, index: int) -> bool:
        """Whether the number at `index` stands where minutes without a unit may stand: nothing counted follows.

        "Five the right" is for a side.
        """
        index += reading.word(index + 1) in self._inexact
        side = reading.word(index + 1) == "the" and reading.word(index + 2) in {"left", "right"}
        if reading.word(index + 1) == "," and reading.value(index + 2) == reading.value(index):
            return reading.word(index + 3) in self._after_bare  # "can we do twelve, twelve days"
        return side or reading.word(index + 1) in self._after_bare

    def rounds_of(self, reading: Reading, index: int) -> bool:
        """Whether the number at `index` is what each of some rounds took ("two rounds of five"); "sets" are counted."""
        near = self._before.find(reading.doc, max(0, index - NEAR), index)
        ends = [cue for cue in near if cue.label == "rounds" and cue.end == index]
        return any("sets" not in reading.words(cue.start, cue.end) for cue in ends)

    def never(self, reading: Reading) -> frozenset[int]:
        """Tokens of amounts that are no treatment time ("fifteen minutes late", "every half hour")."""
        inside = reading.inside("MINUTES")
        return spanned(cue for cue in self._never.find(reading.doc) if cue.start not in inside)

    def stated(self, reading: Reading, at: int) -> Amount | None:
        """An amount with a unit of time that begins at token `at`."""
        word, value = reading.word(at), reading.value(at)
        if value is not None:
            return self._numbered(reading, at, value)
        if word not in OPENS:
            return None
        article = 1 if word in ARTICLES else 0
        return _fraction_of_hour(reading, at, at + article) or _hours(reading, at, at + article, 1.0)

    def _parts_of_session(self, reading: Reading) -> list[Amount]:
        found: list[Amount] = []
        elsewhere = spanned(self._elsewhere.find(reading.doc))
        for cue in self._parts.find(reading.doc):
            if cue.label == "half" and not elsewhere.isdisjoint(range(cue.start, cue.end)):
                continue
            if cue.label == "half" and not _of_work(reading, cue):
                continue
            # "The other half hour" is half an hour.
            hour = cue.label == "half" and reading.word(cue.end) == "hour"
            # "The whole hour and twenty minutes" is more than the hour.
            more = reading.word(cue.end) == "and" and (
                reading.value(cue.end + 1) is not None or reading.word(cue.end + 2) in {"half", "quarter"}
            )
            hour |= cue.label == "whole" and reading.word(cue.end - 1) == "hour" and more
            # "The whole time, I didn't time it" is no stretch of time.
            stop = reading.sentence(cue.start).end
            unknown = reading.word(cue.end - 1) == "time" and self._untimed.find(reading.doc, cue.end, stop)
            if hour or unknown or (found and cue.start < found[-1].end):
                continue
            if cue.label == "rest":
                end = cue.end
                while reading.doc[end - 1].ent_type_ == "TECHNIQUE":
                    end -= 1  # "The rest Swedish for the back"
                found.append(Amount(cue.start, end, None, Basis.INFERRED, Kind.REST))
            elif cue.label == "whole":
                said = HOUR if reading.word(cue.end - 1) == "hour" else None
                basis = Basis.STATED if said else Basis.INFERRED
                found.append(Amount(cue.start, cue.end, said, basis, Kind.PLAIN if said else Kind.SHARE, share=1.0))
            else:
                found.append(Amount(cue.start, cue.end, None, Basis.INFERRED, Kind.SHARE, share=SHARES[cue.label]))
        return found

    def _qualified(self, reading: Reading, amount: Amount, before: list[Cue], after: list[Cue]) -> Amount:
        for cue in before:
            if cue.label == "rounds":
                amount = _times(reading, amount, cue) if cue.end == amount.start else amount
                continue
            led = cue.end == amount.start - 1 and reading.word(cue.end) in self._leads
            if cue.end == amount.start or led:
                if amount.basis is Basis.STATED:
                    amount = replace(amount, basis=Basis.APPROXIMATE)
                amount = replace(amount, start=min(amount.start, cue.start))
        end, rounds = amount.end, any(cue.label == "rounds" for cue in before)
        for cue in after:
            behind = cue.label != "approximate" or reading.word(cue.start) in self._behind_comma
            at = end + 1 if reading.word(end) == "," and behind else end
            habit = cue.label == "rounds" and reading.word(cue.end) not in self._behind_rounds
            if cue.start not in {end, at} or habit:
                continue
            end = cue.end
            if cue.label == "rounds":
                amount = _times(reading, amount, cue)
            if cue.label == "approximate" and amount.basis is Basis.STATED:
                amount = replace(amount, basis=Basis.APPROXIMATE)
            elif cue.label == "per" and not amount.total and not (rounds and cue.end == cue.start + 1):
                amount = replace(amount, per=True)
            elif cue.label == "total":
                amount = replace(amount, total=True, per=False)
        # "Call it nine minutes, nine": said again, it is exact.
        again = reading.word(end) == "," and amount.minutes is not None and reading.value(end + 1) == amount.minutes
        if again and reading.word(end + 2) in MARKS and amount.basis is Basis.APPROXIMATE:
            return replace(amount, end=end + 2, basis=Basis.STATED)
        said = reading.words(amount.start, amount.end + 1)
        more = ("more" in said and reading.word(amount.end + 1) != "or") or said[-1:] == ["again"]
        return replace(amount, end=end, on_top=more or reading.word(amount.start - 1) in self._on_top)

    def _numbered(self, reading: Reading, at: int, value: float) -> Amount | None:
        """ "Ten minutes", "ten to fifteen minutes", "ten good minutes", "three quarters of an hour", "two hours"."""
        after = at + 1
        under = reading.value(at + 2) if reading.word(after) == "/" else None
        if under and value < under and reading.word(at + 3) in {"hour", "hours", "of"}:
            return _hours(reading, at, at + (5 if reading.word(at + 3) == "of" else 3), value / under)
        ranged = reading.word(after) in {"to", "or"} and reading.value(after + 1) is not None
        if ranged and (_is_age(reading, at, value) or _is_count(reading, at)):
            return None
        if ranged and reading.word(after + 2) == "minutes":
            return Amount(at, after + 3, value, Basis.APPROXIMATE)
        # "Ten, maybe eleven minutes"
        wavers = reading.word(after) == "," and reading.word(after + 1) in WAVERS and reading.value(after + 2)
        if wavers and reading.word(after + 3) == "minutes":
            return Amount(at, after + 4, value, Basis.APPROXIMATE)
        basis = Basis.APPROXIMATE if reading.word(after) in self._inexact else Basis.STATED
        if reading.word(after) in self._exact | self._inexact:
            after += 1
        if reading.word(after) == "minutes":
            return Amount(at, after + 2 if reading.word(after + 1) == "'s" else after + 1, value, basis)
        if reading.word(after) == "quarters" and reading.words(after + 1, after + 4) == ["of", "an", "hour"]:
            return Amount(at, after + 4, value * QUARTER, Basis.STATED)
        return _hours(reading, at, at + 1, value)


def _is_count(reading: Reading, at: int) -> bool:
    """ "Three sets of 8-50 minutes": how many to a set and how long they took, run together."""
    return reading.words(at - 2, at) in (["sets", "of"], ["reps", "of"], ["repetitions", "of"])


def added(amount: Amount, more: Amount) -> Amount:
    """ "Five minutes, and another five minutes": both together, as exact as the less exact one."""
    exact = amount.basis if more.basis is Basis.STATED else more.basis
    return replace(amount, minutes=(amount.minutes or 0) + (more.minutes or 0), basis=exact)


def on_and_off(reading: Reading, amounts: list[Amount]) -> list[Amount]:
    """ "Three minutes on, one off, three on": together as long as it was on."""
    done: list[Amount] = []
    for amount in amounts:
        if done and amount.start < done[-1].end:
            continue
        at, minutes, off = amount.end, amount.minutes or 0, False
        while (word := reading.word(at)) in {"on", "off"}:
            off |= word == "off"
            at += 1
            follows = at
            while reading.word(follows) in {",", "and", "then"}:
                follows += 1
            value = reading.value(follows)
            switch = follows + (2 if reading.word(follows + 1) == "minutes" else 1)
            if value is None or reading.word(switch) not in {"on", "off"}:
                break
            minutes += value if reading.word(switch) == "on" else 0
            at = switch
        done.append(replace(amount, end=at, minutes=minutes) if off and amount.minutes else amount)
    return done


def _times(reading: Reading, amount: Amount, cue: Cue) -> Amount:
    """ "Two rounds of five minutes", "five minutes, twice": "two five-minute rounds": as often as said."""
    said = [reading.value(at) for at in (*range(cue.start, cue.end), amount.start - 1)]
    counted = reading.words(cue.start, cue.start + 1) != ["twice"]
    times = next((value for value in said if value is not None), 1) if counted else TWICE
    if amount.minutes is None or not TWICE <= times <= MOST_ROUNDS:
        return amount
    return replace(amount, start=min(amount.start, cue.start), minutes=amount.minutes * times)


def _is_age(reading: Reading, at: int, value: float) -> bool:
    """ "Trumpet teacher, 38-50 minute session": a length is told in fives, and an age right before it is none of it."""
    hyphen, length = reading.tokens[at + 1], reading.value(at + 2) or 0
    glued = hyphen.end - hyphen.start == 1
    session = reading.words(at + 3, at + 5) in (["minutes", word] for word in VISITS)
    return glued and session and value % FIVE > 0 and length % FIVE == 0


def _hours(reading: Reading, start: int, at: int, value: float) -> Amount | None:
    """ "an hour", "hour and a half", "an hour and ten minutes", "1.5 hours"."""
    if reading.word(at) != "hour" and not (reading.word(at) == "hours" and at > start):
        return None
    end, minutes = at + 1, value * HOUR
    if reading.word(end) == "'s":
        return Amount(start, end + 1, minutes, Basis.STATED)
    if reading.words(end, end + 3) == ["and", "a", "half"]:
        return Amount(start, end + 3, minutes + HOUR / 2, Basis.STATED)
    if reading.words(end, end + 3) == ["and", "a", "quarter"]:
        return Amount(start, end + 3, minutes + QUARTER, Basis.STATED)
    skip = 1 if reading.word(end) == "and" else 0
    rest = reading.value(end + skip)
    if rest is not None and reading.word(end + skip + 1) == "minutes":
        return Amount(start, end + skip + 2, minutes + rest, Basis.STATED)
    # "An hour and fifteen today"
    if rest in MORE_THAN_HOUR and skip and reading.word(end + 2) in BEHIND_HOUR:
        return Amount(start, end + 2, minutes + rest, Basis.STATED)
    return Amount(start, end, minutes, Basis.STATED)


def _of_work(reading: Reading, cue: Cue) -> bool:
    """Not "the groin has hurt since the second half": a half of nothing is one of the session where work is told."""
    words, sentence = reading.words(cue.start, cue.end), reading.sentence(cue.start)
    if "half" not in words[1:] or not HALVED.isdisjoint(words):
        return True
    worked = any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[: sentence.end])
    return worked or not DEEDS.isdisjoint(reading.words(sentence.start, sentence.end))


def _fraction_of_hour(reading: Reading, start: int, at: int) -> Amount | None:
    """ "half an hour", "a half hour", "a quarter of an hour", "quarter hour"."""
    word = reading.word(at)
    if word not in {"half", "quarter"}:
        return None
    minutes = HOUR / 2 if word == "half" else QUARTER
    for middle in (["an"], [], ["of", "an"], ["of", "the"]):
        end = at + 1 + len(middle)
        told = reading.words(at + 1, end) == middle and reading.word(end) == "hour"
        if told and not (word == "half" and "the" in middle):
            return Amount(start, end + 1, minutes, Basis.STATED)
    return None
