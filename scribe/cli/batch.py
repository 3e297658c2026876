"""The loop of `scribe note`: every job becomes a note, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scribe.cli.progress import Reporter
from scribe.errors import InputError, OutputError
from scribe.jobs import Duplicate, Failure, Job, Made, Outcome, reason
from scribe.note_json import to_dict
from scribe.output import Shelf, ready, shown, write
from scribe.records import Note
from scribe.render import Template


@dataclass(frozen=True, slots=True)
class Opened:
    """A job's content before the long work: its SHA-256, and how to make its note."""

    sha256: str
    make: Callable[[], Note]


@dataclass(frozen=True, slots=True)
class Workshop:
    """How notes are made: `words` are codes, rules and payers in our own words; `open` begins a job."""

    words: Mapping[str, str]
    open: Callable[[Job], Opened]


def run(jobs: Sequence[Job], failed: Sequence[Failure], template: Template, set_up: Callable[[], Workshop]) -> Outcome:
    """Try every job. What is wrong with one file or folder stops that job alone; all else is raised.

    `set_up` loads what is slow, and is called only when there is a job.
    """
    with Reporter() as reporter:
        for failure in failed:
            reporter.failed(failure)
        if not jobs:
            return Outcome(failed=list(failed))
        batch = _Batch(template, set_up(), reporter, Shelf(job.folder for job in jobs))
        for job in jobs:
            batch.attempt(job)
    return Outcome(batch.made, [*failed, *batch.failed], batch.duplicates)


class _Batch:
    def __init__(self, template: Template, workshop: Workshop, reporter: Reporter, shelf: Shelf) -> None:
        self._template = template
        self._workshop = workshop
        self._reporter = reporter
        self._shelf = shelf
        self._done: dict[str, str] = {}
        self.made: list[Made] = []
        self.failed: list[Failure] = []
        self.duplicates: list[Duplicate] = []

    def attempt(self, job: Job) -> None:
        try:
            result = self._one(job)
        except (InputError, OutputError) as error:
            failure = Failure(shown(job.path), reason(error, job.path))
            self.failed.append(failure)
            self._reporter.failed(failure)
            return
        if isinstance(result, Duplicate):
            self.duplicates.append(result)
            self._reporter.duplicate(result)
        else:
            self.made.append(result)
            self._reporter.made(result, 0.0)

    def _one(self, job: Job) -> Made | Duplicate:
        file = shown(job.path)
        opened = self._workshop.open(job)
        if opened.sha256 in self._done:
            return Duplicate(file, self._done[opened.sha256])
        if twin := self._shelf.twin(opened.sha256, job.folder, shown(job.path.name)):
            return Duplicate(file, f"{twin[0]}, whose note is {shown(twin[1])}")
        ready(job.folder)
        note = opened.make()
        markdown = self._template.render(note, self._workshop.words)
        content = to_dict(note)
        written = write(job.folder, job.name, job.ending, content, markdown)
        self._done[opened.sha256] = file
        return Made(file, written.pair, content, written.kept)
