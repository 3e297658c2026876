"""The words that every written form of a note shares, so that a PDF and a page never say different things."""

from __future__ import annotations

from datetime import datetime

from scribe.export.document import DRAFT, STATUS, Addendum, Document, Work
from scribe.practice import Practice, Signature
from scribe.records import Basis, Level, Section

TITLE = "SOAP note"
HEADINGS = {
    Section.SUBJECTIVE: "Subjective",
    Section.OBJECTIVE: "Objective",
    Section.ASSESSMENT: "Assessment",
    Section.PLAN: "Plan",
}
EMPTY = "Nothing was said for this section."
OWN_WORDS = "Services are described in our own words; CPT is the American Medical Association's."

_OPEN = {Level.BLOCKS: "to settle before filing", Level.WARNS: "to look at again", Level.ASKS: "worth a question"}


def number(value: float) -> str:
    return f"{value:g}"


def length(work: Work) -> str:
    """How long a block took, with how sure that is."""
    if work.minutes is None:
        return "minutes not stated"
    before, after = {Basis.APPROXIMATE: ("about ", ""), Basis.INFERRED: ("", ", worked out")}.get(
        work.basis or Basis.STATED, ("", "")
    )
    return f"{before}{number(work.minutes)} minutes{after}"


def banner(document: Document) -> str | None:
    """What a reader of a draft must know first; nothing once it is filed."""
    if document.filing:
        return None
    counted = [f"{count} {words}" for level, words in _OPEN.items() if (count := document.open[level])]
    left = f" Open points: {', '.join(counted)}." if counted else ""
    return f"{DRAFT}, not filed and not signed.{left}"


def particulars(document: Document) -> tuple[tuple[str, str], ...]:
    """Whose visit it was and when, as labels and values."""
    client = document.on_file
    day = document.day or "not stated"
    rows = [
        ("Client", document.client or "not named"),
        ("Date of birth", str(client.birth_date) if client and client.birth_date else ""),
        ("Date of service", day if document.day_said or not document.day else f"{day} (day of the recording)"),
        ("Session", f"{number(document.minutes)} minutes" if document.minutes is not None else "length not stated"),
        ("Referred by", client.referral.by if client and client.referral else ""),
    ]
    return tuple((label, value) for label, value in rows if value)


def lines_heading(document: Document) -> str:
    return "Services" if document.filing else "Proposed billing lines"


def lines_table(document: Document) -> tuple[tuple[str, ...], ...]:
    """The billing lines under their headings; of a filed note those that are billed. Empty when there are none."""
    lines = document.billed if document.filing else document.lines
    heading = ("Code", "Service", "Minutes", "Units", "Modifiers", "Diagnoses")
    rows = [
        (
            line.code,
            line.service,
            number(line.minutes),
            str(line.units),
            " ".join(line.modifiers),
            " ".join(line.diagnoses),
            *(() if document.filing else (STATUS[line.status],)),
        )
        for line in lines
    ]
    return ((*heading, *(() if document.filing else ("Status",))), *rows) if rows else ()


def signatory(signature: Signature) -> str:
    """Name, credential and licence, as far as they are set."""
    licence = f"licence {signature.licence}" if signature.licence else None
    return ", ".join(part for part in (signature.name, signature.credential, licence) if part)


def signed(document: Document) -> str:
    if document.filing:
        return f"Signed by {signatory(document.signature)}, {moment(document.filing.at)}."
    who = signatory(document.signature)
    return f"Not signed. To be signed by {who}." if who else "Not signed."


def sealed(document: Document) -> str | None:
    """The seal by which `scribe verify` knows the record."""
    return f"Seal of the record: {document.filing.seal}" if document.filing else None


def added(addendum: Addendum) -> str:
    return f"{addendum.text} Signed by {signatory(addendum.signature)}, {moment(addendum.at)}."


def addendum_heading(addendum: Addendum) -> str:
    return f"Addendum of {addendum.at[:10]}"


def moment(at: str) -> str:
    """ISO 8601 as a person writes it: 2026-11-28 07:12."""
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"


def contact(practice: Practice) -> tuple[str, ...]:
    """How to reach the practice, line by line."""
    return tuple(part for part in (*practice.address, practice.phone, practice.email) if part)


def running_title(document: Document) -> str:
    """What stands on every page: whose visit, of which day, and whether it is a draft."""
    return " · ".join([document.client or "client not named", document.day or "no date", document.state])
