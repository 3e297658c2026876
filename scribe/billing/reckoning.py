"""What one counting rule makes of the blocks of a dictation: which are counted, and the units of each code.

Two codes of a payer's pair may not be counted together: the blocks of the one that yields are left out, or,
where the other would get no unit so, the other's. Which of the two may differ between the rules. Codes that the
payer does not take at all are left out before anything is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scribe.billing.pairs import Contest
from scribe.billing.shapes import CountingRule
from scribe.billing.sites import Sites
from scribe.billing.tables import Tables
from scribe.billing.units import Count, count, exact
from scribe.records import FlagId, Treatment

Blocks = tuple[Treatment, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a payer does not take a code at all, and the doubt that it raises."""

    reason: str
    flag: FlagId


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payer makes of codes on the day of service: pairs, codes that are not taken, most units of each."""

    contests: tuple[Contest, ...] = ()
    barred: Mapping[str, Bar] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Yield:
    """Why a block is left out: the contest, and the blocks that it meets."""

    contest: Contest
    partners: tuple[int, ...]
    shared: bool
    """Whether it is one site that they share."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What one rule makes of the blocks. `yielded` holds the blocks that are left out for another code.

    `counted` holds the units of each code before the payer's daily caps, `units` those that it takes.
    """

    count: Count
    counted: Mapping[str, int]
    units: Mapping[str, int]
    yielded: Mapping[int, Yield]
    terms: Terms

    @property
    def total_units(self) -> int:
        return sum(self.units.values())

    def over_cap(self, code: str) -> bool:
        """Whether more units of `code` were counted than the payer takes in a day."""
        return self.units[code] < self.counted[code]


def reckon(blocks: Blocks, sites: Sites, tables: Tables, terms: Terms, rule: CountingRule) -> Reckoning:
    """Counts the blocks under `rule`, with the blocks of contested sites and of barred codes left out."""
    barred = {i for i, block in enumerate(blocks) if block.code in terms.barred}
    yielded: dict[int, Yield] = {}
    for contest in terms.contests:
        if {contest.yields, contest.stays} & terms.barred.keys():
            continue
        out = _contested(sites, contest, contest.yields, contest.stays)
        kept = count(minutes_by_code(blocks, tables, {*yielded, *out, *barred}), rule)
        if out and not _stands(blocks, tables, kept, contest.stays):
            out = _contested(sites, contest, contest.stays, contest.yields)
        yielded |= out
    counted = count(minutes_by_code(blocks, tables, {*yielded, *barred}), rule)
    units = {code: counted.units.get(code, 0) for code in dict.fromkeys(block.code for block in blocks) if code}
    for i, block in enumerate(blocks):
        if block.code and not tables.timed(block.code) and i not in {*yielded, *barred}:
            units[block.code] = 1
    taken = {code: min(given, terms.caps.get(code, given)) for code, given in units.items()}
    return Reckoning(counted, units, taken, yielded, terms)


def minutes_by_code(blocks: Blocks, tables: Tables, left_out: set[int]) -> dict[str, Fraction]:
    """Minutes of each timed code, in the order of its first counted block."""
    minutes: dict[str, Fraction] = {}
    for i, block in enumerate(blocks):
        if block.code and tables.timed(block.code) and block.minutes and i not in left_out:
            minutes[block.code] = minutes.get(block.code, Fraction()) + exact(block.minutes)
    return minutes


def _stands(blocks: Blocks, tables: Tables, counted: Count, code: str) -> bool:
    """Whether `code` would be billed, so that the other code of its pair must yield to it."""
    return bool(counted.units.get(code)) if tables.timed(code) else any(block.code == code for block in blocks)


def _contested(sites: Sites, contest: Contest, code: str, other_code: str) -> dict[int, Yield]:
    """The blocks of `code` that cannot be counted beside those of `other_code`."""
    found = {}
    for i in sites.of(code):
        shared = sites.partners(i, other_code)
        if contest.opens:
            partners = shared or (sites.unnamed_beside(i, other_code) if contest.strict else ())
        else:
            partners = sites.of(other_code)
        if partners:
            found[i] = Yield(contest, partners, bool(shared))
    return found


def proposed_pairs(reckoning: Reckoning) -> tuple[Contest, ...]:
    """The pairs of which both codes are proposed."""
    units = reckoning.units
    return tuple(pair for pair in reckoning.terms.contests if units.get(pair.yields) and units.get(pair.stays))
