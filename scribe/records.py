"""The records that travel between stages: frozen, typed, without behaviour beyond small derived values.

Every fact carries evidence: places in the transcript, never copies of its text, so that what a note
quotes cannot drift from what was said. `note_json.py` alone turns records into the contract's JSON.
Conventions: offsets count Unicode code points of `Transcript.text`, half-open; `seconds` are floats
from the start of the recording; `minutes` are numbers as said, never rounded.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

Score = float | tuple[float, float]
"""A number on a scale, or the two ends of a spoken range."""


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"


class Basis(StrEnum):
    """Where the minutes of a block come from."""

    STATED = "stated"
    APPROXIMATE = "approximate"
    CLOCK = "clock"
    INFERRED = "inferred"


class Status(StrEnum):
    """What became of a technique or an area that was spoken of."""

    PERFORMED = "performed"
    NEGATED = "negated"
    DECLINED = "declined"
    HISTORICAL = "historical"
    PLANNED = "planned"
    SELF_CARE = "self_care"
    OTHER_PROVIDER = "other_provider"
    HYPOTHETICAL = "hypothetical"


class Section(StrEnum):
    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"
    ASSESSMENT = "assessment"
    PLAN = "plan"


class Level(StrEnum):
    """How much a flag weighs: `blocks` filing, `warns` of trouble, or only `asks`."""

    BLOCKS = "blocks"
    WARNS = "warns"
    ASKS = "asks"


class FlagId(StrEnum):
    """Doubts that a note can carry; meanings in docs/note-json.md."""

    MINUTES_MISSING = "minutes_missing"
    MINUTES_APPROXIMATE = "minutes_approximate"
    MINUTES_INFERRED = "minutes_inferred"
    MINUTES_EXCEED_SESSION = "minutes_exceed_session"
    CLOCK_OVERLAP = "clock_overlap"
    AREA_MISSING = "area_missing"
    TECHNIQUE_MISSING = "technique_missing"
    OUTCOME_MISSING = "outcome_missing"
    COMPLAINT_MISSING = "complaint_missing"
    DIAGNOSIS_MISSING = "diagnosis_missing"
    BELOW_EIGHT_MINUTES = "below_eight_minutes"
    SAME_REGION_CONFLICT = "same_region_conflict"
    PAIR_97124_97140 = "pair_97124_97140"
    BUNDLED_97010 = "bundled_97010"
    REDUCED_SERVICE = "reduced_service"
    UNITS_DIFFER_BY_RULE = "units_differ_by_rule"
    NO_CODE_FOR_TECHNIQUE = "no_code_for_technique"
    TECHNIQUE_CODE_AMBIGUOUS = "technique_code_ambiguous"
    PAYER_SPOKEN = "payer_spoken"
    SEVERAL_CLIENTS = "several_clients"
    NEEDS_REVIEW = "needs_review"
    LOW_CONFIDENCE = "low_confidence"
    CODE_OUTDATED = "code_outdated"
    CODE_NOT_COVERED = "code_not_covered"
    PAIR_EDIT = "pair_edit"
    UNITS_OVER_CAP = "units_over_cap"
    DIAGNOSIS_CONFLICT = "diagnosis_conflict"
    CLIENT_UNCERTAIN = "client_uncertain"


# --- the transcript ----------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A stretch of the transcript, `start` inclusive and `end` exclusive, in code points."""

    start: int
    end: int


Evidences = tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was heard: its place in the text, its seconds, the model's probability (0 to 1)."""

    text: str
    start: int
    end: int
    start_seconds: float
    end_seconds: float
    probability: float


HEARD_AGAIN = "heard again"
"""The reason of a correction of a word that was listened to again and sounded otherwise."""

ADDS_UP = "the minutes add up"
"""The reason of a correction of a number that sounds like another, with which the work is as long as the session."""

