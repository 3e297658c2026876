"""Small tools on a note's content, and the shapes of what an edit is given.

An edit works on a copy of its own, so these change what they are handed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from scribe.checks import HEARD
from scribe.errors import RevisionError
from scribe.records import Side

Json = dict[str, Any]
SECTIONS = ("subjective", "objective", "assessment", "plan")
FACTS = ("pain", "treatments", "mentions", "not_worked", "range_of_motion", "home_care", "diagnoses")
"""The lists of facts that sentences are told from."""

THERAPIST = "therapist"
_WHOLE = ("transcript", "source", "made_by", "fingerprints")
"""Parts that no edit changes in place, and that are too long to copy each time."""

Section = Literal["subjective", "objective", "assessment", "plan"]
Index = Annotated[int, Field(ge=0, strict=True)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Minutes = Annotated[float, Field(gt=0, le=24 * 60, allow_inf_nan=False)]
_Point = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


def _ordered(value: Any) -> Any:
    if isinstance(value, tuple) and value[0] >= value[1]:
        raise ValueError("a range goes from the smaller to the larger number")
    return value


def _day(value: str) -> str:
    return datetime.date.fromisoformat(value).isoformat()


Score = Annotated[_Point | tuple[_Point, _Point] | None, AfterValidator(_ordered)]
Day = Annotated[str, AfterValidator(_day)]
SideName = Side | None


def copied(content: Mapping[str, Any]) -> Json:
    """A copy that an edit may change."""
    return {key: value if key in _WHOLE else _copied(value) for key, value in content.items()}


def _copied(value: Any) -> Any:
    """Dictionaries and lists anew; evidence is never changed, only replaced, and stays the same."""
    if isinstance(value, dict):
        return {key: inner if key == "evidence" else _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def number(value: float | None) -> float | int | None:
    """A number as the JSON has it: without needless decimals."""
    return int(value) if value is not None and value == int(value) else value


def score(value: Any) -> Any:
    return [number(end) for end in value] if isinstance(value, tuple) else number(value)


def one_of(items: list[Json], index: int, what: str) -> Json:
    """The item at `index`, or a RevisionError that says what is not there."""
    if index >= len(items):
        raise RevisionError(f"There is no {what} {index + 1} in this note. Look at its newest version.")
    return items[index]


def take_out(content: Json, kind: str, index: int) -> Json:
    """Remove an entry of a list of facts or of a section (`soap/plan`); flags keep pointing at what they mean."""
    items = _list(content, kind)
    gone = items.pop(index)
    place = f"{kind}/{index}"
    kept = [flag for flag in content["flags"] if not _within(flag["about"], place)]
    content["flags"] = [{**flag, "about": _shifted(flag["about"], kind, index)} for flag in kept]
    return gone


def settle(content: Json, *places: str) -> None:
    """Take off the doubts of the dictation about places that a person has just decided."""
    content["flags"] = [
        flag
        for flag in content["flags"]
        if flag["id"] not in HEARD or not any(_within(flag["about"], place) for place in places)
    ]


def _list(content: Json, kind: str) -> list[Json]:
    first, _, section = kind.partition("/")
    found: list[Json] = content[first][section] if section else content[first]
    return found


def _within(about: str | None, place: str) -> bool:
    return about is not None and (about == place or about.startswith(f"{place}/"))


def _shifted(about: str | None, kind: str, gone: int) -> str | None:
    """A path after the entry `gone` of a list was removed: those behind it moved up by one."""
    if about is None or not about.startswith(f"{kind}/"):
        return about
    step, *rest = about.removeprefix(f"{kind}/").split("/")
    return "/".join([kind, str(int(step) - 1), *rest]) if step.isdigit() and int(step) > gone else about
