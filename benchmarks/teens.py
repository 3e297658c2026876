"""Can teens be told from tens by a second hearing? A linear classifier on the encoder's states, voice by voice.

    python benchmarks/teens.py MANIFEST... [--model base] [--test MANIFEST...] [--keep FILE.npz]
        [--write models/patterns/teens.npz]

MANIFEST is a manifest.json as voices.py writes, or its folder: id -> file, text, voice. The recordings are heard once,
as scribe hears them; of every spoken teen or ten that was heard as either, the encoder's states from shortly before the
word to the beginning of the next one are pooled in three parts. Each voice of MANIFEST is judged by what was learned
from all others; those of `--test` by what was learned from MANIFEST alone, for they are to be strangers. `--keep` keeps
the states.
Prints what was heard as what, how well teens are told from tens, and for each ten and some thresholds how many teens
that were heard as it would be put right and how many true tens be made wrong, with the upper end of the 95 % interval
of that share; teens that were heard right stand beside them, for they sound no less like teens.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jiwer
import numpy as np
from hear import Spoken, recordings
from hear_scores import normal
from numpy.typing import NDArray

from scribe import audio
from scribe.speech import Transcriber
from scribe.speech.decoding import prompt
from scribe.speech.teens import pooled
from scribe.speech.voice import phrases
from scribe.speech.windows import TOGETHER, cut
from scribe.weights import digest

ALIKE = {13: 30, 14: 40, 15: 50, 16: 60, 17: 70, 18: 80, 19: 90}
RIDGE = 0.3
THRESHOLDS = (-0.2, -0.1, -0.05, 0.0, 0.1, 0.2, 0.3)

Array = NDArray[np.float64]


class Number(NamedTuple):
    """A spoken number: by whom, what was said, what was heard, and the pooled states."""

    voice: str
    said: int
    heard: int
    states: Array


def numbers(engine: Any, spoken: Spoken, voice: str) -> Iterator[Number]:
    """The teens and tens of a recording that were heard as the one or the other."""
    samples = audio.load(spoken.path).samples
    found: list[tuple[str, Array]] = []
    for window in cut(phrases(samples), samples.size):
        encoded = engine.joined(engine.encoded([window.of(samples)], [window.heard_at], TOGETHER))
        said = engine.said(encoded, TOGETHER, 1, prompt(()))
        each = TOGETHER / encoded.shape[1]
        own = encoded[:, : math.ceil(min(window.heard_at, TOGETHER) / each)]
        for word in engine.words(own, each, [said[0].tokens], [window.seconds])[0]:
            pooling = pooled(own[0].astype(np.float64), each, float(word["start"]), float(word["end"]))
            found += [(part, pooling) for part in normal(word["word"]).split()]
    reference = normal(spoken.text).split()
    for chunk in jiwer.process_words(" ".join(reference), " ".join(part for part, _ in found) or "-").alignments[0]:
        if chunk.type in ("equal", "substitute"):
            here = reference[chunk.ref_start_idx : chunk.ref_end_idx]
            for one, (other, states) in zip(here, found[chunk.hyp_start_idx : chunk.hyp_end_idx], strict=False):
                if any({one, other} <= {str(teen), str(ten)} for teen, ten in ALIKE.items()):
                    yield Number(voice, int(one), int(other), states)


def gathered(manifests: list[Path], transcriber: Transcriber) -> list[Number]:
    every: list[Number] = []
    for path in manifests:
        entries = json.loads((path / "manifest.json" if path.is_dir() else path).read_text())
        for spoken in recordings([path], None, None):
            if any(str(number) in normal(spoken.text or "").split() for pair in ALIKE.items() for number in pair):
                every += numbers(transcriber._engine, spoken, entries[spoken.id].get("voice", ""))
    return every


def judged(known: list[Number], strangers: list[Number]) -> Array:
    """For each number how much it sounds like a teen: above zero rather a teen, below rather a ten."""
    every = [*known, *strangers]
    voice = np.array([one.voice for one in every])
    scores = np.zeros(len(every))
    for tested in sorted(set(voice)):
        weights, offset = learned([one for one in known if one.voice != tested])
        here = np.flatnonzero(voice == tested)
        scores[here] = np.array([every[at].states for at in here]) @ weights + offset
    return scores


def learned(known: list[Number]) -> tuple[Array, float]:
    """Weights for the states of a number and what is added to their sum, by ridge regression."""
    states = np.array([one.states for one in known])
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-6
    states = (states - mean) / spread
    alike = states @ states.T / states.shape[1] + 1
    teen = np.array([1.0 if one.said < 20 else -1.0 for one in known])
    shares = np.linalg.solve(alike + RIDGE * np.eye(len(known)), teen)
    weights = states.T @ shares / states.shape[1] / spread
    return weights, float(shares.sum() - mean @ weights)


def upper(wrong: int, of: int) -> float:
    """The largest share that gives so few wrong ones still once in forty times."""
    low, high = 0.0, 1.0
    for _ in range(40):
        share = (low + high) / 2
        few = sum(math.comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(wrong + 1))
        low, high = (share, high) if few > 0.025 else (low, share)
    return high


def told_apart(scores: Array, teens: NDArray[np.bool_]) -> float:
    """How often a teen scores above a ten; not a number where one of them is missing."""
    if teens.all() or not teens.any():
        return float("nan")
    return float((scores[teens][:, None] > scores[~teens][None]).mean())


def show(name: str, every: list[Number], scores: Array) -> None:
    said, heard = np.array([one.said for one in every]), np.array([one.heard for one in every])
    print(f"\n{name}: {len(every)} numbers, {len({one.voice for one in every})} voices")
    print("said:", dict(sorted(Counter(map(int, said)).items())))
    print("misheard:", dict(Counter((one.said, one.heard) for one in every if one.said != one.heard)))
    tens = heard >= 20
    print(f"teens told from tens: {told_apart(scores, said < 20):.3f}", end="")
    print(f"; among those heard as tens: {told_apart(scores[tens], said[tens] < 20):.3f}\n")
    columns = (
        "ten",
        "told apart",
        "above",
        "misheard teens put right",
        "all teens",
        "true tens made wrong",
        "at the most",
    )
    print(f"| {' | '.join(columns)} |", "| ---: " * len(columns) + "|", sep="\n")
    for teen, ten in ALIKE.items():
        either = (said == teen) | (said == ten)
        apart = told_apart(scores[either], said[either] == teen)
        teens, misheard = scores[said == teen], scores[(said == teen) & (heard == ten)]
        true = scores[(said == ten) & (heard == ten)]
        for least in THRESHOLDS:
            wrong = int((true > least).sum())
            print(
                f"| {ten} | {apart:.3f} | {least} | {(misheard > least).sum()} of {misheard.size} "
                f"| {(teens > least).sum()} of {teens.size} | {wrong} of {true.size} "
                f"| {100 * upper(wrong, true.size):.1f} % |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifests", type=Path, nargs="+")
    parser.add_argument("--test", type=Path, nargs="*", default=[])
    parser.add_argument("--model", default="base")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path, help="write the ear that was learned from all of MANIFEST")
    options = parser.parse_args()
    if options.keep and options.keep.exists():
        kept = np.load(options.keep)
        rows = zip(kept["voice"], kept["said"], kept["heard"], kept["states"], strict=True)
        every, size = [Number(str(v), int(s), int(h), x) for v, s, h, x in rows], int(kept["known"])
        known, strangers = every[:size], every[size:]
    else:
        transcriber = Transcriber(options.model, "cpu", 1)
        known, strangers = gathered(options.manifests, transcriber), gathered(options.test, transcriber)
        if options.keep:
            columns = {name: np.array([getattr(one, name) for one in [*known, *strangers]]) for name in Number._fields}
            np.savez_compressed(options.keep, known=len(known), **columns)
    if options.write:
        weights, offset = learned(known)
        ear = {"weights": weights.astype(np.float32), "offset": offset, "digest": digest(options.model)}
        np.savez_compressed(options.write, **ear)
    scores = judged(known, strangers)
    show("learned, each voice from the others", known, scores[: len(known)])
    if strangers:
        show(f"strangers, {', '.join(sorted({one.voice for one in strangers}))}", strangers, scores[len(known) :])


if __name__ == "__main__":
    main()
