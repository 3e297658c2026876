"""The one SQLite file: opened for its owner alone, every change a whole transaction, every trouble one sentence.

The journal is SQLite's own rollback journal, which is gone when a transaction ends, so that a copy of the one file is a
whole backup. A process that is killed leaves the last whole transaction.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scribe.errors import StoreError
from scribe.store.migrations import migrate

FILE = "notes.sqlite"
_PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""


def now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


class Database:
    """A connection with its file. Use `reading` and `writing` around statements: they turn trouble into StoreError."""

    def __init__(self, file: Path, *, keep: bool = True) -> None:
        """Makes the file and its folder when they are missing. Without `keep` it is a copy in memory, and the file is
        only read. Raises StoreError."""
        self.file = file
        try:
            if keep:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            there = keep or file.exists()
        except OSError as error:
            raise StoreError(
                f"{file}: cannot be opened ({error.strerror}). Correct the permissions of the folder."
            ) from error
        with self._border():
            self._connection = sqlite3.connect(file if keep else ":memory:", timeout=_PATIENCE, isolation_level=None)
            if there and not keep:
                with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as kept:
                    kept.backup(self._connection)
        try:
            with self._border():
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.execute("PRAGMA synchronous = FULL")
                migrate(self._connection, str(file), now)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def state(self) -> tuple[int, int]:
        """Another one whenever something was changed, here or by another process."""
        with self._border():
            (others,) = self._connection.execute("PRAGMA data_version").fetchone()
            return others, self._connection.total_changes

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file for several statements."""
        with self._border():
            self._connection.execute("BEGIN")
            with self._connection:
                yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other process can come between; an exception undoes it."""
        with self._border():
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield self._connection

    @contextmanager
    def _border(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.file}: {_sentence(error)}") from error


def _sentence(error: sqlite3.Error) -> str:
    """What SQLite's error means for a person; its own words may quote a note and are left out."""
    # The low byte is the error's family.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program is using it. Wait for it or close it, and try again."
    if code == sqlite3.SQLITE_FULL:
        return "no space is left for it; what was saved before is whole. Free some space and try again."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return "cannot be written. Correct its permissions and those of its folder."
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return "is damaged. Put your last copy of it in its place."
    if code == sqlite3.SQLITE_IOERR:
        return "the disk refused. See that it is there and has space, and try again."
    return f"cannot be used ({type(error).__name__}). Put your last copy of it in its place, or ask for help."
