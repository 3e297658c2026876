"""Working on notes: Markdown that a person edited becomes a version, edits reach it, filing asks for the rest."""

import datetime
import json

import pytest
from desks import DANA, SAID, desk, draft, opened
from hypothesis import given
from hypothesis import strategies as st

from scribe import marked
from scribe.desk import NotReady, Trouble
from scribe.errors import InputError, OutputError, RevisionError, StoreConflict, StoreError
from scribe.output import markdown_of
from scribe.practice import Signature
from scribe.records import Evidence
from scribe.render import escape
from scribe.store import State, Store

BOTH = "Sports massage, both calves, 20 minutes."


@pytest.fixture
def at(tmp_path):
    with Store(tmp_path / "data") as store:
        yield desk(store)


@pytest.fixture
def path(tmp_path):
    return draft(tmp_path)


def edited(path, *changes):
    file = markdown_of(path)
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return file


def shown(path):
    return markdown_of(path).read_text(encoding="utf-8")


def texts(content, section="objective"):
    return [sentence["text"] for sentence in content["soap"][section]]


# --- the Markdown as a version --------------------------------------------------


@given(st.text())
def test_what_is_shown_is_read_back(text):
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    assert marked.plain(escape(text)) == line


def test_an_untouched_markdown_is_the_draft(at, path):
    before = path.read_bytes(), markdown_of(path).read_bytes()
    note = at.open(markdown_of(path))
    assert at.store.newest(note) == 0
    assert (path.read_bytes(), markdown_of(path).read_bytes()) == before


def test_what_a_person_wrote_into_the_sections_becomes_a_version(at, path):
    edited(path, (BOTH, "Sports massage, both calves, 20 minutes, deep on the right.\nClient relaxed."))
    note = at.open(path)
    version = at.store.current(note)
    assert (version.number, version.by) == (1, "Robin Ash")
    assert "Sports massage, both calves, 20 minutes, deep on the right." in texts(version.content)
    by = {sentence["text"]: sentence["origin"] for sentence in version.content["soap"]["objective"]}
    assert by["Client relaxed."] == "therapist"
    assert by["Trigger point therapy, left hamstrings, 15 minutes."] == "dictated"
    assert at.open(path) == note and at.store.newest(note) == 1, "read once"


def test_nothing_that_a_person_typed_is_lost_by_reading_it(at, path):
    file = edited(path, (BOTH, "Both calves."), ("## Working material", "My own remark.\n\n## Working material"))
    before = file.read_text()
    note = at.open(path)
    assert at.store.renditions(note)[0].text == before, "kept word for word"
    at.revise(note, 1, "set_minutes", treatment=0, minutes=25)
    assert at.publish(note)
    assert {"My own remark.", "Both calves."} <= set(shown(path).splitlines())


def test_what_follows_from_an_edit_of_the_markdown_is_written_there(at, path):
    edited(path, (TABLE, "| 97124 | massage | 38 | 1 | 59 | proposed |"))
    at.open(path)
    assert "| 97124 | massage | 38 | 3 | 59 | proposed |" in shown(path)
    assert "Sports massage, both calves, 38 minutes." in shown(path).splitlines()


TABLE = "| 97124 | massage | 20 | 1 | 59 | proposed |"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (TABLE, (1, ["59"], 20)),
        ("| 97124 | massage | 20 | 2 | 59 | proposed |", (2, ["59"], 20)),
        ("| 97124 | massage | 20 | 1 | none | proposed |", (1, [], 20)),
        ("| 97124 | massage | 20 | 1 | GP, 59 | proposed |", (1, ["GP", "59"], 20)),
        ("| 97124 | massage | 38 | 1 | 59 | proposed |", (3, ["59"], 38)),
        ("| 97124 | massage | 38 | 2 | 59 | proposed |", (2, ["59"], 38)),
        ("|97124|massage|20|2|59|proposed|", (2, ["59"], 20)),
    ],
)
def test_the_table_of_lines_is_read_back(at, path, row, expected):
    edited(path, (TABLE, row), ("scribe:plan -->", "scribe:plan --> "))
    note = at.open(path)
    line = next(line for line in at.store.current(note).content["billing"]["lines"] if line["code"] == "97124")
    assert (line["units"], line["modifiers"], line["minutes"]) == expected


