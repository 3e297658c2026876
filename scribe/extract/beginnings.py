"""Where a comma was written for a full stop: work that is told in full behind words that tell something else.

What comes in: a Reading with areas, techniques and minutes marked. What goes out: its tokens with a stop for each such
comma, in sentences of any length. Only what nobody would take for a part of the words before it is cut off: those must
tell something by themselves, and name no work. Other stops are found in `stops.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import HIGHEST_SCORE, Reading, Sentence, Token
from scribe.extract.stops import with_stops

LABELS = ("deed", "time_first")
WORDS = ("tells", "waits", "never_ends", "others_do", "denied", "past", "habit", "joins", "before_score")
SELF = frozenset({"i", "we"})
OTHERS = frozenset({"she", "he", "they", "client", "patient", "who", "which", "you"})
SIDES = frozenset({"left", "right", "both"})
SHORTEST_TIME = 5
"""From so many on a number behind the name of a work and "for" is its minutes."""
SHORTEST = 2
"""So many words tell something by themselves at least ("no number")."""
OF_PROVIDER = 3
"""So soon behind somebody who treats it is told that they only said or wanted something."""


class BeginningFinder:
    """Finds where a sentence begins behind a comma."""

    def __init__(self) -> None:
        words, clauses = read_patterns("beginnings"), read_patterns("clauses")
        self._cues = Cues({label: words[label] for label in LABELS})
        self._no_deed = Cues({"no_deed": words["no_deed"]})
        self._untimed = Cues({"untimed": words["untimed"]})
        self._others = Cues(
            {"provider": clauses["providers"] + clauses["elsewhere"], "client": clauses["other_client"]}
        )
        self._words = {name: frozenset(words[name]) for name in WORDS}
        self._says = frozenset(clauses["provider_says"])

    def restore(self, reading: Reading) -> list[Token] | None:
        """The tokens with a stop for each comma that was meant as one; None when there is none."""
        opens: dict[int, set[str]] = {}
        for cue in self._cues.find(reading.doc):
            opens.setdefault(cue.start, set()).add(cue.label)
        stops = {at for sentence in reading.sentences for at in self._within(reading, sentence, opens)}
        return with_stops(reading, stops) if stops else None

    def _within(self, reading: Reading, sentence: Sentence, opens: Mapping[int, Set[str]]) -> Iterator[int]:
        """Where sentences begin within another."""
        begin = first = sentence.start
        for comma in range(sentence.start, sentence.end - 1):
            if reading.word(comma) != ",":
                continue
            index, labels = comma + 1, opens.get(comma + 1, frozenset())
            if self._tells(reading, first, comma):
                time = self._time_of(reading, index, sentence.end, labels)
                opened = "deed" in labels and not self._past(reading, first, comma)
                opened = opened or (time < sentence.end and self._apart(reading, begin, first, index, time))
            else:
                opened = self._lists(reading, begin, first, index, sentence.end)
            if opened:
                yield index
                begin = index
            first = index

    def _lists(self, reading: Reading, begin: int, first: int, index: int, end: int) -> bool:
        """ "Friction, left calf, since he jumps, nine minutes, | stretching, left hip, ten minutes": two whole works,
        and a time alone before the second."""
        timed = all(
            reading.doc[at].ent_type_ == "MINUTES" or reading.value(at) is not None for at in range(first, index - 1)
        )
        whole = _kinds(reading, begin, index).issuperset({"AREA", "MINUTES"})
        if not timed or not whole or not reading.doc[begin].ent_type_ == reading.doc[index].ent_type_ == "TECHNIQUE":
            return False
        time = self._time(reading, index, end)
        return time < end and "AREA" in _kinds(reading, index, time)

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
            if reading.doc[at].ent_type_ == "MINUTES" or at in untimed:
                return at
            if number >= SHORTEST_TIME and reading.word(at - 1) == "for" and not reading.doc[at].ent_type_:
                return at
            if reading.word(at) in OTHERS or at in wishes:
                return end
        return end

    def _apart(self, reading: Reading, begin: int, first: int, index: int, time: int) -> bool:
        """Whether what stands before the work at `index` is not of it: no place, no work and nobody else's deed."""
        end = reading.pause(time)
        if reading.word(end) == "," and (reading.word(end + 1) in SIDES or reading.doc[end + 1].ent_type_ == "AREA"):
            end = reading.pause(end + 1)
        before, last = _kinds(reading, begin, index), _kinds(reading, first, index)
        words = reading.words(first, index)
        sided = "AREA" in last or not SIDES.isdisjoint(words)
        deed = sided and not SELF.isdisjoint(words)
        if deed and "AREA" not in before:
            return False  # "I did the left side, friction on the calf"
        own = "AREA" in _kinds(reading, index, end) and not deed
        placed = "AREA" in before and not own and "MINUTES" not in before
        return not placed and not self._elses(reading, begin, first, index)

    def _elses(self, reading: Reading, begin: int, first: int, index: int) -> bool:
        """Whether the words before `index` may tell of what somebody else does, or of a wish, a plan, a habit."""
        if "TECHNIQUE" in _kinds(reading, first, index):
            return True
        for cue in self._others.find(reading.doc, begin, index):
            after = reading.words(cue.end, min(index, cue.end + OF_PROVIDER))
            if cue.label == "client" or self._says.isdisjoint(after):
                return True
        wishes = {cue.start for cue in self._no_deed.find(reading.doc, first, index)}
        speaker = ""
        for at in range(first, index):
            if reading.word(at) in SELF or reading.word(at) in OTHERS:
                speaker = reading.word(at)
            denied = self._is("denied", reading, at - 1) or self._is("denied", reading, at + 1)
            if not denied and (at in wishes or (self._is("others_do", reading, at) and speaker not in SELF)):
                return True
        return self._past(reading, first, index) and not SELF.isdisjoint(reading.words(first, index))

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
        if words[-1:] == ["unquote"]:
            return True
        told = self._scores(reading, first, comma) or not self._words["tells"].isdisjoint(words)
        leads = self._is("waits", reading, first) or self._is("never_ends", reading, comma - 1)
        return len(words) >= SHORTEST and told and not leads

    def _is(self, name: str, reading: Reading, index: int) -> bool:
        """Whether the word at `index` is one of a list of `models/patterns/beginnings.yaml`."""
        return reading.word(index) in self._words[name]


def _kinds(reading: Reading, start: int, end: int) -> set[str]:
    """What is named at the tokens `start` to `end`."""
    return {token.ent_type_ for token in reading.doc[start:end]}
