"""Full stops that were heard as commas: where a sentence plainly begins behind a comma, however short it is.

What comes in: a Reading with areas, techniques and minutes marked. What goes out: its tokens with a stop for each.
Other stops that nobody wrote are found in `stops.py`, and in long sentences alone. Near misses stay as they are: a time
that may still be of the work before the comma ("..., the last ten minutes on the neck"), a place of a list.
"""

from __future__ import annotations

from scribe.extract.clock import told_hours
from scribe.extract.language import Cues, read_patterns
from scribe.extract.others import Others
from scribe.extract.reading import CODE, HIGHEST_SCORE, MARKS, Reading, Token, with_stops
from scribe.extract.scale import BEHIND_SCORES

LABELS = (
    "parts_of_time", "parts_told_alone", "totals", "how_it_was", "place_first", "its_time", "untimed", "goes_on",
    "asked", "headings", "deeds", "untold_work", "untold", "elsewhere", "clocked",
)  # fmt: skip
ENDING = ("its_time", "untimed", "untold")
"""Labels of what stands before a comma or behind what begins; the others begin right behind a comma."""
SHORTEST = 3
"""How many words a sentence has at least before such a comma."""
REACH = 100
"""So many words before a comma and behind it are looked at."""
SESSION = 30
"""From so many minutes on a time alone before work is that of the session."""
WORK = (["TECHNIQUE", "AREA", "MINUTES"], ["MINUTES", "TECHNIQUE", "AREA"], ["AREA", "TECHNIQUE", "MINUTES"])
"""The orders in which a work is told whole."""
CLOSING = {"well": ("as",), "that": ("for", "on", "of", "with", "was", "is", "'s", "all")}
"""Words that never close a sentence, but behind these."""
SAME = frozenset({"there", "it", "them", "same", "that", "those"})
BEGAN = frozenset({"started", "began", "past", "quarter", "until", "till"})
"""One of these tells when the work behind it began ("started at ten past two, | friction, until half past")."""
UNKNOWN = frozenset({"not", "never", "no", "forgot", "cannot"})
TURNS = frozenset({"and", "then", "next", "plus"})
LEADS = frozenset({"on", "was", "were", "of", "with", "for", "to", "the", "a"})
WHEN = frozenset({"out", "coming", "going", "when", "walking"})
"""Behind a number these tell that it is a score."""
PARTS = frozenset({"half", "third", "quarter", "rest"})
"""Parts of the session, which are times."""
SOON = 24
"""Within so many words from a place on it may be said that what was done there is not known."""


