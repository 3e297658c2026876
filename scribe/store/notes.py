"""The store of notes: drafts come in, people's versions are added, and what is filed is sealed and locked.

The store decides nothing about a note; it keeps what it is given, in order, and refuses what would lose or change
something: a version that stands on an older one than the newest, and any version of a filed note.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scribe.errors import InputError, StoreConflict, StoreError
from scribe.practice import Signature
from scribe.store import chain
from scribe.store.database import FILE, Database, now
from scribe.store.record import record_of
from scribe.store.shapes import Addendum, Deletion, Filed, Json, Listed, Rendition, State, Version

_FIXED = ("schema_version", "made_by", "source", "transcript", "fingerprints")
"""Parts of the draft that a version repeats only where it differs: a long transcript is kept once."""

_SCRIBE = "scribe"


class Store:
    """The notes of one person, in `folder`/notes.sqlite. A context manager; use one in one thread."""

    def __init__(self, folder: Path) -> None:
        """Opens the file, made when it is missing. Raises StoreError."""
        self._database = Database(folder / FILE)
        self._drafts: dict[str, Json] = {}

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
        drafts = [(path, *_read(path)) for path in json_paths]
        with self._database.reading() as connection:
            known = {path: _known(connection, _key(path), sha256, raw) for path, sha256, raw in drafts}
        if all(known.values()):
            return {path: id for path, id in known.items() if id}
        with self._database.writing() as connection:
            return {path: _take_in(connection, _key(path), sha256, raw) for path, sha256, raw in drafts}

    def draft_changed(self, id: str) -> bool:
        """Whether the draft's file is another than the one that this note's versions stand on."""
        with self._database.reading() as connection:
            path, draft = _row(connection, id)[:2]
        try:
            return path is not None and _read(Path(os.fsdecode(path)))[0] != draft
        except InputError:
            return False

    def has(self, id: str) -> bool:
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM notes WHERE id = ?", (id,)).fetchone() is not None

    def path(self, id: str) -> Path | None:
        """The draft's JSON file, as it was last seen; null when another recording's note stands there now."""
        with self._database.reading() as connection:
            path = _row(connection, id)[0]
        return Path(os.fsdecode(path)) if path is not None else None

    # --- versions -----------------------------------------------------------------

    def listed(self, folder: Path | None = None) -> tuple[Listed, ...]:
        """Every note, or those whose drafts lie below `folder`, without reading them whole."""
        with self._database.reading() as connection:
            rows = connection.execute(_LIST).fetchall()
        found = tuple(_listed(row) for row in rows)
        return tuple(
            each for each in found if folder is None or (each.path and each.path.is_relative_to(folder.absolute()))
        )

    def kept(self) -> frozenset[str]:
        """The SHA-256 of the recording of every note that a person changed, reviewed or filed."""
        with self._database.reading() as connection:
            rows = connection.execute(_LIST).fetchall()
        touched = (row for row in rows if row[5] > 0 or _named_state(row[3], row[8], row[4], row[5]) is not State.DRAFT)
        return frozenset(json.loads(row[7])["sha256"] for row in touched)

    def state(self, id: str) -> State:
        with self._database.reading() as connection:
            return _state(connection, id)

    def newest(self, id: str) -> int:
        """The number of the newest version; 0 is the draft."""
        with self._database.reading() as connection:
            return _newest(connection, id)

    def current(self, id: str) -> Version:
        """The newest version; number 0 is the draft itself."""
        with self._database.reading() as connection:
            return self._version(connection, id, _newest(connection, id))

    def version(self, id: str, number: int) -> Version:
        with self._database.reading() as connection:
            return self._version(connection, id, number)

    def versions(self, id: str) -> tuple[Version, ...]:
        """All versions, the draft first."""
        with self._database.reading() as connection:
            return tuple(self._version(connection, id, number) for number in range(_newest(connection, id) + 1))

    def save(self, id: str, content: Json, on: int, by: str) -> Version:
        """The next version, made from version `on`.

        Raises StoreConflict when `on` is not the newest, StoreError when the note is filed.
        """
        with self._database.writing() as connection:
            return self._save(connection, id, content, on, by)

    def mark_reviewed(self, id: str, on: int) -> None:
        """Call version `on` reviewed, until another one follows. Raises StoreConflict when it is not the newest."""
        with self._database.writing() as connection:
            _refuse_old(connection, id, on)
            connection.execute("UPDATE notes SET reviewed = ? WHERE id = ?", (on, id))

    def split(self, id: str, on: int, first: Json, second: Json, by: str) -> tuple[Version, Version]:
        """A note of two clients becomes two: the next version of this one, and a new note of the same draft."""
        with self._database.writing() as connection:
            kept = self._save(connection, id, first, on, by)
            path, draft = _row(connection, id)[:2]
            (part,) = connection.execute(
                "SELECT max(part) + 1 FROM notes WHERE path IS ? AND draft = ?", (path, draft)
            ).fetchone()
            new = _new_note(connection, path, draft, self._draft(connection, draft), part)
            return kept, self._save(connection, new, second, 0, by)

    def join(self, id: str, on: int, other: str, other_on: int, content: Json, by: str) -> Version:
        """The note `other` becomes part of this one, whose next version is `content`; its own versions stay."""
        with self._database.writing() as connection:
            _refuse_old(connection, other, other_on)
            _refuse_closed(connection, other)
            if id == other:
                raise StoreError("A note cannot be joined with itself. Choose the other note of the visit.")
            kept = self._save(connection, id, content, on, by)
            connection.execute("UPDATE notes SET joined_into = ? WHERE id = ?", (id, other))
            return kept

    # --- what is filed ------------------------------------------------------------

    def file(self, id: str, on: int, signature: Signature, answered: Sequence[Mapping[str, str]] = ()) -> Filed:
        """File version `on` as the record and lock the note. Raises StoreConflict, or StoreError when it is filed."""
        with self._database.writing() as connection:
            _refuse_old(connection, id, on)
            _refuse_closed(connection, id)
            content, made_at, made_by = connection.execute(
                "SELECT content, made_at, made_by FROM versions WHERE note = ? AND number = ?", (id, on)
            ).fetchone()
            joined = connection.execute("SELECT draft FROM notes WHERE joined_into = ? ORDER BY rowid", (id,))
            record = {
                **record_of(self._version(connection, id, on).content, signature, answered),
                "version": on,
                "version_sha256": chain.version_digest(content, made_at, made_by),
                "drafts": [_row(connection, id)[1], *(draft for (draft,) in joined)],
            }
            at, by = now(), _signer(signature)
            entry, seal = chain.append(connection, chain.FILED, id, at, by, record)
            return Filed(id, on, entry, at, by, record, seal)

    def filed(self, id: str) -> Filed | None:
        with self._database.reading() as connection:
            found = _seals(connection, id, chain.FILED)
        return next((Filed(id, body["version"], n, at, by, body, seal) for n, at, by, body, seal in found), None)

    def all_filed(self) -> tuple[Filed, ...]:
        """Every filed note, in the order of filing."""
        with self._database.reading() as connection:
            ids = connection.execute("SELECT note FROM seals WHERE kind = 'filed' ORDER BY number").fetchall()
        return tuple(filed for (id,) in ids if (filed := self.filed(id)))

    def add(self, id: str, text: str, signature: Signature) -> Addendum:
        """An addendum to a filed note. Raises StoreError when the note is not filed or the text is empty."""
        if not text.strip():
            raise StoreError("The addendum is empty. Write what is to be added.")
        with self._database.writing() as connection:
            if _state(connection, id) is not State.FILED:
                raise StoreError("Only a filed note takes an addendum. Correct the note itself.")
            at, by, said = now(), _signer(signature), text.strip()
            body = {"text": said, "signature": asdict(signature)}
            entry, seal = chain.append(connection, chain.ADDENDUM, id, at, by, body)
            return Addendum(id, entry, at, by, said, signature, seal)

    def addenda(self, id: str) -> tuple[Addendum, ...]:
        with self._database.reading() as connection:
            found = _seals(connection, id, chain.ADDENDUM)
        return tuple(
            Addendum(id, n, at, by, body["text"], Signature(**body["signature"]), seal)
            for n, at, by, body, seal in found
        )

    def add_deletion(self, id: str, file: str, sha256: str) -> Deletion:
        """Write into the list that the recording of a filed note is removed, before it is."""
        with self._database.writing() as connection:
            at = now()
            entry, _ = chain.append(connection, chain.DELETION, id, at, _SCRIBE, {"file": file, "sha256": sha256})
            return Deletion(id, entry, at, file, sha256)

    def deletions(self) -> tuple[Deletion, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT note, number, at, body FROM seals WHERE kind = ? ORDER BY number", (chain.DELETION,)
            ).fetchall()
        return tuple(Deletion(note, n, at, **chain.opened(body, n)) for note, n, at, body in rows)

    def verify(self) -> chain.Verified:
        """Whether all that was filed is as it was filed."""
        with self._database.reading() as connection:
            return chain.verify(connection)

    # --- Markdown files that are known -----------------------------------------------

    def add_rendition(self, id: str, sha256: str, version: int | None, text: str | None = None) -> None:
        """Remember Markdown that scribe is about to write for a version, or a person's, with its `text`."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO renditions VALUES (?, ?, ?, ?, ?)", (id, sha256, version, now(), text)
            )

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
            rows = connection.execute("SELECT version, at, text FROM renditions WHERE note = ? ORDER BY rowid", (id,))
            return tuple(Rendition(*row) for row in rows)

    # --- within a transaction -------------------------------------------------------

    def _save(self, connection: sqlite3.Connection, id: str, content: Json, on: int, by: str) -> Version:
        _refuse_old(connection, id, on)
        _refuse_closed(connection, id)
        draft = self._draft(connection, _row(connection, id)[1])
        own = {key: value for key, value in content.items() if key not in _FIXED or value != draft.get(key)}
        made_at = now()
        connection.execute(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)",
            (id, on + 1, made_at, by, json.dumps(own, ensure_ascii=False), _summary(content)),
        )
        return Version(id, on + 1, made_at, by, content)

    def _version(self, connection: sqlite3.Connection, id: str, number: int) -> Version:
        row = connection.execute(
            "SELECT made_at, made_by, content FROM versions WHERE note = ? AND number = ?", (id, number)
        ).fetchone()
        if row is None:
            raise StoreError(f"There is no version {number} of this note. See scribe history.")
        draft = self._draft(connection, _row(connection, id)[1])
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


