"""Range of motion: a movement with what was measured before and after, in its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.language import Language

from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import Reading
from scribe.records import Motion, Side

LARGEST = 360


@dataclass(frozen=True, slots=True)
class _Place:
    area: str
    side: Side | None
    span: tuple[int, int]


class MotionFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("motion")
        self._movements = Cues(nlp.vocab, words["movements"])
        self._units = {name: unit for unit, names in words["units"].items() for name in names}
        self._area_of: dict[str, str] = words["area_of"]
        self._midline = frozenset(words["midline"])
        self._before = frozenset(words["before"])
        self._after = frozenset(words["after"])

    def find(self, reading: Reading, areas: Sequence[AreaMention], owned: set[int]) -> tuple[list[Motion], set[int]]:
        """The measurements, and the tokens that they own (so that degrees are no scores and no minutes)."""
        cues = _longest(self._movements.find(reading.doc))
        found: list[Motion] = []
        taken: set[int] = set()
        last: _Place | None = None
        for number, cue in enumerate(cues):
            stop = self._stop(reading, cues, number)
            numbers = self._numbers(reading, cue.end, stop, owned)
            if not numbers:
                continue
            if not self._measured(reading, cue, stop, numbers):
                continue
            place = self._place(reading, cue, stop, areas, last)
            if place is None:
                continue
            last = place
            before, after, unit = self._before_after(reading, numbers, cue.end)
            if after is None and {"stayed", "unchanged", "still", "same", "both"} & set(
                reading.words(cue.end, numbers[0] + 4)
            ):
                after = before
            spans = [(cue.start, numbers[-1] + 1), place.span]
            measured = Motion(
                place.area, place.side, cue.label, before, after, unit or "degrees", reading.evidences(*spans)
            )
            _add(found, measured)
            taken |= set(range(cue.start, numbers[-1] + 2))
        return found, taken

    def _stop(self, reading: Reading, cues: Sequence[Cue], number: int) -> int:
        """Where the telling of a movement ends: at the next movement, or one sentence on."""
        cue = cues[number]
        sentence = reading.sentences[reading.sentence_of[cue.start]]
        following = cues[number + 1].start if number + 1 < len(cues) else len(reading.tokens)
        return min(sentence.end, following)

    def _numbers(self, reading: Reading, start: int, stop: int, owned: set[int]) -> list[int]:
        found = [
            i
            for i in range(start, stop)
            if i not in owned
            and (value := reading.tokens[i].value) is not None
            and value <= LARGEST
            and reading.word(i) != "one"
        ][:2]
        scored = len(found) == 2 and reading.word(found[1] - 1) in {"a", "an"}
        return found[:1] if scored else found

    def _measured(self, reading: Reading, cue: Cue, stop: int, numbers: Sequence[int]) -> bool:
        """A unit is said, or the numbers stand in the words of a measurement."""
        words = reading.words(cue.end, min(stop + 1, numbers[-1] + 3))
        if any(word in self._units for word in words):
            return True
        told = {"before", "after", "from", "to", "up", "now", "was", "measured", "went", ",", "is"}
        if len(numbers) < 2:
            return False
        return (
            reading.tokens[numbers[0]].value != 0
            and bool(told & set(words))
            and "minutes" not in words
            and "sets" not in words
            and (reading.tokens[numbers[-1]].value or 0) >= 5
        )

    def _place(
        self, reading: Reading, cue: Cue, stop: int, areas: Sequence[AreaMention], last: _Place | None
    ) -> _Place | None:
        sentence = reading.sentences[reading.sentence_of[cue.start]]
        near = [a for a in areas if sentence.start <= a.start < cue.start] or [
            a for a in areas if cue.end <= a.start < stop
        ]
        own = self._area_of.get(cue.label)
        if own and not near:
            return _Place(own, None if own in {"jaw"} else (last.side if last else None), (cue.start, cue.end))
        if not near:
            said = self._side(reading, cue, stop)
            return replace(last, side=said or last.side) if last else None
        area = near[-1] if near[-1].start < cue.start else near[0]
        side = self._side(reading, cue, stop) if area.area in self._midline else area.side
        if side is None and area.area not in self._midline:
            side = self._side(reading, cue, stop)
        if own == "jaw":
            side = None
        elif side is None and last and last.area == area.area and area.area not in self._midline:
            side = last.side
        return _Place(area.area, side, (area.first, area.last))

    def _side(self, reading: Reading, cue: Cue, stop: int) -> Side | None:
        """Left or right beside the movement: its direction, or the limb that was not named again."""
        for index in [*range(cue.start - 1, max(cue.start - 3, -1), -1), *range(cue.end, min(cue.end + 7, stop))]:
            word = reading.word(index)
            if word in {"left", "right"}:
                return Side(word)
            if word in {"bilaterally", "bilateral", "both"}:
                return Side.BILATERAL
        return None

    def _before_after(
        self, reading: Reading, numbers: Sequence[int], floor: int
    ) -> tuple[float | None, float | None, str | None]:
        values = [reading.tokens[i].value for i in numbers]
        unit = next((self._units[w] for i in numbers for w in reading.words(i + 1, i + 3) if w in self._units), None)
        if len(values) == 2:
            first_after = reading.word(numbers[0] + 1) in {"after", "now"} or reading.word(numbers[0] + 2) == "after"
            return (values[1], values[0], unit) if first_after else (values[0], values[1], unit)
        around = set(reading.words(floor, numbers[0])) | set(reading.words(numbers[0] + 1, numbers[0] + 4))
        if around & self._after and not around & {"before", "was", "initially", "initial", "intake"}:
            return None, values[0], unit
        return values[0], None, unit


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
    for cue in sorted(cues, key=lambda cue: (cue.start, -cue.end)):
        if kept and cue.start < kept[-1].end:
            continue
        kept.append(cue)
    return kept
