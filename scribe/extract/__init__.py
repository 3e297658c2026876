"""A transcript becomes facts: the understanding of the scribe, in one visible order.

`Reader.read` runs the finders one after the other over one reading of the text. Finders do not know each other; what
one owns (a clock time, a measured degree) is handed to the next as barred tokens. docs/understanding.md is the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scribe.extract.areas import AreaFinder, AreaMention
from scribe.extract.clauses import Actor, Clause, ClauseFinder
from scribe.extract.clock import ClockFinder
from scribe.extract.diagnoses import DiagnosisFinder
from scribe.extract.language import build_language
from scribe.extract.minutes import Amount, Kind, MinutesFinder
from scribe.extract.motion import MotionFinder
from scribe.extract.pain import PainFinder, Scored
from scribe.extract.plan import Advice, PlanFinder
from scribe.extract.reading import MARKS, Reading, Tokenizer
from scribe.extract.repairs import RepairFinder
from scribe.extract.session import SessionFinder
from scribe.extract.statements import StatementFinder, Uses, quote
from scribe.extract.status import StatusFinder, StatusReader, Verdict
from scribe.extract.techniques import TechniqueFinder, TechniqueMention
from scribe.extract.treatments import Assembler
from scribe.extract.work import Found, WorkFinder
from scribe.records import (
    AreaSide,
    Facts,
    Flag,
    FlagId,
    HomeCare,
    Level,
    Mention,
    Motion,
    NotWorked,
    Repair,
    Status,
    Transcript,
    Treatment,
)
from scribe.vocabulary import Vocabulary


class Reader:
    """Reads transcripts. Built once; holds the vocabulary, the tokenizer and the compiled patterns."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._nlp = build_language()
        self._tokenizer = Tokenizer(self._nlp)
        self._areas = AreaFinder(self._nlp, self._tokenizer, vocabulary)
        self._techniques = TechniqueFinder(self._nlp, self._tokenizer, vocabulary)
        self._repairs = RepairFinder(self._nlp)
        self._minutes = MinutesFinder(self._nlp)
        self._clock = ClockFinder(self._nlp)
        self._clauses = ClauseFinder(self._nlp)
        self._status = StatusFinder(self._nlp)
        self._session = SessionFinder(self._nlp)
        self._motion = MotionFinder(self._nlp)
        self._pain = PainFinder(self._nlp, vocabulary)
        self._plan = PlanFinder(self._nlp)
        self._diagnoses = DiagnosisFinder(self._nlp)
        self._work = WorkFinder(self._nlp, self._minutes)
        self._statements = StatementFinder(self._nlp)

    def read(self, transcript: Transcript) -> Facts:
        """All facts of one transcript, each with its evidence. Any text is accepted."""
        reading, repairs = self._repaired(transcript.text)
        techniques = self._techniques.find(reading)
        areas = self._areas.find(reading)
        reading.mark_entities("TECHNIQUE", [(t.start, t.end) for t in techniques])
        reading.mark_entities("AREA", [(a.start, a.end) for a in areas])
        amounts, points = self._times(reading)
        clauses = self._clauses.find(reading)
        status = self._status.read(reading, clauses, [t.start for t in techniques])

        cues = self._session.cues(reading)
        lengths = self._session.lengths(reading, amounts, cues)
        session = self._session.session(reading, lengths, cues)
        diagnoses, code_tokens = self._diagnoses.find(reading)
        timed = {i for thing in (*amounts, *points) for i in range(thing.start, thing.end)}
        motions, motion_tokens = self._motion.find(reading, areas, timed | code_tokens)
        follow_up, visit_tokens = self._plan.follow_up(reading, clauses)
        owned = timed | code_tokens | motion_tokens | visit_tokens
        advice = self._plan.advice(reading, clauses)
        owned |= {i for piece in advice for i in range(piece.start, piece.end)}
        performed, mentions = self._sorted(reading, techniques, areas, status, advice)
        flags: list[Flag] = []
        performed = _without_titles(reading, performed, lengths)
        scores = self._pain.scores(reading, clauses, areas, owned, {t.start for t in performed})
        work = (performed[0].start, performed[-1].start) if performed else None
        pain = self._pain.entries(reading, scores, areas, work)
        not_worked, left_out = self._left_out(reading, areas, techniques, status, clauses)
        spoken_of = {i for t in techniques if t not in performed for i in range(t.start, t.end)}
        hurting = {a.start for a in areas for score in scores if _hurts(reading, a, score)}
        hurting |= {a.start for a in areas for amount in amounts if amount.start <= a.start < amount.end}
        barred = (
            hurting
            | {i for score in scores for i in range(score.start, score.end)}
            | motion_tokens
            | visit_tokens
            | code_tokens
        )
        barred |= {i for amount in lengths for i in range(amount.start, amount.end)} | self._minutes.never(reading)
        barred |= {i for piece in advice for i in range(piece.start, piece.end)}
        found = Found(
            reading, clauses, performed, frozenset(spoken_of | left_out), areas, amounts, points, frozenset(barred)
        )
        blocks = Assembler(self._work, self._vocabulary, found, session.minutes).assemble()
        treatments, unclear = self._work.claimed(found, blocks)
        flags += [_unclear(self._vocabulary, t) for t in unclear]

        flags += self._session.flags(reading, lengths, cues)
        mentions = [m for m in mentions if not any(m.technique in t.techniques for t in treatments)]
        uses = Uses(
            treated=_tokens(reading, treatments),
            before=frozenset(i for score in scores if score.when != "after" for i in range(score.start, score.end)),
            after=frozenset(i for score in scores if score.when == "after" for i in range(score.start, score.end)),
            measured=_tokens(reading, motions),
            advice=frozenset(i for piece in advice for i in range(piece.start, piece.end)),
            visit=frozenset(visit_tokens),
            planned=_tokens(reading, [m for m in mentions if m.status is Status.PLANNED]),
        )
        told = self._statements.find(reading, clauses, uses)
        return Facts(
            session=session,
            pain=tuple(pain),
            treatments=tuple(treatments),
            mentions=tuple(mentions),
            not_worked=tuple(not_worked),
            range_of_motion=tuple(motions),
            follow_up=follow_up,
            home_care=tuple(
                HomeCare(quote(reading, p.start, p.end), reading.evidences((p.start, p.end))) for p in advice
            ),
            diagnoses=tuple(diagnoses),
            statements=told.statements,
            repairs=tuple(repairs),
            complaint=told.complaint,
            outcome=told.outcome,
            set_aside=told.set_aside,
            flags=tuple(flags + _doubts(reading, treatments, performed)),
        )

    def _repaired(self, text: str) -> tuple[Reading, list[Repair]]:
        """The reading after self-corrections, which need areas and techniques to be seen first."""
        reading = Reading(text, self._tokenizer.tokens(text), self._nlp)
        tokens, repairs = self._repairs.repair(reading, self._areas.find(reading), self._techniques.find(reading))
        return (Reading(text, tokens, self._nlp) if repairs else reading), repairs

    def _times(self, reading: Reading) -> tuple[list[Amount], list]:
        ranges, points = self._clock.find(reading)
        clocked = {i for thing in (*ranges, *points) for i in range(thing.start, thing.end)}
        amounts = [a for a in self._minutes.find(reading) if not clocked & set(range(a.start, a.end))]
        amounts = sorted([*amounts, *ranges], key=lambda amount: amount.start)
        reading.mark_entities("MINUTES", [(a.start, a.end) for a in amounts if a.kind is Kind.PLAIN])
        return amounts, points

    def _sorted(
        self,
        reading: Reading,
        techniques: Sequence[TechniqueMention],
        areas: Sequence[AreaMention],
        status: StatusReader,
        advice: Sequence[Advice],
    ) -> tuple[list[TechniqueMention], list[Mention]]:
        """Techniques that were performed, and mentions of those that were not."""
        performed: list[TechniqueMention] = []
        mentions: dict[tuple[str, Status], Mention] = {}
        for technique in techniques:
            clause = status.clause(technique.start)
            if clause.actor is Actor.OTHER_CLIENT:
                continue
            verdict = status.technique(technique)
            if verdict.status is Status.PERFORMED and any(a.start <= technique.start < a.end for a in advice):
                verdict = Verdict(Status.SELF_CARE)
            if verdict.status is Status.PERFORMED:
                performed.append(technique)
                continue
            places = tuple(dict.fromkeys(a.value for a in areas if clause.start <= a.start < clause.end))
            spans = [(technique.start, technique.end)]
            if verdict.cue:
                spans.append((verdict.cue.start, verdict.cue.end))
            key = (technique.technique, verdict.status)
            mentions.setdefault(key, Mention(technique.technique, places, verdict.status, reading.evidences(*spans)))
        kept = [m for m in mentions.values() if m.status not in WEAK or not _answered(m, mentions.values())]
        return performed, kept

    def _left_out(
        self,
        reading: Reading,
        areas: Sequence[AreaMention],
        techniques: Sequence[TechniqueMention],
        status: StatusReader,
        clauses: Sequence[Clause],
    ) -> tuple[list[NotWorked], set[int]]:
        """Areas said to be left out, with no technique named in their clause; and the tokens of all such areas."""
        found: dict[AreaSide, NotWorked] = {}
        tokens: set[int] = set()
        for area in areas:
            verdict = status.verdict(area.start, area.end)
            if verdict.status in {Status.PERFORMED} or verdict.cue is None:
                continue
            tokens.add(area.start)
            clause = status.clause(area.start)
            named = any(clause.start <= t.start < clause.end for t in techniques)
            if verdict.status in {Status.NEGATED, Status.DECLINED} and not named and not area.complaint:
                spans = [(area.first, area.last), (verdict.cue.start, verdict.cue.end)]
                found.setdefault(area.value, NotWorked(area.area, area.side, verdict.status, reading.evidences(*spans)))
        return list(found.values()), tokens


