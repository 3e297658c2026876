"""What only several notes of one client show: habits of rounding, copied notes, a day that is filed twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from scribe.filing.case import Case, Finding

Found = tuple[Case, Finding]


def rounded_minutes(visits: Sequence[Case]) -> Iterator[Found]:
    """Every block of many visits lasted a multiple of five minutes: the finding stands on the last visit."""
    settings = visits[0].tables.settings
    if len(visits) < settings.series:
        return
    minutes = [block.minutes for case in visits for block in case.note.facts.treatments if block.minutes]
    if minutes and all(each % settings.round_minutes == 0 for each in minutes):
        message = (
            f"All minutes of {len(visits)} visits are multiples of {settings.round_minutes}. "
            "That looks rounded, and rounding decides units."
        )
        last = visits[-1]
        evidence = [place for block in last.note.facts.treatments for place in block.evidence]
        yield last, last.find("rounded_minutes", message, "treatments", evidence)


def cloned_note(visits: Sequence[Case]) -> Iterator[Found]:
    for one, other in combinations(visits, 2):
        text = _text(other)
        if one.day != other.day and text and text == _text(one):
            yield other, other.find("cloned_note", f"Says word for word what {one.file} says.", "soap")


def duplicate_visit(visits: Sequence[Case]) -> Iterator[Found]:
    for one, other in combinations(visits, 2):
        doubled = {line.code for _, line in one.billed} & {line.code for _, line in other.billed}
        if doubled and one.day is not None and one.day == other.day:
            message = f"{', '.join(sorted(doubled))} of {one.day} stands in {one.file} too."
            yield other, other.find("duplicate_visit", message, "session/date")


def _text(case: Case) -> tuple[str, ...]:
    soap = case.note.soap
    sections = (soap.subjective, soap.objective, soap.assessment, soap.plan)
    return tuple(sentence.text for section in sections for sentence in section)


CHECKS = (rounded_minutes, cloned_note, duplicate_visit)
