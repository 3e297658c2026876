"""Drafts come into the store: which note a file is the draft of; one that was made again, one that was moved."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import zlib
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from scribe.errors import InputError
from scribe.store import chain
from scribe.store.database import now
from scribe.store.rows import newest, state
from scribe.store.shapes import Json, State

_FAST = 1
"""Deflates three times as fast as the default, to a tenth more."""

SCRIBE = "scribe"
"""Who made a draft."""


def read(path: Path) -> tuple[str, bytes]:
    """A draft's digest and bytes. Raises InputError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror}). Check the path.") from error
    return hashlib.sha256(raw).hexdigest(), raw


def _parsed(path: bytes, raw: bytes) -> Json:
    name = os.path.basename(os.fsdecode(path))
    try:
        content = from_json(raw)  # three times as fast as the standard library
        assert isinstance(content, dict)
        summary(content)
    except (ValueError, RecursionError, AssertionError, KeyError, TypeError) as error:
        raise InputError(f"{name}: is not a note of scribe. Give a note that ends in .note.json.") from error
    return content


def key(path: Path) -> bytes:
    return os.fsencode(path.absolute())


def known(connection: sqlite3.Connection, path: bytes, sha256: str, raw: bytes) -> str | None:
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
    return newest(connection, id) > 0 or state(connection, id) is not State.DRAFT


def take_in(connection: sqlite3.Connection, path: bytes, sha256: str, raw: bytes) -> str:
    if id := known(connection, path, sha256, raw):
        return id
    content = _parsed(path, raw)
    connection.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?)", (sha256, zlib.compress(raw, _FAST)))
    here = connection.execute("SELECT id FROM notes WHERE path = ? AND part = 1", (path,)).fetchone()
    if here and not _touched(connection, here[0]):  # made again before anybody touched it
        connection.execute("UPDATE notes SET draft = ?, reviewed = NULL WHERE id = ?", (sha256, here[0]))
        connection.execute(
            "UPDATE versions SET made_at = ?, summary = ? WHERE note = ? AND number = 0",
            (now(), summary(content), here[0]),
        )
        return str(here[0])
    # What stood here was moved away, and is known again where it is found.
    connection.execute("UPDATE notes SET path = NULL WHERE path = ?", (path,))
    for id, old in connection.execute("SELECT id, path FROM notes WHERE draft = ? AND part = 1", (sha256,)).fetchall():
        if old is None or not os.path.lexists(os.fsdecode(old)):
            connection.execute("UPDATE notes SET path = ? WHERE draft = ? AND path IS ?", (path, sha256, old))
            return str(id)
    return new_note(connection, path, sha256, content, 1)


def new_note(connection: sqlite3.Connection, path: bytes | None, draft: str, content: Json, part: int) -> str:
    id = secrets.token_hex(8)
    connection.execute("INSERT INTO notes (id, path, part, draft) VALUES (?, ?, ?, ?)", (id, path, part, draft))
    connection.execute("INSERT INTO versions VALUES (?, 0, ?, ?, '{}', ?)", (id, now(), SCRIBE, summary(content)))
    return id


def summary(content: Json) -> str:
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
