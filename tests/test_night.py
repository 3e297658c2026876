"""The overnight run in real processes: whatever is killed, broken or full, every recording has its note or a reason."""

import errno
import hashlib
import json
import os
import plistlib
import random
import re
import shlex
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import psutil
import pytest
from click.testing import CliRunner
from night_fake import PARTS, Boundaries, recipe

from scribe import output
from scribe.cli import main
from scribe.night import worker
from scribe.night.schedule import SYSTEMS, snippet

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
        if number % 10 == 0:
            assert "3 recordings have their notes already" in place.run_here().output
        number += 1


def test_killed_at_twenty_moments_with_real_workers(inside, memory, monkeypatch):
    """Kill -9 of the run, or of one of its workers, at moments drawn by a seeded die."""
    dice = random.Random(20261128)
    names = [f"{number}.wav" for number in range(6)] + ["long.wav"]
    for turn in range(20):
        place = Place(memory / str(turn))
        place.add(*names)
        process = place.start(env={"NIGHT_PAUSE": "0.05"})
        deadline, wanted = time.monotonic() + 30, dice.randint(0, 8)
        while len(place.heard()) < wanted and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(dice.uniform(0.0, 0.05))
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate(timeout=30)
        monkeypatch.setenv("NIGHT_LOG", str(place.log))
        worker._bench.cache_clear()
        assert place.run_here().exit_code == 0
        place.whole(*names)
        assert set(place.states().values()) == {"done"}
        # Nothing that had its note, and no part that was kept, was heard a second time.
        assert len(place.heard()) <= len(names) + PARTS - 1 + 4
        assert not psutil.wait_procs(workers, timeout=10)[1], "a worker outlived its run"


