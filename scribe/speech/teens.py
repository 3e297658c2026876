"""Listens again to tens and teens, which the engine takes for each other: a "fifteen" for "fifty" most of all.

In: what a window was encoded as, and its words. Out: the words, with the other number where it sounds so; what was
heard first stays beside it. The ear is a linear classifier on the encoder's states, so it belongs to one speech model.
`benchmarks/teens.py` makes and measures it; docs/hearing.md has the figures.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scribe.errors import DataError
from scribe.resources import data_dir, read_arrays

EAR = "teens.npz"

_LEAST = {30: 0.4, 40: 0.0, 50: -0.17, 60: 0.1, 70: 0.0, 80: 0.0, 90: 0.1}
"""From this score the teen was said, for each ten that was heard: most of what is heard as "fifty" minutes of work is a
"fifteen", other teens are rarer beside their tens. docs/hearing.md has the tables that it was chosen from."""

_MOST, _UNSURE = -0.6, 0.5
"""Below this score the ten was said, for each teen that was heard, and with less than this probability."""

_PARTS, _BEFORE, _AFTER, _LONGEST = 3, 0.05, 0.2, 0.7
"""Parts of a word that are pooled, and seconds: taken before it and after it, and of the longest word, for a longer one
holds a pause."""

_TEENS = {
    "thirty": "thirteen",
    "forty": "fourteen",
    "fifty": "fifteen",
    "sixty": "sixteen",
    "seventy": "seventeen",
    "eighty": "eighteen",
    "ninety": "nineteen",
}
_TENS = {word: ten for ten, word in zip(_LEAST, _TEENS, strict=True)}
_ALIKE = _TEENS | {str(ten): str(10 + ten // 10) for ten in _LEAST}
_OTHERS = _ALIKE | {teen: ten for ten, teen in _ALIKE.items()}
"""The number that each is taken for, written in the same manner."""

_NUMBER = re.compile(
    rf"(?P<before>\s+[\"'(\[]*)(?P<number>{'|'.join(_OTHERS)})(?P<after>[.,;:?!\"')\]]*)", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"\S|\s+(?:minute|one|two|three|four|five|six|seven|eight|nine"
    r"|mg|milligrams|grams|pounds|kilos|miles|kilometers|feet|inches|percent|dollars|years|days|weeks|hours)\b",
    re.IGNORECASE,
)
"""What follows a ten that is left alone: what makes it another number ("fifty-five", "50%"), a "fifty-minute session",
which is as usual as one of fifteen minutes is rare, and what the ear has not learned to hear it before."""
_HUNDRED = re.compile(
    r"\s*(?:(?:hundred|and|\d+)[^\w.?!]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)", re.IGNORECASE
)
"""What makes a ten the end of another number, "a hundred and fifty", or of a time of day, "until nine fifty": the ear
has learned from minutes alone."""

_STOPS = (".", "?", "!")

_SESSION = re.compile(r"\s*(?:session|appointment|visit|booking|slot)[,:]?", re.IGNORECASE)
"""Shortly before a ten this tells that it is how long the session is: "session is fifty minutes"."""


@dataclass(frozen=True, slots=True)
class Ear:
    """`weights` for the pooled states of a word, and what is added to their sum."""

    weights: NDArray[np.float32]
    offset: float

    def teen(self, states: NDArray[Any], each: float, start: float, end: float) -> float:
        """How much a word sounds like a teen: above zero rather so, below rather like a ten. `states` are places x
        width, each so many seconds long."""
        return float(pooled(states, each, start, end) @ self.weights) + self.offset


def ear(digest: str) -> Ear | None:
    """The ear for the speech model with this digest; None for other models. DataError when its file is damaged."""
    kept = read_arrays(data_dir("models") / "patterns" / EAR)
    if missing := {"weights", "offset", "digest"} - set(kept):
        raise DataError(f"{EAR}: {min(missing)} is missing. Reinstall scribe.")
    return Ear(kept["weights"], float(kept["offset"])) if str(kept["digest"]) == digest else None


def pooled(states: NDArray[Any], each: float, start: float, end: float) -> NDArray[np.float32]:
    """The means of the states of a word in its parts, one behind the other."""
    first, last = max(0.0, start - _BEFORE), min(end, start + _LONGEST) + _AFTER
    edges = np.linspace(first / each, last / each, _PARTS + 1)
    spans = [(min(int(a), len(states) - 1), max(int(a) + 1, int(np.ceil(b)))) for a, b in itertools.pairwise(edges)]
    return np.concatenate([states[a:b].mean(axis=0) for a, b in spans]).astype(np.float32)


def listened_again(ear: Ear, states: NDArray[Any], each: float, words: Sequence[dict[str, Any]]) -> None:
    """Writes the teen where a ten of these words sounds like it, and the ten where a teen that is not sure does; what
    was heard first stands as the word's `first`."""
    for place, word in enumerate(words):
        match = _NUMBER.fullmatch(word["word"])
        following = words[place + 1]["word"] if place + 1 < len(words) else ""
        before = words[place - 1]["word"] if place else ""
        if not match or (not match["after"] and _GOES_ON.match(following)) or _HUNDRED.fullmatch(before):
            continue
        score, ten = ear.teen(states, each, word["start"], word["end"]), _ten(match["number"])
        if ten and before[-1:] not in _STOPS and any(_SESSION.fullmatch(one["word"]) for one in words[:place][-2:]):
            continue
        is_other = score > _LEAST[ten] if ten else (score < _MOST and word["probability"] < _UNSURE)
        if is_other:
            word["first"] = word["word"]
            word["word"] = f"{match['before']}{_other(match['number'])}{match['after']}"


def _ten(number: str) -> int:
    """The value of a ten; 0 for a teen."""
    value = int(number) if number.isdecimal() else _TENS.get(number.lower(), 0)
    return value if value in _LEAST else 0


def _other(number: str) -> str:
    other = _OTHERS[number.lower()]
    return other.upper() if number.isupper() else other.capitalize() if number[0].isupper() else other
