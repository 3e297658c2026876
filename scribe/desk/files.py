"""A note's Markdown file and its versions: what a person wrote there is read in, what changed elsewhere is written.

Three things may stand in the file: what scribe wrote (for the draft or a version), what a person wrote and was read in,
and what a person wrote since. The store knows the first two by their digests, so that an edit is never overwritten and
scribe's own text is never taken for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from scribe import marked, output
from scribe.errors import InputError, RevisionError
from scribe.filing.reading import note_of
from scribe.marked import Marked, Row
from scribe.render import Template
from scribe.revising import Reviser
from scribe.store import Filed, Json, State, Store, Version

Stamp = tuple[int, int]


class Trouble(StrEnum):
    """Why a Markdown file and the newest version do not say the same."""

    CONFLICT = "markdown_conflict"
    """The note was changed elsewhere too, after this file was written."""
    UNMARKED = "markdown_unmarked"
    """Its template has no marks; the text is kept as it is."""
    FILED = "markdown_after_filing"
    """The note is filed."""
    UNWRITTEN = "markdown_unwritten"
    """Not changed by a person, but scribe could not bring it up to date."""


class Files:
    """Reads Markdown files in and writes them. `words` are codes, rules and payers in our own words."""

    def __init__(self, store: Store, reviser: Reviser, template: Template, words: Mapping[str, str]) -> None:
        self._store = store
        self._reviser = reviser
        self._template = template
        self._words = words

    def read_in(self, id: str, by: str) -> Trouble | None:
        """Make what a person changed in the Markdown file the newest version, and say why when it cannot be one.

        Raises InputError when the file says what a note cannot take.
        """
        file = self._file(id)
        raw = _bytes(file)
        if file is None or raw is None:
            return None
        sha256 = hashlib.sha256(raw).hexdigest()
        if known := self._store.rendition(id, sha256):
            return Trouble.UNMARKED if known.version is None else None
        draft = self._store.version(id, 0).content
        if sha256 == draft.get("fingerprints", {}).get("markdown"):
            return None
        if self._store.state(id) is State.FILED:
            return Trouble.FILED
        text = _text(raw)
        said = marked.read(text)
        newest = self._store.newest(id)
        if said is None:
            self._store.add_rendition(id, sha256, None, text)
            return Trouble.UNMARKED
        if self._base(id, said, newest) != newest:
            return Trouble.CONFLICT
        self._take(id, file, said, newest, newest, by, (sha256, text))
        return None

    def said(self, id: str) -> Json:
        """What a Markdown file says that was changed beside the newest version. Raises InputError."""
        file, _, said = self._readable(id)
        return self._content(file, said, self._store.version(id, self._base(id, said, self._store.newest(id))))

    def take_markdown(self, id: str, by: str) -> None:
        """Settle a conflict for the Markdown file: what it says becomes the newest version; the others stay in the
        history. Raises InputError when there is nothing to take."""
        file, raw, said = self._readable(id)
        newest = self._store.newest(id)
        text = (hashlib.sha256(raw).hexdigest(), _text(raw))
        self._take(id, file, said, self._base(id, said, newest), newest, by, text)

    def keep_version(self, id: str) -> None:
        """Settle a conflict for the newest version: the text of the Markdown file is kept in the store, and written
        anew."""
        raw = _bytes(self._file(id))
        if raw is not None:
            newest = self._store.newest(id)
            self._store.add_rendition(id, hashlib.sha256(raw).hexdigest(), newest, _text(raw))
        self.write(id)

    def write(self, id: str) -> bool:
        """Bring the Markdown file up to the newest version. False where it may not: a person changed it, the note
        has no file of its own, or the version is not kept. Raises OutputError."""
        file, version, filed = self._file(id), self._store.current(id), self._store.filed(id)
        if file is None or not (version.number or filed) or not self._store.keeps:
            return False
        raw = _bytes(file)
        there = hashlib.sha256(raw).hexdigest() if raw is not None else None
        text = self._render(version, filed)
        if raw is not None and there is not None:
            known = self._store.rendition(id, there)
            draft = self._store.version(id, 0).content
            if known is None and there != draft.get("fingerprints", {}).get("markdown"):
                return False
            if any(each.text is not None for each in self._store.renditions(id)):
                # A person wrote in it, perhaps beside the sections.
                text = marked.written_anew(_text(raw), text) if marked.read(text) else _text(raw)
            if text.encode("utf-8") == raw:
                return True
        self._store.add_rendition(id, hashlib.sha256(text.encode("utf-8")).hexdigest(), version.number)
        return output.rewrite(file, text, lambda found: found == there)

    # --- one file -----------------------------------------------------------------

    def _file(self, id: str) -> Path | None:
        """The Markdown file of a note; a note that was split off has none."""
        return _markdown(self._store.path(id), self._store.part(id))

    def _base(self, id: str, said: Marked, newest: int) -> int:
        """The version that a person changed: the one the file was written for, or that it was read in as."""
        read = [
            each.version for each in self._store.renditions(id) if each.text is not None and each.version is not None
        ]
        return newest if read and read[-1] == newest else said.version

    def _take(self, id: str, file: Path, said: Marked, base: int, on: int, by: str, text: tuple[str, str]) -> None:
        content = self._content(file, said, self._store.version(id, base))
        if content == self._store.version(id, on).content:
            self._store.add_rendition(id, text[0], on, text[1])
        else:
            self._store.save(id, content, on, by, markdown=text)

    def _readable(self, id: str) -> tuple[Path, bytes, Marked]:
        file = self._file(id)
        raw = _bytes(file)
        said = marked.read(_text(raw)) if raw is not None else None
        if file is None or raw is None or said is None:
            raise InputError("There is no Markdown file with marked sections to take. Choose the other version.")
        return file, raw, said

    def _content(self, file: Path, said: Marked, base: Version) -> Json:
        try:
            return self._said(base, said)
        except RevisionError as error:
            raise InputError(f"{output.shown(file.name)}: {error}") from error

    def _render(self, version: Version, filed: Filed | None) -> str:
        said = f"Filed on {filed.at[:10]}, signed by {filed.by}." if filed else None
        note = note_of(version.content, "the note")
        return self._template.render(note, self._words, version=version.number, filed=said)

    # --- what a file says -----------------------------------------------------------

    def _said(self, base: Version, said: Marked) -> Json:
        """The content of `base` with what the file says otherwise. Raises RevisionError."""
        content = base.content
        written = marked.read(self._render(base, None))
        for section, lines in said.sections.items():
            sentences = [sentence["text"] for sentence in content["soap"][section]]
            shown = written.sections[section] if written else ()
            texts = _sentences(lines, shown, sentences)
            if texts != sentences:
                content = self._reviser.revise(content, "set_section", section=section, texts=texts)
        client = content["session"]["client"] or content["source"]["file"]
        if said.client and marked.plain(said.client) != marked.plain(client):
            content = self._reviser.revise(content, "set_client", name=said.client)
        day = content["session"]["date"] or (content["source"].get("recorded_at") or "")[:10]
        if said.date and said.date != day:
            content = self._reviser.revise(content, "set_date", date=said.date)
        return content if said.rows is None else self._lines(content, said.rows)

    def _lines(self, content: Json, rows: tuple[Row, ...]) -> Json:
        """Minutes first, as units follow them; then what the table says otherwise of a line."""
        lines = {line["code"]: line for line in content["billing"]["lines"]}
        for row in rows:
            line = lines.get(row.code)
            if line and row.minutes is not None and row.minutes != line["minutes"]:
                content = self._minutes(content, line, row.minutes)
        for row in rows:
            line = lines.get(row.code, {"units": None, "modifiers": []})
            if row.units is None:
                raise RevisionError(f"The units of {row.code} are no number. Correct the table.")
            wanted = {"units": row.units, "modifiers": row.modifiers}
            other = {name: value for name, value in wanted.items() if value != _as_is(line[name])}
            if other:
                content = self._reviser.revise(content, "set_line", code=row.code, **other)
        for code in lines.keys() - {row.code for row in rows}:
            content = self._reviser.revise(content, "set_line", code=code, units=0)
        return content

    def _minutes(self, content: Json, line: Json, minutes: float) -> Json:
        blocks = [*line["treatments"], *line["left_out"]]
        if len(blocks) != 1:
            raise RevisionError(
                f"The minutes of {line['code']} are those of several blocks of work. Change each block on the page "
                "(scribe review), and put the table back as it was."
            )
        return self._reviser.revise(content, "set_minutes", treatment=blocks[0], minutes=minutes or None)


def _markdown(path: Path | None, part: int) -> Path | None:
    return output.markdown_of(path) if path and part == 1 else None


def stamp_of(path: Path | None, part: int) -> Stamp | None:
    """By which a changed Markdown file of a note is told, its size and its time; null where there is none."""
    file = _markdown(path, part)
    try:
        status = file.stat() if file else None
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if status else None


def _sentences(lines: tuple[str, ...], shown: tuple[str, ...], sentences: list[str]) -> list[str]:
    """The lines of a section as sentences: one that stands as the template wrote it is the sentence it was written for,
    and what the template says of an empty section is none."""
    if not sentences:
        return [line for line in lines if line not in shown]
    written = dict(zip(shown, sentences, strict=True)) if len(shown) == len(sentences) else {}
    return [written.get(line, line) for line in lines]


def _as_is(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _bytes(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            f"{output.shown(file)}: cannot be read ({error.strerror}). Correct its permissions."
        ) from error


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig", "replace").replace("\r\n", "\n")
