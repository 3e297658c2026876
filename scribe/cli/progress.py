"""How far the work is, on standard error: a bar where a person watches, plain lines where a log is kept."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from scribe.cli.jobs import Failure


class Reporter:
    """Lines about each file, and a bar in seconds of its audio when standard error is a terminal."""

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
        self._file = ""

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def start(self, file: str) -> None:
        """The next file's turn."""
        self._file = file
        self._clear()

    def progress(self, done: float, whole: float) -> None:
        """Seconds of audio that are done, of all there are."""
        if self._bar is None:
            if done == 0:
                self.say(f"{self._file}: {whole:.0f} seconds of audio")
        elif self._bar.tasks:
            self._bar.update(self._bar.tasks[0].id, completed=min(done, whole))
        else:
            self._bar.add_task(self._file, total=whole)

    def say(self, line: str) -> None:
        """One line that stays."""
        self._clear()
        if self._bar:
            self._bar.console.print(Text(line), soft_wrap=True)
        else:
            click.echo(line, err=True)

    def failed(self, failure: Failure) -> None:
        self.say(f"{failure.file}: {failure.reason}")

    def _clear(self) -> None:
        if self._bar:
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
