"""Small questions to the tables, asked within a caller's transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from scribe.errors import StoreConflict, StoreError
from scribe.practice import Signature
from scribe.store import chain
from scribe.store.database import now
from scribe.store.shapes import Json, Listed, State

LIST = """
    SELECT n.id, n.path, n.part, n.draft, n.joined_into, n.reviewed, v.number, v.made_at, v.summary,
           EXISTS (SELECT 1 FROM seals WHERE note = n.id AND kind = 'filed')
    FROM notes n JOIN versions v ON v.note = n.id
    WHERE v.number = (SELECT max(number) FROM versions WHERE note = n.id)
    ORDER BY n.path, n.part
"""


def row(connection: sqlite3.Connection, id: str) -> tuple[bytes | None, str, int | None, str | None]:
    row = connection.execute("SELECT path, draft, reviewed, joined_into FROM notes WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise StoreError("There is no such note in the store. Give the path of its .note.json file.")
    path, draft, reviewed, joined_into = row
    return path, draft, reviewed, joined_into


def newest(connection: sqlite3.Connection, id: str) -> int:
    (number,) = connection.execute("SELECT max(number) FROM versions WHERE note = ?", (id,)).fetchone()
    if number is None:
        raise StoreError("There is no such note in the store. Give the path of its .note.json file.")
    return int(number)


def state(connection: sqlite3.Connection, id: str) -> State:
    _, _, reviewed, joined_into = row(connection, id)
    filed = connection.execute("SELECT 1 FROM seals WHERE note = ? AND kind = 'filed'", (id,)).fetchone()
    return named_state(joined_into, filed is not None, reviewed, newest(connection, id))


def named_state(joined_into: str | None, filed: int, reviewed: int | None, newest: int) -> State:
    if joined_into:
        return State.JOINED
    if filed:
        return State.FILED
    return State.REVIEWED if reviewed == newest else State.DRAFT


def listed(row: tuple[Any, ...]) -> Listed:
    id, path, part, draft, joined_into, reviewed, number, made_at, summary, filed = row
    state = named_state(joined_into, filed, reviewed, number)
    return Listed(
        note=id,
        path=Path(os.fsdecode(path)) if path is not None else None,
        part=part,
        draft=draft,
        state=state,
        number=number,
        made_at=made_at,
        **json.loads(summary),
    )


def seals(connection: sqlite3.Connection, id: str, kind: str) -> list[tuple[int, str, str, Json, str]]:
    rows = connection.execute(
        "SELECT number, at, made_by, body, hash FROM seals WHERE note = ? AND kind = ? ORDER BY number", (id, kind)
    ).fetchall()
    return [(number, at, by, chain.opened(body, number), seal) for number, at, by, body, seal in rows]


def add_rendition(connection: sqlite3.Connection, id: str, sha256: str, version: int | None, text: str | None) -> None:
    row = (id, sha256, version, now(), text)
    connection.execute("INSERT OR REPLACE INTO renditions VALUES (?, ?, ?, ?, ?)", row)


def signer(signature: Signature) -> str:
    if not signature.name or not signature.credential:
        raise StoreError("Who signs is not known. Write name and credential into [signature] of config.toml.")
    return signature.name


def refuse_old(connection: sqlite3.Connection, id: str, on: int) -> None:
    if (number := newest(connection, id)) != on:
        raise StoreConflict(
            f"The note was changed in between: version {number} is newer than the one this was made from ({on}). "
            "Look at the newest and decide again."
        )


def refuse_closed(connection: sqlite3.Connection, id: str) -> None:
    found = state(connection, id)
    if found is State.FILED:
        raise StoreError("The note is filed and stays as it is. Add an addendum instead.")
    if found is State.JOINED:
        raise StoreError("The note is part of another note now. Change that one.")
