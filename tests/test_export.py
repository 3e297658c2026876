"""What leaves: every form says what the note says, nothing else, and that it is a draft until it is filed."""

import base64
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from exports import (
    AT,
    DANA,
    FILING,
    FORMS,
    PRACTICE,
    STATIONERY,
    Seen,
    content,
    draft,
    filed,
    given,
    inside,
    pages,
    table,
    text_of,
)  # fmt: skip
from markdown_it import MarkdownIt
from notes import line

from scribe.errors import ExportError
from scribe.export import Stationery, of_draft, of_filed, write
from scribe.practice import Practice, Signature
from scribe.records import Billing, CodeUnits, LineStatus
from scribe.store.record import record_of

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.note.json"))
EVERY = (*FORMS, "superbill")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


# --- what it says -----------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_whole_note(form):
    said = given(filed(), form)
    for part in (
        "Dana Reyes-Núñez",
        "2026-03-14",
        "Pain in the left shoulder 6 to 7 of 10.",
        "Flexion 90 to 120.5 degrees.",
        "Next visit in 14 days.",
        "97140",
        "M54.2",
        "Zoë Łukasz-Nguyễn",
        "No soreness the day after.",
    ):
        assert part in said


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_section_is_said_to_be_empty(form):
    assert "Nothing was said for this section." in given(draft(), form)


@pytest.mark.parametrize("form", FORMS)
def test_the_letterhead_is_the_practices_own(form):
    said = given(filed(), form)
    if form != "text":
        assert "Cedar & Stone <Bodywork>" in said
        assert "(503) 555-0142" in said


@pytest.mark.parametrize("form", EVERY)
def test_without_settings_nothing_is_made_up(form):
    bare = Stationery(Practice(), STATIONERY.vocabulary, STATIONERY.words)
    if form == "fhir":
        with pytest.raises(ExportError, match=r"\[signature\]"):
            given(draft(stationery=bare), form)
    else:
        said = given(draft(stationery=bare), form)
        assert "None" not in said.replace("None.", "")
        assert "Pain in the left shoulder" in said or "not on file" in said


@pytest.mark.parametrize("path", GOLDEN[::4], ids=lambda path: path.name[:3])
def test_every_sentence_of_real_notes_is_in_the_pdf_and_the_page(path):
    note = json.loads(path.read_text(encoding="utf-8"))
    document = of_draft(note, STATIONERY, None)
    for form in ("pdf", "html", "docx"):
        said = given(document, form).replace(" ", "")
        for sentences in note["soap"].values():
            for sentence in sentences:
                assert "".join(sentence["text"].split()) in said


# --- draft and filed --------------------------------------------------------------


@pytest.mark.parametrize("form", EVERY)
def test_a_draft_says_so_and_a_filed_note_says_who_signed(form):
    before, after = given(draft(), form), given(filed(), form)
    assert "Draft" in before
    assert "not signed" in before
    assert "Draft" not in after and "DRAFT" not in after
    if form != "fhir":
        assert "Signed by Zoë Łukasz-Nguyễn, LMT, licence OR 24817, 2026-11-28 07:12." in after
    assert ("ab" * 32 in after) == (form not in ("text", "fhir"))


def test_every_page_of_a_draft_says_so_and_has_its_number():
    long = {"subjective": [f"Sentence {n} of a long telling that fills the line of a page." for n in range(120)]}
    raw = write(draft(soap={**long, "objective": [], "assessment": [], "plan": []}), "pdf", AT)
    found = pages(raw)
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "DRAFT" in page
        assert f"Page {number} of {len(found)}" in page
        assert "Dana Reyes-Núñez" in page
    assert "Sentence 119" in found[-1] + found[-2]


def test_a_draft_counts_what_is_open_without_what_was_answered():
    assert "1 to settle before filing, 1 worth a question" in given(draft(), "text")

    def answered(note):
        note["answers"] = {"minutes_missing treatments/0/minutes 0a1b2c3d": "The watch was broken."}

    said = given(draft(edit=answered), "text")
    assert "to settle" not in said
    assert "1 worth a question" in said


