"""Documents for tests of what leaves, and the text of every form as its reader finds it."""

import csv
import datetime
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from xml.etree import ElementTree

import docx
from markdown_it import MarkdownIt
from notes import whole_note
from pypdf import PdfReader

from scribe.export import Addendum, Filing, Stationery, lines_csv, of_draft, write
from scribe.note_json import to_dict
from scribe.practice import Practice, Signature
from scribe.records import Authorization, Client, KnownDiagnosis, Referral, Sentence, Soap
from scribe.vocabulary import load_vocabulary

AT = datetime.datetime(2026, 11, 28, 7, 30, tzinfo=datetime.UTC)
SIGNS = Signature("Zoë Łukasz-Nguyễn", "LMT", "OR 24817")
PRACTICE = Practice(
    name="Cedar & Stone <Bodywork>",
    address=("214 Alder Street", "Portland, OR 97205"),
    phone="(503) 555-0142",
    email="desk@cedar.example",
    npi="1234567893",
    tax_id="93-1234567",
    place_of_service="11",
    signature=SIGNS,
    fees={"97140": Decimal("52.35"), "97124": Decimal("45.00")},
)
WORDS = {"97124": "massage", "97140": "manual therapy", "97110": "exercise"}
STATIONERY = Stationery(PRACTICE, load_vocabulary(), WORDS)
DANA = Client(
    name="Dana Reyes-Núñez",
    spoken=("Dana",),
    birth_date=datetime.date(1980, 2, 3),
    member_id="W123",
    referral=Referral("Dr. Ama Osei"),
    authorization=Authorization("VA0001"),
    diagnoses=(KnownDiagnosis("M62.838", "Dr. Ama Osei"),),
)
FILING = Filing(
    "2026-11-28T07:12:44-08:00",
    "ab" * 32,
    (Addendum("No soreness the day after.", "2026-11-29T09:05:00-08:00", SIGNS),),
)
FORMS = ("pdf", "docx", "md", "html", "fhir", "text")
"""The forms that hold the whole note."""


def content(*, soap=None, edit=None, **changes):
    """The JSON of a note of every kind of fact; `edit` changes it as a person or a test would."""
    note = whole_note(**changes)
    if soap:
        note = replace(note, soap=Soap(**{name: tuple(Sentence(text, ()) for text in soap[name]) for name in soap}))
    made = json.loads(json.dumps(to_dict(note)))
    if edit:
        edit(made)
    return made


def draft(client=DANA, stationery=STATIONERY, **how):
    return of_draft(content(**how), stationery, client)


def filed(client=DANA, stationery=STATIONERY, **how):
    """The same, signed and sealed."""
    return replace(draft(client, stationery, **how), filing=FILING)


def pages(raw):
    return [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]


def text_of(raw, form):
    """What a reader sees, on one line."""
    if form in ("pdf", "superbill"):
        seen = " ".join(pages(raw))
    elif form == "docx":
        seen = docx_text(raw)
    elif form == "html":
        seen = " ".join(Seen.of(raw.decode("utf-8")).texts)
    elif form == "md":
        seen = " ".join(Seen.of(MarkdownIt().enable("table").render(raw.decode("utf-8"))).texts)
    elif form == "fhir":
        seen = " ".join(fhir_texts(json.loads(raw)))
    else:
        seen = raw.decode("utf-8")
    return re.sub(r"\s+", " ", seen)


def inside(raw, form):
    """All that a file holds, seen or not: parts, properties and attributes too."""
    if form in ("pdf", "superbill"):
        return " ".join([*pages(raw), *map(str, (PdfReader(io.BytesIO(raw)).metadata or {}).values())])
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return raw.decode("utf-8")


def docx_text(raw):
    opened = docx.Document(io.BytesIO(raw))
    body = [paragraph.text for paragraph in opened.paragraphs]
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    foot = [paragraph.text for paragraph in opened.sections[0].footer.paragraphs]
    return " ".join([opened.core_properties.title, *cells, *body, *foot])


def fhir_texts(part):
    """Every text of a FHIR document; the narratives are parsed as the XML that they must be."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "div":
                yield from ElementTree.fromstring(value).itertext()
            else:
                yield from fhir_texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from fhir_texts(value)
    else:
        yield str(part)


class Seen(HTMLParser):
    """The texts and the elements of a page."""

    def __init__(self):
        super().__init__()
        self.texts, self.elements, self._hidden = [], [], False

    @classmethod
    def of(cls, page):
        seen = cls()
        seen.feed(page)
        return seen

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._hidden = tag == "style"

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self.texts.append(data)


def given(document, form):
    return text_of(write(document, form, AT), form)


def table(*documents):
    """The rows of the CSV table, by heading."""
    raw = lines_csv((f"visit{number}", document) for number, document in enumerate(documents, 1))
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
