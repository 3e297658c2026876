"""Whole notes, to the letter: a change to one of them is a change to be argued for."""

import json

import golden_notes
import pytest

from scribe.assembly import Scribe


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
