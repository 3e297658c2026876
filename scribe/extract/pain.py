"""Pain on the 0 to 10 scale: which area, before the work and after it.

What comes in: a Reading, its scores and areas, and where the work was told. What goes out: one entry per area and side,
in the order first said. Which numbers are scores is not decided here but in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import InOrder, Reading
from scribe.extract.scores import Scored
from scribe.records import Pain, Score, Side
from scribe.vocabulary import Vocabulary

BEHIND = 6
"""How many words behind its score an area may be named."""


SIDE_BEHIND = 3
"""Within so many words behind its score the side may be named alone."""


@dataclass
class _Entry:
    """An area's pain in the making; `guessed` when `before` was told without a word of time."""

    area: str
    side: Side | None
    before: Score | None = None
    after: Score | None = None
    guessed: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)

    def put(self, score: Scored, *, early: bool) -> None:
        """A score without a word of time, told before the work (`early`), is the start: the last such, nearest to the
        session."""
        said = score.when
        if said == "after_weak":
            said = "after" if self.before is not None else ""
        open_start = early and self.guessed
        if not said and open_start:
            self.before = score.value
            return
        when = said or ("before" if self.before is None else "after")
        if when == "before" and self.guessed and self.after is None:
            self.before, self.after, self.guessed = score.value, self.before, False
        elif when == "before" and self.before is None:
            self.before, self.guessed = score.value, said == ""
        elif when == "after" or self.after is None:
            self.after = score.value


