"""The ledger: what became of each recording, known by the SHA-256 of its content. One SQLite file.

A recording is `in_work`, `done`, `failed`, or `left` by a run that died, for each place that notes are wanted in: the
folder of --out, or "" for notes beside their recordings. What is not in the ledger is new. Only the run itself writes
here, never its workers; every change is one transaction, so that a run that dies leaves what it had in work and
nothing else, and the next one takes that over. Transcripts of long recordings stand here until their note is written.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from scribe.errors import LedgerError
from scribe.output import shown

_VERSION = 1
_BUSY = 30.0
"""Seconds to wait for another run that is writing."""

_TABLES = """
CREATE TABLE files (
    path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE recordings (
    sha256 TEXT NOT NULL, place TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_work', 'left', 'done', 'failed')),
    file TEXT NOT NULL, run INTEGER NOT NULL, made_with TEXT NOT NULL,
    note BLOB, reason TEXT,
    PRIMARY KEY (sha256, place)
) WITHOUT ROWID;
CREATE TABLE parts (
    sha256 TEXT NOT NULL, made_with TEXT NOT NULL, number INTEGER NOT NULL, transcript TEXT NOT NULL,
    PRIMARY KEY (sha256, made_with, number)
) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, process INTEGER NOT NULL, machine TEXT NOT NULL,
    started TEXT NOT NULL, ended TEXT, ending TEXT, found INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE results (
    run INTEGER NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('made', 'failed')),
    seconds REAL NOT NULL, work REAL NOT NULL, note BLOB, reason TEXT, summary TEXT
);
CREATE INDEX results_at ON results (at);
"""


Seen = tuple[str, str, int | None]
"""A recording as it was looked at: its SHA-256, its file, and the run that the ledger named for it, null for none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a recording. `made_with` says by which version and settings its note was, or is being, made."""

    state: str
    file: str
    made_with: str
    note: Path | None
    reason: str | None
    run: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run. Times are ISO 8601 in UTC; `ending` is null while it works, `finished`, `stopped`, or what went wrong."""

    id: int
    command: str
    process: int
    machine: str
    started: str
    ended: str | None
    ending: str | None
    found: int


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one recording in a run: seconds of audio and of work, and the summary line of its note."""

    run: int
    at: str
    file: str
    outcome: str
    seconds: float
    work: float
    note: Path | None
    reason: str | None
    summary: Mapping[str, Any]


class Ledger:
    """An open ledger. Every method raises LedgerError when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks: list[FileLock] = []
        with _border(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made by hand, for SQLite would let others read it.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")
            with self.together():
                self._prepare()

    def _prepare(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise LedgerError(f"{shown(self.path)}: was written by a newer scribe. Install that version.")
        if version == 0:
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._db.close()
        for lock in self._locks:
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several changes as one, whole or not at all: a change costs some writings through to the disk."""
        if self._db.in_transaction:
            yield
            return
        with _border(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled it back already
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with _border(self.path):
            return self._db.execute(query, values).fetchall()

    # --- files: so that a recording is read once to know it ------------------

    def digest(self, path: Path, size: int, modified: int) -> str | None:
        """The SHA-256 of a file as it was when it had this size and time, in nanoseconds; "" when it could not be
        read then, null when it was not looked at."""
        rows = self._rows(
            "SELECT sha256 FROM files WHERE (path, size, modified) = (?, ?, ?)", os.fsencode(path), size, modified
        )
        return str(rows[0][0]) if rows else None

    def remember(self, files: Iterable[tuple[Path, int, int, str]]) -> None:
        with self.together():
            self._db.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                [(os.fsencode(file[0]), *file[1:]) for file in files],
            )

    # --- runs ----------------------------------------------------------------

    def begin(self, command: str) -> int:
        """Enter a new run, which lives as long as this process, and free what dead runs had in work."""
        with self.together():
            cursor = self._db.execute(
                "INSERT INTO runs (command, process, machine, started) VALUES (?, ?, ?, ?)",
                (command, os.getpid(), platform.node(), _now()),
            )
            run = int(cursor.lastrowid or 0)
            lock = self._lock(run)
            lock.acquire()
            self._locks.append(lock)
            self._bury(run)
        return run

    def _bury(self, run: int) -> None:
        """What dead runs had in work is left, or has the note that it had before."""
        for (other,) in self._db.execute("SELECT id FROM runs WHERE ended IS NULL AND id <> ?", (run,)).fetchall():
            if not self._alive(other):
                self._back(other)
                self._db.execute("UPDATE recordings SET state = 'left' WHERE run = ? AND state = 'in_work'", (other,))
                # It was seen last when it last told of a recording.
                self._db.execute(
                    "UPDATE runs SET ending = 'died', ended = coalesce((SELECT max(at) FROM results WHERE run = id), "
                    "started) WHERE id = ?",
                    (other,),
                )

    def _back(self, run: int) -> None:
        """What was to be done anew, and was not, has still the note of before."""
        self._db.execute(
            "UPDATE recordings SET state = 'done' WHERE run = ? AND state = 'in_work' AND note IS NOT NULL", (run,)
        )

    def _lock(self, run: int) -> FileLock:
        # The system's lock dies with its holder, so no clock has to tell whether a run is alive.
        return FileLock(self.path.with_name(f"{self.path.name}.run-{run}.lock"), timeout=0, mode=0o600)

    def _alive(self, run: int) -> bool:
        lock = self._lock(run)
        try:
            with lock:
                pass
        except Timeout:
            return True
        Path(lock.lock_file).unlink(missing_ok=True)
        return False

    def found(self, run: int, count: int) -> None:
        with self.together():
            self._db.execute("UPDATE runs SET found = ? WHERE id = ?", (count, run))

    def end(self, run: int, ending: str) -> None:
        with self.together():
            self._back(run)
            self._db.execute("DELETE FROM recordings WHERE run = ? AND state = 'in_work'", (run,))
            self._db.execute("UPDATE runs SET ended = ?, ending = ? WHERE id = ?", (_now(), ending, run))

    def run(self, run: int) -> Run | None:
        rows = self._rows("SELECT * FROM runs WHERE id = ?", run)
        return Run(*rows[0]) if rows else None

    def runs(self, most: int) -> list[Run]:
        """The newest runs, the newest first; one that died is told as such."""
        with self.together():
            self._bury(0)
        return [Run(*row) for row in self._rows("SELECT * FROM runs ORDER BY id DESC LIMIT ?", most)]

    # --- recordings ----------------------------------------------------------

    def entry(self, sha256: str, place: str) -> Entry | None:
        rows = self._rows(
            "SELECT state, file, made_with, note, reason, run FROM recordings WHERE (sha256, place) = (?, ?)",
            sha256,
            place,
        )
        if not rows:
            return None
        state, file, made_with, note, reason, run = rows[0]
        return Entry(state, file, made_with, Path(os.fsdecode(note)) if note else None, reason, run)

    def claim(
        self, run: int, place: str, made_with: str, items: Iterable[tuple[str, str, int | None]]
    ) -> dict[str, Run]:
        """Take recordings in work for a run. Out: those that another run has in work, or has finished since."""
        taken: dict[str, Run] = {}
        with self.together():
            self._bury(run)
            for sha256, file, seen in items:
                holder = self._db.execute(
                    "SELECT runs.* FROM recordings JOIN runs ON runs.id = recordings.run "
                    "WHERE (sha256, place) = (?, ?) AND run <> ? "
                    "AND (state = 'in_work' OR (state IN ('done', 'failed') AND run IS NOT ?))",
                    (sha256, place, run, seen),
                ).fetchone()
                if holder:
                    taken[sha256] = Run(*holder)
                    continue
                self._db.execute(
                    "INSERT INTO recordings (sha256, place, state, file, run, made_with) "
                    "VALUES (?, ?, 'in_work', ?, ?, ?) ON CONFLICT DO UPDATE SET state = 'in_work', run = excluded.run",
                    (sha256, place, file, run, made_with),
                )
        return taken

    def done(
        self,
        run: int,
        place: str,
        made_with: str,
        sha256: str,
        file: str,
        note: Path,
        result: tuple[float, float, Mapping[str, Any]] | None,
    ) -> None:
        """A note stands. `result` is its seconds of audio, of work, and its summary; null when it stood before."""
        with self.together():
            self._db.execute(
                "INSERT OR REPLACE INTO recordings (sha256, place, state, file, run, made_with, note) "
                "VALUES (?, ?, 'done', ?, ?, ?, ?)",
                (sha256, place, file, run, made_with, os.fsencode(note)),
            )
            self._db.execute("DELETE FROM parts WHERE sha256 = ?", (sha256,))
            if result:
                seconds, work, summary = result
                self._result(
                    run, file, sha256, "made", seconds, work, note=os.fsencode(note), summary=json.dumps(summary)
                )

    def failed(self, run: int, place: str, made_with: str, sha256: str, file: str, reason: str) -> None:
        """A recording is set aside until it changes, or is asked for again."""
        with self.together():
            self._db.execute(
                "INSERT OR REPLACE INTO recordings (sha256, place, state, file, run, made_with, reason) "
                "VALUES (?, ?, 'failed', ?, ?, ?, ?)",
                (sha256, place, file, run, made_with, reason),
            )
            self._db.execute("DELETE FROM parts WHERE sha256 = ?", (sha256,))
            self._result(run, file, sha256, "failed", 0.0, 0.0, reason=reason)

    def unreadable(self, run: int, file: str, reason: str) -> None:
        """A file that could not even be read to know it, or whose note could not be written."""
        with self.together():
            self._result(run, file, "", "failed", 0.0, 0.0, reason=reason)

    def _result(self, run: int, file: str, sha256: str, outcome: str, *seconds: float, **more: str | bytes) -> None:
        columns = ["run", "at", "file", "sha256", "outcome", "seconds", "work", *more]
        values = (run, _now(), file, sha256, outcome, *seconds, *more.values())
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO results ({', '.join(columns)}) VALUES ({marks})", values)

    def release(self, run: int, place: str, items: Iterable[str]) -> None:
        """Give recordings back that were claimed and are not done, so that another run may take them."""
        with self.together():
            for sha256 in items:
                claimed = (sha256, place, run)
                where = "WHERE (sha256, place, run, state) = (?, ?, ?, 'in_work')"
                self._db.execute(f"UPDATE recordings SET state = 'done' {where} AND note IS NOT NULL", claimed)
                self._db.execute(f"DELETE FROM recordings {where}", claimed)

    def notes(self, place: str) -> set[Path]:
        """The JSON files of all notes that are known in a place."""
        rows = self._rows("SELECT note FROM recordings WHERE place = ? AND note IS NOT NULL", place)
        return {Path(os.fsdecode(note)) for (note,) in rows}

    def counts(self, made_with: str) -> dict[str, int]:
        """How many recordings are in each state, and how many notes were made otherwise than `made_with`."""
        counts = dict.fromkeys(("in_work", "left", "done", "failed"), 0)
        counts |= dict(self._rows("SELECT state, count(*) FROM recordings GROUP BY state"))
        query = "SELECT count(*) FROM recordings WHERE state = 'done' AND made_with <> ?"
        return {**counts, "outdated": self._rows(query, made_with)[0][0]}

    def set_aside(self) -> list[tuple[str, str]]:
        """The files that failed and why."""
        return self._rows("SELECT file, reason FROM recordings WHERE state = 'failed' ORDER BY file")

    # --- long recordings -----------------------------------------------------

    def heard(self, sha256: str, made_with: str, number: int, transcript: str) -> None:
        with self.together():
            self._db.execute(
                "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", (sha256, made_with, number, transcript)
            )

    def parts(self, sha256: str, made_with: str) -> tuple[str, ...]:
        query = "SELECT transcript FROM parts WHERE (sha256, made_with) = (?, ?) ORDER BY number"
        return tuple(text for (text,) in self._rows(query, sha256, made_with))

    # --- what happened -------------------------------------------------------

    def results(self, run: int | None = None, since: str = "") -> list[Row]:
        """What became of recordings, of one run or since a moment in ISO 8601, in the order of time."""
        query = (
            "SELECT run, at, file, outcome, seconds, work, note, reason, summary FROM results "
            "WHERE (? IS NULL OR run = ?) AND at >= ? ORDER BY at"
        )
        return [
            Row(
                id,
                at,
                file,
                outcome,
                seconds,
                work,
                Path(os.fsdecode(note)) if note else None,
                why,
                json.loads(told or "{}"),
            )
            for id, at, file, outcome, seconds, work, note, why, told in self._rows(query, run, run, since)
        ]


def places(ledger: Path, sha256: str) -> tuple[tuple[Path, int], ...]:
    """Where runs have met a recording of this digest, and its size in bytes. Only reads: without a ledger, or with one
    that cannot be read, it is nowhere."""
    if not ledger.is_file():
        return ()
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT path, size FROM files WHERE sha256 = ? ORDER BY modified DESC", (sha256,))
            return tuple((Path(os.fsdecode(path)), size) for path, size in rows)
    except sqlite3.Error:
        return ()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def _border(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LedgerError(f"{shown(path)}: the ledger cannot be used ({error}). {_hint(error)}") from error
    except sqlite3.DatabaseError as error:
        raise LedgerError(
            f"{shown(path)}: the ledger is damaged. Move it away and run again: notes that stand are recognized."
        ) from error
    except OSError as error:
        raise LedgerError(
            f"{shown(path)}: the ledger cannot be used ({error.strerror}). Correct the folder, or name another file "
            "with --ledger."
        ) from error


def _hint(error: sqlite3.OperationalError) -> str:
    code = error.sqlite_errorcode & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return "Free some space and run again; what was done stays done."
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "Another program holds it. Run again when that has ended."
    return "Correct the permissions of its folder, or name another file with --ledger."
