"""Minutes become units: pure arithmetic, exact, with the numbers of the rule handed in.

Minutes are fractions, so that 7.9 never becomes 8 on the way. What is counted, and why a block is not,
is decided elsewhere (reckoning.py); the words for it are in reasons.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from scribe.billing.shapes import CountingRule


@dataclass(frozen=True, slots=True)
class Count:
    """What one rule makes of the minutes of each timed code. `alternatives` are the other right allocations."""

    rule: CountingRule
    minutes: Mapping[str, Fraction]
    units: Mapping[str, int]
    alternatives: tuple[Mapping[str, int], ...]

    @property
    def total_minutes(self) -> Fraction:
        return sum(self.minutes.values(), Fraction())

    @property
    def total_units(self) -> int:
        return sum(self.units.values())


def count(minutes: Mapping[str, Fraction], rule: CountingRule) -> Count:
    """The units of every code of `minutes` (code to minutes, in the order dictated) under `rule`."""
    if rule.counts == "each":
        return Count(rule, minutes, {code: units_of(spent, rule) for code, spent in minutes.items()}, ())
    return _by_total(minutes, rule)


def units_of(minutes: Fraction | int, rule: CountingRule) -> int:
    """A unit for each full stretch, and one more when the rest reaches the threshold."""
    full, rest = divmod(minutes, rule.minutes_per_unit)
    return int(full) + (rest >= rule.threshold)


def _by_total(minutes: Mapping[str, Fraction], rule: CountingRule) -> Count:
    """Units by the total: full stretches first, what is left goes to the largest remainders.

    Equal remainders: the code with more minutes, then the one given first; the other ways are the alternatives.
    Source: CMS Claims Processing Manual, chapter 5, section 20.2.C.
    """
    over = {code: remainder(spent, rule) for code, spent in minutes.items()}
    order = sorted(minutes, key=lambda code: (-over[code], -minutes[code]))
    left = units_left(minutes, rule)
    proposed = _with_one_more(minutes, rule, order[:left])
    if not left or left == len(order) or over[order[left - 1]] != over[order[left]]:
        return Count(rule, minutes, proposed, ())
    last = over[order[left]]
    ahead = [code for code in order if over[code] > last]
    tied = [code for code in minutes if over[code] == last]
    ways = (_with_one_more(minutes, rule, (*ahead, *some)) for some in combinations(tied, left - len(ahead)))
    return Count(rule, minutes, proposed, tuple(way for way in ways if way != proposed))


def by_most_minutes(minutes: Mapping[str, Fraction], rule: CountingRule) -> Mapping[str, int]:
    """The other reading of the manual: what is left goes to the services with the most minutes (its Example 4)."""
    order = sorted(minutes, key=lambda code: -minutes[code])
    return _with_one_more(minutes, rule, order[: units_left(minutes, rule)])


def units_left(minutes: Mapping[str, Fraction], rule: CountingRule) -> int:
    """Units of the total that remain after every code has its full stretches."""
    full = rule.minutes_per_unit
    return units_of(sum(minutes.values()), rule) - sum(int(spent // full) for spent in minutes.values())


def remainder(minutes: Fraction, rule: CountingRule) -> Fraction:
    return minutes % rule.minutes_per_unit


def minutes_short(minutes: Fraction, rule: CountingRule) -> Fraction:
    """Minutes that are lacking to the next unit."""
    return units_of(minutes, rule) * rule.minutes_per_unit + rule.threshold - minutes


def exact(minutes: float | str) -> Fraction:
    """Minutes as written: 0.1 is a tenth, not its nearest binary neighbour."""
    return Fraction(str(minutes))


def plain(minutes: Fraction) -> int | float:
    """Minutes as a number to print: whole ones without a point."""
    return int(minutes) if minutes.denominator == 1 else float(minutes)


def _with_one_more(minutes: Mapping[str, Fraction], rule: CountingRule, favoured: Iterable[str]) -> Mapping[str, int]:
    favoured, full = set(favoured), rule.minutes_per_unit
    return {code: int(spent // full) + (code in favoured) for code, spent in minutes.items()}