class PartCommas:
    """Finds the sentences that plainly begin behind a comma."""

    def __init__(self) -> None:
        words, stops = read_patterns("comma_parts"), read_patterns("stops")
        # Each line for itself, for a longer one would hide the others.
        lines = {f"{label} {k}": [line] for label in LABELS for k, line in enumerate(words[label])}
        behind = "|".join(words["earlier_goes_on"])
        lines |= {f"earlier {k}": [f"{line} ,? {behind}"] for k, line in enumerate(stops["fronted_times"])}
        self._cues = Cues(lines)
        self._hurts = frozenset(words["hurts"])
        self._before_score = frozenset(words["before_score"])
        self._answers = words["answers"]
        self._never_closes = frozenset(stops["never_closes"])
        self._others = Others()

    def _opens(self, reading: Reading) -> dict[int, dict[str, int]]:
        """By its first word what begins there, with its end: what opens a sentence stands behind a comma."""
        found: dict[int, dict[str, int]] = {}
        for cue in self._cues.find(reading.doc):
            label = cue.label.split()[0]
            if reading.word(cue.start - 1) == "," or label in ENDING:
                ends = found.setdefault(cue.start, {})
                ends[label] = max(cue.end, ends.get(label, 0))
        return found

    def restore(self, reading: Reading) -> list[Token] | None:
        """The tokens with a stop in the place of each such comma; None when there is none."""
        opens, stops, others = self._opens(reading), set[int](), self._others.find(reading)
        inside = reading.inside("AREA") | reading.inside("MINUTES")
        for sentence in reading.sentences:
            begin = sentence.start
            for index in range(begin + SHORTEST, sentence.end):
                if reading.word(index - 1) != "," or index in inside or index - begin < SHORTEST:
                    continue
                if index not in opens and not any(_kinds(reading, index, index + 2)):
                    continue
                near = max(begin, index - REACH), min(sentence.end, index + REACH)
                told = _Told(reading, opens, near[0], index, near[1])
                elses = not others.isdisjoint(range(sentence.start, index))
                if self._closes(reading, index - 2) and (self._turns(told) or (not elses and self._begins(told))):
                    stops.add(index)
                    begin = index
        return with_stops(reading, stops) if stops else None

    def _closes(self, reading: Reading, last: int) -> bool:
        """Whether a sentence may end in the word at `last` ("... stiff as well,", "no score for that,")."""
        closing = reading.word(last) not in self._never_closes
        return closing or reading.word(last - 1) in CLOSING.get(reading.word(last), ())

    def _turns(self, told: _Told) -> bool:
        """Whether something else is told behind the comma, whatever stands before it."""
        return not told.here.keys().isdisjoint({"asked", "earlier", "headings"}) or self._ran(told)

    def _begins(self, told: _Told) -> bool:
        """Whether a sentence begins behind what was told of the client."""
        if told.worked:
            return self._part_of_time(told) or self._behind_work(told)
        if "parts_of_time" in told.here or "parts_told_alone" in told.here:
            return self._part_of_time(told)
        if "untold_work" in told.here and "AREA" not in told.before and "TECHNIQUE" not in told.behind:
            return told.untold()
        return self._goes_over(told) or self._answered(told) or self._named_again(told)

    def _ran(self, told: _Told) -> bool:
        """ "9:05 to 9:30, friction, right QL, | 9:30 to 9:50, Swedish on both calves": each work behind its hours."""
        hours = told_hours(told.reading, told.begin, min(told.index + 5, len(told.reading.tokens)))
        return told.worked and {told.begin, told.index} <= hours

    def _named_again(self, told: _Told) -> bool:
        """ "Arms for fifteen minutes, whatever I did there I didn't write down, | friction for forty"."""
        known = told.kind(told.index) == "TECHNIQUE" and "MINUTES" in told.order
        return known and "MINUTES" in told.before and "AREA" in told.before and told.unknown

    def _part_of_time(self, told: _Told) -> bool:
        """A part of the session, with the work that was done in it."""
        if "parts_told_alone" in told.here and told.kind(told.here["parts_told_alone"]) == "TECHNIQUE":
            return not told.worked or told.timed
        return "parts_of_time" in told.here and "TECHNIQUE" in told.behind

    def _behind_work(self, told: _Told) -> bool:
        """What begins behind work, be its time told or not."""
        here, free = told.here, {"TECHNIQUE", "MINUTES"}.isdisjoint(told.behind)
        if not here.keys().isdisjoint({"elsewhere", "clocked"}):
            return True
        if "totals" in here:
            return told.reading.words(here["totals"] - 1, here["totals"] + 1) != ["minutes", "of"]
        if "untold_work" in here and "TECHNIQUE" not in told.behind:
            return told.untold()
        if "how_it_was" in here and free:
            return told.timed or not told.timed_later
        if "place_first" in here:
            return told.timed
        if told.kind(told.index) == "TECHNIQUE" and told.order[:3] == WORK[0] and _squeezed(told.before) in WORK:
            return not told.hours
        whole = told.order[:2] == ["TECHNIQUE", "AREA"] or told.order[:3] == ["MINUTES", "TECHNIQUE", "AREA"]
        first = told.index + told.turns
        return whole and told.ended and told.kind(first) in {"TECHNIQUE", "MINUTES"}

    def _answered(self, told: _Told) -> bool:
        """ "You're right, thirty minutes, | then five minutes of vibration": behind a place or a time put right."""
        words = told.reading.words(told.begin, told.index)
        answers = any(words[at : at + len(answer)] == answer for answer in self._answers for at in range(len(words)))
        counted = any(told.reading.value(at) is not None for at in range(told.begin, told.index))
        alone = set(told.before[:-1]) == {"MINUTES"} and told.order[:1] == ["MINUTES"] and told.turns
        said = alone or (answers and (counted or "AREA" in told.before))
        return said and ("goes_on" in told.here or told.order[:3] == ["TECHNIQUE", "AREA", "MINUTES"])

    def _goes_over(self, told: _Told) -> bool:
        """Whether only what hurts or is scored was told, and work with its own place begins."""
        reading, last = told.reading, told.index - 1
        if told.session_told and told.order[:1] == ["TECHNIQUE"] and "MINUTES" in told.order:
            return True
        if told.kind(told.index - 2) == "MINUTES" and "AREA" not in told.before:
            complaint = told.order[:1] == ["AREA"] and {"TECHNIQUE", "MINUTES"}.isdisjoint(told.behind)
            tells = not (self._hurts | {"is", "are", "'s"}).isdisjoint(
                reading.words(told.index, reading.pause(told.index))
            )
            return (complaint and tells and last - told.begin > SHORTEST) or (
                told.order[:2] == ["TECHNIQUE", "AREA"] and told.own_times
            )
        if "AREA" not in told.before or "MINUTES" in told.before or told.hours:
            return False
        places = [at for at in range(told.begin, last) if reading.doc[at].ent_type_ == "AREA"]
        hurts = any(reading.word(at) in self._hurts for at in range(places[-1] + 1, last)) and not told.points_back
        if "deeds" in told.here:
            return sorted(told.order[:2]) == ["AREA", "TECHNIQUE"] and hurts
        if hurts and (told.order[:2] == ["TECHNIQUE", "AREA"] or told.order[:3] == ["MINUTES", "TECHNIQUE", "AREA"]):
            return True
        scored = not told.points_back and any(self._is_score(reading, at) for at in range(places[0] + 1, last))
        coded = told.kind(told.index) == "TECHNIQUE" and any(
            CODE.match(reading.word(at)) for at in range(told.begin, last)
        )
        began = not BEGAN.isdisjoint(told.last_clause)
        return (told.order[:3] in WORK and scored and not began) or (coded and told.order[:2] == ["TECHNIQUE", "AREA"])

    def _is_score(self, reading: Reading, at: int) -> bool:
        """Whether a number is told as a score ("at a six"); "back ten" may be minutes, and "grade two" is none."""
        value, behind = reading.value(at), reading.word(at + 1)
        said = behind in WHEN or (
            reading.word(at - 1) in self._before_score and behind in MARKS | BEHIND_SCORES | {"today"}
        )
        return said and value is not None and value <= HIGHEST_SCORE and not reading.doc[at].ent_type_


