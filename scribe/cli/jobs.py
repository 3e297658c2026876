"""What there is to do: the files that the paths of a command name, and where the note of each goes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe.output import shown


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
