"""Writes `models/patterns/phrasing.tsv`: which words follow which in the project's own dictations.

    python benchmarks/phrasing.py [--without NAME,NAME]

Dictations that are held out are never counted. `--without` leaves further files of tests/dictations out, for figures on
what was not learned from. A line: a count; one to three words, where classes stand for the vocabulary's phrases, for
sides, numbers, negations and names; or a class, and the phrase of the vocabulary that stood for it. What occurs once
tells little and is left out, but for pairs of words.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from scribe.hearing.phrasing import ORDER, TABLE, Phrasing
from scribe.hearing.tokens import STOP, marked, tokens
from scribe.vocabulary import load_vocabulary

DICTATIONS = Path(__file__).parent.parent / "tests" / "dictations"


def lines(texts: list[str]) -> list[str]:
    phrasing = Phrasing(load_vocabulary())
    sequences: Counter[tuple[str, ...]] = Counter()
    phrases: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words = marked(tokens(text))
        classed = [STOP, STOP, *phrasing.classed(words), STOP]
        for at in range(2, len(classed)):
            sequences.update(tuple(classed[at - size : at + 1]) for size in range(ORDER))
        at = 0
        while at < len(words):
            size, name = phrasing.phrase(words, at)
            if name:
                phrases[name, " ".join(words[at : at + size]).lower()] += 1
            at += size
    told = [(count, " ".join(words), "") for words, count in sequences.items() if count > 1 or len(words) == 2]
    told += [(count, name, phrase) for (name, phrase), count in phrases.items()]
    return [f"{count}\t{words}\t{phrase}" for count, words, phrase in sorted(told, key=lambda one: (one[1], one[2]))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", default="")
    without = ["held_out", *filter(None, parser.parse_args().without.split(","))]
    files = [file for file in sorted(DICTATIONS.glob("*.json")) if not any(name in file.name for name in without)]
    texts = [entry["text"] for file in files for entry in json.loads(file.read_text())]
    TABLE.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines(texts)).encode(), mtime=0))


if __name__ == "__main__":
    main()
