# ruff: noqa: E501  (a case of a table stands on one line)
"""What a person changes in a note: whole notes of dictations, each kind of edit and what must follow from it."""

import json
from pathlib import Path

import pytest

from scribe.assembly import Scribe
from scribe.billing import load_tables
from scribe.clients import Clients
from scribe.errors import RevisionError
from scribe.filing.reading import note_of
from scribe.note_json import dumps, to_dict
from scribe.records import Client, KnownDiagnosis, Source
from scribe.revising import Reviser
from scribe.vocabulary import load_vocabulary

DANA = Client("Dana Reyes", ("Dana",), payer="ncci", diagnoses=(KnownDiagnosis("M54.2", "Dr Osei"),))
SAID = (
    "Sixty minutes with Dana. She came with tight calves, right calf four out of ten. "
    "I did twenty minutes of sports massage to both calves. Then fifteen minutes of trigger point therapy to the "
    "left hamstrings. Right calf was two out of ten after. Her dog had puppies last week and ate the sofa. "
    "Back in ten days."
)


@pytest.fixture(scope="module")
def scribe():
    return Scribe()


@pytest.fixture(scope="module")
def reviser():
    return Reviser(load_vocabulary(), load_tables(), Clients((DANA,)))


@pytest.fixture(scope="module")
def made(scribe):
    source = Source("visit.m4a", "a" * 64, 60.0, "2026-11-20T10:00:00", "container")
    return lambda text: json.loads(dumps(to_dict(scribe.note_from_text(text, source))))


@pytest.fixture
def content(made):
    return made(SAID)


def texts(content, section):
    return [sentence["text"] for sentence in content["soap"][section]]


def units(content):
    return {line["code"]: line["units"] for line in content["billing"]["lines"]}


def flagged(content, id):
    return [flag["about"] for flag in content["flags"] if flag["id"] == id]


def test_the_dictation_is_what_these_tests_think_it_is(content):
    assert units(content) == {"97124": 1, "97140": 1}
    assert "Sports massage, both calves, 20 minutes." in texts(content, "objective")
    assert content["unused_speech"]


def test_counting_an_untouched_draft_anew_changes_nothing(made):
    """What a version counts is what the draft counted: nothing but a person's edit moves a line or a flag."""
    counting = Reviser(load_vocabulary(), load_tables(), Clients())
    dictations = json.loads((Path(__file__).parent / "dictations" / "development.json").read_text(encoding="utf-8"))
    for dictation in dictations:
        draft = made(dictation["text"])
        assert counting.settled(draft, json.loads(json.dumps(draft))) == draft, dictation["id"]


EVERY_EDIT = [
    ("set_section", {"section": "plan", "texts": ["Back in two weeks.", "Ice at home."]}),
    ("set_sentence", {"section": "plan", "index": 0, "text": "Back in two weeks."}),
    ("add_sentence", {"section": "assessment", "text": "Moves with more ease."}),
    ("remove_sentence", {"section": "subjective", "index": 0}),
    ("move_sentence", {"section": "subjective", "index": 0, "to": "assessment"}),
    ("use_speech", {"stretch": 0, "section": "subjective"}),
    ("set_minutes", {"treatment": 0, "minutes": 25}),
    ("set_minutes", {"treatment": 0, "minutes": None}),
    ("set_techniques", {"treatment": 0, "techniques": ["swedish_massage", "effleurage"]}),
    ("add_area", {"treatment": 0, "area": "foot", "side": "left"}),
    ("set_area", {"treatment": 0, "index": 0, "area": "calf", "side": "right"}),
    ("remove_area", {"treatment": 0, "index": 0}),
    ("add_treatment", {"techniques": ["stretching"], "areas": [["hip", "left"]], "minutes": 10}),
    ("remove_treatment", {"treatment": 0}),
    ("set_pain", {"index": 0, "area": "calf", "side": "right", "before": 5, "after": [1, 2]}),
    ("add_pain", {"area": "neck", "before": 3}),
    ("remove_pain", {"index": 0}),
    ("set_line", {"code": "97124", "units": 2, "modifiers": ["59"]}),
    ("set_client", {"name": "Zoë Ashford"}),
    ("confirm_client", {}),
    ("set_date", {"date": "2026-11-19"}),
    ("confirm_date", {}),
    ("set_session_minutes", {"minutes": 50}),
    ("add_diagnosis", {"code": "M54.2"}),
    ("answer", {"finding": "diagnosis_missing", "reason": "Self-pay."}),
]


