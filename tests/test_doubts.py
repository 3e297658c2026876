"""Facts that rest on words that were hard to hear are doubted, and no others."""

import re
from dataclasses import replace

import pytest
from conftest import heard

from scribe.hearing import Hearing
from scribe.records import (
    AreaSide,
    Basis,
    Cut,
    Evidence,
    Facts,
    FlagId,
    HomeCare,
    Pain,
    Session,
    Side,
    Transcript,
    Treatment,
)
from scribe.vocabulary import load_vocabulary

TEXT = "Sixty minutes. Fifty minutes of petrissage to the left calf, then 10 minutes of friction, no cupping."


@pytest.fixture(scope="module")
def hearing():
    return Hearing(load_vocabulary())


def at(words, text=TEXT):
    start = text.index(words)
    return (Evidence(start, start + len(words)),)


def block(minutes, words, text=TEXT):
    calf = AreaSide("calf", Side.LEFT)
    return Treatment(("petrissage",), (calf,), minutes, Basis.STATED, None, "97124", at(words, text))


def about(flags):
    return {flag.about for flag in flags}


@pytest.mark.parametrize(
    ("doubtful", "doubted"),
    [
        ((), False),
        (("left",), True),
        (("Fifty",), True),
        (("petrissage",), True),
        (("of", "to", "the"), False),
        (("Sixty",), False),
        (("friction,",), False),
    ],
)
def test_a_fact_is_doubted_for_its_own_weighty_words(hearing, doubtful, doubted):
    facts = Facts(treatments=(block(50.0, "Fifty minutes of petrissage to the left calf"), block(10.0, "10 minutes")))
    facts = replace(facts, session=Session(minutes=60.0))
    flags = hearing.doubts(heard(TEXT, doubtful=doubtful), facts)
    assert about(flags) == ({"treatments/0"} if doubted else set())
    assert all(flag.id is FlagId.LOW_CONFIDENCE and flag.evidence for flag in flags)


@pytest.mark.parametrize(
    ("minutes", "others", "session", "asked", "says"),
    [
        (50, (10,), 60, False, ""),
        (50, (10,), 25, True, "With 15 the minutes add up to the session's 25, with 50 they do not."),
        (50, (10,), 45, True, "With 50 the work is longer than the session of 45 minutes, with 15 it is not."),
        (50, (10,), 20, True, ""),
        (50, (10,), 90, True, ""),
        (50, (10,), None, True, ""),
        (15, (10,), 25, False, ""),
        (15, (10,), 60, True, "With 50 the minutes add up"),
        # tens are seldom heard as teens
        (15, (10,), 90, False, ""),
        (15, (10,), None, False, ""),
        (30, (10,), 40, False, ""),
        (30, (10,), None, False, ""),
        (30, (10,), 23, True, "With 13 the minutes add up"),
        (30, (10,), 35, True, "With 30 the work is longer"),
        (25, (10,), 90, False, ""),
    ],
)
def test_minutes_that_sound_like_others_are_asked_about_unless_the_session_confirms_them(
    hearing, minutes, others, session, asked, says
):
    text = f"{minutes} minutes of petrissage, 10 minutes of friction."
    blocks = [
        block(float(minutes), f"{minutes} minutes", text),
        *(block(float(o), f"{o} minutes of", text) for o in others),
    ]
    flags = hearing.doubts(heard(text), Facts(session=Session(minutes=session), treatments=tuple(blocks)))
    assert about(flags) == ({"treatments/0/minutes"} if asked else set())
    for flag in flags:
        assert f"{minutes} minutes were heard" in flag.message
        assert says in flag.message
        assert bool(says) == ("With" in flag.message)


