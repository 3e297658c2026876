"""What every printed page has in common: typeface, letterhead, running lines, page numbers, the mark of a draft.

Source Sans Pro (SIL Open Font License) is embedded; it has Latin with all accents, Greek and Cyrillic. A letter that it
lacks is refused, never printed as an empty box.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.doctemplate import LayoutError

from scribe.errors import ExportError
from scribe.export.document import Document
from scribe.export.wording import contact, running_title

REGULAR, BOLD = "Source Sans", "Source Sans Bold"
INK, QUIET, ACCENT = HexColor("#1d2730"), HexColor("#55646f"), HexColor("#2b5566")
RULE, BAND, WARNING = HexColor("#cfd8dd"), HexColor("#eef2f4"), HexColor("#a03c14")
_WATERMARK = Color(0.63, 0.24, 0.08, alpha=0.07)

MARGIN = 0.85 * inch
WIDTH = letter[0] - 2 * MARGIN
_LOGO = (1.6 * inch, 0.75 * inch)
"""The room of a logo, as width and height."""


@cache
def fonts() -> frozenset[int]:
    """Register the typeface, and return the letters that it has in both weights."""
    folder = files("font_source_sans_pro") / "files"
    known = None
    for name, file in ((REGULAR, "SourceSansPro-Regular.ttf"), (BOLD, "SourceSansPro-Semibold.ttf")):
        font = TTFont(name, io.BytesIO((folder / file).read_bytes()))
        pdfmetrics.registerFont(font)
        known = set(font.face.charToGlyph) if known is None else known & set(font.face.charToGlyph)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset(known or ())


BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=10.5, leading=14.5, textColor=INK, spaceAfter=2)
SMALL = ParagraphStyle("small", BODY, fontSize=8.5, leading=11, textColor=QUIET)
CELL = ParagraphStyle("cell", BODY, fontSize=9.5, leading=12, spaceAfter=0)
RIGHT = ParagraphStyle("right", CELL, alignment=2)
HEAD = ParagraphStyle("head", CELL, fontName=BOLD, fontSize=8.5, textColor=QUIET)
HEAD_RIGHT = ParagraphStyle("head right", HEAD, alignment=2)
LABEL = ParagraphStyle("label", CELL, textColor=QUIET)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=17, leading=21, spaceBefore=10, spaceAfter=6)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=11.5, leading=15, textColor=ACCENT, spaceBefore=11, spaceAfter=3,
    keepWithNext=1,
)  # fmt: skip
NOTICE = ParagraphStyle(
    "notice", BODY, fontName=BOLD, textColor=WARNING, borderColor=WARNING, borderWidth=1, borderPadding=(5, 8, 6, 8),
    leftIndent=8, rightIndent=8, spaceBefore=10, spaceAfter=16,
)  # fmt: skip
_NAME = ParagraphStyle("name", BODY, fontName=BOLD, fontSize=15, leading=18, textColor=ACCENT, spaceAfter=0)
_CONTACT = ParagraphStyle("contact", SMALL, alignment=2)


def paragraph(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Text as it is said: what looks like markup is shown, not followed."""
    missing = {ord(letter) for letter in text} - fonts()
    if missing:
        raise ExportError(
            "holds letters that the typeface of the PDF does not have. Export it as html or docx, and print that."
        )
    return Paragraph(escape(text), style)


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], numbers: Sequence[int] = ()) -> Table:
    """Rows under a heading; `widths` are shares of the page, `numbers` the columns that stand to the right."""
    share = WIDTH / sum(widths)
    cells = [
        [
            paragraph(
                cell, (HEAD_RIGHT if column in numbers else HEAD) if not row else RIGHT if column in numbers else CELL
            )
            for column, cell in enumerate(content)
        ]
        for row, content in enumerate(rows)
    ]
    made = Table(cells, [width * share for width in widths], repeatRows=1)
    made.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), BAND),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return made


def pairs(rows: Sequence[tuple[str, str]], columns: int = 2) -> Table:
    """Labels and values, side by side."""
    cells = [[paragraph(label, LABEL), paragraph(value, CELL)] for label, value in rows]
    cells += [["", ""]] * (-len(cells) % columns)
    height = len(cells) // columns
    grid = [[cell for entry in cells[row::height] for cell in entry] for row in range(height)]
    one = WIDTH / columns
    made = Table(grid, [one * 0.3, one * 0.7] * columns)
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return made


def letterhead(document: Document) -> list[Flowable]:
    """The practice's own head of the first page; nothing when no name is set."""
    practice = document.practice
    if not practice.name:
        return []
    cells: list[Any] = [paragraph(practice.name, _NAME), [paragraph(part, _CONTACT) for part in contact(practice)]]
    widths = [WIDTH * 0.58, WIDTH * 0.42]
    if practice.logo:
        picture = _picture(practice.logo)
        cells.insert(0, picture)
        widths = [picture.drawWidth + 12, WIDTH * 0.6 - picture.drawWidth - 12, WIDTH * 0.4]
    made = Table([cells], widths)
    made.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                              ("RIGHTPADDING", (0, 0), (-1, -1), 0)]))  # fmt: skip
    return [made, HRFlowable(width="100%", thickness=1.5, color=ACCENT, spaceBefore=4, spaceAfter=4)]


def _picture(content: bytes) -> Image:
    wide, high = ImageReader(io.BytesIO(content)).getSize()
    share = min(_LOGO[0] / wide, _LOGO[1] / high)
    return Image(io.BytesIO(content), wide * share, high * share)


def gap(points: float = 6) -> Spacer:
    return Spacer(1, points)


def printed(document: Document, title: str, story: list[Flowable]) -> bytes:
    """The pages as a PDF file, each with the running line, its number and, until it is filed, the mark of a draft."""
    out = io.BytesIO()
    foot = running_title(document)
    paragraph(foot)
    made = BaseDocTemplate(
        out,
        pagesize=letter,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=0.7 * inch,
        bottomMargin=0.85 * inch,
        title=f"{title}, {foot}",
        author=document.signature.name or document.practice.name or "",
        lang="en-US",
        invariant=1,
    )
    frame = Frame(made.leftMargin, made.bottomMargin, made.width, made.height, 0, 0, 0, 0)
    marked = {} if document.filing else {"onPage": _mark}
    made.addPageTemplates(PageTemplate(frames=[frame], **marked))
    try:
        made.build([*letterhead(document), *story], canvasmaker=lambda *args, **how: _Numbered(foot, *args, **how))
    except LayoutError:
        # reportlab's message quotes the note.
        raise ExportError(
            "holds a name or a line that is too long for a page. Shorten it, or export the note as html."
        ) from None
    return out.getvalue()


def _mark(canvas: Canvas, _: BaseDocTemplate) -> None:
    """DRAFT across the page, under the text."""
    canvas.saveState()
    canvas.setFillColor(_WATERMARK)
    canvas.setFont(BOLD, 120)
    canvas.translate(letter[0] / 2, letter[1] / 2)
    canvas.rotate(50)
    canvas.drawCentredString(0, -40, "DRAFT")
    canvas.restoreState()


class _Numbered(Canvas):  # type: ignore[misc]
    """Keeps the pages until all are known, so that each can say how many there are."""

    def __init__(self, foot: str, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._foot = foot
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 8)
            self.setFillColor(QUIET)
            self.drawString(MARGIN, 0.5 * inch, self._foot)
            self.drawRightString(letter[0] - MARGIN, 0.5 * inch, f"Page {number} of {len(self._kept)}")
            super().showPage()
        super().save()
