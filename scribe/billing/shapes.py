"""What an entry of `models/billing/` looks like: every value with the date of its edition and its source."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from scribe.records import FlagId

T = TypeVar("T")
CodeName = Annotated[str, Field(pattern=r"^[0-9A-Z]\d{4}$")]
Confidence = Literal["verified", "secondhand", "memory", "conflicting"]
Needed = Literal["needed", "not_needed", "unknown"]


class RuleId(StrEnum):
    CMS = "cms"
    SPM = "spm"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Edition(Strict):
    """Where a value was read, in which edition, and how far to trust it; `otherwise` is what the other side says."""

    effective: datetime.date
    source: str = Field(min_length=1)
    confidence: Confidence
    otherwise: str | None = None
    renews: Literal["quarterly"] | None = None


class Dated(Edition, Generic[T]):
    value: T


class Code(Strict):
    """A procedure code; codes.yaml says what each key means. `timed` None: counted by a rule that is not kept."""

    code: CodeName
    words: str = Field(min_length=1)
    timed: Dated[StrictBool] | None = None
    status: Dated[Literal["A", "B", "I", "R", "C", "N"]] | None = None
    daily_cap: Dated[StrictInt] | None = None
    cap_kind: Dated[Literal[1, 2, 3]] | None = None
    for_massage: Dated[Literal["usual", "scope", "rare", "never"]] | None = None
    medicare_code: Dated[CodeName] | None = None
    last: Dated[datetime.date] | None = None
    replaced_by: tuple[CodeName, ...] = ()

    def valid_on(self, day: datetime.date | None) -> bool:
        """Whether a claim of that day may carry the code; of an unknown day, whether one of today may."""
        return self.last is None or (day is not None and day <= self.last.value)


class CountingRule(Edition):
    """How minutes become units: by the total of the day or each code alone."""

    id: RuleId
    words: str = Field(min_length=1)
    counts: Literal["total", "each"]
    minutes_per_unit: StrictInt = Field(ge=1)
    threshold: StrictInt = Field(ge=1)


class Edit(Edition):
    """A pair of which column 1 is paid and column 2 denied; see edits.yaml."""

    column_1: CodeName
    column_2: CodeName
    indicator: Literal[0, 1, 9]
    deleted: datetime.date | None = None
    flag: FlagId = FlagId.PAIR_EDIT

    def active_on(self, day: datetime.date | None) -> bool:
        """Whether the edit holds for a service of that day; of an unknown day, whether it holds in the edition."""
        if self.indicator == 9:
            return False
        return self.deleted is None or (day is not None and day <= self.deleted)


class Modifier(Edition):
    """A modifier, and when it is wrong; see modifiers.yaml."""

    modifier: str = Field(pattern=r"^[0-9A-Z]{2}$")
    words: str = Field(min_length=1)
    group: Literal["distinct", "subset", "reduced", "plan", "side", "other"]
    ground: Literal["sites", "encounter", "practitioner", "unusual"] | None = None
    codes_from: str | None = None
    wrong_on: Literal["timed", "untimed", "all"] | None = None
    why: str | None = None


class Pair(Edition):
    """Two codes that contest one site; see profiles/commercial.yaml."""

    yields: CodeName
    stays: CodeName
    modifier: str
    flag: FlagId
    warning: str = Field(min_length=1)


class Notice(Edition):
    """A flag that every block of a code raises."""

    code: CodeName
    flag: FlagId
    warning: str = Field(min_length=1)


class Stop(Edition):
    """Why a payer pays nothing that a massage therapist does."""

    reason: str = Field(min_length=1)


class Profile(Strict):
    """What a payer wants; profiles/commercial.yaml says what each key means."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    words: str = Field(min_length=1)
    editions: dict[str, Edition] = {}
    bills: Dated[StrictBool]
    stop: Stop | None = None
    counting_rule: Dated[Literal["cms", "spm", "unknown"]]
    pairs: tuple[Pair, ...]
    pair_edits: Dated[Literal["ncci", "none"]]
    own_edits: tuple[Edit, ...]
    distinct_modifier: Dated[str]
    plan_modifier: Dated[str | None]
    plan_modifier_first: Dated[StrictBool]
    takes_52: Dated[StrictBool]
    packs: Dated[Literal["propose", "leave_out"]]
    notices: tuple[Notice, ...]
    unit_caps: Dated[Literal["mue", "none"]]
    day_cap: Dated[Annotated[StrictInt, Field(ge=1)] | None]
    codes_covered: Dated[tuple[CodeName, ...] | None]
    referral: Dated[Needed]
    authorization: Dated[Needed]
    credentialing: Dated[Needed]
    medical_necessity: Dated[StrictBool]
    filing_days: Dated[Annotated[StrictInt, Field(ge=1)] | None]
    injury_payer: Dated[StrictBool]


class Retired(Edition):
    """A diagnosis code that was billable until `last`; those of `replaced_by` are since the next day."""

    code: str
    last: datetime.date
    replaced_by: tuple[str, ...]


class Excluded(Edition):
    """The beginnings of two diagnosis codes that exclude each other."""

    one: str
    other: str


class Place(Edition):
    """The regions of the body in which a diagnosis lies, by the beginning of its code; the first is its own."""

    code: str
    regions: tuple[str, ...] = Field(min_length=1)


class CodesFile(Strict):
    editions: dict[str, Edition]
    codes: tuple[Code, ...]


class EditsFile(Strict):
    editions: dict[str, Edition]
    edits: tuple[Edit, ...]


class ModifiersFile(Strict):
    editions: dict[str, Edition]
    modifiers: tuple[Modifier, ...]


class DiagnosesFile(Strict):
    editions: dict[str, Edition]
    release: Dated[datetime.date]
    retired: tuple[Retired, ...]
    excludes: tuple[Excluded, ...]
    regions: tuple[Place, ...]


class Wording(Strict):
    """Words that a filing check looks for in the dictation."""

    wellness: tuple[str, ...]
    other_payer: tuple[str, ...]
    mistaken: dict[CodeName, tuple[str, ...]]


class RulesFile(Strict):
    rules: tuple[CountingRule, ...]
    area_and_minutes_optional: frozenset[str]
    default_profile: str
    oldest_quarters: StrictInt = Field(ge=0)
    claim_flags: frozenset[FlagId]
    series: Annotated[StrictInt, Field(ge=2)]
    few_visits_left: Annotated[StrictInt, Field(ge=0)]
    round_minutes: Annotated[StrictInt, Field(ge=2)]
    wording: Wording