def test_a_worker_that_dies_costs_its_own_recordings_one_retry_and_no_other_anything(place):
    place.add("a.wav", "poison.wav", "b.wav", "c.wav", "bug.wav", "bad.wav", "d.wav")
    done = place.run("--json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    reasons = {Path(one["file"]).name: one["reason"] for one in document["failed"]}
    assert set(reasons) == {"poison.wav", "bug.wav", "bad.wav"}
    assert "broke off twice (BrokenProcessPool)" in reasons["poison.wav"]
    assert "broke off twice (KeyError)" in reasons["bug.wav"]
    assert "client" not in done.stderr + done.stdout.replace('"client"', "")
    place.whole("a.wav", "b.wav", "c.wav", "d.wav")
    heard = place.heard()
    assert heard.count("poison.wav") == 2 and max(heard.count(name) for name in reasons) == 2
    assert max(heard.count(name) for name in "abcd") <= 2


def test_what_failed_is_set_aside_until_it_changes_or_is_asked_for(inside, place):
    place.add("bad.wav", "good.wav")
    place.run_here()
    heard = place.heard()
    second = place.run_here()
    assert second.exit_code == 1 and "set aside" in second.stderr and place.heard() == heard
    place.run_here("--redo")
    assert place.heard().count("bad.wav") == heard.count("bad.wav") + 2
    (place.recordings / "bad.wav").write_text("other words")
    os.utime(place.recordings / "bad.wav", (time.time() - 60,) * 2)
    place.run_here()
    assert place.heard().count("bad.wav") == heard.count("bad.wav") + 4


# --- known -------------------------------------------------------------------


def test_renamed_moved_and_copied_recordings_are_known(inside, place):
    place.add("a.wav", "b.wav")
    place.run_here()
    (place.recordings / "a.wav").rename(place.recordings / "renamed.wav")
    (place.recordings / "sub").mkdir()
    (place.recordings / "b.wav").rename(place.recordings / "sub" / "b.wav")
    again = place.run_here("--json")
    assert len(json.loads(again.stdout)["known"]) == 2
    place.whole("a.wav", "b.wav")
    shutil.copy2(place.recordings / "renamed.wav", place.recordings / "0 copy.wav")
    again = place.run_here("--json")
    assert [Path(one["file"]).name for one in json.loads(again.stdout)["duplicates"]] in (
        ["0 copy.wav"],
        ["renamed.wav"],
    )
    assert len(place.heard()) == 2


def test_another_folder_for_the_notes_is_another_task_and_a_note_that_is_gone_is_made_again(inside, place):
    place.add("a.wav")
    place.run_here()
    place.run_here("--out", str(place.root / "elsewhere"))
    assert (place.root / "elsewhere" / "a.note.md").exists()
    (place.notes / "a.note.md").unlink()
    place.run_here()
    place.whole("a.wav")


def test_notes_beside_their_recordings_stay_known_when_the_folder_is_renamed(inside, place):
    place.add("a.wav")
    args = ["--ledger", str(place.ledger)]
    CliRunner().invoke(main, ["process", str(place.recordings), *args])
    place.recordings.rename(place.root / "moved")
    again = CliRunner().invoke(main, ["process", str(place.root / "moved"), *args])
    assert "1 recording has its note already" in again.stderr
    assert place.heard() == ["a.wav"]


def test_a_lost_ledger_is_made_anew_from_the_notes_that_stand(inside, place):
    place.add("a.wav", "b.wav")
    place.run_here()
    place.ledger.unlink()
    (place.notes / "a.note.md").write_text("mine")
    again = place.run_here()
    assert "2 recordings have their notes already" in again.stderr
    assert (len(place.heard()), (place.notes / "a.note.md").read_text()) == (2, "mine")


def test_notes_of_other_settings_are_counted_and_made_anew_by_redo_alone(inside, place, monkeypatch):
    place.add("a.wav", "b.wav")
    place.run_here()
    monkeypatch.setenv("NIGHT_SETTINGS", "others")
    again = place.run_here()
    assert "2 of the notes were made with other settings" in again.stderr
    assert len(place.heard()) == 2
    (place.notes / "a.note.md").write_text("mine")
    place.run_here("--redo")
    assert len(place.heard()) == 4
    assert (place.notes / "a.note.md").read_text() == "mine"
    assert (place.notes / "a.2.note.md").exists()
    assert "made with" not in place.run_here().stderr


def test_a_note_that_a_person_worked_on_is_never_made_anew(inside, place, monkeypatch):
    place.add("a.wav", "b.wav")
    place.run_here()
    filed = hashlib.sha256((place.recordings / "a.wav").read_bytes()).hexdigest()
    monkeypatch.setattr("scribe.cli.nightly.kept_contents", lambda: frozenset({filed}))
    monkeypatch.setenv("NIGHT_SETTINGS", "others")
    place.run_here("--redo")
    assert place.heard().count("a.wav") == 1 and place.heard().count("b.wav") == 2
    (place.notes / "a.note.md").unlink()
    place.run_here()
    assert place.heard().count("a.wav") == 1


# --- the machine -------------------------------------------------------------


def test_a_file_that_is_still_being_copied_waits(place):
    place.add("a.wav")
    growing = place.recordings / "growing.wav"
    growing.write_text("first")
    stop = threading.Event()

    def grow():
        while not stop.wait(0.3):
            with growing.open("a") as file:
                file.write("more")

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        done = place.run("--json")
    finally:
        stop.set()
        thread.join()
    assert done.returncode == 0
    assert [Path(one["file"]).name for one in json.loads(done.stdout)["waiting"]] == ["growing.wav"]
    place.whole("a.wav")
    place.run()
    place.whole("a.wav", "growing.wav")


def test_a_file_that_was_just_written_is_done_once_it_has_settled(place):
    place.add("fresh.wav", age=0.0)
    assert place.run().returncode == 0
    place.whole("fresh.wav")


def test_two_runs_at_once_share_the_work(place):
    names = [f"{number}.wav" for number in range(8)]
    place.add(*names)
    both = [place.start(env={"NIGHT_PAUSE": "0.3"}) for _ in range(2)]
    told = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    place.whole(*names)
    assert sorted(place.heard()) == sorted(names)


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_written_and_says_what_is_left(place, which):
    names = [f"slow {number}.wav" for number in range(12)]
    place.add(*names)
    process = place.start()
    while not list(place.notes.glob("*.json")):
        time.sleep(0.02)
    os.killpg(process.pid, which) if which == signal.SIGINT else process.send_signal(which)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err and re.search(r"Stopped\. \d+ recordings are left", err)
    made = [path.name.replace(".note.json", ".wav") for path in place.notes.glob("*.json")]
    place.whole(*made)
    assert 0 < len(made) < 12
    place.run()
    place.whole(*names)
    assert len(place.heard()) <= len(names) + 8


def test_a_full_disk_is_a_sentence_and_the_next_run_goes_on(inside, place):
    place.add("a.wav", "b.wav", "c.wav")
    write = output._passing_file

    def full(folder, content):
        if content and folder == place.notes and list(place.notes.glob("*.md")):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(folder, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "_passing_file", full)
        done = place.run_here()
    assert done.exit_code == 1
    assert done.stderr.count("No space left on device") == 1
    assert "Free some space" in done.stderr
    assert len(place.files()) == 2
    assert place.run_here().exit_code == 0
    place.whole("a.wav", "b.wav", "c.wav")


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no limit on the size of files")
def test_a_ledger_on_a_full_disk_is_a_sentence(place):
    """Really full: the system lets this process write no file beyond 20 kB, as a disk without room would."""
    place.add("a.wav", "b.wav")
    limited = (
        f"ulimit -f 20; exec {sys.executable} {ENTRY} process {place.recordings} --out {place.notes} "
        f"--ledger {place.ledger}"
    )
    env = {**os.environ, "NIGHT_LOG": str(place.log)}
    done = subprocess.run(["bash", "-c", limited], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr and "the ledger cannot be used" in done.stderr
    assert place.run().returncode == 0
    place.whole("a.wav", "b.wav")


def test_a_folder_that_takes_no_notes_stops_its_own_recordings_alone(inside, place):
    place.add("a.wav", "sub/b.wav")
    (place.notes).mkdir()
    (place.notes / "sub").write_text("a file where a folder is wanted")
    done = place.run_here()
    assert done.exit_code == 1
    assert len([line for line in done.stderr.splitlines() if "sub" in line]) == 1
    (place.notes / "sub").unlink()
    assert place.run_here().exit_code == 0
    place.whole("a.wav", "sub/b.wav")
    assert place.heard() == ["a.wav", "b.wav"]


def test_a_folder_that_vanishes_is_a_sentence_and_comes_back(inside, place):
    place.add("a.wav")
    place.recordings.rename(place.root / "unmounted")
    gone = place.run_here()
    assert gone.exit_code == 1 and "no such file" in gone.stderr
    (place.root / "unmounted").rename(place.recordings)
    assert place.run_here().exit_code == 0
    place.whole("a.wav")


def test_a_damaged_ledger_is_a_sentence(inside, place):
    place.add("a.wav")
    place.ledger.parent.mkdir()
    place.ledger.write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    done = place.run_here()
    assert done.exit_code == 1
    assert "the ledger is damaged. Move it away" in done.stderr


def test_a_newer_ledger_is_a_sentence(inside, place):
    place.ledger.parent.mkdir()
    with sqlite3.connect(place.ledger) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    done = place.run_here()
    assert done.exit_code == 1 and "newer scribe" in done.stderr


# --- what is told ------------------------------------------------------------


def test_status_and_runs_tell_what_happened(inside, place, monkeypatch):
    place.add("a.wav", "doubt.wav", "bad.wav")
    place.run_here()

    def told(*args):
        return CliRunner().invoke(main, [*args, "--ledger", str(place.ledger)], catch_exceptions=False).output

    status = json.loads(told("status", "--json"))
    assert (status["done"], status["failed"], status["in_work"], status["outdated"]) == (2, 1, 0, 0)
    assert [Path(one["file"]).name for one in status["set_aside"]] == ["bad.wav"]
    assert "no speech was heard" in told("status")
    (run,) = json.loads(told("runs", "--json"))
    assert run["ending"] == "finished"
    assert sorted(Path(one["file"]).name for one in run["results"]) == ["a.wav", "bad.wav", "doubt.wav"]
    assert "doubt.wav: Dana, 60 minutes, 97124 x2, 1 question, 1 to settle" in told("runs", "1")
    assert "There is no run 7" in told("runs", "7")


def test_the_morning_report_tells_what_needs_attention_and_nothing_of_the_words(inside, place):
    place.add("a.wav", "doubt <b>.wav", "bad.wav")
    done = place.run_here()
    page = place.ledger.parent / "morning.html"
    assert f"The morning report: {page}" in done.stderr
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.ledger.parent.iterdir() if path.is_file()} == {0o600}
    for path in (page, page.with_suffix(".txt")):
        text = path.read_text()
        assert "the words of" not in text
        assert "2 notes are ready." in text and "1 needs attention first." in text and "no speech was heard" in text
        assert text.index("Look at these first") < text.index("No note, and why") < text.index("Ready to be read")
    html = page.read_text()
    assert (place.notes / "a.note.md").as_uri() in html
    assert "doubt &lt;b&gt;.wav" in html and "<b>.wav" not in html


def test_json_lines_tell_each_thing_as_it_happens(place):
    place.add("a.wav", "bad.wav", "long.wav")
    done = place.run("--json-lines")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds[0] == "to_do" and {"progress", "made", "failed"} <= set(kinds)
    assert sorted(Path(event["file"]).name for event in events if event["event"] == "made") == ["a.wav", "long.wav"]


def test_progress_names_each_file_and_its_length(place):
    place.add("a.wav")
    assert "a.wav: 1 seconds of audio" in place.run().stderr


# --- watching and scheduling -------------------------------------------------


def test_a_watched_folder_gets_its_notes_as_recordings_come_in(place):
    place.add("a.wav")
    process = place.start(command="watch")
    try:
        waited_for(lambda: (place.notes / "a.note.md").exists())
        place.add("b.wav", age=0.0)
        waited_for(lambda: (place.notes / "b.note.md").exists())
        place.recordings.rename(place.root / "away")
        place.add("c.wav")
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in err and "Stopped" in err
    assert place.heard()[:2] == ["a.wav", "b.wav"]


def waited_for(happened, seconds=30.0):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


AWKWARD = ["scribe.exe", "process", "/home/a b/re%c$ordings", "--out", 'no"tes & <more>']


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_scheduled_is_the_command_word_for_word(system, tmp_path):
    text = snippet(system, AWKWARD, 2, 5, tmp_path / "log")
    if system == "cron":
        line = next(line for line in text.splitlines() if not line.startswith("#"))
        minute, hour, *rest, command = line.split(maxsplit=5)
        assert (minute, hour, rest) == ("5", "2", ["*"] * 3)
        assert shlex.split(command.split(" >> ")[0].replace(r"\%", "%")) == AWKWARD
    elif system == "systemd":
        line = next(line for line in text.splitlines() if line.startswith("ExecStart="))
        assert shlex.split(line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$")) == AWKWARD
        assert "OnCalendar=*-*-* 02:05:00" in text
    elif system == "launchd":
        read = plistlib.loads(text.encode())
        assert (read["ProgramArguments"], read["StartCalendarInterval"]) == (AWKWARD, {"Hour": 2, "Minute": 5})
    else:
        root = ElementTree.fromstring(text.split("?>", 1)[1])
        names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
        assert root.findtext(".//t:Command", namespaces=names) == AWKWARD[0]
        assert root.findtext(".//t:Arguments", namespaces=names) == subprocess.list2cmdline(AWKWARD[1:])
        assert root.findtext(".//t:StartBoundary", namespaces=names).endswith("T02:05:00")


def test_schedule_prints_the_whole_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["schedule", "in", "--out", "out", "--for", "cron"])
    assert f"process {tmp_path}/in --out {tmp_path}/out" in done.output
    assert CliRunner().invoke(main, ["schedule", "in", "--at", "25:00"]).exit_code == 2
