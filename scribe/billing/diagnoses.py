"""ICD-10-CM codes that were given: billable on the day, whole, on the right side, and allowed together.

Never proposes a code: a diagnosis is the referring provider's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from scribe.billing import icd10cm
from scribe.billing.shapes import DiagnosesFile, Retired
from scribe.records import Facts, Level, Side
from scribe.vocabulary import Vocabulary

_MOST_NAMED = 10
"""A group of more codes than this is not spelled out."""

_NOTED = re.compile(r"\(([^()]*)\)")
_CODES = re.compile(r"([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]*)?)-?(?:([A-Z]\d[0-9A-Z]))?(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class DiagnosisDoubt:
    """What is wrong with one code or with two together. `in_notes`: a note carries it, not only a check."""

    kind: Literal["not_billable", "side", "excludes", "seventh_character", "region"]
    level: Level
    message: str
    codes: tuple[str, ...]
    in_notes: bool = True


def doubts(
    codes: tuple[str, ...],
    facts: Facts,
    vocabulary: Vocabulary,
    data: DiagnosesFile,
    day: datetime.date | None,
) -> Iterator[DiagnosisDoubt]:
    """Everything that is doubtful about `codes` for a service of that day, as far as `facts` can tell."""
    for code in codes:
        if problem := not_billable(code, data, day):
            yield DiagnosisDoubt("not_billable", Level.BLOCKS, problem, (code,))
        else:
            yield from _side(code, facts, vocabulary, data)
            yield from _seventh(code)
            yield from _region(code, facts, vocabulary, data)
    for one, other in combinations(codes, 2):
        if excluded(one, other, data):
            message = (
                f"{one} and {other} exclude each other on one claim unless they are unrelated. "
                "Ask the referring provider which stands."
            )
            yield DiagnosisDoubt("excludes", Level.WARNS, message, (one, other))


def not_billable(code: str, data: DiagnosesFile, day: datetime.date | None) -> str | None:
    """Why a claim of that day may not carry `code`; None when it may. An unknown day is one of the release."""
    for retired in data.retired:
        if code == retired.code:
            return None if day and day <= retired.last else _was_billable(retired)
        if code in retired.replaced_by and day and day <= retired.last:
            return f"{code} was not billable before {retired.last}; on that day it was {retired.code}. Ask who gave it."
    known = icd10cm.find(code)
    below = icd10cm.children(known) if known else []
    if known and not below:
        return None
    if kinds := _seventh_kinds(code):
        return f"{code} lacks its 7th character ({', '.join(kinds)}). Ask the referring provider which applies."
    if not known:
        return (
            f"{code} is no code of ICD-10-CM, release of {data.release.value}. Check how it was heard and who gave it."
        )
    named = f": {', '.join(one.name for one in below)}" if len(below) <= _MOST_NAMED else ""
    return f"{code} names a group and is not billable; the whole code is needed{named}. Ask the referring provider."


def excluded(one: str, other: str, data: DiagnosesFile) -> bool:
    """Whether an Excludes1 note keeps the two codes from one claim."""
    for pair in data.excludes:
        if (one.startswith(pair.one) and other.startswith(pair.other)) or (
            other.startswith(pair.one) and one.startswith(pair.other)
        ):
            return True
    return _notes_exclude(one, other) or _notes_exclude(other, one)


def _was_billable(retired: Retired) -> str:
    return (
        f"{retired.code} was billable until {retired.last}; since then it is one of {', '.join(retired.replaced_by)}. "
        "Ask the referring provider which."
    )


def _seventh_kinds(code: str) -> tuple[str, ...]:
    """The 7th characters that a shorter code waits for; its placeholder X may stand or lack."""
    base = icd10cm.find(re.sub(r"X+$", "", code))
    if not base or len(code.replace(".", "")) > 6:
        return ()
    if any(not child.extended for child in icd10cm.children(base)):
        return ()  # a group first of all
    return base.seventh


def _seventh(code: str) -> Iterator[DiagnosisDoubt]:
    """Massage is usually given in recovery, D; A is asked about, for some payers keep it throughout."""
    known = icd10cm.find(code)
    if known and known.extended and code.endswith("A"):
        message = (
            f"{code} ends in A, active treatment. Massage in recovery usually takes D. "
            "Ask the referring provider which applies."
        )
        yield DiagnosisDoubt("seventh_character", Level.ASKS, message, (code,), in_notes=False)


def _side(code: str, facts: Facts, vocabulary: Vocabulary, data: DiagnosesFile) -> Iterator[DiagnosisDoubt]:
    regions = _regions(code, data)
    said = {side for region, side in _places(facts, vocabulary) if regions and region == regions[0] and side}
    if not said:
        return
    known = icd10cm.find(code)
    words = known.description.lower() if known else ""
    named = {side for side in Side if re.search(rf"\b{side.value}\b", words)}
    spoken = " and ".join(sorted(side.value for side in said))
    if named and not (named | {Side.BILATERAL}) & said and Side.BILATERAL not in named:
        message = (
            f"{code} is for the {next(iter(named)).value} side, and the note speaks of the {spoken}. "
            "Correct the one that is wrong."
        )
        yield DiagnosisDoubt("side", Level.BLOCKS, message, (code,))
    elif not named and "unspecified" in words and _has_sides(code):
        message = (
            f"{code} leaves the side open, and the note names the {spoken}. Ask the referring provider for the side."
        )
        yield DiagnosisDoubt("side", Level.WARNS, message, (code,))


def _has_sides(code: str) -> bool:
    known = icd10cm.find(code)
    above = icd10cm.find(known.above) if known else None
    siblings = icd10cm.children(above) if above else []
    return any(re.search(r"\b(?:right|left)\b", each.description.lower()) for each in siblings)


def _region(code: str, facts: Facts, vocabulary: Vocabulary, data: DiagnosesFile) -> Iterator[DiagnosisDoubt]:
    regions = _regions(code, data)
    worked = {vocabulary.region(area.area) for block in facts.treatments for area in block.areas}
    wider = {region for region in worked if set(regions) & set(vocabulary.holds.get(region, ()))}
    if regions and worked and not (set(regions) & worked or wider):
        message = f"{code} lies where no work was dictated. Check that the diagnosis belongs to this visit."
        yield DiagnosisDoubt("region", Level.WARNS, message, (code,), in_notes=False)


def _regions(code: str, data: DiagnosesFile) -> tuple[str, ...]:
    places = [place for place in data.regions if code.startswith(place.code)]
    return max(places, key=lambda place: len(place.code)).regions if places else ()


def _places(facts: Facts, vocabulary: Vocabulary) -> Iterator[tuple[str, Side | None]]:
    """Every region that the note treats or that hurts, with its side."""
    for block in facts.treatments:
        for area in block.areas:
            yield vocabulary.region(area.area), area.side
    for pain in facts.pain:
        yield vocabulary.region(pain.area), pain.side


def _notes_exclude(one: str, other: str) -> bool:
    known = icd10cm.find(one)
    notes = [note for place in icd10cm.lineage(known) for note in place.excludes] if known else []
    return any(
        _meant(match, other) for note in notes for inner in _NOTED.findall(note) for match in _CODES.finditer(inner)
    )


def _meant(match: re.Match[str], code: str) -> bool:
    first, last = match.group(1), match.group(2)
    if last:
        return first[:3] <= code[:3] <= last
    return code.startswith(first.rstrip("."))
