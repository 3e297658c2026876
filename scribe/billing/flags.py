"""The doubts that a proposal raises, one function for each flag, listed in BILLING_FLAGS.

What a note lacks whatever is billed is in scribe/checks.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from scribe.billing.lines import described, evidence_of
from scribe.billing.reasons import in_minutes, in_units
from scribe.billing.reckoning import Reckoning, proposed_pairs
from scribe.billing.tables import Profile, Tables
from scribe.billing.units import exact
from scribe.records import Billing, Facts, Flag, FlagId, Level, LineStatus
from scribe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the flags look at: the facts, the proposal made of them, and the count that was not chosen."""

    facts: Facts
    vocabulary: Vocabulary
    tables: Tables
    profile: Profile
    chosen: Reckoning
    other: Reckoning
    billing: Billing

    def blocks_of(self, *codes: str) -> tuple[int, ...]:
        return tuple(i for i, block in enumerate(self.facts.treatments) if block.code in codes)


def same_region_conflict(proposal: Proposal) -> Iterator[Flag]:
    """A block left out because another code was worked on the same site."""
    blocks = proposal.facts.treatments
    for index, partners in proposal.chosen.yielded.items():
        mine, theirs = blocks[index], blocks[partners[0]]
        yield Flag(
            FlagId.SAME_REGION_CONFLICT,
            Level.WARNS,
            f"One site was worked under {mine.code} and {theirs.code}: {described(mine, proposal.vocabulary)} is "
            f"left out beside {described(theirs, proposal.vocabulary)}. If these were separate places, "
            "correct the areas.",
            f"treatments/{index}",
            evidence_of(proposal.facts, (index, *partners)),
        )


def pair(proposal: Proposal) -> Iterator[Flag]:
    """Both codes of a pair that many payers deny together are proposed."""
    for found in proposed_pairs(proposal.profile, proposal.chosen):
        counted = [
            i for line in proposal.billing.lines if line.code in (found.yields, found.stays) for i in line.treatments
        ]
        yield Flag(
            found.flag,
            Level.WARNS,
            found.warning,
            _line(proposal, found.yields),
            evidence_of(proposal.facts, tuple(counted)),
        )


def notice(proposal: Proposal) -> Iterator[Flag]:
    """A code that is rarely paid."""
    for found in proposal.profile.notices:
        if indexes := proposal.blocks_of(found.code):
            yield Flag(
                found.flag,
                Level.WARNS,
                found.warning,
                _line(proposal, found.code),
                evidence_of(proposal.facts, indexes),
            )


def units_differ_by_rule(proposal: Proposal) -> Iterator[Flag]:
    """The two counting rules give different lines."""
    chosen, other = proposal.chosen, proposal.other
    if chosen.units != other.units:
        yield Flag(
            FlagId.UNITS_DIFFER_BY_RULE,
            Level.ASKS,
            f"The {chosen.count.rule.words} gives {in_units(chosen.count.total_units)} of timed work and is proposed; "
            f"the {other.count.rule.words} gives {in_units(other.count.total_units)}. "
            "Ask the payer which rule it counts by.",
            "billing/rule",
        )


def below_eight_minutes(proposal: Proposal) -> Iterator[Flag]:
    """All dictated minutes of a timed code are fewer than make a unit."""
    threshold = proposal.chosen.count.rule.threshold
    for line in proposal.billing.lines:
        indexes = proposal.blocks_of(line.code)
        minutes = [proposal.facts.treatments[i].minutes for i in indexes]
        if not proposal.tables.timed(line.code) or not all(minutes):
            continue
        total = sum((exact(spent) for spent in minutes if spent), Fraction())
        if total < threshold:
            has = "its unit comes from the total of the day" if line.units else "it has no unit"
            yield Flag(
                FlagId.BELOW_EIGHT_MINUTES,
                Level.WARNS,
                f"{line.code} has {in_minutes(total)}, fewer than {threshold}: {has}. Check the minutes.",
                _line(proposal, line.code),
                evidence_of(proposal.facts, indexes),
            )


def diagnosis_missing(proposal: Proposal) -> Iterator[Flag]:
    """A line is proposed and no diagnosis code was spoken."""
    proposed = any(line.status is LineStatus.PROPOSED for line in proposal.billing.lines)
    if proposed and not any(diagnosis.code for diagnosis in proposal.facts.diagnoses):
        yield Flag(
            FlagId.DIAGNOSIS_MISSING,
            Level.ASKS,
            "No diagnosis code was said, and a claim needs one. Add the code that the referring provider gave.",
            "diagnoses",
        )


def no_code_for_technique(proposal: Proposal) -> Iterator[Flag]:
    """Work was done that no billing code belongs to."""
    for index, block in enumerate(proposal.facts.treatments):
        uncoded = [name for name in block.techniques if proposal.vocabulary.techniques[name].code is None]
        if uncoded:
            names = ", ".join(proposal.vocabulary.technique_name(name) for name in uncoded)
            yield Flag(
                FlagId.NO_CODE_FOR_TECHNIQUE,
                Level.WARNS,
                f"No billing code belongs to {names}: it stands in the note and is not billed.",
                f"treatments/{index}",
                block.evidence,
            )


BILLING_FLAGS: tuple[Callable[[Proposal], Iterator[Flag]], ...] = (
    same_region_conflict,
    pair,
    notice,
    units_differ_by_rule,
    below_eight_minutes,
    diagnosis_missing,
    no_code_for_technique,
)


def billing_flags(proposal: Proposal) -> tuple[Flag, ...]:
    return tuple(flag for raised in BILLING_FLAGS for flag in raised(proposal))


def _line(proposal: Proposal, code: str) -> str:
    index = next(i for i, line in enumerate(proposal.billing.lines) if line.code == code)
    return f"billing/lines/{index}"