_REMEMBERED = 50
"""Drafts that are held in memory."""

_LIST = """
    SELECT n.id, n.path, n.part, n.joined_into, n.reviewed, v.number, v.made_at, v.summary,
           EXISTS (SELECT 1 FROM seals WHERE note = n.id AND kind = 'filed')
    FROM notes n JOIN versions v ON v.note = n.id
    WHERE v.number = (SELECT max(number) FROM versions WHERE note = n.id)
    ORDER BY n.path, n.part
"""


def _listed(row: tuple[Any, ...]) -> Listed:
    id, path, part, joined_into, reviewed, number, made_at, summary, filed = row
    state = _named_state(joined_into, filed, reviewed, number)
    return Listed(
        note=id,
        path=Path(os.fsdecode(path)) if path is not None else None,
        part=part,
        state=state,
        number=number,
        made_at=made_at,
        **json.loads(summary),
    )


def _summary(content: Json) -> str:
    """What a line of the list shows of a version, as JSON."""
    doubts: dict[str, int] = {}
    for flag in content["flags"]:
        doubts[flag["level"]] = doubts.get(flag["level"], 0) + 1
    session, source = content["session"], content["source"]
    shown = {
        "client": session["client"],
        "date": session["date"],
        "minutes": session["minutes"],
        "units": sum(line["units"] for line in content["billing"]["lines"]),
        "doubts": doubts,
        "file": source["file"],
        "sha256": source["sha256"],
        "recorded_at": source.get("recorded_at"),
    }
    return json.dumps(shown, ensure_ascii=False)


