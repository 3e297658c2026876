"""The workers of other machines: a Dask scheduler that runs already. The only importer of `distributed`.

Recordings and notes lie on storage that all machines see under the same paths. Dask gives the work of a worker that
dies to another one; what fails for good comes back as its error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any

from scribe.errors import ClusterError
from scribe.night import worker
from scribe.night.tasks import Done, Recipe, Task

_PATIENCE = 20.0
"""Seconds to wait for the scheduler and its first worker."""


class Cluster(Executor):
    """The workers of the scheduler at `address`; they may come and go."""

    def __init__(self, recipe: Recipe, made_with: str, address: str) -> None:
        """ClusterError when the scheduler is not there, or has no worker."""
        self._recipe, self._made_with = recipe, made_with
        try:
            from distributed import Client
        except ImportError as error:
            raise ClusterError(
                "--scheduler needs Dask, which is not installed. Run: pip install 'bodywork-scribe[cluster]'"
            ) from error
        try:
            connect: Any = Client
            self._client = connect(address, timeout=_PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, ValueError) as error:  # a TimeoutError is an OSError
            raise ClusterError(
                f"{address}: no scheduler with workers answers there. Start `dask scheduler` and `dask worker`, and "
                "see docs/cluster.md."
            ) from error
        self._executor: Executor = self._client.get_executor(pure=False)

    @property
    def slots(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def hear(self, task: Task) -> Future[Done]:
        return self.submit(worker.hear_far, self._recipe, task, self._made_with)

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = self._executor.submit(work, *args, **more)
        return future

    def told(self) -> Iterator[tuple[Future[Any], Any]]:
        """Nothing: workers far away tell of whole tasks alone."""
        yield from ()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the scheduler and its workers to others."""
        self._executor.shutdown(wait=False)
        self._client.close()
