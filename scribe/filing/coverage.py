"""Whether the plan will take the visit: referral, authorization, credentialing, particulars, the deadline."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from scribe.filing.case import Case, Finding
from scribe.filing.speech import said


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the coverage checklist. `state` is `yes`, `no`, `unknown` or `not needed`."""

    name: str
    state: str
    detail: str


def checklist(case: Case) -> tuple[Item, ...]:
    """Credentialed, covered, referred, authorized: what is on file for this payer and client."""
    profile, client = case.profile, case.client
    covered = profile.codes_covered.value
    plan = "no" if profile.stop else "unknown" if covered is None else "yes" if covered else "no"
    referral = client.referral if client else None
    authorization = client.authorization if client else None
    return (
        Item("credentialed", _state(profile.credentialing.value, case.credentialed), profile.words),
        Item("plan covers it", plan, ", ".join(covered or ()) or "no list of codes is on file"),
        Item("referral", _state(profile.referral.value, bool(referral)), f"by {referral.by}" if referral else ""),
        Item(
            "authorization",
            _state(profile.authorization.value, bool(authorization)),
            f"number {authorization.number}" if authorization else "",
        ),
    )


def _state(needed: str, there: bool) -> str:
    if there:
        return "yes"
    return {"needed": "no", "not_needed": "not needed"}.get(needed, "unknown")


def client_on_file(case: Case) -> Iterator[Finding]:
    needs = "needed" in (case.profile.referral.value, case.profile.authorization.value)
    if case.client is None:
        if needs and case.note.facts.session.client:
            yield case.find(
                "client_not_on_file", "The client is not on file, and this payer needs more.", "session/client"
            )
        return
    if case.client.member_id is None:
        yield case.find("member_id_missing", "The clients file has no member id for this client.")
    if case.client.birth_date is None:
        yield case.find("birth_date_missing", "The clients file has no birth date for this client.")


def referral(case: Case) -> Iterator[Finding]:
    if case.client is None:
        return
    on_file, needed = case.client.referral, case.profile.referral.value == "needed"
    if on_file is None:
        if needed:
            yield case.find("referral_missing", "This payer needs a referral, and none is on file.")
    elif _past(on_file.expires, case):
        yield case.find("referral_expired", f"The referral on file held until {on_file.expires}.")


def authorization(case: Case) -> Iterator[Finding]:
    if case.client is None:
        return
    on_file, needed = case.client.authorization, case.profile.authorization.value == "needed"
    if on_file is None:
        if needed:
            yield case.find("authorization_missing", "This payer needs an authorization, and none is on file.")
        return
    if _past(on_file.expires, case):
        yield case.find("authorization_expired", f"The authorization on file held until {on_file.expires}.")
    left = on_file.visits_left
    if left == 0:
        yield case.find("authorization_used_up", "The authorization on file has no visit left.")
    elif left is not None and left <= case.tables.settings.few_visits_left:
        visits = "visit" if left == 1 else "visits"
        yield case.find("few_visits_left", f"The authorization on file has {left} {visits} left.")


def credentialing_unconfirmed(case: Case) -> Iterator[Finding]:
    if case.profile.credentialing.value == "needed" and not case.credentialed:
        message = f"This payer pays credentialed therapists, and the clients file does not name {case.profile.id}."
        yield case.find("credentialing_unconfirmed", message)


def other_payer_first(case: Case) -> Iterator[Finding]:
    if not case.profile.injury_payer.value and (found := said(case, case.tables.settings.wording.other_payer)):
        yield case.find("other_payer_first", "An accident or a work injury is spoken of.", None, found)


def filing_late(case: Case) -> Iterator[Finding]:
    limit = case.profile.filing_days.value
    if limit is not None and case.day and case.today > case.day + datetime.timedelta(days=limit):
        message = f"The visit was on {case.day}; this payer takes claims for {limit} days."
        yield case.find("filing_late", f"{message} ({case.profile.filing_days.source})", "session/date")


def _past(expires: datetime.date | None, case: Case) -> bool:
    return expires is not None and (case.day or case.today) > expires


CHECKS = (
    client_on_file,
    referral,
    authorization,
    credentialing_unconfirmed,
    other_payer_first,
    filing_late,
)