def _without_titles(
    reading: Reading, performed: list[TechniqueMention], lengths: Sequence[Amount]
) -> list[TechniqueMention]:
    """Without a technique that only names the booking ("ninety-minute signature massage"), if other work is told."""
    glue = MARKS | {"of", "session", "appointment", "visit"}
    titles = [
        t
        for t in performed
        if any(0 <= t.start - a.end <= 2 and not glue & set(reading.words(a.end, t.start)) for a in lengths)
    ]
    others = [t for t in performed if t not in titles]
    return others if others else performed


HURTS = 2


def _hurts(reading: Reading, area: AreaMention, score: Scored) -> bool:
    """An area right before a score is where it hurts, not where the work was ("low back was a four")."""
    near = score.start - HURTS <= area.last <= score.start
    return near and reading.sentence_of[area.start] == reading.sentence_of[score.start]


WEAK = {Status.NEGATED, Status.HYPOTHETICAL}
"""What an offer or a bare "no" comes to once the same technique is known to be declined, planned or another's."""


def _answered(mention: Mention, mentions: Iterable[Mention]) -> bool:
    return any(m.technique == mention.technique and m.status not in WEAK for m in mentions)


def _unclear(vocabulary: Vocabulary, treatment: Treatment) -> Flag:
    name = vocabulary.technique_name(treatment.techniques[0])
    message = f"It is not clear whether {name} was done today; it was left out. Add it if it was."
    return Flag(FlagId.NEEDS_REVIEW, Level.WARNS, message, None, treatment.evidence)


def _tokens(reading: Reading, facts: Sequence[Treatment] | Sequence[Motion] | Sequence[Mention]) -> frozenset[int]:
    return frozenset(i for fact in facts for i in reading.covered(fact.evidence))


def _doubts(reading: Reading, treatments: Sequence[Treatment], performed: Sequence[TechniqueMention]) -> list[Flag]:
    """`technique_code_ambiguous` for a name that may mean another code, `needs_review` for another technique."""
    flags = []
    for index, treatment in enumerate(treatments):
        for technique in performed:
            if not technique.doubt or technique.technique not in treatment.techniques:
                continue
            place = reading.evidence(technique.start, technique.end)
            if any(e.start <= place.start < e.end for e in treatment.evidence):
                flag, about = (
                    (FlagId.TECHNIQUE_CODE_AMBIGUOUS, f"treatments/{index}/code")
                    if technique.code_doubt
                    else (FlagId.NEEDS_REVIEW, f"treatments/{index}/techniques")
                )
                flags.append(Flag(flag, Level.ASKS, technique.doubt, about, (place,)))
                break
    return flags
