"""The chain of seals: every entry carries the hash of the one before, so that no filed word can change unseen.

An entry is a filed note, an addendum to one, or a recording that retention removed. Its hash is SHA-256 over all its
fields and the hash before. Whoever rewrites an entry must rewrite all later ones; whoever keeps the last hash elsewhere
(`scribe verify` prints it) finds even that.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scribe.errors import StoreError
from scribe.store.migrations import FIRST

FILED, ADDENDUM, DELETION = "filed", "addendum", "deletion"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk over the chain found: how many entries, the last hash, and each fault in one sentence."""

    entries: int
    head: str
    faults: tuple[str, ...]


def canonical(content: Mapping[str, Any]) -> str:
    """The one text of a JSON object: keys in order, no blanks."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()


def append(
    connection: sqlite3.Connection, kind: str, note: str, at: str, by: str, body: Mapping[str, Any]
) -> tuple[int, str]:
    """Write the next entry, within the caller's transaction. Its number and hash."""
    last = connection.execute("SELECT number, hash FROM seals ORDER BY number DESC LIMIT 1").fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    text = canonical(body)
    seal = _hash(number, kind, note, at, by, text, previous)
    connection.execute(
        "INSERT INTO seals VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, kind, note, at, by, text, previous, seal)
    )
    connection.execute("UPDATE head SET entries = ?, hash = ?", (number, seal))
    return number, seal


def _hash(number: int, kind: str, note: str, at: str, by: str, body: str, previous: str) -> str:
    """Lengths are part of what is hashed, as JSON: no field can borrow letters of its neighbour."""
    fields = json.dumps([number, kind, note, at, by, body, previous], ensure_ascii=False)
    return hashlib.sha256(fields.encode("utf-8", "surrogatepass")).hexdigest()


def verify(connection: sqlite3.Connection) -> Verified:
    """Walk the whole chain, and what it stands on: the versions that were filed and their drafts."""
    faults: list[str] = []
    expected, head, entries = 1, FIRST, 0
    for row in connection.execute("SELECT number, kind, note, at, made_by, body, previous, hash FROM seals ORDER BY 1"):
        number, kind, note, at, _by, body, previous, seal = row
        entries += 1
        place = f"Entry {number} ({kind} of {at})"
        if number != expected:
            faults.append(f"{place}: entry {expected} is missing before it.")
        elif previous != head:
            faults.append(f"{place}: does not follow the entry before it.")
        if not all(isinstance(field, str) for field in row[1:]) or _hash(*row[:-1]) != seal:
            faults.append(f"{place}: was changed after it was sealed.")
        elif kind == FILED:
            faults += [f"{place}: {fault}" for fault in _stands_on(connection, note, body)]
        expected, head = number + 1, seal if isinstance(seal, str) else FIRST
    if connection.execute("SELECT entries, hash FROM head").fetchall() != [(entries, head)]:
        faults.append(f"After entry {entries}: the list does not end where it ended when it was last written.")
    return Verified(entries, head, tuple(faults))


def _stands_on(connection: sqlite3.Connection, note: str, body: str) -> Iterator[str]:
    """What is wrong with the version and the drafts that a filed record names."""
    record = json.loads(body)
    row = connection.execute(
        "SELECT content, made_at, made_by FROM versions WHERE note = ? AND number = ?", (note, record["version"])
    ).fetchone()
    if row is None or version_digest(*row) != record["version_sha256"]:
        yield "the version that was filed is missing or was changed."
    for each in record["drafts"]:
        stored = connection.execute("SELECT content FROM drafts WHERE sha256 = ?", (each,)).fetchone()
        if stored is None or hashlib.sha256(inflated(stored[0])).hexdigest() != each:
            yield "the draft that it was made from is missing or was changed."


def version_digest(content: str, made_at: str, made_by: str) -> str:
    return digest({"content": content, "made_at": made_at, "made_by": made_by})


def inflated(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except (zlib.error, TypeError):
        return b""


def opened(body: str, entry: int) -> dict[str, Any]:
    """The body of an entry. Raises StoreError when it is no longer JSON."""
    try:
        content = json.loads(body)
    except ValueError as error:
        raise StoreError(f"Entry {entry} of the filed notes is damaged. Run scribe verify.") from error
    assert isinstance(content, dict)
    return content
