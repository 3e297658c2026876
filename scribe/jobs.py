"""What there is to do, and what became of it: the files that the paths of a command name, and where each note goes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scribe.output import Pair, shown


@dataclass(frozen=True, slots=True)
class Job:
    """A file, and the folder, the name and the ending that its note is called by. `piped` is standard input."""

    path: Path
    folder: Path
    name: str
    ending: str
    piped: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or folder of which no note came, and why, in one sentence."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """A note that was written, as its JSON says it; `kept` is the edited note beside it that was left alone."""

    file: str
    pair: Pair
    note: dict[str, Any]
    kept: Pair | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file of the same content as another, which has a note."""

    file: str
    same_as: str


@dataclass(frozen=True, slots=True)
class Known:
    """A file that has its note already."""

    file: str
    note: Path


@dataclass(slots=True)
class Outcome:
    """What became of a command's files. `waiting` are those that the next run takes up, and why.

    `outdated` counts notes that were made by another version or with other settings than now; `stopped` says that
    the user broke off.
    """

    notes: list[Made] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    waiting: list[Failure] = field(default_factory=list)
    report: Path | None = None
    outdated: int = 0
    stopped: bool = False


def collect(paths: Sequence[Path], suffixes: Collection[str], out: Path | None) -> tuple[list[Job], list[Failure]]:
    """The jobs of files and folders, each file once, in the order given and by name within a folder.

    A folder is searched through all its folders for the endings in `suffixes`; hidden ones are passed over.
    `out` null puts each note beside its file.
    """
    jobs: dict[str, Job] = {}
    failed: list[Failure] = []
    for path in paths:
        if not os.path.isdir(path):
            found = [_job(path, out or path.parent)]
        else:
            before = len(failed)
            files = list(_search(path, suffixes, failed))
            found = [_job(file, (out / file.relative_to(path)).parent if out else file.parent) for file in files]
            if not files and len(failed) == before:
                failed.append(Failure(shown(path), f"the folder holds no file that ends in {_listed(suffixes)}."))
        for job in found:
            jobs.setdefault(os.path.realpath(job.path), job)
    return list(jobs.values()), failed


def reason(error: Exception, path: Path) -> str:
    """The sentence without the file's name, which is shown with its folder before it."""
    return shown(str(error).removeprefix(f"{path.name}: "))


def _job(path: Path, folder: Path) -> Job:
    return Job(path, folder, path.stem, path.suffix.removeprefix("."))


def _search(folder: Path, suffixes: Collection[str], failed: list[Failure]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        failed.append(Failure(shown(error.filename), f"the folder cannot be searched ({error.strerror})."))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in suffixes:
                yield Path(place, name)


def _listed(suffixes: Collection[str]) -> str:
    return ", ".join(sorted(suffixes))
