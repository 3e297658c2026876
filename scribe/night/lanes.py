"""The workers of this machine, as one executor of `concurrent.futures`.

Each lane is a pool of a single process: when a process dies, its own task alone fails, it is known which one that
was, and a new process takes its place.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from scribe.night import worker
from scribe.night.tasks import Done, Recipe, Task


class _Lane:
    """One worker process, and the line on which it tells how far it is."""

    def __init__(self, recipe: Recipe) -> None:
        # The same on every system, safe beside threads, and without the sockets of a fork server.
        context = multiprocessing.get_context("spawn")
        self._line, told = context.Pipe()
        self._pool = ProcessPoolExecutor(1, context, worker.prepare, (told,))
        self.task: Future[Any] | None = None
        self.loaded = self._pool.submit(worker.ready, recipe)
        # The worker has its own end by now; with this one open, a worker that dies would not end the line.
        told.close()

    @property
    def free(self) -> bool:
        return self.task is None or self.task.done()

    def submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        self.task = self._pool.submit(work, *args)
        return self.task

    def told(self) -> Iterator[Any]:
        try:
            while self._line.poll():
                yield self._line.recv()
        except (EOFError, OSError):  # the worker died
            return

    def close(self) -> None:
        """End the process at once: not even what it has loaded is put away."""
        self._line.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


class Lanes(Executor):
    """`count` workers, which begin to load at once. No more tasks than that may be given at a time."""

    def __init__(self, recipe: Recipe, count: int) -> None:
        self._recipe = recipe
        self._lanes = [_Lane(recipe) for _ in range(count)]

    @property
    def slots(self) -> int:
        return len(self._lanes)

    def hear(self, task: Task) -> Future[Done]:
        return self.submit(worker.hear, self._recipe, task)

    def submit(self, work: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        number = next(number for number, lane in enumerate(self._lanes) if lane.free)
        try:
            return self._lanes[number].submit(work, *args)
        except BrokenProcessPool:
            self._lanes[number].close()
            self._lanes[number] = _Lane(self._recipe)
            return self._lanes[number].submit(work, *args)

    def told(self) -> Iterator[tuple[Future[Any], Any]]:
        """What the workers said of their tasks since the last time."""
        for lane in self._lanes:
            for message in lane.told():
                if lane.task is not None:
                    yield lane.task, message

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for lane in self._lanes:
            lane.close()
