"""What holds for any text: a note comes out, its evidence cuts what it claims, and idle talk changes nothing."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scribe import note_json
from scribe.assembly import Scribe
from scribe.records import Source
from scribe.resources import data_dir, read_yaml

SOURCE = Source("visit.txt", "0" * 64)
SCRIBE = Scribe()
TRADE = st.sampled_from(
    "twenty minutes of Swedish on the left calf . no , sorry right and then myofascial release neck 2:05 to 2:25 ten "
    "each side pain six out of she declined cupping next time I did not get to her hamstrings half the session rest of "
    "hour / 10 - ? ! 97140 M54.2 degrees flexion from until quarter past".split()
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(TRADE, max_size=60).map(" ".join))
IDLE = [
    "It rained all morning.",
    "Parking was impossible downtown.",
    "The front desk will rebook her.",
    "She loved the music.",
    "Traffic on the highway was terrible.",
]
DICTATION = (
    "Sixty-minute session with Dana today. Neck pain six out of ten when she walked in. Thirty-five minutes of Swedish "
    "massage to the back, then twenty-five minutes of myofascial release on the neck. Neck was a three after. "
    "Back in two weeks."
)
FACTS = ("pain", "treatments", "mentions", "not_worked", "range_of_motion", "diagnoses", "session", "follow_up")


def note_of(text):
    return note_json.to_dict(SCRIBE.note_from_text(text, SOURCE))


def spans(value):
    """Every evidence span anywhere in a note."""
    if isinstance(value, dict):
        yield from (value["evidence"] if isinstance(value.get("evidence"), list) else ())
        value = [v for k, v in value.items() if k != "evidence" or isinstance(v, dict)]
    if isinstance(value, list):
        for item in value:
            yield from spans(item)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_gives_a_note_whose_evidence_is_what_stands_there(text):
    note = note_of(text)
    said = note["transcript"]["text"]
    for span in spans(note):
        assert 0 <= span["start"] < span["end"] <= len(said)
        assert said[span["start"] : span["end"]] == span["text"]
    assert json.loads(note_json.dumps(note)) == note


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_the_same_text_gives_the_same_note(text):
    assert note_of(text) == note_of(text)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_every_fact_and_sentence_has_evidence(text):
    note = note_of(text)
    facts = [fact for key in FACTS[:6] for fact in note[key]]
    sentences = [sentence for section in note["soap"].values() for sentence in section]
    assert all(thing["evidence"] for thing in facts + sentences)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
@example("Neck six. Ice. Swedish on the back, twenty minutes. Not me. Okay so, back in a week.")
def test_no_word_that_says_something_is_lost(text):
    """It stands under a sentence of the note, among what was not used, or in what was set aside."""
    note = note_of(text)
    shown = [*note["soap"].values(), note["unused_speech"], note["set_aside"]]
    seen = [span for part in shown for thing in part for span in thing["evidence"]]
    idle = read_yaml(data_dir("models") / "patterns" / "unused.yaml")["idle"].split()
    lost = [
        word[0]
        for word in re.finditer(r"[^\W_]+(?:['\u2019][^\W_]+)*", note["transcript"]["text"])
        if word[0].lower() not in idle and not any(s["start"] < word.end() and word.start() < s["end"] for s in seen)
    ]
    assert not lost


@pytest.mark.parametrize("idle", IDLE)
def test_idle_talk_changes_no_fact(idle):
    plain, chatty = note_of(DICTATION), note_of(f"{DICTATION} {idle}")
    assert {key: chatty[key] for key in FACTS} == {key: plain[key] for key in FACTS}


def test_a_source_is_carried_unchanged():
    note = SCRIBE.note_from_text(DICTATION, replace(SOURCE, file="other.txt"))
    assert note.source.file == "other.txt"
