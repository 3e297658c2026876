"""How good are the notes? Makes them as a person would, and prints the scorer's table for text and for audio.

    python benchmarks/score.py [--dictations FILE] [--recordings DIR] [--keep DIR]

The column `text` is `scribe note` on every dictation of FILE; the column `audio` is `scribe process` on the recordings
in DIR, scored over the dictations whose id is a recording's name. What the figures mean: benchmarks/score_notes.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from score_notes import score

from scribe.recordings import SUFFIXES

ROOT = Path(__file__).parent.parent
Gold = list[dict[str, Any]]


def scribe(*args: object) -> None:
    """Run a command; notes that could not be made are said on standard error and score as empty ones."""
    subprocess.run([sys.executable, "-m", "scribe", *map(str, args)], stdout=subprocess.DEVNULL, cwd=ROOT)


def from_text(gold: Gold, folder: Path) -> dict[str, float]:
    """The figures of all dictations, each typed into a file."""
    texts, notes = folder / "text", folder / "notes-from-text"
    texts.mkdir(parents=True)
    for item in gold:
        (texts / f"{item['id']}.txt").write_text(item["text"], encoding="utf-8")
    scribe("note", texts, "--out", notes)
    return score(gold, notes)[0]


def from_audio(gold: Gold, recordings: Path, folder: Path) -> tuple[dict[str, float], int]:
    """The figures of the dictations that were recorded, and how many they are."""
    names = {path.stem for path in recordings.iterdir() if path.suffix.lower() in SUFFIXES}
    recorded = [item for item in gold if item["id"] in names]
    if not recorded:
        sys.exit(f"{recordings}: no recording bears the id of a dictation. Name them d01.m4a and so on.")
    notes = folder / "notes-from-audio"
    scribe("process", recordings.resolve(), "--out", notes)
    return score(recorded, notes)[0], len(recorded)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dictations", type=Path, default=ROOT / "tests" / "dictations" / "development.json")
    parser.add_argument("--recordings", type=Path, help="score these recordings too")
    parser.add_argument("--keep", type=Path, help="leave the notes in this folder, which must not exist yet")
    args = parser.parse_args()
    gold = json.loads(args.dictations.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as passing:
        folder = args.keep.resolve() if args.keep else Path(passing) / "score"
        columns = {f"text ({len(gold)})": from_text(gold, folder)}
        if args.recordings:
            figures, recorded = from_audio(gold, args.recordings, folder)
            columns[f"audio ({recorded})"] = figures
    print(f"| figure | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}")
    for name in next(iter(columns.values())):
        print(f"| {name} | {' | '.join(f'{figures[name]:.4f}' for figures in columns.values())} |")


if __name__ == "__main__":
    main()
