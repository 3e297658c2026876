"""Areas of the body, and the side of each.

What comes in: a Reading. What goes out: mentions in order, each with its side as said. A side said before a
list holds until another is said; a paired part in the plural with no side is bilateral; a paired part in the
singular with no side has none (contract, ruling "Side"). Whether an area was treated, hurts or was only
passed by is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import MARKS, Reading, Tokenizer
from scribe.records import AreaSide, Side
from scribe.vocabulary import Vocabulary

REACH = 7
"""How many modifiers may stand between a side and its area ("right side of her upper back")."""


@dataclass(frozen=True, slots=True)
class AreaMention:
    """Tokens `start` to `end` name an area; `first` is where its noun phrase with the side begins."""

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


class AreaFinder:
    def __init__(self, nlp: Language, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._names: dict[str, tuple[str, bool, bool]] = {}
        for area in vocabulary.areas.values():
            for plural, complaint, phrases in (
                (False, False, area.names),
                (True, False, area.plurals),
                (False, True, area.complaints),
            ):
                for phrase in phrases:
                    self._names.setdefault(tokenizer.phrase(phrase), (area.id, plural, complaint))
        self._matcher = PhraseMatcher(nlp.vocab)
        self._matcher.add("area", [Doc(nlp.vocab, words=phrase.split()) for phrase in self._names])
        never = [tokenizer.phrase(phrase) for phrase in vocabulary.not_areas]
        self._matcher.add("never", [Doc(nlp.vocab, words=phrase.split()) for phrase in never])
        self._sides = SideWords(nlp)

    def find(self, reading: Reading) -> list[AreaMention]:
        """All mentions in order, those inside a technique's name ("scalp massage") among them."""
        strings = reading.doc.vocab.strings
        spans = sorted(
            ((start, end, strings[label]) for label, start, end in self._matcher(reading.doc)),
            key=lambda span: (span[0], -(span[1] - span[0]), span[2] == "area"),
        )
        found: list[AreaMention] = []
        free = 0
        for start, end, label in spans:
            if start < free:
                continue
            free = end
            if label == "never":
                continue
            area, plural, complaint = self._names[" ".join(reading.words(start, end))]
            found.append(AreaMention(start, end, area, None, plural, complaint, start, end))
        return self._with_sides(reading, found)

    def _with_sides(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        done: list[AreaMention] = []
        never = self._sides.never(reading)
        for number, mention in enumerate(mentions):
            if done and mention.start < done[-1].last:
                continue  # "the forearm flexors of both arms": the arms only tell the side
            follower = mentions[number + 1].start if number + 1 < len(mentions) else len(reading.tokens)
            done.append(self._sided(reading, mention, done, follower, never))
        return self._under_heading(reading, self._spread_back(reading, done))

    def _under_heading(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "Right hip: trigger point into the piriformis": the side of a heading holds for its sentence."""
        heading: AreaMention | None = None
        for index, mention in enumerate(mentions):
            sentence = reading.sentences[reading.sentence_of[mention.start]]
            if mention.first == sentence.start and reading.word(mention.last) == ":":
                heading = mention
            elif heading and reading.sentence_of[heading.start] == reading.sentence_of[mention.start] and heading.side:
                paired = self._vocabulary.areas[mention.area].paired
                if paired and mention.side is None:
                    mentions[index] = replace(mention, side=heading.side, side_said=True)
        return mentions

    def _sided(
        self, reading: Reading, mention: AreaMention, earlier: list[AreaMention], follower: int, never: set[int]
    ) -> AreaMention:
        previous = earlier[-1] if earlier else None
        floor = previous.last if previous else 0
        side, first = self._sides.before(reading, mention.start, floor, never)
        if side:
            return replace(mention, side=side, first=first, side_said=True)
        side, last = self._sides.after(reading, mention.end, follower, never)
        if side:
            return replace(mention, side=side, last=last, side_said=True)
        if (pointed := self._pointed_at(reading, mention, earlier)) is not None:
            return replace(mention, side=pointed, side_said=True)
        if previous and previous.side and previous.side_said and self._inherits(reading, previous, mention):
            return replace(mention, side=previous.side, side_said=True)
        return replace(mention, side=self._unsaid(mention))

    def _pointed_at(self, reading: Reading, mention: AreaMention, earlier: list[AreaMention]) -> Side | None:
        """ "That ankle", "this shoulder": the one spoken of before, with its side."""
        if mention.plural or reading.word(mention.start - 1) not in {"that", "this", "same"}:
            return None
        return next((m.side for m in reversed(earlier) if m.area == mention.area and m.side_said), None)

    def _unsaid(self, mention: AreaMention) -> Side | None:
        paired = self._vocabulary.areas[mention.area].paired
        return Side.BILATERAL if paired and mention.plural and not mention.complaint else None

    def _inherits(self, reading: Reading, previous: AreaMention, mention: AreaMention) -> bool:
        """A side said before a list holds for the list; "the" begins anew for plurals and midline parts."""
        if previous.first >= previous.start or not is_list(reading, previous.end, mention.start):
            return False
        anew = any(word in {"the", "her", "his", "their"} for word in reading.words(previous.end, mention.start))
        area = self._vocabulary.areas[mention.area]
        return not anew or (area.paired and not mention.plural)

    def _spread_back(self, reading: Reading, mentions: list[AreaMention]) -> list[AreaMention]:
        """ "Hamstrings and glutes on the right": a side said after a list holds for the list."""
        for index in range(len(mentions) - 2, -1, -1):
            here, after = mentions[index], mentions[index + 1]
            spoken_after = after.side_said and after.last > after.end
            if spoken_after and not here.side_said and is_list(reading, here.last, after.start):
                paired = self._vocabulary.areas[here.area].paired
                if paired:
                    mentions[index] = replace(here, side=after.side, side_said=True, last=after.last)
        return mentions


def is_list(reading: Reading, start: int, end: int) -> bool:
    """Whether only list glue stands between two things: "," "and" "plus" and articles."""
    glue = {",", "and", "plus", "or", "the", "her", "his", "their", "/", "also", "then", "into", "to"}
    return 0 < end - start <= 3 and all(word in glue - {"then", "into", "to"} for word in reading.words(start, end))


class SideWords:
    """Left, right and both as words, with the traps."""

    def __init__(self, nlp: Language) -> None:
        words = read_patterns("sides")
        self._side: dict[str, Side] = {
            **dict.fromkeys(words["left"], Side.LEFT),
            **dict.fromkeys(words["right"], Side.RIGHT),
            **dict.fromkeys(words["both"], Side.BILATERAL),
        }
        self._between = frozenset(words["between"])
        self._after = Cues(nlp.vocab, {"after": words["after"]})
        self._never = Cues(nlp.vocab, {"never": words["never"]})

    def never(self, reading: Reading) -> set[int]:
        """Tokens "left" and "right" that are no sides."""
        traps = {index for cue in self._never.find(reading.doc) for index in range(cue.start, cue.end)}
        return {index for index in traps if reading.word(index) in self._side}

    def value(self, words: Sequence[str]) -> Side | None:
        """The side that a phrase says: left with right is bilateral, and so is "each side"."""
        sides = {self._side[word] for word in words if word in self._side}
        if Side.BILATERAL in sides or sides == {Side.LEFT, Side.RIGHT} or "each" in words or "sides" in words:
            return Side.BILATERAL
        return next(iter(sides), None)

    def before(self, reading: Reading, start: int, floor: int, never: set[int]) -> tuple[Side | None, int]:
        """The side said before the area at `start`, and where it begins."""
        index, first, said = start - 1, start, []
        while index >= max(floor, start - REACH):
            word = reading.word(index)
            if word in self._side and (index not in never or index == start - 1 or said):
                said.append(word)
                first = index
            elif word not in self._between or (word == "and" and not said):
                break
            index -= 1
        return self.value(said), first

    def after(self, reading: Reading, end: int, follower: int, never: set[int]) -> tuple[Side | None, int]:
        """The side said right after the area that ends at `end`, and where it ends."""
        at = end + 1 if reading.word(end) in {"pain", "area", "muscle", "muscles", "region", "side"} else end
        at = at + 1 if reading.word(at) in {",", "("} else at
        for cue in self._after.find(reading.doc[at : at + 7].as_doc()):
            stop = at + cue.end
            plain = cue.end - cue.start == 1 and reading.word(at) in {"left", "right"}
            if cue.start != 0 or (
                plain and (at in never or (stop < len(reading.tokens) and reading.word(stop) not in MARKS))
            ):
                continue
            limbs = bool({"arms", "legs", "hands", "feet"} & set(reading.words(at, stop)))
            if not limbs and (follower < stop or (plain and follower == stop)):
                continue
            return self.value(reading.words(at, stop)), stop
        return None, end
