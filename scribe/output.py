"""Names of notes, atomic writes, and never overwriting what a person edited.

A note is a pair, `<name>.note.md` and `<name>.note.json`. The JSON holds the fingerprints of both, so scribe knows its
own work: a pair is unedited when both match. Anything else that bears a note's name is a person's, and stays.

A pair is written so that being stopped at any point neither loses an edit nor leaves what looks like one:
both files are first complete on the disk under passing names; then the old Markdown, which was just found unedited,
goes; then the JSON takes its name; then the Markdown. In between there is only ever a whole JSON file without its
Markdown, which scribe knows as its own unfinished work and which holds all that the Markdown would say.

Runs at the same time wait for each other: a folder is locked while a name is chosen and the pair written. The lock
is the system's and dies with its holder. Windows and some network shares have no such lock; there, atomic replacing
still keeps every file whole.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from pathlib import Path
from typing import Any

from scribe.errors import OutputError
from scribe.note_json import dumps

if sys.platform != "win32":
    import fcntl

MARKDOWN, JSON = ".note.md", ".note.json"
_TEMPORARY = ".scribe-"
"""Passing names say nothing of a client."""

_LONGEST_NAME = 255
"""Bytes of a file name that common file systems take."""

_HINTS = {
    errno.ENOSPC: "Free some space, or choose another folder with --out.",
    errno.EDQUOT: "Free some space, or choose another folder with --out.",
    errno.ENOENT: "Bring the folder back, or choose another with --out.",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The two files of a note."""

    markdown: Path
    json: Path


@dataclass(frozen=True, slots=True)
class Written:
    """Where a note went. `kept` is the edited note beside it that was left as it is, when there is one."""

    pair: Pair
    kept: Pair | None = None


class _Owner(Enum):
    FREE = auto()
    OURS = auto()
    ANOTHER_RECORDING = auto()
    A_PERSON = auto()


def shown(path: Path | str) -> str:
    """A path fit for any terminal, JSON or Markdown: control characters and broken encodings become U+FFFD."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def pair(folder: Path, name: str) -> Pair:
    """The paths of a note; a name too long for a file system is cut and given a digest of the whole."""
    room = _LONGEST_NAME - len(JSON)
    encoded = os.fsencode(name)
    if len(encoded) > room:
        mark = "~" + hashlib.sha256(encoded).hexdigest()[:8]
        name = encoded[: room - len(mark)].decode("utf-8", "ignore").rstrip() + mark
    return Pair(folder / f"{name}{MARKDOWN}", folder / f"{name}{JSON}")


def ready(folder: Path) -> None:
    """Make the folder, and be sure before the long work that notes can be written there; else OutputError."""
    with _border(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _passing_file(folder, b"").unlink(missing_ok=True)


class Shelf:
    """The notes that stand in some folders, by the content they were made from; those of `but` are not read."""

    def __init__(self, folders: Iterable[Path], but: Collection[Path] = ()) -> None:
        self._notes: dict[str, list[tuple[str, Path]]] = {}
        for folder in sorted(set(folders)):
            for path in sorted(folder.glob(f"*{JSON}")) if folder.is_dir() else ():
                if path in but:
                    continue
                source = _source(_read(path) or {})
                self._notes.setdefault(str(source.get("sha256")), []).append((str(source.get("file")), path))

    def twin(self, sha256: str, folder: Path, file: str) -> tuple[str, Path] | None:
        """A file of equal content under another name or place that has a note, and that note.

        Null when there is none, or when `file` has itself a note in `folder`.
        """
        notes = self._notes.get(sha256, [])
        own = any(path.parent == folder and of == file for of, path in notes)
        return None if own or not notes else notes[0]

    def standing(self, sha256: str) -> tuple[str, Path] | None:
        """A whole note of this content, both of its files, and the file that it names as its source."""
        whole = (note for note in self._notes.get(sha256, []) if stands(note[1]))
        return next(whole, None)


def stands(note: Path) -> bool:
    """Whether both files of a note are there, named by its JSON."""
    return note.is_file() and note.with_name(note.name.removesuffix(JSON) + MARKDOWN).is_file()


def write(folder: Path, name: str, ending: str, note: Mapping[str, Any], markdown: str) -> Written:
    """Write a note under the first name that is its own: `<name>`, or `<name>.<ending>` where another recording has
    that, or the same with `.2`, `.3` beside what a person edited.

    In: the note as `note_json.to_dict` gives it, and its Markdown. An unedited note of the same recording is
    replaced. Raises OutputError; no half file is left.
    """
    text = markdown.encode("utf-8")
    content = _with_fingerprints(note, text)
    sha256 = str(_source(note).get("sha256"))
    with (
        _border(folder),
        _locked(folder),
        _passing(folder, dumps(content).encode("utf-8"), text) as (new_json, new_text),
    ):
        chosen, kept = _choose(folder, name, ending, sha256)
        chosen.markdown.unlink(missing_ok=True)
        os.replace(new_json, chosen.json)
        os.replace(new_text, chosen.markdown)
    return Written(chosen, kept)


def put(folder: Path, name: str, ending: str, content: bytes) -> Path:
    """Write a file of its own, readable by its owner alone, and return it: `<name><ending>`, or `<name>.2<ending>`
    where another content stands under that name. Nothing is overwritten. Raises OutputError."""
    with _border(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _border(folder), _locked(folder), _passing(folder, content) as (new,):
        for number in count(1):
            path = folder / f"{name}{'' if number == 1 else f'.{number}'}{ending}"
            if not os.path.lexists(path):
                os.replace(new, path)
                return path
            if path.is_file() and path.read_bytes() == content:
                return path
    raise AssertionError("count() does not end")


def rewrite(markdown: Path, text: str, ours: Callable[[str | None], bool]) -> bool:
    """Replace the Markdown of a note, if `ours` says so of the SHA-256 of what stands there (null where nothing does).

    Asked while the folder is locked, so that nothing which a person just saved is lost. Raises OutputError.
    """
    with (
        _border(markdown.parent),
        _locked(markdown.parent),
        _passing(markdown.parent, text.encode("utf-8")) as (new,),
    ):
        there = markdown.read_bytes() if os.path.lexists(markdown) else None
        if not ours(None if there is None else _digest(there)):
            return False
        os.replace(new, markdown)
    return True


def markdown_of(json_path: Path) -> Path:
    """The Markdown file that belongs to a note's JSON file."""
    return json_path.with_name(json_path.name.removesuffix(JSON) + MARKDOWN)


