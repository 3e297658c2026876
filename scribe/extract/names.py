"""Names of the vocabulary in a row of words: the longest at each place.

What comes in: phrases as the reading has them, and the words of a text. What goes out: where a phrase stands and what
it names. Plain look-ups: the vocabulary has thousands of phrases, and no patterns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

_Named = TypeVar("_Named")


class Names(Generic[_Named]):
    """Phrases (single-spaced words) and what each names."""

    def __init__(self, names: Mapping[str, _Named]) -> None:
        self._names = names
        self._longest: dict[str, int] = {}
        for phrase in names:
            first, words = phrase.split(" ", 1)[0], phrase.count(" ") + 1
            self._longest[first] = max(words, self._longest.get(first, 0))

    def at(self, words: Sequence[str], index: int) -> tuple[int, _Named] | None:
        """Where the longest phrase that begins at `index` ends, and what it names."""
        for length in range(self._longest.get(words[index], 0), 0, -1):
            phrase = " ".join(words[index : index + length])
            if phrase in self._names and index + length <= len(words):
                return index + length, self._names[phrase]
        return None
