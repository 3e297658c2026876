"""The morning report: what a night did, for a person who has a minute. A page and its plain twin.

Of the recordings' content no more than the summary lines of their notes. Only its owner may read it. Wording and
looks are the templates' (`templates/morning.html.j2`, `templates/morning.txt.j2`), which are given a `Morning`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scribe.night.ledger import Ledger, Row, Run
from scribe.output import MARKDOWN, replace_file, shown
from scribe.render import page

PAGE, TEXT = "morning.html", "morning.txt"
_NIGHT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Line:
    """One recording: its file, its folder, and the summary of its note or the reason why there is none."""

    file: str
    folder: str
    note: Path | None
    address: str
    reason: str
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the bar of the night, in hundredths of its length: a run that worked, or a recording at its end."""

    kind: str
    start: float
    length: float
    title: str


@dataclass(frozen=True, slots=True)
class Morning:
    """What the templates are given. Times are local; `working` are seconds in which at least one run was at work."""

    title: str
    begin: datetime
    end: datetime
    working: float
    audio: float
    attention: Sequence[Line]
    failed: Sequence[Line]
    done: Sequence[Line]
    waiting: Sequence[Line]
    units: Sequence[tuple[str, int]]
    bar: Sequence[Mark]
    broken: Sequence[str]

    @property
    def notes(self) -> int:
        return len(self.attention) + len(self.done)

    @property
    def speed(self) -> float:
        """Seconds of audio in a second of work."""
        return self.audio / self.working if self.working else 0.0


def of_last_night(ledger: Ledger, waiting: Iterable[tuple[str, str]] = ()) -> Morning:
    """The last 24 hours. `waiting` are files that the next run takes up, and why."""
    since = (datetime.now(UTC) - _NIGHT).isoformat()
    runs = [run for run in ledger.runs(1000) if (run.ended or since) >= since]
    return _morning("Morning report", runs, ledger.results(since=since), waiting)


def of_run(ledger: Ledger, run: Run) -> Morning:
    return _morning(f"Run {run.id}", [run], ledger.results(run.id), ())


def write(ledger: Ledger, folder: Path, waiting: Iterable[tuple[str, str]] = ()) -> Path:
    """Write the report of the last night into a folder, and say where the page is. Raises OutputError."""
    morning = of_last_night(ledger, waiting)
    for name in (TEXT, PAGE):
        replace_file(folder / name, render(morning, name).encode())
    return folder / PAGE


def render(morning: Morning, name: str) -> str:
    return page(f"{name}.j2").render(morning=morning)


def _morning(title: str, runs: Sequence[Run], results: Sequence[Row], waiting: Iterable[tuple[str, str]]) -> Morning:
    now = datetime.now(UTC).isoformat()
    spans = [(_local(run.started), _local(run.ended or now)) for run in runs]
    begin = min((start for start, _ in spans), default=_local(now))
    end = max((end for _, end in spans), default=_local(now))
    last = {row.file: row for row in results}.values()
    made = [row for row in last if row.outcome == "made"]
    units: Counter[str] = Counter()
    for row in made:
        for line in row.summary["lines"]:
            units[line["code"]] += line["units"]
    return Morning(
        title=title,
        begin=begin,
        end=end,
        working=_covered(spans),
        audio=sum(row.seconds for row in made),
        attention=[_line(row) for row in made if row.summary["to_settle"]],
        failed=[_line(row) for row in last if row.outcome == "failed"],
        done=[_line(row) for row in made if not row.summary["to_settle"]],
        waiting=[Line(file, "", None, "", reason, {}) for file, reason in waiting],
        units=sorted(units.items()),
        bar=list(_bar(runs, last, begin, end)),
        broken=[_broken(run) for run in runs if run.ending not in ("finished", "stopped", None)],
    )


def _line(row: Row) -> Line:
    path = Path(row.file)
    markdown = _markdown(row.note) if row.note else None
    address = markdown.absolute().as_uri() if markdown else ""
    return Line(path.name, str(path.parent), markdown, address, row.reason or "", dict(row.summary))


def _markdown(note: Path) -> Path:
    return note.with_name(note.name.removesuffix(".note.json") + MARKDOWN)


def _broken(run: Run) -> str:
    begun = f"{_local(run.started):%H:%M}"
    if run.ending == "died":
        return f"The run that began at {begun} ended without a word: the computer was switched off, or it was killed."
    return f"The run that began at {begun} broke off: {run.ending}"


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone()


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds that lie in at least one span."""
    seconds, reached = 0.0, None
    for start, end in sorted(spans):
        start = max(start, reached) if reached else start
        if end > start:
            seconds += (end - start).total_seconds()
            reached = end
    return seconds


def _bar(runs: Iterable[Run], rows: Iterable[Row], begin: datetime, end: datetime) -> Iterable[Mark]:
    whole = max((end - begin).total_seconds(), 1.0)

    def at(moment: datetime) -> float:
        return 100 * (moment - begin).total_seconds() / whole

    for run in runs:
        start, until = _local(run.started), _local(run.ended) if run.ended else end
        kind = "died" if run.ending == "died" else "run"
        yield Mark(kind, at(start), at(until) - at(start), f"Run {run.id}, {start:%H:%M} to {until:%H:%M}")
    for row in rows:
        kind = row.outcome if row.outcome == "failed" or not row.summary["to_settle"] else "attention"
        yield Mark(kind, at(_local(row.at)), 0.0, f"{shown(Path(row.file).name)}, {_local(row.at):%H:%M}")
