"""The overnight run in real processes: whatever is killed, broken or full, every recording has its note or a reason."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from night_fake import Boundaries, recipe

from scribe.cli import main
from scribe.night import worker

ENTRY = Path(__file__).parent / "night_fake.py"


@dataclass
class Place:
    """A folder of recordings, one of notes, a ledger, and the log of what was heard."""

    root: Path

    @property
    def recordings(self):
        return self.root / "in"

    @property
    def notes(self):
        return self.root / "out"

    @property
    def ledger(self):
        return self.root / "data" / "ledger.sqlite"

    @property
    def log(self):
        return self.root / "heard"

    def add(self, *names, age=3600.0):
        for name in names:
            path = self.recordings / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"the words of {name}")
            os.utime(path, (time.time() - age,) * 2)

    def start(self, *options, env=None, command="process", paths=None, out=True):
        args = [sys.executable, str(ENTRY), command, *map(str, paths or [self.recordings])]
        args += ["--out", str(self.notes)] if out else []
        env = {**os.environ, "NIGHT_LOG": str(self.log), "PYTHONWARNINGS": "error", **(env or {})}
        return subprocess.Popen(
            [*args, "--ledger", str(self.ledger), *options],
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *options, **how):
        process = self.start(*options, **how)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def heard(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def files(self):
        return sorted(str(path.relative_to(self.notes)) for path in self.notes.rglob("*") if path.is_file())

    def states(self):
        with sqlite3.connect(self.ledger) as database:
            rows = database.execute("SELECT file, state FROM recordings").fetchall()
        database.close()
        return {Path(file).name: state for file, state in rows}

    def whole(self, *names):
        """Exactly these recordings have a note, each both files, whole, and nothing else lies there."""
        stems = [str(Path(name).with_suffix("")) for name in names]
        assert self.files() == sorted(f"{stem}.note.{ending}" for stem in stems for ending in ("md", "json"))
        for path in self.notes.rglob("*.json"):
            note = json.loads(path.read_text())
            assert path.with_name(path.name.replace(".json", ".md")).read_text() == f"# {note['source']['file']}\n"

    def run_here(self, *options):
        """The same in this process, for which the fixture `inside` must have prepared it."""
        args = ["process", self.recordings, "--out", self.notes, "--ledger", self.ledger, *options]
        return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)

    def run_forked(self, kill_at):
        """The same in a process forked from this one, killed at the so manieth writing. Out: its status and count."""
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            moments = Boundaries(kill_at)
            moments.watch()
            self.run_here()
            os.write(write, str(moments.count).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as count:
            told = count.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), int(told or 0)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def memory(tmp_path):
    """A folder in memory where there is one: what SIGKILL spares does not depend on the disk, and it is quick."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
def inside(here, monkeypatch, tmp_path):
    """The command in this process hears as night_fake.py does."""
    monkeypatch.setenv("NIGHT_LOG", str(tmp_path / "heard"))
    monkeypatch.setattr("scribe.cli.nightly.NoteRecipe", recipe)


THREE = ("a.wav", "b.m4a", "long.wav")


# --- killed ------------------------------------------------------------------


def test_killed_at_every_moment_at_which_something_is_written(inside, memory, monkeypatch):
    moments, number = 1, 0
    while number < moments:
        place = Place(memory / str(number))
        place.add(*THREE)
        monkeypatch.setenv("NIGHT_LOG", str(place.log))
        worker._bench.cache_clear()
        status, count = place.run_forked(number)
        if number == 0:  # not killed, but counted
            assert (status, count > 60) == (0, True)
            moments = count
        else:
            assert status == -signal.SIGKILL
        before = place.heard()
        again = place.run_here()
        assert again.exit_code == 0, (number, again.output)
        place.whole(*THREE)
        assert set(place.states().values()) == {"done"}
        # What was in work is heard again and nothing else: a batch, and of the long recording one part.
        twice = [line for line in before if place.heard().count(line) > 1]
        assert len([line for line in twice if "part" in line]) <= 1, (number, twice)
        assert len(twice) <= 3
        assert "3 recordings have their notes already" in place.run_here().output
        number += 1
