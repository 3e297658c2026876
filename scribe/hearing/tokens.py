"""The words of a text as correction looks at them, and the marks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.:]\d+)*")
_BREAK = re.compile(r"[.!?;:,]")

STOP, PAUSE = ".", ","
"""What stands for the end of a sentence, and for any other mark, among words."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word; `start` and `end` are code points of the text."""

    text: str
    start: int
    end: int
    opens: bool
    """Whether a sentence begins here, where a capital says nothing."""
    apart: bool
    """Whether a mark stands before it, over which no correction reaches."""
    hyphened: bool

    @property
    def lower(self) -> str:
        return self.text.lower()


def tokens(text: str) -> list[Token]:
    """The words of a text in order; the parts of a word with hyphens are words of their own."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        opens = not found or bool(re.search(r"[.!?]", between))
        found.append(Token(match[0], match.start(), match.end(), opens, bool(_BREAK.search(between)), between == "-"))
        last = match.end()
    return found


def marked(stretch: Sequence[Token], first: bool = True) -> list[str]:
    """The words with the marks before them, before the first only if asked; a capital that opens a sentence is none."""
    pieces = [piece for token in stretch for piece in (*mark(token), token.lower if token.opens else token.text)]
    return pieces if first or not stretch else pieces[len(tuple(mark(stretch[0]))) :]


def mark(token: Token) -> Iterable[str]:
    """The mark before a word, if there is one."""
    return (STOP,) if token.opens else (PAUSE,) if token.apart else ()
