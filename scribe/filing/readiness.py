"""What must stand in a note before it can be filed as a record, whatever a payer says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scribe import checks
from scribe.filing.case import Case
from scribe.practice import Signature
from scribe.records import Flag


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, and what to do about it; `about` is where, null for what lies outside the note."""

    message: str
    about: str | None = None


def gaps(case: Case, confirmed: Mapping[str, bool], signature: Signature) -> tuple[Gap, ...]:
    """What the record lacks. `confirmed` says whether a person confirmed `client` and `date`."""
    return (*_who_and_when(case, confirmed), *_work(case), *_signer(signature))


def _who_and_when(case: Case, confirmed: Mapping[str, bool]) -> Iterator[Gap]:
    session = case.note.facts.session
    if not session.client:
        yield Gap("The client is not named. Write the name.", "session/client")
    elif not confirmed.get("client"):
        yield Gap(f"The client's name was heard as {session.client!r}. Confirm or correct it.", "session/client")
    if not session.date and case.day is None:
        yield Gap("The day of the visit is not known. Write it.", "session/date")
    elif not confirmed.get("date"):
        how = "was heard as" if session.date else "would be that of the recording,"
        yield Gap(f"The day of the visit {how} {case.day}. Confirm or correct it.", "session/date")


def _work(case: Case) -> Iterator[Gap]:
    facts = case.note.facts
    if not facts.treatments:
        yield Gap("The note tells of no work. Add what was done.", "treatments")
    reading = checks.Reading(facts, case.vocabulary, case.tables)
    billed = {index for _, line in case.billed for index in (*line.treatments, *line.left_out)}
    for flag in (*checks.technique_missing(reading), *checks.area_missing(reading)):
        yield _gap(flag)
    for flag in checks.minutes_missing(reading):
        if flag.about in {f"treatments/{index}/minutes" for index in billed}:
            yield _gap(flag)


def _signer(signature: Signature) -> Iterator[Gap]:
    if not signature.name or not signature.credential:
        yield Gap("Who signs is not known. Write name and credential into [signature] of config.toml.")


def _gap(flag: Flag) -> Gap:
    return Gap(flag.message, flag.about)
