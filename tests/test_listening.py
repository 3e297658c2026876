"""What may have been meant is listened for, and what sounds so is written; no weights needed."""

from dataclasses import replace

import pytest
from conftest import heard

from scribe.hearing import Hearing
from scribe.night import parts
from scribe.records import Alternative, Guess
from scribe.sifting import Heard, sift
from scribe.speech.listening import NoTrade, listen
from scribe.speech.words import join
from scribe.vocabulary import load_vocabulary


class Engine:
    """Hears each letter of some words as likely as a half, and of all others as unlikely."""

    def __init__(self, *likely):
        self.likely = likely
        self.asked = []

    def count(self, text):
        return len(text.split())

    def log_probabilities(self, encoding, texts):
        self.asked += texts[1:]
        return [[-0.5 if word.strip(",.") in self.likely else -5.0 for word in text.split()] for text in texts]


class Trade(NoTrade):
    """Has these guesses, whatever was heard."""

    def __init__(self, guesses):
        self.guessed = guesses

    def guesses(self, transcript):
        return self.guessed


def pieces(text, probability=0.9):
    return [
        {"word": f" {word}", "start": float(at), "end": at + 0.5, "probability": probability}
        for at, word in enumerate(text.split())
    ]


def listened(text, engine, *alternatives):
    """The transcript of words in which these are listened for, each told by what is heard and what may be meant."""
    words = pieces(text)
    asked = [Guess(meant, text.index(was), text.index(was) + len(was)) for was, meant in alternatives]
    listen(engine, None, words, Trade(asked))
    return join([[Heard(w["word"], w["start"], w["end"], 0.9, "", w.get("alternatives", ())) for w in words]])


def test_what_is_listened_for_stands_in_the_transcript_at_its_place():
    engine = Engine("adductors", "Then", "the")
    transcript = listened("Then the a doctor's, ten minutes.", engine, ("a doctor's", "adductors"))
    (alternative,) = transcript.alternatives
    assert transcript.text[alternative.start : alternative.end] == alternative.heard == "a doctor's"
    assert alternative.meant == "adductors"
    assert alternative.likelihood == pytest.approx(-0.5 - 2 * -5.0)


def test_the_words_behind_are_reckoned_with_and_later_ones_are_not():
    engine = Engine()
    listened("Pack one two three four five six.", engine, ("Pack", "pec"))
    assert engine.asked == [" pec one two three four"]


def test_nothing_is_asked_of_the_engine_where_nothing_may_be_meant():
    engine = Engine()
    assert listened("Then the neck.", engine).alternatives == ()
    assert engine.asked == []


def test_only_so_many_are_listened_for():
    engine = Engine()
    text = " ".join(f"word{at}" for at in range(12))
    transcript = listened(text, engine, *((f"word{at}", "pec") for at in range(12)))
    assert len(engine.asked) == len(transcript.alternatives) == 8


def test_a_word_in_pieces_is_one_word():
    words = [*pieces("Then trigger"), {"word": "-point", "start": 2.0, "end": 2.5, "probability": 0.9}]
    words += [{"word": " packs", "start": 3.0, "end": 3.5, "probability": 0.9}]
    listen(Engine(), None, words, Trade([Guess("pecs", 19, 24)]))
    assert [bool(word.get("alternatives")) for word in words] == [False, False, False, True]


def test_what_was_cut_out_takes_its_alternative_with_it():
    text = "the left hip " * 3
    words = pieces(text.strip())
    listen(Engine(), None, words, Trade([Guess("hip flexor", 9, 21)]))
    said = [Heard(w["word"], w["start"], w["end"], 0.9, "", w.get("alternatives", ())) for w in words]
    kept, _ = sift([said])
    assert join(kept).alternatives == ()


def test_parts_of_a_long_recording_keep_what_was_listened_for():
    first = replace(heard("Left neck."), alternatives=(Alternative("neck", "pec", 5, 9, -2.0),))
    second = replace(heard("Pack, ten minutes."), alternatives=(Alternative("Pack", "Pec", 0, 4, -1.0),))
    joined = parts.join([parts.to_text(first, 0.0), parts.to_text(second, 900.0)])
    assert [joined.text[one.start : one.end] for one in joined.alternatives] == ["neck", "Pack"]
    assert [one.likelihood for one in joined.alternatives] == [-2.0, -1.0]


# --- what is written ----------------------------------------------------------


@pytest.fixture(scope="module")
def hearing():
    return Hearing(load_vocabulary())


