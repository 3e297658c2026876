"""Which parts of a dictation tell work, and the items that stand in them.

What comes in: everything found so far. What goes out: for each sentence that tells work, its row of items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from scribe.extract.areas import AreaMention
from scribe.extract.clauses import Actor, Clause
from scribe.extract.clock import Point
from scribe.extract.items import Item, Role, row
from scribe.extract.language import Cues, read_patterns
from scribe.extract.minutes import Amount, MinutesFinder, is_bare_position
from scribe.extract.reading import Reading
from scribe.extract.techniques import TechniqueMention
from scribe.records import Treatment

TOLD = {"that", "which", "it", "took"}
"""A clause that begins so and holds a number may tell the time of the work just named."""
SHORTEST, LONGEST = 2, 120
"""Bare numbers outside these are no minutes."""
FRAGMENT = 2
"""A sentence that names a technique within so many words is a fragment that tells work."""
LONGEST_BLOCK = 180
"""An amount beyond is of a working day, not of a block."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that the finders saw in a reading, before it is joined."""

    reading: Reading
    clauses: Sequence[Clause]
    performed: Sequence[TechniqueMention]
    spoken_of: frozenset[int]
    """Tokens of techniques that were not performed, and of areas left out."""
    areas: Sequence[AreaMention]
    amounts: Sequence[Amount]
    points: Sequence[Point]
    barred: frozenset[int]
    """Tokens that can be no part of work: scores, session lengths, follow-ups, measurements."""