def test_a_day_that_nobody_said_is_told_from_one_that_was():
    def unsaid(note):
        note["session"]["date"] = None
        note["source"]["recorded_at"] = "2026-03-15T10:15:00"

    assert "2026-03-15 (day of the recording)" in given(draft(edit=unsaid), "pdf")
    assert "day of the recording" not in given(draft(), "pdf")
    assert "2026-03-15" not in write(draft(edit=unsaid), "fhir", AT).decode()


def test_a_filed_record_is_given_out_as_it_was_filed():
    """The settings of today change neither who signed nor what was said."""
    record = record_of(content(), Signature("Ann Before", "LMT", "OR 1"), [])
    document = of_filed(record, FILING, STATIONERY, None)
    said = given(document, "pdf")
    assert "Signed by Ann Before, LMT, licence OR 1" in said
    assert "Zoë Łukasz" not in said.replace("Signed by Zoë Łukasz-Nguyễn, LMT, licence OR 24817, 2026-11-29", "")
    assert "Pain in the left shoulder 6 to 7 of 10." in said
    assert document.client == "Zoë"


# --- what never leaves --------------------------------------------------------------

SECRETS = {
    "transcript": "transcriptword",
    "unused speech": "That was the phone",
    "set aside": "asideword",
    "file name": "Petra",
    "speech model": "d01c3014",
    "version": "9.9.9",
    "correction": "my facial",
    "doubt": "doubtword",
    "reason": "reasonword",
}


def _with_secrets(note):
    note["transcript"]["text"] += " transcriptword asideword"
    place = len(note["transcript"]["text"])
    note["set_aside"] = [{"evidence": [{"start": place - 9, "end": place, "text": "asideword"}]}]
    note["source"]["file"] = "Petra.m4a"
    note["made_by"]["version"] = "9.9.9"
    note["flags"][0]["message"] = "doubtword"
    note["billing"]["lines"][0]["reasons"] = ["reasonword"]


@pytest.mark.parametrize("form", EVERY)
@pytest.mark.parametrize("of", [draft, filed])
def test_nothing_leaves_but_the_note(form, of):
    document = of(edit=_with_secrets)
    held = inside(write(document, form, AT), form)
    assert "Dana Reyes-Núñez" in held
    assert not [what for what, word in SECRETS.items() if word in held]


def test_the_table_of_lines_holds_nothing_but_lines():
    said = json.dumps(table(draft(edit=_with_secrets)))
    assert not [what for what, word in SECRETS.items() if word in said]


def _several(note):
    note["flags"].append({"id": "several_clients", "level": "warns", "message": "Two.", "about": None, "evidence": []})


def test_a_recording_of_two_clients_does_not_leave_until_a_person_has_decided():
    with pytest.raises(ExportError, match="two clients"):
        draft(edit=_several)

    def answered(note):
        _several(note)
        note["answers"] = {"several_clients note 0a1b2c3d": "Her son was only greeted."}

    assert draft(edit=answered).client == "Dana Reyes-Núñez"

    def answered_another(note):
        _several(note)
        note["answers"] = {"several_clients treatments/0 0a1b2c3d": "Her son was only greeted."}

    with pytest.raises(ExportError, match="two clients"):
        draft(edit=answered_another)


@pytest.mark.parametrize("kind", ["sentence", "pain", "treatments", "diagnoses"])
def test_what_rests_on_words_about_another_client_does_not_leave(kind):
    def aside(note):
        fact = note["soap"]["subjective"][0] if kind == "sentence" else note[kind][0]
        note["set_aside"] = [{"evidence": [dict(fact["evidence"][0])]}]

    with pytest.raises(ExportError, match="another client"):
        draft(edit=aside)

    def taken_over(note):
        aside(note)
        fact = note["soap"]["subjective"][0] if kind == "sentence" else note[kind][0]
        taken = fact["evidence"][0]
        everything = [*note["soap"]["subjective"], *note["pain"], *note["treatments"], *note["diagnoses"]]
        for each in everything:
            if any(e["start"] < taken["end"] and taken["start"] < e["end"] for e in each["evidence"]):
                each["origin"] = "therapist"

    assert draft(edit=taken_over)


