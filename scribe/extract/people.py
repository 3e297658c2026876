"""Which words are names of people.

What comes in: a place in a Reading. What goes out: whether a name or a title with a name stands there. Whose name it
is, is not decided here.
"""

from __future__ import annotations

from scribe.extract.language import read_patterns
from scribe.extract.reading import Reading


class People:
    """Knows names by their capital, and by the words that are none."""

    def __init__(self) -> None:
        words = read_patterns("session")
        self.titles = frozenset(words["titles"])
        self._no_names = frozenset(words["no_names"])

    def is_name(self, reading: Reading, index: int) -> bool:
        """Whether the word at `index` is written as a name, and is neither work nor a part of the body."""
        if not 0 <= index < len(reading.tokens):
            return False
        token = reading.tokens[index]
        written = reading.text[token.start : token.end]
        known = token.text in self._no_names or bool(reading.doc[index].ent_type_)
        return token.capital and written.isalpha() and len(written) > 1 and not written.isupper() and not known
