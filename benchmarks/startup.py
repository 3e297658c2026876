"""How fast does scribe start? Median wall time of whole processes, beside the peer that no NLP program can beat:
Python that does nothing but import spaCy.

    python benchmarks/startup.py [--runs 9]

The runs of the commands alternate, so that a busy moment of the machine falls on all of them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

TEXT = "Sixty minutes with Dana. Neck was six out of ten, now three. Twenty minutes of Swedish massage to the back."
PEER = "import spacy"


def seconds(command: Sequence[str]) -> float:
    """Wall time of one process from start to end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, float]:
    """The median seconds of each command, after one run that warms the disk's cache."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            spent = seconds(command)
            if run:
                times[name].append(spent)
    return {name: median(spent) for name, spent in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        transcript = Path(folder, "visit.txt")
        transcript.write_text(TEXT, encoding="utf-8")
        found = measure(
            {
                "scribe --help": [sys.executable, "-m", "scribe", "--help"],
                "scribe note": [sys.executable, "-m", "scribe", "note", str(transcript)],
                PEER: [sys.executable, "-c", PEER],
            },
            runs,
        )
    print(f"| command | median of {runs}, s | times `{PEER}` |\n| --- | ---: | ---: |")
    for name, spent in found.items():
        print(f"| `{name}` | {spent:.2f} | {spent / found[PEER]:.2f} |")


if __name__ == "__main__":
    main()
