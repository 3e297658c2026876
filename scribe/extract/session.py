"""The session as said: how long it was, whose it was, on which day; whether it was cut short; who was said to pay.

What comes in: a Reading with its amounts of time. What goes out: the session, the amounts that state its length, and
flags. The rules of a payer are not chosen here, and a date is not completed from elsewhere.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence, Set
from dataclasses import replace

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.lengths import (
    CLIENT,
    SHORTEST,
    SURELY,
    entities,
    is_aged,
    is_everybodys,
    is_of_visit,
    of_its_work,
    points_back,
    sentence_before,
    sums_up,
    time_of_work,
    told_apart,
)
from scribe.extract.minutes import Amount, Kind
from scribe.extract.people import People
from scribe.extract.reading import MARKS, InOrder, Reading, spanned
from scribe.extract.techniques import TechniqueMention
from scribe.records import Basis, Evidences, Flag, FlagId, Level, Session

LONGEST = 240
"""Minutes that a session has at most."""
SHORTEST_UNNAMED = 30
"""Below it an amount is a session only where it is called one."""
ROUND = 5
"""A number alone is a length only if it is a multiple of it."""
NEARLY = 0.7
"""So much of a session is told as work at least where its length stands before all work and is not called one."""
BEFORE = 7
"""How many words before an amount tell whether it was booked or real."""
ALONE = 2
"""So many words of a sentence are a length and no more ("So forty-five.")."""
OPENING = 3
"""The client is named in one of so many first sentences."""
LABELS = (
    "length",
    "in_place_of",
    "bare_length",
    "booking",
    "booked",
    "real",
    "reduced",
    "late",
    "client",
    "date",
    "payers",
    "another_day",
    "comes_for",
    "for_everybody",
)
NEAR_TITLE = 4
"""So many words before a title tell whose name it is."""
OF_CLIENT = CLIENT | {"her", "his", "their"}
DAYS_TO_COME = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow", "next"}
)
"""Behind "leaves early" one of these tells of another day."""
_BOOKED = frozenset({"booked", "scheduled", "reserved"})
_THIS_DAY = frozenset("today this tonight now but so and since from after than of before like as".split())
"""Between another day and a length one of these leads back to this one ("since last week sixty minutes")."""
_ORDINAL = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?$")


class SessionFinder:
    """Finds what is said of the session as a whole."""

    def __init__(self, people: People) -> None:
        words = read_patterns("session")
        self._people = people
        self._cues = Cues({label: words[label] for label in LABELS})
        self._answers = frozenset(words["answers"])
        self._before_first_name = frozenset(words["before_first_name"])
        self._ranks = frozenset(words["ranks"])
        self._somebody_else = frozenset(words["somebody_else"])
        self._came = frozenset(words["came"])
        self._called = frozenset(words["called"])
        self._anyone = frozenset(words["anyone"])
        self._leads_on = frozenset(words["leads_on_to_work"])
        self._visits = frozenset(words["visits"])
        self._not_came_to = frozenset(words["not_came_to"])
        self._measures = frozenset(words["measures"])
        self._behind_came_to = MARKS | {"", *words["behind_came_to"]}
        self._before_opening = frozenset(words["before_opening"])
        self._at_the_visit = frozenset(words["at_the_visit"])
        self._deeds = frozenset(words["deeds"])
        self._no_title_behind = MARKS | set(words["no_title_behind"])
        self._no_payer_behind = frozenset(words["no_payer_behind"])
        self._months: dict[str, int] = words["months"]

    def cues(self, reading: Reading) -> InOrder[Cue]:
        """All words about the session, for the other questions of this finder."""
        return InOrder(self._cues.find(reading.doc))

    def lengths(
        self,
        reading: Reading,
        amounts: Sequence[Amount],
        cues: InOrder[Cue],
        techniques: Sequence[TechniqueMention],
        measured: Set[int],
    ) -> list[Amount]:
        """The amounts that state how long a session was, in order. What was `measured` ("it stayed at 45") is none."""
        visits = [t for t in techniques if self._names_visit(reading, t)]
        visits = visits if len(visits) < len(techniques) else []
        work = InOrder(t for t in techniques if t not in visits)
        of_visit = {reading.sentence_of[t.start] for t in visits}
        found = []
        for amount in amounts:
            minutes = amount.minutes or 0
            if amount.kind is not Kind.PLAIN or amount.per or not SHORTEST <= minutes <= LONGEST:
                continue
            named = minutes >= SHORTEST_UNNAMED or "real" in _labels_before(reading, amount, cues)
            named |= is_of_visit(reading, amount, cues)
            near = cues.touching(amount.start, amount.end)
            said = any(_booked_instead(reading, cue, amount, amounts) for cue in near) or any(
                self._states_length(reading, cue, amount, work) and (named or self._calls_it_session(reading, cue))
                for cue in near
            )
            # "Sixty minute session, twenty minutes of friction": no "session, twenty minutes".
            said = said or (reading.word(amount.end) in self._called and reading.word(amount.end + 1) in MARKS)
            shares = [a for a in amounts if a.kind is Kind.SHARE and a.share != 1]
            if any(reading.words(a.end, amount.start) in ([], [","]) for a in shares if a.end <= amount.start):
                continue  # "half the session, thirty minutes"
            if reading.word(amount.end) == "past":
                continue  # "stopped at eighteen minutes past"
            if "treatment" in reading.words(amount.start - 3, amount.start) and work.within(amount.end, amount.end + 1):
                continue  # "Treatment: 15 minutes friction left forearm, 10 minutes traction neck"
            doing = reading.word(amount.end + 1).endswith("ing") or work.any_within(amount.end + 1, amount.end + 3)
            if reading.word(amount.end) == "of" and doing:
                continue  # "today it was half an hour of petrissage", "he stopped after an hour of driving"
            sentence = reading.sentence(amount.start)
            leads_on = reading.word(amount.end) == "for" and work.any_within(amount.end, sentence.end)
            if leads_on and work.any_within(0, amount.start):
                continue  # "... which left me with thirty minutes for Swedish on the back"
            if reading.word(amount.end) == "by" and work.any_within(0, amount.start):
                continue  # "I did petrissage on the calf, thirty minutes by the clock"
            called = any(self._calls_it_session(reading, cue) for cue in near)
            whole = sums_up(reading, amount, amounts)
            if amount.total and not called and not whole and work.any_within(sentence.start, amount.start):
                continue  # "Pin and stretch on the lats, that was thirty minutes all in"
            visit = reading.sentence_of[amount.start] in of_visit and not work.any_within(sentence.start, sentence.end)
            alone = named and (
                self._alone(reading, amount, work) or told_apart(reading, amount, amounts, work) or whole
            )
            if said or visit or alone:
                found.append(amount)
        longest = max((amount.minutes or 0 for amount in found), default=0)
        # "An hour and a half today. ... That was thirty minutes all in" is of the work just told.
        found = [a for a in found if not (a.total and (a.minutes or 0) < longest and points_back(reading, a))]
        found += [*self._bare_lengths(reading, cues, amounts, measured), *self._came_to(reading, cues, amounts)]
        found += [replace(amount, per=False) for amount in amounts if is_everybodys(reading, amount, cues, work)]
        found = sorted({amount.start: amount for amount in found}.values(), key=lambda amount: amount.start)
        return found or _of_rest(reading, amounts) or self._holding_all(reading, amounts, work)

    def _bare_lengths(
        self, reading: Reading, cues: InOrder[Cue], amounts: Sequence[Amount], measured: Set[int]
    ) -> list[Amount]:
        """ "Seventy-five booked, sixty done": numbers alone that are lengths; not those of a pulse or a movement."""
        taken = spanned(amounts) | measured
        cued = (cue for cue in cues if cue.label == "bare_length" and not self._tells_measure(reading, cue.start))
        numbers = {index for cue in cued for index in range(cue.start, cue.end)} - taken
        found = [(index, reading.value(index) or 0) for index in sorted(numbers) if not is_aged(reading, index)]
        return [
            Amount(index, index + 1, minutes, Basis.STATED)
            for index, minutes in found
            if SHORTEST_UNNAMED <= minutes <= LONGEST and minutes % ROUND == 0 and not _places(reading, index)
        ]

    def _tells_measure(self, reading: Reading, index: int) -> bool:
        """Whether the sentence of a token names what is measured in other numbers than minutes."""
        sentence = reading.sentence(index)
        return not self._measures.isdisjoint(reading.words(sentence.start, sentence.end))

    def _came_to(self, reading: Reading, cues: InOrder[Cue], amounts: Sequence[Amount]) -> list[Amount]:
        """ "Booked for sixty, and it turned into thirty-six": both numbers of a sentence that tells no work."""
        found: list[Amount] = []
        for number in {reading.sentence_of[cue.start] for cue in cues if cue.label == "booked"}:
            sentence = reading.sentences[number]
            if _places(reading, sentence.start) or self._tells_measure(reading, sentence.start):
                continue
            follower = reading.sentences[min(number + 1, len(reading.sentences) - 1)]
            end = follower.end if follower.end - follower.start <= ALONE else sentence.end
            told = [at for at in range(sentence.start, end) if self._is_length(reading, at, amounts)]
            if len(told) == 2:
                found += [_length_at(reading, at, amounts) for at in told]
        return found

    def _is_length(self, reading: Reading, at: int, amounts: Sequence[Amount]) -> bool:
        """Whether the number or amount that begins here may be a length: no age, nothing lost or counted."""
        amount = next((amount for amount in amounts if amount.start == at), None)
        if amount is None and any(amount.start < at < amount.end for amount in amounts):
            return False
        minutes = (amount.minutes if amount else reading.value(at)) or 0
        before, behind = reading.words(at - 2, at), reading.word(amount.end if amount else at + 1)
        aged = is_aged(reading, at) or before[-1:] in (["paid"], ["pays"])
        aged |= amount is None and reading.word(at - 1) == behind == ","  # "Mrs. Pemberton, sixty-six, booked for ..."
        known = self._behind_came_to.issuperset({behind}) and self._not_came_to.isdisjoint([*before, behind])
        return known and not aged and SHORTEST <= minutes <= LONGEST

    def _holding_all(
        self, reading: Reading, amounts: Sequence[Amount], work: InOrder[TechniqueMention]
    ) -> list[Amount]:
        """Where nothing calls it so: a long time before all work that the times told later come to, or nearly."""
        plain = [amount for amount in amounts if amount.kind is Kind.PLAIN and amount.minutes]
        first = plain[0] if plain else None
        if first is None or not SURELY <= (first.minutes or 0) <= LONGEST or work.any_within(0, first.start):
            return []
        told = sum((amount.minutes or 0) * (1 + amount.per) for amount in plain[1:])
        leads_on = reading.word(first.end) in self._leads_on
        return [first] if not leads_on and NEARLY * (first.minutes or 0) <= told <= (first.minutes or 0) else []

    def without_titles(
        self, reading: Reading, performed: list[TechniqueMention], lengths: Sequence[Amount]
    ) -> list[TechniqueMention]:
        """Without a technique that only names the booking ("ninety-minute signature massage"), beside other work."""
        ends = {amount.end for amount in lengths}

        def names_booking(mention: TechniqueMention) -> bool:
            return self._names_visit(reading, mention) or any(
                mention.start - gap in ends
                and self._no_title_behind.isdisjoint(reading.words(mention.start - gap, mention.start))
                for gap in range(3)
            )

        return [mention for mention in performed if not names_booking(mention)] or performed

    def _names_visit(self, reading: Reading, mention: TechniqueMention) -> bool:
        """ "Chair massage, fifteen minutes.", "couple's massage": a kind of visit, in one of the first sentences."""
        at = mention.start - (2 if reading.word(mention.start - 1) == "'s" else 1)
        sentence = reading.sentence(mention.start)
        told = "AREA" in entities(reading, sentence.start, sentence.end) or reading.word(at - 1) == "of"
        opening = reading.sentence_of[mention.start] < OPENING
        return opening and not told and reading.word(at) in self._visits

    def session(self, reading: Reading, lengths: Sequence[Amount], cues: InOrder[Cue]) -> Session:
        """Client, date and minutes as said, each null when it was not."""
        client = self._client(reading, cues)
        day, day_evidence = self._date(reading, cues)
        amount = _real(reading, _of_this_day(reading, lengths, cues), cues)
        return Session(
            client[0] if client else None,
            day,
            amount.minutes if amount else None,
            client[1] if client else (),
            day_evidence,
            reading.evidences((amount.start, amount.end)) if amount else (),
        )

    def flags(self, reading: Reading, lengths: Sequence[Amount], cues: InOrder[Cue]) -> list[Flag]:
        """`reduced_service` and `payer_spoken`."""
        flags = []
        if grounds := _cut_short(reading, _of_this_day(reading, lengths, cues), cues):
            message = "The session was cut short. Bill only the units that were reached; a payer may ask why."
            evidence = _evidence(reading, grounds)
            flags.append(Flag(FlagId.REDUCED_SERVICE, Level.WARNS, message, "session/minutes", evidence))
        # "At the insurance building": where the client works, and nobody who pays.
        told = (cue for cue in cues if cue.label == "payers")
        if payers := [cue for cue in told if reading.word(cue.end) not in self._no_payer_behind]:
            message = "A payer was spoken of. It was not used to choose the rules: choose the payer yourself."
            evidence = _evidence(reading, payers[:1])
            flags.append(Flag(FlagId.PAYER_SPOKEN, Level.ASKS, message, "billing/payer", evidence))
        return flags

    def _states_length(self, reading: Reading, cue: Cue, amount: Amount, work: InOrder[TechniqueMention]) -> bool:
        if cue.label == "booking":
            # "A ninety-minute signature massage." is not "ninety minutes of it on the back".
            sentence = reading.sentence(amount.start)
            placed = "AREA" in entities(reading, sentence.start, sentence.end)
            later = work.any_within(sentence.end, len(reading.tokens))
            return later and not placed and not work.any_within(0, amount.start)
        if of_its_work(reading, cue, amount, work):
            return False
        return cue.label == "length" and not (reading.word(cue.end - 1) == "," and cue.start == amount.start)

    def _calls_it_session(self, reading: Reading, cue: Cue) -> bool:
        return not self._called.isdisjoint(reading.words(cue.start, cue.end))

    def _alone(self, reading: Reading, amount: Amount, work: InOrder[TechniqueMention]) -> bool:
        """ "Forty-five minutes." or "Sixty-five minutes with Noor": words of its own, beside no work."""
        sentence = reading.sentence(amount.start)
        opens = self._before_opening.issuperset(reading.words(sentence.start, amount.start))
        # "Seventy minutes there."
        visit = reading.word(amount.end) in self._at_the_visit and (amount.minutes or 0) >= SURELY
        visit &= not any(reading.doc[at].ent_type_ == "AREA" for at in sentence_before(reading, amount.start))
        closes = amount.end + (visit and not work.any_within(0, amount.start)) == sentence.end
        works = work.any_within(sentence.start, sentence.end)
        # "Forty-five minutes, right calf from the class.": a place before all work, and no deed, is none.
        deeds = not self._deeds.isdisjoint(reading.words(sentence.start, sentence.end))
        later = work.any_within(sentence.end, len(reading.tokens))
        before = later and not deeds and not work.any_within(0, sentence.end)
        told = works or ("AREA" in entities(reading, sentence.start, sentence.end) and not before)
        ends = closes or (reading.word(amount.end) == "," and not told)
        if opens:
            with_client = reading.word(amount.end) == "with" and not closes
            opening = not sentence.start and reading.word(amount.end + 1) in self._anyone and not told
            named = with_client and (opening or self._people.is_name(reading, amount.end + 1))
            alone = ends and (closes or sentence.start > 0 or before)
            return named or (alone and not time_of_work(reading, amount, work))
        # "Visit two of eight, fifty-five minutes.": words of a sentence that tells no work, or of the very first.
        first = before or (sentence.start == 0 and not works and not told)
        # "Priya, ninety minutes the climber."
        who = reading.word(amount.end) == "the" and reading.word(amount.end + 2) in MARKS
        between = reading.word(amount.start - 1) == "," and (reading.word(amount.end) == "," or who)
        # "Welder, seventy-five minutes, right elbow is a five."
        if first and between and (amount.minutes or 0) >= SURELY and "AREA" not in entities(reading, 0, amount.start):
            return True
        answers = reading.word(amount.start - 2) in self._answers and work.any_within(0, sentence.start)
        return ends and reading.word(amount.start - 1) == "," and (not told or first) and not answers

    def _client(self, reading: Reading, cues: InOrder[Cue]) -> tuple[str, Evidences] | None:
        for index in range(len(reading.tokens)):
            if self._titled(reading, index) and self._is_the_clients(reading, index):
                return _name(reading, index, index + 2)
        if (first := self._named_first(reading)) is not None:
            return _name(reading, first, first + 1)
        for cue in cues:
            # "For Carla who's on leave", "she had Botox".
            leave = reading.word(cue.end + 1) == "who" and reading.word(cue.start) == "for"
            if leave or not CLIENT.isdisjoint(reading.words(cue.start - 2, cue.start)):
                continue
            opening = cue.label == "client" and reading.sentence_of[cue.start] < OPENING
            if opening and self._people.is_name(reading, cue.end):
                end = cue.end + 1
                while self._people.is_name(reading, end) and end < cue.end + 3:
                    end += 1
                return _name(reading, cue.end, end)
        return None

    def _titled(self, reading: Reading, index: int) -> bool:
        """ "Mr. Lindqvist", and in the opening words "Sister Bernadette"."""
        rank = reading.word(index) in self._ranks and reading.tokens[index].capital
        ranked = rank and reading.sentence_of[index] < OPENING
        return (ranked or reading.word(index) in self._people.titles) and self._people.is_name(reading, index + 1)

    def _is_the_clients(self, reading: Reading, index: int) -> bool:
        """Not "the adjuster is Ms. Fenn", "Ms. Fenn, the adjuster", nor "he had acupuncture with Ms. Fenn"."""
        start = reading.sentence(index).start
        before, behind = range(max(start, index - NEAR_TITLE), index), range(index + 3, index + NEAR_TITLE + 1)
        near = {reading.word(at) for at in (*before, *behind)}
        apart = reading.word(index - 1) == "," and reading.word(index + 2) in MARKS  # "she's back, Mrs. Lee"
        told = apart or OF_CLIENT.isdisjoint(reading.words(start, index))
        return told and self._somebody_else.isdisjoint(near)

    def _named_first(self, reading: Reading) -> int | None:
        """ "Okay, first, Delphine.", "Doris, eighty-one, ...": where a name is the first that is told, else None.

        A word that begins its sentence may be a trade ("Welder, fifty"): it is a name only if it is written like one
        within a later sentence too.
        """
        if not reading.sentences:
            return None
        sentence = reading.sentences[0]
        at = sentence.start
        while at < sentence.end and reading.word(at) in self._before_first_name:
            at += 1
        told = reading.word(at + 1) in self._came and at > sentence.start
        if not (told or reading.word(at + 1) in {",", "."}) or not self._people.is_name(reading, at):
            return None
        word = reading.word(at)
        later = range(sentence.end, len(reading.tokens))
        again = any(
            reading.word(i) == word and reading.tokens[i].capital and reading.word(i - 1) not in MARKS for i in later
        )
        return at if at > sentence.start or again else None

    def _date(self, reading: Reading, cues: InOrder[Cue]) -> tuple[str | None, Evidences]:
        """A day with month and year; a day without its year is not completed from elsewhere."""
        for cue in cues:
            if cue.label != "date":
                continue
            for at in range(cue.end, min(cue.end + 3, len(reading.tokens))):
                found = self._day(reading, at)
                if found:
                    return found[0].isoformat(), reading.evidences((at, found[1]))
        return None, ()

    def _day(self, reading: Reading, at: int) -> tuple[datetime.date, int] | None:
        words = reading.words(at, at + 6)
        plain = [word for word in words if word not in {"the", "of", ","}]
        for month, day, year in ((0, 1, 2), (1, 0, 2)):
            if len(plain) < 3 or plain[month] not in self._months:
                continue
            ordinal = _ORDINAL.match(plain[day])
            if ordinal and plain[year].isdigit() and len(plain[year]) == 4:
                try:
                    found = datetime.date(int(plain[year]), self._months[plain[month]], int(ordinal[1]))
                except ValueError:
                    return None
                return found, at + words.index(plain[year]) + 1
        return None


def _booked_instead(reading: Reading, cue: Cue, amount: Amount, amounts: Sequence[Amount]) -> float:
    """ "It ended up fifty minutes instead of seventy-five": what was booked, told behind a length; else 0."""
    if cue.label != "in_place_of" or not cue.start <= amount.start < cue.end:
        return 0
    if _places(reading, cue.start):
        return 0
    booked = [other.minutes or 0 for other in amounts if amount.end <= other.start < cue.end]
    booked = booked or [reading.value(index) or 0 for index in range(amount.end, cue.end)]
    return next((minutes for minutes in booked if SHORTEST_UNNAMED <= minutes <= LONGEST), 0)


def _of_rest(reading: Reading, amounts: Sequence[Amount]) -> list[Amount]:
    """ "The balance of the forty-five minutes": where nothing else tells the length, this does."""
    inside = [index for amount in amounts if amount.kind is Kind.REST for index in range(amount.start, amount.end)]
    found = [(index, reading.value(index) or 0) for index in inside]
    return [
        Amount(index, index + 1, minutes, Basis.STATED)
        for index, minutes in found
        if SHORTEST_UNNAMED <= minutes <= LONGEST
    ]


def _length_at(reading: Reading, at: int, amounts: Sequence[Amount]) -> Amount:
    bare = Amount(at, at + 1, reading.value(at), Basis.STATED)
    return next((amount for amount in amounts if amount.start == at), bare)


def _of_this_day(reading: Reading, lengths: Sequence[Amount], cues: InOrder[Cue]) -> list[Amount]:
    """Without "last time we had sixty minutes", "a ninety-minute session next time", no pause being between."""
    return [amount for amount in lengths if not _is_of_another_day(reading, amount, cues)]


def _is_of_another_day(reading: Reading, amount: Amount, cues: InOrder[Cue]) -> bool:
    sentence = reading.sentence(amount.start)
    other = [cue for cue in cues.within(sentence.start, sentence.end) if cue.label == "another_day"]
    booked = not _BOOKED.isdisjoint(reading.words(sentence.start, amount.start))
    spans = [(cue.end, amount.start) for cue in other if cue.end <= amount.start]
    spans += [(amount.end, cue.start) for cue in other if cue.start >= amount.end and not booked]
    return any(MARKS.isdisjoint(words) and _THIS_DAY.isdisjoint(words) for words in (reading.words(*s) for s in spans))


def _places(reading: Reading, index: int) -> bool:
    """Whether the sentence of a token names work or a place."""
    sentence = reading.sentence(index)
    return bool({"AREA", "TECHNIQUE"} & entities(reading, sentence.start, sentence.end))


def _real(reading: Reading, lengths: Sequence[Amount], cues: InOrder[Cue]) -> Amount | None:
    """Of several lengths the one that the session came to; else the first that was not only booked."""
    near = [(amount, _labels_before(reading, amount, cues, lengths)) for amount in lengths]
    plain = [amount for amount, labels in near if "booked" not in labels]
    real = [amount for amount, labels in near if "real" in labels and "booked" not in labels]
    return real[-1] if real else next(iter([*plain, *lengths]), None)


def _cut_short(reading: Reading, lengths: Sequence[Amount], cues: InOrder[Cue]) -> list[Cue]:
    """The words that say that the session was cut short: outright, or by lateness with less time than was booked."""
    near = [(amount.minutes or 0, _labels_before(reading, amount, cues, lengths)) for amount in lengths]
    booked = [minutes for minutes, labels in near if "booked" in labels]
    real = [minutes for minutes, labels in near if "booked" not in labels]
    came_to = [minutes for minutes, labels in near if "real" in labels and minutes in real]
    booked = booked or [minutes for minutes in real if minutes not in came_to]
    real = came_to or real
    outright = [cue for cue in cues if cue.label == "reduced" and not _is_to_come(reading, cue)]
    outright += [c for c in cues if any((a.minutes or 0) < _booked_instead(reading, c, a, lengths) for a in lengths)]
    late = [cue for cue in cues if cue.label == "late"]
    if booked and real and max(booked) > max(real):
        late = late or [cue for cue in cues if cue.label in {"booked", "real"}]
    came_to_less = len(lengths) > 1 or any("real" in labels for _, labels in near)
    return outright or (late if came_to_less else [])


def _is_to_come(reading: Reading, cue: Cue) -> bool:
    """ "Unless the bus leaves early", "he leaves early Friday", "the student called out sick": not of this session."""
    before = reading.words(reading.sentence(cue.start).start, cue.start)
    return not {"if", "unless", "whether"}.isdisjoint(before) or reading.word(cue.end) in {*DAYS_TO_COME, "sick"}


def _labels_before(reading: Reading, amount: Amount, cues: InOrder[Cue], lengths: Sequence[Amount] = ()) -> set[str]:
    """The labels of the words before an amount or with it; not of those before another of the `lengths` between."""
    floor = max(reading.sentence(amount.start).start, amount.start - BEFORE)
    between = max((other.end for other in lengths if other.start < amount.start), default=0)
    near = [*cues.within(floor, amount.start + 1), *cues.touching(amount.start, amount.end)]
    return {cue.label for cue in near if between <= cue.start <= amount.start}


def _name(reading: Reading, start: int, end: int) -> tuple[str, Evidences]:
    evidence = reading.evidence(start, end)
    return reading.text[evidence.start : evidence.end], (evidence,)


def _evidence(reading: Reading, cues: Sequence[Cue]) -> Evidences:
    return reading.evidences(*((cue.start, cue.end) for cue in cues))
