"""A `Note` becomes the JSON of docs/note-json.md: the only place that spells its field names.

Fields stand in the order of that page, so that equal notes are equal files and a person finds their way.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scribe.records import (
    AreaSide,
    Billing,
    BillingLine,
    CodeUnits,
    Correction,
    Cut,
    Evidence,
    Evidences,
    Facts,
    Flag,
    Note,
    Score,
    Session,
    Soap,
    Source,
    Transcript,
    Treatment,
    Word,
)

SCHEMA_VERSION = "1"
Json = dict[str, Any]
Quote = Callable[[Evidences], list[Json]]
"""Turns places in a transcript into evidence with its words."""
_DICTATED = {"origin": "dictated"}


def dumps(content: Mapping[str, Any]) -> str:
    """The text of a note's JSON file, ending in a newline; equal content gives equal text."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_dict(note: Note) -> Json:
    """The contract's JSON as plain dictionaries and lists, without fingerprints, which `output.py` adds."""
    quote = _Quotes(note.transcript)
    return {
        "schema_version": SCHEMA_VERSION,
        "made_by": {
            "version": note.made_by.version,
            "speech_model": note.made_by.speech_model,
            "vocabulary": note.made_by.vocabulary,
            "billing_data": note.made_by.billing_data,
        },
        "source": _source(note.source),
        "transcript": _transcript(note.transcript),
        **_facts(note.facts, quote),
        "soap": _soap(note.soap, quote),
        "unused_speech": [{"evidence": quote((stretch,))} for stretch in note.unused_speech],
        "billing": _billing(note.billing, quote),
        "flags": [_flag(flag, quote) for flag in note.flags],
    }


def billing_dict(billing: Billing, quote: Quote) -> Json:
    """The part `billing` alone, for a note whose facts were changed."""
    return _billing(billing, quote)


def flag_dicts(flags: Iterable[Flag], quote: Quote) -> list[Json]:
    """The part `flags` alone."""
    return [_flag(flag, quote) for flag in flags]


class _Quotes:
    """Turns places in a transcript into evidence: offsets, the words that stand there, and their seconds."""

    def __init__(self, transcript: Transcript) -> None:
        self._text = transcript.text
        self._words = transcript.words
        self._starts = [word.start for word in transcript.words]
        self._ends = [word.end for word in transcript.words]

    def __call__(self, evidence: Evidences) -> list[Json]:
        return [self._one(stretch) for stretch in evidence]

    def _one(self, stretch: Evidence) -> Json:
        found: Json = {"start": stretch.start, "end": stretch.end, "text": self._text[stretch.start : stretch.end]}
        covered = self._words[bisect_right(self._ends, stretch.start) : bisect_left(self._starts, stretch.end)]
        if covered:
            found["start_seconds"] = _number(covered[0].start_seconds)
            found["end_seconds"] = _number(covered[-1].end_seconds)
        return found


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _score(value: Score | None) -> Any:
    return [_number(end) for end in value] if isinstance(value, tuple) else _number(value)


def _source(source: Source) -> Json:
    return {
        "file": source.file,
        "sha256": source.sha256,
        "duration_seconds": _number(source.duration_seconds),
        "recorded_at": source.recorded_at,
        "recorded_at_from": source.recorded_at_from,
    }


def _transcript(transcript: Transcript) -> Json:
    return {
        "text": transcript.text,
        "language": transcript.language,
        "words": [_word(word) for word in transcript.words],
        "corrections": [_correction(correction) for correction in transcript.corrections],
        "cut": [_cut(cut) for cut in transcript.cut],
    }


def _cut(cut: Cut) -> Json:
    return {
        "start_seconds": _number(cut.start_seconds),
        "end_seconds": _number(cut.end_seconds),
        "reason": cut.reason,
        "text": cut.text,
        "doubtful": cut.doubtful,
    }


def _word(word: Word) -> Json:
    return {
        "text": word.text,
        "start": word.start,
        "end": word.end,
        "start_seconds": _number(word.start_seconds),
        "end_seconds": _number(word.end_seconds),
        "probability": _number(word.probability),
    }