def test_a_row_that_was_taken_out_or_added_is_a_line_less_or_more(at, path):
    edited(path, (f"{TABLE}\n", "| 97110 | exercise | 0 | 1 | none | proposed |\n"))
    content = at.store.current(at.open(path)).content
    assert {line["code"]: line["units"] for line in content["billing"]["lines"]} == {"97140": 1, "97110": 1}


@pytest.mark.parametrize("row", ["| 97124 | massage | 20 | two | 59 |", "| 9712 | massage | 20 | 2 | 59 |"])
def test_a_slip_in_the_table_is_told(at, path, row):
    edited(path, (TABLE, row))
    with pytest.raises(InputError, match=r"visit\.note\.md: "):
        at.open(path)


def test_the_title_names_client_and_day(at, path):
    edited(path, ("# Dana, 2026-11-20", "# Dana Reyes, 2026-11-19"))
    content = at.store.current(at.open(path)).content
    assert (content["session"]["client"], content["session"]["date"]) == ("Dana Reyes", "2026-11-19")
    assert content["confirmed"] == {"client": True, "date": True}


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_an_editor_of_windows_changes_nothing_by_itself(at, path, ending):
    file = markdown_of(path)
    file.write_bytes(b"\xef\xbb\xbf" + shown(path).replace("\n", ending).encode())
    note = at.open(path)
    assert at.store.newest(note) == 0


def test_a_section_that_was_emptied_is_empty_and_one_that_was_empty_is_filled(at, tmp_path):
    path = draft(tmp_path, text="Twenty minutes of Swedish massage to the back. Back in ten days.")
    empty = "*Nothing from the dictation stands here.*"
    assert shown(path).count(empty) == 2
    edited(
        path,
        (empty, "Neck pain."),
        ("Next visit in 10 days.\n" if "Next visit" in shown(path) else "Back in ten days.", ""),
    )
    content = at.store.current(at.open(path)).content
    assert texts(content, "subjective") == ["Neck pain."]
    assert texts(content, "assessment") == texts(content, "plan") == []


OWN = """<!-- scribe:visit{% if version %}, version {{ version }}{% endif %} -->
# {{ client or source.file }}
{% for name, sentences in sections.items() %}
<!-- scribe:{{ name }} -->
## {{ name }}
{% for sentence in sentences %}
1. **{{ sentence.text }}**
{% endfor %}

{% endfor %}
"""


def test_a_layout_of_ones_own_with_the_marks_is_read_back(tmp_path):
    (tmp_path / "mine.md.j2").write_text(OWN)
    path = draft(tmp_path, template="mine")
    edited(path, (f"1. **{BOTH}**", "1. **Sports massage, right calf.**"), ("## plan", "## plan\n\n- Ice at home."))
    at = opened(tmp_path / "data", template="mine", templates=tmp_path)
    content = at.store.current(at.open(path)).content
    assert "**Sports massage, right calf.**" in texts(content)
    assert texts(content, "plan")[0] == "Ice at home."
    assert content["soap"]["plan"][1]["origin"] == "dictated"
    at.store.close()


def test_a_layout_without_marks_is_kept_as_text_and_told(tmp_path):
    (tmp_path / "bare.md.j2").write_text("{% for s in sections.objective %}{{ s.text }}\n{% endfor %}")
    path = draft(tmp_path, template="bare")
    at = opened(tmp_path / "data", template="bare", templates=tmp_path)
    file = edited(path, (BOTH, "Changed by hand."))
    note = at.open(path)
    assert at.store.newest(note) == 0
    assert at.read_in(note) is Trouble.UNMARKED
    assert "markdown_unmarked" in {finding.id for finding in at.check([note])[note].findings}
    assert [each.text for each in at.store.renditions(note)] == [file.read_text()]
    at.store.close()


# --- edits reach the Markdown -------------------------------------------------------


def test_the_markdown_shows_what_was_changed_on_the_page(at, path):
    note = at.open(path)
    at.revise(note, 0, "set_minutes", treatment=0, minutes=38)
    assert at.publish(note)
    assert "Sports massage, both calves, 38 minutes." in shown(path) and BOTH not in shown(path)
    assert "| 97124 | massage | 38 | 3 |" in shown(path)
    assert at.open(path) == note and at.store.newest(note) == 1, "scribe's own text is no edit"


