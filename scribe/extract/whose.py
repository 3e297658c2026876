"""Whose a score is where its own place is not named beside it: a side told alone, places and scores told in turn.

What comes in: a Reading, its scores and areas. What goes out: the area that is meant, or None. Which score is the start
and which the end is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue
from scribe.extract.reading import MARKS, InOrder, Reading
from scribe.extract.scores import Scored
from scribe.extract.sides import OPPOSITE, listed_side
from scribe.records import Side

_LINKS = frozenset(
    {"a", "an", ",", "is", "was", "'s", "down", "to", "still", "one"}
    | {"maybe", "about", "around", "perhaps", "like", "only", "just", "probably", "now"}
)
"""Between a side and its score ("the left a two", "right one down to four")."""
SIDE_AHEAD = 6
"""So few words before its score a side may stand alone, if it surely is one."""
SIDE_BEHIND = 3
"""Within so many words behind its score the side may be named alone."""
LATER = 16
"""Within so many words behind its score the first place of all may be named."""
BOTH_AHEAD = 9
"""So many words ahead of two scores "before and after" tells the time of each."""
ASKED = 6
"""Words of the longest question that names a place alone ("And how about the low back?")."""
NAMED_BEHIND = 4
"""Behind so few words of its sentence what "it is" is named ("it is mostly the left elbow")."""
OF_ALL_AHEAD = 2
"""So near before a score "each of them" tells that it is of all that hurt."""
NAMED = 4
"""So near before scores in turn "they" are the places told before."""
NOUN = (1, 2, 3)
"""So many words name something that is no known place ("the lumber", "the rest of her")."""
_HISTORY = 2
"""Of one place more scores in a row than these, the last of today, are those of one visit after another."""
_BETWEEN_SCORES = frozenset({"and", ",", "a", "an"})
_BETWEEN_PLACES = frozenset({"and", ",", "the", "her", "his", "both", "left", "right"})
_AROUND_FROM = MARKS | {"a", "an", "up", "down"}
_JUST_SO = frozenset({"now", "about", "around", "down"})
"""Behind "right" these tell when or how much, where nobody owns the side."""
_OWNERS = frozenset({"the", "her", "his", "their", "my"})
_SIDED = _OWNERS | {"left", "right", "one", "side"}
_OF_TWO, _OF_ALL = frozenset({"both"}), frozenset({"each", "all"})
_TO_SHARED_SCORE = _OF_TWO | _OF_ALL | _LINKS
_ASKS_OF = (
    _SIDED
    | MARKS
    | frozenset("and how about what where is was 's your at now then today so okay feel feels feeling".split())
    | frozenset("doing does of on before after to as for still again".split())
)
"""What a sentence holds that only asks how a place is ("And the low back."); "the left arm can wait" does not."""
_JOINS = frozenset({"and", "the", "her", "his"})
_TO_SHARED_SCORE |= {"are", "were", "at", "of", "them", "too", "roughly", "came", "in", "got", "rated"}
"""Between the last of some places and the score that they share."""
_HURTS = frozenset({"is", "was", "are", "were", "hurt", "hurts", "sore", "tight", "stiff", "achy", "too", "also"})
_LISTED = _BETWEEN_PLACES | {"a", "an", "one", "side", "about"}
_BETWEEN_TIMES = frozenset({"and", ",", "a", "an", "then", "to", "down"})
_STILL = frozenset({"still", "stayed", "stays", "same", "remains"})
_THEY = frozenset({"they", "those", "these", "them", "it", "numbers", "scores"})


@dataclass(frozen=True, slots=True)
class Chain:
    """Scores told one behind the other, of as many places in the same order; no places where they were told before."""

    scores: Sequence[Scored]
    places: Sequence[AreaMention]


def timed_together(reading: Reading, scores: Sequence[Scored], both: InOrder[Cue]) -> list[Scored]:
    """ "Pre and post for the hip, six and three": the start and the end. "The left knee was a five and the right a
    seven when she lay down": both were had then. `both` are the words that tell two times ahead of two scores.
    """
    done = list(scores)
    for number, (one, other) in enumerate(pairwise(scores)):
        between = reading.words(one.end, other.start)
        if {word for word in between if word not in _AROUND_FROM} == {"from"} and other.when != "ignored":
            # "A four, from a six", "A four. From? From a six.": the end goes before the start.
            done[number], done[number + 1] = replace(done[number], when="after"), replace(other, when="before")
            continue
        closes = reading.word(other.end) in MARKS | {""} and other.when != "ignored"
        led = [word for word in between if word not in {"a", "an"}][-1:] == ["from"]
        if closes and led and one.when.startswith("after"):
            done[number], done[number + 1] = replace(done[number], when="after"), replace(other, when="before")
            continue  # "A two now in the neck from a five."
        if reading.sentence_of[one.start] != reading.sentence_of[other.start]:
            continue
        told = both.last_before(one.start)
        near = told is not None and max(one.start - BOTH_AHEAD, reading.sentence(one.start).start) <= told.start
        if near and _BETWEEN_TIMES.issuperset(between):
            done[number], done[number + 1] = replace(done[number], when="before"), replace(other, when="after")
            continue
        places = [at for at in range(one.end, other.start) if reading.doc[at].ent_type_ == "AREA"]
        rest = [reading.word(at) for at in range(one.end, other.start) if at not in places]
        sides = {"left", "right"}.intersection(between)
        listed = (bool(places) or len(sides) == 1) and _LISTED.issuperset(rest)
        if listed and not one.when and other.when.startswith(("before", "after")) and other.behind is not None:
            done[number] = replace(one, when=other.when)
    return done


def told_in_turn(
    reading: Reading, scores: Sequence[Scored], areas: InOrder[AreaMention]
) -> tuple[list[Scored], dict[int, Chain]]:
    """ "Shoulder and low back were a six and a four", "by the end they were five and four": which is whose.

    The chains by the first tokens of their scores; and the scores, of which those in a chain share a word of time.
    """
    done: list[Scored] = []
    found: dict[int, Chain] = {}
    at = 0
    while at < len(scores):
        end = at + 1
        while end < len(scores) and _BETWEEN_SCORES.issuperset(reading.words(scores[end - 1].end, scores[end].start)):
            if scores[end].when in {"active", "elsewhere"}:
                break
            end += 1
        chain, previous = list(scores[at:end]), scores[at - 1] if at else None
        at = end
        if len(chain) > _HISTORY and (one_place := _of_one_place(reading, chain, areas)):
            done += one_place
            continue
        places = _listed(reading, chain, areas, previous) if len(chain) > 1 else None
        if places is None:
            done += chain
            continue
        when = next((score.when for score in chain if score.when), "")
        chain = [replace(score, when=when) for score in chain]
        done += chain
        found.update((score.start, Chain(chain, places)) for score in chain)
    return done, found


def _of_one_place(reading: Reading, chain: Sequence[Scored], areas: InOrder[AreaMention]) -> list[Scored]:
    """ "It has been eight, six, five, and four again today", "the neck went six, five, three": of many the ones that
    hold, the others ignored; empty where several places are told."""
    named = areas.within(reading.sentence(chain[0].start).start, chain[0].start)
    between = [replace(score, when="ignored") for score in chain[1:-1]]
    if chain[-1].when in {"today", "before"} and len(named) <= 1 and areas.last_before(chain[0].start):
        return [replace(chain[0], when="ignored"), *between, chain[-1]]
    if len(named) == 1 and not chain[0].when:
        return [replace(chain[0], when="before"), *between, replace(chain[-1], when="after")]
    return []


def _listed(
    reading: Reading, chain: Sequence[Scored], areas: InOrder[AreaMention], previous: Scored | None
) -> list[AreaMention] | None:
    """The places that a chain of scores is of, in order; empty where it is of those told before, None where of one."""
    start = chain[0].start
    ahead = areas.within(reading.sentence(start).start, start)
    near = max(ahead[-1].last if ahead else 0, start - NAMED)
    if not ahead or not _THEY.isdisjoint(reading.words(near, start)):
        return []
    if previous and previous.start >= ahead[-1].last and any(score.when == "after" for score in chain):
        return []  # "Left shoulder five, right shoulder three, by the end two and one": each had its score
    places = ahead[-len(chain) :]
    if len(places) < len(chain) or "and" in reading.words(ahead[-1].last, start):
        return None
    pairs = [*pairwise(ahead[-len(chain) - 1 :])]
    joined = [_BETWEEN_PLACES.issuperset(reading.words(one.last, other.first)) for one, other in pairs]
    return list(places) if joined[-len(chain) + 1 :] == [True] * (len(chain) - 1) and sum(joined) < len(chain) else None


def other_side(reading: Reading, start: int, end: int, place: AreaMention | None) -> AreaMention | None:
    """ "Left side of the neck three, right side two", "the right wrist was a four, the left a two": the other side."""
    listed = listed_side(reading, end)
    if place and listed is not None and place.side is not (side := Side(reading.word(listed))):
        return replace(place, side=side, side_said=True, first=listed, last=listed + 1)
    opposite = OPPOSITE.get(place.side) if place else None
    if place and opposite and _points_to_other(reading.words(start, end)):
        return replace(place, side=opposite, side_said=True, first=end, last=end)
    words = _without_denied(reading, start, end)
    linked = [len(words)]
    if words[-3:-1] in ([",", "left"], [",", "right"], ["and", "left"], ["and", "right"]) and words[-1] == "from":
        words.pop()  # "Right hip from six to three and left from four to three"
    at_side = (["side"], ["sided"], ["one"])
    while words and not _is_no_side(words) and (words[-1] in _LINKS or (words[-1] == "at" and words[-2:-1] in at_side)):
        linked.append(len(words) - 1)
        words.pop()
    at = start + len(words)
    bare = len(linked) == 1 or not {"a", "an", ","}.issuperset(reading.words(at, end))
    for side in (Side.LEFT, Side.RIGHT):
        opposed = place is not None and place.side in {Side.LEFT, Side.RIGHT}
        # "... and left a one" is the verb; "right a six, left a three" are sides.
        at_most = words[-SIDE_AHEAD:]
        first = start + len(words) - len(at_most)
        named = [k for k, word in enumerate(at_most) if word == side and _is_side(at_most, k)]
        named = [k for k in named if reading.doc[first + k + 1].ent_type_ != "AREA"]  # "the left arm I left alone"
        if place and place.side is not side and named and "and" not in at_most[named[-1] :]:
            first += named[-1]
            return replace(place, side=side, side_said=True, first=first, last=first + 1)
        if place and place.side is None and side is Side.LEFT and "right" not in reading.words(start, end):
            continue  # "low back came in six, left two" tells when
        alone = words[-1:] == [side] and (bare or (opposed and words[-2:-1] == [","]))
        said = alone or words[-2:] in ([side, "side"], [side, "sided"], ["the", side]) or words[-3:-1] == [side, "side"]
        if place and said and place.side is not side:
            return replace(place, side=side, side_said=True, first=at - 2, last=at)
    return None


def not_denied(reading: Reading, areas: Iterable[AreaMention]) -> list[AreaMention]:
    """Without "it's the hip, not the knee, a six": what is named between pauses to say that it is not meant."""
    named = list(areas)
    begins = {area.start: reading.sentence(area.start).start for area in named}

    def denied(area: AreaMention, before: AreaMention) -> bool:
        lead = reading.words(area.first - 3, area.first)
        lead = lead[:-1] if lead[-1:] and lead[-1] in _OWNERS else lead[1:]
        told = before.start >= begins[area.start]
        return told and lead == [",", "not"] and reading.word(area.last) == ","

    return [area for k, area in enumerate(named) if not k or not denied(area, named[k - 1])]


def not_left_out(
    reading: Reading, areas: Sequence[AreaMention], scores: Sequence[Scored], apart: Set[int]
) -> list[AreaMention]:
    """Without places that were left out of the work: "The left arm I left alone. Down to a three by the finish."

    "I stayed off the neck, that's a nine today" tells how it is, in the same sentence; the end of what was worked does
    not stand there ("I left the arm alone down to a three by the finish").
    """

    def told_of(area: AreaMention) -> bool:
        behind = next((score for score in scores if score.start >= area.last), None)
        if behind is None or reading.sentence_of[behind.start] != reading.sentence_of[area.start]:
            return False
        scored = any(score.when != "ignored" for score in scores if score.end <= area.start)
        before = [one for one in areas if one.start < area.start and one.start not in apart and one.area == area.area]
        known = any(None in {one.side, area.side} or one.side == area.side for one in before)
        again = not _STILL.isdisjoint(reading.words(area.last, behind.start))
        return known or again or not (scored and behind.when.startswith("after"))

    return [area for area in areas if area.start not in apart or told_of(area)]


def _without_denied(reading: Reading, start: int, end: int) -> list[str]:
    """ "Left hip, not the right, a six": the words ahead of a score, with pauses for a side that is not meant."""
    words = reading.words(start, end)
    for at in range(start + 1, end):
        stop = at + 1
        while reading.word(stop) in _SIDED or (stop < end and reading.doc[stop].ent_type_ == "AREA"):
            stop += 1
        paused = reading.word(at - 1) == "," == reading.word(stop)
        if reading.word(at) == "not" and at + 1 < stop < end and paused:
            words[at - start : stop - start] = [","] * (stop - at)
    return words


def _is_no_side(words: Sequence[str]) -> bool:
    """ "Her knee right now is a two", "the neck is right about a two": when it was, and how much; "on the right now a
    two" and "left a six, right about a two" tell a side."""
    ahead, said, behind = ["", "", "", *words][-3:]
    if said != "right" or behind not in _JUST_SO or ahead in _OWNERS:
        return False
    return behind == "now" or ahead not in MARKS | {"", "and", "but"}