def _read(path: Path) -> tuple[str, bytes]:
    """A draft's digest and bytes. Raises InputError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror}). Check the path.") from error
    return hashlib.sha256(raw).hexdigest(), raw


def _parsed(path: bytes, raw: bytes) -> Json:
    name = os.path.basename(os.fsdecode(path))
    try:
        content = json.loads(raw)
        assert isinstance(content, dict)
        _summary(content)
    except (ValueError, RecursionError, AssertionError, KeyError, TypeError) as error:
        raise InputError(f"{name}: is not a note of scribe. Give a note that ends in .note.json.") from error
    return content


def _key(path: Path) -> bytes:
    return os.fsencode(path.absolute())


def _known(connection: sqlite3.Connection, path: bytes, sha256: str, raw: bytes) -> str | None:
    """The note of a path whose draft is still the one that is known; also one that was made again of the same
    recording, when a person's versions must keep the draft that they stand on."""
    row = connection.execute("SELECT id, draft FROM notes WHERE path = ? AND part = 1", (path,)).fetchone()
    if row is None or row[1] == sha256:
        return row[0] if row else None
    (known,) = connection.execute("SELECT content FROM drafts WHERE sha256 = ?", (row[1],)).fetchone()
    same = _recording(chain.inflated(known)) == _recording(raw)
    return row[0] if same and _touched(connection, row[0]) else None