def guessed(hearing, text, was, probability=0.1):
    """A transcript of which some words were heard so surely, and what is listened for in it."""
    start, end = text.index(was), text.index(was) + len(was)
    transcript = heard(text)
    unsure = [replace(w, probability=probability) if start < w.end and w.start < end else w for w in transcript.words]
    transcript = replace(transcript, words=tuple(unsure))
    return transcript, {
        (text[one.start : one.end].lower(), one.meant.lower()): one for one in hearing.guesses(transcript)
    }


@pytest.mark.parametrize(
    ("text", "was", "meant"),
    [
        (
            "Hamstrings, ten minutes a leg. A doctor's, assisted stretching, four minutes a leg.",
            "A doctor's",
            "adductors",
        ),
        ("Swedish to the back. In and stretch on the left forearm, ten minutes.", "In and stretch", "pin and stretch"),
    ],
)
def test_a_term_is_written_where_it_sounds_as_likely_and_only_there(hearing, text, was, meant):
    transcript, found = guessed(hearing, text, was, 0.7)
    guess = found[was.lower(), meant]
    for likelihood, written in ((-1.0, True), (-9.0, False)):
        place = guess.start, guess.end
        told = replace(transcript, alternatives=(Alternative(was, guess.meant, *place, likelihood),))
        corrected = hearing.correct(told)
        assert (meant in corrected.text.lower()) is written, likelihood
        assert (was in [correction.heard for correction in corrected.corrections]) is written
        assert corrected.alternatives == ()


@pytest.mark.parametrize(("probability", "written"), [(0.6, True), (0.86, False)])
def test_an_everyday_word_that_was_heard_surely_stays_where_a_term_sounds_less_likely(hearing, probability, written):
    text = (
        "Ten minutes of myofascial release on the quads because she squats all day for her angles. Swedish on the back."
    )
    transcript, _ = guessed(hearing, text, "angles", probability)
    place = text.index("angles"), text.index("angles") + len("angles")
    told = replace(transcript, alternatives=(Alternative("angles", "ankles", *place, -3.5),))
    assert ("ankles" in hearing.correct(told).text) is written


def test_what_a_client_says_to_the_therapist_is_no_cupping(hearing):
    text = "Active release on the left forearm flexors, twenty minutes, and use cussing me out a little. Then massage."
    transcript, _ = guessed(hearing, text, "cussing", 0.4)
    place = text.index("cussing"), text.index("cussing") + len("cussing")
    told = replace(transcript, alternatives=(Alternative("cussing", "cupping", *place, -0.5),))
    assert hearing.correct(told).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Swedish massage to the left calf, ten minutes.",
        "Not the right knee, sixteen minutes in all, no change.",
        "The soul of the foot was sore and I released it.",
    ],
)
def test_sides_numbers_and_what_is_right_are_not_listened_for(hearing, text):
    for one in hearing.guesses(heard(text)):
        assert not {"left", "right", "not", "no", "ten", "sixteen"} & set(text[one.start : one.end].lower().split())


def test_what_is_sure_is_not_listened_for(hearing):
    text = "Swedish massage to the left plant aphasia, ten minutes."
    transcript, found = guessed(hearing, text, "plant aphasia")
    assert not found
    assert hearing.correct(transcript).text == text.replace("plant aphasia", "plantar fascia")


@pytest.mark.parametrize(
    ("said", "misheard"),
    [
        (
            "Stretched out his lats for him, four minutes each side.",
            "Dredged out his lats for him, four minutes each side.",
        ),
        ("Neck is the complaint.", "Nick is the complaint."),
        ("The low back was a four, then two.", "The low back was a four than two."),
        ("The calf was a two by the end.", "The calf was a tube by the end."),
        ("Then twenty minutes of Swedish.", "The twenty minutes of Swedish."),
    ],
)
def test_what_dictations_say_is_likelier_than_what_only_sounds_like_it(hearing, said, misheard):
    assert hearing.likelihood(said) > hearing.likelihood(misheard)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deep tissue on the left calf.", "Deep tissue on the right calf."),
        ("The neck was a six.", "The neck was a three."),
        ("Swedish, fifteen minutes.", "Swedish, fifty minutes."),
        ("Deep tissue on the biceps.", "Deep tissue on the glutes."),
        ("No cupping today.", "Not cupping today."),
    ],
)
def test_no_side_number_place_or_negation_is_likelier_than_another(hearing, one, other):
    assert hearing.likelihood(one) == pytest.approx(hearing.likelihood(other))


def test_nothing_heard_is_as_likely_as_can_be(hearing):
    assert hearing.likelihood("") == 0.0
