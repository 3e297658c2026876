"""How alike two words sound and look: metaphone codes and edit distance, both from kept libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jellyfish import metaphone
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

_SILENT = (("ps", "s"), ("pt", "t"), ("pn", "n"), ("x", "z"))
"""First letters that are written but not heard."""

_ONE_SOUND = str.maketrans({"X": "S", "0": "F", "Y": None})
"""Codes of metaphone that are heard as one: sh as s, th as f; y as nothing."""


@lru_cache(maxsize=20_000)
def sound(letters: str) -> str:
    """The consonants of a word as they are heard; sounds that a recognizer mixes up are one."""
    for written, heard in _SILENT:
        if letters.startswith(written):
            letters = heard + letters[len(written) :]
    code = metaphone(letters).translate(_ONE_SOUND)
    code = re.sub(r"^[AEIOU]", "A", code)
    return re.sub(r"(.)\1+", r"\1", code)


def likeness(heard: str, meant: str) -> float:
    """From 0 to 1: the mean of how alike two runs of letters are written and how alike they sound."""
    written = Levenshtein.normalized_similarity(heard, meant)
    return (written + Levenshtein.normalized_similarity(sound(heard), sound(meant))) / 2


_AT_ONCE = 256
"""Runs of letters that are compared together: those of two hours would fill the memory."""

_MOST_APART, _MOST_SHARE = 5.0, 0.5
"""Beyond so many letters or sounds, and such a share of the word, nothing is alike."""


@dataclass(frozen=True, slots=True)
class Target:
    """A phrase that may have been meant: its class or, where it has none, itself, and what it names."""

    phrase: str
    name: str
    id: str


class Sounds:
    """Finds which of many phrases sound like what was heard."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._letters = [letters(target.phrase.split()) for target in targets]
        self._sounds = [sound(one) for one in self._letters]
        self._lengths = np.array([len(one) for one in self._letters])

    def alike(self, heard: Sequence[str]) -> Iterator[list[tuple[Target, float, float]]]:
        """For each run of letters the phrases like it: the mean number of letters and of sounds that differ, and its
        share of the longer run's letters."""
        for first in range(0, len(heard), _AT_ONCE):
            runs = heard[first : first + _AT_ONCE]
            written = process.cdist(runs, self._letters, scorer=Levenshtein.distance, dtype=np.int32)
            spoken = process.cdist(list(map(sound, runs)), self._sounds, scorer=Levenshtein.distance, dtype=np.int32)
            for run, apart in zip(runs, (written + spoken) / 2, strict=True):
                share = apart / np.maximum(self._lengths, len(run))
                near = np.flatnonzero((apart <= _MOST_APART) & (share <= _MOST_SHARE))
                yield [(self._targets[at], float(apart[at]), float(share[at])) for at in map(int, near)]


def letters(words: Iterable[str]) -> str:
    """Words as one run of letters."""
    return re.sub(r"[^a-z]", "", "".join(words))
