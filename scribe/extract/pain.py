"""Pain on the 0 to 10 scale: which area, before the work and after it.

What comes in: a Reading, its scores and areas, and where the work was told. What goes out: one entry per area and side,
in the order first said. Which numbers are scores is not decided here but in `scores.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scribe.extract.areas import AreaMention
from scribe.extract.entry import Entry
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import MARKS, InOrder, Reading
from scribe.extract.scores import Scored
from scribe.extract.sides import OPPOSITE
from scribe.extract.whose import (
    Chain,
    first_said,
    is_asked,
    is_named,
    is_of_all,
    named_later,
    not_denied,
    not_left_out,
    of_something_else,
    other_side,
    place_behind,
    place_right_behind,
    shared_behind,
    side_behind,
    timed_together,
    together,
    told_in_turn,
    with_known_side,
)
from scribe.records import Pain, Side
from scribe.vocabulary import Vocabulary

BEHIND = 6
"""How many words behind its score an area may be named."""
BACK = 3
"""Within so many words before a score "it" is the place spoken of before."""
OF_WORK = 2
"""A place so few words before a score is where it hurts, whatever was done there."""
HEADS = 4
"""Words of the longest sentence that only names what hurts ("Neck and left shoulder.")."""
_CLOSES = frozenset({",", "the", "her", "his", "my", "in", "on"})
_TO_PLACE = frozenset({"on", "in", "for", "the", "her", "his", "left", "right", "side", "of"})
_SINCE = frozenset({"was", "were", "been"})
AT_WORK = 7
"""So many words ahead of an area "while I was on" tells that it is where the therapist was."""
_MOMENTS = frozenset({"began", "started", "met", "going", "finished", "stopped", "ended", "done", "quit"})
"""Behind one of these "when we" tells a moment, and no place of work."""


@dataclass(frozen=True, slots=True)
class Work:
    """Where the work was told: the first tokens of the areas that were left `apart` and of those that were `worked`;
    and from the first performed technique to the last (`span`): a score with no word of time was had before it, or
    after it, by where it stands."""

    apart: Set[int]
    worked: Set[int]
    span: tuple[int, int] | None


@dataclass
class _Page:
    """The entries of one reading in the making, and what they are made from."""

    reading: Reading
    places: InOrder[AreaMention]
    of_all: InOrder[Cue]
    work: tuple[int, int] | None
    worked: Sequence[AreaMention]
    said_first: Mapping[str, Mapping[Side | None, int]]
    in_turn: Mapping[int, Chain]
    """The chains, by the first tokens of their scores."""
    topic: AreaMention | None = None
    """The area last spoken of."""
    entries: list[Entry] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)
    """The tokens of scores that were had at the end."""

    def waiting(self) -> list[Entry]:
        """The entries without an end."""
        return [entry for entry in self.entries if entry.before is not None and entry.after is None]

    def closes_in_turn(self, score: Scored, waiting: Sequence[Entry]) -> bool:
        """ "By the end they were five and four": whether a score is the end of one of the places told before."""
        chain = self.in_turn.get(score.start)
        if not chain or chain.places or score.when == "ignored":
            return False
        if score is chain.scores[0] and len(waiting) == len(chain.scores):
            for entry, end in zip(waiting, chain.scores, strict=True):
                self.ends |= _put_to_all([entry], end)
        # Two scores and three places: whose they are was not said.
        return score.start in self.ends or len(waiting) > 1


class PainBook:
    """Brings scores to the areas that they belong to."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        words = read_patterns("pain")
        self._cues = Cues({label: words[label] for label in ("of_all", "both_times")})
        self._vocabulary = vocabulary
        self._leads_to_place = frozenset(words["leads_to_place"])
        self._runs_on = [line.split() for line in words["runs_on"]]
        self._hedges = frozenset(words["hedges"])
        self._whole = frozenset(words["named_by_their_part"])
        self._beside = frozenset(words["tells_where"])
        self._moves = frozenset(words["moves"])
        self._asks_about = frozenset(words["asks_about"])
        self._points_back = frozenset(words["points_back"])
        self._complains = frozenset(words["complains"])
        self._of_pain = frozenset(words["of_pain"])
        self._no_thing = frozenset(words["no_thing"])

    def entries(
        self, reading: Reading, scores: Sequence[Scored], areas: Iterable[AreaMention], told: Work
    ) -> tuple[list[Pain], frozenset[int]]:
        """One entry per area and side, in the order first said; and the tokens of scores that were had at the end."""
        work, places = told.span, InOrder(not_left_out(reading, not_denied(reading, areas), scores, told.apart))
        cues = self._cues.find(reading.doc)
        both = InOrder(cue for cue in cues if cue.label == "both_times")
        scores, in_turn = told_in_turn(reading, timed_together(reading, scores, both), places)
        of_all = InOrder(cue for cue in cues if cue.label == "of_all")
        worked = [area for area in places if area.start in told.worked]
        page = _Page(reading, places, of_all, work, worked, first_said(places), in_turn)
        for number, score in enumerate(scores):
            waiting = page.waiting()
            if page.closes_in_turn(score, waiting):
                continue
            if score.when != "ignored" and is_of_all(reading, score, page.of_all, places, waiting=bool(waiting)):
                page.ends |= _put_to_all(waiting, score)
            elif score.when == "ignored":
                topic = page.topic or places.last_before(score.start)
                page.topic = self._place(page, score, topic)
            else:
                around = scores[max(0, number - 1) : number + 2]
                self._enter(page, score, around[0] if number else None, around[-1] if around[-1] is not score else None)
        for entry in page.entries:
            paired = self._vocabulary.areas[entry.area].paired
            near = places if paired or work is None else InOrder(places.within(0, work[0]))
            _take_later_side(entry, page.entries, near)
        page.ends.update(index for entry in page.entries for index in entry.closed_by)
        found = [
            Pain(entry.area, entry.side, entry.before, entry.after, reading.evidences(*entry.spans))
            for entry in page.entries
            if entry.before is not None or entry.after is not None
        ]
        return found, frozenset(page.ends)

    def _enter(self, page: _Page, score: Scored, previous: Scored | None, following: Scored | None) -> None:
        """Bring a score to its area, or to both sides of it."""
        reading, places = page.reading, page.places
        if of_something_else(reading, previous, score, self._no_thing):
            return
        led = previous and previous.when != "ignored" and self._led_to(reading.words(previous.end, score.start))
        place = page.topic if led and page.topic else self._owner(page, score, following)
        if place is None:
            return
        sentence = reading.sentence(score.start).start
        early = page.work is not None and score.start < page.work[0]
        page.topic = place = with_known_side(page.said_first, place, sentence)
        for other in together(reading, score.start, place, places):
            self._share(page, score, other, early=early)
        entry = self._entry(page.entries, place)
        for other in shared_behind(reading, score, places):
            self._share(page, score, other, early=early)
        since = not _SINCE.isdisjoint(reading.words(score.start - BACK, score.start))
        if entry.weak and entry.after is None and since and (early or page.work is None):
            # "Still a four. It was a five.", and no work between
            score = replace(score, when="before" if score.when in {"", "after_weak"} else score.when)
        alone = not score.when and entry.before is None and score.start not in page.in_turn
        if alone and following and _paired(reading, score, following, places, place):
            score = replace(score, when="before")
            entry.paired = early
        timed = self._timed(reading, score, previous, page.work)
        for one in _both_sides(page.entries, entry, place) if timed.when == "after" else [entry]:
            one.put(timed, early=early)
            one.spans += [(score.start, score.end), (place.first, place.last)]
            if timed.when == "after" or (one.after == score.value and timed.when != "before"):
                one.closed_by = range(score.start, score.end)

    def _share(self, page: _Page, score: Scored, place: AreaMention, *, early: bool) -> None:
        """A score that another place has too."""
        begin = page.reading.sentence(score.start).start
        partner = self._entry(page.entries, with_known_side(page.said_first, place, begin))
        partner.put(score, early=early)
        partner.spans += [(score.start, score.end), (place.first, place.last)]

    def _owner(self, page: _Page, score: Scored, following: Scored | None) -> AreaMention | None:
        """The area that a score belongs to, the work's own places left out; None where none was named."""
        chain = page.in_turn.get(score.start)
        if chain and chain.places:
            return chain.places[chain.scores.index(score)]
        reading, places = page.reading, page.places
        page.topic = self._complaint(reading, score, places, page.topic)
        place = self._place(page, score, page.topic or self._named_first(page, score))
        alone = page.topic is not None and [page.topic.area] == [entry.area for entry in page.waiting()]
        if place and alone and _is_of_work(reading, score, place, page.entries):
            place = page.topic
        if place and (own := _known_behind(reading, score, place, page)):
            place = own
        if place and (own := _worked_on(page, score, place)):
            place = own
        if place and following and self._led_to(reading.words(score.end, following.start)):
            # "From five to three on the left", "from a six to a four in the neck"
            own = place_right_behind(reading, following, places) or side_behind(reading, following.end, place)
            place = own or place_behind(reading, following, places) or place
        if place is None and (later := named_later(reading, score, places)):
            begin = reading.sentence(score.start).start  # "The left's a six and the right's a four, of the hamstrings"
            place = other_side(reading, begin, score.start, replace(later, side=None)) or later
        return place

    def _named_first(self, page: _Page, score: Scored) -> AreaMention | None:
        """The place that a score without one is of, before any was scored: the complaint, or what a sentence of a few
        words named before the work ("Jaw. ... Pain went five to two."); else the one named last."""
        reading, last = page.reading, page.places.last_before(score.start)
        if page.work is None or score.start < page.work[0]:
            return last
        for area in reversed(page.places.within(0, score.start)):
            sentence = reading.sentence(area.start)
            words = reading.words(sentence.start, sentence.end)
            if "TECHNIQUE" in {token.ent_type_ for token in reading.doc[sentence.start : sentence.end]}:
                continue
            heads = area.start < page.work[0] and len(words) <= HEADS
            if heads or area.complaint or not (self._complains | self._of_pain).isdisjoint(words):
                return area
        return last

    def _place(self, page: _Page, score: Scored, topic: AreaMention | None) -> AreaMention | None:
        """The area that a score belongs to: named in its sentence, else `topic`, the one last spoken of."""
        reading, areas, sentence = page.reading, page.places, page.reading.sentence(score.start)
        if own := place_right_behind(reading, score, areas):
            return own
        last = self._named_ahead(page, areas.within(sentence.start, score.start), topic)
        other = side_behind(reading, score.end, last or topic)
        other = other or other_side(reading, last.last if last else sentence.start, score.start, last or topic)
        if last and (own := self._named_right_behind(reading, score, areas, last)):
            return own
        if topic and last and not other and last.side is None and topic.area == last.area and topic.side:
            return replace(last, side=topic.side)  # "Shoulder: right was a six last week, four today"
        if other or last:
            return other or last
        pointed = set(reading.words(max(sentence.start, score.start - BACK), score.start))
        if topic and reading.word(score.end) == "with" and not self._points_back.isdisjoint(pointed):
            return topic
        behind = areas.within(score.end, min(score.end + BEHIND + 1, sentence.end))
        closes = [a for a in behind if a.last == sentence.end and _CLOSES.issuperset(reading.words(score.end, a.first))]
        if closes and "," in reading.words(score.end, closes[0].first):
            return closes[0]  # "It's at a six, the low back."
        found = next((a for a in behind if self._leads_on(reading, score.end, a.first)), topic)
        timed = score.when in {"before", "after"}
        return found or next(iter(areas.within(score.end, sentence.end) if timed else ()), None)

    def _complaint(
        self, reading: Reading, score: Scored, areas: InOrder[AreaMention], topic: AreaMention | None
    ) -> AreaMention | None:
        """The area told last, if what hurts was just named: "Her mid back aches, she gave that a four", "It's the left
        elbow", "And the low back? Still a four"; else `topic`."""
        last = areas.last_before(score.start)
        aches = last is not None and (
            reading.word(last.last) in self._complains or is_named(reading, last) or is_asked(reading, last, score)
        )
        return last if aches and topic and last and last.first > topic.first else topic

    def _named_right_behind(
        self, reading: Reading, score: Scored, areas: InOrder[AreaMention], ahead: AreaMention
    ) -> AreaMention | None:
        """ "Five for the left wrist and seven for the right wrist": each area stands behind its score."""
        begin = reading.sentence(score.start).start
        taken = any(reading.value(at) is not None for at in range(max(begin, ahead.first - 3), ahead.first - 1))
        near = areas.within(score.end, score.end + BEHIND - 1)
        lead = reading.words(score.end, near[0].first) if near else []
        behind = lead[:1] in (["for"], ["in"], ["on"]) and {"the", "her", "his", "left", "right"}.issuperset(lead[1:])
        return near[0] if taken and behind else None

    def _named_ahead(self, page: _Page, ahead: Sequence[AreaMention], topic: AreaMention | None) -> AreaMention | None:
        """Of the areas before a score the last that may hurt: not one that only tells where, or what moves.

        "Left hamstring, up near the sit bone, five"; "she can turn her head now and it's a three", of the neck before;
        "right heel, plantar fasciitis, five" is of the heel.
        """
        reading, hurting = page.reading, {entry.area for entry in page.entries}
        for number in range(len(ahead) - 1, -1, -1):
            area, rest = ahead[number], ahead[:number]
            lead = reading.words(area.first - 2, area.first)
            if rest and not self._beside.isdisjoint(lead):
                continue
            moved = not self._moves.isdisjoint(lead) and area.area not in hurting
            if topic and topic.area != area.area and moved:
                continue
            if (rest or topic) and self._at_work(reading, area):
                continue
            named = area.complaint and rest and not rest[-1].complaint and reading.word(area.first - 1) == ","
            return rest[-1] if named and rest[-1].last == area.first - 1 else area
        return None

    def _at_work(self, reading: Reading, area: AreaMention) -> bool:
        """ "A four to begin with, a seven while I was on the piriformis, and a three": where the therapist was."""
        ahead = reading.words(area.first - AT_WORK, area.first)
        since = [k for k, pair in enumerate(pairwise(ahead)) if pair[0] in {"while", "when"} and pair[1] in {"i", "we"}]
        # "A six when we began and the neck a four"
        begun = any(pair[0] in _MOMENTS and pair[1] == "and" for pair in pairwise(ahead))
        return bool(since) and not begun and (MARKS | self._asks_about).isdisjoint(ahead[since[-1] :])

    def _leads_on(self, reading: Reading, end: int, start: int) -> bool:
        words = reading.words(end, start)
        # "A five on the way in and her neck had gone stiff" is of the place before.
        parted = not {";", ".", "and", "but"}.isdisjoint(words)
        return not parted and (not words or words[0] in self._leads_to_place)

    def _entry(self, entries: list[Entry], place: AreaMention) -> Entry:
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
        both = next((e for e in same if e.side is Side.BILATERAL and e.after is None), None)
        if both and place.side_said and place.side:
            # "Both knees seven, right one down to four": from here on each side has its own.
            both.side = OPPOSITE.get(place.side)
            one = replace(both, side=place.side, spans=list(both.spans))
            entries.insert(entries.index(both), one)
            return one
        if same and (place.side is None or not place.side_said):
            return same[-1]
        if len(same) == 1 and same[0].side is None:
            same[0].side = place.side
            return same[0]
        entry = Entry(place.area, place.side)
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
        if late and score.when in {"earlier", "elsewhere"}:
            return replace(score, when="ignored")
        return replace(score, when="after") if late and not score.when else score

    def _led_to(self, between: Sequence[str]) -> bool:
        """Whether one score leads to the next: "a seven to a three", "six, now a two"."""
        return [word for word in between if word not in self._hedges] in self._runs_on