@pytest.mark.parametrize(("edit", "values"), EVERY_EDIT, ids=[edit for edit, _ in EVERY_EDIT])
def test_every_edit_changes_something_and_leaves_a_whole_note(reviser, content, edit, values):
    before = json.loads(json.dumps(content))
    after = reviser.revise(content, edit, **values)
    assert content == before, "the content that was given stays as it is"
    assert after != before
    note_of(after, "visit")
    assert after == json.loads(json.dumps(after)), "plain JSON"
    assert after["transcript"] == before["transcript"]


def test_every_edit_is_tried(reviser):
    taken_back = {"reset_line", "take_answer_back", "remove_diagnosis"}
    assert {edit for edit, _ in EVERY_EDIT} | taken_back == set(reviser.edits)


@pytest.mark.parametrize(
    ("edit", "values"),
    [
        ("set_sentence", {"section": "plan", "index": 99, "text": "x"}),
        ("set_sentence", {"section": "plan", "index": -1, "text": "x"}),
        ("set_sentence", {"section": "transcript", "index": 0, "text": "x"}),
        ("set_sentence", {"section": "plan", "index": 0, "text": "  "}),
        ("set_sentence", {"section": "plan", "index": 0}),
        ("set_minutes", {"treatment": 0, "minutes": 0}),
        ("set_minutes", {"treatment": 0, "minutes": float("nan")}),
        ("set_minutes", {"treatment": 0, "minutes": 1441}),
        ("set_minutes", {"treatment": 7, "minutes": 10}),
        ("set_techniques", {"treatment": 0, "techniques": []}),
        ("set_techniques", {"treatment": 0, "techniques": ["magic"]}),
        ("set_techniques", {"treatment": 0, "techniques": ["swedish_massage", "myofascial_release"]}),
        ("add_area", {"treatment": 0, "area": "tail"}),
        ("add_area", {"treatment": 0, "area": "calf", "side": "bilateral"}),
        ("set_area", {"treatment": 0, "index": 0, "area": "calf", "side": "middle"}),
        ("set_pain", {"index": 0, "area": "calf", "side": None, "before": 11, "after": None}),
        ("add_pain", {"area": "calf", "before": [6, 4]}),
        ("set_date", {"date": "2026-02-30"}),
        ("set_client", {"name": ""}),
        ("set_line", {"code": "9712", "units": 1}),
        ("reset_line", {"code": "97124"}),
        ("take_answer_back", {"finding": "nothing"}),
        ("add_diagnosis", {"code": "neck"}),
        ("add_diagnosis", {"code": "54.2"}),
        ("add_diagnosis", {"code": "M54.23456"}),
        ("remove_diagnosis", {"index": 0}),
        ("use_speech", {"stretch": 50, "section": "plan"}),
        ("no_such_edit", {}),
        ("set_minutes", {"treatment": 0, "minutes": 10, "more": 1}),
    ],
)
def test_what_a_note_cannot_take_is_refused(reviser, content, edit, values):
    with pytest.raises(RevisionError):
        reviser.revise(content, edit, **values)


# --- units follow minutes -----------------------------------------------------


@pytest.mark.parametrize(("minutes", "expected"), [(7, 0), (8, 1), (22, 1), (23, 2), (38, 3), (None, 0)])
def test_units_follow_the_minutes(reviser, made, minutes, expected):
    content = made("Sixty minutes with Dana. I did twenty minutes of sports massage to both calves.")
    after = reviser.revise(content, "set_minutes", treatment=0, minutes=minutes)
    assert units(after) == {"97124": expected}
    assert bool(flagged(after, "minutes_missing")) == (minutes is None)
    assert after["treatments"][0]["origin"] == "therapist"


