"""Proposed lines for a payer: facts and dated rules in, lines and flags out. A person decides what is filed.

Read in this order: tables.py (the rules as data), units.py (minutes become units), reckoning.py (which blocks
count), lines.py (the lines and their reasons), flags.py (the doubts).
"""

from __future__ import annotations

from scribe.billing.flags import Proposal, billing_flags
from scribe.billing.lines import LineWriter
from scribe.billing.reckoning import Reckoning, reckon
from scribe.billing.sites import Sites
from scribe.billing.tables import Profile, RuleId, Tables, load_tables
from scribe.billing.units import plain
from scribe.records import Billing, CodeUnits, Facts, Flag
from scribe.vocabulary import Vocabulary

__all__ = ["RuleId", "Tables", "load_tables", "propose"]

DEFAULT_PROFILE = "commercial"


def propose(
    facts: Facts, vocabulary: Vocabulary, tables: Tables, rule: str | None = None
) -> tuple[Billing, tuple[Flag, ...]]:
    """The lines that the facts support under the commercial profile, and the doubts that they raise.

    `rule` (`cms` or `spm`) overrides the profile's counting rule; where neither decides, the rule that gives
    fewer units in all is proposed, `cms` when both give the same. Raises ValueError for another rule.
    """
    profile = tables.profiles[DEFAULT_PROFILE]
    sites = Sites(facts.treatments, vocabulary)
    reckonings = {name: reckon(facts.treatments, sites, tables, profile, tables.rules[name]) for name in RuleId}
    name = _chosen(reckonings, profile, rule)
    other_name = next(each for each in RuleId if each is not name)
    chosen, other = reckonings[name], reckonings[other_name]
    billing = Billing(
        payer=profile.id,
        rule=name,
        other_rule=other_name,
        other_lines=tuple(CodeUnits(code, units) for code, units in other.units.items()),
        lines=LineWriter(facts, vocabulary, tables, profile, sites, chosen).lines(),
        total_timed_minutes=plain(chosen.count.total_minutes),
    )
    return billing, billing_flags(Proposal(facts, vocabulary, tables, profile, chosen, other, billing))


def _chosen(reckonings: dict[RuleId, Reckoning], profile: Profile, rule: str | None) -> RuleId:
    wanted = rule or profile.counting_rule.value
    if wanted != "unknown":
        return RuleId(wanted)
    return min(RuleId, key=lambda name: reckonings[name].total_units)
