"""The JSON of a note holds what the contract fixes, and every quote is what stands at its offsets."""

import json

import pytest
from conftest import heard
from hypothesis import given
from hypothesis import strategies as st
from notes import TEXT, line, whole_note

from scribe.note_json import dumps, to_dict
from scribe.records import Billing, Evidence, Facts, Sentence, Soap, Transcript

FIELDS = {
    "": "schema_version made_by source transcript session pain treatments mentions not_worked range_of_motion "
    "follow_up home_care diagnoses soap unused_speech billing flags",
    "made_by": "version speech_model vocabulary billing_data",
    "source": "file sha256 duration_seconds recorded_at recorded_at_from",
    "transcript": "text language words corrections",
    "transcript/words/0": "text start end start_seconds end_seconds probability",
    "transcript/corrections/0": "heard written start end reason",
    "session": "client date minutes evidence origin",
    "session/evidence": "client date minutes",
    "pain/0": "area side before after evidence origin",
    "treatments/0": "techniques areas minutes minutes_basis shared_minutes code evidence origin",
    "treatments/0/areas/0": "area side",
    "mentions/0": "technique areas status evidence origin",
    "not_worked/0": "area side status evidence origin",
    "range_of_motion/0": "area side movement before after unit evidence origin",
    "follow_up": "days evidence origin",
    "home_care/0": "text evidence origin",
    "diagnoses/0": "code spoken evidence origin",
    "soap": "subjective objective assessment plan",
    "soap/plan/0": "text evidence origin",
    "unused_speech/0": "evidence",
    "billing": "payer rule other_rule lines total_timed_minutes",
    "billing/other_rule": "rule lines",
    "billing/other_rule/lines/0": "code units",
    "billing/lines/0": "code units minutes modifiers status treatments left_out alternatives "
    "diagnoses reasons evidence",
    "flags/0": "id level message about evidence",
    "flags/0/evidence/0": "start end text start_seconds end_seconds",
}


def written(note):
    """What another program reads."""
    return json.loads(dumps(to_dict(note)))


def reach(content, path):
    for step in path.split("/") if path else ():
        content = content[int(step)] if step.isdigit() else content[step]
    return content


@pytest.mark.parametrize("path", FIELDS)
def test_every_field_of_the_contract_is_there(path):
    missing = set(FIELDS[path].split()) - set(reach(written(whole_note()), path))
    assert not missing


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", "1"),
        ("session/client", "Zoë"),
        ("session/minutes", 60),
        ("pain/0/side", "left"),
        ("pain/0/before", [6, 7]),
        ("pain/0/after", None),
        ("treatments/0/techniques", ["myofascial_release"]),
        ("treatments/0/minutes_basis", "stated"),
        ("mentions/0/status", "negated"),
        ("not_worked/0/side", None),
        ("range_of_motion/0/after", 120.5),
        ("follow_up/days", 14),
        ("billing/lines/0/alternatives", [[{"code": "97140", "units": 1}]]),
        ("billing/lines/0/status", "proposed"),
        ("flags/0/id", "minutes_missing"),
        ("flags/1/about", None),
        ("flags/1/evidence", []),
    ],
)
def test_values_are_as_the_contract_writes_them(path, value):
    assert reach(written(whole_note()), path) == value


def test_whole_numbers_are_written_without_a_fraction():
    assert '"minutes": 60,' in dumps(to_dict(whole_note()))


def evidences(content):
    """Every stretch below `content`."""
    if isinstance(content, dict):
        if {"start", "end", "text"} <= content.keys() and "probability" not in content:
            yield content
        for value in content.values():
            yield from evidences(value)
    elif isinstance(content, list):
        for value in content:
            yield from evidences(value)


def test_every_stretch_cuts_its_text_and_knows_its_seconds():
    stretches = list(evidences(written(whole_note())))
    assert len(stretches) > 15
    for stretch in stretches:
        assert TEXT[stretch["start"] : stretch["end"]] == stretch["text"]
        assert 0 <= stretch["start_seconds"] < stretch["end_seconds"]


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_seconds_are_those_of_the_words_that_a_stretch_touches(one, other):
    start, end = sorted((one, other))
    soap = Soap(plan=(Sentence("x", (Evidence(start, end),)),))
    note = whole_note(transcript=heard(TEXT), soap=soap)
    stretch = written(note)["soap"]["plan"][0]["evidence"][0]
    touched = [word for word in note.transcript.words if word.start < end and word.end > start]
    if touched:
        assert (stretch["start_seconds"], stretch["end_seconds"]) == (
            touched[0].start_seconds,
            touched[-1].end_seconds,
        )
    else:
        assert "start_seconds" not in stretch


def test_a_typed_text_has_no_seconds():
    stretches = list(evidences(written(whole_note(transcript=Transcript(TEXT)))))
    assert stretches
    assert not any("start_seconds" in stretch for stretch in stretches)


def test_an_empty_note_keeps_every_field():
    note = whole_note(facts=Facts(), soap=Soap(), flags=(), unused_speech=())
    content = written(note)
    assert set(FIELDS[""].split()) <= set(content)
    assert content["follow_up"] == {"days": None, "evidence": [], "origin": "dictated"}
    assert content["session"]["minutes"] is None


def test_equal_notes_are_equal_texts_in_plain_letters():
    text = dumps(to_dict(whole_note()))
    assert text == dumps(to_dict(whole_note()))
    assert text.endswith("}\n")
    assert "Zoë" in text
    assert "😀" in text


def test_a_blocked_line_keeps_what_was_left_out():
    billing = Billing("commercial", "spm", "cms", (), (line(units=0, treatments=(), left_out=(0,)),), 0.0)
    content = written(whole_note(billing=billing))["billing"]
    assert content["lines"][0]["left_out"] == [0]
    assert content["total_timed_minutes"] == 0