def test_words_beside_those_of_another_client_leave():
    def beside(note):
        place = note["soap"]["subjective"][0]["evidence"][0]
        note["set_aside"] = [{"evidence": [{"start": place["end"], "end": place["end"] + 1, "text": "."}]}]

    assert draft(edit=beside)


# --- as it was said ------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> **bold** & _x_ | [a](http://b) &lt; # 1. {{ 7*7 }} <b>"


@pytest.mark.parametrize("form", FORMS)
def test_markup_is_shown_as_said(form):
    soap = {"subjective": [HOSTILE], "objective": ["- " + HOSTILE], "assessment": [], "plan": ["# " + HOSTILE]}
    raw = write(filed(soap=soap), form, AT)
    said = text_of(raw, form).replace(" ", "")
    for start in ("", "-", "#"):
        assert start + HOSTILE.replace(" ", "") in said
    if form in ("html", "md"):
        text = raw.decode("utf-8")
        page = Seen.of(text if form == "html" else MarkdownIt().enable("table").render(text))
        assert not {"script", "b", "a"} & {tag for tag, _ in page.elements}


def test_the_page_asks_nothing_of_the_net():
    logo = replace(PRACTICE, logo=PIXEL)
    page = Seen.of(write(filed(stationery=replace(STATIONERY, practice=logo)), "html", AT).decode("utf-8"))
    sources = [value for _, attrs in page.elements for name, value in attrs.items() if name in ("src", "href")]
    assert sources
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert not [tag for tag, _ in page.elements if tag in ("script", "link", "iframe")]


NAMES = "Zoë Núñez, Łukasz Żółć, Nguyễn Thị Hương, Şule Çağlar, Đorđe Šćepanović, Ольга, Ελένη, O\u2019Brien\u2013Smith"


@pytest.mark.parametrize("form", EVERY)
def test_names_of_many_languages_stand_as_they_are(form):
    assert NAMES in given(filed(client=replace(DANA, name=NAMES)), form)


def test_letters_apart_are_put_together():
    assert "Zoë" in given(filed(client=replace(DANA, name="Zoe\u0308")), "pdf")


@pytest.mark.parametrize("form", ["pdf", "superbill"])
def test_a_letter_that_the_typeface_lacks_is_refused_and_not_dropped(form):
    document = filed(client=replace(DANA, name="김민수"))
    with pytest.raises(ExportError, match="html or docx"):
        write(document, form, AT)
    assert "김민수" in given(document, "html")
    assert "김민수" in given(document, "docx")


@pytest.mark.parametrize("form", EVERY)
def test_control_characters_break_no_form(form):
    soap = {"subjective": ["One\x00two\x0bthree\x1b[31m\ufffe."], "objective": [], "assessment": [], "plan": []}
    said = given(filed(soap=soap), form)
    assert form == "superbill" or "One two three" in said


@pytest.mark.parametrize("form", ["pdf", "superbill"])
def test_a_name_longer_than_a_page_is_one_sentence(form):
    with pytest.raises(ExportError, match="too long") as caught:
        write(filed(client=replace(DANA, name="endless " * 4000)), form, AT)
    assert "endless" not in str(caught.value)


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_a_logo_is_taken_in(form):
    logo = replace(STATIONERY, practice=replace(PRACTICE, logo=PIXEL))
    assert len(write(filed(stationery=logo), form, AT)) > len(write(filed(), form, AT))


@pytest.mark.parametrize("form", EVERY)
def test_equal_notes_give_equal_files(form):
    assert write(draft(), form, AT) == write(draft(), form, AT)


# --- the superbill -------------------------------------------------------------------


def billing(*lines):
    return Billing("commercial", "cms", "spm", (CodeUnits("97140", 1),), lines, 20.0)


