"""Listens for what may have been meant by words that were heard.

In: what a window was encoded as, its words, and who knows the trade. Out: the words, with how much likelier
each alternative sounds. Which of them was meant is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from scribe.records import Alternative, Guess, Transcript
from scribe.sifting import Heard
from scribe.speech.engine import Engine
from scribe.speech.words import join


class Trade(Protocol):
    """Who knows what is said in dictations of this trade."""

    def guesses(self, transcript: Transcript) -> Sequence[Guess]:
        """What may have been meant by words that were heard, what is most worth listening for first."""

    def likelihood(self, text: str) -> float:
        """How likely a text is: the mean of the natural logarithms of its words' probabilities."""


class NoTrade:
    """Knows nothing: no words are likelier than others."""

    def guesses(self, transcript: Transcript) -> Sequence[Guess]:
        return ()

    def likelihood(self, text: str) -> float:
        return 0.0


_MOST = 8
"""Alternatives that are listened for in a window: each takes about a twentieth of a second."""

_FOLLOWING = 4
"""Words after a stretch that are reckoned with it: they fit one alternative better than another."""


def listen(engine: Engine, encoding: Any, words: Sequence[dict[str, Any]], trade: Trade) -> None:
    """Gives the words of a window, encoded as places x width, their `alternatives`: each to the word it begins with."""
    heard = join([[Heard(word["word"], word["start"], word["end"], float(word["probability"])) for word in words]])
    begin = [word for at, word in enumerate(words) if at == 0 or word["word"][0].isspace()]
    starts = {word.start: one for word, one in zip(heard.words, begin, strict=False)}
    asked = [one for one in trade.guesses(heard) if one.start in starts][:_MOST]
    if not asked or len(begin) != len(heard.words):
        return
    for one, likelihood in zip(asked, _likelihoods(engine, encoding, heard, asked), strict=True):
        told = Alternative(heard.text[one.start : one.end], one.meant, 0, one.end - one.start, likelihood)
        word = starts[one.start]
        word["alternatives"] = (*word.get("alternatives", ()), told)


def _likelihoods(engine: Engine, encoding: Any, heard: Transcript, asked: Sequence[Guess]) -> list[float]:
    """How much likelier each guess sounds than what was heard, with the words behind it."""
    untils = [_until(heard, one.end) for one in asked]
    texts = [
        f"{heard.text[: one.start]}{one.meant}{heard.text[one.end : until]}"
        for one, until in zip(asked, untils, strict=True)
    ]
    first, *others = engine.log_probabilities(encoding, [f" {text}" for text in (heard.text[: max(untils)], *texts)])
    tokens = [engine.count(f" {heard.text[:until]}") for until in untils]
    return [sum(other) - sum(first[:until]) for other, until in zip(others, tokens, strict=True)]


def _until(heard: Transcript, end: int) -> int:
    """Where the words end that are reckoned with a stretch that ends here."""
    following = [word.end for word in heard.words if word.start >= end]
    return following[:_FOLLOWING][-1] if following else len(heard.text)
