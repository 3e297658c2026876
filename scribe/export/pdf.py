"""The note as a PDF: a clinic's own letter page."""

from __future__ import annotations

from reportlab.platypus import Flowable, HRFlowable, KeepTogether

from scribe.export import wording
from scribe.export.document import Document
from scribe.export.paper import (
    ACCENT,
    HEADING,
    NOTICE,
    RULE,
    SMALL,
    TITLE,
    gap,
    pairs,
    paragraph,
    printed,
    table,
)  # fmt: skip


def write(document: Document) -> bytes:
    """The PDF file. Raises ExportError for letters that the typeface lacks."""
    story: list[Flowable] = [paragraph(wording.TITLE, TITLE)]
    if banner := wording.banner(document):
        story.append(paragraph(banner, NOTICE))
    story.append(pairs(wording.particulars(document)))
    for section, heading in wording.HEADINGS.items():
        story.append(paragraph(heading, HEADING))
        story += [paragraph(text) for text in document.sections[section]] or [paragraph(wording.EMPTY, SMALL)]
    story += [paragraph(wording.lines_heading(document), HEADING), *_lines(document)]
    story.append(KeepTogether(signature(document)))
    for addendum in document.filing.addenda if document.filing else ():
        story.append(paragraph(wording.addendum_heading(addendum), HEADING))
        story.append(paragraph(wording.added(addendum)))
    return printed(document, wording.TITLE, story)


def signature(document: Document) -> list[Flowable]:
    """The block at the end: who signed, or that nobody has."""
    block: list[Flowable] = [
        gap(16),
        HRFlowable(width="45%", thickness=0.75, color=ACCENT if document.filing else RULE, hAlign="LEFT"),
        gap(2),
        paragraph(wording.signed(document)),
    ]
    if sealed := wording.sealed(document):
        block.append(paragraph(sealed, SMALL))
    return block


def _lines(document: Document) -> list[Flowable]:
    rows = wording.lines_table(document)
    if not rows:
        return [paragraph("None.")]
    widths = [10, 26, 11, 9, 13, 22, *([] if document.filing else [22])]
    return [table(rows, widths, numbers=(2, 3)), gap(4), paragraph(wording.OWN_WORDS, SMALL)]
