"""How far the work is: lines and a bar for a person on standard error, or lines of JSON for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from types import TracebackType
from typing import Any, Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from scribe.jobs import Duplicate, Failure, Known, Made
from scribe.night.summary import summary
from scribe.output import shown

_SHOWN = 4
"""Files that have a bar of their own at a time."""


class Reporter:
    """Lines about each file; where standard error is a terminal, also bars in seconds of audio.

    The first bar is all there is to do, with the time left at the speed measured so far.
    """

    def __init__(self) -> None:
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.completed:.0f} of {task.total:.0f} s of audio"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
        self._whole: TaskID | None = None
        self._files: dict[str, tuple[TaskID | None, float]] = {}
        self._left, self._done, self._to_do = 0, 0.0, 0.0

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def to_do(self, recordings: int, seconds: float) -> None:
        self._left += recordings
        self._to_do += seconds
        self._show()

    def progress(self, file: str, done: float, whole: float) -> None:
        """Seconds of a file's audio that are done, of all it has."""
        if self._bar is None:
            if file not in self._files:
                self.say(f"{file}: {whole:.0f} seconds of audio")
            self._files[file] = None, done
            return
        task, _ = self._files.get(file, (None, 0.0))
        if task is None and sum(one is not None for one, _ in self._files.values()) < _SHOWN:
            task = self._bar.add_task(file, total=whole)
        self._files[file] = task, min(done, whole)
        if task is not None:
            self._bar.update(task, completed=min(done, whole))
        self._show()

    def made(self, made: Made, seconds: float) -> None:
        self._leave(made.file, seconds)
        said = f"{made.file}: wrote {shown(made.pair.markdown)}"
        self.say(said + (f" beside the edited {shown(made.kept.markdown.name)}" if made.kept else ""))

    def failed(self, failure: Failure) -> None:
        self._leave(failure.file, 0.0)
        self.say(f"{failure.file}: {failure.reason}")

    def duplicate(self, duplicate: Duplicate) -> None:
        self.say(f"{duplicate.file}: the same content as {duplicate.same_as}; no second note")

    def known(self, known: Collection[Known], outdated: int) -> None:
        self.say(f"{_count(len(known), 'recording has its note', 'recordings have their notes')} already")
        if outdated:
            self.say(
                f"{_count(outdated, 'of the notes was', 'of the notes were')} made with other settings or an older "
                "version; --redo makes them anew"
            )

    def waiting(self, failure: Failure) -> None:
        self.say(f"{failure.file}: waits: {failure.reason}")

    def say(self, line: str) -> None:
        """One line that stays."""
        if self._bar:
            self._bar.console.print(Text(line), soft_wrap=True)
        else:
            click.echo(line, err=True)

    def _leave(self, file: str, seconds: float) -> None:
        task, _ = self._files.pop(file, (None, 0.0))
        self._done += seconds
        self._left = max(0, self._left - 1)
        if self._bar and task is not None:
            self._bar.remove_task(task)
        self._show()

    def _show(self) -> None:
        if self._bar is None or not self._to_do:
            return
        if self._whole is None:
            self._whole = self._bar.add_task("", total=self._to_do)
        done = self._done + sum(seconds for _, seconds in self._files.values())
        # Until a recording is heard its length is an estimate from the size of its file.
        self._bar.update(self._whole, completed=done, total=max(self._to_do, done), description=f"{self._left} to do")


class Teller(Reporter):
    """Lines for a watch that goes on for days: what was said once is not said again."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def known(self, known: Collection[Known], outdated: int) -> None:
        return

    def say(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            super().say(line)


class JsonLines:
    """One JSON object a line on standard output, as things happen."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        return

    def to_do(self, recordings: int, seconds: float) -> None:
        self.tell("to_do", recordings=recordings, seconds=round(seconds, 1))

    def progress(self, file: str, done: float, whole: float) -> None:
        self.tell("progress", file=file, seconds=round(done, 1), of=round(whole, 1))

    def made(self, made: Made, seconds: float) -> None:
        note, data = shown(made.pair.markdown), shown(made.pair.json)
        self.tell("made", file=made.file, note=note, json=data, seconds=round(seconds, 1), **summary(made.note))

    def failed(self, failure: Failure) -> None:
        self.tell("failed", file=failure.file, reason=failure.reason)

    def duplicate(self, duplicate: Duplicate) -> None:
        self.tell("duplicate", file=duplicate.file, same_as=duplicate.same_as)

    def known(self, known: Collection[Known], outdated: int) -> None:
        for one in known:
            self.tell("known", file=one.file, json=shown(one.note))

    def waiting(self, failure: Failure) -> None:
        self.tell("waiting", file=failure.file, reason=failure.reason)

    def tell(self, event: str, **more: Any) -> None:
        click.echo(json.dumps({"event": event, **more}, ensure_ascii=False))
        sys.stdout.flush()


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
