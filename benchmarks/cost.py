"""What does it cost to understand a dictation? Processor time from a text to its whole note, once everything is loaded.

    python benchmarks/cost.py [--runs 9]

A peer runs in the same breath, text by text: spaCy's blank English tokenizer, and its PhraseMatcher with every phrase
of scribe's vocabulary. That finds names and nothing else, so it is a unit of measure and no rival; on a busy machine
the ratio says more than the milliseconds. The second table is of a typical dictation that is told again and again, cut
at more and more words.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

from spacy.lang.en import English
from spacy.matcher import PhraseMatcher

from scribe.assembly import Scribe
from scribe.records import Note, Source
from scribe.vocabulary import load_vocabulary

DICTATIONS = Path(__file__).parent.parent / "tests" / "dictations"
TYPICAL = range(180, 221)
"""How many words a typical dictation has."""
LENGTHS = (200, 1_000, 2_000, 5_000, 20_000)

Read = Callable[[str], object]


def texts() -> list[str]:
    """The dictations that the rules were written with, in the order of their files."""
    paths = [DICTATIONS / "development.json", *sorted(DICTATIONS.glob("practice_*.json"))]
    return [item["text"] for path in paths for item in json.loads(path.read_text("utf-8"))]


def whole_note() -> Callable[[str], Note]:
    """What makes a note of a text."""
    scribe, source = Scribe(), Source("visit.txt", "0" * 64)
    return lambda text: scribe.note_from_text(text, source)


def peer() -> Read:
    """What finds the vocabulary's phrases in a text."""
    vocabulary, nlp = load_vocabulary(), English()
    names = [name for area in vocabulary.areas.values() for name in (*area.names, *area.plurals, *area.complaints)]
    names += [name for technique in vocabulary.techniques.values() for name in (*technique.names, *technique.verbs)]
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("phrase", list(nlp.tokenizer.pipe(sorted(set(names)))))
    return lambda text: matcher(nlp.make_doc(text))


def milliseconds(readers: Sequence[Read], text: str, runs: int) -> list[float]:
    """The median processor time of each reader for a text, after one run to warm up; the readers take turns."""
    spent: list[list[float]] = [[] for _ in readers]
    for run in range(runs + 1):
        for read, times in zip(readers, spent, strict=True):
            start = time.process_time()
            read(text)
            if run:
                times.append((time.process_time() - start) * 1000)
    return [median(times) for times in spent]


def typical(readers: Sequence[Read], dictations: Iterable[str], runs: int) -> tuple[int, list[float]]:
    """How many dictations are of a typical length, and the median of each reader over them."""
    measured = [milliseconds(readers, text, runs) for text in dictations if len(text.split()) in TYPICAL]
    return len(measured), [median(times) for times in zip(*measured, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    dictations, note = texts(), whole_note()
    # The words of the trade have all been met then, as on a working day.
    for text in dictations:
        note(text)
    readers = note, peer()
    count, (ours, theirs) = typical(readers, dictations, runs)
    print(f"{count} dictations of {TYPICAL.start} to {TYPICAL.stop - 1} words, median of {runs} runs of each\n")
    print("| reader | ms | times the peer |\n| --- | ---: | ---: |")
    print(f"| `Scribe.note_from_text` | {ours:.1f} | {ours / theirs:.1f} |\n| the peer | {theirs:.2f} | 1.0 |\n")
    # One that stays one client's when it is told twice: what is set aside is not read on.
    told = (text for text in dictations if len(text.split()) in TYPICAL)
    again = next(text for text in told if not note(f"{text} {text}").facts.set_aside)
    words = again.split() * (LENGTHS[-1] // TYPICAL.start + 1)
    print("| words | ms | ms for each 200 words | times the peer |\n| ---: | ---: | ---: | ---: |")
    for length in LENGTHS:
        ours, theirs = milliseconds(readers, " ".join(words[:length]), runs)
        print(f"| {length:,} | {ours:.0f} | {ours / length * 200:.1f} | {ours / theirs:.1f} |")


if __name__ == "__main__":
    main()
