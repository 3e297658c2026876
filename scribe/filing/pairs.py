"""Pairs of codes and modifiers, on the lines as they would be filed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from scribe.billing.pairs import Contest, contests
from scribe.billing.sites import Sites
from scribe.filing.case import Case, Finding
from scribe.records import BillingLine


def pairs(case: Case) -> Iterator[Finding]:
    """Both codes of a pair are billed and the payer denies one of them."""
    sites = Sites(case.note.facts.treatments, case.vocabulary)
    for (number, line), (_, other) in permutations(case.billed, 2):
        contest = _contest(case, line, other)
        if contest is None or not contest.strict:
            continue
        about = f"billing/lines/{number}"
        evidence = (*line.evidence, *other.evidence)
        if not contest.opens:
            yield case.find("pair_closed", contest.why, about, evidence)
        elif not set(line.modifiers) & _distinct(case):
            yield case.find(
                "pair_without_grounds", f"{line.code} lacks {contest.modifier}. {contest.why}", about, evidence
            )
        elif not sites.named((*line.treatments, *other.treatments)) or any(
            set(sites.partners(i, other.code)) & set(other.treatments) for i in line.treatments
        ):
            message = f"{line.code} carries {contest.modifier}, and the note names no separate sites. {contest.why}"
            yield case.find("pair_without_grounds", message, about, evidence)


def needless_modifier(case: Case) -> Iterator[Finding]:
    """59 or an X modifier where no pair needs it."""
    for number, line in case.billed:
        needless = set(line.modifiers) & _distinct(case)
        if needless and not any(_contest(case, line, other) for _, other in case.billed):
            said = " and ".join(sorted(needless))
            message = f"{said} on {line.code}: no pair of this payer needs it."
            yield case.find("needless_modifier", message, f"billing/lines/{number}", line.evidence)


def modifiers_valid(case: Case) -> Iterator[Finding]:
    """Two kinds of one modifier on a line, and modifiers that the line may not carry."""
    known = case.tables.modifiers
    for number, line in case.billed:
        about = f"billing/lines/{number}"
        groups = [known[name].group for name in line.modifiers if name in known]
        if len([group for group in groups if group in ("distinct", "subset")]) > 1:
            named = ", ".join(name for name in line.modifiers if name in _distinct(case))
            yield case.find("modifiers_conflict", f"{line.code} carries {named} together.", about)
        timed = line.code in case.tables.codes and case.tables.timed(line.code)
        for name in line.modifiers:
            modifier = known.get(name)
            if modifier is None:
                yield case.find("modifier_not_valid", f"{name} on {line.code} is no modifier of the tables.", about)
            elif modifier.group == "reduced" and timed and not case.profile.takes_52.value:
                message = f"{name} on {line.code}: {modifier.why}. Elsewhere: {modifier.otherwise}."
                yield case.find("reduced_on_timed", message, about)
            elif modifier.group != "reduced" and modifier.wrong_on in ("all", "timed" if timed else "untimed"):
                yield case.find(
                    "modifier_not_valid", f"{name} ({modifier.words}) on {line.code}: {modifier.why}.", about
                )


def plan_modifier_missing(case: Case) -> Iterator[Finding]:
    wanted = case.profile.plan_modifier.value
    if wanted is None:
        return
    begins = case.tables.modifiers[wanted].codes_from or ""
    for number, line in case.billed:
        if line.code.startswith(begins) and wanted not in line.modifiers:
            message = f"{line.code} lacks {wanted}, which this payer wants. ({case.profile.plan_modifier.source})"
            yield case.find("plan_modifier_missing", message, f"billing/lines/{number}", line.evidence)


def _contest(case: Case, line: BillingLine, other: BillingLine) -> Contest | None:
    """The pair in which `line` is the one that yields to `other`."""
    found = contests(case.profile, case.tables, case.day)
    return next((each for each in found if (each.yields, each.stays) == (line.code, other.code)), None)


def _distinct(case: Case) -> set[str]:
    return {name for name, each in case.tables.modifiers.items() if each.group in ("distinct", "subset")}


CHECKS = (pairs, needless_modifier, modifiers_valid, plan_modifier_missing)
