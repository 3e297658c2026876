"""The loop: tasks go to an executor, what comes back is written, and the ledger knows of every step.

The order of writing is what makes a run that is killed at any moment harmless: a recording is claimed in the ledger,
then heard, then its note is written whole, then the ledger says that it is done. In between, the note itself tells.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from scribe import output
from scribe.errors import OutputError, ScribeError
from scribe.jobs import Duplicate, Failure, Job, Known, Made, Outcome
from scribe.night.ledger import Ledger, Run
from scribe.night.plan import Aim, Found, Survey, Wanted, unseen
from scribe.night.queue import Queue
from scribe.night.summary import summary
from scribe.night.tasks import Changed, Done, Heard, Part, Ready, Refused, Result, Task
from scribe.output import shown

_LOOK = 0.2
"""Seconds between looks at what the workers say and at files that still move."""

_PATIENCE = 5.0
"""Seconds that a run waits for files to settle when nothing else is to do."""


class Workers(Protocol):
    """Tasks go to an executor. `slots` is how many are done at a time, `told` what was said of them meanwhile."""

    @property
    def slots(self) -> int: ...

    def hear(self, task: Task) -> Future[Done]: ...

    def told(self) -> Iterable[tuple[Future[Done], Any]]: ...

    def shutdown(self) -> None: ...


class Listener(Protocol):
    """Who is told how the run goes. Seconds are of audio; of what is not heard yet they are estimates."""

    def to_do(self, recordings: int, seconds: float) -> None: ...

    def progress(self, file: str, done: float, whole: float) -> None: ...

    def made(self, made: Made, seconds: float) -> None: ...

    def failed(self, failure: Failure) -> None: ...

    def duplicate(self, duplicate: Duplicate) -> None: ...

    def known(self, known: Collection[Known], outdated: int) -> None: ...

    def waiting(self, failure: Failure) -> None: ...


class Night:
    """One run over some files. `open_workers` is given how many may have something to do."""

    def __init__(
        self,
        ledger: Ledger,
        aim: Aim,
        survey: Survey,
        listener: Listener,
        open_workers: Callable[[int], Workers],
    ) -> None:
        self._ledger, self._aim = ledger, aim
        self._survey, self._listener, self._open_workers = survey, listener, open_workers
        self._run = 0
        self._workers: Workers | None = None
        self._queue = Queue()
        self._wanted: dict[str, Wanted] = {}
        self._at_work: dict[Future[Done], Task] = {}
        self._closed: dict[Path, str] = {}
        self._held: list[tuple[Wanted, Run]] = []
        self._moving: Sequence[Job] = ()
        self._outcome = Outcome()

    def work(self, jobs: Sequence[Job], failed: Iterable[Failure], command: str, stop: Event) -> Outcome:
        """Do what there is to do, until it is done or `stop` is set. What stops every recording is raised."""
        self._run = self._ledger.begin(command)
        ending = "broken off"
        try:
            for failure in failed:
                self._unreadable(failure)
            if new := unseen(self._ledger, jobs):
                self._hire(new)
            self._take_up(self._survey.look(jobs))
            self._ledger.found(self._run, len(jobs))
            self._loop(stop)
            ending = "stopped" if stop.is_set() else "finished"
        except ScribeError as error:
            ending = str(error)
            raise
        finally:
            if self._workers:
                self._workers.shutdown()
            # A ledger that failed can take no last word either: the next run finds this one dead.
            with suppress(ScribeError):
                self._ledger.end(self._run, ending)
        return self._finished(stop)

    def _hire(self, most: int) -> Workers:
        if not self._workers:
            self._workers = self._open_workers(most)
        return self._workers

    # --- what is to do -------------------------------------------------------

    def _take_up(self, found: Found) -> None:
        for failure in found.unreadable:
            self._unreadable(failure)
        for failure in found.failed:
            self._outcome.failed.append(failure)
            self._listener.failed(failure)
        for duplicate in found.duplicates:
            self._outcome.duplicates.append(duplicate)
            self._listener.duplicate(duplicate)
        if found.known:
            self._outcome.known.extend(found.known)
            self._outcome.outdated += found.outdated
            self._listener.known(found.known, found.outdated)
        self._moving = found.moving
        self._wanted.update((one.sha256, one) for one in found.wanted)
        for folder in sorted({one.job.folder for one in found.wanted}):
            try:
                output.ready(folder)
            except OutputError as error:
                self._close(folder, error)
        wanted = [one for one in found.wanted if one.job.folder not in self._closed]
        self._queue.add(wanted)
        if wanted:
            self._listener.to_do(len(wanted), sum(map(self._queue.seconds, wanted)))

    def _unreadable(self, failure: Failure) -> None:
        self._ledger.unreadable(self._run, failure.file, failure.reason)
        self._outcome.failed.append(failure)
        self._listener.failed(failure)

    def _close(self, folder: Path, error: OutputError) -> None:
        """Nothing more is heard for a folder that takes no notes; its recordings wait for the next run."""
        if folder in self._closed:
            return
        self._closed[folder] = str(error)
        gone = [sha256 for sha256, one in self._wanted.items() if one.job.folder == folder]
        self._queue.drop(gone)
        self._ledger.release(self._run, self._aim.place, gone)
        failure = Failure(shown(folder), str(error).removeprefix(f"{shown(folder)}: "))
        self._unreadable(failure)

    # --- the loop ------------------------------------------------------------

    def _loop(self, stop: Event) -> None:
        idle_since, looked = time.monotonic(), 0.0
        while not stop.is_set():
            if self._moving and time.monotonic() - looked >= _LOOK:
                self._take_up(self._survey.look(self._moving))
                looked = time.monotonic()
            self._give_out()
            if self._at_work:
                idle_since = time.monotonic()
                self._take_in()
            elif self._moving and time.monotonic() - idle_since < _PATIENCE:
                stop.wait(_LOOK)
            else:
                return

    def _give_out(self) -> None:
        while (task := self._next_task()) is not None:
            workers = self._hire(len(self._queue.waiting()) + 1)
            self._at_work[workers.hear(task)] = task

    def _next_task(self) -> Task | None:
        """The next task of which another run has nothing in work; null when there is none, or nobody is free."""
        slots = self._workers.slots if self._workers else 1
        while len(self._at_work) < slots and (task := self._queue.take(slots)) is not None:
            if isinstance(task, Part):
                return task
            files = [(item.sha256, shown(item.path), self._wanted[item.sha256].seen) for item in task.items]
            taken = self._ledger.claim(self._run, self._aim.place, self._aim.made_with, files)
            self._held.extend((self._wanted[sha256], run) for sha256, run in taken.items())
            items = tuple(item for item in task.items if item.sha256 not in taken)
            if len(items) == 1 and (heard := self._ledger.parts(items[0].sha256, self._aim.made_with)):
                return Part(items[0], heard)
            if items:
                return type(task)(items)
        return None

    def _take_in(self) -> None:
        done, _ = wait(self._at_work, _LOOK, FIRST_COMPLETED)
        assert self._workers
        for future, (number, seconds, whole) in self._workers.told():
            if future in self._at_work:
                sha256 = self._at_work[future].items[number].sha256
                self._listener.progress(shown(self._wanted[sha256].job.path), seconds, whole)
        ready: list[tuple[Result, Done]] = []
        for future in done:
            task = self._at_work.pop(future)
            ready.extend((result, future.result()) for result in self._results(task, future))
        # The workers have their next tasks before this process takes its time to write.
        self._give_out()
        # Should this process die before the ledger is told, the next run recognizes the notes.
        with self._ledger.together():
            for result, of in ready:
                self._settle(result, of)

    def _results(self, task: Task, future: Future[Done]) -> Iterable[Result]:
        """What a task gave that is to be written. What must be heard again or further is in the queue afterwards."""
        error = future.exception()
        if isinstance(error, ScribeError):
            raise error
        if error is not None:
            for item in task.items:
                self._once_more(item.sha256, _ended(error))
            return
        for result in future.result().results:
            if isinstance(result, Heard):
                self._further(task, result)
            elif isinstance(result, Changed):
                self._ledger.release(self._run, self._aim.place, [result.sha256])
                self._moving = [*self._moving, self._wanted[result.sha256].job]
            elif isinstance(result, Refused):
                self._once_more(result.sha256, result.reason)
            else:
                yield result

    def _once_more(self, sha256: str, reason: str) -> None:
        wanted = self._wanted[sha256]
        if wanted.job.folder in self._closed or self._queue.again(wanted):
            return
        file = shown(wanted.job.path)
        self._ledger.failed(self._run, self._aim.place, self._aim.made_with, sha256, file, reason)
        failure = Failure(file, reason)
        self._outcome.failed.append(failure)
        self._listener.failed(failure)

    def _further(self, task: Task, heard: Heard) -> None:
        """Keep a part of a long recording, and go on with the next."""
        before = task.heard if isinstance(task, Part) else ()
        item = next(item for item in task.items if item.sha256 == heard.sha256)
        if heard.transcript:
            self._ledger.heard(heard.sha256, self._aim.made_with, len(before), heard.transcript)
            before = (*before, heard.transcript)
        self._queue.next_part(Part(item, before))

    # --- what was done -------------------------------------------------------

    def _settle(self, ready: Result, done: Done) -> None:
        """Write a note, and only then say that it is done."""
        assert isinstance(ready, Ready)
        wanted = self._wanted[ready.sha256]
        job = wanted.job
        if job.folder in self._closed:
            return
        try:
            written = output.write(job.folder, job.name, job.ending, ready.note, ready.markdown)
        except OutputError as error:
            self._close(job.folder, error)
            return
        seconds = ready.seconds
        share = done.work * seconds / max(sum(r.seconds for r in done.results if isinstance(r, Ready)), 1e-9)
        told = (seconds, share, summary(ready.note))
        self._ledger.done(
            self._run, self._aim.place, self._aim.made_with, ready.sha256, _known_as(job), written.pair.json, told
        )
        self._queue.measured(wanted, seconds)
        made = Made(shown(job.path), written.pair, ready.note, written.kept)
        self._outcome.notes.append(made)
        self._listener.made(made, seconds)

    def _finished(self, stop: Event) -> Outcome:
        for job in self._moving:
            self._wait(Failure(shown(job.path), "it is still being copied. The next run takes it up."))
        for wanted, run in self._held:
            entry = self._ledger.entry(wanted.sha256, self._aim.place)
            file = shown(wanted.job.path)
            if entry and entry.state == "done" and entry.note:
                self._outcome.known.append(Known(file, entry.note))
            elif entry and entry.state == "failed":
                self._outcome.failed.append(Failure(file, entry.reason or ""))
            else:
                self._wait(Failure(file, f"another run has it in work (process {run.process} on {run.machine})."))
        if stop.is_set():
            self._outcome.stopped = True
            left = set(self._queue.waiting())
            left |= {item.sha256 for task in self._at_work.values() for item in task.items}
            for sha256 in left:
                self._outcome.waiting.append(Failure(shown(self._wanted[sha256].job.path), "the run was stopped."))
        return self._outcome

    def _wait(self, failure: Failure) -> None:
        self._outcome.waiting.append(failure)
        self._listener.waiting(failure)


def _known_as(job: Job) -> str:
    return shown(os.path.abspath(job.path))


def _ended(error: BaseException) -> str:
    """Why a task gave nothing. The error's own words may quote the recording, so only its kind is told."""
    return (
        f"hearing it broke off twice ({type(error).__name__}). Listen to it yourself; --redo tries it again, and the "
        "makers of scribe would like to know."
    )
