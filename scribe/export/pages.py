"""A document as Markdown, as a page of HTML and as plain text."""

from __future__ import annotations

import base64
from typing import Any

from scribe.export import wording
from scribe.export.document import Document
from scribe.render import environment, page
from scribe.resources import data_dir


def markdown(document: Document) -> str:
    template = environment(data_dir("templates")).get_template("export/note.md.j2")
    return template.render(_names(document)).rstrip() + "\n"


def html(document: Document) -> str:
    return page("export/note.html.j2").render(_names(document), logo=_data_uri(document.practice.logo)) + "\n"


def plain(document: Document) -> str:
    """The note for pasting into another program's text field: no markup, one sentence a line."""
    parts = [[part for part in (wording.TITLE, wording.banner(document)) if part]]
    parts.append([f"{label}: {value}" for label, value in wording.particulars(document)])
    for section, heading in wording.HEADINGS.items():
        parts.append([heading.upper(), *(document.sections[section] or [wording.EMPTY])])
    table = wording.lines_table(document)
    rows = [", ".join(f"{name} {cell}" for name, cell in zip(table[0], row, strict=True) if cell) for row in table[1:]]
    parts.append([wording.lines_heading(document).upper(), *(rows or ["None."])])
    parts.append([wording.signed(document)])
    for addendum in document.filing.addenda if document.filing else ():
        parts.append([wording.addendum_heading(addendum).upper(), wording.added(addendum)])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _names(document: Document) -> dict[str, Any]:
    """What the templates of `templates/export/` may use."""
    return {
        "title": wording.TITLE,
        "running_title": wording.running_title(document),
        "practice": document.practice,
        "contact": wording.contact(document.practice),
        "banner": wording.banner(document),
        "particulars": wording.particulars(document),
        "sections": [(heading, document.sections[section]) for section, heading in wording.HEADINGS.items()],
        "empty": wording.EMPTY,
        "lines_heading": wording.lines_heading(document),
        "lines": wording.lines_table(document),
        "own_words": wording.OWN_WORDS,
        "addenda": [
            (wording.addendum_heading(each), wording.added(each))
            for each in (document.filing.addenda if document.filing else ())
        ],
        "signed": wording.signed(document),
        "sealed": wording.sealed(document),
    }


def _data_uri(picture: bytes | None) -> str | None:
    if picture is None:
        return None
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"
