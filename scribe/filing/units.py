"""Units against minutes, caps and doubles, on the lines as they would be filed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from scribe.billing.reasons import in_minutes, in_units
from scribe.billing.shapes import RuleId
from scribe.billing.units import count, exact
from scribe.filing.case import Case, Finding


def units_exceed_minutes(case: Case) -> Iterator[Finding]:
    """More units than the minutes of the line make, by the payer's rule or, where it is not known, the note's."""
    rule = case.profile.counting_rule.value
    minutes: dict[str, Fraction] = {}
    for _, line in case.billed:
        if case.tables.codes.get(line.code) and case.tables.timed(line.code):
            spent = [case.note.facts.treatments[i].minutes for i in line.treatments]
            minutes[line.code] = sum((exact(each) for each in spent if each), minutes.get(line.code, Fraction()))
    counted = count(minutes, case.tables.rules[RuleId(case.note.billing.rule if rule == "unknown" else rule)])
    for number, line in case.billed:
        if line.code not in minutes:
            continue
        most = max(way[line.code] for way in (counted.units, *counted.alternatives))
        if not minutes[line.code]:
            yield case.find(
                "units_without_minutes", f"{line.code} has units and no minutes.", f"billing/lines/{number}"
            )
        elif line.units > most:
            yield case.find(
                "units_exceed_minutes",
                f"{in_units(line.units)} of {line.code} stand on {in_minutes(minutes[line.code])}, which make "
                f"{in_units(most)} by the {counted.rule.words}.",
                f"billing/lines/{number}",
                line.evidence,
            )


def line_without_work(case: Case) -> Iterator[Finding]:
    """A line that no work of the note stands for; that of a timed code has no minutes, and is told by that."""
    for number, line in case.billed:
        code = case.tables.codes.get(line.code)
        if code and not case.tables.timed(line.code) and not line.treatments and not line.left_out:
            message = f"{line.code} ({code.words}) is on a line, and no work in the note stands for it."
            yield case.find("line_without_work", message, f"billing/lines/{number}")


def untimed_units(case: Case) -> Iterator[Finding]:
    for number, line in case.billed:
        code = case.tables.codes.get(line.code)
        if code and code.timed and not code.timed.value and line.units > 1:
            message = f"{in_units(line.units)} of {line.code} ({code.words}), which is billed once a visit."
            yield case.find("untimed_units", message, f"billing/lines/{number}", line.evidence)


def units_over_daily_cap(case: Case) -> Iterator[Finding]:
    for number, line in case.billed:
        code = case.tables.codes.get(line.code)
        cap = code.daily_cap if code and case.profile.unit_caps.value == "mue" else None
        if cap and line.units > cap.value:
            kind = code.cap_kind.value if code and code.cap_kind else None
            appeal = "; proof may win an appeal" if kind == 3 else ""
            message = (
                f"{in_units(line.units)} of {line.code}; this payer takes {cap.value} a day{appeal}. ({cap.source})"
            )
            yield case.find("units_over_daily_cap", message, f"billing/lines/{number}", line.evidence)


def duplicate_line(case: Case) -> Iterator[Finding]:
    """One code on two lines whose modifiers do not tell them apart."""
    seen = Counter((line.code, frozenset(line.modifiers)) for _, line in case.billed)
    for number, line in case.billed:
        if seen.pop((line.code, frozenset(line.modifiers)), 1) > 1:
            yield case.find(
                "duplicate_line", f"{line.code} stands on two lines.", f"billing/lines/{number}", line.evidence
            )


CHECKS = (units_exceed_minutes, line_without_work, untimed_units, units_over_daily_cap, duplicate_line)
