"""How alike two words sound and look: metaphone codes and edit distance, both from kept libraries."""

from __future__ import annotations

import re
from functools import lru_cache

from jellyfish import metaphone
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
