"""A number that sounds like another is written as the one with which the minutes add up, and always asked about."""

import pytest
from conftest import heard

from scribe.extract import Reader
from scribe.hearing import Hearing, undo
from scribe.records import ADDS_UP, HEARD_AGAIN, Correction, FlagId
from scribe.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def hearing():
    return Hearing(load_vocabulary())


@pytest.fixture(scope="module")
def reader():
    return Reader(load_vocabulary())


MEANT = [
    (
        "Hour session. Swedish on the back, forty-five minutes. Friction on the left calf, fifty minutes.",
        "Hour session. Swedish on the back, forty-five minutes. Friction on the left calf, fifteen minutes.",
    ),
    (
        "Fifteen-minute session. Swedish on the back, thirty minutes, friction on the left calf, twenty.",
        "Fifty-minute session. Swedish on the back, thirty minutes, friction on the left calf, twenty.",
    ),
    (
        "Sixty minutes. Swedish on the back, 50 minutes. Cupping, 45.",
        "Sixty minutes. Swedish on the back, 15 minutes. Cupping, 45.",
    ),
    (
        "Hour session. Fifty minutes of Swedish, sixty minutes of friction on the calf, twenty-nine of cupping.",
        "Hour session. Fifteen minutes of Swedish, sixteen minutes of friction on the calf, twenty-nine of cupping.",
    ),
    (
        "An hour and fifty minutes. Swedish on the back, forty-five. Friction on the left calf, thirty minutes.",
        "An hour and fifteen minutes. Swedish on the back, forty-five. Friction on the left calf, thirty minutes.",
    ),
    # Either number may be the one that was heard wrong.
    ("An hour and fifteen minutes. Swedish on the back, an hour. Friction on the left calf, fifty minutes.", None),
    ("Ninety-five minutes. Swedish, fifty minutes. Friction on the calf, fifty minutes. Cupping, thirty.", None),
    # They add up as they are.
    ("Hour session. Swedish on the back, fifty minutes. Friction on the left calf, ten.", None),
    # They do not, and no other number makes them.
    ("Hour session. Swedish on the back, fifty minutes. Friction on the left calf, twenty.", None),
    ("Hour session. Swedish on the back, forty minutes. Friction on the left calf, fifty-five.", None),
    # Not all minutes were said, or the session's length was not.
    (
        "Hour session. Swedish on the back, forty-five. Friction on the calf, fifty minutes. Then cupping on the hip.",
        None,
    ),
    ("Swedish on the back, forty-five minutes. Friction on the left calf, fifty minutes.", None),
    ("Hour session. Fifty minutes of friction on the left calf, and the rest was Swedish.", None),
    # Numbers that are no minutes of work.
    ("Hour session. She is fifty. Swedish on the back, thirty minutes. Friction on the left calf, ten.", None),
    ("Hour session. Swedish on the back, forty-five. Friction on the left calf. Home, fifty minutes of walking.", None),
]


@pytest.mark.parametrize(("said", "meant"), MEANT)
def test_numbers_are_written_as_they_add_up(hearing, reader, said, meant):
    transcript = heard(said)
    settled = hearing.settled(transcript, reader.read(transcript))
    assert settled.text == (meant or said)
    assert meant or settled is transcript


@pytest.mark.parametrize("said", [said for said, meant in MEANT if meant])
def test_what_was_written_so_is_asked_about_and_can_be_taken_back(hearing, reader, said):
    transcript = heard(said)
    settled = hearing.settled(transcript, reader.read(transcript))
    flags = hearing.doubts(settled, reader.read(settled))
    assert {correction.reason for correction in settled.corrections} == {ADDS_UP}
    for correction in settled.corrections:
        asked = [flag for flag in flags if correction.heard in flag.message and correction.written in flag.message]
        assert asked
        assert all(flag.id is FlagId.LOW_CONFIDENCE and "add up" in flag.message for flag in asked)
    for _ in settled.corrections:
        settled = undo(settled, settled.corrections[0])
    assert (settled.text, settled.words) == (said, transcript.words)


def test_what_was_listened_to_again_is_written_back_where_only_that_adds_up(hearing, reader):
    said = "Fifteen-minute session. Swedish on the back, thirty minutes, friction on the left calf, twenty."
    transcript = heard(said)
    again = Correction("Fifty", "Fifteen", 0, 7, HEARD_AGAIN)
    transcript = type(transcript)(said, words=transcript.words, corrections=(again,))
    settled = hearing.settled(transcript, reader.read(transcript))
    assert settled.text.startswith("Fifty-minute session.")
    assert settled.corrections == ()


def test_a_length_that_nobody_books_is_asked_about_with_both_numbers(hearing, reader):
    corrected = hearing.correct(heard("Nineteen-minute session. Swedish on the back, thirty minutes."))
    flags = hearing.doubts(corrected, reader.read(corrected))
    asked = [flag for flag in flags if flag.about == "session/minutes"]
    assert [flag.id for flag in asked] == [FlagId.LOW_CONFIDENCE]
    assert "Nineteen" in asked[0].message and "Ninety" in asked[0].message


def test_numbers_that_were_typed_stay(hearing, reader):
    said = MEANT[0][0]
    transcript = type(heard(said))(said)
    assert hearing.settled(transcript, reader.read(transcript)) is transcript
