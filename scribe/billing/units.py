"""Minutes become units: pure arithmetic, exact, with the numbers of the rule handed in.

Minutes are fractions, so that 7.9 never becomes 8 on the way. What is counted, and why a block is not,
is decided elsewhere (lines.py); the words for it are in reasons.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from scribe.billing.tables import CountingRule


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
        return Count(rule, minutes, units_spm(minutes, rule), ())
    return Count(rule, minutes, units_cms(minutes, rule), alternatives_cms(minutes, rule))


def units_of(minutes: Fraction, rule: CountingRule) -> int:
    """A unit for each full stretch, and one more when the rest reaches the threshold."""
    full, rest = divmod(minutes, rule.minutes_per_unit)
    return int(full) + (rest >= rule.threshold)


def units_spm(minutes: Mapping[str, Fraction], rule: CountingRule) -> Mapping[str, int]:
    """Units of each code taken alone (CPT midpoint rule)."""
    return {code: units_of(spent, rule) for code, spent in minutes.items()}


def units_cms(minutes: Mapping[str, Fraction], rule: CountingRule) -> Mapping[str, int]:
    """Units by the total: full stretches first, what is left goes to the largest remainders.

    Equal remainders: the code with more minutes, then the one given first.
    Source: CMS Claims Processing Manual, chapter 5, section 20.2.C.
    """
    order = sorted(minutes, key=lambda code: (-remainder(minutes[code], rule), -minutes[code]))
    return _with_one_more(minutes, rule, order[: units_left(minutes, rule)])


def alternatives_cms(minutes: Mapping[str, Fraction], rule: CountingRule) -> tuple[Mapping[str, int], ...]:
    """The other allocations that equal remainders allow, empty when there is only one."""
    left = units_left(minutes, rule)
    if not left:
        return ()
    last = sorted((remainder(spent, rule) for spent in minutes.values()), reverse=True)[left - 1]
    ahead = [code for code, spent in minutes.items() if remainder(spent, rule) > last]
    tied = [code for code, spent in minutes.items() if remainder(spent, rule) == last]
    allocations = (_with_one_more(minutes, rule, (*ahead, *chosen)) for chosen in combinations(tied, left - len(ahead)))
    proposed = units_cms(minutes, rule)
    return tuple(allocation for allocation in allocations if allocation != proposed)


def units_left(minutes: Mapping[str, Fraction], rule: CountingRule) -> int:
    """Units of the total that remain after every code has its full stretches."""
    total = units_of(sum(minutes.values(), Fraction()), rule)
    return total - sum(int(spent // rule.minutes_per_unit) for spent in minutes.values())


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
    favoured = set(favoured)
    return {code: int(spent // rule.minutes_per_unit) + (code in favoured) for code, spent in minutes.items()}