def _recording(raw: bytes) -> Any:
    try:
        return json.loads(raw)["source"]["sha256"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None


def _touched(connection: sqlite3.Connection, id: str) -> bool:
    """Whether a person has made something of the note: a version, a filing, or a join."""
    return _newest(connection, id) > 0 or _state(connection, id) is not State.DRAFT


def _take_in(connection: sqlite3.Connection, path: bytes, sha256: str, raw: bytes) -> str:
    if id := _known(connection, path, sha256, raw):
        return id
    content = _parsed(path, raw)
    connection.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?)", (sha256, zlib.compress(raw)))
    here = connection.execute("SELECT id FROM notes WHERE path = ? AND part = 1", (path,)).fetchone()
    if here and not _touched(connection, here[0]):  # made again before anybody touched it
        connection.execute("UPDATE notes SET draft = ?, reviewed = NULL WHERE id = ?", (sha256, here[0]))
        connection.execute(
            "UPDATE versions SET made_at = ?, summary = ? WHERE note = ? AND number = 0",
            (now(), _summary(content), here[0]),
        )
        return str(here[0])
    # What stood here was moved away, and is known again where it is found.
    connection.execute("UPDATE notes SET path = NULL WHERE path = ?", (path,))
    for id, old in connection.execute("SELECT id, path FROM notes WHERE draft = ? AND part = 1", (sha256,)).fetchall():
        if old is None or not os.path.lexists(os.fsdecode(old)):
            connection.execute("UPDATE notes SET path = ? WHERE draft = ? AND path IS ?", (path, sha256, old))
            return str(id)
    return _new_note(connection, path, sha256, content, 1)


def _new_note(connection: sqlite3.Connection, path: bytes | None, draft: str, content: Json, part: int) -> str:
    id = secrets.token_hex(8)
    connection.execute("INSERT INTO notes (id, path, part, draft) VALUES (?, ?, ?, ?)", (id, path, part, draft))
    connection.execute("INSERT INTO versions VALUES (?, 0, ?, ?, '{}', ?)", (id, now(), _SCRIBE, _summary(content)))
    return id


def _row(connection: sqlite3.Connection, id: str) -> tuple[bytes | None, str, int | None, str | None]:
    row = connection.execute("SELECT path, draft, reviewed, joined_into FROM notes WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise StoreError("There is no such note in the store. Give the path of its .note.json file.")
    path, draft, reviewed, joined_into = row
    return path, draft, reviewed, joined_into


def _newest(connection: sqlite3.Connection, id: str) -> int:
    (number,) = connection.execute("SELECT max(number) FROM versions WHERE note = ?", (id,)).fetchone()
    if number is None:
        raise StoreError("There is no such note in the store. Give the path of its .note.json file.")
    return int(number)


def _state(connection: sqlite3.Connection, id: str) -> State:
    _, _, reviewed, joined_into = _row(connection, id)
    filed = connection.execute("SELECT 1 FROM seals WHERE note = ? AND kind = 'filed'", (id,)).fetchone()
    return _named_state(joined_into, filed is not None, reviewed, _newest(connection, id))


def _named_state(joined_into: str | None, filed: int, reviewed: int | None, newest: int) -> State:
    if joined_into:
        return State.JOINED
    if filed:
        return State.FILED
    return State.REVIEWED if reviewed == newest else State.DRAFT


def _signer(signature: Signature) -> str:
    if not signature.name or not signature.credential:
        raise StoreError("Who signs is not known. Write name and credential into [signature] of config.toml.")
    return signature.name


def _refuse_old(connection: sqlite3.Connection, id: str, on: int) -> None:
    if (newest := _newest(connection, id)) != on:
        raise StoreConflict(
            f"The note was changed in between: version {newest} is newer than the one this was made from ({on}). "
            "Look at the newest and decide again."
        )


def _refuse_closed(connection: sqlite3.Connection, id: str) -> None:
    state = _state(connection, id)
    if state is State.FILED:
        raise StoreError("The note is filed and stays as it is. Add an addendum instead.")
    if state is State.JOINED:
        raise StoreError("The note is part of another note now. Change that one.")


def _seals(connection: sqlite3.Connection, id: str, kind: str) -> list[tuple[int, str, str, Json, str]]:
    rows = connection.execute(
        "SELECT number, at, made_by, body, hash FROM seals WHERE note = ? AND kind = ? ORDER BY number", (id, kind)
    ).fetchall()
    return [(number, at, by, chain.opened(body, number), seal) for number, at, by, body, seal in rows]