@pytest.mark.parametrize(
    ("said", "blocks", "asked"),
    [
        # both may have been fifteen: the one does not confirm the other
        ("50 minute session.", (50,), {"session/minutes", "treatments/0/minutes"}),
        ("50 minute session.", (20, 30), set()),
        ("50 minute session.", (10,), {"session/minutes"}),
        ("50 minute session.", (15,), {"session/minutes"}),
        ("50 minute session.", (15, 20), set()),
        ("50 minute session.", (None,), {"session/minutes"}),
        ("50 minute session.", (), {"session/minutes"}),
        ("15 minute session.", (15,), set()),
        ("60 minute session.", (60,), set()),
        ("30 minute session.", (30,), set()),
        ("Hour and 50 minutes.", (65,), {"session/minutes"}),
        ("Hour and 50 minutes.", (80, 30), set()),
        ("Hour and 15 minutes.", (65,), set()),
        # its length was reckoned, not said
        ("Started at 4:10 and ended at five.", (50,), set()),
    ],
)
def test_a_session_of_fifty_minutes_that_may_have_been_fifteen_is_asked_about(hearing, said, blocks, asked):
    text = said + "".join(f" {minutes} minutes of friction." for minutes in blocks)
    treatments = tuple(block(minutes and float(minutes), f"{minutes} minutes of", text) for minutes in blocks)
    length = re.match(r"\d+", said)
    minutes = float(length[0]) if length else 60.0 + int(said.split()[2]) if said.startswith("Hour") else 50.0
    session = Session(minutes=minutes, minutes_evidence=at(said, text))
    flags = hearing.doubts(heard(text), Facts(session=session, treatments=treatments))
    assert about(flags) == asked
    fills = [flag for flag in flags if "With 15 the work fills the session, with 50 it does not." in flag.message]
    assert bool(fills) == (asked != set() and blocks == (15,))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Walk for 50 minutes before you tee off.", True),
        ("Walk for fifty minutes before you tee off.", True),
        ("Walk for 15 minutes before you tee off.", False),
        ("Lift no more than 50 pounds.", False),
    ],
)
def test_minutes_of_home_care_that_are_often_taken_for_others_are_asked_about(hearing, text, asked):
    flags = hearing.doubts(heard(text), Facts(home_care=(HomeCare(text, (Evidence(0, len(text)),)),)))
    assert about(flags) == ({"home_care/0"} if asked else set())


@pytest.mark.parametrize(("probability", "asked"), [(0.3, True), (0.55, True), (0.65, False)])
def test_a_client_whose_name_was_hard_to_hear_is_asked_about(hearing, probability, asked):
    text = "Sixty minutes with Maribel today."
    session = Session(client="Maribel", client_evidence=at("Maribel", text))
    transcript = heard(text)
    words = tuple(replace(w, probability=probability) if w.text == "Maribel" else w for w in transcript.words)
    doubts = hearing.doubts(replace(transcript, words=words), Facts(session=session))
    assert ("session/client" in about(doubts)) == asked


def test_a_side_that_was_judged_is_always_doubted(hearing):
    transcript = hearing.correct(heard("Write calf four out of 10."))
    pain = Pain("calf", Side.RIGHT, 4.0, None, (Evidence(0, len(transcript.text)),))
    assert about(hearing.doubts(transcript, Facts(pain=(pain,)))) == {"pain/0"}


def test_a_stretch_that_sounded_like_speech_is_told_and_a_pause_is_not(hearing):
    transcript = heard("Left calf.")
    cuts = (Cut(3.0, 8.0, "no voice was heard"), Cut(61.0, 65.0, "sound like speech, but no words", doubtful=True))
    (flag,) = hearing.doubts(replace(transcript, cut=cuts), Facts())
    assert "1:01" in flag.message
    assert "1:05" in flag.message


def test_a_typed_text_is_never_hard_to_hear(hearing):
    facts = Facts(treatments=(block(50.0, "Fifty minutes"),))
    assert hearing.doubts(Transcript(TEXT), facts) == ()


def test_minutes_that_were_reckoned_confirm_no_others(hearing):
    text = "50 minutes of petrissage, the rest of the 60 was friction."
    said, rest = block(50.0, "50 minutes", text), replace(block(10.0, "the rest", text), minutes_basis=Basis.INFERRED)
    flags = hearing.doubts(heard(text), Facts(session=Session(minutes=60.0), treatments=(said, rest)))
    assert about(flags) == {"treatments/0/minutes"}
