"""What a note lacks or leaves in doubt, from its facts: one function for each flag, listed in CHECKS.

Doubts about a proposed line are raised by scribe/billing; doubts about what was heard, by the extraction.
A lack that makes a claim unsound blocks filing; one that only weakens the note warns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from scribe.billing.tables import Tables
from scribe.billing.units import exact, plain
from scribe.records import Basis, Evidences, Facts, Flag, FlagId, Level, Treatment
from scribe.vocabulary import Vocabulary

HEARD = frozenset(
    {
        FlagId.TECHNIQUE_CODE_AMBIGUOUS,
        FlagId.PAYER_SPOKEN,
        FlagId.SEVERAL_CLIENTS,
        FlagId.NEEDS_REVIEW,
        FlagId.LOW_CONFIDENCE,
        FlagId.REDUCED_SERVICE,
        FlagId.CLIENT_UNCERTAIN,
        FlagId.CLOCK_OVERLAP,
    }
)
"""Doubts that only the dictation can raise: of a note that is read again they stand as they were written."""

SAID_OR_NOT = frozenset({FlagId.OUTCOME_MISSING, FlagId.COMPLAINT_MISSING})
"""Lacks that a note's JSON shows only by its flags; they stand while the facts do not mend them."""

_LEVELS = tuple(Level)

HALF_DAY = 12 * 60
"""A spoken clock time seldom says which half of the day it means."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts, and what is needed to judge and to name them."""

    facts: Facts
    vocabulary: Vocabulary
    tables: Tables

    def work(self, block: Treatment) -> str:
        return ", ".join(self.vocabulary.technique_name(name) for name in block.techniques) or "a block of work"

    def optional(self, block: Treatment) -> bool:
        """Whether the block is sound without an area and without minutes."""
        return bool(block.techniques) and self.tables.area_and_minutes_optional.issuperset(block.techniques)

    def timed(self, block: Treatment) -> bool:
        return self.tables.timed(block.code)


def minutes_missing(reading: Reading) -> Iterator[Flag]:
    for index, block in enumerate(reading.facts.treatments):
        if reading.timed(block) and not reading.optional(block) and not block.minutes:
            together = (
                f" ({plain(exact(block.shared_minutes))} were said for several together)"
                if block.shared_minutes
                else ""
            )
            message = f"No minutes were said for {reading.work(block)} alone{together}. Add how long it lasted."
            yield _of_block(FlagId.MINUTES_MISSING, Level.BLOCKS, message, index, "minutes", block)


def minutes_approximate(reading: Reading) -> Iterator[Flag]:
    yield from _by_basis(reading, Basis.APPROXIMATE, FlagId.MINUTES_APPROXIMATE, "were said as a rough figure")


def minutes_inferred(reading: Reading) -> Iterator[Flag]:
    yield from _by_basis(reading, Basis.INFERRED, FlagId.MINUTES_INFERRED, "were worked out from the rest, not said")


def _by_basis(reading: Reading, basis: Basis, flag: FlagId, how: str) -> Iterator[Flag]:
    for index, block in enumerate(reading.facts.treatments):
        if block.minutes_basis is basis and block.minutes is not None:
            level = Level.BLOCKS if reading.timed(block) else Level.ASKS
            message = (
                f"The {plain(exact(block.minutes))} minutes of {reading.work(block)} {how}. Confirm the exact time."
            )
            yield _of_block(flag, level, message, index, "minutes", block)


def minutes_exceed_session(reading: Reading) -> Iterator[Flag]:
    """Untimed packs lie beside other work and take no time of their own; work without a code does."""
    session = reading.facts.session
    counted = [block for block in reading.facts.treatments if block.code is None or reading.timed(block)]
    own = sum((exact(block.minutes) for block in counted if block.minutes is not None), Fraction())
    shared = {exact(b.shared_minutes) for b in counted if b.minutes is None and b.shared_minutes is not None}
    total = own + sum(shared)
    if session.minutes is not None and total > exact(session.minutes):
        yield Flag(
            FlagId.MINUTES_EXCEED_SESSION,
            Level.BLOCKS,
            f"The minutes of the work add up to {plain(total)}, but the session was {plain(exact(session.minutes))} "
            "minutes. Correct the minutes or the length of the session.",
            "session/minutes",
            _joined(session.minutes_evidence, *(block.evidence for block in counted)),
        )