def _correction(correction: Correction) -> Json:
    return {
        "heard": correction.heard,
        "written": correction.written,
        "start": correction.start,
        "end": correction.end,
        "reason": correction.reason,
    }


def _facts(facts: Facts, quote: Quote) -> Json:
    def fact(evidence: Evidences, **fields: Any) -> Json:
        return {**fields, "evidence": quote(evidence), **_DICTATED}

    return {
        "session": _session(facts.session, quote),
        "pain": [
            fact(pain.evidence, area=pain.area, side=pain.side, before=_score(pain.before), after=_score(pain.after))
            for pain in facts.pain
        ],
        "treatments": [fact(block.evidence, **_treatment(block)) for block in facts.treatments],
        "mentions": [
            fact(mention.evidence, technique=mention.technique, areas=_areas(mention.areas), status=mention.status)
            for mention in facts.mentions
        ],
        "not_worked": [
            fact(left.evidence, area=left.area, side=left.side, status=left.status) for left in facts.not_worked
        ],
        "range_of_motion": [
            fact(
                motion.evidence,
                area=motion.area,
                side=motion.side,
                movement=motion.movement,
                before=_score(motion.before),
                after=_score(motion.after),
                unit=motion.unit,
            )
            for motion in facts.range_of_motion
        ],
        "follow_up": fact(facts.follow_up.evidence, days=facts.follow_up.days),
        "home_care": [fact(care.evidence, text=care.text) for care in facts.home_care],
        "diagnoses": [fact(said.evidence, code=said.code, spoken=said.spoken) for said in facts.diagnoses],
        "repairs": [fact(repair.evidence, withdrawn=repair.withdrawn, kept=repair.kept) for repair in facts.repairs],
        "set_aside": [{"evidence": quote((stretch,))} for stretch in facts.set_aside],
    }


def _session(session: Session, quote: Quote) -> Json:
    return {
        "client": session.client,
        "date": session.date,
        "minutes": _number(session.minutes),
        "evidence": {
            "client": quote(session.client_evidence),
            "date": quote(session.date_evidence),
            "minutes": quote(session.minutes_evidence),
        },
        **_DICTATED,
    }


def _treatment(block: Treatment) -> Json:
    return {
        "techniques": list(block.techniques),
        "areas": _areas(block.areas),
        "minutes": _number(block.minutes),
        "minutes_basis": block.minutes_basis,
        "shared_minutes": _number(block.shared_minutes),
        "code": block.code,
    }


def _areas(areas: tuple[AreaSide, ...]) -> list[Json]:
    return [{"area": area.area, "side": area.side} for area in areas]


def _soap(soap: Soap, quote: Quote) -> Json:
    sections = {
        "subjective": soap.subjective,
        "objective": soap.objective,
        "assessment": soap.assessment,
        "plan": soap.plan,
    }
    return {
        name: [{"text": sentence.text, "evidence": quote(sentence.evidence), **_DICTATED} for sentence in sentences]
        for name, sentences in sections.items()
    }


def _billing(billing: Billing, quote: Quote) -> Json:
    return {
        "payer": billing.payer,
        "rule": billing.rule,
        "other_rule": {"rule": billing.other_rule, "lines": _units(billing.other_lines)},
        "lines": [_line(line, quote) for line in billing.lines],
        "total_timed_minutes": _number(billing.total_timed_minutes),
    }


def _line(line: BillingLine, quote: Quote) -> Json:
    return {
        "code": line.code,
        "units": line.units,
        "minutes": _number(line.minutes),
        "modifiers": list(line.modifiers),
        "status": line.status,
        "treatments": list(line.treatments),
        "left_out": list(line.left_out),
        "alternatives": [_units(allocation) for allocation in line.alternatives],
        "diagnoses": list(line.diagnoses),
        "reasons": list(line.reasons),
        "evidence": quote(line.evidence),
    }


def _units(lines: Iterable[CodeUnits]) -> list[Json]:
    return [{"code": line.code, "units": line.units} for line in lines]


def _flag(flag: Flag, quote: Quote) -> Json:
    return {
        "id": flag.id,
        "level": flag.level,
        "message": flag.message,
        "about": flag.about,
        "evidence": quote(flag.evidence),
    }