def test_page_and_markdown_take_turns(at, path):
    note = at.open(path)
    at.revise(note, 0, "set_minutes", treatment=0, minutes=38)
    at.publish(note)
    edited(path, ("both calves, 38 minutes.", "both calves, 38 minutes, slowly."))
    at.open(path)
    at.revise(note, 2, "set_minutes", treatment=1, minutes=23)
    at.publish(note)
    edited(path, ("left hamstrings, 23 minutes.", "left hamstrings, 23 minutes, gently."))
    at.open(path)
    assert at.store.newest(note) == 4
    assert {"Sports massage, both calves, 38 minutes, slowly."} < set(texts(at.store.current(note).content))


def test_a_remade_note_goes_beside_one_that_was_changed_on_the_page(at, path, tmp_path):
    note = at.open(path)
    at.revise(note, 0, "set_minutes", treatment=0, minutes=38)
    at.publish(note)
    again = draft(tmp_path, text=SAID + " Ice at home.")
    assert again.name == "visit.2.note.json"
    assert at.open(again) != note


def test_a_killed_page_leaves_a_markdown_that_is_brought_up_to_date(at, path):
    note = at.open(path)
    at.revise(note, 0, "set_minutes", treatment=0, minutes=38)
    assert BOTH in shown(path)
    at.open(path)
    assert "Sports massage, both calves, 38 minutes." in shown(path)


# --- changed in both places ---------------------------------------------------------


def conflicting(at, path):
    note = at.open(path)
    at.revise(note, 0, "set_minutes", treatment=0, minutes=38)
    edited(path, (BOTH, "Only the left calf was worked."))
    assert at.read_in(note) is Trouble.CONFLICT
    return note


def test_a_conflict_is_shown_and_nothing_is_overwritten(at, path):
    note = conflicting(at, path)
    before = shown(path)
    assert at.open(path) == note
    assert not at.publish(note)
    assert shown(path) == before
    assert at.store.newest(note) == 1
    (finding,) = (each for each in at.check([note])[note].findings if each.id == "markdown_conflict")
    assert "--keep" in finding.do
    with pytest.raises(NotReady, match="changed on the page and in its Markdown"):
        at.file(note, 1)


def test_a_conflict_settled_for_the_page_keeps_the_text_of_the_file(at, path):
    note = conflicting(at, path)
    at.keep(note, markdown=False)
    assert "Sports massage, both calves, 38 minutes." in shown(path)
    assert any("Only the left calf" in (each.text or "") for each in at.store.renditions(note))
    assert at.read_in(note) is None and at.store.newest(note) == 1


def test_a_conflict_settled_for_the_file_keeps_the_version_of_the_page(at, path):
    note = conflicting(at, path)
    at.keep(note, markdown=True)
    assert "Only the left calf was worked." in texts(at.store.current(note).content)
    assert at.store.newest(note) == 2
    assert "Sports massage, both calves, 38 minutes." in texts(at.store.version(note, 1).content)
    assert at.read_in(note) is None


def test_a_folder_that_cannot_be_written_loses_no_version_and_stops_no_filing(at, path, monkeypatch):
    note = at.open(path)
    number = settled(at, note)

    def refuse(*_):
        raise OutputError("no")

    monkeypatch.setattr("scribe.output.rewrite", refuse)
    assert not at.publish(note)
    assert "markdown_unwritten" in {finding.id for finding in at.check([note])[note].findings}
    filed = at.file(note, number)
    assert at.store.filed(note) == filed
    monkeypatch.undo()
    assert at.read_in(note) is None and "Filed on" in shown(path)


def test_what_was_typed_into_the_markdown_meanwhile_is_not_passed_over_by_filing(at, path):
    note = at.open(path)
    number = settled(at, note)
    at.publish(note)
    edited(path, (BOTH, "Sports massage, both calves, 20 minutes, slowly."))
    with pytest.raises(StoreConflict):
        at.file(note, number)
    assert "Sports massage, both calves, 20 minutes, slowly." in texts(at.file(note, number + 1).record)


# --- filing -----------------------------------------------------------------------


def settled(at, note):
    """Everything confirmed and answered."""
    for edit in ("confirm_client", "confirm_date"):
        at.revise(note, at.store.newest(note), edit)
    for finding in at.readiness(note).findings:
        at.revise(note, at.store.newest(note), "answer", finding=finding.key, reason="Asked the payer.")
    return at.store.newest(note)


