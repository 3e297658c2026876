"""How far a "not" reaches: what is said behind it and is no longer denied.

What comes in: a cue that denies, and the token at which a technique or an area begins behind it, in its clause. What
goes out: whether the cue is past there. What became of the thing is decided in `status.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from scribe.extract.clauses import Clauses
from scribe.extract.language import Cue
from scribe.extract.reading import MARKS, Reading

AHEAD = 10
"""How many words ahead of a thing a "not" may stand with no pause between: what is written without stops is no list."""
LED = 2
"""A "so", or the comma that ends what was left out, stands within so many words before what was done for it."""
OBJECT, NO_WORK = 4, {"time", "room", "chance", "need", "point", "more", "further", "reason", "way"}
"""In so many words a "no" names something else than work, and without one of these, behind which the work is named."""
PLACE = {"the", "her", "his", "left", "right", "one", "side"}
"""Words of a place that only tells which."""
ALONE = {"himself", "herself", "themselves", "themself"}
HOLDS = {"held", "hold"}
"""A cue that ends with one of these is a deed where a place follows."""


class Denials:
    """Tells which things of one reading a "not" before them no longer denies."""

    def __init__(
        self,
        reading: Reading,
        clauses: Clauses,
        things: Sequence[int],
        conditions: frozenset[str],
        in_place: frozenset[str],
    ) -> None:
        self._reading = reading
        self._clauses = clauses
        self._things = things
        self._conditions = conditions
        self._in_place = in_place

    def is_past(self, cue: Cue, start: int) -> bool:
        """Whether what stands at `start` is no longer what the cue denies."""
        return (
            (start - cue.end > AHEAD and "," not in self._reading.words(cue.end, start))
            or self._is_condition(cue, start)
            or self._answers(cue, start)
            or self._is_exchanged(cue, start)
            or self._is_another_item(cue, start)
            or self._is_given_instead(cue, start)
            or self._is_held_there(cue, start)
            or self._has_its_time(cue, start)
            or self._is_of_else(cue, start)
            or self._is_what_followed(cue, start)
            or self._is_of_place(cue, start)
        )

    def _is_condition(self, cue: Cue, start: int) -> bool:
        """ "If this does not hold I might send her for dry needling": the "not" is the condition's."""
        head = self._reading.sentences[self._clauses.at(start).sentence].start
        between = self._reading.words(cue.end, start)
        return self._reading.word(head) in self._conditions and not {"i", "we"}.isdisjoint(between)

    def _answers(self, cue: Cue, start: int) -> bool:
        """ "Ten of nerve, no, of plain stretching": a "no" between pauses is of what was said before."""
        bare = self._words_of(cue) == ["no"] and self._reading.words(cue.end, start)[:1] == [","]
        return bare and self._reading.word(cue.start - 1) in MARKS

    def _is_exchanged(self, cue: Cue, start: int) -> bool:
        """ "No, not acupressure, the trigger point": what is denied ends at the comma, and the other was done."""
        words = self._reading.words
        at = cue.start if self._words_of(cue) == ["not"] else cue.start + 2
        said = words(at - 2, at) == ["no", ","] and words(at, at + 1) == ["not"]
        between = words(at + 1, start)
        return said and "," in between and "or" not in between

    def _is_another_item(self, cue: Cue, start: int) -> bool:
        """ "No saves this week, and cold packs on it": a bare "no" that is of the item before is not of the next.

        Nor is any other of what has its time: "it did not let go, and ten minutes of friction".
        """
        between = self._reading.words(cue.end, start)
        if self._words_of(cue) == ["no"] and "and" in between[1:] and self._is_done_alone(start):
            return True  # "No long toss before Wednesday and band work he does that himself."
        commas = [cue.end + i for i in range(1, len(between)) if between[i : i + 2] == [",", "and"]]
        comma = next((at for at in commas if not self._thing_between(cue.end, at)), None)
        if comma is None:
            return False
        alone = self._words_of(cue) == ["no"] and not self._thing_between(comma, start)
        return alone or self._reading.doc[comma + 2].ent_type_ == "MINUTES"

    def _is_done_alone(self, start: int) -> bool:
        """Whether the clause of a thing says who does it: "he does that himself"."""
        words = self._reading.words(start, self._reading.pause(start))
        idle = {"does", "do", "did"}.isdisjoint(words)
        return not idle and not ALONE.isdisjoint(words) and not {"not", "never"} & set(words)

    def _is_given_instead(self, cue: Cue, start: int) -> bool:
        """ "Instead of cupping, compression on the calves": behind the comma, with a place or a time, it was done."""
        if self._reading.word(cue.end - 2) not in self._in_place or not self._thing_between(cue.end, start):
            return False
        behind = {token.ent_type_ for token in self._reading.doc[start : self._clauses.at(start).end]}
        return "," in self._reading.words(start - LED, start) and not behind.isdisjoint({"AREA", "MINUTES"})

    def _has_its_time(self, cue: Cue, start: int) -> bool:
        """ "No Swedish on the legs, twenty minutes of friction": behind the comma, with its time, it was done."""
        comma = next((at for at in range(start - 1, cue.end, -1) if self._reading.word(at) in MARKS), 0)
        if not comma or not self._thing_between(cue.end, comma):
            return False
        timed = any(token.ent_type_ == "MINUTES" for token in self._reading.doc[comma : self._reading.pause(start)])
        return timed and {"or", "nor"}.isdisjoint(self._reading.words(comma, start))

    def _is_of_else(self, cue: Cue, start: int) -> bool:
        """ "No allergies, Swedish on the back, ten minutes": no work is denied, and one with its time follows."""
        comma = self._reading.pause(cue.end)
        told = self._reading.words(cue.end, comma)
        alone = 0 < len(told) <= OBJECT and not self._thing_between(cue.end, comma) and NO_WORK.isdisjoint(told)
        alone &= self._words_of(cue) == ["no"] and self._reading.word(comma) == "," and comma < start
        end = self._reading.sentence(cue.start).end
        work, other, *_ = (*(thing for thing in self._things if comma < thing < end), end, end)
        timed = any(token.ent_type_ == "MINUTES" for token in self._reading.doc[max(work, start) : other])
        follows = self._reading.word(work - 1) == "," and work <= start < other
        return alone and timed and follows and {"or", "nor"}.isdisjoint(self._reading.words(comma, start))

    def _is_held_there(self, cue: Cue, start: int) -> bool:
        """ "I held the neck in traction": with a place between, it is no holding back."""
        placed = any(token.ent_type_ == "AREA" for token in self._reading.doc[cue.end : start])
        return placed and self._reading.word(cue.end - 1) in HOLDS

    def _is_what_followed(self, cue: Cue, start: int) -> bool:
        """ "He can't do ice so a hot pack, eight minutes": what was done for it, with its time."""
        behind = {token.ent_type_ for token in self._reading.doc[start : self._clauses.at(start).end]}
        led = "so" in self._reading.words(max(cue.end, start - LED), start)
        return led and "MINUTES" in behind

    def _is_of_place(self, cue: Cue, start: int) -> bool:
        """ "The left hip, not the right, ten minutes of friction": a place between pauses is all it denies."""
        reading, comma = self._reading, self._reading.pause(cue.end)
        told = range(cue.end, min(comma, start))
        place = all(reading.word(at) in PLACE or reading.doc[at].ent_type_ == "AREA" for at in told)
        alone = place and len(told) > 1 and reading.word(cue.start - 1) == reading.word(comma) == ","
        timed = any(token.ent_type_ == "MINUTES" for token in reading.doc[comma : reading.pause(start)])
        return self._words_of(cue) == ["not"] and comma < start and alone and timed

    def _words_of(self, cue: Cue) -> list[str]:
        return self._reading.words(cue.start, cue.end)

    def _thing_between(self, end: int, start: int) -> bool:
        at = bisect_left(self._things, end)
        return at < len(self._things) and self._things[at] < start
