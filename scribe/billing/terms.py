"""A payer's profile and the day of service become the terms that the blocks are reckoned by."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from scribe.billing.pairs import contests
from scribe.billing.reckoning import Bar, Terms
from scribe.billing.shapes import Code, Profile
from scribe.billing.tables import Tables
from scribe.records import FlagId


def terms_of(profile: Profile, tables: Tables, day: datetime.date | None, codes: Iterable[str]) -> Terms:
    """What `profile` makes of `codes` on that day; None is a day that nobody said."""
    known = [tables.codes[code] for code in codes if code in tables.codes]
    caps = {code.code: code.daily_cap.value for code in known if code.daily_cap and profile.unit_caps.value == "mue"}
    barred = {code.code: bar for code in known if (bar := next(_bars(code, profile, day), None))}
    return Terms(contests(profile, tables, day), barred, caps)


def outdated(code: Code) -> str:
    """That a code is one of the past, and what came after it."""
    after = f"; today it is {' or '.join(code.replaced_by)}" if code.replaced_by else ""
    until = code.last.value if code.last else ""
    return f"{code.code} ({code.words}) was valid until {until}{after}."


def bundled(code: Code) -> bool:
    """Whether Medicare-style payers pay a code only as part of other work."""
    return code.status is not None and code.status.value == "B"


def _bars(code: Code, profile: Profile, day: datetime.date | None) -> Iterator[Bar]:
    """Why the payer does not take a code at all, the gravest reason first."""
    if profile.stop:
        yield Bar(f"{profile.stop.reason} ({profile.stop.source})", FlagId.CODE_NOT_COVERED)
    if not code.valid_on(day):
        yield Bar(outdated(code), FlagId.CODE_OUTDATED)
    covered = profile.codes_covered.value
    if covered is not None and code.code not in covered:
        said = f"The codes on file for this payer are {', '.join(covered)}: {code.code} is not among them."
        yield Bar(said, FlagId.CODE_NOT_COVERED)
    if bundled(code) and profile.packs.value == "leave_out":
        yield Bar(
            f"This payer pays {code.code} ({code.words}) only as part of the other work, alone or beside it, and takes "
            f"no modifier for it. Keep it in the note. ({profile.packs.source})",
            FlagId.BUNDLED_97010,
        )