def test_a_note_is_filed_once_all_is_there(at, path):
    note = at.open(path)
    filed = at.file(note, settled(at, note))
    assert at.store.state(note) is State.FILED
    assert (filed.record["client"], filed.record["date"]) == ("Dana Reyes", "2026-11-20")
    assert f"Filed on {filed.at[:10]}, signed by Robin Ash." in shown(path)
    assert at.store.verify().faults == ()
    with pytest.raises(StoreError, match="is filed"):
        at.file(note, filed.version)


@pytest.mark.parametrize(
    ("edits", "about"),
    [
        ([("confirm_date", {})], "session/client"),
        ([("confirm_client", {})], "session/date"),
        ([("remove_area", {"treatment": 0, "index": 0})], "treatments/0/areas"),
        ([("remove_treatment", {"treatment": 0}), ("remove_treatment", {"treatment": 0})], "treatments"),
    ],
)
def test_what_is_missing_is_named(at, path, edits, about):
    note = at.open(path)
    if about.startswith("treatments"):
        settled(at, note)
    for edit, values in edits:
        at.revise(note, at.store.newest(note), edit, **values)
    assert about in {gap.about for gap in at.readiness(note).gaps}
    with pytest.raises(NotReady):
        at.file(note, at.store.newest(note))
    assert at.store.state(note) is State.DRAFT


def test_minutes_are_needed_for_what_is_billed(at, tmp_path):
    said = "Sixty minutes with Dana. Neck pain. Twenty minutes of Swedish massage to the back. Effleurage to the neck."
    note = at.open(draft(tmp_path, text=said))
    missing = [gap.about for gap in at.readiness(note).gaps if gap.about and gap.about.endswith("minutes")]
    assert missing == ["treatments/1/minutes"]


@pytest.mark.parametrize("signature", [Signature(), Signature("Robin Ash")])
def test_who_signs_must_be_known(tmp_path, path, signature):
    at = opened(tmp_path / "data", signature=signature)
    note = at.open(path)
    settled(at, note)
    assert any("[signature]" in gap.message for gap in at.readiness(note).gaps)
    at.store.close()


def test_a_finding_that_blocks_is_resolved_or_answered_and_the_reason_is_filed(at, tmp_path):
    note = at.open(draft(tmp_path, text=SAID.replace("twenty minutes", "about twenty minutes")))
    for edit in ("confirm_client", "confirm_date"):
        at.revise(note, at.store.newest(note), edit)
    (finding,) = at.readiness(note).findings
    assert finding.id == "minutes_approximate"
    with pytest.raises(NotReady, match="Write the exact minutes"):
        at.file(note, 2)
    at.revise(note, 2, "answer", finding=finding.key, reason="Timed by the room's clock.")
    filed = at.file(note, 3)
    (answer,) = filed.record["answers"]
    assert answer == {"id": finding.id, "message": finding.message, "reason": "Timed by the room's clock."}


def test_an_answer_does_not_outlive_what_it_answered(at, tmp_path):
    note = at.open(draft(tmp_path, text=SAID.replace("Sixty minutes", "Thirty minutes")))
    (finding,) = (each for each in at.readiness(note).findings if each.id == "minutes_exceed_session")
    at.revise(note, 0, "answer", finding=finding.key, reason="Stayed longer.")
    assert finding.key not in {each.key for each in at.readiness(note).findings}
    at.revise(note, 1, "set_minutes", treatment=0, minutes=50)
    assert "minutes_exceed_session" in {each.id for each in at.readiness(note).findings}


def test_an_older_version_is_not_filed(at, path):
    note = at.open(path)
    number = settled(at, note)
    with pytest.raises(StoreConflict):
        at.file(note, number - 1)


def test_markdown_changed_after_filing_is_told_and_changes_nothing(at, path):
    note = at.open(path)
    filed = at.file(note, settled(at, note))
    edited(path, (BOTH, "Only the left calf was worked."))
    assert at.open(path) == note
    assert "markdown_after_filing" in {finding.id for finding in at.check([note])[note].findings}
    assert at.store.filed(note) == filed
    added = at.add(note, "Only the left calf was worked.")
    assert at.store.addenda(note) == (added,)
    assert at.store.verify().faults == ()


