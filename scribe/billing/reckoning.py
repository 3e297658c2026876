"""What one counting rule makes of the blocks of a dictation: which are counted, and the units of each code.

Two codes of a profile's pair may not share a site: the blocks of the one that yields are left out, or,
where the other would get no unit so, the other's. Which of the two may differ between the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scribe.billing.sites import Sites
from scribe.billing.tables import CountingRule, Pair, Profile, Tables
from scribe.billing.units import Count, count, exact
from scribe.records import Treatment

Blocks = tuple[Treatment, ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What one rule makes of the blocks. `yielded` maps a block left out for its site to the blocks it meets there."""

    count: Count
    units: Mapping[str, int]
    yielded: Mapping[int, tuple[int, ...]]

    @property
    def total_units(self) -> int:
        return sum(self.units.values())


def reckon(blocks: Blocks, sites: Sites, tables: Tables, profile: Profile, rule: CountingRule) -> Reckoning:
    """Counts the blocks under `rule`, with the blocks of contested sites left out."""
    yielded: dict[int, tuple[int, ...]] = {}
    for pair in profile.pairs:
        shared = _meeting(sites, pair.yields, pair.stays)
        kept = count(minutes_by_code(blocks, tables, {**yielded, **shared}), rule)
        if shared and not kept.units.get(pair.stays):
            shared = _meeting(sites, pair.stays, pair.yields)
        yielded |= shared
    counted = count(minutes_by_code(blocks, tables, yielded), rule)
    once = {block.code: 1 for block in blocks if block.code and not tables.timed(block.code)}
    codes = dict.fromkeys(block.code for block in blocks if block.code)
    return Reckoning(counted, {code: once.get(code, counted.units.get(code, 0)) for code in codes}, yielded)


def minutes_by_code(blocks: Blocks, tables: Tables, left_out: Mapping[int, object]) -> dict[str, Fraction]:
    """Minutes of each timed code, in the order of its first counted block."""
    minutes: dict[str, Fraction] = {}
    for i, block in enumerate(blocks):
        if block.code and tables.timed(block.code) and block.minutes and i not in left_out:
            minutes[block.code] = minutes.get(block.code, Fraction()) + exact(block.minutes)
    return minutes


def _meeting(sites: Sites, code: str, other_code: str) -> dict[int, tuple[int, ...]]:
    return {i: sites.partners(i, other_code) for i in sorted(sites.sharing(code, other_code))}


def proposed_pairs(profile: Profile, reckoning: Reckoning) -> tuple[Pair, ...]:
    """The pairs of which both codes are proposed."""
    units = reckoning.units
    return tuple(pair for pair in profile.pairs if units.get(pair.yields) and units.get(pair.stays))
