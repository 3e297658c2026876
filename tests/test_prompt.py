"""What each window is said to follow never becomes a word of the transcript; no weights needed."""

import numpy as np
import pytest

from scribe.audio import SAMPLE_RATE
from scribe.speech.decoding import PROMPT, Part, hear, hear_again
from scribe.speech.engine import Said
from scribe.speech.voice import Phrase
from scribe.speech.windows import Window

SPOKEN = " Left calf, ten minutes."


class Engine:
    """Says `prompted` to a window that follows a prompt, and what was spoken without one."""

    def __init__(self, prompted):
        self.texts = [SPOKEN, prompted]
        self.asked = []

    def encoded(self, sounds, seconds, whole, *, fine):
        return sounds

    def languages(self, encoded, wanted):
        return []

    def said(self, encoded, seconds, beam, prompt=""):
        self.asked.append(bool(prompt))
        return [Said([int(bool(prompt))], -0.2, True) for _ in encoded]

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
    assert words(hear(Engine(prompted), parts())) == heard


def test_a_second_hearing_follows_nothing():
    engine = Engine(PROMPT)
    assert words(hear_again(engine, parts())) == SPOKEN
    assert engine.asked == [False]
