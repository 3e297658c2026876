"""A note's Markdown as a person left it: its marked sections are read back and, when the note changed, written anew.

The marks are the comments of the template, such as `<!-- scribe:plan -->`; each begins a section that ends at the next.
A text without the marks of all four sections of the note cannot be read, and is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

SECTIONS = ("subjective", "objective", "assessment", "plan")
_WRITTEN = ("visit", "check", *SECTIONS, "billing")
"""Sections that are written anew when the note changed; all else in the file is left as it stands."""

_MARK = re.compile(r"^<!-- scribe:([a-z-]+)(?:, version (\d+))? -->[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~$&.)+=#-])")
_CELLS = re.compile(r"(?<!\\)\|")
_DATED = re.compile(r"^(?P<client>.*?)(?:,\s*(?P<date>\d{4}-\d{2}-\d{2}))?$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of lines. `minutes` and `units` are null where no number stands."""

    code: str
    minutes: float | None
    units: int | None
    modifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marked sections say. `version` is the one that the file was written for, 0 the draft.

    `client` and `date` are those of the title, null where it has none.
    """

    version: int
    client: str | None
    date: str | None
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[Row, ...] | None = None


def read(text: str) -> Marked | None:
    """What a file says in its marked sections; null when it lacks the mark of a section, or has it twice."""
    parts = _parts(text)
    names = [name for name, _, _ in parts]
    if any(names.count(section) != 1 for section in SECTIONS) or names.count("billing") > 1:
        return None
    bodies = {name: text[start:stop] for name, start, stop in parts}
    versions = [int(match[2]) for match in _MARK.finditer(text) if match[2]]
    client, date = _title(bodies.get("visit", ""))
    return Marked(
        version=versions[0] if versions else 0,
        client=client,
        date=date,
        sections={section: tuple(_lines(bodies[section])) for section in SECTIONS},
        rows=_rows(bodies["billing"]) if "billing" in bodies else None,
    )


def written_anew(text: str, fresh: str) -> str:
    """`text` with its marked sections as they stand in `fresh`; what a person wrote elsewhere stays."""
    new = {name: fresh[start:stop] for name, start, stop in _parts(fresh)}
    for name, start, stop in reversed(_parts(text)):
        if name in _WRITTEN and name in new:
            text = text[:start] + new[name] + text[stop:]
    return text


def _parts(text: str) -> list[tuple[str, int, int]]:
    """Every mark's name with the stretch from the mark to the next one; the working material begins at its rule."""
    marks = list(_MARK.finditer(text))
    found = []
    for mark, after in zip_longest(marks, marks[1:]):
        end = after.start() if after else len(text)
        rule = list(_RULE.finditer(text, mark.end(), end)) if mark[1] == "billing" else []
        found.append((mark[1], mark.start(), rule[-1].start() if rule else end))
    return found


def _lines(body: str) -> list[str]:
    """The sentences of a section: each line that is no heading, without list marks and escapes."""
    lines = [line.strip() for line in _MARK.sub("", body).splitlines()]
    return [plain(line) for line in lines if line and not line.startswith(("# ", "## ", "### ", "<!--"))]


def plain(line: str) -> str:
    return " ".join(_ESCAPED.sub(r"\1", _ITEM.sub("", line)).split())


def _title(body: str) -> tuple[str | None, str | None]:
    title = next((line.strip()[2:] for line in body.splitlines() if line.strip().startswith("# ")), None)
    if title is None:
        return None, None
    match = _DATED.match(plain(title))
    assert match
    return match["client"].strip() or None, match["date"]


def _rows(body: str) -> tuple[Row, ...]:
    """The rows of the first table, by the words of its head: Code, Minutes, Units, Modifiers."""
    table = [_cells(line) for line in body.splitlines() if line.strip().startswith("|")]
    if len(table) < 2:
        return ()
    head = [cell.casefold() for cell in table[0]]
    rows = [dict(zip(head, cells, strict=False)) for cells in table[2:]]
    return tuple(
        Row(
            code=row.get("code", ""),
            minutes=_number(row.get("minutes", "")),
            units=int(units) if (units := row.get("units", "")).isdecimal() else None,
            modifiers=_modifiers(row.get("modifiers", "")),
        )
        for row in rows
        if row.get("code")
    )


def _cells(line: str) -> Sequence[str]:
    return [plain(cell) for cell in _CELLS.split(line.strip().strip("|"))]


def _number(cell: str) -> float | None:
    return float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else None


def _modifiers(cell: str) -> tuple[str, ...]:
    return tuple(part.upper() for part in re.split(r"[,\s]+", cell) if part and part.casefold() != "none")
