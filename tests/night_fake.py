"""Stands in for the hearing of recordings in tests of the overnight run: quick, and it writes down what it did.

What it does with a file is said by the file's name: `bad` gives no note, `poison` kills its worker, `bug` raises,
`slow` takes a while, `long` is heard in three parts. Run as a program it is `scribe` with this hearing.
"""

import hashlib
import os
import signal
import sqlite3
import sys
import time
from dataclasses import dataclass

from scribe.night import parts
from scribe.night.tasks import Changed, Heard, Ready, Refused
from scribe.records import Transcript, Word

PARTS = 3


@dataclass(frozen=True)
class FakeRecipe:
    """`log` is the file in which each hearing is a line."""

    log: str
    pause: float = 0.0
    threads: int | None = None

    def check(self):
        pass

    def room(self):
        return 8

    def digest(self):
        return os.environ.get("NIGHT_SETTINGS", "settings")

    def open(self):
        return FakeBench(self)


class FakeBench:
    def __init__(self, recipe):
        self.recipe = recipe

    def batch(self, items, tell):
        for number, item in enumerate(items):
            tell(number, 0.0, 1.0)
            yield self._one(item, len(items), tell)

    def _one(self, item, of, tell):
        if "long" in item.path.name:
            return self.part(item, (), tell) if of == 1 else Heard(item.sha256, PARTS, "", 0.0)
        return self._hear(item) or ready(item, item.path.read_text())

    def part(self, item, heard, tell):
        self._hear(item, f" part {len(heard)}")
        word = f"part{len(heard)}"
        transcript = Transcript(word, words=(Word(word, 0, len(word), 0.0, 0.5, 0.9),))
        so_far = (*heard, parts.to_text(transcript, 10.0 * len(heard)))
        if len(so_far) < PARTS:
            return Heard(item.sha256, PARTS, so_far[-1], 10.0)
        return ready(item, parts.join(so_far).text)

    def _hear(self, item, more=""):
        with open(self.recipe.log, "a") as log:
            log.write(f"{item.path.name}{more}\n")
        time.sleep(self.recipe.pause + (0.5 if "slow" in item.path.name else 0.0))
        if hashlib.sha256(item.path.read_bytes()).hexdigest() != item.sha256:
            return Changed(item.sha256)
        if "poison" in item.path.name:
            os.kill(os.getpid(), signal.SIGKILL)
        if "bug" in item.path.name:
            raise KeyError("words of a client")
        return Refused(item.sha256, "no speech was heard.") if "bad" in item.path.name else None


def ready(item, text):
    note = {
        "source": {"file": item.path.name, "sha256": item.sha256},
        "transcript": {"text": text},
        "session": {"client": "Dana", "minutes": 60},
        "treatments": [],
        "billing": {"lines": [{"code": "97124", "units": 2, "status": "proposed"}]},
        "flags": [{"level": "blocks"}] if "doubt" in item.path.name else [],
    }
    return Ready(item.sha256, note, f"# {item.path.name}\n", 1.0)


def recipe(*_, **__):
    return FakeRecipe(os.environ["NIGHT_LOG"], float(os.environ.get("NIGHT_PAUSE", "0")))


class Boundaries:
    """Counts the moments at which something is written, and dies at one of them."""

    def __init__(self, last):
        self.last, self.count = last, 0

    def cross(self, *_):
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_and_after(self, function):
        def crossed(*args, **options):
            self.cross()
            result = function(*args, **options)
            self.cross()
            return result

        return crossed

    def watch(self):
        for name in ("replace", "unlink", "fsync"):
            setattr(os, name, self.before_and_after(getattr(os, name)))
        connect = sqlite3.connect

        def traced(*args, **options):
            database = connect(*args, **options)
            database.set_trace_callback(self.cross)
            return database

        sqlite3.connect = traced


def main():
    from scribe.cli import main as command
    from scribe.cli import nightly

    nightly.NoteRecipe = recipe
    command(sys.argv[1:])


if __name__ == "__main__":
    # Workers find this module by its own name.
    import night_fake

    night_fake.main()
