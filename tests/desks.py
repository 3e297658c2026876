"""Notes of dictations as `scribe note` writes them, and a desk to work on them, for tests of reviewing."""

import datetime
import json

from scribe import billing
from scribe.assembly import Scribe
from scribe.clients import Clients
from scribe.desk import Desk
from scribe.desk.files import Files
from scribe.filing import Office
from scribe.filing.findings import load_guide
from scribe.note_json import dumps, to_dict
from scribe.output import write
from scribe.practice import Practice, Signature
from scribe.records import Client, KnownDiagnosis, Source
from scribe.render import load_template
from scribe.resources import data_dir
from scribe.revising import Reviser
from scribe.store import Store
from scribe.vocabulary import load_vocabulary

TABLES, VOCABULARY, GUIDE, SCRIBE = billing.load_tables(), load_vocabulary(), load_guide(), Scribe()
SIGNED = Signature("Robin Ash", "LMT", "MA1234")
TODAY = datetime.date(2026, 11, 28)
DANA = Client("Dana Reyes", ("Dana",), datetime.date(1980, 2, 3), diagnoses=(KnownDiagnosis("M54.2", "Dr Osei"),))
SAID = (
    "Sixty minutes with Dana. She came with tight calves, right calf four out of ten. "
    "I did twenty minutes of sports massage to both calves. Then fifteen minutes of trigger point therapy to the "
    "left hamstrings. Right calf was two out of ten after. Her dog had puppies last week and ate the sofa. "
    "Back in ten days."
)


def draft(folder, name="visit", text=SAID, sha256="a" * 64, recorded="2026-11-20T10:00:00", template="soap"):
    """A pair of files as scribe writes it; the path of the JSON."""
    source = Source(f"{name}.m4a", sha256, 60.0, recorded, "container" if recorded else None)
    note = SCRIBE.note_from_text(text, source)
    markdown = load_template(template, folder).render(note, SCRIBE.words)
    return write(folder, name, "m4a", to_dict(note), markdown).pair.json


def read(transcript, source, speech_model):
    return json.loads(dumps(to_dict(SCRIBE.note_again(transcript, source, speech_model))))


def desk(store, signature=SIGNED, clients=(DANA,), payer=None, template="soap", templates=None, days=None, today=TODAY):
    on_file = Clients(tuple(clients))
    reviser = Reviser(VOCABULARY, TABLES, on_file)
    layout = load_template(template, templates or data_dir("templates"))
    files = Files(store, reviser, layout, billing.spoken(TABLES))
    office = Office(VOCABULARY, TABLES, GUIDE, on_file, today, payer)
    return Desk(store, office, reviser, files, Practice(signature=signature, recording_days=days), read)


def opened(folder, **how):
    return desk(Store(folder), **how)
