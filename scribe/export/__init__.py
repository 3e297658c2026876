"""Notes leave the scribe: PDF, DOCX, Markdown, HTML, FHIR, plain text, a superbill, and a table of lines.

Read document.py first: it alone decides what may leave. wording.py holds the words that the forms share; each other
file writes one form, and loads that form's library only when it is asked for.
"""

from __future__ import annotations

import datetime

from scribe.export.document import Addendum, Document, Filing, Stationery, of_draft, of_filed
from scribe.export.kept import of_note
from scribe.export.table import lines_csv

__all__ = [
    "ENDINGS",
    "Addendum",
    "Document",
    "Filing",
    "Stationery",
    "lines_csv",
    "of_draft",
    "of_filed",
    "of_note",
    "write",
]

ENDINGS = {
    "pdf": ".pdf",
    "docx": ".docx",
    "md": ".md",
    "html": ".html",
    "fhir": ".fhir.json",
    "superbill": ".superbill.pdf",
    "text": ".txt",
}
"""How the file of each form ends."""


def write(document: Document, to: str, at: datetime.datetime) -> bytes:
    """The document in the form `to`, a key of ENDINGS. A draft is dated `at` (with an offset), a filed note by its
    filing.

    Equal arguments give equal bytes. Raises ExportError when the document cannot take that form.
    """
    if document.filing:
        at = datetime.datetime.fromisoformat(document.filing.at)
    if to == "pdf":
        from scribe.export import pdf

        return pdf.write(document)
    if to == "superbill":
        from scribe.export import superbill

        return superbill.write(document)
    if to == "docx":
        from scribe.export import word

        return word.write(document, at)
    if to == "fhir":
        from scribe.export import fhir

        return fhir.write(document, at)
    from scribe.export import pages

    text = {"md": pages.markdown, "html": pages.html, "text": pages.plain}[to](document)
    return text.encode("utf-8")
