"""The store of notes: drafts come in, people's versions are added, and what is filed is sealed and locked.

The store decides nothing about a note; it keeps what it is given, in order, and refuses what would lose or change
something: a version that stands on an older one than the newest, and any version of a filed note.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from scribe.errors import InputError, StoreError
from scribe.practice import Signature
from scribe.store import chain, drafts, rows
from scribe.store.database import FILE, Database, now
from scribe.store.record import record_of
from scribe.store.shapes import Addendum, Deletion, Filed, Json, Listed, Rendition, State, Version

_FIXED = ("schema_version", "made_by", "source", "transcript", "fingerprints")
"""Parts of the draft that a version repeats only where it differs: a long transcript is kept once."""

_REMEMBERED = 50
"""Drafts that are held in memory."""


class Store:
    """The notes of one person, in `folder`/notes.sqlite. A context manager; use one in one thread.

    Where it does not `keep`, it works on a copy in memory: nothing is written, and all that is done goes with it.
    """

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        """Opens the file, made when it is missing. Raises StoreError."""
        self.keeps = keep
        self._database = Database(folder / FILE, keep=keep)
        self._drafts: dict[str, Json] = {}
        self._listed_at: tuple[int, int] | None = None
        self._listed: dict[Path | None, tuple[Listed, ...]] = {}
        self._digests: dict[tuple[Path, int, int], str] = {}
        self._recordings: tuple[int, dict[str, tuple[tuple[str, str], ...]]] = (0, {})

    @classmethod
    def to_look(cls, folder: Path) -> Self:
        """The store for somebody who only looks: one that keeps nothing where `folder` cannot be written. Raises
        StoreError."""
        if os.access(folder, os.W_OK) or not os.path.exists(folder):
            with suppress(StoreError):
                return cls(folder)
        return cls(folder, keep=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    # --- drafts -------------------------------------------------------------------

    def open_draft(self, json_path: Path) -> str:
        """The id of the note whose draft this is; a draft that is not known yet is taken in.

        Raises InputError when the file is no note.
        """
        return self.open_drafts((json_path,))[json_path]

    def open_drafts(self, json_paths: Iterable[Path]) -> dict[Path, str]:
        """`open_draft` for many, in one transaction. Files that are no notes raise InputError and nothing is taken."""
        files = [(path, *drafts.read(path)) for path in json_paths]
        with self._database.reading() as connection:
            known = {path: drafts.known(connection, drafts.key(path), sha256, raw) for path, sha256, raw in files}
        if all(known.values()):
            return {path: id for path, id in known.items() if id}
        with self._database.writing() as connection:
            return {path: drafts.take_in(connection, drafts.key(path), sha256, raw) for path, sha256, raw in files}

    def draft_changed(self, listed: Listed) -> bool:
        """Whether the draft's file is another than the one that this note's versions stand on. A file is read again
        once its size or time changed."""
        path = listed.path
        try:
            stamp = path.stat() if path else None
            if path is None or stamp is None:
                return False
            seen = path, stamp.st_size, stamp.st_mtime_ns
            if seen not in self._digests:
                self._digests[seen] = drafts.read(path)[0]
            return self._digests[seen] != listed.draft
        except (InputError, OSError):
            return False

    def has(self, id: str) -> bool:
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM notes WHERE id = ?", (id,)).fetchone() is not None

    def path(self, id: str) -> Path | None:
        """The draft's JSON file, as it was last seen; null when another recording's note stands there now."""
        with self._database.reading() as connection:
            path = rows.row(connection, id)[0]
        return Path(os.fsdecode(path)) if path is not None else None

    def part(self, id: str) -> int:
        """1, or more for a note that was split off another of the same draft."""
        with self._database.reading() as connection:
            return next(iter(connection.execute("SELECT part FROM notes WHERE id = ?", (id,)).fetchone() or (1,)))

    def parts(self, id: str) -> tuple[str, ...]:
        """The notes of one draft: this one, and those that were split off it, without those that were joined."""
        with self._database.reading() as connection:
            path = rows.row(connection, id)[0]
            found = connection.execute(
                "SELECT id FROM notes WHERE path = ? AND joined_into IS NULL ORDER BY part", (path,)
            ).fetchall()
        return tuple(each for (each,) in found) or (id,)

    # --- versions -----------------------------------------------------------------

    def listed(self, folder: Path | None = None) -> tuple[Listed, ...]:
        """Every note, or those whose drafts lie below `folder`, without reading them whole. While nothing changes it is
        the same tuple again."""
        if (state := self._database.state()) != self._listed_at:
            with self._database.reading() as connection:
                found = connection.execute(rows.LIST).fetchall()
            self._listed_at = state
            self._listed = {None: tuple(rows.listed(row) for row in found)}
        if folder not in self._listed:
            below = folder.absolute() if folder else Path()
            self._listed[folder] = tuple(
                each for each in self._listed[None] if each.path and each.path.is_relative_to(below)
            )
        return self._listed[folder]

    def kept(self) -> frozenset[str]:
        """The SHA-256 of the recording of every note that a person changed, reviewed, joined or filed."""
        return frozenset(each.sha256 for each in self.listed() if each.number or each.state is not State.DRAFT)

    def state(self, id: str) -> State:
        with self._database.reading() as connection:
            return rows.state(connection, id)

    def newest(self, id: str) -> int:
        """The number of the newest version; 0 is the draft."""
        with self._database.reading() as connection:
            return rows.newest(connection, id)

    def current(self, id: str) -> Version:
        """The newest version; number 0 is the draft itself."""
        with self._database.reading() as connection:
            return self._version(connection, id, rows.newest(connection, id))

    def version(self, id: str, number: int) -> Version:
        with self._database.reading() as connection:
            return self._version(connection, id, number)

    def versions(self, id: str) -> tuple[Version, ...]:
        """All versions, the draft first."""
        with self._database.reading() as connection:
            return tuple(self._version(connection, id, number) for number in range(rows.newest(connection, id) + 1))

    def save(self, id: str, content: Json, on: int, by: str, *, markdown: tuple[str, str] | None = None) -> Version:
        """The next version, made from version `on`; `markdown` is the digest and the text of the file it was read from.

        Raises StoreConflict when `on` is not the newest, StoreError when the note is filed.
        """
        with self._database.writing() as connection:
            saved = self._save(connection, id, content, on, by)
            if markdown:
                rows.add_rendition(connection, id, markdown[0], saved.number, markdown[1])
            return saved

    def mark_reviewed(self, id: str, on: int) -> None:
        """Call version `on` reviewed, until another one follows. Raises StoreConflict when it is not the newest."""
        with self._database.writing() as connection:
            rows.refuse_old(connection, id, on)
            connection.execute("UPDATE notes SET reviewed = ? WHERE id = ?", (on, id))

    def split(self, id: str, on: int, first: Json, second: Json, by: str) -> tuple[Version, Version]:
        """A note of two clients becomes two: the next version of this one, and a new note of the same draft."""
        with self._database.writing() as connection:
            kept = self._save(connection, id, first, on, by)
            path, draft = rows.row(connection, id)[:2]
            (part,) = connection.execute(
                "SELECT max(part) + 1 FROM notes WHERE path IS ? AND draft = ?", (path, draft)
            ).fetchone()
            new = drafts.new_note(connection, path, draft, self._draft(connection, draft), part)
            return kept, self._save(connection, new, second, 0, by)

    def join(self, id: str, on: int, other: str, other_on: int, content: Json, by: str) -> Version:
        """The note `other` becomes part of this one, whose next version is `content`; its own versions stay."""
        with self._database.writing() as connection:
            rows.refuse_old(connection, other, other_on)
            rows.refuse_closed(connection, other)
            if id == other:
                raise StoreError("A note cannot be joined with itself. Choose the other note of the visit.")
            kept = self._save(connection, id, content, on, by)
            connection.execute("UPDATE notes SET joined_into = ? WHERE id = ?", (id, other))
            return kept

    # --- what is filed ------------------------------------------------------------

    def file(self, id: str, on: int, signature: Signature, answered: Sequence[Mapping[str, str]] = ()) -> Filed:
        """File version `on` as the record and lock the note. Raises StoreConflict, or StoreError when it is filed."""
        with self._database.writing() as connection:
            rows.refuse_old(connection, id, on)
            rows.refuse_closed(connection, id)
            content, made_at, made_by = connection.execute(
                "SELECT content, made_at, made_by FROM versions WHERE note = ? AND number = ?", (id, on)
            ).fetchone()
            joined = connection.execute("SELECT draft FROM notes WHERE joined_into = ? ORDER BY rowid", (id,))
            record = {
                **record_of(self._version(connection, id, on).content, signature, answered),
                "version": on,
                "version_sha256": chain.version_digest(content, made_at, made_by),
                "drafts": [rows.row(connection, id)[1], *(draft for (draft,) in joined)],
            }
            at, by = now(), rows.signer(signature)
            entry, seal = chain.append(connection, chain.FILED, id, at, by, record)
            return Filed(id, on, entry, at, by, record, seal)

    def filed(self, id: str) -> Filed | None:
        with self._database.reading() as connection:
            found = rows.seals(connection, id, chain.FILED)
        return next((Filed(id, body["version"], n, at, by, body, seal) for n, at, by, body, seal in found), None)

    def all_filed(self) -> tuple[Filed, ...]:
        """Every filed note, in the order of filing."""
        with self._database.reading() as connection:
            ids = connection.execute("SELECT note FROM seals WHERE kind = 'filed' ORDER BY number").fetchall()
        return tuple(filed for (id,) in ids if (filed := self.filed(id)))

    def filed_recordings(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """By the digest of each recording the filed notes that were made from it, and when each was filed."""
        with self._database.reading() as connection:
            (entries,) = connection.execute("SELECT entries FROM head").fetchone()
            if self._recordings[0] != entries:
                found = connection.execute(
                    "SELECT r.value, s.note, s.at FROM seals s, json_each(s.body, '$.recordings') r "
                    "WHERE s.kind = 'filed' ORDER BY s.number"
                ).fetchall()
                filed: dict[str, tuple[tuple[str, str], ...]] = {}
                for sha256, note, at in found:
                    filed[sha256] = (*filed.get(sha256, ()), (note, at))
                self._recordings = entries, filed
        return self._recordings[1]

    def add(self, id: str, text: str, signature: Signature) -> Addendum:
        """An addendum to a filed note. Raises StoreError when the note is not filed or the text is empty."""
        if not text.strip():
            raise StoreError("The addendum is empty. Write what is to be added.")
        with self._database.writing() as connection:
            if rows.state(connection, id) is not State.FILED:
                raise StoreError("Only a filed note takes an addendum. Correct the note itself.")
            at, by, said = now(), rows.signer(signature), text.strip()
            body = {"text": said, "signature": asdict(signature)}
            entry, seal = chain.append(connection, chain.ADDENDUM, id, at, by, body)
            return Addendum(id, entry, at, by, said, signature, seal)

    def addenda(self, id: str) -> tuple[Addendum, ...]:
        with self._database.reading() as connection:
            found = rows.seals(connection, id, chain.ADDENDUM)
        return tuple(
            Addendum(id, n, at, by, body["text"], Signature(**body["signature"]), seal)
            for n, at, by, body, seal in found
        )

    def add_deletion(self, id: str, file: str, sha256: str) -> Deletion:
        """Write into the list that the recording of a filed note is removed, before it is."""
        with self._database.writing() as connection:
            at = now()
            entry, _ = chain.append(connection, chain.DELETION, id, at, drafts.SCRIBE, {"file": file, "sha256": sha256})
            return Deletion(id, entry, at, file, sha256)

    def deletions(self) -> tuple[Deletion, ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT note, number, at, body FROM seals WHERE kind = ? ORDER BY number", (chain.DELETION,)
            ).fetchall()
        return tuple(Deletion(note, n, at, **chain.opened(body, n)) for note, n, at, body in found)

    def verify(self) -> chain.Verified:
        """Whether all that was filed is as it was filed."""
        with self._database.reading() as connection:
            return chain.verify(connection)

    # --- Markdown files that are known -----------------------------------------------

    def add_rendition(self, id: str, sha256: str, version: int | None, text: str | None = None) -> None:
        """Remember Markdown that scribe is about to write for a version, or a person's, with its `text`."""
        with self._database.writing() as connection:
            rows.add_rendition(connection, id, sha256, version, text)

    def rendition(self, id: str, sha256: str) -> Rendition | None:
        """The Markdown of this digest, null when it is not known."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT version, at, text FROM renditions WHERE note = ? AND sha256 = ?", (id, sha256)
            ).fetchone()
        return Rendition(*row) if row else None

    def renditions(self, id: str) -> tuple[Rendition, ...]:
        """All known Markdown of a note, in the order in which it was met."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT version, at, text FROM renditions WHERE note = ? ORDER BY rowid", (id,))
            return tuple(Rendition(*row) for row in found)

    # --- within a transaction -------------------------------------------------------

    def _save(self, connection: sqlite3.Connection, id: str, content: Json, on: int, by: str) -> Version:
        rows.refuse_old(connection, id, on)
        rows.refuse_closed(connection, id)
        draft = self._draft(connection, rows.row(connection, id)[1])
        own = {key: value for key, value in content.items() if key not in _FIXED or value != draft.get(key)}
        made_at = now()
        connection.execute(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)",
            (id, on + 1, made_at, by, json.dumps(own, ensure_ascii=False), drafts.summary(content)),
        )
        return Version(id, on + 1, made_at, by, content)

    def _version(self, connection: sqlite3.Connection, id: str, number: int) -> Version:
        row = connection.execute(
            "SELECT made_at, made_by, content FROM versions WHERE note = ? AND number = ?", (id, number)
        ).fetchone()
        if row is None:
            raise StoreError(f"There is no version {number} of this note. See scribe history.")
        draft = self._draft(connection, rows.row(connection, id)[1])
        own = json.loads(row[2])
        fixed = {key: draft[key] for key in _FIXED if key in draft}
        return Version(id, number, row[0], row[1], {**fixed, **own} if number else draft)

    def _draft(self, connection: sqlite3.Connection, sha256: str) -> Json:
        """A draft's content; it never changes, so it is read once."""
        if sha256 not in self._drafts:
            (raw,) = connection.execute("SELECT content FROM drafts WHERE sha256 = ?", (sha256,)).fetchone()
            try:
                content = json.loads(chain.inflated(raw))
            except ValueError as error:
                raise StoreError(
                    f"{self._database.file}: a draft in it is damaged. Put your last copy in its place."
                ) from error
            if len(self._drafts) >= _REMEMBERED:
                self._drafts.clear()
            self._drafts[sha256] = content
        return self._drafts[sha256]
