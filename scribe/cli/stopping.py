"""Ctrl-C and the system's wish to end: what is being written is finished, and what is left is said."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

STOPPED = 130
"""What shells expect of a program that Ctrl-C ended."""


@contextmanager
def stopping() -> Iterator[Event]:
    """An event that the first Ctrl-C sets; a second one ends the program where it is."""
    stop = Event()

    def end(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