def _points_to_other(words: Sequence[str]) -> bool:
    """ "..., the other one a three": whether the words before a score mean the side that was not named."""
    while words and words[-1] in _LINKS | {"at", "side"}:
        words = words[:-1]
    return words[-1:] == ["other"]


def _is_side(words: Sequence[str], at: int) -> bool:
    """Whether "left" or "right" is surely a side: "the right one", "on the left", "left side" (not "left at a two")."""
    ahead, behind = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
    opens = ahead in MARKS | {"", "and", "but"} and behind in {"is", "was", "'s"}
    return behind in {"one", "side"} or ahead in _OWNERS or opens


def side_behind(reading: Reading, end: int, place: AreaMention | None) -> AreaMention | None:
    """ "Five for the right and four for the left", "seven in the right": the same place, each side."""
    skipped = {"the", "her", "his", ","}
    told = [i for i in range(end, end + SIDE_BEHIND + 1) if reading.word(i) not in skipped][:2]
    words = [reading.word(i) for i in told]
    ends = told[:1] == [end] and reading.word(end + 1) in MARKS | {"", "and"}
    if place and ends and words[:1] in (["left"], ["right"]) and place.side not in {None, words[0]}:
        return replace(place, side=Side(words[0]), side_said=True, first=end, last=end + 1)  # "... right, four left."
    if place is None or words[:1] not in (["for"], ["on"], ["in"]) or words[1:] not in (["left"], ["right"]):
        return None
    if {token.ent_type_ for token in reading.doc[told[1] + 1 : told[1] + 2]} == {"AREA"}:
        return None
    ahead = reading.words(told[1] + 1, told[1] + 1 + SIDE_BEHIND)
    near = next((k for k, word in enumerate(ahead) if word in MARKS), len(ahead))
    if reading.word(end) == "," and any(reading.value(told[1] + 1 + k) is not None for k in range(near)):
        return None  # "Five, on the left a four": of the next
    return replace(place, side=Side(words[1]), side_said=True, first=told[1], last=told[1] + 1)


