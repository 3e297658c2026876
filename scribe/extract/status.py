"""What became of a technique or an area that was spoken of: performed, negated, declined, planned and so on.

The cues are data (`models/patterns/status.yaml`), in the manner of ConText: a cue before or after the thing, within
the clause. This file holds only the order in which they win, and who acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from scribe.extract.clauses import Actor, Clause
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import Reading
from scribe.extract.techniques import TechniqueMention
from scribe.records import Status

ORDER = (
    Status.DECLINED,
    Status.OTHER_PROVIDER,
    Status.NEGATED,
    Status.SELF_CARE,
    Status.PLANNED,
    Status.HISTORICAL,
    Status.HYPOTHETICAL,
)
"""Which cue wins when several hold: a refusal over all, a bare "if" over nothing."""
WHOLE_SENTENCE = {Status.HISTORICAL, Status.PLANNED, Status.SELF_CARE}
"""Cues of time and place that, at the head of a sentence, hold for the clauses that follow without a new actor."""

OFFERS = {f"{status}:{side}" for status in ("hypothetical", "planned") for side in ("before", "after")}


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Status
    cue: Cue | None = None


@dataclass(frozen=True, slots=True)
class Kinds:
    """Techniques that others give or the client does alone, and the words that mean the client's own doing."""

    by_others: frozenset[str]
    by_client: frozenset[str]
    own_doing: frozenset[str]


class StatusFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("status")
        self._never = Cues(nlp.vocab, {"never": words.pop("never")})
        self._kinds = Kinds(*(frozenset(words.pop(key)) for key in ("by_others", "by_client", "own_doing")))
        patterns: dict[str, list[str]] = {}
        for status, sides in words.items():
            for side, lines in sides.items():
                if lines:
                    patterns[f"{status}:{side}"] = lines
        self._cues = Cues(nlp.vocab, patterns)

    def read(self, reading: Reading, clauses: Sequence[Clause], things: Sequence[int]) -> StatusReader:
        """`things` are the first tokens of all techniques: an answer is to the nearest one."""
        masked = {index for cue in self._never.find(reading.doc) for index in range(cue.start, cue.end)}
        cues = [cue for cue in self._cues.find(reading.doc) if cue.start not in masked]
        return StatusReader(reading, clauses, cues, things, self._kinds)


class StatusReader:
    """The verdict on any span of one reading."""

    def __init__(
        self, reading: Reading, clauses: Sequence[Clause], cues: Sequence[Cue], things: Sequence[int], kinds: Kinds
    ) -> None:
        self._kinds = kinds
        self._reading = reading
        self._things = things
        self._clauses = clauses
        self._cues = cues
        self._clause_of = [0] * len(reading.tokens)
        for number, clause in enumerate(clauses):
            for index in range(clause.start, clause.end):
                self._clause_of[index] = number

    def clause(self, index: int) -> Clause:
        return self._clauses[self._clause_of[index]]

    def technique(self, mention: TechniqueMention) -> Verdict:
        """What became of a technique: as `verdict`, with what is known of its kind."""
        verdict = self.verdict(mention.start, mention.end, verb=mention.verb)
        given = {Status.PERFORMED, Status.HISTORICAL, Status.SELF_CARE}
        if mention.technique in self._kinds.by_others and verdict.status in given:
            return Verdict(Status.OTHER_PROVIDER, verdict.cue)
        if mention.technique in self._kinds.by_client and verdict.status is Status.PERFORMED:
            return Verdict(Status.SELF_CARE)
        return verdict

    def verdict(self, start: int, end: int, *, verb: bool = False) -> Verdict:
        """What became of the thing at tokens `start` to `end`; `verb` when it was said as a deed."""
        number = self._clause_of[start]
        clause = self._clauses[number]
        if clause.actor is Actor.OTHER_CLIENT:
            return Verdict(Status.HYPOTHETICAL)
        held = {status: cue for cue in self._cues if (status := self._holds(cue, start, end, number)) is not None}
        if clause.actor is Actor.PROVIDER:
            own = held.get(Status.SELF_CARE)
            if own is None or not self._kinds.own_doing & set(self._reading.words(own.start, own.end)):
                return Verdict(Status.OTHER_PROVIDER)
        for status in ORDER:
            if status in held:
                # What the doctor does not want is left out; only the client declines.
                referred = status is Status.DECLINED and clause.actor is Actor.REFERRER
                return Verdict(Status.NEGATED if referred else status, held[status])
        if verb and clause.actor is Actor.CLIENT and clause.named:
            return Verdict(Status.SELF_CARE)
        return Verdict(Status.PERFORMED)

    def _holds(self, cue: Cue, start: int, end: int, number: int) -> Status | None:
        name, side = cue.label.split(":")
        status = Status(name)
        clause = self._clauses[number]
        if side == "before" and cue.end <= start:
            at = self._clause_of[cue.start]
            if at == number:
                return status
            return status if status in WHOLE_SENTENCE and self._reaches(at, number) else None
        if side == "after" and cue.start >= end:
            at = self._clause_of[cue.start]
            if at == number and not self._between(end, cue.start):
                return status
            if status is Status.DECLINED:
                return status if self._answers(number, end, at, cue) else None
            follows = number < at and clause.sentence == self._clauses[at].sentence
            taken_back = {"it", "that", "them", "none", "out"} & set(self._reading.words(cue.start, cue.end))
            nearest = not any(end <= start < cue.start for start in self._things)
            return status if status is Status.NEGATED and follows and taken_back and nearest else None
        return None

    def _answers(self, number: int, end: int, at: int, cue: Cue) -> bool:
        """Whether a refusal some clauses on answers the offer of the thing in clause `number`."""
        if not number < at <= number + 3 or any(end <= start < cue.start for start in self._things):
            return False
        first, last = self._clauses[number].sentence, self._clauses[at].sentence
        sentence = self._reading.sentences[first]
        offered = any(
            c.label in OFFERS and sentence.start <= c.start < sentence.end and c.end <= end for c in self._cues
        )
        return first == last or (last == first + 1 and offered)

    def _reaches(self, at: int, number: int) -> bool:
        """Whether clauses `at` to `number` are one sentence with no new actor between."""
        first = self._clauses[at]
        if first.sentence != self._clauses[number].sentence or number < at:
            return False
        return all(not clause.named or clause.actor is first.actor for clause in self._clauses[at + 1 : number + 1])

    def _between(self, end: int, start: int) -> bool:
        """Whether a cue after the thing stands too far off to be about it."""
        return start - end > 9
