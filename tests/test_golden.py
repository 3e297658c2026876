"""Whole notes, to the letter: a change to one of them is a change to be argued for."""

import json

import golden_notes
import pytest

from scribe.assembly import Scribe
from scribe.records import Source


@pytest.fixture(scope="module")
def scribe():
    return Scribe()


def test_there_are_golden_notes_of_many_kinds():
    assert len(golden_notes.names()) >= 20


@pytest.mark.parametrize("name", golden_notes.names())
def test_the_note_is_the_golden_one(name, scribe):
    data, page = golden_notes.made(scribe, name)
    expected_data, expected_page = golden_notes.expected(name)
    assert json.loads(data) == json.loads(expected_data)
    assert page == expected_page


def test_a_side_left_out_beside_its_work_is_told_once(scribe):
    said = "Trigger point on the right hip for twenty minutes, not the left."
    note = scribe.note_from_text(said, Source("hip.txt", "0" * 64))
    objective = [sentence.text for sentence in note.soap.objective]
    assert objective == ["Trigger point therapy, right hip, 20 minutes.", "Left hip not worked today."]
    assert not note.unused_speech
