"""When a recording was made: from its container, else its file's name, else its file's time.

Nothing here fails on a wrong date: what is no plausible date is passed over, and the next source is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

RecordedAtFrom = Literal["container", "file_name", "file_time"]

# The first knows the place's own clock; `creation_time` is in UTC; `date` may be a day alone.
_TAGS = ("com.apple.quicktime.creationdate", "creation_time", "date")

_EARLIEST = date(2001, 1, 1)
"""Clocks that were never set say 1904, 1970, 1980 or 1 January 2000."""

_IN_NAME = re.compile(
    r"""(?<!\d) (?P<date> 20\d\d ([-_.]?) \d\d \2 \d\d )
        (?: (?:[ _T-]+ | [ ]at[ ])? (?P<time> \d\d ([-_.:h]?) \d\d (?:\4 \d\d)? )
            (?: \s* (?P<half>[ap])m\b )? (?!\d)
        )? (?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
"""20260314_101500, 2026-03-14 10.15.00, 2026-03-14 at 10.15.00 PM, PTT-20260314-WA0001."""


def recorded_at(tags: Mapping[str, str], stem: str, modified: float) -> tuple[str, RecordedAtFrom] | tuple[None, None]:
    """The moment as ISO 8601, a day alone where no time is known, and which source knew it.

    `tags` are the container's, `stem` the file's name without its ending, `modified` its time in seconds of the epoch.
    """
    lowered = {key.lower(): value for key, value in tags.items()}
    for tag in _TAGS:
        if (found := _from_tag(lowered.get(tag, ""))) is not None:
            return found, "container"
    if (found := _from_name(stem)) is not None:
        return found, "file_name"
    if (found := _from_epoch(modified)) is not None:
        return found, "file_time"
    return None, None


def _plausible(day: date) -> bool:
    # One day of grace: at the other end of the world it is tomorrow already.
    return _EARLIEST <= day <= datetime.now(UTC).date() + timedelta(days=1)


def _from_tag(value: str) -> str | None:
    value = value.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not _plausible(moment.date()):
        return None
    if len(value) <= len("2026-03-14"):
        return moment.date().isoformat()
    if moment.utcoffset() == timedelta(0):
        moment = moment.astimezone()  # a session in the evening is the next day in UTC
    return moment.isoformat(timespec="seconds")


def _from_name(stem: str) -> str | None:
    for match in _IN_NAME.finditer(stem):
        try:
            day = date.fromisoformat(re.sub(r"\D", "", match["date"]))
        except ValueError:
            continue
        if not _plausible(day):
            continue
        clock = _clock(match["time"], match["half"])
        return day.isoformat() if clock is None else datetime.combine(day, clock).isoformat()
    return None


def _clock(written: str | None, half: str | None) -> time | None:
    """The time of day in a file's name, if it is one."""
    hour, minute, second = (int(digits) for digits in [*re.findall(r"\d\d", written or "99"), "00", "00"][:3])
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _from_epoch(seconds: float) -> str | None:
    try:
        moment = datetime.fromtimestamp(seconds, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds") if _plausible(moment.date()) else None
