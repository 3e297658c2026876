"""How a cluster scales on this machine: the recordings of a folder by a real Dask scheduler and one worker, then two.

.venv/bin/python benchmarks/cluster.py RECORDINGS
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main(recordings: str) -> None:
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            print(f"{workers} worker(s): {measured(Path(folder), recordings, workers):.1f} s")


def measured(folder: Path, recordings: str, workers: int) -> float:
    """Seconds from the command to its end; the cluster stands and has loaded nothing."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    started = [subprocess.Popen([*dask, "scheduler", *local, "--port", "0", "--scheduler-file", str(file)], **quiet)]
    try:
        while not file.exists():
            time.sleep(0.1)
        for _ in range(workers):
            command = [*dask, "worker", *local, "--nthreads", "1", "--no-nanny", "--scheduler-file", str(file)]
            started.append(subprocess.Popen(command, cwd=folder, **quiet))
        address = subprocess.run(
            [sys.executable, "-c", WAIT, str(file), str(workers)], check=True, capture_output=True, text=True
        ).stdout.strip()
        command = [sys.executable, "-m", "scribe", "process", recordings, "--scheduler", address]
        began = time.monotonic()
        subprocess.run([*command, "--out", str(folder / "notes"), "--ledger", str(folder / "ledger")], **quiet)
        return time.monotonic() - began
    finally:
        for process in started:
            process.kill()
            process.wait()


WAIT = """
import sys
from distributed import Client
client = Client(scheduler_file=sys.argv[1])
client.wait_for_workers(int(sys.argv[2]))
print(client.scheduler.address)
"""


if __name__ == "__main__":
    main(sys.argv[1])
