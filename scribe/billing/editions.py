"""How old the tables are, and where their sources disagree."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scribe.billing.shapes import Edit, Edition, Pair
from scribe.billing.tables import Tables
from scribe.errors import BillingDataError
from scribe.resources import data_dir, read_yaml


@dataclass(frozen=True, slots=True)
class Dating:
    """One edition of one file. `quarters` is how many quarters lie between it and a service."""

    file: str
    name: str
    edition: Edition
    quarters: int
    too_old: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A value that sources disagree on: what holds here, and what the other side says."""

    place: str
    source: str
    otherwise: str


def quarters_between(edition: datetime.date, service: datetime.date) -> int:
    """Calendar quarters from that of the edition to that of the service, never below 0."""
    return max((service.year - edition.year) * 4 + (service.month - 1) // 3 - (edition.month - 1) // 3, 0)


def datings(tables: Tables, service: datetime.date) -> tuple[Dating, ...]:
    """Every edition of every file. Only tables that are renewed every quarter can be too old."""
    folder = data_dir("models") / "billing"
    files = [*sorted(folder.glob("*.yaml")), *tables.files.values()]
    found = []
    for file in files:
        for name, edition in _editions(file):
            age = quarters_between(edition.effective, service)
            old = edition.renews == "quarterly" and age > tables.settings.oldest_quarters
            found.append(Dating(file.name, name, edition, age, old))
    return tuple(found)


def disagreements(tables: Tables) -> tuple[Disagreement, ...]:
    """Every value with another side to it, each once."""
    parts: dict[str, Any] = {"rules.yaml": tuple(tables.rules.values()), "edits.yaml": tables.edits}
    parts["modifiers.yaml"] = tuple(tables.modifiers.values())
    parts |= {f"{name}.yaml": profile for name, profile in tables.profiles.items()}
    seen: dict[str, Disagreement] = {}
    for file, part in parts.items():
        for place, edition in _walk(part, file):
            if edition.otherwise:
                seen.setdefault(edition.otherwise, Disagreement(place, edition.source, edition.otherwise))
    return tuple(seen.values())


def _editions(file: Path) -> Iterator[tuple[str, Edition]]:
    raw = read_yaml(file)
    if not isinstance(raw, dict):
        raise BillingDataError(f"{file.name}: holds no editions. Correct it.")
    for name, edition in raw.get("editions", {}).items():
        yield name, Edition.model_validate(edition)


def _walk(part: Any, place: str) -> Iterator[tuple[str, Edition]]:
    """Every dated value below `part`, with the way to it."""
    if isinstance(part, tuple):
        for each in part:
            yield from _walk(each, place)
    elif isinstance(part, BaseModel):
        if isinstance(part, Edition):
            yield _named(part, place), part
        for key in type(part).model_fields:
            if key != "editions":
                yield from _walk(getattr(part, key), f"{place}: {key}")


def _named(part: Edition, place: str) -> str:
    if isinstance(part, Edit):
        return f"{place}: {part.column_1} with {part.column_2}"
    if isinstance(part, Pair):
        return f"{place}: {part.yields} with {part.stays}"
    name = getattr(part, "modifier", None) or getattr(part, "id", None)
    return f"{place}: {name}" if name else place