def named_later(reading: Reading, score: Scored, areas: InOrder[AreaMention]) -> AreaMention | None:
    """ "Complaining about a two. Left shoulder.": the first place named at all, soon behind and before any work."""
    near = next(iter(areas.within(score.end, score.end + LATER)), None)
    if near is None or near.area == "full_body" or areas.last_before(score.start) is not None:
        return None
    sentence = reading.sentence(near.first)
    kinds = {token.ent_type_ for token in reading.doc[score.end : sentence.end]}
    return near if "TECHNIQUE" not in kinds else None


def together(reading: Reading, score: int, place: AreaMention, areas: InOrder[AreaMention]) -> list[AreaMention]:
    """ "Neck and low back both a six", "neck, left hip, knee, all a four": the areas that have the score with `place`.

    "Both" is of the last two places, or of the two sides of one; `score` is the first token of the score.
    """
    said = reading.words(place.last, score)
    word = next((word for word in said if word in _OF_TWO | _OF_ALL), None)
    if not _TO_SHARED_SCORE.issuperset(said):
        return []
    if word is None:  # "The neck and the upper back were a six"
        other = areas.last_before(place.first)
        begin = reading.sentence(score).start
        joined = (
            other is not None and other.first >= begin and _JOINS.issuperset(reading.words(other.last, place.first))
        )
        both = joined and "and" in reading.words(other.last, place.first) if other else False
        return [other] if other and both and said[:1] in (["are"], ["were"]) else []
    listed = [place]
    for other in reversed(areas.within(reading.sentence(score).start, place.first)):
        if not (_BETWEEN_PLACES | _HURTS).issuperset(reading.words(other.last, listed[-1].first)):
            break
        listed.append(other)
    sides = place.side is Side.BILATERAL and reading.words(listed[-1].last, place.first) != ["and"]
    whole = word in _OF_TWO and (len(listed) > 2 or sides)
    return [] if whole else listed[:0:-1]


