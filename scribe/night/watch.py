"""Doing the work as recordings come in. The only importer of watchdog.

What moves in the folders wakes a look at them; folders on other computers do not always tell, so they are also looked
at every minute. A folder that goes away is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from scribe.night.plan import SETTLED
from scribe.output import shown

_AT_LEAST_EVERY = 60.0
_UNSETTLED = 10.0
_STEP = 0.2
"""Seconds between looks: at the least while nothing stirs, while a file is not at rest, and at whether to stop."""


def watch(
    folders: Sequence[Path],
    due: Callable[[Sequence[Path]], bool],
    work: Callable[[Sequence[Path]], None],
    say: Callable[[str], None],
    stop: Event,
) -> None:
    """Call `work` with the folders that are there whenever `due` says that something new lies in them, until `stop`."""
    missing: set[Path] = set()
    while not stop.is_set():
        there = [folder for folder in folders if folder.is_dir()]
        for folder in set(folders) - set(there) - missing:
            say(f"{shown(folder)}: is not there; scribe waits for it")
        for folder in missing & set(there):
            say(f"{shown(folder)}: is there again")
        missing = set(folders) - set(there)
        with _watching(there) as stirred:
            if not due(there):
                _until(stop, stirred, _AT_LEAST_EVERY)
            _until_quiet(stop, stirred)
        if not stop.is_set() and due(there):
            work(there)
            if due(there):  # still being copied, over a network that does not tell
                _until(stop, Event(), _UNSETTLED)


@contextmanager
def _watching(folders: Sequence[Path]) -> Iterator[Event]:
    """An event that is set when something moves in a folder."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    stirred = Event()

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # Reading a file is an event of some systems; what scribe itself reads must not wake it.
            if event.event_type not in ("opened", "closed_no_write"):
                stirred.set()

    observer = Observer()
    try:
        for folder in folders:
            observer.schedule(Handler(), str(folder), recursive=True)
        observer.start()
    except OSError:
        # Gone this moment, or more folders than the system watches at a time: the look at every minute remains.
        yield stirred
        return
    try:
        yield stirred
    finally:
        observer.stop()
        observer.join()


def _until(stop: Event, stirred: Event, most: float) -> None:
    end = time.monotonic() + most
    while not stop.is_set() and time.monotonic() < end and not stirred.wait(_STEP):
        pass


def _until_quiet(stop: Event, stirred: Event) -> None:
    """Let what is being copied in come to rest, but no longer than until the next look would be due."""
    end = time.monotonic() + _AT_LEAST_EVERY
    while stirred.is_set() and not stop.is_set() and time.monotonic() < end:
        stirred.clear()
        _until(stop, stirred, SETTLED)
