"""Self-corrections while speaking: "left, no, sorry, right", "fifteen, scratch that, twelve minutes".

What comes in: a Reading with areas and techniques found. What goes out: a new list of tokens in which only the
last word stands, and a record of each correction. A correction is taken only when what was withdrawn and what
stands instead are of one kind (a side, a number, a time of day, an area, a technique); everything else that
sounds like one ("no tenderness on the right") is left as said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from scribe.extract.areas import AreaMention
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.minutes import stated
from scribe.extract.reading import MARKS, STOPS, Reading, Token
from scribe.extract.techniques import TechniqueMention
from scribe.records import Evidence, Repair

LINKS = {
    "by",
    "on",
    "of",
    "to",
    "for",
    "in",
    "with",
    "each",
    "per",
    "and",
    "at",
    "over",
    "then",
    "when",
    "before",
    "after",
}
BACK = 14
"""How many words back the withdrawn word may stand."""
GLUE = 7


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that can be withdrawn or stand instead."""

    kind: str
    start: int
    end: int


class RepairFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("repairs")
        self._cues = Cues(nlp.vocab, {"strong": words["strong"], "weak": words["weak"]})
        self._glue = frozenset(words["glue"])

    def repair(
        self, reading: Reading, areas: Sequence[AreaMention], techniques: Sequence[TechniqueMention]
    ) -> tuple[list[Token], list[Repair]]:
        """The tokens after all corrections, and the corrections."""
        things = _things(reading, areas, techniques)
        slots: list[list[Token]] = [[token] for token in reading.tokens]
        repairs: list[Repair] = []
        done = 0
        for cue in self._cues.find(reading.doc):
            if cue.start < done or not _paused(reading, cue):
                continue
            stands = self._stands(reading, things, cue)
            gone = stands and _withdrawn(reading, things, cue, stands)
            if stands and gone and stands.kind == "side" and _same(reading, gone, stands):
                # "both hamstrings, I mean both calves": the side is repeated, the part is not.
                stands = next((t for t in things if t.start == stands.end and t.kind == "area"), None)
                gone = stands and _withdrawn(reading, things, cue, stands)
            if not stands or not gone or _same(reading, gone, stands):
                continue
            repairs.append(_record(reading, gone, stands))
            _apply(reading, slots, gone, cue, stands)
            done = stands.end
        return [token for slot in slots for token in slot], repairs

    def _stands(self, reading: Reading, things: Sequence[_Thing], cue: Cue) -> _Thing | None:
        """What follows the withdrawing words with only glue between."""
        at = cue.end
        while at < min(len(reading.tokens), cue.end + GLUE):
            found = next((thing for thing in things if thing.start == at), None)
            if found:
                return found
            if reading.word(at) not in self._glue:
                return None
            at += 1
        return None


def _things(reading: Reading, areas: Sequence[AreaMention], techniques: Sequence[TechniqueMention]) -> list[_Thing]:
    found = [_Thing("technique", t.start, t.end) for t in techniques]
    found += [_Thing("area", a.start, a.end) for a in areas]
    taken = {i for thing in found for i in range(thing.start, thing.end)}
    for amount in whole_amounts(reading):
        found.append(_Thing("time", *amount))
        taken |= set(range(*amount))
    for index, token in enumerate(reading.tokens):
        if token.tag == "CLOCK":
            found.append(_Thing("clock", index, index + 1))
        elif token.value is not None and index not in taken:
            found.append(_Thing("number", index, index + 1))
        elif token.text in {"left", "right", "both"} and index not in taken:
            found.append(_Thing("side", index, index + 1))
    return sorted(found, key=lambda thing: thing.start)


def whole_amounts(reading: Reading) -> list[tuple[int, int]]:
    """Times said without a number that could be corrected alone: "an hour and a quarter", "half an hour"."""
    found: list[tuple[int, int]] = []
    for index, token in enumerate(reading.tokens):
        if token.value is None and (not found or index >= found[-1][1]) and (amount := stated(reading, index)):
            found.append((amount.start, amount.end))
    return found


def _paused(reading: Reading, cue: Cue) -> bool:
    """Weak words withdraw only between pauses, strong ones after a pause or a thing."""
    before = reading.word(cue.start - 1)
    if cue.label == "strong":
        return True
    return before in MARKS and reading.word(cue.end) in MARKS


def _withdrawn(reading: Reading, things: Sequence[_Thing], cue: Cue, stands: _Thing) -> _Thing | None:
    """The nearest thing of the same kind before the cue, within reach."""
    before = [thing for thing in things if thing.end <= cue.start and cue.start - thing.end <= BACK]
    same = [thing for thing in before if thing.kind == stands.kind]
    if not same:
        return None
    gone = same[-1]
    stops = [i for i in range(gone.end, cue.start) if reading.word(i) in STOPS]
    if len(stops) > 1 or (stops and stops[-1] != cue.start - 1):
        return None
    return gone


def _same(reading: Reading, gone: _Thing, stands: _Thing) -> bool:
    return reading.words(gone.start, gone.end) == reading.words(stands.start, stands.end)


def _record(reading: Reading, gone: _Thing, stands: _Thing) -> Repair:
    withdrawn, kept = reading.evidence(gone.start, gone.end), reading.evidence(stands.start, stands.end)
    text = reading.text
    return Repair(
        text[withdrawn.start : withdrawn.end], text[kept.start : kept.end], (Evidence(withdrawn.start, kept.end),)
    )


def _apply(reading: Reading, slots: list[list[Token]], gone: _Thing, cue: Cue, stands: _Thing) -> None:
    """Strike what was withdrawn.

    "his left, no, his right elbow": all from "left" up to "right" goes. "fifteen minutes, sorry, twenty": what
    stands is put in the place of what went, because the words after it ("minutes") still hold.
    """
    tail = reading.words(gone.end, cue.start)
    while tail and tail[-1] in MARKS:
        tail.pop()
    repeated = not tail or reading.word(stands.end) == tail[0]
    whole = stands.kind in {"area", "technique", "time"} or _ends(reading, stands)
    if repeated or not whole:
        for index in range(gone.start, stands.start):
            slots[index] = []
        return
    for index in [*range(gone.start, gone.end), *range(gone.end + len(tail), stands.end)]:
        slots[index] = []
    slots[gone.start] = list(reading.tokens[stands.start : stands.end])


def _ends(reading: Reading, stands: _Thing) -> bool:
    """Whether what stands instead is all that was said again, so that older words around it still hold."""
    return reading.word(stands.end) in MARKS | LINKS | {""}