class WorkFinder:
    def __init__(self, nlp: Language, minutes: MinutesFinder) -> None:
        words = read_patterns("work")
        self._minutes = minutes
        self.turns = frozenset(words["turns"])
        self._asides = frozenset(words["asides"])
        self._counted = frozenset(words["counted_before"])
        self._claims_words = frozenset(words["claims"])
        labels = ("deeds", "same_technique", "same_area", "other_side", "side_only", "elaborates", "split_evenly")
        self._cues = Cues(nlp.vocab, {label: words[label] for label in labels})

    def rows(self, found: Found) -> list[tuple[int, list[Item]]]:
        """(sentence number, items) for every sentence that tells work."""
        reading = found.reading
        cues = self._cues.find(reading.doc)
        deeds = {cue.start for cue in cues if cue.label == "deeds"}
        rows: list[tuple[int, list[Item]]] = []
        for number, sentence in enumerate(reading.sentences):
            clauses = [clause for clause in found.clauses if clause.sentence == number]
            open_tokens = {
                i
                for clause in clauses
                if self._tells_work(found, clause, deeds)
                for i in range(clause.start, clause.end)
            }
            open_tokens -= found.barred
            if not open_tokens:
                continue
            words = [
                (Role(cue.label), cue.start, cue.end)
                for cue in cues
                if cue.label in {"same_technique", "same_area", "other_side", "side_only"} and cue.start in open_tokens
            ]
            items = row(
                [t for t in found.performed if t.start in open_tokens],
                [
                    a
                    for a in found.areas
                    if a.start in open_tokens and not a.complaint and a.start not in found.spoken_of
                ],
                self._amounts(found, open_tokens, sentence.start, sentence.end),
                [p for p in found.points if p.start in open_tokens],
                [],
            )
            items = _with_words(reading, items, words)
            if items:
                rows.append((number, items))
        return rows

    def claimed(self, found: Found, blocks: Sequence[Treatment]) -> tuple[list[Treatment], list[Treatment]]:
        """Blocks that the therapist claims to have done, and those that are only spoken of.

        A time, a deed ("I used", "finished with") or a fragment that begins with the work ("Swedish, both legs") claims
        it. A technique without any of these, spoken of beside work that has its minutes, is more likely not done.
        """
        if not any(block.minutes for block in blocks):
            return list(blocks), []
        sure, unclear = [], []
        for block in blocks:
            untimed = block.minutes is None and block.shared_minutes is None and len(block.techniques) == 1
            (sure if not untimed or self._claims(found, block) else unclear).append(block)
        return sure, unclear

    def _claims(self, found: Found, block: Treatment) -> bool:
        reading = found.reading
        tokens = reading.covered(block.evidence)
        for technique in found.performed:
            if technique.technique != block.techniques[0] or technique.start not in tokens:
                continue
            clause = next(c for c in found.clauses if c.start <= technique.start < c.end)
            words = set(reading.words(clause.start, technique.start))
            sentence = reading.sentences[clause.sentence]
            amounts = any(clause.start <= a.start < clause.end for a in found.amounts)
            fragment = technique.start - sentence.start <= FRAGMENT and reading.word(sentence.end) != "?"
            if technique.verb or amounts or fragment or words & self._claims_words or words & self.turns:
                return clause.actor is not Actor.CLIENT or bool(words & self._claims_words)
        return False

    def elaborates(self, reading: Reading, segment_start: int, sentence_start: int) -> bool:
        """Whether a technique is told as part of the block before ("mostly effleurage")."""
        head = reading.doc[max(sentence_start, segment_start - 4) : segment_start]
        return len(head) > 0 and any(cue.label == "elaborates" for cue in self._cues.find(head.as_doc()))

    def split_evenly(self, reading: Reading, start: int, end: int) -> bool:
        part = reading.doc[start:end]
        return any(cue.label == "split_evenly" for cue in self._cues.find(part.as_doc())) if end > start else False

    def _tells_work(self, found: Found, clause: Clause, deeds: set[int]) -> bool:
        """A clause with performed work, with a deed, or a bare fragment of areas and amounts."""
        if clause.actor in {Actor.OTHER_CLIENT, Actor.PROVIDER, Actor.REFERRER}:
            return False
        if any(clause.start <= t.start < clause.end for t in found.performed):
            return True
        if any(clause.start <= i < clause.end for i in found.spoken_of):
            return False
        timed = any(clause.start <= a.start < clause.end for a in (*found.amounts, *found.points))
        reading = found.reading
        if reading.word(clause.start) in TOLD and any(reading.tokens[i].value for i in range(clause.start, clause.end)):
            return True
        aside = found.reading.word(clause.start) in self._asides or found.reading.word(
            clause.start + 1
        ) in self._asides - {"it"}
        if any(clause.start <= index < clause.end for index in deeds):
            return clause.actor is Actor.THERAPIST or timed
        return (clause.actor is Actor.THERAPIST or timed) and not (aside and not timed)

    def _amounts(self, found: Found, open_tokens: set[int], start: int, end: int) -> list[Amount]:
        amounts = [a for a in found.amounts if a.start in open_tokens and (a.minutes or 0) <= LONGEST_BLOCK]
        taken = {i for a in found.amounts for i in range(a.start, a.end)}
        taken |= {i for p in found.points for i in range(p.start, p.end)}
        for index in range(start, end):
            if index in open_tokens and index not in taken and (amount := self._bare(found, index, end)):
                amounts.append(amount)
                taken |= set(range(amount.start, amount.end))
        return sorted(amounts, key=lambda amount: amount.start)

    def _bare(self, found: Found, index: int, end: int) -> Amount | None:
        reading = found.reading
        value = reading.tokens[index].value
        if value is None or value % 1 or not SHORTEST <= value <= LONGEST:
            return None
        before = reading.word(index - 1)
        sentence = reading.sentences[reading.sentence_of[index]]
        tells = any(sentence.start <= t.start < sentence.end for t in found.performed)
        named = reading.doc[index + 1].ent_type_ == "TECHNIQUE" if index + 1 < len(reading.doc) else False
        ordinal = before in {"first", "next", "last", "another", "remaining", "other", "final", "further"}
        same = {"same", "ditto"} & set(reading.words(sentence.start, sentence.end))
        if (
            not tells
            and not same
            and not ordinal
            and reading.word(index + 1) not in {"on", "for", "to", "in", "each", "there"}
        ):
            return None
        told = before == "was" and reading.word(index - 2) in {"that", "which", "it"} and tells
        if (before in self._counted and not told) or not (named or is_bare_position(reading, index)):
            return None
        amount = self._minutes.bare(reading, index, end)
        return amount if amount and amount.end <= end else None


def _with_words(reading: Reading, items: list[Item], words: Sequence[tuple[Role, int, int]]) -> list[Item]:
    """The row with words of sameness, those that stand inside another item left out."""
    ends = {item.end for item in items if item.amount}
    free = [
        Item(role, start, end)
        for role, start, end in words
        if not any(item.start < end and start < item.end for item in items)
        # "Fifteen minutes of it" is the same work; "the outside of it" is none.
        and (start in ends or reading.word(start) != "of")
    ]
    kept: list[Item] = []
    for item in free:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    if not items:
        return []
    return sorted([*items, *kept], key=lambda item: (item.start, item.role is not Role.TECHNIQUE))
