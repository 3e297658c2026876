"""The steps that make the store's tables, in order. A step that was delivered is never changed; a new one is added.

Each step and its mark in the table `migrations` are one transaction: a step is done whole or not at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from scribe.errors import StoreError

FIRST = "0" * 64
"""What stands for the hash before the first seal."""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "notes, versions and seals",
        (
            # The draft's JSON file, byte for byte and deflated.
            "CREATE TABLE drafts (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL)",
            # `path` is the bytes of the draft's path, null when it is gone from there; `reviewed` the version that a
            # person called reviewed.
            """CREATE TABLE notes (
                id TEXT PRIMARY KEY,
                path BLOB,
                part INTEGER NOT NULL DEFAULT 1,
                draft TEXT NOT NULL REFERENCES drafts (sha256),
                reviewed INTEGER,
                joined_into TEXT REFERENCES notes (id),
                UNIQUE (path, part)
            )""",
            # `content` holds what may differ from the draft, as JSON; number 0 is the draft itself.
            """CREATE TABLE versions (
                note TEXT NOT NULL REFERENCES notes (id),
                number INTEGER NOT NULL,
                made_at TEXT NOT NULL,
                made_by TEXT NOT NULL,
                content TEXT NOT NULL,
                summary TEXT NOT NULL,
                PRIMARY KEY (note, number)
            )""",
            # `body` is canonical JSON; `hash` seals number, kind, note, at, by, body and the hash before.
            """CREATE TABLE seals (
                number INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                note TEXT NOT NULL REFERENCES notes (id),
                at TEXT NOT NULL,
                made_by TEXT NOT NULL,
                body TEXT NOT NULL,
                previous TEXT NOT NULL,
                hash TEXT NOT NULL
            )""",
            # How many seals there are and the last hash, so that seals cut off at the end are missed.
            "CREATE TABLE head (entries INTEGER NOT NULL, hash TEXT NOT NULL)",
            f"INSERT INTO head VALUES (0, '{FIRST}')",
            "CREATE UNIQUE INDEX filed_once ON seals (note) WHERE kind = 'filed'",
            # Markdown files by their digest: written by scribe (`text` null) or by a person (kept word for word).
            """CREATE TABLE renditions (
                note TEXT NOT NULL REFERENCES notes (id),
                sha256 TEXT NOT NULL,
                version INTEGER,
                at TEXT NOT NULL,
                text TEXT,
                PRIMARY KEY (note, sha256)
            )""",
            """CREATE TRIGGER seals_stay BEFORE UPDATE ON seals
                BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END""",
            """CREATE TRIGGER seals_remain BEFORE DELETE ON seals
                BEGIN SELECT RAISE(ABORT, 'a seal is never removed'); END""",
            """CREATE TRIGGER versions_stay BEFORE UPDATE ON versions WHEN old.number > 0
                BEGIN SELECT RAISE(ABORT, 'a version is never changed'); END""",
            """CREATE TRIGGER versions_remain BEFORE DELETE ON versions
                BEGIN SELECT RAISE(ABORT, 'a version is never removed'); END""",
            """CREATE TRIGGER filed_is_locked BEFORE INSERT ON versions
                WHEN EXISTS (SELECT 1 FROM seals WHERE note = new.note AND kind = 'filed')
                BEGIN SELECT RAISE(ABORT, 'a filed note takes no version'); END""",
        ),
    ),
)

_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL
)"""


def migrate(connection: sqlite3.Connection, file: str, now: Callable[[], str]) -> None:
    """Bring the tables up to date. Raises StoreError when a newer scribe made them."""
    known = [name for name, _ in STEPS]
    if _done(connection) == known:
        return
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        connection.execute(_TABLE)
        done = _done(connection)
        if done != known[: len(done)]:
            raise StoreError(
                f"{file}: was last used by a newer scribe than this one. Update scribe, or use the newer one."
            )
        for number, (name, statements) in list(enumerate(STEPS, start=1))[len(done) :]:
            for statement in statements:
                connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, now()))


def _done(connection: sqlite3.Connection) -> list[str]:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    return [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY number")] if there else []