def _put_to_all(waiting: Sequence[Entry], score: Scored) -> set[int]:
    """A score that is of every area without an end; the tokens of it when there is one."""
    for entry in waiting:
        entry.after = score.value
        entry.spans.append((score.start, score.end))
    return set(range(score.start, score.end)) if waiting else set()


def _is_of_work(reading: Reading, score: Scored, place: AreaMention, entries: Iterable[Entry]) -> bool:
    """Whether a place is named for the work of its sentence: "ten minutes of friction on the calf, it's a three"."""
    sentence = reading.sentence(score.start)
    work = "TECHNIQUE" in {token.ent_type_ for token in reading.doc[sentence.start : score.start]}
    fresh = all(entry.area != place.area for entry in entries)
    ahead = sentence.start <= place.first and place.last + OF_WORK < score.start
    return work and fresh and ahead and score.when in {"after", "after_weak", ""}


def _known_behind(reading: Reading, score: Scored, place: AreaMention, page: _Page) -> AreaMention | None:
    """ "Effleurage over the chest, and at the end two to three on the left side of the jaw": a place right behind that
    waits for its end, where the one before has no score."""
    near = next(iter(page.places.within(score.end, score.end + BEHIND + 1)), None)
    lead = reading.words(score.end, near.first) if near else []
    leads = lead[:1] in (["on"], ["in"], ["for"]) and _TO_PLACE.issuperset(lead)
    known = near is not None and near.area in {entry.area for entry in page.waiting()}
    fresh = all(entry.area != place.area for entry in page.entries)
    return near if leads and known and fresh else None


