"""Written notes for tests of the check before filing: sound unless a test says otherwise."""

import datetime
import json
from dataclasses import dataclass, field, replace
from typing import Any

from billing_facts import block, facts

from scribe.billing import load_tables, propose
from scribe.clients import Clients
from scribe.filing import Office
from scribe.filing.findings import load_guide
from scribe.filing.reading import read_note
from scribe.note_json import dumps, to_dict
from scribe.records import (
    Authorization,
    Client,
    Evidence,
    FollowUp,
    KnownDiagnosis,
    MadeBy,
    Note,
    Pain,
    Referral,
    Sentence,
    Session,
    Soap,
    Source,
    Transcript,
)
from scribe.vocabulary import load_vocabulary

TABLES, VOCABULARY, GUIDE = load_tables(), load_vocabulary(), load_guide()
TODAY = datetime.date(2026, 11, 23)
TEXT = "Sixty minutes with Dana Reyes. Work on the neck and calf, pain down. Back in two weeks. "
DANA = Client(
    name="Dana Reyes",
    spoken=("Dana",),
    birth_date=datetime.date(1980, 2, 3),
    payer=None,
    member_id="W123",
    referral=Referral("Dr Osei", expires=datetime.date(2027, 1, 31)),
    authorization=Authorization("VA0001", visits_left=8, expires=datetime.date(2027, 1, 31)),
)
EVERY_PAYER = frozenset(TABLES.profiles)


@dataclass(frozen=True)
class Visit:
    """A note in a few words. `lines` changes the lines of the JSON as a person would; `edit` the whole of it."""

    blocks: tuple = (("97140", 27, "neck"), ("97110", 12, "neck"))
    payer: str = "commercial"
    text: str = TEXT
    client: str | None = "Dana"
    date: str | None = "2026-11-20"
    minutes: float | None = 60
    pain: tuple = (6, 3)
    diagnoses: tuple = ("M54.2",)
    flags: tuple = ()
    soap: Soap = field(default_factory=lambda: Soap(plan=(Sentence("Next visit in 14 days.", (Evidence(68, 86),)),)))
    follow_up: FollowUp = field(default_factory=lambda: FollowUp(14, (Evidence(68, 86),)))
    made_for: str | None = None
    rule: str | None = None
    lines: Any = None
    edit: Any = None

    def note(self) -> dict:
        said = facts(
            *(block(*each) for each in self.blocks),
            diagnoses=self.diagnoses,
            session=Session(self.client, self.date, self.minutes),
            pain=(Pain("neck", None, *self.pain, (Evidence(0, 5),)),) if self.pain else (),
            follow_up=self.follow_up,
            flags=self.flags,
        )
        day = datetime.date.fromisoformat(self.date) if self.date else None
        billing, _ = propose(said, VOCABULARY, TABLES, self.rule, payer=self.made_for or self.payer, day=day)
        note = Note(
            made_by=MadeBy("0.1.0", None, "aaaa", "bbbb"),
            source=Source("visit.txt", "f" * 64),
            transcript=Transcript(self.text.ljust(100)),
            facts=said,
            soap=self.soap,
            unused_speech=(),
            billing=billing,
            flags=self.flags,
        )
        content = json.loads(dumps(to_dict(note)))
        if self.lines:
            self.lines(content["billing"]["lines"])
        if self.edit:
            self.edit(content)
        return content


def office(payer=None, client=DANA, credentialed=EVERY_PAYER, tables=TABLES, today=TODAY):
    on_file = Clients((client,) if client else (), frozenset(credentialed))
    return Office(VOCABULARY, tables, GUIDE, on_file, today, payer)


def written(folder, name, visit):
    path = folder / f"{name}.note.json"
    path.write_text(dumps(visit.note()), encoding="utf-8")
    return path


def checked(folder, visit, **how):
    """The findings of one visit, by id."""
    how.setdefault("client", replace(DANA, payer=None))
    path = written(folder, "visit", visit)
    (report,) = office(visit.payer, **how).check({path.name: read_note(path)})
    return {finding.id: finding for finding in report.findings}


def with_diagnosis(code):
    return replace(DANA, diagnoses=(KnownDiagnosis(code, "Dr Osei"),))