class _Told:
    """What was told up to a comma, from `begin` on, and what stands behind it."""

    def __init__(self, reading: Reading, opens: dict[int, dict[str, int]], begin: int, index: int, stop: int) -> None:
        self.reading, self._opens, self.begin, self.index, self._stop = reading, opens, begin, index, stop
        self.here = opens.get(index, {})
        self._end = self._clause_end()
        self.before, self.behind = _kinds(reading, begin, index), _kinds(reading, index, self._end)
        self.worked = "TECHNIQUE" in self.before

    def _clause_end(self) -> int:
        """The next mark that parts ("the rest I spent on, | uh, deep pressure")."""
        end = self.reading.pause(self.index)
        if self.reading.word(end - 1) not in LEADS:
            return end
        return self.reading.pause(self.reading.pause(end + 1) + 1)

    def kind(self, at: int) -> str:
        return self.reading.doc[at].ent_type_ if at < len(self.reading.tokens) else ""

    @property
    def timed(self) -> bool:
        return _timed(self.reading, self.begin, self.index)

    @property
    def last_clause(self) -> list[str]:
        """The words between the last two commas."""
        words = self.reading.words(self.begin, self.index - 1)
        return words[len(words) - words[::-1].index(",") :] if "," in words else words

    @property
    def hours(self) -> set[int]:
        """Times of day before the comma, which may be those of the work behind it."""
        return told_hours(self.reading, self.begin, self.index)

    @property
    def timed_later(self) -> bool:
        return _timed(self.reading, self._end, self._stop) or "MINUTES" in self.behind

    @property
    def order(self) -> list[str]:
        """The kinds of what is named behind the comma, in order."""
        order = _squeezed(_kinds(self.reading, self.index, self._stop))
        hours = told_hours(self.reading, self.index, self._stop)
        return [*order, "MINUTES"] if hours and "MINUTES" not in order else order

    @property
    def turns(self) -> bool:
        return self.reading.word(self.index) in TURNS

    @property
    def points_back(self) -> bool:
        """Whether the work behind is of the place before it too ("neck tight, Swedish there and on the back")."""
        named = (at for at in range(self.index, self._stop) if self.kind(at) == "AREA")
        return not SAME.isdisjoint(self.reading.words(self.index, next(named, self._stop)))

    @property
    def own_times(self) -> bool:
        """Whether each work behind the comma has a time of its own."""
        order, last = self.order, self.index - 2
        told = order.count("TECHNIQUE") == order.count("MINUTES") and order[-1] == "MINUTES"
        # "Forty-five minutes, friction on the left calf, eight."
        long = self.reading.word(last) == "hour" or (self.reading.value(last - 1) or 0) >= SESSION
        places = [at for at in range(self.index, self._stop) if self.kind(at) == "AREA"]
        work = range(places[0], self._stop) if places else range(0)
        following = next((at for at in work if self.kind(at) == "TECHNIQUE"), self._stop)
        bare = any(self.reading.value(at) is not None for at in range(work.start, following))
        return told or (long and "MINUTES" not in order and bare)

    @property
    def unknown(self) -> bool:
        """Whether it was said before the comma that what was done is not known."""
        said = any("untold" in self._opens.get(at, {}) for at in range(self.begin, self.index))
        return said and not UNKNOWN.isdisjoint(self.reading.words(self.begin, self.index))

    @property
    def session_told(self) -> bool:
        """Whether the length of the session stands right before the comma, or its hours ("one-hour session, from
        5:00 to 6:00")."""
        last = self.index - 2
        hours = told_hours(self.reading, self.begin, self.index)
        while last in hours or self.reading.word(last) in {"from", "to", "until", "till", ","}:
            last -= 1
        return self.reading.word(last) in {"session", "appointment", "visit"} and self.kind(last - 1) == "MINUTES"

    @property
    def ended(self) -> bool:
        """Whether the work before is told to its end by its time ("and that was thirteen,") or that nobody knows it."""
        placed = "AREA" in self.before or "each" in self.reading.words(self.begin, self.index)
        for at in range(self.begin, self.index):
            ends = self._opens.get(at, {})
            if (placed and ends.get("its_time") == self.index) or (at > self.index - SOON and "untimed" in ends):
                return True
        return False

    def untold(self) -> bool:
        """Whether soon, before any other work or time, what was done there is said not to be known."""
        times = 0
        for at in range(self.index, min(self.index + SOON, len(self.reading.tokens))):
            times += self.kind(at) == "MINUTES" != self.kind(at - 1)
            if self.kind(at) == "TECHNIQUE" or times > 1:
                return False
            if "untold" in self._opens.get(at, {}):
                return True
        return False


def _kinds(reading: Reading, start: int, end: int) -> list[str]:
    return [token.ent_type_ for token in reading.doc[start:end]]


def _squeezed(kinds: list[str]) -> list[str]:
    """What is named, in order, each run of a kind once."""
    named = [kind for kind in kinds if kind]
    return [kind for k, kind in enumerate(named) if k == 0 or named[k - 1] != kind]


def _timed(reading: Reading, start: int, end: int) -> bool:
    """Whether a time stands at the tokens, be it a bare number or the time of day."""
    kinds = _kinds(reading, start, end)
    numbers = [reading.value(at) for at in range(start, end)]
    bare = any(number is not None and number > HIGHEST_SCORE for number in numbers)
    return (
        "MINUTES" in kinds
        or bare
        or not PARTS.isdisjoint(reading.words(start, end))
        or bool(told_hours(reading, start, end))
    )