def test_a_line_by_hand_stays_until_it_is_taken_back(reviser, content):
    after = reviser.revise(content, "set_line", code="97124", units=2, modifiers=["59"])
    after = reviser.revise(after, "set_minutes", treatment=1, minutes=30)
    assert units(after) == {"97124": 2, "97140": 2}
    assert next(line for line in after["billing"]["lines"] if line["code"] == "97124")["origin"] == "therapist"
    after = reviser.revise(after, "set_line", code="97124", units=0)
    assert units(after) == {"97140": 2}
    assert units(reviser.revise(after, "reset_line", code="97124")) == {"97124": 1, "97140": 2}


def test_a_client_on_file_brings_payer_and_diagnoses(reviser, content):
    assert content["billing"]["payer"] == "commercial"
    after = reviser.revise(content, "set_client", name="Dana Reyes")
    assert after["billing"]["payer"] == "ncci"
    assert all(line["diagnoses"] == ["M54.2"] for line in after["billing"]["lines"])
    assert after["confirmed"] == {"client": True, "date": False}


def test_a_confirmed_client_is_called_by_the_name_on_file_and_keeps_the_payer(reviser, content):
    after = reviser.revise(content, "confirm_client")
    assert (after["session"]["client"], after["billing"]["payer"]) == ("Dana Reyes", "commercial")


def test_the_day_of_the_recording_is_taken_only_when_it_is_confirmed(reviser, content):
    assert content["session"]["date"] is None
    after = reviser.revise(content, "confirm_date")
    assert (after["session"]["date"], after["session"]["origin"]) == ("2026-11-20", "therapist")


def test_nobody_and_no_day_cannot_be_confirmed(reviser, made):
    content = made("Twenty minutes of Swedish massage to the back.")
    content["source"]["recorded_at"] = None
    for edit in ("confirm_client", "confirm_date"):
        with pytest.raises(RevisionError):
            reviser.revise(content, edit)


# --- sentences follow facts, and never silently part from them -------------------


@pytest.mark.parametrize(
    ("edit", "values", "gone", "come"),
    [
        ("set_minutes", {"treatment": 0, "minutes": 25}, "Sports massage, both calves, 20 minutes.", "Sports massage, both calves, 25 minutes."),
        ("set_area", {"treatment": 0, "index": 0, "area": "calf", "side": "right"}, "Sports massage, both calves, 20 minutes.", "Sports massage, right calf, 20 minutes."),
        ("set_techniques", {"treatment": 1, "techniques": ["myofascial_release"]}, "Trigger point therapy, left hamstrings, 15 minutes.", "Myofascial release, left hamstrings, 15 minutes."),
        ("remove_treatment", {"treatment": 1}, "Trigger point therapy, left hamstrings, 15 minutes.", None),
        ("add_treatment", {"techniques": ["stretching"], "areas": [["hip", "left"]], "minutes": 10}, None, "Stretching, left hip, 10 minutes."),
    ],
)  # fmt: skip
def test_the_sentence_of_a_block_follows_it(reviser, content, edit, values, gone, come):
    after = reviser.revise(content, edit, **values)
    assert gone is None or gone in texts(content, "objective")
    assert gone not in texts(after, "objective")
    if come:
        (sentence,) = (each for each in after["soap"]["objective"] if each["text"] == come)
        assert sentence["origin"] == "therapist"
    assert len(texts(after, "objective")) == len(texts(content, "objective")) + (gone is None) - (come is None)


def test_the_sentence_of_pain_follows_it(reviser, content):
    assert any("4/10 to 2/10" in text for text in texts(content, "assessment"))
    values = {"index": 0, "area": "calf", "side": "left", "before": 4, "after": 1}
    after = reviser.revise(content, "set_pain", **values)
    assert any("Left calf pain 4/10 to 1/10" in text for text in texts(after, "assessment"))
    assert not any("2/10" in text for text in texts(after, "assessment"))


