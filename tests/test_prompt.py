"""What each window is said to follow never becomes a word of the transcript; no weights needed."""

import numpy as np
import pytest

from scribe.audio import SAMPLE_RATE
from scribe.speech.decoding import Part, hear, hear_again, prompt
from scribe.speech.engine import Said
from scribe.speech.listening import NoTrade
from scribe.speech.voice import Phrase
from scribe.speech.windows import Window

SPOKEN = " Left calf, ten minutes."
PROMPT = prompt(())
CLIENTS = ("Dana Reyes", "Maribel Santos", "Theo Lind", "Keisha Brown")


class Engine:
    """Says `prompted` to a window that follows a prompt, and what was spoken without one."""

    def __init__(self, prompted):
        self.texts = [SPOKEN, prompted]
        self.asked = []
        self.ear = None

    on_processor = True

    def encoded(self, sounds, seconds, whole):
        return np.zeros((len(sounds), 1, 1))

    def joined(self, encoded):
        return encoded

    def languages(self, encoded, wanted):
        return []

    def ways(self, encoded, seconds, beam, prompt=""):
        self.asked.append(bool(prompt))
        return [[Said([int(bool(prompt))] * 20, -0.1, True)] for _ in encoded]

    def text(self, tokens):
        return self.texts[tokens[0]]

    def words(self, encoded, whole, tokens, seconds):
        return [[{"word": self.text(one), "start": 0.0, "end": 1.0, "probability": 0.9}] for one in tokens]


def parts():
    samples = np.zeros(4 * SAMPLE_RATE, np.float32)
    phrase = Phrase(0, samples.size)
    return [Part(0, Window((phrase,)), samples, [phrase])]


def words(heard):
    return "".join(word.text for one in heard for word in one.words)


@pytest.mark.parametrize(
    ("prompted", "heard"),
    [
        (SPOKEN.upper(), SPOKEN.upper()),
        (PROMPT, SPOKEN),
        (SPOKEN + " Sixty minutes, four out of ten coming in.", SPOKEN),
        (" four out of ten coming in, no change there", " four out of ten coming in, no change there"),
        (" Myofascial release, effleurage and petrissage, fifteen minutes.",) * 2,
    ],
)
def test_a_window_that_repeats_the_prompt_is_heard_again_without_it(prompted, heard):
    assert words(hear(Engine(prompted), parts(), PROMPT, NoTrade())) == heard


def test_a_second_hearing_follows_nothing():
    engine = Engine(PROMPT)
    assert words(hear_again(engine, parts(), NoTrade())) == SPOKEN
    assert engine.asked == [False]


def test_words_and_names_to_be_expected_are_said_before():
    assert prompt(["hammies", *CLIENTS]) == f" With hammies, {', '.join(CLIENTS)}.{PROMPT}"


def test_a_name_that_was_given_twice_is_said_once():
    assert prompt(["Dana", "Theo", "Dana"]) == f" With Dana, Theo.{PROMPT}"


def test_of_more_names_than_have_room_the_last_are_said():
    names = [f"Client{number:03d}" for number in range(200)]
    said = prompt(names).removesuffix(PROMPT)
    assert said.endswith(", Client198, Client199.")
    assert 30 < said.count("Client") < 60


@pytest.mark.parametrize(
    ("prompted", "heard"),
    [
        (" With Dana Reyes, Maribel Santos, Theo Lind, Keisha Brown.", SPOKEN),
        (" With Maribel Santos, left calf, ten minutes.",) * 2,
    ],
)
def test_a_window_that_repeats_the_names_is_heard_again_without_them(prompted, heard):
    assert words(hear(Engine(prompted), parts(), prompt(CLIENTS), NoTrade())) == heard
