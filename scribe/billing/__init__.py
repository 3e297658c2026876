"""Proposed lines for a payer: facts and dated rules in, lines and flags out. A person decides what is filed.

Read in this order: shapes.py and tables.py (the rules as data), units.py (minutes become units), terms.py and pairs.py
(what a payer makes of codes), reckoning.py (which blocks count), lines.py and modifiers.py (the lines and their
reasons), flags.py (the doubts), diagnoses.py (ICD-10-CM codes), filing/ (the check before a claim goes out).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scribe.billing.flags import Proposal, billing_flags
from scribe.billing.lines import LineWriter
from scribe.billing.reckoning import Reckoning, reckon
from scribe.billing.shapes import Profile, RuleId
from scribe.billing.sites import Sites
from scribe.billing.tables import Tables, load_tables
from scribe.billing.terms import terms_of
from scribe.billing.units import plain
from scribe.records import Billing, CodeUnits, Facts, Flag, KnownDiagnosis, Level
from scribe.vocabulary import Vocabulary

__all__ = ["RuleId", "Tables", "for_payer", "load_tables", "propose", "spoken"]


def propose(
    facts: Facts,
    vocabulary: Vocabulary,
    tables: Tables,
    rule: str | None = None,
    *,
    payer: str | None = None,
    known: tuple[KnownDiagnosis, ...] = (),
    day: datetime.date | None = None,
) -> tuple[Billing, tuple[Flag, ...]]:
    """The lines that the facts support under the profile `payer`, and the doubts that they raise.

    `payer` None is the default profile. `known` are the diagnoses of the clients file. `day` is the day of service,
    None where nobody said it: the rules of the tables' own edition then hold. `rule` (`cms` or `spm`) overrides the
    profile's counting rule; where neither decides, the rule that gives fewer units in all is proposed, `cms` when both
    give the same. Raises ValueError for another rule, SettingsError for a payer without a profile.
    """
    profile = tables.profile(payer)
    blocks = facts.treatments if profile.bills.value else ()
    sites = Sites(blocks, vocabulary)
    terms = terms_of(profile, tables, day, dict.fromkeys(block.code for block in blocks if block.code))
    reckonings = {name: reckon(blocks, sites, tables, terms, tables.rules[name]) for name in RuleId}
    name = _chosen(reckonings, profile, rule)
    other_name = next(each for each in RuleId if each is not name)
    chosen, other = reckonings[name], reckonings[other_name]
    billing = Billing(
        payer=profile.id,
        rule=name,
        other_rule=other_name,
        other_lines=tuple(CodeUnits(code, units) for code, units in other.units.items()),
        lines=LineWriter(facts, vocabulary, tables, profile, sites, chosen, known).lines(),
        total_timed_minutes=plain(chosen.count.total_minutes),
    )
    if not profile.bills.value:
        return billing, ()
    return billing, billing_flags(Proposal(facts, vocabulary, tables, profile, chosen, other, billing, known, day))


def spoken(tables: Tables) -> Mapping[str, str]:
    """Codes, counting rules and payers in our own words, by identifier."""
    return {
        **{code: entry.words for code, entry in tables.codes.items()},
        **{rule.value: entry.words for rule, entry in tables.rules.items()},
        **{payer: entry.words for payer, entry in tables.profiles.items()},
    }


def for_payer(flags: Iterable[Flag], tables: Tables, payer: str) -> tuple[Flag, ...]:
    """The doubts that matter under a payer: where nothing is filed, those that serve care, and none blocks."""
    if tables.profile(payer).bills.value:
        return tuple(flags)
    serving = (flag for flag in flags if flag.id not in tables.settings.claim_flags)
    return tuple(replace(flag, level=Level.WARNS) if flag.level is Level.BLOCKS else flag for flag in serving)


def _chosen(reckonings: dict[RuleId, Reckoning], profile: Profile, rule: str | None) -> RuleId:
    wanted = rule or profile.counting_rule.value
    if wanted != "unknown":
        return RuleId(wanted)
    return min(RuleId, key=lambda name: reckonings[name].total_units)
