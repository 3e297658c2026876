"""Left, right and both as words, with the traps ("right away", "what time was left").

What comes in: a Reading and where an area stands. What goes out: the side that is said beside it. How a side spreads
over a list of areas is not decided here but in `areas.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import MARKS, Reading
from scribe.records import Side

OPPOSITE: Mapping[Side | None, Side] = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
"""The other one of two sides."""

BEFORE = 7
"""How many words may stand between a side and its area ("right side of her upper back")."""
APART = 4
"""How many words may stand between an area and a side alone."""
_SUBJECTS = frozenset({"i", "we", "you", "she", "he", "they", "it", "was", "is", "'s", "okay", "so"})
AFTER = 7
"""How many words the side behind an area may take ("on the right hand side")."""


_TO_SCORE = frozenset({"side", "one", "at", "a", "an", "was", "is", "'s", "about", "now", "still", ","})
"""Between a side and its score, in a list of both."""


class SideWords:
    """Finds the side said before or behind an area."""

    def __init__(self) -> None:
        words = read_patterns("sides")
        self._side: dict[str, Side] = {
            **dict.fromkeys(words["left"], Side.LEFT),
            **dict.fromkeys(words["right"], Side.RIGHT),
            **dict.fromkeys(words["both"], Side.BILATERAL),
        }
        self._between = frozenset(words["between"])
        self._area_words = frozenset(words["area_words"])
        self._limbs = frozenset(words["limbs"])
        self._to_side = frozenset(words["before_side"])
        self._own = frozenset(words["begins_anew"])
        self._compared = frozenset(words["compared"])
        self._after = Cues({"after": words["after"]})
        self._traps = Cues({label: words[label] for label in ("never", "shown")})

    def traps(self, reading: Reading) -> tuple[set[int], set[int]]:
        """Tokens "left" and "right" that are no sides; and those of fingers that were held up to tell a number."""
        found = self._traps.find(reading.doc)
        never = {i for cue in found if cue.label == "never" for i in range(cue.start, cue.end)}
        shown = {i for cue in found if cue.label == "shown" for i in range(cue.start, cue.end)}
        return {index for index in never if reading.word(index) in self._side}, shown

    def before(self, reading: Reading, start: int, floor: int, never: set[int]) -> tuple[Side | None, int]:
        """The side said before the area at `start`, and where it begins."""
        first = start
        said: list[str] = []
        for index in range(start - 1, max(floor, start - BEFORE) - 1, -1):
            word = reading.word(index)
            if word == "left" and said and reading.word(index + 1) in self._own:
                break  # "left the right wrist alone" is one side
            if word in self._side and self._is_adverb(reading, index, start):
                break
            if word in self._side and (index not in never or index == start - 1 or said):
                said.append(word)
                first = index
            elif word not in self._between or (word in {"and", "then"} and not said):
                break
        return self._value(said), first

    def _is_adverb(self, reading: Reading, at: int, area: int) -> bool:
        """ "A seven, right between the shoulder blades", "Right below the knee, ten minutes" tell no side; "on the
        right between ..." does."""
        exact = reading.word(at) == "right" and at == area - 1 and reading.word(area) in {"between", "below"}
        return exact and reading.word(at - 1) not in self._to_side

    def apart_ahead(self, reading: Reading, start: int, end: int, floor: int) -> tuple[Side | None, int]:
        """ "It hurts on the left, low back.": a side alone, and behind a pause the first place of its sentence, alone.

        "On the left, low back was a four" tells of two.
        """
        first = start - 4
        alone = first >= max(floor, reading.sentence(start).start) and floor <= reading.sentence(start).start
        told = reading.words(first, first + 2) == ["on", "the"] and reading.word(start - 1) == ","
        closes = reading.word(end) in MARKS | {""} or reading.value(end) is not None
        if alone and told and closes and reading.word(start - 2) in {"left", "right"}:
            return Side(reading.word(start - 2)), first
        return None, start

    def after(self, reading: Reading, end: int, follower: int, never: set[int]) -> tuple[Side | None, int]:
        """The side said right after the area that ends at `end`, and where it ends."""
        at = end + 1 if reading.word(end) in self._area_words else end
        at = at + 1 if reading.word(at) in {",", "("} else at
        for cue in self._after.find(reading.doc, at, at + AFTER):
            if cue.start != at:
                break
            plain = cue.end - at == 1 and reading.word(at) in {"left", "right", "both"}
            ends = cue.end >= len(reading.tokens) or reading.word(cue.end) in MARKS
            if plain and (at in never or not ends):
                continue
            if reading.word(cue.end) in self._compared and reading.words(at, cue.end)[0] == "the":
                continue
            words = reading.words(at, cue.end)
            if self._limbs.isdisjoint(words) and (
                follower < cue.end or (follower == cue.end and plain | (words[0] == "the"))
            ):
                continue
            return self._value(words), cue.end
        return self._apart(reading, end, follower, never)

    def _apart(self, reading: Reading, end: int, follower: int, never: set[int]) -> tuple[Side | None, int]:
        """ "The quads, petrissage, left, and ...": a side alone between pauses, a few words behind its area."""
        if reading.word(end) != ",":
            return None, end
        for at in range(end + 2, min(end + 2 + APART, follower - 1)):
            if reading.word(at) in (MARKS - {","}) | _SUBJECTS:
                break
            alone = reading.word(at - 1) == "," and reading.word(at + 1) in MARKS | {""}
            if alone and reading.word(at) in {"left", "right"} and at not in never:
                return self._value([reading.word(at)]), end
        return None, end

    def _value(self, words: Sequence[str]) -> Side | None:
        """The side that a phrase says: left with right is bilateral, and so is "each side"."""
        sides = {self._side[word] for word in words if word in self._side}
        named = {"each", "sides", "them", "those"} & {*words}
        if Side.BILATERAL in sides or sides == {Side.LEFT, Side.RIGHT} or named:
            return Side.BILATERAL
        return next(iter(sides), None)


def listed_side(reading: Reading, score: int) -> int | None:
    """ "Right at a six, left at a three": the side of a score of two that each have one; the token at which it stands.

    Alone "left at a three" tells when.
    """
    sentence = reading.sentence(score)
    found: dict[int, int] = {}
    for at in range(sentence.start, sentence.end):
        if reading.word(at) not in {"left", "right"}:
            continue
        number = at + 1
        while reading.word(number) in _TO_SCORE:
            number += 1
        head = at == sentence.start or reading.word(at - 1) in MARKS | {"and", "but", "the"}
        head |= reading.value(at - 1) is not None
        if head and reading.value(number) is not None:
            found[number] = at
    return found.get(score) if len({reading.word(at) for at in found.values()}) > 1 else None
