"""Prints what a note loses when one mark of a dictation is another: a comma for a full stop, none for a comma.

    python benchmarks/marks.py [DICTATIONS.json...] [--share 0.5]

Recordings are heard with other marks than a person would write: in 72 of them one comma in seven was missing, one full
stop in fourteen a comma, and one question mark in two. Here each such change is made alone, in a share of all places
chosen at random but the same each time, and the works, scores and lengths that it changes are printed. Without files,
all sets of tests/dictations but those held out. A typed text has no pauses, which help with recordings.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scribe.assembly import Scribe
from scribe.records import Note, Source

SETS = Path(__file__).parent.parent / "tests" / "dictations"
MARK = re.compile(r"[,.?](?= ([A-Za-z']+))")
CONTEXT = 60
"""Characters that are printed to either side of a changed mark."""


class Change(NamedTuple):
    """One mark written otherwise: its kind, its place, and the whole text with it."""

    kind: str
    at: int
    text: str


def changes(text: str) -> Iterator[Change]:
    """Each mark within a text, as recordings change it."""
    for found in MARK.finditer(text):
        at, word = found.start(), found[1]
        if found[0] == ",":
            yield Change("a comma left away", at, text[:at] + text[at + 1 :])
            continue
        small = word if re.match(r"I\b", word) else word[0].lower() + word[1:]
        kind = "a comma for a full stop" if found[0] == "." else "a comma for a question mark"
        yield Change(kind, at, f"{text[:at]}, {small}{text[at + 2 + len(word) :]}")


def facts(note: Note) -> Counter[str]:
    """The works, scores and the length of a note, each as one line."""
    found = [f"session of {note.facts.session.minutes} minutes"]
    for work in note.facts.treatments:
        places = ", ".join(f"{area.side or ''} {area.area}".strip() for area in work.areas)
        found.append(f"{', '.join(work.techniques) or 'work'} on {places or 'no place'}, {work.minutes} minutes")
    for pain in note.facts.pain:
        found.append(f"{pain.side or ''} {pain.area} {pain.before} to {pain.after}".strip())
    return Counter(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictations", type=Path, nargs="*")
    parser.add_argument("--share", type=float, default=0.5, help="of the marks, that are changed")
    options = parser.parse_args()
    rng, scribe, source = random.Random(0), Scribe(), Source("dictation", "0" * 64)
    made: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for path in options.dictations or sorted(set(SETS.glob("*.json")) - set(SETS.glob("held_out*"))):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            text = " ".join(entry["text"].split())
            as_written = facts(scribe.note_from_text(text, source))
            for change in changes(text):
                if rng.random() >= options.share:
                    continue
                made[change.kind] += 1
                otherwise = facts(scribe.note_from_text(change.text, source))
                if otherwise != as_written:
                    broken[change.kind] += 1
                    place = text[max(0, change.at - CONTEXT) : change.at + CONTEXT]
                    print(f"\n{entry['id']}, {change.kind}: ...{place}...")
                    print("".join(f"  was {line}\n" for line in as_written - otherwise), end="")
                    print("".join(f"  now {line}\n" for line in otherwise - as_written), end="")
    print("\n| change | places | works, scores or lengths changed |\n| --- | ---: | ---: |")
    for kind, places in sorted(made.items()):
        print(f"| {kind} | {places} | {broken[kind]} ({100 * broken[kind] / places:.1f} %) |")


if __name__ == "__main__":
    main()