def shared_behind(reading: Reading, score: Scored, areas: InOrder[AreaMention]) -> list[AreaMention]:
    """ "Her upper back was a six and so was her neck": the place that has the score too."""
    near = next(iter(areas.within(score.end, score.end + SIDE_AHEAD + 1)), None)
    words = reading.words(score.end, near.first) if near else []
    said = [word for word in words if word not in _JOINS | {","}]
    return [near] if near and said in (["so", "was"], ["so", "is"], ["so", "'s"], ["so", "are"], ["so", "were"]) else []


def first_said(areas: Iterable[AreaMention]) -> dict[str, dict[Side | None, int]]:
    """Of each area the sides that were said, and where each was said first."""
    found: dict[str, dict[Side | None, int]] = {}
    for area in areas:
        if area.side_said:
            found.setdefault(area.area, {}).setdefault(area.side, area.start)
    return found


def with_known_side(
    first_said: Mapping[str, Mapping[Side | None, int]], place: AreaMention, sentence: int
) -> AreaMention:
    """ "The elbow", after "his right elbow", is the right one; "left groin, adductors", in one sentence, the left ones.

    `sentence` is the first token of the sentence.
    """
    known = first_said.get(place.area, {})
    near = [side for side, first in known.items() if first < place.start and side is not Side.BILATERAL]
    unsaid = place.side is None or (not place.side_said and all(first >= sentence for first in known.values()))
    return replace(place, side=near[0]) if unsaid and len(near) == 1 else place