def test_a_quote_that_rests_on_corrected_words_is_to_be_read_again(reviser, content):
    """The dictation said "right calf four out of ten": the quote stays, and the note asks."""
    values = {"index": 0, "area": "calf", "side": "left", "before": 4, "after": 2}
    after = reviser.revise(content, "set_pain", **values)
    places = [about for about in flagged(after, "needs_review") if about and about.startswith("soap/subjective")]
    assert len(places) == 1
    index = int(places[0].rsplit("/", 1)[1])
    assert "ight calf" in texts(after, "subjective")[index]
    text = "Tight calves, left calf four out of ten."
    settled = reviser.revise(after, "set_sentence", section="subjective", index=index, text=text)
    assert places[0] not in flagged(settled, "needs_review")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Sports massage, both calves, 25 minutes.", True),
        ("Sports massage, left calf, 20 minutes.", True),
        ("Massage, no time noted.", True),
        ("Vigorous sports massage of both calves for 20 minutes.", False),
    ],
)
def test_a_sentence_that_parts_from_its_fact_is_told(reviser, content, text, asks):
    index = texts(content, "objective").index("Sports massage, both calves, 20 minutes.")
    after = reviser.revise(content, "set_sentence", section="objective", index=index, text=text)
    assert (f"soap/objective/{index}" in flagged(after, "needs_review")) == asks
    assert units(after) == units(content)


def test_the_doubt_goes_once_the_fact_says_the_same(reviser, content):
    index = texts(content, "objective").index("Sports massage, both calves, 20 minutes.")
    text = "Sports massage, both calves, 25 minutes."
    after = reviser.revise(content, "set_sentence", section="objective", index=index, text=text)
    after = reviser.revise(after, "set_minutes", treatment=0, minutes=25)
    assert texts(after, "objective").count(text) == 1
    assert f"soap/objective/{index}" not in flagged(after, "needs_review")


def test_a_sentence_that_was_taken_out_while_its_fact_stays_is_told(reviser, content):
    index = texts(content, "objective").index("Sports massage, both calves, 20 minutes.")
    after = reviser.revise(content, "remove_sentence", section="objective", index=index)
    assert "soap/objective" in flagged(after, "needs_review")


@pytest.mark.parametrize(
    "texts_of",
    [
        lambda was: [was[0], "Between.", *was[1:]],
        lambda was: was[1:],
        lambda was: [],
        lambda was: [*was[:-1], "Another end."],
        lambda was: ["New."] * 3,
        lambda was: [*reversed(was)],
    ],
)
def test_a_section_is_taken_as_a_person_left_it(reviser, content, texts_of):
    was = {sentence["text"]: sentence for sentence in content["soap"]["objective"]}
    wanted = texts_of(list(was))
    after = reviser.revise(content, "set_section", section="objective", texts=wanted)
    assert texts(after, "objective") == wanted
    for sentence in after["soap"]["objective"]:
        assert sentence["origin"] == "therapist" or sentence == was[sentence["text"]]


def test_flags_of_sentences_move_with_them(reviser, content):
    index = texts(content, "objective").index("Sports massage, both calves, 20 minutes.")
    after = reviser.revise(content, "set_sentence", section="objective", index=index, text="Massage, left calf.")
    after = reviser.revise(after, "add_sentence", section="objective", index=0, text="Before all.")
    assert f"soap/objective/{index + 1}" in flagged(after, "needs_review")
    after = reviser.revise(after, "move_sentence", section="objective", index=index + 1, to="plan", to_index=0)
    assert "soap/plan/0" in flagged(after, "needs_review")
    after = reviser.revise(after, "remove_sentence", section="plan", index=0)
    assert not [about for about in flagged(after, "needs_review") if about.startswith("soap/plan")]


# --- doubts -------------------------------------------------------------------


