"""What the note itself must say: its own flags, looked at again, and what the record of a visit needs besides."""

from __future__ import annotations

from collections.abc import Iterator

from scribe import checks
from scribe.billing import for_payer
from scribe.filing.case import Case, Finding
from scribe.records import Evidence, Flag, FlagId


def flags(case: Case) -> Iterator[Finding]:
    """The doubts of the facts as they are now, those that were heard, and those of today's proposal."""
    looked_at = checks.review_again(case.note.facts, case.note.flags, case.vocabulary, case.tables)
    heard = [flag for flag in case.note.flags if flag.id in checks.HEARD and not _settled(flag, case)]
    mine = for_payer([*heard, *looked_at], case.tables, case.profile.id)
    for flag in dict.fromkeys([*mine, *case.fresh_flags]):
        yield case.find(flag.id, flag.message, flag.about, flag.evidence, flag.level)


def _settled(flag: Flag, case: Case) -> bool:
    """Whether what the note was in doubt about has been decided since."""
    if flag.id is FlagId.PAYER_SPOKEN:
        return case.profile.id != case.tables.settings.default_profile
    return flag.id is FlagId.CLIENT_UNCERTAIN and case.client is not None


def particulars(case: Case) -> Iterator[Finding]:
    if not case.claims:
        return
    if not case.note.facts.session.client:
        yield case.find("client_missing", "The note names no client.", "session/client")
    if case.day is None:
        yield case.find(
            "date_missing", "Nobody said the day of the visit, and the source does not know it.", "session/date"
        )


def outcome_unmeasured(case: Case) -> Iterator[Finding]:
    """Something changed, and no number says how much: "felt better" alone is no measured outcome."""
    told = FlagId.OUTCOME_MISSING not in {flag.id for flag in case.note.flags}
    if told and not case.measured:
        assessed: tuple[Evidence, ...] = tuple(
            place for sentence in case.note.soap.assessment[:1] for place in sentence.evidence
        )
        yield case.find("outcome_unmeasured", "What changed is said, and not measured.", "soap/assessment", assessed)


def plan_missing(case: Case) -> Iterator[Finding]:
    facts = case.note.facts
    planned = facts.follow_up.evidence or facts.home_care or case.note.soap.plan
    if case.profile.medical_necessity.value and not planned:
        yield case.find("plan_missing", "The note says nothing of what comes next.", "soap/plan")


def payer_differs(case: Case) -> Iterator[Finding]:
    """The note was made for another payer, and this one's lines are others."""
    made, fresh = (
        {(line.code, line.units, line.modifiers) for line in each.lines} for each in (case.note.billing, case.fresh)
    )
    if case.note.billing.payer != case.profile.id and made != fresh:
        message = f"The lines were proposed for {case.note.billing.payer} and are checked for {case.profile.id}."
        yield case.find("payer_differs", message, "billing/payer")


CARE = (flags, outcome_unmeasured)
"""What serves care, whoever pays."""

CHECKS = (*CARE, particulars, plan_missing, payer_differs)