def clock_overlap(reading: Reading) -> Iterator[Flag]:
    """Clock times are compared on a twelve-hour dial: 12:50 to 1:10 runs over the hour, not backwards."""
    timed = [(i, block, block.clock) for i, block in enumerate(reading.facts.treatments) if block.clock]
    for (_, one, (start, stop)), (index, other, (other_start, other_stop)) in combinations(timed, 2):
        starts_inside = (other_start - start) % HALF_DAY < (stop - start) % HALF_DAY
        holds_start = (start - other_start) % HALF_DAY < (other_stop - other_start) % HALF_DAY
        if starts_inside or holds_start:
            yield Flag(
                FlagId.CLOCK_OVERLAP,
                Level.BLOCKS,
                f"By the clock, {reading.work(one)} and {reading.work(other)} run at the same time. "
                "Correct the start or stop times.",
                f"treatments/{index}/minutes",
                _joined(one.evidence, other.evidence),
            )


def area_missing(reading: Reading) -> Iterator[Flag]:
    for index, block in enumerate(reading.facts.treatments):
        if not block.areas and not reading.optional(block):
            message = f"No area of the body was named for {reading.work(block)}. Add where it was done."
            yield _of_block(FlagId.AREA_MISSING, Level.BLOCKS, message, index, "areas", block)


def technique_missing(reading: Reading) -> Iterator[Flag]:
    for index, block in enumerate(reading.facts.treatments):
        if not block.techniques:
            message = "A block of work names no technique, so no code can be proposed. Add what was done."
            yield _of_block(FlagId.TECHNIQUE_MISSING, Level.BLOCKS, message, index, "techniques", block)


def outcome_missing(reading: Reading) -> Iterator[Flag]:
    facts = reading.facts
    after = (*(pain.after for pain in facts.pain), *(motion.after for motion in facts.range_of_motion))
    measured = any(score is not None for score in after)
    if not facts.outcome and not measured:
        message = 'The note does not say what changed. Add an outcome, such as "neck pain from 6/10 to 3/10".'
        yield Flag(FlagId.OUTCOME_MISSING, Level.WARNS, message)


def complaint_missing(reading: Reading) -> Iterator[Flag]:
    facts = reading.facts
    if not facts.complaint and not facts.diagnoses and not facts.pain:
        message = "The note does not say why the client came. Add the symptom or limitation of today."
        yield Flag(FlagId.COMPLAINT_MISSING, Level.WARNS, message)


CHECKS: tuple[Callable[[Reading], Iterator[Flag]], ...] = (
    minutes_missing,
    minutes_approximate,
    minutes_inferred,
    minutes_exceed_session,
    clock_overlap,
    area_missing,
    technique_missing,
    outcome_missing,
    complaint_missing,
)


def review(facts: Facts, vocabulary: Vocabulary, tables: Tables) -> tuple[Flag, ...]:
    """Every lack and doubt of the facts themselves, in the order of CHECKS."""
    reading = Reading(facts, vocabulary, tables)
    return tuple(flag for check in CHECKS for flag in check(reading))


def _of_block(flag: FlagId, level: Level, message: str, index: int, part: str, block: Treatment) -> Flag:
    return Flag(flag, level, message, f"treatments/{index}/{part}", block.evidence)


def _joined(*evidences: Evidences) -> Evidences:
    return tuple(sorted({stretch for evidence in evidences for stretch in evidence}))


def review_again(facts: Facts, written: Iterable[Flag], vocabulary: Vocabulary, tables: Tables) -> tuple[Flag, ...]:
    """The lacks and doubts of facts that were read from a note's JSON, `written` being the flags that it has."""
    had = {flag.id for flag in written}
    found = review(replace(facts, flags=()), vocabulary, tables)
    return tuple(flag for flag in found if flag.id not in SAID_OR_NOT or flag.id in had)


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Each flag once; the gravest first, then by what they are about, `treatments/2` before `treatments/10`."""

    def place(flag: Flag) -> tuple[int, list[tuple[int, str]], str]:
        steps = re.findall(r"\d+|\D+", flag.about or "")
        return _LEVELS.index(flag.level), [(int(s), "") if s.isdigit() else (-1, s) for s in steps], flag.id

    return tuple(sorted(dict.fromkeys(flags), key=place))
