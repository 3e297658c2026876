"""Which words of time are a score's own.

What comes in: a Reading, words of time and where a score stands. What goes out: whether they are about it. What time it
was is not decided here but in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from scribe.extract.language import Cue
from scribe.extract.reading import MARKS, InOrder, Reading, Sentence

LEADS_ON = 8
"""How many words a word of time may lead ahead to its score."""
RIGHT_BEHIND = 2
"""A word of time so near behind a score is about it, whatever stands ahead."""
TELL_WHEN = 3
"""So few words only tell when ("last Christmas")."""
TIMES = {"before", "after", "after_weak", "unmoved", "today", "active", "earlier", "ignored"}
SWALLOWS = TIMES | {"neutral", "unasked"}
"""Labels whose words say nothing else: "to" in "to start with"."""
WORST = frozenset({"worse", "worst"})
_BESIDE_PLACE = frozenset({",", "left", "right", "both", "the", "her", "his"})
_SPEAKERS = frozenset({"she", "he", "they"})


class Asides:
    """What somebody "says" between two pauses parts no word of time from its score: "last week, he says, an eight"."""

    def __init__(self, saying: Iterable[str]) -> None:
        self._saying = frozenset(saying)

    def begins(self, reading: Reading, end: int) -> int:
        """Where ", he reminded me," right before the token `end` begins, with a few words ahead that only tell when;
        0 where no such thing stands there ("last fall he slipped, he says, a four")."""
        first = end - 3 - (reading.word(end - 2) in {"me", "us"})
        told = reading.word(first) in _SPEAKERS and reading.word(first + 1) in self._saying
        few = any(reading.word(first - 2 - k) in MARKS | {""} for k in range(1, TELL_WHEN + 1))
        return first - 1 if told and few and reading.word(first - 1) == reading.word(end - 1) == "," else 0

    def opened(self, reading: Reading, start: int, parts: Set[str]) -> int:
        """Where the words begin that stand before the token `start` with none of `parts` between but in asides."""
        while start > 0:
            if not parts.isdisjoint(reading.words(start - 1, start + 1)):
                aside = self.begins(reading, start)
                if not aside:
                    break
                start = aside
            start -= 1
        return start

    def apart(self, reading: Reading, start: int, end: int) -> int:
        """How many words stand between, asides left out."""
        inside = sum(at - begin for at in range(start + 1, end) if (begin := self.begins(reading, at)) >= start)
        return end - start - inside


def belongs(reading: Reading, end: int, cue: Cue) -> bool:
    """Whether a word of time behind a score is still about it: no other number, no "and" between."""
    start, between = cue.start, reading.words(end, cue.start)
    unplaced = [token.word for token in reading.doc[end:start] if token.ent_type_ != "AREA"]
    if len(unplaced) < len(between) and _BESIDE_PLACE.issuperset(unplaced) and unplaced.count(",") == 2:
        between = [","]  # "three of ten, left shoulder, after": a place between two pauses
    numbers = any(token.value is not None for token in reading.tokens[end:start])
    if "and" in between or numbers or between.count(",") > 1:
        return False
    if "," not in between:
        return True
    if cue.label == "ignored" and between[0] == "," and len(between) > 1:
        return False  # "both knees, four of ten, kneels all day"
    # "five, when he sat down today six": behind a comma, a word of time leads on to the next score.
    last = min(max(start + LEADS_ON, cue.end + RIGHT_BEHIND + 2), reading.sentence(start).end)
    leads_on = any(token.value is not None for token in reading.tokens[start:last])
    return reading.word(start) not in WORST and not leads_on


def leads_to_next(reading: Reading, cue: Cue) -> bool:
    """ "A five down to a two", "at a two, it had been a six": behind the one score, the words are of the next."""
    at = cue.end + (reading.word(cue.end) in {"a", "an", "about", "'s"})
    leads = reading.word(cue.end - 1) in {"to", "been"} or reading.word(cue.end) == "'s"  # "last week's four"
    return leads and reading.value(at) is not None


def turns_to_place(reading: Reading, cue: Cue, end: int) -> bool:
    """ "Yoke carries all weekend, hamstrings smoked, seven": behind a pause another thing is told, of a place.

    "Worst this week, left knee, eight" begins with its time, which holds for what follows.
    """
    first = reading.sentence(cue.start).start
    opens = reading.word(cue.start - 1) in MARKS or not WORST.isdisjoint(reading.words(first, cue.start))
    pause = next((at for at in range(cue.end, end) if reading.word(at) in {",", "and", "so"}), end)
    return not opens and "AREA" in {token.ent_type_ for token in reading.doc[pause:end]}


def outermost(cues: list[Cue]) -> list[Cue]:
    """Cues of time that stand inside a longer one say nothing ("to" in "to start with")."""
    timed = InOrder(cue for cue in cues if cue.label in SWALLOWS)

    def inside(cue: Cue) -> bool:
        around = [o for o in timed.touching(cue.start, cue.end) if o.start <= cue.start and cue.end <= o.end]
        return any(o.end - o.start > cue.end - cue.start for o in around)

    return [cue for cue in cues if cue.label not in SWALLOWS or not inside(cue)]


def tells_work(reading: Reading, sentence: Sentence, worked: Set[int], times: InOrder[Cue]) -> bool:
    """Whether a sentence names work, or the same again; with a word of time "the same" is a score ("same after")."""
    timed = times.any_within(sentence.start, sentence.end)
    again = not timed and bool({"same", "ditto"} & set(reading.words(sentence.start, sentence.end)))
    told = [index for index in range(sentence.start, sentence.end) if index in worked]
    # "Six before the PNF, four after the PNF" tells when.
    only_time = told and all(times.touching(index, index + 1) for index in told)
    return again or (bool(told) and not only_time)