def test_the_same_recording_is_not_filed_twice_unseen(at, path, tmp_path):
    note = at.open(path)
    at.file(note, settled(at, note))
    (tmp_path / "copy").mkdir()
    other = at.open(draft(tmp_path / "copy"))
    assert "filed_before" in {finding.id for finding in at.readiness(other).findings}


def test_a_day_that_would_be_filed_twice_waits_for_an_answer(at, tmp_path):
    """What only two visits together show stands in the way of filing too, as the page and the check say."""
    first = at.open(draft(tmp_path, "first", sha256="1" * 64))
    alone = at.open(draft(tmp_path, "third", sha256="3" * 64, recorded="2026-11-21T10:00:00"))
    second = at.open(draft(tmp_path, "second", sha256="2" * 64, recorded="2026-11-20T15:00:00"))
    found = at.reports(at.visits(alone))
    doubled = [note for note, report in found.items() if "duplicate_visit" in {each.id for each in report.findings}]
    assert found.keys() == {first, second, alone} and doubled == [second]
    at.file(first, settled(at, first))
    for edit in ("confirm_client", "confirm_date"):
        at.revise(second, at.store.newest(second), edit)
    with pytest.raises(NotReady, match="stands in"):
        at.file(second, at.store.newest(second))
    at.revise(second, at.store.newest(second), "set_date", date="2026-11-22")
    assert "duplicate_visit" not in {each.id for each in at.readiness(second).findings}


def test_a_broken_note_of_the_same_client_stands_in_nobodys_way(at, path):
    content = json.loads(path.read_text(encoding="utf-8"))
    content["treatments"][0]["areas"][0]["area"] = "tail"
    broken = path.with_name("broken.note.json")
    broken.write_text(json.dumps(content), encoding="utf-8")
    at.open(broken)
    note = at.open(path)
    assert [each.note for each in at.visits(note)] == [note]
    assert at.file(note, settled(at, note)).record["client"] == "Dana Reyes"


def test_a_finding_that_was_answered_is_open_no_more_and_each_day_is_looked_at_anew(tmp_path, path, monkeypatch):
    class Later(datetime.date):
        @classmethod
        def today(cls):
            return datetime.date(2036, 1, 1)

    with Store(tmp_path / "data") as store:
        at = desk(store, payer="ncci", today=None)
        note = at.open(path)
        at.revise(note, 0, "confirm_client")
        (listed,) = store.listed()
        first, *others = at.open_findings((listed,))[note]
        at.publish(note)
        assert at.known(listed)
        at.revise(note, 1, "answer", finding=first.key, reason="It is so.")
        (listed,) = store.listed()
        assert not at.known(listed)
        assert [each.key for each in at.open_findings((listed,))[note]] == [each.key for each in others]
        assert at.known(listed)
        monkeypatch.setattr("scribe.filing.datetime.date", Later)
        assert not at.known(listed)


def test_speech_about_another_client_is_in_no_version_and_no_record(at, tmp_path):
    aside = "My next client Zoe has sciatica and took up fencing."
    note = at.open(draft(tmp_path, text=SAID.replace("Back in ten days.", f"Back in ten days. {aside}")))
    content = at.store.current(note).content
    assert content["set_aside"], "the dictation sets it aside"
    filed = at.file(note, settled(at, note))
    for told in (json.dumps(filed.record), json.dumps(at.store.current(note).content["soap"])):
        assert "fencing" not in told and "Zoe" not in told


def test_the_client_on_file_is_found(at, path):
    assert DANA.name == "Dana Reyes"
    assert at.check([at.open(path)])


# --- two clients in one recording, two recordings of one visit ----------------------

FIRST = (
    "Sixty minutes with Dana. Neck pain six out of ten. Thirty minutes of Swedish massage to the back. Three after. "
)
SECOND = (
    "Forty-five minutes with Zoe. Left knee pain four out of ten. Twenty minutes of trigger point to the left quads."
)


def two_clients(at, folder):
    note = at.open(draft(folder, text=FIRST + SECOND))
    return note, [Evidence(len(FIRST), len(FIRST + SECOND))]


