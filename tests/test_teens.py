"""Tens and teens that may have been each other are listened to again, and nothing else is; no weights needed."""

import json
from dataclasses import replace

import numpy as np
import pytest
from conftest import heard

from scribe import weights
from scribe.errors import DataError
from scribe.hearing import Hearing, undo
from scribe.night import parts
from scribe.records import HEARD_AGAIN, Correction, Evidence, Facts, FlagId, HomeCare
from scribe.resources import data_dir
from scribe.sifting import Heard
from scribe.speech.teens import Ear, ear, listened_again, pooled
from scribe.speech.words import join
from scribe.vocabulary import load_vocabulary

STATES = np.ones((50, 4), np.float32)


def written(pieces, sounds=1.0, probability=0.4):
    """The words as they stand when each sounds so much like a teen, and was heard so surely."""
    words = [{"word": piece, "start": 0.5, "end": 0.9, "probability": probability} for piece in pieces]
    listened_again(Ear(np.zeros(12, np.float32), sounds), STATES, 0.04, words)
    return "".join(word["word"] for word in words)


@pytest.mark.parametrize(
    ("pieces", "meant"),
    [
        ([" for", " 50", " minutes."], " for 15 minutes."),
        ([" Fifty", " minutes", " of"], " Fifteen minutes of"),
        ([" pecs,", " fifty."], " pecs, fifteen."),
        ([" took", " 50,", " nine", " on"], " took 15, nine on"),
        ([" right", " QL,", " 80", " minutes."], " right QL, 18 minutes."),
        ([" Seventy", " minutes", " of"], " Seventeen minutes of"),
        ([" scalenes,", " (thirty)."], " scalenes, (thirteen)."),
        ([" FORTY", " minutes"], " FOURTEEN minutes"),
        ([" now", " 45.", " Fifty", " minutes"], " now 45. Fifteen minutes"),
        ([" hour", " session.", " Fifty", " minutes", " of"], " hour session. Fifteen minutes of"),
        ([" session", " is", " done.", " Fifty", " minutes", " of"], " session is done. Fifteen minutes of"),
    ],
)
def test_a_ten_that_sounds_like_a_teen_is_one(pieces, meant):
    assert written(pieces) == meant
    assert written(pieces, sounds=-1.0) == "".join(pieces)


@pytest.mark.parametrize(("ten", "teen"), [(30, 13), (40, 14), (50, 15), (60, 16), (70, 17), (80, 18), (90, 19)])
def test_each_ten_has_its_teen(ten, teen):
    assert written([f" {ten}", " minutes"]) == f" {teen} minutes"


def test_the_rarer_a_teen_is_the_surer_it_must_sound():
    assert written([" 50", " minutes,", " 30", " minutes"], sounds=-0.1) == " 15 minutes, 30 minutes"
    assert written([" 50", " minutes"], sounds=-0.25) == " 50 minutes"


@pytest.mark.parametrize(
    ("pieces", "meant"),
    [
        ([" for", " 15", " minutes."], " for 50 minutes."),
        ([" Fifteen", " minutes", " of"], " Fifty minutes of"),
        ([" pecs,", " fourteen."], " pecs, forty."),
        ([" right", " QL,", " 18", " minutes."], " right QL, 80 minutes."),
    ],
)
def test_a_teen_that_was_hard_to_hear_and_sounds_like_a_ten_is_one(pieces, meant):
    kept = "".join(pieces)
    assert written(pieces, sounds=-0.8) == meant
    assert written(pieces, sounds=-0.8, probability=0.6) == kept
    assert written(pieces, sounds=-0.6) == kept
    assert written(pieces, sounds=0.5) == kept


@pytest.mark.parametrize(("ten", "teen"), [(30, 13), (40, 14), (50, 15), (60, 16), (70, 17), (80, 18), (90, 19)])
def test_each_teen_has_its_ten(ten, teen):
    assert written([f" {teen}", " minutes"], sounds=-1.0) == f" {ten} minutes"


@pytest.mark.parametrize(
    "pieces",
    [
        [" fifty", "-five", " minutes"],
        [" until", " nine", " fifty."],
        [" fifty", " five"],
        [" 50", "%", " better"],
        [" 50", ".5"],
        [" a", " hundred", " fifty", " degrees"],
        [" 150", " dollars"],
        [" a", " 50", "-minute", " session"],
        [" Fifty", " minute", " session"],
        [" $50"],
        [" 5", ":50"],
        [" 15", " minutes"],
        [" twenty", " minutes"],
        [" 20", " minutes"],
        [" eighteen", " minutes"],
        [" Ninety", " minute", " session"],
        [" Session", " is", " fifty", " minutes", " complete."],
        [" Her", " appointment,", " fifty", " minutes."],
        [" from", " ten", " thirty", " to", " eleven"],
        [" 30", "-minute", " walk"],
        [" to", " forty", " milligrams"],
        [" 30", " years", " old"],
        [" 0", "30"],
        [" thirties"],
    ],
)
def test_no_other_number_is_listened_to_again(pieces):
    assert written(pieces) == "".join(pieces)


