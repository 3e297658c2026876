"""The note as a DOCX file, for an office that keeps its records in a word processor."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence

import docx
from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from scribe.export import wording
from scribe.export.document import Document

_FONT = "Calibri"
_INK, _QUIET, _ACCENT = RGBColor(0x1D, 0x27, 0x30), RGBColor(0x55, 0x64, 0x6F), RGBColor(0x2B, 0x55, 0x66)
_WARNING = RGBColor(0xA0, 0x3C, 0x14)
_NUMBERS = ("Minutes", "Units")


def write(document: Document, at: datetime.datetime) -> bytes:
    """The DOCX file, dated `at`."""
    made = docx.Document()
    _page(made)
    _properties(made, document, at)
    _letterhead(made, document)
    made.add_heading(wording.TITLE, 1)
    if banner := wording.banner(document):
        _border(_say(made, banner, bold=True, color=_WARNING), _WARNING, "top", "left", "bottom", "right")
    _grid(made, wording.particulars(document))
    for section, heading in wording.HEADINGS.items():
        made.add_heading(heading, 2)
        for text in document.sections[section] or (wording.EMPTY,):
            _say(made, text, color=None if document.sections[section] else _QUIET)
    made.add_heading(wording.lines_heading(document), 2)
    _lines(made, document)
    made.add_heading("Signature", 2)
    _say(made, wording.signed(document))
    if sealed := wording.sealed(document):
        _say(made, sealed, small=True)
    for addendum in document.filing.addenda if document.filing else ():
        made.add_heading(wording.addendum_heading(addendum), 2)
        _say(made, wording.added(addendum))
    _footer(made, document)
    return _dated(made, at)


def _page(made: Docx) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.9)
    section.top_margin, section.bottom_margin = Inches(0.7), Inches(0.8)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = _FONT, Pt(11), _INK
    normal.paragraph_format.space_after = Pt(3)
    for level, size, before in ((1, 18, 8), (2, 12, 10)):
        style = made.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), True
        style.font.color.rgb = _INK if level == 1 else _ACCENT
        # The theme's own typeface would win over the name that is set.
        style.element.rPr.rFonts.attrib.pop(qn("w:asciiTheme"), None)
        style.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(3)


def _properties(made: Docx, document: Document, at: datetime.datetime) -> None:
    told = made.core_properties
    told.title = f"{wording.TITLE}, {wording.running_title(document)}"
    told.author = told.last_modified_by = document.signature.name or document.practice.name or ""
    told.created = told.modified = at.astimezone(datetime.UTC).replace(tzinfo=None)
    told.comments = ""


def _letterhead(made: Docx, document: Document) -> None:
    practice = document.practice
    if not practice.name:
        return
    table = made.add_table(rows=1, cols=3)
    _widths(table, (1.0, 3.2, 2.5) if practice.logo else (0.0, 4.2, 2.5))
    logo, name, right = table.rows[0].cells
    if practice.logo:
        logo.paragraphs[0].add_run().add_picture(io.BytesIO(practice.logo), height=Inches(0.6))
    else:
        name = logo.merge(name)
    name.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    run = name.paragraphs[0].add_run(practice.name)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(15), _ACCENT
    for number, part in enumerate(wording.contact(practice)):
        line = right.paragraphs[0] if number == 0 else right.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.space_after = Pt(0)
        run = line.add_run(part)
        run.font.size, run.font.color.rgb = Pt(9), _QUIET
    _border(made.add_paragraph(), _ACCENT, "bottom")


def _say(made: Docx, text: str, *, bold: bool = False, small: bool = False, color: RGBColor | None = None) -> Paragraph:
    paragraph = made.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if small:
        run.font.size, run.font.color.rgb = Pt(8.5), _QUIET
    if color is not None:
        run.font.color.rgb = color
    return paragraph


def _grid(made: Docx, rows: Sequence[tuple[str, str]]) -> None:
    table = made.add_table(rows=len(rows), cols=2)
    _widths(table, (1.5, 5.2))
    for row, (label, value) in zip(table.rows, rows, strict=True):
        _fill(row.cells[0], label).font.color.rgb = _QUIET
        _fill(row.cells[1], value)


def _lines(made: Docx, document: Document) -> None:
    rows = wording.lines_table(document)
    if not rows:
        _say(made, "None.")
        return
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Light Shading Accent 1"
    _widths(table, (0.7, 1.4, 0.8, 0.6, 0.9, 1.3, 1.0) if len(rows[0]) == 7 else (0.8, 1.9, 0.9, 0.7, 1.0, 1.4))
    for made_row, row in zip(table.rows, rows, strict=True):
        for heading, cell, text in zip(rows[0], made_row.cells, row, strict=True):
            run = _fill(cell, text)
            run.font.size, run.font.color.rgb = Pt(9.5), _INK
            if heading in _NUMBERS:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeat(table.rows[0]._tr)
    _say(made, wording.OWN_WORDS, small=True)


def _fill(cell: _Cell, text: str) -> Run:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph.add_run(text)


def _widths(table: Table, inches: Sequence[float]) -> None:
    """Columns as wide as that: word processors look at the grid or at the cells, each at another."""
    table.autofit = False
    for column, width in zip(table.columns, inches, strict=True):
        column.width = Inches(width)
        for cell in column.cells:
            cell.width = Inches(width)


def _footer(made: Docx, document: Document) -> None:
    line = made.sections[0].footer.paragraphs[0]
    line.add_run(f"{wording.running_title(document)}\t\tPage ")
    _field(line, "PAGE")
    line.add_run(" of ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size, run.font.color.rgb = Pt(8), _QUIET


# --- what python-docx has no words for -------------------------------------------


def _border(paragraph: Paragraph, color: RGBColor, *sides: str) -> None:
    """Lines beside a paragraph."""
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", str(color))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _repeat(row: object) -> None:
    """Show a table's heading again on every page."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(header)  # type: ignore[attr-defined]


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(8), _QUIET
    field.append(run._r)
    paragraph._p.append(field)


def _dated(made: Docx, at: datetime.datetime) -> bytes:
    """The file with every part dated `at`, so that equal notes give equal files."""
    plain, out = io.BytesIO(), io.BytesIO()
    made.save(plain)
    moment = max(at, datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)).timetuple()[:6]
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, moment), source.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