def test_two_clients_become_two_notes_each_on_its_own_words(at, tmp_path):
    note, stretches = two_clients(at, tmp_path)
    mine, theirs = at.split(note, 0, stretches)
    for version, client, others in ((mine, "Dana", SECOND), (theirs, "Zoe", FIRST)):
        content = version.content
        assert content["session"]["client"] == client
        assert len(content["treatments"]) == 1
        told = json.dumps(content)
        assert not [word for word in ("Zoe", "knee", "Dana", "Neck") if word in others and word in told]
        for sentence in (each for section in content["soap"].values() for each in section):
            for place in sentence["evidence"]:
                assert (FIRST + SECOND)[place["start"] : place["end"]] == place["text"]
    assert len(at.store.listed()) == 2
    assert "Zoe" in json.dumps(at.store.version(note, 0).content), "the draft stays whole"


def test_both_parts_are_filed_each_as_its_own_record(at, tmp_path):
    note, stretches = two_clients(at, tmp_path)
    _, theirs = at.split(note, 0, stretches)
    ids = at.open_all(at.store.path(note))
    assert ids == (note, theirs.note)
    filed = [at.file(each, settled(at, each)) for each in ids]
    assert [each.record["client"] for each in filed] == ["Dana Reyes", "Zoe"]
    assert "Zoe" not in json.dumps(filed[0].record) and "Dana" not in json.dumps(filed[1].record)
    assert at.store.verify().faults == ()


@pytest.mark.parametrize("places", [[], [(5, 5)], [(0, len(FIRST + SECOND))], [(-3, 4)], [(10, 9999)]])
def test_a_split_that_leaves_nothing_or_lies_outside_is_refused(at, tmp_path, places):
    note, _ = two_clients(at, tmp_path)
    with pytest.raises(RevisionError):
        at.split(note, 0, [Evidence(*place) for place in places])
    assert at.store.newest(note) == 0


def test_sentences_of_the_therapists_own_survive_a_split_and_the_rest_is_told(at, tmp_path):
    note, stretches = two_clients(at, tmp_path)
    at.revise(note, 0, "add_sentence", section="plan", text="Ice at home.")
    at.revise(note, 1, "set_minutes", treatment=0, minutes=40)
    mine, _ = at.split(note, 2, stretches)
    assert "Ice at home." in texts(mine.content, "plan")
    assert any("read anew" in flag["message"] for flag in mine.content["flags"])


def visits(at, folder, first=FIRST, second="Then ten minutes of stretching to the left hip. Back in two weeks."):
    late = draft(folder, "late", text=second, sha256="b" * 64, recorded="2026-11-20T12:00:00")
    early = draft(folder, "early", text=first, recorded="2026-11-20T10:00:00")
    return at.open(late), at.open(early)


def test_two_recordings_of_one_visit_become_one_note_in_the_order_of_time(at, tmp_path):
    late, early = visits(at, tmp_path)
    joined = at.join(late, 0, early, 0).content
    assert joined["transcript"]["text"].startswith(FIRST)
    assert [block["techniques"] for block in joined["treatments"]] == [["swedish_massage"], ["stretching"]]
    assert (joined["session"]["client"], joined["follow_up"]["days"]) == ("Dana", 14)
    begins = joined["sources"][1]["start"]
    assert joined["transcript"]["text"][begins:].startswith("Then ten minutes")
    assert [source["sha256"][0] for source in joined["sources"]] == ["a", "b"]
    for block in joined["treatments"]:
        for place in block["evidence"]:
            assert joined["transcript"]["text"][place["start"] : place["end"]] == place["text"]


def test_a_joined_note_is_filed_once_with_both_recordings(at, tmp_path):
    late, early = visits(at, tmp_path)
    at.join(late, 0, early, 0)
    filed = at.file(late, settled(at, late))
    assert [each[0] for each in filed.record["recordings"]] == ["a", "b"] and len(filed.record["drafts"]) == 2
    assert at.store.verify().faults == ()
    with pytest.raises(InputError, match="became part of another note"):
        at.open_all(at.store.path(early))


@pytest.mark.parametrize("other", ["Thirty minutes with Zoe. Ten minutes of Swedish massage to the back."])
def test_notes_of_two_clients_are_not_joined(at, tmp_path, other):
    late, early = visits(at, tmp_path, second=other)
    with pytest.raises(RevisionError, match="different clients"):
        at.join(late, 0, early, 0)
