"""The billing rules of `models/billing/`, read strictly.

Every value carries the date of its edition, its source and how sure it is, so that a new quarter is a
change of data. A wrong file gives a `BillingDataError` that names the file, the entry and the key.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from scribe.errors import BillingDataError
from scribe.records import FlagId
from scribe.resources import data_dir, read_yaml

T = TypeVar("T")
File = TypeVar("File", bound=BaseModel)


class RuleId(StrEnum):
    CMS = "cms"
    SPM = "spm"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Edition(_Strict):
    """Where a value was read, in which edition, and how far to trust it."""

    effective: datetime.date
    source: str = Field(min_length=1)
    confidence: Literal["verified", "secondhand", "memory", "conflicting"]


class Dated(Edition, Generic[T]):
    value: T


class Code(_Strict):
    """A procedure code. `daily_cap` is in units, None where no table was read."""

    code: str = Field(pattern=r"^[0-9A-Z]\d{4}$")
    words: str = Field(min_length=1)
    timed: Dated[StrictBool]
    daily_cap: Dated[StrictInt] | None = None


class CountingRule(Edition):
    """How minutes become units: by the total of the day or each code alone."""

    id: RuleId
    words: str = Field(min_length=1)
    counts: Literal["total", "each"]
    minutes_per_unit: StrictInt = Field(ge=1)
    threshold: StrictInt = Field(ge=1)


class Pair(Edition):
    """Two codes that contest one site; see the profile's file."""

    yields: str
    stays: str
    modifier: str
    flag: FlagId
    warning: str = Field(min_length=1)


class Notice(Edition):
    """A flag that every block of a code raises."""

    code: str
    flag: FlagId
    warning: str = Field(min_length=1)


class Profile(_Strict):
    """What a payer wants."""

    id: str
    words: str
    counting_rule: Dated[Literal["cms", "spm", "unknown"]]
    pairs: tuple[Pair, ...]
    notices: tuple[Notice, ...]


class _CodesFile(_Strict):
    editions: dict[str, Edition]
    codes: tuple[Code, ...]


class _RulesFile(_Strict):
    rules: tuple[CountingRule, ...]
    area_and_minutes_optional: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """All billing data. `area_and_minutes_optional` holds technique identifiers."""

    codes: Mapping[str, Code]
    rules: Mapping[RuleId, CountingRule]
    profiles: Mapping[str, Profile]
    area_and_minutes_optional: frozenset[str]

    def timed(self, code: str | None) -> bool:
        """Whether `code` is counted by minutes; False for None. BillingDataError for a code of no table."""
        if code is None:
            return False
        if code not in self.codes:
            raise BillingDataError(f"codes.yaml: {code} is not listed, yet a technique belongs to it. Add it there.")
        return self.codes[code].timed.value


def load_tables(folder: Path | None = None) -> Tables:
    """The tables of `folder` (by default `models/billing`). Raises BillingDataError or DataError."""
    folder = folder or data_dir("models") / "billing"
    codes_file = _read(folder / "codes.yaml", _CodesFile)
    rules_file = _read(folder / "rules.yaml", _RulesFile)
    codes = _keyed("codes.yaml", [(entry.code, entry) for entry in codes_file.codes])
    rules = _keyed("rules.yaml", [(entry.id, entry) for entry in rules_file.rules])
    if missing := sorted(set(RuleId) - set(rules)):
        raise BillingDataError(f"rules.yaml: rules: the rule {missing[0]} is missing. Add it.")
    profiles = {path.stem: _read_profile(path, codes) for path in sorted((folder / "profiles").glob("*.yaml"))}
    return Tables(codes, rules, profiles, rules_file.area_and_minutes_optional)


def _read_profile(path: Path, codes: Mapping[str, Code]) -> Profile:
    profile = _read(path, Profile)
    if profile.id != path.stem:
        raise BillingDataError(f"{path.name}: id: is {profile.id}, but the file is called {path.stem}. Make them one.")
    named = {code for pair in profile.pairs for code in (pair.yields, pair.stays)} | {n.code for n in profile.notices}
    if unknown := sorted(named - set(codes)):
        raise BillingDataError(f"{path.name}: {unknown[0]} is not listed in codes.yaml. Correct one of the two.")
    return profile


def _read(path: Path, shape: type[File]) -> File:
    raw = read_yaml(path)
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ": ".join([path.name, *_place(raw, first["loc"])])
        raise BillingDataError(f"{place}: {first['msg']}. Correct that entry.") from error


def _place(raw: Any, loc: tuple[int | str, ...]) -> list[str]:
    """The way to a wrong value, with entries of a list named by their code or id where they have one."""
    names = []
    for key in loc:
        try:
            raw = raw[key]
        except (LookupError, TypeError):
            raw = None
        name = raw.get("code") or raw.get("id") or raw.get("yields") if isinstance(raw, dict) else None
        names.append(str(name or f"entry {key + 1}") if isinstance(key, int) else key)
    return names


K = TypeVar("K")


def _keyed(file: str, entries: list[tuple[K, T]]) -> dict[K, T]:
    """The entries by their key; one that stands twice is an error, for the second would hide the first."""
    keyed: dict[K, T] = {}
    for key, entry in entries:
        if key in keyed:
            raise BillingDataError(f"{file}: {key} stands twice. Remove one of the entries.")
        keyed[key] = entry
    return keyed
