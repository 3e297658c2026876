"""Areas of the body, and the side of each.

What comes in: a Reading. What goes out: mentions in order, each with its side as said. A side said before a list holds
until another is said; a paired part in the plural with no side is bilateral; a paired part in the singular with no side
has none (contract, ruling "Side"). Whether an area was treated, hurts or was only passed by is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scribe.extract.language import Cues, read_patterns
from scribe.extract.names import Names
from scribe.extract.reading import MARKS, Reading, Tokenizer
from scribe.extract.sides import OPPOSITE, SideWords
from scribe.records import AreaSide, Side
from scribe.vocabulary import Vocabulary

LIST_GLUE = 3
"""How many words may stand between two things of a list."""
_LIMBS = frozenset({"arm", "leg", "hand", "foot", "shoulder"})
LONGEST_NAME = 3
"""So many words of a name stand on either side of a comma within it."""


@dataclass(frozen=True, slots=True)
class AreaMention:
    """Tokens `start` to `end` name an area; `first` to `last` are its noun phrase with the side."""

    start: int
    end: int
    area: str
    side: Side | None
    plural: bool
    complaint: bool = False
    first: int = 0
    last: int = 0
    side_said: bool = False

    @property
    def value(self) -> AreaSide:
        return AreaSide(self.area, self.side)


@dataclass(frozen=True, slots=True)
class _Name:
    area: str
    plural: bool
    complaint: bool


_THAT_IS = (["that", "was"], ["that", "is"], ["that", "'s"], ["that", "were"], ["which", "was"])


class AreaFinder:
    """Finds the areas of the vocabulary, and the side of each."""

    def __init__(self, sides: SideWords, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        names: dict[str, _Name | None] = {tokenizer.phrase(phrase): None for phrase in vocabulary.not_areas}
        for area in vocabulary.areas.values():
            for plural, complaint, phrases in (
                (False, False, area.names),
                (True, False, area.plurals),
                (False, True, area.complaints),
            ):
                for phrase in phrases:
                    names.setdefault(tokenizer.phrase(phrase), _Name(area.id, plural, complaint))
        self._names = Names(names)
        self._sides = sides
        words = read_patterns("sides")
        self._list_glue = frozenset(words["list_glue"])
        self._begins_anew = frozenset(words["begins_anew"])
        self._pointing = frozenset(words["pointing"])
        self._announces = Cues({side: words["announces_side"][side] for side in ("left", "right")})
        self._leads_to_side = frozenset(words["leads_to_same_side"])
        self._turning = frozenset(words["turning"])
        self._uses = frozenset(words["uses_of_limbs"])
        self._one_only = Cues({"one_only": words["one_only"]})
        self._not_one_only = frozenset(words["not_one_only"])
        self._points_to_one = frozenset(words["points_to_one"])
        self._leads_to_one = frozenset(words["leads_to_one"])
        self._turns_from_one = frozenset(words["turns_from_one"])

    def find(self, reading: Reading) -> list[AreaMention]:
        """All mentions in order, those inside a technique's name ("scalp massage") among them."""
        words = [token.text for token in reading.tokens]
        found: list[AreaMention] = []
        index = 0
        while index < len(words):
            end, name = self._names.at(words, index) or (index + 1, None)
            if name:
                found.append(AreaMention(index, end, name.area, None, name.plural, name.complaint, index, end))
            index = end
        never, shown = self._sides.traps(reading)
        found = self._without_appositions(reading, [one for one in found if one.start not in shown])
        sided = self._announced(reading, self._with_sides(reading, found, never))
        return self._one_of_both(reading, self._under_heading(reading, self._spread_back(reading, sided)))

    def _without_appositions(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "Her upper back, bra strap area, is sore", "his forearm, the bowing arm,": what tells the place before it
        closer, or again by its use."""
        kept: list[AreaMention] = []
        for mention in mentions:
            before = kept[-1] if kept else None
            told = reading.word(mention.end - 1) == "area" and reading.word(mention.end) in MARKS
            told = told and before is not None and reading.words(before.end, mention.start) == [","]
            closer = before is not None and (told or self._tells_use(reading, before.end, mention))
            if not (before and closer and self._is_near(before.area, mention.area)):
                kept.append(mention)
        return kept

    def _tells_use(self, reading: Reading, start: int, limb: AreaMention) -> bool:
        """ ", the bowing arm,": a limb by what it is used for."""
        lead = reading.words(start, limb.start)
        used = len(lead) == 3 and lead[0] == "," and lead[1] in {"the", "his", "her"} and lead[2] in self._uses
        return used and limb.area in _LIMBS and reading.word(limb.end) in MARKS | {"", "and", "was", "is"}

    def _is_near(self, one: str, other: str) -> bool:
        """Whether two areas are one region, or parts of one that is not the whole body."""
        regions = {self._vocabulary.region(one), self._vocabulary.region(other)}
        wholes = (held | {whole} for whole, held in self._vocabulary.holds.items() if whole != "full_body")
        return len(regions) == 1 or any(regions <= whole for whole in wholes)

    def parted(self, reading: Reading) -> list[int]:
        """The commas within a name ("hip, flexors", "mid, back"): without them the words are one area."""
        words = [token.text for token in reading.tokens]
        found: list[int] = []
        for comma in (index for index, word in enumerate(words) if word == ","):
            joined = [*words[max(0, comma - LONGEST_NAME) : comma], *words[comma + 1 : comma + 1 + LONGEST_NAME]]
            middle = min(comma, LONGEST_NAME)
            spans = ((at, self._names.at(joined, at)) for at in range(middle))
            named = any(name and at < middle < name[0] and name[1] and not name[1].complaint for at, name in spans)
            if named and reading.doc[comma + 1].ent_type_ != "TECHNIQUE":
                found.append(comma)
        return found

    def _with_sides(self, reading: Reading, mentions: list[AreaMention], never: set[int]) -> list[AreaMention]:
        done: list[AreaMention] = []
        said: dict[str, Side] = {}
        for number, mention in enumerate(mentions):
            if done and mention.start < done[-1].last:
                continue  # "the forearm flexors of both arms": the arms only tell the side
            follower = mentions[number + 1] if number + 1 < len(mentions) else None
            sided = self._sided(reading, mention, done[-1] if done else None, said, follower, never)
            if mention.plural and not sided.side_said and reading.word(mention.start - 1) == "same":
                # "The same forearm flexors": those named last, be they of one side.
                named = next((one for one in reversed(done) if one.area == mention.area), sided)
                sided = replace(sided, side=named.side, side_said=named.side_said)
            # "The other" is told of what was named by its side.
            turned = reading.word(mention.start - 1) in self._turning
            if sided.side_said and sided.side and not turned:
                said[sided.area] = sided.side
            done.append(sided)
        return done

    def _sided(
        self,
        reading: Reading,
        mention: AreaMention,
        previous: AreaMention | None,
        said: dict[str, Side],
        follower: AreaMention | None,
        never: set[int],
    ) -> AreaMention:
        """A mention with its side. `said` is the side last said of each area, `follower` the area named next."""
        floor = previous.last if previous else 0
        side, first = self._sides.before(reading, mention.start, floor, never)
        if not side:
            side, first = self._sides.apart_ahead(reading, mention.start, mention.end, floor)
        if side:
            return replace(mention, side=side, first=first, side_said=True)
        begins = follower.start if follower else len(reading.tokens)
        side, last = self._sides.after(reading, mention.end, begins, never)
        if side and self._are_those_named(reading, mention, previous, last):
            side = None
        limbs = follower if follower and follower.end == last else None
        if side and not (limbs and self._are_worked_too(reading, mention, limbs)):
            return replace(mention, side=side, last=last, side_said=True)
        pointed = not mention.plural and reading.word(mention.start - 1) in self._pointing
        if pointed and (same := said.get(mention.area)) is not None:
            return replace(mention, side=same, side_said=True)  # "that ankle": the one spoken of before
        other = not mention.plural and reading.word(mention.start - 1) in self._turning
        if other and (turned := OPPOSITE.get(said.get(mention.area))):
            return replace(mention, side=turned, side_said=True)  # "the other ankle"
        at = mention.end + (reading.word(mention.end) == ",")
        while reading.word(at) in self._leads_to_side:
            at += 1
        pointed = reading.words(at, at + 2) in (["same", "side"], ["that", "side"])
        one_sided = previous is not None and previous.side_said and previous.side in OPPOSITE
        if pointed and previous and one_sided and self._vocabulary.areas[mention.area].paired:
            return replace(mention, side=previous.side, last=at + 2, side_said=True)  # "the forearm, same side"
        if previous and previous.side and previous.side_said and self._inherits(reading, previous, mention):
            return replace(mention, side=previous.side, side_said=True)
        return replace(mention, side=self._unsaid(mention))

    def _are_those_named(self, reading: Reading, mention: AreaMention, previous: AreaMention | None, last: int) -> bool:
        """Whether "both of them" are two places of a list ("psoas and QL, both of them"), and no two sides."""
        if reading.word(last - 1) not in {"them", "those", "both"}:
            return False
        listed = previous is not None and is_list(reading, previous.last, mention.start, self._list_glue)
        return listed or mention.plural or not self._vocabulary.areas[mention.area].paired

    def _are_worked_too(self, reading: Reading, mention: AreaMention, limbs: AreaMention) -> bool:
        """Whether limbs told behind an area are a place of their own, and not only its side.

        "The flexors of both arms" and "the calves, both legs" are on both sides; "the back in both arms" and "the
        shoulders, both legs" are two places.
        """
        part = reading.word(mention.end) in {"of", "in"} or self._vocabulary.same_site(
            AreaSide(limbs.area, None), AreaSide(mention.area, None)
        )
        return not (part and self._vocabulary.areas[mention.area].paired)

    def _unsaid(self, mention: AreaMention) -> Side | None:
        paired = self._vocabulary.areas[mention.area].paired
        return Side.BILATERAL if paired and mention.plural and not mention.complaint else None

    def _inherits(self, reading: Reading, previous: AreaMention, mention: AreaMention) -> bool:
        """A side said before a list holds for the list; "the" begins anew for plurals and midline parts.

        What lies on the midline has a side only in a list of its kind ("left side of the neck and upper back").
        """
        said_behind = previous.last > previous.end  # "the calf on the left, the knee"
        if said_behind or not is_list(reading, previous.end, mention.start, self._list_glue):
            return False
        anew = not self._begins_anew.isdisjoint(reading.words(previous.end, mention.start))
        area = self._vocabulary.areas[mention.area]
        sided = area.paired or not self._vocabulary.areas[previous.area].paired
        return sided and (not anew or (area.paired and not mention.plural))

    def _spread_back(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "Hamstrings and glutes on the right": a side said after a list holds for the list."""
        for index in range(len(mentions) - 2, -1, -1):
            here, after = mentions[index], mentions[index + 1]
            spoken_after = after.side_said and after.last > after.end
            listed = is_list(reading, here.last, after.start, self._list_glue)
            paired = self._vocabulary.areas[here.area].paired
            if spoken_after and not here.side_said and listed and paired:
                mentions[index] = replace(here, side=after.side, side_said=True, last=after.last)
        return mentions

    def _announced(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "I only got to the left side today, hamstrings, calf, foot": the side holds for the rest of its sentence, up
        to a place with a side of its own."""
        for cue in self._announces.find(reading.doc):
            end = reading.sentence(cue.start).end
            for index, mention in enumerate(mentions):
                if not cue.end <= mention.start < end or not self._vocabulary.areas[mention.area].paired:
                    continue
                if mention.side_said and mention.side != Side(cue.label):
                    break
                mentions[index] = replace(mention, side=Side(cue.label), side_said=True)
        return mentions

    def _one_of_both(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "The hamstrings, PNF, that was the right side only": one side of what was named last, and of its list."""
        for cue in self._one_only.find(reading.doc):
            sentence = reading.sentence(cue.start)
            lead = reading.words(sentence.start, cue.start)
            # "That was just the right side." is of the sentence before; "Right side only." may head what follows.
            points = self._points_to_one.issuperset(lead) and (lead or reading.word(cue.start) in {"only", "just"})
            alone = points and cue.end >= sentence.end and sentence.start > 0
            floor = reading.sentence(sentence.start - 1).start if alone else sentence.start
            if not self._not_one_only.isdisjoint(reading.words(cue.start - 2, cue.start)):
                continue
            at = next((k for k in range(len(mentions) - 1, -1, -1) if mentions[k].start < cue.start), -1)
            if at >= 0 and not alone and not self._leads_to(reading, mentions[at].last, cue.start):
                continue
            side = Side.LEFT if "left" in reading.words(cue.start, cue.end) else Side.RIGHT
            while at >= 0 and mentions[at].start >= floor and self._is_unsided(mentions[at]):
                mentions[at] = replace(mentions[at], side=side, side_said=True)
                listed = at and is_list(reading, mentions[at - 1].last, mentions[at].start, self._list_glue)
                at = at - 1 if listed else -1
        return mentions

    def _leads_to(self, reading: Reading, start: int, end: int) -> bool:
        """Whether what is told of one side from `end` on is still of the place before `start`."""
        between = reading.words(start, end)
        begin = start + max((k for k, word in enumerate(between) if word == "minutes"), default=0)
        tail = max((at for at in range(start, end) if reading.word(at) in MARKS), default=start)
        # "PNF that was the right side only", with no comma heard
        tail = max([tail, *(at for at in range(start, end - 1) if reading.words(at, at + 2) in _THAT_IS)])
        rest = [reading.word(at) for at in range(tail, end) if reading.value(at) is None]
        rest += [reading.word(at) for at in range(begin, end)] if "minutes" in between else []
        return self._turns_from_one.isdisjoint(between) and self._leads_to_one.issuperset(rest)

    def _is_unsided(self, mention: AreaMention) -> bool:
        return not mention.side_said and self._vocabulary.areas[mention.area].paired

    def _under_heading(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "Right hip: trigger point into the piriformis": the side of a heading holds for its sentence."""
        heading: AreaMention | None = None
        for index, mention in enumerate(mentions):
            sentence = reading.sentence(mention.start)
            if mention.first == sentence.start and reading.word(mention.last) == ":":
                heading = mention
                continue
            under = heading is not None and reading.sentence(heading.start) is sentence
            if heading and under and mention.side is None and self._vocabulary.areas[mention.area].paired:
                mentions[index] = replace(mention, side=heading.side, side_said=heading.side_said)
        return mentions


def is_list(reading: Reading, start: int, end: int, glue: frozenset[str]) -> bool:
    """Whether only the glue of lists stands between two things: "," "and" "plus" and articles."""
    return 0 < end - start <= LIST_GLUE and glue.issuperset(reading.words(start, end))
