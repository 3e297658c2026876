"""The doubts that a proposal raises, one function for each flag, listed in BILLING_FLAGS.

What a note lacks whatever is billed is in scribe/checks.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from scribe.billing.diagnoses import DiagnosisDoubt, doubts
from scribe.billing.reasons import in_minutes, in_units
from scribe.billing.reckoning import Reckoning, proposed_pairs
from scribe.billing.shapes import Profile
from scribe.billing.tables import Tables
from scribe.billing.units import exact
from scribe.billing.words import described, evidence_of
from scribe.records import Billing, Facts, Flag, FlagId, KnownDiagnosis, Level, LineStatus
from scribe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the flags look at: the facts, the proposal made of them, and the count that was not chosen.

    `known` are the diagnoses of the clients file, `day` is the day of service, None where nobody said it.
    """

    facts: Facts
    vocabulary: Vocabulary
    tables: Tables
    profile: Profile
    chosen: Reckoning
    other: Reckoning
    billing: Billing
    known: tuple[KnownDiagnosis, ...] = ()
    day: datetime.date | None = None

    def blocks_of(self, *codes: str) -> tuple[int, ...]:
        return tuple(i for i, block in enumerate(self.facts.treatments) if block.code in codes)


def same_region_conflict(proposal: Proposal) -> Iterator[Flag]:
    """A block left out because another code was worked on the same site."""
    blocks = proposal.facts.treatments
    for index, met in proposal.chosen.yielded.items():
        if met.contest.strict:
            continue
        mine, theirs = blocks[index], blocks[met.partners[0]]
        yield Flag(
            FlagId.SAME_REGION_CONFLICT,
            Level.WARNS,
            f"One site was worked under {mine.code} and {theirs.code}: {described(mine, proposal.vocabulary)} is "
            f"left out beside {described(theirs, proposal.vocabulary)}. If these were separate places, "
            "correct the areas.",
            f"treatments/{index}",
            evidence_of(proposal.facts, (index, *met.partners)),
        )


def pair(proposal: Proposal) -> Iterator[Flag]:
    """Both codes of a pair that many payers deny together are proposed."""
    for found in proposed_pairs(proposal.chosen):
        if found.warning is None:
            continue
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


def pair_edit(proposal: Proposal) -> Iterator[Flag]:
    """A code that a pair edit of the payer leaves out."""
    for code in proposal.chosen.units:
        out = [i for i in proposal.blocks_of(code) if i in proposal.chosen.yielded]
        met = [proposal.chosen.yielded[i] for i in out if proposal.chosen.yielded[i].contest.strict]
        for contest in dict.fromkeys(each.contest for each in met):
            partners = [i for each in met if each.contest == contest for i in each.partners]
            other = contest.stays if code == contest.yields else contest.yields
            yield Flag(
                contest.flag,
                Level.WARNS,
                f"{code} is left out beside {other}. {contest.why_out(code)}",
                _line(proposal, code),
                evidence_of(proposal.facts, (*out, *partners)),
            )


def not_taken(proposal: Proposal) -> Iterator[Flag]:
    """Codes that the payer does not take at all; one flag where it pays nothing."""
    stop, barred = proposal.profile.stop, proposal.chosen.terms.barred
    if stop and barred:
        evidence = evidence_of(proposal.facts, proposal.blocks_of(*barred))
        yield Flag(FlagId.CODE_NOT_COVERED, Level.BLOCKS, stop.reason, "billing/payer", evidence)
        return
    for code, bar in barred.items():
        evidence = evidence_of(proposal.facts, proposal.blocks_of(code))
        yield Flag(bar.flag, Level.WARNS, bar.reason, _line(proposal, code), evidence)


def units_over_cap(proposal: Proposal) -> Iterator[Flag]:
    """More units than the payer takes in a day, of one code or in all."""
    chosen = proposal.chosen
    for code in chosen.units:
        if chosen.over_cap(code):
            yield Flag(
                FlagId.UNITS_OVER_CAP,
                Level.WARNS,
                f"{in_units(chosen.counted[code])} of {code} were counted, and this payer takes "
                f"{chosen.units[code]} a day: over that it denies all of them.",
                _line(proposal, code),
                evidence_of(proposal.facts, proposal.blocks_of(code)),
            )
    cap = proposal.profile.day_cap.value
    total = sum(units for code, units in chosen.units.items() if proposal.tables.timed(code))
    if cap is not None and total > cap:
        message = (
            f"{in_units(total)} of timed work are proposed, and this payer takes {cap} a day. Choose which to bill."
        )
        yield Flag(FlagId.UNITS_OVER_CAP, Level.BLOCKS, message, "billing")


def diagnosis_doubts(proposal: Proposal) -> Iterator[Flag]:
    """Codes, spoken or on file, that a claim of the day may not carry, or that the note contradicts."""
    spoken = {diagnosis.code: diagnosis for diagnosis in proposal.facts.diagnoses if diagnosis.code}
    codes = tuple(dict.fromkeys([*spoken, *(each.code for each in proposal.known)]))
    for doubt in doubts(codes, proposal.facts, proposal.vocabulary, proposal.tables.diagnoses, proposal.day):
        if doubt.in_notes:
            said = [spoken[code] for code in doubt.codes if code in spoken]
            about = f"diagnoses/{proposal.facts.diagnoses.index(said[0])}" if said else "billing"
            evidence = tuple(stretch for diagnosis in said for stretch in diagnosis.evidence)
            yield Flag(_flag_of(doubt), doubt.level, doubt.message, about, evidence)


def _flag_of(doubt: DiagnosisDoubt) -> FlagId:
    return FlagId.CODE_OUTDATED if doubt.kind == "not_billable" else FlagId.DIAGNOSIS_CONFLICT


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
    decided = proposal.profile.counting_rule.value != "unknown"
    if chosen.units != other.units and not decided:
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
        barred = line.code in proposal.chosen.terms.barred
        if barred or not proposal.tables.timed(line.code) or not all(minutes):
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
    if proposed and not proposal.known and not any(diagnosis.code for diagnosis in proposal.facts.diagnoses):
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
    pair_edit,
    not_taken,
    notice,
    units_differ_by_rule,
    units_over_cap,
    below_eight_minutes,
    diagnosis_missing,
    diagnosis_doubts,
    no_code_for_technique,
)


def billing_flags(proposal: Proposal) -> tuple[Flag, ...]:
    return tuple(flag for raised in BILLING_FLAGS for flag in raised(proposal))


def _line(proposal: Proposal, code: str) -> str:
    index = next(i for i, line in enumerate(proposal.billing.lines) if line.code == code)
    return f"billing/lines/{index}"