def test_a_superbill_holds_what_a_claim_needs():
    lines = (
        line(units=3, minutes=45.0, modifiers=("GP", "59"), diagnoses=("M54.2", "M62.838")),
        line(code="97124", units=1, minutes=15.0, diagnoses=("M62.838",)),
    )
    said = given(filed(billing=billing(*lines)), "superbill")
    for part in (
        "Zoë Łukasz-Nguyễn, LMT",
        "OR 24817",
        "NPI 1234567893",
        "93-1234567",
        "Dana Reyes-Núñez",
        "1980-02-03",
        "W123",
        "2026-03-14",
        "Place of service 11",
        "Dr. Ama Osei",
        "VA0001",
        "A M54.2 from the note",
        "B M62.838 given by Dr. Ama Osei",
        "97140 manual therapy GP 59 A B 45 3 $52.35 $157.05",
        "97124 massage B 15 1 $45.00 $45.00",
        "Total $202.05",
    ):
        assert part in said
    assert "lacking" not in said


def test_money_is_exact():
    fees = {"97140": Decimal("0.10")}
    stationery = replace(STATIONERY, practice=replace(PRACTICE, fees=fees))
    document = filed(stationery=stationery, billing=billing(line(units=3)))
    assert document.billed[0].charge == Decimal("0.30")
    assert "$0.30" in given(document, "superbill")


def test_a_bill_on_which_something_lacks_says_what_and_gives_no_total():
    lines = (line(diagnoses=()), line(code="97110"))
    practice = replace(PRACTICE, npi=None, tax_id=None, signature=Signature("Zoë Łukasz"))
    document = draft(client=None, stationery=replace(STATIONERY, practice=practice), billing=billing(*lines))
    said = given(document, "superbill")
    for part in ("date of birth", "licence", "NPI", "tax id", "fee for 97110", "diagnosis for 97140"):
        assert part in said.partition("Still lacking:")[2].partition("Provider")[0]
    assert "Total not complete" in said
    assert "fee for 97140" not in said


def test_lines_that_are_not_billed_are_named_and_not_charged():
    lines = (line(), line(code="97124", units=0, status=LineStatus.BLOCKED))
    said = given(filed(billing=billing(*lines)), "superbill")
    assert "Documented and not billed: 97124." in said
    assert "$45.00" not in said
    assert "Total $52.35" in said


def test_a_filed_note_shows_what_is_billed_and_a_draft_every_line():
    lines = (line(), line(code="97124", units=0, status=LineStatus.BLOCKED))
    assert "not billable as dictated" in given(draft(billing=billing(*lines)), "pdf")
    assert "97124" not in given(filed(billing=billing(*lines)), "pdf")


def test_a_draft_offers_the_codes_of_the_clients_file_and_a_filed_note_keeps_to_its_own():
    """A code that was given after the visit was filed is none of that visit."""
    note = content(billing=billing(line(diagnoses=("M54.2",))))
    assert of_draft(note, STATIONERY, DANA).diagnoses == ("M54.2", "M62.838")
    record = record_of(note, Signature("Ann Before", "LMT", "OR 1"), [])
    assert of_filed(record, FILING, STATIONERY, DANA).diagnoses == ("M54.2",)


# --- the table -----------------------------------------------------------------------


def test_the_table_has_a_row_for_each_line():
    lines = (line(units=2, minutes=31.5, modifiers=("GP",)), line(code="97124", units=0, status=LineStatus.BLOCKED))
    rows = table(draft(billing=billing(*lines)), filed(client=None))
    assert [(row["Note"], row["State"], row["Code"], row["Units"]) for row in rows] == [
        ("visit1", "draft", "97140", "2"),
        ("visit1", "draft", "97124", "0"),
        ("visit2", "filed", "97140", "1"),
    ]
    first, blocked, of_another = rows
    assert (first["Fee per unit"], first["Charge"], first["Minutes"]) == ("52.35", "104.70", "31.5")
    assert (first["Date"], first["Date is"], first["Modifiers"]) == ("2026-03-14", "said", "GP")
    assert (blocked["Line"], blocked["Charge"]) == ("not billable as dictated", "0.00")
    assert of_another["Client"] == "Zoë"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_name_is_no_formula(name):
    assert table(draft(client=replace(DANA, name=name)))[0]["Client"] == f"'{name}"


def test_a_name_with_commas_and_quotes_stays_one_cell():
    name = 'Reyes, Dana "Dee"'
    assert table(draft(client=replace(DANA, name=name)))[0]["Client"] == name