def json_of(path: Path) -> Path:
    """The JSON file of a note that is named by either of its two files."""
    return path.with_name(path.name.removesuffix(MARKDOWN) + JSON) if path.name.endswith(MARKDOWN) else path


def replace_file(file: Path, content: bytes) -> None:
    """Write a file of any kind whole or not at all, readable by its owner alone. Raises OutputError."""
    with _border(file.parent, file.name), _passing(file.parent, content) as (new,):
        os.replace(new, file)


def _choose(folder: Path, name: str, ending: str, sha256: str) -> tuple[Pair, Pair | None]:
    base = name
    if _owner(pair(folder, name), sha256) is _Owner.ANOTHER_RECORDING and ending:
        base = f"{name}.{ending}"
    kept: Pair | None = None
    for number in count(1):
        candidate = pair(folder, base if number == 1 else f"{base}.{number}")
        owner = _owner(candidate, sha256)
        if owner in (_Owner.FREE, _Owner.OURS):
            return candidate, kept
        if owner is _Owner.A_PERSON:
            kept = candidate
    raise AssertionError("count() does not end")


def _owner(candidate: Pair, sha256: str) -> _Owner:
    """Whose a pair of names is. What cannot be read, or is not exactly as scribe wrote it, is a person's."""
    if not os.path.lexists(candidate.json):
        return _Owner.A_PERSON if os.path.lexists(candidate.markdown) else _Owner.FREE
    content = _read(candidate.json)
    if content is None:
        return _Owner.A_PERSON
    if _source(content).get("sha256") != sha256:
        return _Owner.ANOTHER_RECORDING
    return _Owner.OURS if _unedited(candidate, content) else _Owner.A_PERSON


def _unedited(candidate: Pair, content: dict[str, Any]) -> bool:
    prints = content.get("fingerprints")
    if not isinstance(prints, dict):
        return False
    try:
        as_written = candidate.json.read_bytes() == dumps(content).encode("utf-8")
        if os.path.lexists(candidate.markdown):
            as_written &= _digest(candidate.markdown.read_bytes()) == prints.get("markdown")
    except (OSError, ValueError):
        return False
    return as_written and prints.get("note") == _note_print(content)


def _with_fingerprints(note: Mapping[str, Any], markdown: bytes) -> dict[str, Any]:
    marked = {**note, "fingerprints": {"markdown": _digest(markdown)}}
    marked["fingerprints"]["note"] = _note_print(marked)
    return marked


def _note_print(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a note's JSON text without this very fingerprint."""
    prints = {key: value for key, value in content["fingerprints"].items() if key != "note"}
    return _digest(dumps({**content, "fingerprints": prints}).encode("utf-8"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _source(content: Mapping[str, Any]) -> Mapping[str, Any]:
    source = content.get("source")
    return source if isinstance(source, dict) else {}


def _read(path: Path) -> dict[str, Any] | None:
    """A note's JSON, or null when it cannot be read or is none."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


# --- writing -----------------------------------------------------------------


@contextmanager
def _passing(folder: Path, *contents: bytes) -> Iterator[list[Path]]:
    """Whole files under passing names, which are gone afterwards unless they were given another."""
    files: list[Path] = []
    try:
        for content in contents:
            files.append(_passing_file(folder, content))
        yield files
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def _passing_file(folder: Path, content: bytes) -> Path:
    """A whole file under a passing name, on the disk and readable by its owner alone."""
    handle, name = tempfile.mkstemp(prefix=_TEMPORARY, suffix=".tmp", dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder against other runs of scribe, and clear what a run that was killed left behind."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a share that knows no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
            for left in folder.glob(f"{_TEMPORARY}*.tmp"):
                left.unlink(missing_ok=True)
        yield
        with suppress(OSError):  # some file systems do not sync folders
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _border(folder: Path, what: str = "the note") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = _HINTS.get(error.errno or 0, "Correct the folder's permissions, or choose another with --out.")
        raise OutputError(f"{shown(folder)}: {what} could not be written ({error.strerror}). {hint}") from error
