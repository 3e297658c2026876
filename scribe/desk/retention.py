"""Recordings of filed notes, which the settings may let go some days after the filing; by default they stay for good.

A recording is removed only when all of this holds: the therapist chose a number of days and it is over; every note
made from the recording is filed; and the file that would go is the recording itself, by its digest. What was removed
stands in the chain of filed notes, and is written there first.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe.errors import OutputError
from scribe.output import shown
from scribe.store import Filed, Json, State, Store, sources


@dataclass(frozen=True, slots=True)
class Due:
    """A recording that goes on the day `on`, and the filed note that it was made into."""

    note: str
    path: Path
    sha256: str
    on: datetime.date


class Retention:
    """`days` after the filing a recording goes; null is never."""

    def __init__(self, store: Store, days: int | None) -> None:
        self._store = store
        self.days = days

    def notice(self, id: str) -> str | None:
        """What will become of the recording of a filed note, said when it is filed; null when it stays."""
        filed = self._store.filed(id)
        if self.days is None or filed is None or not self._recordings(filed):
            return None
        return (
            f"Its recording can be removed from {self._day(filed)} on, as your settings say: "
            "scribe recordings --remove. Until then nothing happens to it."
        )

    def planned(self, folders: Sequence[Path] = ()) -> tuple[Due, ...]:
        """Recordings that are there and will go, the earliest first: those beside their notes or below `folders`."""
        if self.days is None:
            return ()
        listed = self._store.listed()
        open_yet = {each.sha256 for each in listed if each.state not in (State.FILED, State.JOINED)}
        found: dict[Path, Due] = {}
        for filed in self._store.all_filed():
            path = self._store.path(filed.note)
            beside = path.parent if path else None
            for source in self._recordings(filed):
                if source["sha256"] in open_yet:
                    continue
                for file in _copies(source["file"], source["sha256"], beside, folders):
                    found[file] = Due(filed.note, file, source["sha256"], self._day(filed))
        return tuple(sorted(found.values(), key=lambda due: (due.on, due.path)))

    def remove(self, due: Due) -> None:
        """Let one recording go, written into the chain before. Raises OutputError when it cannot be removed."""
        told = {(each.file, each.sha256) for each in self._store.deletions()}
        if (shown(due.path), due.sha256) not in told:
            self._store.add_deletion(due.note, shown(due.path), due.sha256)
        try:
            due.path.unlink()
        except OSError as error:
            raise OutputError(
                f"{shown(due.path)}: could not be removed ({error.strerror}). Correct the permissions of its folder."
            ) from error

    def _recordings(self, filed: Filed) -> list[Json]:
        """What a filed note was made from, without typed texts, which are never removed."""
        content = self._store.version(filed.note, filed.version).content
        return [source for source in sources(content) if source.get("duration_seconds") is not None]

    def _day(self, filed: Filed) -> datetime.date:
        assert self.days is not None
        return datetime.datetime.fromisoformat(filed.at).date() + datetime.timedelta(days=self.days)


def _copies(name: str, sha256: str, beside: Path | None, folders: Sequence[Path]) -> Iterator[Path]:
    """Files of that name and content: beside the note, and anywhere below the folders."""
    candidates = [beside / name] if beside else []
    candidates += [path for folder in folders for path in folder.rglob("*") if path.name == name]
    for path in dict.fromkeys(path.absolute() for path in candidates):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                    yield path
