"""The billing rules of `models/billing/`, read strictly.

Every value carries the date of its edition, its source and how sure it is, so that a new quarter is a
change of data. A wrong file gives a `BillingDataError` that names the file, the entry and the key.
The shapes of the entries are in shapes.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scribe.billing.shapes import (
    Code,
    CodesFile,
    CountingRule,
    DiagnosesFile,
    Edit,
    EditsFile,
    Modifier,
    ModifiersFile,
    Profile,
    RuleId,
    RulesFile,
)
from scribe.errors import BillingDataError, DataError, SettingsError
from scribe.resources import data_dir, read_yaml

File = TypeVar("File", bound=BaseModel)

_NAMES = ("code", "id", "yields", "modifier")
"""Keys by which an entry of a list is named in a message."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All billing data. `area_and_minutes_optional` holds technique identifiers; `files` are those of the profiles."""

    codes: Mapping[str, Code]
    edits: tuple[Edit, ...]
    modifiers: Mapping[str, Modifier]
    rules: Mapping[RuleId, CountingRule]
    profiles: Mapping[str, Profile]
    diagnoses: DiagnosesFile
    settings: RulesFile
    files: Mapping[str, Path]

    @property
    def area_and_minutes_optional(self) -> frozenset[str]:
        return self.settings.area_and_minutes_optional

    def timed(self, code: str | None) -> bool:
        """Whether `code` is counted by minutes; False for None. BillingDataError for a code of no table."""
        if code is None:
            return False
        if code not in self.codes:
            raise BillingDataError(f"codes.yaml: {code} is not listed, yet a technique belongs to it. Add it there.")
        timed = self.codes[code].timed
        return timed is not None and timed.value

    def profile(self, name: str | None) -> Profile:
        """The profile of that name, the default one for None. Raises SettingsError for an unknown name."""
        name = name or self.settings.default_profile
        if name not in self.profiles:
            raise SettingsError(
                f"There is no payer profile {name!r}. Use one of: {', '.join(self.profiles)}, or make your own: "
                "see `scribe payers --help`."
            )
        return self.profiles[name]

    def edits_on(self, profile: Profile, day: datetime.date | None) -> tuple[Edit, ...]:
        """The pair edits that a payer applies to a service of that day, its own before the common ones."""
        common = self.edits if profile.pair_edits.value == "ncci" else ()
        return tuple(edit for edit in (*profile.own_edits, *common) if edit.active_on(day))


def load_tables(folder: Path | None = None, own: Path | None = None) -> Tables:
    """The tables of `folder` (by default `models/billing`), with the payer profiles of the folder `own`.

    Raises BillingDataError or DataError. A profile of one's own may replace none that is delivered.
    """
    folder = folder or data_dir("models") / "billing"
    codes = _keyed("codes.yaml", ((entry.code, entry) for entry in read(folder / "codes.yaml", CodesFile).codes))
    modifiers_file = read(folder / "modifiers.yaml", ModifiersFile)
    modifiers = _keyed("modifiers.yaml", ((entry.modifier, entry) for entry in modifiers_file.modifiers))
    settings = read(folder / "rules.yaml", RulesFile)
    rules = _keyed("rules.yaml", ((entry.id, entry) for entry in settings.rules))
    if missing := sorted(set(RuleId) - set(rules)):
        raise BillingDataError(f"rules.yaml: rules: the rule {missing[0]} is missing. Add it.")
    files = profile_files(folder / "profiles", own)
    profiles = {name: read_profile(path, codes, modifiers) for name, path in files.items()}
    if settings.default_profile not in profiles:
        raise BillingDataError(
            f"rules.yaml: default_profile: there is no profile {settings.default_profile}. Name one."
        )
    return Tables(
        codes=codes,
        edits=read(folder / "edits.yaml", EditsFile).edits,
        modifiers=modifiers,
        rules=rules,
        profiles=profiles,
        diagnoses=read(folder / "diagnoses.yaml", DiagnosesFile),
        settings=settings,
        files=files,
    )


def profile_files(delivered: Path, own: Path | None) -> dict[str, Path]:
    """Every profile file by its name, those that are delivered first. Raises BillingDataError for a name taken."""
    files = {path.stem: path for path in sorted(delivered.glob("*.yaml"))}
    for path in sorted(own.glob("*.yaml")) if own else ():
        if path.stem in files:
            raise BillingDataError(f"{path}: the name {path.stem} is taken by a delivered profile. Rename your file.")
        files[path.stem] = path
    return files


def read_profile(path: Path, codes: Mapping[str, Code], modifiers: Mapping[str, Modifier]) -> Profile:
    """One profile, checked against the codes and modifiers. Raises BillingDataError or DataError."""
    profile = read(path, Profile)
    if profile.id != path.stem:
        raise BillingDataError(f"{path.name}: id: is {profile.id}, but the file is called {path.stem}. Make them one.")
    named = {code for pair in profile.pairs for code in (pair.yields, pair.stays)}
    named |= {notice.code for notice in profile.notices} | set(profile.codes_covered.value or ())
    if unknown := sorted(named - set(codes)):
        raise BillingDataError(f"{path.name}: {unknown[0]} is not listed in codes.yaml. Correct one of the two.")
    _check_modifier(path, modifiers, profile.distinct_modifier.value, "distinct_modifier", ("distinct", "subset"))
    _check_modifier(path, modifiers, profile.plan_modifier.value, "plan_modifier", ("plan",))
    return profile


def _check_modifier(
    path: Path, modifiers: Mapping[str, Modifier], name: str | None, key: str, groups: tuple[str, ...]
) -> None:
    if name is None:
        return
    known = modifiers.get(name)
    if not known or known.group not in groups or known.ground not in (None, "sites"):
        raise BillingDataError(f"{path.name}: {key}: {name} is no modifier that can stand there. Correct that entry.")


def read(path: Path, shape: type[File]) -> File:
    """A file in its shape. Raises DataError, BillingDataError when an entry is wrong."""
    try:
        raw = read_yaml(path)
    except DataError as error:
        raise BillingDataError(str(error)) from error
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
        name = next((raw[each] for each in _NAMES if each in raw), None) if isinstance(raw, dict) else None
        names.append(str(name or f"entry {key + 1}") if isinstance(key, int) else key)
    return names


K = TypeVar("K")
V = TypeVar("V")


def _keyed(file: str, entries: Iterable[tuple[K, V]]) -> dict[K, V]:
    """The entries by their key; one that stands twice is an error, for the second would hide the first."""
    keyed: dict[K, V] = {}
    for key, entry in entries:
        if key in keyed:
            raise BillingDataError(f"{file}: {key} stands twice. Remove one of the entries.")
        keyed[key] = entry
    return keyed
