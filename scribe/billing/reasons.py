"""Why a code has its units, in sentences for a person. Computes nothing that units.py has not counted."""

from __future__ import annotations

from fractions import Fraction

from scribe.billing.shapes import CountingRule
from scribe.billing.units import Count, by_most_minutes, minutes_short, plain, remainder, units_left


def in_minutes(minutes: Fraction) -> str:
    return f"{plain(minutes)} {'minute' if minutes == 1 else 'minutes'}"


def in_units(units: int) -> str:
    return f"{units} {'unit' if units == 1 else 'units'}"


def day_reasons(count: Count) -> tuple[str, ...]:
    """What the total of the day makes, for a rule that counts the total; nothing for one that does not."""
    if count.rule.counts != "total" or not count.minutes:
        return ()
    total, units, rule = count.total_minutes, count.total_units, count.rule
    return (
        f"{in_minutes(total)} of timed work make {in_units(units)} in all ({rule.words}).",
        f"The next unit is {in_minutes(minutes_short(total, rule))} of timed work short.",
    )


def code_reasons(count: Count, code: str) -> tuple[str, ...]:
    """Sentences on the units of `code`, which must be one of the counted timed codes."""
    own = (_share(count, code),) if count.rule.counts == "total" else _alone(count, code)
    return (*own, *_ties(count, code))


def cap_reason(code: str, counted: int, cap: int) -> str:
    """Why fewer units are proposed than were counted."""
    return (
        f"{in_units(counted)} of {code} were counted, and this payer takes {cap} a day: over that it denies all. "
        f"{in_units(cap)} proposed; the minutes stay in the note."
    )


def untimed_reason(code: str) -> str:
    return f"{code} is not counted by time: one unit a visit, whatever its minutes and areas."


def _alone(count: Count, code: str) -> tuple[str, ...]:
    rule, spent, units = count.rule, count.minutes[code], count.units[code]
    full, rest = int(spent // rule.minutes_per_unit), remainder(spent, rule)
    own = f"{in_minutes(spent)} of {code} make {in_units(units)} ({rule.words}): {_full(full, rule)}"
    if units > full:
        own += f", and one more because the {plain(rest)} over reach {rule.threshold}."
    elif rest:
        own += f"; the {plain(rest)} over do not reach {rule.threshold}."
    else:
        own += "."
    return own, f"Its next unit is {in_minutes(minutes_short(spent, rule))} short."


def _share(count: Count, code: str) -> str:
    """How the total of the day was shared out, as far as `code` goes."""
    rule, spent = count.rule, count.minutes[code]
    full, rest = int(spent // rule.minutes_per_unit), remainder(spent, rule)
    own = f"{in_minutes(spent)} of {code} hold {_full(full, rule)}, {plain(rest)} over"
    left = units_left(count.minutes, rule)
    spare = f"{in_units(left)} of the total {'is' if left == 1 else 'are'} left"
    if count.units[code] > full:
        return f"{own}; {spare} for those with the most minutes over, and {code} gets one."
    if left and rest:
        return f"{own}; {spare} and went to codes with as many minutes over or more."
    return f"{own}; the total leaves no unit for them." if rest else f"{own}."


def _full(full: int, rule: CountingRule) -> str:
    return f"{full or 'no'} full {'units' if full > 1 else 'unit'} of {rule.minutes_per_unit} minutes"


def _ties(count: Count, code: str) -> tuple[str, ...]:
    others = [allocation for allocation in count.alternatives if allocation[code] != count.units[code]]
    if not others:
        return _other_reading(count, code)
    ways = "; or ".join(", ".join(f"{name} {units}" for name, units in way.items()) for way in others)
    return (f"Equal minutes are over, so this split is as right: {ways}.",)


def _other_reading(count: Count, code: str) -> tuple[str, ...]:
    """Where the manual's two wordings part: what is over decides, and what most minutes would give is shown."""
    if count.rule.counts != "total":
        return ()
    most = by_most_minutes(count.minutes, count.rule)
    if most[code] == count.units[code] or most in count.alternatives:
        return ()
    ways = ", ".join(f"{name} {units}" for name, units in most.items())
    return (f"If the unit went to the service with the most minutes, as one example of the manual reads: {ways}.",)