def place_right_behind(reading: Reading, score: Scored, areas: InOrder[AreaMention]) -> AreaMention | None:
    """ "Six to three right hip, four to three left hip": where a sentence begins with a number each place stands behind
    its scores."""
    near = areas.within(score.end, score.end + SIDE_BEHIND)
    opens = reading.value(reading.sentence(score.start).start) is not None
    return near[0] if opens and near and near[0].first == score.end else None


def place_behind(reading: Reading, score: Scored, areas: InOrder[AreaMention]) -> AreaMention | None:
    """The place named right behind a score, where its sentence names none before."""
    ahead = areas.any_within(reading.sentence(score.start).start, score.start)
    near = areas.within(score.end, score.end + NAMED_BEHIND) if reading.word(score.end) in {"in", "on", "for"} else []
    return near[0] if near and not ahead else None


def of_something_else(reading: Reading, previous: Scored | None, score: Scored, known: Set[str]) -> bool:
    """ "The neck was a two, and the lumber a six": a score of what the vocabulary does not hold, right behind that of a
    place; `known` are the words that name nothing of their own ("and the other a six")."""
    if previous is None or reading.sentence_of[previous.start] != reading.sentence_of[score.start]:
        return False
    words = [word for word in reading.words(previous.end, score.start) if word != ","]
    while words and words[-1] in _LINKS | {"at", "were", "are"}:
        words.pop()
    named = any(reading.doc[at].ent_type_ for at in range(previous.end, score.start))
    noun = words[2:] if words[:1] == ["and"] and words[1:2] and words[1] in _OWNERS else []
    return not named and len(noun) in NOUN and known.isdisjoint(noun) and previous.when in {score.when, "after"}


def is_named(reading: Reading, area: AreaMention) -> bool:
    """ "It's the left elbow": what a sentence begins by naming."""
    begin = reading.sentence(area.start).start
    return reading.words(begin, begin + 2) in (["it", "'s"], ["it", "is"]) and area.first - begin <= NAMED_BEHIND


def is_asked(reading: Reading, area: AreaMention, score: Scored) -> bool:
    """ "And the low back? Still a four": what the few words right before a score's sentence name alone."""
    number, asked = reading.sentence_of[score.start], reading.sentence(area.start)
    words = [word for word in reading.words(asked.start, asked.end) if word not in MARKS]
    kinds = {token.ent_type_ for token in reading.doc[asked.start : asked.end]} - {""}
    asks = reading.word(asked.end) == "?" or _ASKS_OF.issuperset(
        reading.word(at) for at in range(asked.start, asked.end) if reading.doc[at].ent_type_ != "AREA"
    )
    return asks and reading.sentence_of[area.start] == number - 1 and len(words) <= ASKED and kinds == {"AREA"}


def is_of_all(
    reading: Reading, score: Scored, of_all: InOrder[Cue], areas: InOrder[AreaMention], *, waiting: bool
) -> bool:
    """ "She was a three in both places", "... and each of them a one": all that hurt, and no area of its own."""
    sentence = reading.sentence(score.start)
    near = areas.last_before(score.start)
    if near and near.start >= sentence.start and together(reading, score.start, near, areas):
        return False
    right_before = of_all.last_before(score.start)
    if waiting and right_before and right_before.end <= score.start <= right_before.end + OF_ALL_AHEAD:
        return True
    return of_all.any_within(sentence.start, sentence.end) and not areas.any_within(sentence.start, sentence.end)