UNBOOKED = "nobody books so many minutes"
"""The reason of a correction of a session's length to the one that sounds like it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was heard one way and written another; offsets are those of the written text."""

    heard: str
    written: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What may have been meant by the words that were heard from `start` to `end` of a text."""

    meant: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A guess that was listened for, with the words that were heard there.

    `likelihood` is how much likelier it sounds than what was heard, as a difference of natural logarithms of
    probabilities: negative where it sounds less likely.
    """

    heard: str
    meant: str
    start: int
    end: int
    likelihood: float


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """Seconds of a recording that gave no words, or whose words were taken out as no speech, and why."""

    start_seconds: float
    end_seconds: float
    reason: str
    text: str = ""
    """What had been heard there; empty when nothing was."""
    doubtful: bool = False
    """Whether somebody may have spoken there."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The frozen text that every offset points into. A typed text has no words.

    `alternatives` are what was listened for; once the text has been corrected there are none.
    """

    text: str
    language: str = "en"
    words: tuple[Word, ...] = ()
    corrections: tuple[Correction, ...] = ()
    cut: tuple[Cut, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a note was made from. `recorded_at` is ISO 8601, null for a typed text."""

    file: str
    sha256: str
    duration_seconds: float | None = None
    recorded_at: str | None = None
    recorded_at_from: str | None = None


# --- facts -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AreaSide:
    area: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Who, when and how long, each as said, with the words it rests on."""

    client: str | None = None
    date: str | None = None
    minutes: float | None = None
    client_evidence: Evidences = ()
    date_evidence: Evidences = ()
    minutes_evidence: Evidences = ()


@dataclass(frozen=True, slots=True)
class Pain:
    area: str
    side: Side | None
    before: Score | None
    after: Score | None
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Treatment:
    """A block of performed work that shares one stretch of time."""

    techniques: tuple[str, ...]
    areas: tuple[AreaSide, ...]
    minutes: float | None
    minutes_basis: Basis | None
    shared_minutes: float | None
    code: str | None
    evidence: Evidences
    clock: tuple[int, int] | None = None
    """Start and stop in minutes of the day as said, for blocks timed by the clock."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A technique that was spoken of but not performed in this session."""

    technique: str
    areas: tuple[AreaSide, ...]
    status: Status
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class NotWorked:
    area: str
    side: Side | None
    status: Status
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Motion:
    """A measured range of motion or girth."""

    area: str
    side: Side | None
    movement: str | None
    before: Score | None
    after: Score | None
    unit: str | None
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The next visit: days as stated, null for a named day or when nothing is said."""

    days: int | None = None
    evidence: Evidences = ()


@dataclass(frozen=True, slots=True)
class HomeCare:
    text: str
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Diagnosis:
    code: str | None
    spoken: str
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Statement:
    """Speech that goes to a section as it was said, cleaned of fillers and false starts only."""

    section: Section
    text: str
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Repair:
    """A spoken self-correction: what was withdrawn and what stands."""

    withdrawn: str
    kept: str
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt or a lack, for a person to settle. `about` is a path such as `treatments/1/minutes`."""

    id: FlagId
    level: Level
    message: str
    about: str | None = None
    evidence: Evidences = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the extraction stage read from one transcript."""

    session: Session = field(default_factory=Session)
    pain: tuple[Pain, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    mentions: tuple[Mention, ...] = ()
    not_worked: tuple[NotWorked, ...] = ()
    range_of_motion: tuple[Motion, ...] = ()
    follow_up: FollowUp = field(default_factory=FollowUp)
    home_care: tuple[HomeCare, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    statements: tuple[Statement, ...] = ()
    repairs: tuple[Repair, ...] = ()
    complaint: Evidences = ()
    """Where a symptom, limitation or diagnosis of today is said; empty when none is."""
    outcome: Evidences = ()
    """Where an after-score or a change of any kind is said; empty when none is."""
    set_aside: Evidences = ()
    """Speech about another client: marked, and kept out of every section."""
    flags: tuple[Flag, ...] = ()


# --- the client, from the user's own file --------------------------------------


@dataclass(frozen=True, slots=True)
class KnownDiagnosis:
    """An ICD-10-CM code of the clients file, and who gave it."""

    code: str
    given_by: str


@dataclass(frozen=True, slots=True)
class Referral:
    """Who referred a client, and the last day on which that holds."""

    by: str
    date: datetime.date | None = None
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Authorization:
    """A payer's consent: its number, the visits that are left and the last day, where they are known."""

    number: str
    visits_left: int | None = None
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the clients file. `spoken` are further ways in which the name is said; null is not on file."""

    name: str
    spoken: tuple[str, ...] = ()
    birth_date: datetime.date | None = None
    payer: str | None = None
    member_id: str | None = None
    referral: Referral | None = None
    authorization: Authorization | None = None
    diagnoses: tuple[KnownDiagnosis, ...] = ()


# --- the note ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Soap:
    subjective: tuple[Sentence, ...] = ()
    objective: tuple[Sentence, ...] = ()
    assessment: tuple[Sentence, ...] = ()
    plan: tuple[Sentence, ...] = ()


class LineStatus(StrEnum):
    PROPOSED = "proposed"
    NEEDS_INFO = "needs_info"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class CodeUnits:
    code: str
    units: int


@dataclass(frozen=True, slots=True)
class BillingLine:
    """A proposed CPT line. `treatments` and `left_out` index `Facts.treatments`."""

    code: str
    units: int
    minutes: float
    modifiers: tuple[str, ...]
    status: LineStatus
    treatments: tuple[int, ...]
    left_out: tuple[int, ...]
    alternatives: tuple[tuple[CodeUnits, ...], ...]
    diagnoses: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: Evidences


@dataclass(frozen=True, slots=True)
class Billing:
    payer: str
    rule: str
    other_rule: str
    other_lines: tuple[CodeUnits, ...]
    lines: tuple[BillingLine, ...]
    total_timed_minutes: float


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What made a note, by version or digest; no clock time, so that equal input gives an equal note."""

    version: str
    speech_model: str | None
    vocabulary: str
    billing_data: str


@dataclass(frozen=True, slots=True)
class Note:
    """The whole result for one dictation."""

    made_by: MadeBy
    source: Source
    transcript: Transcript
    facts: Facts
    soap: Soap
    unused_speech: Evidences
    billing: Billing
    flags: tuple[Flag, ...]
