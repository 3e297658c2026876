"""The billing lines of several notes as one CSV table, which any spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from scribe.export import wording
from scribe.export.document import DRAFT, STATUS, Document

_HEADING = (
    "Date", "Date is", "Client", "Note", "State", "Payer", "Code", "Service", "Minutes", "Units", "Modifiers",
    "Diagnoses", "Line", "Fee per unit", "Charge",
)  # fmt: skip
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def lines_csv(notes: Iterable[tuple[str, Document]]) -> bytes:
    """A row for each line of each note (its name, its document): billed or not, with the reason in one word.

    UTF-8 with the mark by which spreadsheets know it; amounts are exact, and empty where no fee is set.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADING)
    for name, document in notes:
        writer.writerows([_safe(cell) for cell in row] for row in _rows(name, document))
    return out.getvalue().encode("utf-8-sig")


def _rows(name: str, document: Document) -> Iterator[tuple[str, ...]]:
    known = "said" if document.day_said else "of the recording" if document.day else "not known"
    for line in document.lines:
        yield (
            document.day or "",
            known,
            document.client or "",
            name,
            "filed" if document.filing else DRAFT.lower(),
            document.payer,
            line.code,
            line.service,
            wording.number(line.minutes),
            str(line.units),
            " ".join(line.modifiers),
            " ".join(line.diagnoses),
            STATUS[line.status],
            _amount(line.fee),
            _amount(line.charge),
        )


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _safe(cell: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
