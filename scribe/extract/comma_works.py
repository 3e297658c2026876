"""Where a comma was written for a full stop: work that is told in full behind words that tell something else.

What comes in: a Reading with areas, techniques and minutes marked. What goes out: its tokens with a stop for each such
comma, in sentences of any length. Only what nobody would take for a part of the words before it is cut off: those must
tell something by themselves, and name no work. Other stops are found in `stops.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from scribe.extract.language import Cues, read_patterns
from scribe.extract.lengths import entities
from scribe.extract.minutes import Amount
from scribe.extract.reading import HIGHEST_SCORE, STOPS, Reading, Token, with_stops

LABELS = ("deed", "time_first", "opens", "left_alone", "long_ago", "elsewhere", "came_to", "offers")
WORDS = (
    "of_length",
    "behind_length",
    "tells",
    "waits",
    "never_ends",
    "others_do",
    "denied",
    "past",
    "habit",
    "whose",
    "of_all",
    "clocked",
    "joins",
    "before_score",
)
SELF = frozenset({"i", "we"})
OTHERS = frozenset({"she", "he", "they", "client", "patient", "who", "which", "you"})
SIDES = frozenset({"left", "right", "both"})
SHORTEST_TIME = 5
"""From so many on a number behind the name of a work and "for" is its minutes."""
SHORTEST = 2
"""So many words tell something by themselves at least ("no number")."""
SHORTEST_LENGTH, SURELY = 30, 45
"""Minutes from which on a time alone is a session: before what begins anew, and behind how it hurts."""
AT_THE_VISIT = frozenset({"there", "here", "together"})
OF_PROVIDER = 3
"""So soon behind somebody who treats it is told that they only said or wanted something."""


class WorkCommas:
    """Finds where a sentence begins behind a comma."""

    def __init__(self) -> None:
        words, clauses = read_patterns("comma_works"), read_patterns("clauses")
        self._cues = Cues({label: words[label] for label in LABELS})
        self._no_deed = Cues({"no_deed": words["no_deed"]})
        self._untimed = Cues({"untimed": words["untimed"]})
        self._others = Cues(
            {"provider": clauses["providers"] + clauses["elsewhere"], "client": clauses["other_client"]}
        )
        self._words = {name: frozenset(words[name]) for name in WORDS}
        self._says = frozenset(clauses["provider_says"])

    def restore(self, reading: Reading, amounts: Iterable[Amount]) -> list[Token] | None:
        """The tokens with a stop for each comma that was meant as one; None when there is none."""
        opens: dict[int, set[str]] = {}
        ends: set[int] = set()
        for cue in self._cues.find(reading.doc):
            opens.setdefault(cue.start, set()).add(cue.label)
            ends.update([cue.end] if cue.label == "came_to" else [])
        times = {amount.start: amount.minutes or 0 for amount in amounts}
        work = next((at for at, token in enumerate(reading.doc) if token.ent_type_ == "TECHNIQUE"), len(reading.tokens))
        stops: set[int] = set()
        for sentence in reading.sentences:
            begin = first = sentence.start
            for comma in (at for at in range(sentence.start, sentence.end - 1) if _written(reading, at)):
                labels: Set[str] = opens.get(comma + 1, frozenset())
                early = {at: minutes for at, minutes in times.items() if at < work}
                if (
                    self._begins_work(reading, begin, first, comma + 1, sentence.end, labels)
                    or self._begins(reading, begin, first, comma + 1, labels)
                    or self._behind_length(reading, begin, first, comma + 1, early)
                    or self._behind_total(reading, begin, first, comma + 1, times)
                    or (comma in ends and self._is("behind_length", reading, comma + 1))
                    or self._is_length_apart(reading, first, comma + 1, early)
                ):
                    stops.add(comma + 1)
                    begin = comma + 1
                first = comma + 1
        return with_stops(reading, stops) if stops else None

    def _begins_work(self, reading: Reading, begin: int, first: int, index: int, end: int, labels: Set[str]) -> bool:
        """Whether a work that is told in full begins at `index`, behind words from `first` on that tell something."""
        if not self._tells(reading, first, index - 1):
            return self._lists(reading, begin, first, index, end)
        time = self._time_of(reading, index, end, labels)
        deed = "deed" in labels and not self._past(reading, first, index)
        return deed or (time < end and self._apart(reading, begin, first, index, time))

    def _begins(self, reading: Reading, begin: int, first: int, index: int, labels: Set[str]) -> bool:
        """Whether something else plainly begins at `index`: who it is, what was left alone, what somebody else did."""
        # "..., since the feet were the only part that was not pink, | a year ago I did ...": it has what it waited for.
        if self._leads(reading, first, index - 1) and (first == begin or self._ends_open(reading, index - 1)):
            return False
        whole = entities(reading, begin, index).issuperset({"TECHNIQUE", "MINUTES"})
        if "left_alone" in labels and whole:
            return _timed(reading, first, index - 1)
        told = whole or first > begin or self._tells(reading, first, index - 1)
        if "offers" in labels and told:
            return True
        return ("opens" in labels and index - first > SHORTEST) or (told and self._elses_work(reading, index, labels))

    def _elses_work(self, reading: Reading, index: int, labels: Set[str]) -> bool:
        """ "A year ago I used cups", "the place he went to put tape on it", "cupping, her aunt did that": a part that
        names work, and no time of it."""
        end = reading.pause(index)
        if reading.doc[index].ent_type_ == "TECHNIQUE" and reading.word(end) == ",":
            begin, end = end + 1, reading.pause(end + 1)
            near = self._others.find(reading.doc, begin, end)
            treats = any(cue.label == "provider" and cue.start <= begin + 1 for cue in near)
            return (
                treats
                and not self._words["others_do"].isdisjoint(reading.words(begin, end))
                and "MINUTES" not in entities(reading, index, end)
            )
        kinds = entities(reading, index, end)
        told = "TECHNIQUE" in kinds and "MINUTES" not in kinds
        return told and not {"long_ago", "elsewhere"}.isdisjoint(labels)

    def _behind_length(self, reading: Reading, begin: int, first: int, index: int, early: Mapping[int, float]) -> bool:
        """ "Regular, sixty minutes, | worked on his back": behind a length that stands alone before all work."""
        named = entities(reading, index, reading.pause(index))
        placed = "AREA" in entities(reading, begin, index)
        length = self._length(reading, first, index - 1, early) >= SHORTEST_LENGTH
        return (
            length
            and not placed
            and self._is("behind_length", reading, index)
            and named.isdisjoint({"TECHNIQUE", "MINUTES"})
        )

    def _behind_total(self, reading: Reading, begin: int, first: int, index: int, times: Mapping[int, float]) -> bool:
        """ "Forty-five minutes all in, | I've suggested ...": behind the time of the whole."""
        whole = not self._words["of_all"].isdisjoint(reading.words(first, index - 1))
        named = entities(reading, index, reading.pause(index)).isdisjoint({"TECHNIQUE", "MINUTES"})
        return first == begin and whole and named and self._length(reading, first, index - 1, times) >= SHORTEST_LENGTH

    def _is_length_apart(self, reading: Reading, first: int, index: int, early: Mapping[int, float]) -> bool:
        """ "... and three is what he had on my table, | forty-five minutes.": a length alone behind how it hurts."""
        end = reading.pause(index)
        if self._length(reading, index, end, early) < SURELY or reading.word(end) not in STOPS:
            return False
        while self._is("joins", reading, first):
            first += 1
        words = reading.words(first, index - 1)
        hurts = self._scores(reading, first, index - 1) or reading.word(first + 1) in {"is", "was"}
        leads = not self._words["waits"].isdisjoint(words) or not SELF.isdisjoint(words)
        return reading.word(end - 1) in AT_THE_VISIT or (hurts and not leads)

    def _length(self, reading: Reading, start: int, end: int, early: Mapping[int, float]) -> float:
        """The minutes of the tokens `start` to `end` if these are a time and no more, else 0."""
        words = [at for at in range(start, end) if reading.doc[at].ent_type_ != "MINUTES"]
        told = [minutes for at, minutes in early.items() if start <= at < end]
        return told[0] if len(told) == 1 and all(self._is("of_length", reading, at) for at in words) else 0

    def _lists(self, reading: Reading, begin: int, first: int, index: int, end: int) -> bool:
        """ "Friction, left calf, since he jumps, nine minutes, | stretching, left hip, ten minutes": two whole works,
        and a time alone before the second."""
        whole = entities(reading, begin, index).issuperset({"AREA", "MINUTES"})
        whole &= reading.doc[begin].ent_type_ == "TECHNIQUE"
        # "One hour, three until four, | Swedish on the back, 3:00 to 3:20"
        whole |= first > begin and _timed(reading, begin, first - 1)
        clock = [at for at in range(first, index - 1) if not self._is("clocked", reading, at)]
        timed = all(_timed(reading, at, at + 1) or reading.doc[at].tag == "CLOCK" for at in clock)
        if not whole or not timed or reading.doc[index].ent_type_ != "TECHNIQUE":
            return False
        time = self._time(reading, index, end)
        return time < end and "AREA" in entities(reading, index, time)

    def _time_of(self, reading: Reading, index: int, end: int, labels: Set[str]) -> int:
        """Where the time stands of a work that is told in full from `index` on; `end` where none is."""
        if "time_first" in labels:
            halves = (at for at in range(index, end) if reading.word(at) == "half")
            time = next((at for at in range(index, end) if reading.doc[at].ent_type_ == "MINUTES"), next(halves, end))
        else:
            time = self._time(reading, index, end) if reading.doc[index].ent_type_ == "TECHNIQUE" else end
        behind = time
        while behind < end and reading.doc[behind].ent_type_ == "MINUTES":
            behind += 1
        return end if behind < end and self._is("habit", reading, behind) else time

    def _time(self, reading: Reading, index: int, end: int) -> int:
        """Where the time of a work named at `index` is told; `end` where it is not."""
        untimed = {cue.start for cue in self._untimed.find(reading.doc, index, end)}
        wishes = {cue.start for cue in self._no_deed.find(reading.doc, index, end)}
        for at in range(index + 1, end):
            number = reading.value(at) or 0
            if reading.doc[at].ent_type_ == "MINUTES" or at in untimed or reading.doc[at].tag == "CLOCK":
                return at
            if reading.words(at, at + 2) in (["half", "the"], ["half", "of"]):
                return at
            if reading.word(at) == "from" and at + 1 < end and reading.doc[at + 1].tag == "CLOCK":
                return at + 1
            if number >= SHORTEST_TIME and reading.word(at - 1) == "for" and not reading.doc[at].ent_type_:
                return at
            if reading.word(at) in OTHERS or at in wishes:
                return end
        return end

    def _apart(self, reading: Reading, begin: int, first: int, index: int, time: int) -> bool:
        """Whether what stands before the work at `index` is not of it: no place, no work and nobody else's deed."""
        if any(reading.doc[at].tag == "CLOCK" for at in range(first, index)):
            return False  # "I got my hands on him at 1:15, trigger point, right calf, until 1:35"
        end = reading.pause(time)
        if reading.word(end) == "," and (reading.word(end + 1) in SIDES or reading.doc[end + 1].ent_type_ == "AREA"):
            end = reading.pause(end + 1)
        before, last = entities(reading, begin, index), entities(reading, first, index)
        if "MINUTES" in last and "TECHNIQUE" not in last:
            return False  # "I spent ten minutes on the glutes, prenatal massage"
        words = reading.words(first, index)
        if not self._words["past"].isdisjoint(words):
            return False  # "Her neck was a five last time, Swedish on the neck took it to a two"
        sided = "AREA" in last or not SIDES.isdisjoint(words)
        deed = sided and not SELF.isdisjoint(words) and self._words["denied"].isdisjoint(words)
        if deed and "AREA" not in before:
            return False  # "I did the left side, friction on the calf"
        own = "AREA" in entities(reading, index, end) and not deed
        placed = "AREA" in before and not own and "MINUTES" not in before
        return not placed and not self._elses(reading, begin, first, index, end)

    def _elses(self, reading: Reading, begin: int, first: int, index: int, end: int) -> bool:
        """Whether the words before `index` may tell of what somebody else does, or of a wish, a plan, a habit."""
        if "TECHNIQUE" in entities(reading, first, index):
            return True
        for cue in self._others.find(reading.doc, begin, index):
            after = reading.words(cue.end, min(index, cue.end + OF_PROVIDER))
            if cue.label == "client":
                # "The lady before her is at a zero, lucky her, | hot pack on the low back"
                told = self._scores(reading, first, index) or "TECHNIQUE" in entities(reading, begin, index)
                if told or cue.end > first or not self._told_before(reading, begin, index, end):
                    return True
            elif self._says.isdisjoint(after):
                return True
        wishes = {cue.start for cue in self._no_deed.find(reading.doc, first, index)}
        speaker = ""
        for at in range(first, index):
            if reading.word(at) in SELF or reading.word(at) in OTHERS:
                speaker = reading.word(at)
            denied = any(self._is("denied", reading, near) for near in (at - 2, at - 1, at + 1))
            if not denied and (at in wishes or (self._is("others_do", reading, at) and speaker not in SELF)):
                return True
        return self._past(reading, first, index) and not SELF.isdisjoint(reading.words(first, index))

    def _told_before(self, reading: Reading, begin: int, index: int, end: int) -> bool:
        """Whether a place of the work at the tokens `index` to `end` was named before the sentence, as the client's."""
        named = {reading.word(at) for at in range(begin) if reading.doc[at].ent_type_ == "AREA"} - SIDES
        return any(reading.word(at) in named for at in range(index, end) if reading.doc[at].ent_type_ == "AREA")

    def _past(self, reading: Reading, first: int, index: int) -> bool:
        """Whether the tokens tell of an earlier day, and not how it was then ("it was a six last time")."""
        return not self._words["past"].isdisjoint(reading.words(first, index)) and not self._scores(
            reading, first, index
        )

    def _scores(self, reading: Reading, first: int, end: int) -> bool:
        return any(
            (reading.value(at) or HIGHEST_SCORE + 1) <= HIGHEST_SCORE and self._is("before_score", reading, at - 1)
            for at in range(first, end)
        )

    def _tells(self, reading: Reading, first: int, comma: int) -> bool:
        """Whether the tokens tell something by themselves."""
        while self._is("joins", reading, first):
            first += 1
        words = reading.words(first, comma)
        if words[-1:] == ["unquote"] or words[-3:] == ["end", "of", "quote"]:
            return True
        told = self._scores(reading, first, comma) or not self._words["tells"].isdisjoint(words)
        return len(words) >= SHORTEST and told and not self._leads(reading, first, comma)

    def _leads(self, reading: Reading, first: int, comma: int) -> bool:
        """Whether the tokens wait for more: "while he talked", "he said"."""
        return self._ends_open(reading, comma) or self._is("waits", reading, first)

    def _ends_open(self, reading: Reading, comma: int) -> bool:
        deed = self._is("others_do", reading, comma - 1) and self._is("whose", reading, comma - 2)
        return self._is("never_ends", reading, comma - 1) and not deed

    def _is(self, name: str, reading: Reading, index: int) -> bool:
        """Whether the word at `index` is one of a list of `models/patterns/comma_works.yaml`."""
        return reading.word(index) in self._words[name]


def _written(reading: Reading, index: int) -> bool:
    """Whether a token is a comma that was written, and not one that is only read."""
    token = reading.tokens[index]
    return token.text == "," == reading.text[token.start : token.end]


def _timed(reading: Reading, start: int, end: int) -> bool:
    """Whether the tokens are a time, or numbers, and no more."""
    return all(reading.doc[at].ent_type_ == "MINUTES" or reading.value(at) is not None for at in range(start, end))