@pytest.mark.parametrize(
    "pieces",
    [
        [" fifteen", " years", " old"],
        [" a", " hundred", " fifteen", " degrees"],
        [" until", " nine", " fifteen."],
        [" a", " fifteen", "-minute", " walk"],
        [" twelve", " minutes"],
        [" 10", " minutes"],
    ],
)
def test_no_other_teen_is_listened_to_again(pieces):
    assert written(pieces, sounds=-1.0) == "".join(pieces)


def test_an_ear_belongs_to_one_speech_model():
    assert ear(weights.digest("base")) is not None
    assert ear(weights.digest("tiny.en")) is None


@pytest.mark.parametrize("damaged", [lambda whole: b"nothing", lambda whole: whole[:900], lambda whole: b""])
def test_a_damaged_ear_is_told(tmp_path, monkeypatch, damaged):
    whole = (data_dir("models") / "patterns" / "teens.npz").read_bytes()
    (tmp_path / "patterns").mkdir()
    (tmp_path / "patterns" / "teens.npz").write_bytes(damaged(whole))
    monkeypatch.setattr("scribe.speech.teens.data_dir", lambda _: tmp_path)
    with pytest.raises(DataError, match=r"teens\.npz"):
        ear(weights.digest("base"))


@pytest.mark.parametrize(("start", "end"), [(0.0, 0.1), (0.5, 0.9), (1.9, 2.0), (1.99, 5.0), (0.3, 0.3)])
def test_a_word_is_pooled_in_three_parts_wherever_it_lies(start, end):
    parts_of_word = pooled(STATES * 3, 0.04, start, end)
    assert parts_of_word.shape == (12,)
    assert (parts_of_word == 3).all()


TRANSCRIPT = join([[Heard(" Walk", 0, 1, 0.9), Heard(" (15,", 1, 2, 0.4, " (50,"), Heard(" minutes.", 2, 3, 0.9)]])


def test_what_was_heard_first_stays_beside_it_and_can_be_taken_back():
    assert TRANSCRIPT.text == "Walk (15, minutes."
    assert TRANSCRIPT.corrections == (Correction("50", "15", 6, 8, HEARD_AGAIN),)
    assert undo(TRANSCRIPT, TRANSCRIPT.corrections[0]).text == "Walk (50, minutes."


def test_it_stays_when_a_long_recording_is_heard_in_parts():
    joined = parts.join([parts.to_text(TRANSCRIPT, 0.0), parts.to_text(TRANSCRIPT, 300.0)])
    assert [joined.text[c.start : c.end] for c in joined.corrections] == ["15", "15"]
    assert json.loads(parts.to_text(TRANSCRIPT, 0.0))["corrections"][0]["heard"] == "50"


@pytest.fixture(scope="module")
def hearing():
    return Hearing(load_vocabulary())


def again(text, first, then):
    at = text.index(then)
    return replace(heard(text), corrections=(Correction(first, then, at, at + len(then), HEARD_AGAIN),))


def test_a_correction_over_it_keeps_what_was_heard_first(hearing):
    corrected = hearing.correct(again("Hands on at 2 15 with friction, hands off at 2 40.", "50", "15"))
    assert corrected.text == "Hands on at 2:15 with friction, hands off at 2:40."
    first, _ = corrected.corrections
    assert (first.heard, first.written, first.reason) == ("2 50", "2:15", HEARD_AGAIN)


def test_it_is_always_asked_about_with_both_readings(hearing):
    text = "Sixty minutes. Walk for 15 minutes at home."
    transcript = again(text, "50", "15")
    care = HomeCare("Walk for 15 minutes at home.", (Evidence(15, len(text)),))
    (flag,) = hearing.doubts(transcript, Facts(home_care=(care,)))
    assert (flag.id, flag.about) == (FlagId.LOW_CONFIDENCE, "home_care/0")
    assert "50 was heard at first, and 15 when" in flag.message
    assert hearing.doubts(replace(transcript, corrections=()), Facts(home_care=(care,))) == ()


def test_it_is_asked_about_once_however_hard_it_was_to_hear(hearing):
    text = "Sixty minutes. Walk for 15 minutes at home."
    transcript = replace(again(text, "50", "15"), words=heard(text, doubtful=("15",)).words)
    care = HomeCare("Walk for 15 minutes at home.", (Evidence(15, len(text)),))
    (flag,) = hearing.doubts(transcript, Facts(home_care=(care,)))
    assert "50 was heard at first" in flag.message
    (plain,) = hearing.doubts(replace(transcript, corrections=()), Facts(home_care=(care,)))
    assert "Hard to hear" in plain.message