def test_a_doubt_of_the_dictation_goes_when_a_person_decides_and_others_stay(reviser, made):
    content = made(
        "Sixty minutes with Dana. Twenty minutes of deep tissue to the neck. Then twenty minutes of deep tissue to the hip."
    )
    assert {"treatments/0/code", "treatments/1/code"} <= set(flagged(content, "technique_code_ambiguous"))
    after = reviser.revise(content, "set_minutes", treatment=0, minutes=25)
    assert len(flagged(after, "technique_code_ambiguous")) == 2
    after = reviser.revise(after, "set_techniques", treatment=0, techniques=["myofascial_release"])
    assert flagged(after, "technique_code_ambiguous") == ["treatments/1/code"]
    after = reviser.revise(after, "remove_treatment", treatment=0)
    assert flagged(after, "technique_code_ambiguous") == ["treatments/0/code"]


def test_minutes_of_a_person_are_stated(reviser, made):
    content = made("Sixty minutes with Dana. About twenty minutes of Swedish massage to the back.")
    assert flagged(content, "minutes_approximate")
    after = reviser.revise(content, "set_minutes", treatment=0, minutes=20)
    assert not flagged(after, "minutes_approximate")
    assert "Swedish massage, back, 20 minutes." in texts(after, "objective")


def test_an_outcome_that_was_not_said_can_be_added(reviser, made):
    content = made("Sixty minutes with Dana. Neck pain. Twenty minutes of Swedish massage to the back.")
    assert flagged(content, "outcome_missing") == [None]
    after = reviser.revise(content, "add_sentence", section="assessment", text="Turns the head further than before.")
    assert not flagged(after, "outcome_missing")


def test_speech_goes_into_a_section_as_it_was_said(reviser, content):
    words = content["unused_speech"][0]["evidence"]
    after = reviser.revise(content, "use_speech", stretch=0, section="subjective")
    sentence = after["soap"]["subjective"][-1]
    assert (sentence["evidence"], sentence["origin"]) == (words, "dictated")
    assert len(after["unused_speech"]) == len(content["unused_speech"]) - 1


def test_speech_about_another_client_is_never_taken(reviser, content):
    content["set_aside"] = [{"evidence": content["unused_speech"][0]["evidence"]}]
    with pytest.raises(RevisionError, match="another client"):
        reviser.revise(content, "use_speech", stretch=0, section="subjective")


def test_an_answer_is_kept_and_can_be_taken_back(reviser, content):
    after = reviser.revise(content, "answer", finding="diagnosis_missing", reason="Self-pay.")
    after = reviser.revise(after, "set_minutes", treatment=0, minutes=30)
    assert after["answers"] == {"diagnosis_missing": "Self-pay."}
    assert reviser.revise(after, "take_answer_back", finding="diagnosis_missing")["answers"] == {}


def test_modifiers_by_hand_leave_the_units_to_the_minutes(reviser, content):
    after = reviser.revise(content, "set_line", code="97124", modifiers=["GP"])
    (line,) = [each for each in after["billing"]["lines"] if each["code"] == "97124"]
    assert (line["units"], line["modifiers"], line["origin"]) == (1, ["GP"], "therapist")
    after = reviser.revise(after, "set_minutes", treatment=0, minutes=45)
    (line,) = [each for each in after["billing"]["lines"] if each["code"] == "97124"]
    assert (line["units"], line["modifiers"]) == (3, ["GP"])
    assert units(reviser.revise(after, "remove_treatment", treatment=0)) == {"97140": 1}


@pytest.mark.parametrize(("written", "code"), [("m54.2", "M54.2"), (" M79 661 ", "M79.661"), ("I10", "I10")])
def test_a_diagnosis_that_nobody_said_is_the_therapists_own(content, written, code):
    reviser = Reviser(load_vocabulary(), load_tables(), Clients())
    assert flagged(content, "diagnosis_missing")
    after = reviser.revise(content, "add_diagnosis", code=written)
    assert after["diagnoses"] == [{"code": code, "spoken": "", "evidence": [], "origin": "therapist"}]
    assert not flagged(after, "diagnosis_missing")
    assert f"Diagnosis: {code}." in texts(after, "subjective")
    assert [line["diagnoses"] for line in after["billing"]["lines"]] == [[code], [code]]
    with pytest.raises(RevisionError):
        reviser.revise(after, "add_diagnosis", code=written)
    assert flagged(reviser.revise(after, "remove_diagnosis", index=0), "diagnosis_missing")
