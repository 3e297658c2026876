"""Spoken numbers become one token in digits: "thirty-five" and "35" read alike.

What comes in: tokens in order. What goes out: the same with each number merged, `value` set and tag NUM.
What a number counts (minutes, a score, an age) is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scribe.extract.language import read_patterns

if TYPE_CHECKING:
    from scribe.extract.reading import Token

SEVERAL = frozenset({"few", "couple", "several", "many", "of", "some"})
"""Before "hundred" these tell that it is no single one."""
_DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d+(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class NumberWords:
    units: Mapping[str, int]
    teens: Mapping[str, int]
    tens: Mapping[str, int]
    plurals: Mapping[str, int]
    before_plurals: frozenset[str]
    only_beside: frozenset[str]
    also_words: frozenset[str]

    @classmethod
    def load(cls) -> NumberWords:
        data = read_patterns("numbers")
        beside, words = frozenset(data["only_beside_a_number"]), frozenset(data["also_a_word"])
        plurals = data["plurals"], frozenset(data["before_plurals"])
        return cls(data["units"], data["teens"], data["tens"], *plurals, beside, words)


def merge_numbers(tokens: list[Token], words: NumberWords) -> list[Token]:
    """Tokens with every cardinal number as one token in digits."""
    merged: list[Token] = []
    index = 0
    while index < len(tokens):
        digits, stop = _number(tokens, index, words)
        if digits is None:
            merged.append(tokens[index])
            index += 1
            continue
        first = tokens[index]
        text = first.text if stop == index + 1 and first.text in words.also_words else digits
        merged.append(replace(first, text=text, end=tokens[stop - 1].end, value=float(digits), tag="NUM"))
        index = stop
    return merged


def _number(tokens: list[Token], at: int, words: NumberWords) -> tuple[str | None, int]:
    """The digits of the number that starts at `at` and the index after it, or None.

    Digits are kept as said, for in a diagnosis code "54.50" is not "54.5".
    """
    value, stop = _whole(tokens, at, words)
    if value is None:
        return None, at
    if _word(tokens, stop) == "point" and (digits := _digits_after(tokens, stop + 1, words)):
        return f"{value:.0f}.{digits[0]}", digits[1]
    if [_word(tokens, stop + k) for k in range(3)] == ["and", "a", "half"]:
        return f"{value + 0.5:g}", stop + 3
    said = _word(tokens, at).replace(",", "")
    return (said if stop == at + 1 and _DIGITS.match(said) else f"{value:.0f}"), stop


def _whole(tokens: list[Token], at: int, words: NumberWords) -> tuple[float | None, int]:
    value, stop = _below_hundred(tokens, at, words)
    if value is None and _word(tokens, at) == "a" and _word(tokens, at + 1) == "hundred":
        value, stop = 1.0, at + 1
    if value is None and _bare_hundred(tokens, at, words):
        value, stop = 1.0, at
    if value is None and _word(tokens, at) == "a" and _word(tokens, at + 1) == "dozen":
        return 12.0, at + 2
    if value is None:
        return None, at
    if _word(tokens, stop) == "hundred" and value < 100:
        value, stop = value * 100, stop + 1
        skip = 1 if _word(tokens, stop) in {"and", ","} else 0
        rest, end = _below_hundred(tokens, stop + skip, words)
        if _word(tokens, stop) == "," and _word(tokens, end) != "degrees":  # "one hundred, ten degrees", as heard
            rest = None
        if rest is not None and rest < 100 and not _DIGITS.match(_word(tokens, stop + skip)):
            value, stop = value + rest, end
    if _word(tokens, stop) == "thousand":
        value, stop = value * 1000, stop + 1
    return value, stop


def _bare_hundred(tokens: list[Token], at: int, words: NumberWords) -> bool:
    """ "Flexion, hundred ten degrees": one hundred, and not so many of them ("a few hundred")."""
    rest = _below_hundred(tokens, at + 1, words)[0]
    counted = (rest is not None and rest >= 1) or _word(tokens, at + 1) == "degrees"
    return _word(tokens, at) == "hundred" and counted and _word(tokens, at - 1) not in SEVERAL


def _below_hundred(tokens: list[Token], at: int, words: NumberWords) -> tuple[float | None, int]:
    word = _word(tokens, at)
    if _DIGITS.match(word):
        return float(word.replace(",", "")), at + 1
    if word in words.teens:
        return float(words.teens[word]), at + 1
    if word in words.tens:
        unit = words.units.get(_word(tokens, at + 1), 0)
        return (float(words.tens[word] + unit), at + 2) if unit else (float(words.tens[word]), at + 1)
    if word in words.plurals and _word(tokens, at - 1) in words.before_plurals:
        return float(words.plurals[word]), at + 1
    if word in words.units and word not in words.only_beside:
        return float(words.units[word]), at + 1
    return None, at


def _digits_after(tokens: list[Token], at: int, words: NumberWords) -> tuple[str, int] | None:
    """Decimals spoken digit by digit ("point two one") or written."""
    digits, stop = "", at
    while (word := _word(tokens, stop)) in words.units or (word.isdigit() and not digits):
        digits += str(words.units[word]) if word in words.units else word
        stop += 1
    return (digits, stop) if digits else None


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""
