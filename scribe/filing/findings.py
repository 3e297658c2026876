"""What each finding weighs and what to do about it, from `models/billing/findings.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from scribe.billing.shapes import Strict
from scribe.billing.tables import read
from scribe.errors import BillingDataError
from scribe.records import FlagId, Level
from scribe.resources import data_dir


class Advice(Strict):
    """`level` is the weight of a finding that no flag brings; `denials` are likely reason codes (CARC)."""

    id: str
    level: Level
    do: str = Field(min_length=1)
    denials: tuple[str, ...] = ()


class _File(Strict):
    findings: tuple[Advice, ...]


Guide = Mapping[str, Advice]


def load_guide(folder: Path | None = None) -> Guide:
    """The advice by the finding's id. Raises BillingDataError when it is wrong or lacks a flag."""
    path = (folder or data_dir("models") / "billing") / "findings.yaml"
    guide = {advice.id: advice for advice in read(path, _File).findings}
    if lacking := sorted({flag.value for flag in FlagId} - guide.keys()):
        raise BillingDataError(f"{path.name}: {lacking[0]} is missing. Add it.")
    return guide
