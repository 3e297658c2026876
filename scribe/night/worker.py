"""A worker: a process that loads the speech model and the words once, and then hears what it is given.

It writes nothing. When the run that started it dies, it ends as well.
"""

from __future__ import annotations

import os
import platform
import signal
import threading
import time
from functools import lru_cache
from multiprocessing.connection import Connection

from scribe.errors import ClusterError
from scribe.night.tasks import Bench, Done, Part, Recipe, Task

_at_work = threading.Lock()
"""A process hears one task at a time, however many threads a cluster gives it."""

_line: Connection | None = None
"""Where progress is told; null where nobody listens."""


def prepare(line: Connection) -> None:
    """Called once in a new process of this machine, before its first task."""
    global _line
    _line = line
    # Ctrl-C reaches every process of a terminal; the run decides what becomes of its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()


def _end_with(line: Connection) -> None:
    """End this process at once when the run closes its end of the line or dies: nothing here must be finished."""
    try:
        line.poll(None)
    finally:
        os._exit(1)


@lru_cache(maxsize=1)
def _bench(recipe: Recipe) -> Bench:
    return recipe.open()


def ready(recipe: Recipe) -> None:
    """Load what is slow. Raises the ScribeError that says why this machine cannot work."""
    with _at_work:
        _bench(recipe)


def hear(recipe: Recipe, task: Task) -> Done:
    """Do a task. What is wrong with one recording is its result; only what stops all of them is raised."""
    with _at_work:
        bench = _bench(recipe)
        began = time.monotonic()
        if isinstance(task, Part):
            results = [bench.part(task.item, task.heard, _tell)]
        else:
            results = list(bench.batch(task.items, _tell))
        return Done(tuple(results), time.monotonic() - began, f"{platform.node()} {os.getpid()}")


def hear_far(recipe: Recipe, task: Task, made_with: str) -> Done:
    """The same on another machine, whose notes must come out as they would on the one that asks."""
    if recipe.digest() != made_with:
        raise ClusterError(
            f"The worker {platform.node()} has another version of scribe, or other words, clients, payers or templates "
            "than this computer. See docs/cluster.md for how to share them."
        )
    return hear(recipe, task)


def _tell(number: int, done: float, whole: float) -> None:
    if _line is not None:
        try:
            _line.send((number, done, whole))
        except OSError:  # nobody listens any more, and this process is about to end
            return
