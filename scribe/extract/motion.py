"""Range of motion: a movement with what was measured before and after, in its unit.

What comes in: a Reading, its areas, and the tokens that times and codes own. What goes out: measurements, and the
tokens they own. Whether a movement improved is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import InOrder, Reading
from scribe.records import Motion, Side

LARGEST = 360
"""Degrees of a full turn; no measurement is larger, in any unit."""
SMALLEST = 5
"""Without a unit, a last value below is a score rather than degrees."""
SIDE_BEFORE, SIDE_BEHIND = 2, 7
"""How many words around a movement may tell its side."""


@dataclass(frozen=True, slots=True)
class _Place:
    area: str
    side: Side | None
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A movement, where its telling stops, and the numbers told with it (one or two tokens)."""

    cue: Cue
    stop: int
    numbers: Sequence[int]


class MotionFinder:
    """Finds measured movements."""

    def __init__(self) -> None:
        words = read_patterns("motion")
        self._movements = Cues(words["movements"])
        self._units = {name: unit for unit, names in words["units"].items() for name in names}
        self._area_of: dict[str, str] = words["area_of"]
        self._midline = frozenset(words["midline"])
        self._unpaired = frozenset(words["unpaired"])
        self._before = frozenset(words["before"])
        self._after = frozenset(words["after"])
        self._unchanged = frozenset(words["unchanged"])
        self._measuring = frozenset(words["measuring"])
        self._counting = frozenset(words["counting"])

    def find(
        self, reading: Reading, areas: Iterable[AreaMention], owned: Set[int]
    ) -> tuple[list[Motion], frozenset[int]]:
        """The measurements, and the tokens that they own (so that degrees are no scores and no minutes)."""
        places = InOrder(areas)
        found: list[Motion] = []
        taken: set[int] = set()
        last: _Place | None = None
        for told in self._tellings(reading, owned):
            place = self._place(reading, told, places, last)
            if place is None:
                continue
            last = place
            before, after, unit = self._before_after(reading, told)
            end = told.numbers[-1] + 1
            evidence = reading.evidences((told.cue.start, end), place.span)
            _add(found, Motion(place.area, place.side, told.cue.label, before, after, unit, evidence))
            taken.update(range(told.cue.start, end + 1))
        return found, frozenset(taken)

    def _tellings(self, reading: Reading, owned: Set[int]) -> list[_Telling]:
        """Movements with numbers, each told up to the next movement or the end of its sentence."""
        cues = _longest(self._movements.find(reading.doc))
        found = []
        for number, cue in enumerate(cues):
            following = cues[number + 1].start if number + 1 < len(cues) else len(reading.tokens)
            stop = min(reading.sentence(cue.start).end, following)
            told = _Telling(cue, stop, self._numbers(reading, cue.end, stop, owned))
            if told.numbers and self._measured(reading, told):
                found.append(told)
        return found

    def _numbers(self, reading: Reading, start: int, stop: int, owned: Set[int]) -> list[int]:
        free = [i for i in range(start, stop) if i not in owned and reading.word(i) != "one"]
        found = [i for i in free if (value := reading.value(i)) is not None and value <= LARGEST][:2]
        scored = len(found) == 2 and reading.word(found[1] - 1) in {"a", "an"}
        return found[:1] if scored else found

    def _measured(self, reading: Reading, told: _Telling) -> bool:
        """A unit is said, or the numbers stand in the words of a measurement."""
        words = set(reading.words(told.cue.end, min(told.stop + 1, told.numbers[-1] + 3)))
        if not words.isdisjoint(self._units):
            return True
        if len(told.numbers) < 2 or words & self._counting or not words & self._measuring:
            return False
        first, last = (reading.value(i) or 0 for i in told.numbers)
        return first != 0 and last >= SMALLEST

    def _place(
        self, reading: Reading, told: _Telling, areas: InOrder[AreaMention], last: _Place | None
    ) -> _Place | None:
        """The area that moves: named before, else behind, else the movement's own, else the last."""
        cue = told.cue
        ahead = areas.within(reading.sentence(cue.start).start, cue.start)
        behind = areas.within(cue.end, told.stop)
        own = self._area_of.get(cue.label)
        if not ahead and not behind:
            if own:
                return _Place(own, last.side if last and own not in self._unpaired else None, (cue.start, cue.end))
            if last:
                return replace(last, side=self._side(reading, told) or last.side)
            spoken_of = areas.last_before(cue.start)  # "... on the right shoulder. External rotation 80 to 92."
            if spoken_of is None:
                return None
            return _Place(
                spoken_of.area,
                self._side_of(reading, told, spoken_of, last),
                (spoken_of.first, spoken_of.last),
            )
        area = ahead[-1] if ahead else behind[0]
        return _Place(area.area, self._side_of(reading, told, area, last), (area.first, area.last))

    def _side_of(self, reading: Reading, told: _Telling, area: AreaMention, last: _Place | None) -> Side | None:
        """The side of a named area: its own; of one in the middle of the body, the direction of the movement."""
        if self._area_of.get(told.cue.label) in self._unpaired:
            return None
        beside = self._side(reading, told)
        if area.area in self._midline:
            return beside
        return area.side or beside or (last.side if last and last.area == area.area else None)

    def _side(self, reading: Reading, told: _Telling) -> Side | None:
        """Left or right beside the movement: its direction, or the limb that was not named again."""
        cue = told.cue
        before = range(cue.start - 1, max(cue.start - SIDE_BEFORE - 1, -1), -1)
        for index in (*before, *range(cue.end, min(cue.end + SIDE_BEHIND, told.stop))):
            word = reading.word(index)
            if word in {"left", "right"}:
                return Side(word)
            if word in {"bilaterally", "bilateral", "both"}:
                return Side.BILATERAL
        return None

    def _before_after(self, reading: Reading, told: _Telling) -> tuple[float | None, float | None, str]:
        """The values before and after, and their unit (degrees when none is said)."""
        first, last = told.numbers[0], told.numbers[-1]
        value = reading.value(first)
        near = [word for i in told.numbers for word in reading.words(i + 1, i + 3)]
        unit = next((self._units[word] for word in near if word in self._units), "degrees")
        if first != last:
            after_first = reading.word(first + 1) in {"after", "now"} or reading.word(first + 2) == "after"
            other = reading.value(last)
            return (other, value, unit) if after_first else (value, other, unit)
        behind = reading.words(first + 1, first + 4)
        around = {*reading.words(told.cue.end, first), *behind}
        if around & self._after and not around & self._before:
            return None, value, unit
        same = not self._unchanged.isdisjoint([*reading.words(told.cue.end, first + 1), *behind])
        return value, value if same else None, unit


def _add(found: list[Motion], new: Motion) -> None:
    """A movement measured again in a later sentence completes the first telling."""
    for index, old in enumerate(found):
        same = (old.area, old.side, old.movement, old.unit) == (new.area, new.side, new.movement, new.unit)
        if same and old.after is None and (new.before is None or new.after is None):
            after = new.after if new.after is not None else new.before
            found[index] = replace(old, after=after, evidence=old.evidence + new.evidence)
            return
    found.append(new)


def _longest(cues: Sequence[Cue]) -> list[Cue]:
    """Of overlapping movements the longest ("external rotation" over "rotation")."""
    kept: list[Cue] = []
    for cue in cues:
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return kept
