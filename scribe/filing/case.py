"""What a check looks at, and what it finds."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from scribe.billing import Tables
from scribe.billing.shapes import Profile
from scribe.filing.findings import Guide
from scribe.records import Billing, BillingLine, Client, Evidence, Flag, Level, Note
from scribe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to settle before a claim goes out. `words` are quoted from the dictation; `denials` are the reason
    codes (CARC) with which a payer would probably answer."""

    id: str
    level: Level
    message: str
    do: str
    about: str | None = None
    words: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What an answer is kept under. It changes with what is found, so that no answer outlives it."""
        mark = hashlib.sha256(self.message.encode("utf-8")).hexdigest()[:12]
        return f"{self.id} {self.about or 'note'} {mark}"


@dataclass(frozen=True, slots=True)
class Case:
    """One note, its payer and client, and what would be proposed for that payer today, with its doubts.

    `day` is the day of service, None when nobody said it; `today` the day of the check. `client` None is not on file.
    `claims`: a payer was chosen or clients are on file, so that claims are filed and a nameless visit means something.
    """

    file: str
    note: Note
    vocabulary: Vocabulary
    tables: Tables
    guide: Guide
    profile: Profile
    client: Client | None
    credentialed: bool
    claims: bool
    day: datetime.date | None
    today: datetime.date
    fresh: Billing
    fresh_flags: tuple[Flag, ...]

    @property
    def measured(self) -> bool:
        """Whether a number says what changed."""
        facts = self.note.facts
        scores = (*(pain.after for pain in facts.pain), *(motion.after for motion in facts.range_of_motion))
        return any(score is not None for score in scores)

    @property
    def billed(self) -> tuple[tuple[int, BillingLine], ...]:
        """The lines that would be filed, with their numbers."""
        return tuple((number, line) for number, line in enumerate(self.note.billing.lines) if line.units > 0)

    def find(
        self,
        id: str,
        message: str,
        about: str | None = None,
        evidence: Iterable[Evidence] = (),
        level: Level | None = None,
    ) -> Finding:
        """A finding, with the level and the advice that the guide has for it."""
        advice = self.guide[id]
        words = tuple(dict.fromkeys(self.note.transcript.text[place.start : place.end] for place in evidence))
        return Finding(id, level or advice.level, message, advice.do, about, words, advice.denials)
