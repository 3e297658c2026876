"""The whole road with the real engine: every recording of samples/ becomes a note, and nothing goes out."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scribe.recordings import SUFFIXES

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
RECORDINGS = sorted(path for path in SAMPLES.iterdir() if path.suffix in SUFFIXES)

GUARD = """
import sys

NETWORK = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")

def refuse(event, args):
    if event in NETWORK:
        with open({log!r}, "a") as log:
            log.write(f"{{event}} {{args[1:]}}\\n")
        raise ConnectionRefusedError(f"{{event}} is refused")

sys.addaudithook(refuse)
"""
"""Python reads a sitecustomize.py at every start, so this holds for processes that scribe starts as well."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """An empty home in which no Python process reaches the network, and the file that tells of each attempt."""
    home = tmp_path_factory.mktemp("home")
    log = home / "attempts"
    (home / "guard").mkdir()
    (home / "guard" / "sitecustomize.py").write_text(GUARD.format(log=str(log)))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCRIBE_", "XDG_", "HF_"))}
    return SimpleNamespace(log=log, env={**kept, "HOME": str(home), "PYTHONPATH": str(home / "guard")})


@pytest.fixture(scope="module")
def night(guarded, tmp_path_factory):
    """One run over all samples."""
    out = tmp_path_factory.mktemp("notes")
    command = [sys.executable, "-m", "scribe", "process", str(SAMPLES), "--out", str(out), "--json"]
    done = subprocess.run(command, env=guarded.env, capture_output=True, text=True, timeout=900)
    return SimpleNamespace(done=done, out=out, attempts=guarded.log.read_text() if guarded.log.exists() else "")


def test_nothing_was_sent_and_nobody_was_asked(night):
    assert night.done.returncode == 0, night.done.stderr
    assert night.attempts == ""


def test_the_guard_would_have_seen_it(guarded, night):
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], env=guarded.env, capture_output=True, text=True)
    assert "is refused" in done.stderr
    assert "socket.getaddrinfo" in guarded.log.read_text()


def test_there_are_samples_and_no_other_notes(night):
    assert len(RECORDINGS) >= 6
    names = {f"{path.stem}.note.{ending}" for path in RECORDINGS for ending in ("md", "json")}
    assert {path.name for path in night.out.iterdir()} == names


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.name)
def test_a_sample_becomes_a_note(night, recording):
    note = json.loads((night.out / f"{recording.stem}.note.json").read_text(encoding="utf-8"))
    assert note["source"]["file"] == recording.name
    assert note["made_by"]["speech_model"].startswith("base ")
    assert note["treatments"]
    assert all(note["soap"][section] for section in ("subjective", "objective"))
    text = note["transcript"]["text"]
    for fact in [*note["treatments"], *(line for section in note["soap"].values() for line in section)]:
        assert fact["evidence"]
        for place in fact["evidence"]:
            assert text[place["start"] : place["end"]] == place["text"]
            assert 0 <= place["start_seconds"] <= place["end_seconds"] <= note["source"]["duration_seconds"] + 0.1


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permissions")
def test_notes_can_be_read_by_their_owner_alone(night):
    assert {stat.S_IMODE(path.stat().st_mode) for path in night.out.iterdir()} == {0o600}
