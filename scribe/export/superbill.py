"""The superbill: what a client hands to an insurer, on one page. It gathers what is on file and adds nothing; what an
insurer will ask for and nobody has said yet is named as lacking.
"""

from __future__ import annotations

from decimal import Decimal
from string import ascii_uppercase

from reportlab.platypus import Flowable, KeepTogether

from scribe.export import wording
from scribe.export.document import Document, Line
from scribe.export.paper import HEADING, NOTICE, SMALL, TITLE, gap, pairs, paragraph, printed, table
from scribe.export.pdf import signature

_TITLE = "Superbill"
_NONE = "not on file"


def write(document: Document) -> bytes:
    """The PDF file. Raises ExportError for letters that the typeface lacks."""
    story: list[Flowable] = [paragraph(_TITLE, TITLE)]
    story += [paragraph(notice, NOTICE) for notice in (wording.banner(document), _lacking(document)) if notice]
    for heading, rows in (
        ("Provider", _provider(document)),
        ("Client", _client(document)),
        ("Visit", _visit(document)),
    ):
        story += [paragraph(heading, HEADING), pairs(rows)]
    story += [paragraph("Diagnoses", HEADING), *_diagnoses(document)]
    story += [paragraph("Services", HEADING), *_services(document)]
    story.append(KeepTogether(signature(document)))
    return printed(document, _TITLE, story)


def pointers(document: Document) -> dict[str, str]:
    """The letter by which the lines point at each diagnosis code: A for the first."""
    return dict(zip(document.diagnoses, ascii_uppercase, strict=False))


def dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"${amount:,.2f}"


def _provider(document: Document) -> tuple[tuple[str, str], ...]:
    practice, signs = document.practice, document.signature
    who = ", ".join(part for part in (signs.name, signs.credential) if part)
    return (
        ("Provider", who or _NONE),
        ("Licence", signs.licence or _NONE),
        ("NPI", practice.npi or _NONE),
        ("Tax id", practice.tax_id or _NONE),
    )


def _client(document: Document) -> tuple[tuple[str, str], ...]:
    client = document.on_file
    return (
        ("Client", document.client or "not named"),
        ("Member id", client.member_id if client and client.member_id else _NONE),
        ("Date of birth", str(client.birth_date) if client and client.birth_date else _NONE),
    )


def _visit(document: Document) -> tuple[tuple[str, str], ...]:
    referral = document.on_file.referral if document.on_file else None
    authorization = document.on_file.authorization if document.on_file else None
    day = dict(wording.particulars(document))["Date of service"]
    return (
        ("Date of service", day),
        ("Place of service", document.practice.place_of_service or _NONE),
        ("Referring", referral.by if referral else _NONE),
        ("Authorization", authorization.number if authorization else _NONE),
    )


def _diagnoses(document: Document) -> list[Flowable]:
    if not document.diagnoses:
        return [paragraph("None was said, and none is on file.")]
    given_by = {each.code: each.given_by for each in document.on_file.diagnoses} if document.on_file else {}
    letters = pointers(document)
    rows = [
        (letters.get(code, ""), code, f"given by {given_by[code]}" if code in given_by else "from the note")
        for code in document.diagnoses
    ]
    return [table([("Pointer", "ICD-10-CM", "From"), *rows], (12, 20, 68))]


def _services(document: Document) -> list[Flowable]:
    if not document.lines:
        return [paragraph("None.")]
    letters = pointers(document)
    rows = [
        (
            line.code,
            line.service,
            " ".join(line.modifiers),
            " ".join(letters.get(code, code) for code in line.diagnoses),
            wording.number(line.minutes),
            str(line.units),
            dollars(line.fee),
            dollars(line.charge),
        )
        for line in document.billed
    ]
    heading = ("Code", "Service", "Modifiers", "Pointers", "Minutes", "Units", "Fee per unit", "Charge")
    made: list[Flowable] = [table([heading, *rows, ("", "Total", *[""] * 5, _total(document.billed))],
                                  (9, 23, 12, 11, 11, 9, 15, 13), numbers=(4, 5, 6, 7))]  # fmt: skip
    left = [line.code for line in document.lines if line.units == 0]
    if left:
        made += [gap(4), paragraph(f"Documented and not billed: {', '.join(left)}.", SMALL)]
    return [*made, gap(4), paragraph(wording.OWN_WORDS, SMALL)]


def _total(lines: tuple[Line, ...]) -> str:
    """The sum of all charges; of a bill on which a fee lacks there is none."""
    charges = [line.charge for line in lines if line.charge is not None]
    return dollars(sum(charges, Decimal())) if len(charges) == len(lines) else "not complete"


def _lacking(document: Document) -> str | None:
    """What an insurer will ask for and the note, the settings and the clients file do not have."""
    practice, signs, client = document.practice, document.signature, document.on_file
    there = {
        "the client's name": document.client,
        "date of birth": client and client.birth_date,
        "a date of service that was said": document.day_said,
        "provider": signs.name,
        "licence": signs.licence,
        "NPI": practice.npi,
        "tax id": practice.tax_id,
        "place of service": practice.place_of_service,
        "a line to bill": document.billed,
        **{f"diagnosis for {line.code}": line.diagnoses for line in document.billed},
        **{f"fee for {line.code}": line.fee is not None for line in document.billed},
    }
    lacking = [name for name, found in there.items() if not found]
    return f"Still lacking: {', '.join(lacking)}." if lacking else None
