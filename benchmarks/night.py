"""What the overnight run costs besides the hearing, and how it scales: simulated hearing that only waits.

    .venv/bin/python benchmarks/night.py [--recordings 120] [--seconds 0.25]

Workers wait instead of hearing, so figures hold on a busy machine too: first processes of this machine that do not
wait at all (what looking, giving out, writing and the ledger cost), then a Dask cluster of one worker and of two.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--recordings", type=int, default=120)
    asked.add_argument("--seconds", type=float, default=0.25, help="that a worker waits for each")
    given = asked.parse_args()
    base = run(given.recordings, 0.0, 0)
    print(f"{given.recordings} recordings, no hearing: {base:.1f} s, {base / given.recordings * 1000:.0f} ms each")
    for workers in (1, 2):
        took = run(given.recordings, given.seconds, workers)
        ideal = given.recordings * given.seconds / workers
        print(f"cluster of {workers}: {took:.1f} s, of which {ideal:.1f} s are hearing")


def run(recordings: int, seconds: float, workers: int) -> float:
    """Seconds of a whole command over files of equal size; a cluster stands when it begins. 0 workers: this machine."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "in").mkdir()
        for number in range(recordings):
            path = place / "in" / f"{number:05}.wav"
            path.write_bytes(f"{number:05}".encode() * 200_000)
            os.utime(path, (time.time() - 3600,) * 2)
        env = {**os.environ, "PYTHONPATH": str(TESTS), "NIGHT_LOG": str(place / "log"), "NIGHT_PAUSE": str(seconds)}
        command = [sys.executable, str(TESTS / "night_fake.py"), "process", str(place / "in")]
        command += ["--out", str(place / "out"), "--ledger", str(place / "ledger")]
        started: list[subprocess.Popen[bytes]] = []
        try:
            if workers:
                command += ["--scheduler", cluster(place, workers, env, started)]
            began = time.monotonic()
            subprocess.run(command, env=env, check=True, **QUIET)
            return time.monotonic() - began
        finally:
            for process in started:
                process.kill()
                process.wait()


def cluster(place: Path, workers: int, env: dict[str, str], started: list[subprocess.Popen[bytes]]) -> str:
    """The address of a scheduler on this machine, once its workers are there."""
    from distributed import Client

    file = place / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    started.append(subprocess.Popen([*scheduler, "--scheduler-file", str(file)], env=env, cwd=place, **QUIET))
    while not file.exists():
        time.sleep(0.1)
    for _ in range(workers):
        worker = [*dask, "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        started.append(subprocess.Popen(worker, env=env, cwd=place, **QUIET))
    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(workers)
    return str(json.loads(file.read_text())["address"])


if __name__ == "__main__":
    main()
