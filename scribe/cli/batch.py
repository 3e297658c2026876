"""The loop that `scribe process` and `scribe note` share: every job becomes a note, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scribe.cli.jobs import Failure, Job
from scribe.cli.progress import Reporter
from scribe.errors import InputError, OutputError, ScribeError, SpeechError
from scribe.note_json import to_dict
from scribe.output import Pair, Shelf, ready, shown, write
from scribe.records import Note
from scribe.render import Template


@dataclass(frozen=True, slots=True)
class Opened:
    """A job's content before the long work: its SHA-256, and how to make its note."""

    sha256: str
    make: Callable[[], Note]


@dataclass(frozen=True, slots=True)
class Made:
    """A note that was written; `kept` is the edited note beside it that was left alone."""

    file: str
    pair: Pair
    note: Note
    kept: Pair | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file of the same content as another, which has a note."""

    file: str
    same_as: str


@dataclass(frozen=True, slots=True)
class Outcome:
    notes: tuple[Made, ...]
    failed: tuple[Failure, ...]
    duplicates: tuple[Duplicate, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """How notes are made: `words` are codes, rules and payers in our own words; `open` begins a job."""

    words: Mapping[str, str]
    open: Callable[[Job], Opened]


def run(
    jobs: Sequence[Job], failed: Sequence[Failure], template: Template, set_up: Callable[[Reporter], Workshop]
) -> Outcome:
    """Try every job. What is wrong with one file or folder stops that job alone; all else is raised.

    `set_up` loads what is slow, and is called only when there is a job.
    """
    with Reporter() as reporter:
        for failure in failed:
            reporter.failed(failure)
        if not jobs:
            return Outcome((), tuple(failed), ())
        batch = _Batch(template, set_up(reporter), reporter, Shelf(job.folder for job in jobs))
        for job in jobs:
            batch.attempt(job)
    return Outcome(tuple(batch.made), (*failed, *batch.failed), tuple(batch.duplicates))


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
        self._reporter.start(shown(job.path))
        try:
            result = self._one(job)
        except (InputError, SpeechError, OutputError) as error:
            failure = Failure(shown(job.path), _reason(error, job))
            self.failed.append(failure)
            self._reporter.failed(failure)
            return
        if isinstance(result, Duplicate):
            self.duplicates.append(result)
            self._reporter.say(f"{result.file}: the same content as {result.same_as}; no second note")
        else:
            self.made.append(result)
            self._reporter.say(_written(result))

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
        written = write(job.folder, job.name, job.ending, to_dict(note), markdown)
        self._done[opened.sha256] = file
        return Made(file, written.pair, note, written.kept)


def _reason(error: ScribeError, job: Job) -> str:
    """The sentence without the file's name, which is shown with its folder before it."""
    return shown(str(error).removeprefix(f"{job.path.name}: "))


def _written(made: Made) -> str:
    said = f"{made.file}: wrote {shown(made.pair.markdown)}"
    return said + (f" beside the edited {shown(made.kept.markdown.name)}" if made.kept else "")