class PainBook:
    """Brings scores to the areas that they belong to."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        words = read_patterns("pain")
        self._of_all = Cues({"of_all": words["of_all"]})
        self._vocabulary = vocabulary
        self._leads_to_place = frozenset(words["leads_to_place"])
        self._runs_on = [line.split() for line in words["runs_on"]]
        self._hedges = frozenset(words["hedges"])
        self._whole = frozenset(words["named_by_their_part"])

    def entries(
        self, reading: Reading, scores: Sequence[Scored], areas: Iterable[AreaMention], work: tuple[int, int] | None
    ) -> tuple[list[Pain], frozenset[int]]:
        """One entry per area and side, in the order first said; and the tokens of scores that were had at the end.

        `work` is from the first performed technique to the last: a score with no word of time was had before it, or
        after it, by where it stands.
        """
        entries: list[_Entry] = []
        ends: set[int] = set()
        places = InOrder(areas)
        first_said = _first_said(places)
        topic: AreaMention | None = None
        of_all = InOrder(self._of_all.find(reading.doc))
        for number, score in enumerate(scores):
            if score.when != "ignored" and _is_of_all(reading, score, of_all, places):
                ends |= _put_to_all(entries, score)
                continue
            if score.when == "ignored":
                topic = self._place(reading, score, places, topic)
                continue
            place = self._place(reading, score, places, topic or places.last_before(score.start))
            if place is None:
                continue
            topic = place = _with_known_side(first_said, place)
            entry = self._entry(entries, place)
            following = scores[number + 1] if number + 1 < len(scores) else None
            if not score.when and entry.before is None and following and _paired(reading, score, following, places):
                score = replace(score, when="before")
            timed = self._timed(reading, score, scores[number - 1] if number else None, work)
            entry.put(timed, early=work is not None and score.start < work[0])
            entry.spans += [(score.start, score.end), (place.first, place.last)]
            if timed.when == "after" or (entry.after == score.value and timed.when != "before"):
                ends |= set(range(score.start, score.end))
        found = [
            Pain(entry.area, entry.side, entry.before, entry.after, reading.evidences(*entry.spans))
            for entry in entries
            if entry.before is not None or entry.after is not None
        ]
        return found, frozenset(ends)

    def _place(
        self, reading: Reading, score: Scored, areas: InOrder[AreaMention], topic: AreaMention | None
    ) -> AreaMention | None:
        """The area that a score belongs to: named in its sentence, else `topic`, the one last spoken of."""
        sentence = reading.sentence(score.start)
        ahead = areas.within(sentence.start, score.start)
        last = ahead[-1] if ahead else None
        other = _other_side(reading, last.last if last else sentence.start, score.start, last or topic)
        other = other or _side_behind(reading, score.end, last or topic)
        if other or last:
            return other or last
        behind = areas.within(score.end, min(score.end + BEHIND + 1, sentence.end))
        return next((a for a in behind if self._leads_on(reading, score.end, a.first)), topic)

    def _leads_on(self, reading: Reading, end: int, start: int) -> bool:
        words = reading.words(end, start)
        return ";" not in words and "." not in words and (not words or words[0] in self._leads_to_place)

    def _entry(self, entries: list[_Entry], place: AreaMention) -> _Entry:
        """The entry of an area; a side left unsaid is that of the entry before, and "the back" the part that hurt."""
        same = [entry for entry in entries if entry.area == place.area]
        if not same and place.area in self._whole:
            parts = self._vocabulary.holds.get(place.area, frozenset())
            held = [entry for entry in entries if self._vocabulary.region(entry.area) in parts]
            if len(held) == 1:
                return held[0]
        for entry in same:
            if entry.side == place.side:
                return entry
        if same and (place.side is None or not place.side_said):
            return same[-1]
        if len(same) == 1 and same[0].side is None:
            same[0].side = place.side
            return same[0]
        entry = _Entry(place.area, place.side)
        entries.append(entry)
        return entry

    def _timed(self, reading: Reading, score: Scored, previous: Scored | None, work: tuple[int, int] | None) -> Scored:
        """The score with its time settled: said, or "a seven to a three", or by its place in the telling."""
        if previous and previous.when != "ignored" and self._led_to(reading.words(previous.end, score.start)):
            return replace(score, when="after")
        if score.when == "after_weak":
            early = work is not None and score.start < work[0]
            return score if early else replace(score, when="after")
        late = work is not None and score.start > work[1]
        return replace(score, when="after") if late and not score.when else score

    def _led_to(self, between: Sequence[str]) -> bool:
        """Whether one score leads to the next: "a seven to a three", "six, now a two"."""
        return [word for word in between if word not in self._hedges] in self._runs_on


def _is_of_all(reading: Reading, score: Scored, of_all: InOrder[Cue], areas: InOrder[AreaMention]) -> bool:
    """ "She was a three in both places": a sentence that names no area and means all that hurt."""
    sentence = reading.sentence(score.start)
    return of_all.any_within(sentence.start, sentence.end) and not areas.any_within(sentence.start, sentence.end)


def _put_to_all(entries: Sequence[_Entry], score: Scored) -> set[int]:
    """A score that is of every area without an end; the tokens of it when there is one."""
    waiting = [entry for entry in entries if entry.before is not None and entry.after is None]
    for entry in waiting:
        entry.after = score.value
        entry.spans.append((score.start, score.end))
    return set(range(score.start, score.end)) if waiting else set()


def _paired(reading: Reading, score: Scored, other: Scored, areas: InOrder[AreaMention]) -> bool:
    """Whether the next score of the sentence is of the same place: "a five at hello and a two at goodbye"."""
    one_sentence = reading.sentence_of[score.start] == reading.sentence_of[other.start]
    return one_sentence and other.when != "ignored" and not areas.any_within(score.end, other.start)


def _other_side(reading: Reading, start: int, end: int, place: AreaMention | None) -> AreaMention | None:
    """ "Left side of the neck three, right side two": the same place, the other side."""
    words = reading.words(start, end)
    for side in (Side.LEFT, Side.RIGHT):
        alone = words[-1:] == [side]
        said = alone or words[-2:] in ([side, "side"], ["the", side]) or words[-3:-1] == [side, "side"]
        if place and said and place.side is not side:
            return replace(place, side=side, side_said=True, first=end - 2, last=end)
    return None


def _side_behind(reading: Reading, end: int, place: AreaMention | None) -> AreaMention | None:
    """ "Five for the right and four for the left": the same place, each side."""
    words = [word for word in reading.words(end, end + SIDE_BEHIND) if word not in {"the", "her", "his"}]
    if place is None or words[:1] not in (["for"], ["on"]) or words[1:2] not in (["left"], ["right"]):
        return None
    side = Side(words[1])
    at = next(index for index in range(end, end + SIDE_BEHIND) if reading.word(index) == side)
    return replace(place, side=side, side_said=True, first=at, last=at + 1)


def _first_said(areas: Iterable[AreaMention]) -> dict[str, dict[Side | None, int]]:
    """Of each area the sides that were said, and where each was said first."""
    found: dict[str, dict[Side | None, int]] = {}
    for area in areas:
        if area.side_said:
            found.setdefault(area.area, {}).setdefault(area.side, area.start)
    return found


def _with_known_side(first_said: Mapping[str, Mapping[Side | None, int]], place: AreaMention) -> AreaMention:
    """ "The elbow", after "his right elbow", is the right one."""
    known = first_said.get(place.area, {})
    said = [side for side, first in known.items() if first < place.start and side is not Side.BILATERAL]
    return replace(place, side=said[0]) if place.side is None and len(said) == 1 else place