def _worked_on(page: _Page, score: Scored, place: AreaMention) -> AreaMention | None:
    """ "Right knee a six, left knee a four. Friction on the right knee. Down to a three.": of those that hurt the only
    one that was worked on, where the score behind the work names none."""
    if page.work is None or score.start <= page.work[1] or place.last > page.work[1]:
        return None  # "And the low back? Still a four."
    last = page.places.last_before(score.start)
    if last and last.start > page.work[1] and last not in page.worked and last.area in {e.area for e in page.waiting()}:
        return None  # "The low back is stiff. Three now."
    found = {
        id(entry): area
        for entry in page.waiting()
        for area in page.worked
        if area.area == entry.area
        and (area.side == entry.side or not {None, Side.BILATERAL}.isdisjoint({area.side, entry.side}))
    }
    same = any(area.area == place.area and area.side == place.side for area in found.values())
    return next(iter(found.values())) if len(found) == 1 and len(page.waiting()) > 1 and not same else None


def _both_sides(entries: Sequence[Entry], entry: Entry, place: AreaMention) -> list[Entry]:
    """ "She left the hips at a three", each having had its own start: both sides; else the entry alone."""
    sides = [one for one in entries if one.area == place.area and one.side in {Side.LEFT, Side.RIGHT}]
    waiting = len(sides) > 1 and all(one.before is not None and one.after is None for one in sides)
    return sides if place.side is Side.BILATERAL and waiting else [entry]


def _paired(reading: Reading, score: Scored, other: Scored, areas: InOrder[AreaMention], place: AreaMention) -> bool:
    """Whether the next score of the sentence is of the same place: "a five in the knee at hello, a two at goodbye"."""
    one_sentence = reading.sentence_of[score.start] == reading.sentence_of[other.start]
    between = areas.within(score.end, other.start)
    same = not between or (other.when == "after" and all(area.area == place.area for area in between))
    return one_sentence and other.when not in {"ignored", "before", "today", "active", "elsewhere"} and same


def _take_later_side(entry: Entry, entries: Sequence[Entry], areas: InOrder[AreaMention]) -> None:
    """ "And the knee? Still a five. ... Left knee, forty-five minutes": the only side that is said of the area."""
    said = [area for area in areas if area.area == entry.area and area.side_said and not area.complaint]
    alone = all(other is entry or other.area != entry.area for other in entries)
    sides = {area.side for area in said}
    if entry.side is None and alone and sides in ({Side.LEFT}, {Side.RIGHT}):
        entry.side = said[0].side
        entry.spans.append((said[0].first, said[0].last))
