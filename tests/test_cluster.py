"""The same run on other machines: a real Dask scheduler and two real workers, one of which is killed at work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_night import Place, waited_for

from scribe.errors import ClusterError
from scribe.night.cluster import Cluster

HERE = Path(__file__).parent


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler with two workers of one thread, and the workers' processes."""
    env = {**os.environ, "PYTHONPATH": str(HERE), "NIGHT_LOG": str(tmp_path / "heard")}
    address = tmp_path / "scheduler.json"
    place = {"cwd": tmp_path, "env": env, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    started = [
        subprocess.Popen(
            [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", address],
            **place,
        )
    ]
    waited_for(address.exists, 60)
    for _ in range(2):
        worker = [*dask, "worker", "--scheduler-file", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        started.append(subprocess.Popen(worker, **place))
    waited_for(lambda: address.read_text().strip().endswith("}"))
    yield json.loads(address.read_text())["address"], started[1:]
    for process in started:
        process.kill()
        process.wait()


def test_a_cluster_makes_every_note_though_a_worker_is_killed(cluster, tmp_path):
    address, workers = cluster
    place = Place(tmp_path)
    names = [f"{number}.wav" for number in range(12)] + ["long.wav"]
    place.add(*names, "bad.wav", "bug.wav")
    process = place.start("--scheduler", address, "--json", env={"NIGHT_PAUSE": "0.2"})
    waited_for(lambda: len(place.heard()) >= 4, 60)
    workers[0].kill()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err
    assert "Traceback" not in err
    document = json.loads(out)
    assert sorted(Path(one["file"]).name for one in document["failed"]) == ["bad.wav", "bug.wav"]
    place.whole(*names)
    assert all(place.heard().count(name) <= 2 for name in names)
    assert place.run("--scheduler", address).stderr.count("have their notes already") == 1


def test_a_scheduler_that_is_not_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr("scribe.night.cluster._PATIENCE", 1.0)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9: no scheduler with workers answers there"):
        Cluster(None, "settings", "tcp://127.0.0.1:9")


def test_a_worker_that_would_make_other_notes_is_refused(cluster, tmp_path):
    address, _ = cluster
    place = Place(tmp_path)
    place.add("a.wav")
    done = place.run("--scheduler", address, env={"NIGHT_SETTINGS": "others"})
    assert done.returncode == 1
    assert "other words, clients, payers or templates" in done.stderr
    assert place.heard() == []
