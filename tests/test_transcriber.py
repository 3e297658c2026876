"""How heard pieces become words, how recordings are heard together, and how what the engine raises reaches the user;
no weights needed."""

import itertools
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe import speech, weights
from scribe.audio import SAMPLE_RATE, Recording
from scribe.errors import AudioError, NothingHeard, SettingsError, SpeechError, SpeechModelDamaged
from scribe.sifting import Heard
from scribe.speech.decoding import Part, hear
from scribe.speech.engine import Said
from scribe.speech.listening import NoTrade
from scribe.speech.trade import SURER, Learned
from scribe.speech.voice import Phrase
from scribe.speech.windows import FULL, LONGEST, TOGETHER, Window, cut
from scribe.speech.words import join, placed, sentences


def piece(text, start=0.0, end=1.0, probability=0.9):
    return Heard(text, start, end, probability)


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        ([[" The", " neck."]], "The neck."),
        ([[" thirty", "-five", " minutes"]], "thirty-five minutes"),
        ([[" $", "80"]], "$80"),
        ([["No", " leading", " space"]], "No leading space"),
        ([[" One."], ["Two."], [" Three."]], "One. Two. Three."),
        ([[" a", " ", "  ", " b"]], "a b"),
        ([[" two\n words"]], "two words"),
        ([[], [" late"]], "late"),
        ([[" naïve", " 10°", " \U0001f600", " end"]], "naïve 10° \U0001f600 end"),
        ([], ""),
        ([[" "]], ""),
    ],
)
def test_words_are_joined_by_single_spaces(segments, text):
    assert join([[piece(word) for word in segment] for segment in segments]).text == text


def test_a_joined_word_spans_its_pieces_and_is_no_surer_than_the_weakest():
    transcript = join([[piece(" thirty", 1.0, 1.5, 0.9), piece("-five", 1.5, 2.0, 0.4)]])
    (word,) = transcript.words
    assert (word.text, word.start, word.end) == ("thirty-five", 0, 11)
    assert (word.start_seconds, word.end_seconds, word.probability) == (1.0, 2.0, 0.4)


@given(st.lists(st.lists(st.text(max_size=6).filter(bool))))
def test_every_word_stands_in_the_text_where_it_says(segments):
    transcript = join([[piece(word) for word in segment] for segment in segments])
    assert " ".join(word.text for word in transcript.words) == transcript.text
    for word in transcript.words:
        assert transcript.text[word.start : word.end] == word.text == word.text.strip() != ""


class Model:
    """Stands in for faster_whisper.WhisperModel where it is opened, and holds what is read off it then."""

    fails_on: ClassVar[dict[str, Exception]] = {}

    def __init__(self, folder, **options):
        if error := self.fails_on.get(options["device"]):
            raise error
        self.model = SimpleNamespace(is_multilingual=True, device=options["device"])
        self.files = options["files"]
        self.hf_tokenizer = None


@pytest.fixture
def model(monkeypatch, tmp_path):
    """The class that stands for the model; its attributes say where it fails."""
    standing_in = type("Standing", (Model,), {"fails_on": {}, "cards": 0})
    modules = {name: ModuleType(f"faster_whisper{name}") for name in ("", ".tokenizer", ".transcribe")}
    modules[""].WhisperModel = standing_in
    modules[".tokenizer"].Tokenizer = lambda *args, **options: None
    modules[".transcribe"].get_suppressed_tokens = lambda *args: ()
    modules[".transcribe"].merge_punctuations = lambda *args: None
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, f"faster_whisper{name}", module)
    ctranslate2 = ModuleType("ctranslate2")
    ctranslate2.get_cuda_device_count = lambda: standing_in.cards
    monkeypatch.setitem(sys.modules, "ctranslate2", ctranslate2)
    monkeypatch.setattr(weights, "find", lambda name: tmp_path)
    monkeypatch.setattr(speech.engine, "taught", lambda content, known: {})
    monkeypatch.setattr(speech.engine, "learned", lambda digest: Learned("5f0e22a1", {}))
    return standing_in


WORDS = (" Left", " neck,", " 20", " minutes.")

MANY = 100
"""Tokens of a window that was heard whole, at a quick pace."""


class Trade(NoTrade):
    """Finds texts that begin with some words likelier than others."""

    def __init__(self, begins, otherwise=-4.0):
        self.begins, self.otherwise = begins, otherwise

    def likelihood(self, text):
        return -3.0 if text.startswith(self.begins) else self.otherwise


class Engine:
    """Stands in for the loaded engine. What a sound says is told by its first sample, that of its recording."""

    ear = None
    on_processor = True

    def __init__(self, *opened):
        self.says = {}
        self.language, self.fails = {}, {}
        self.likelihoods, self.likelihoods_of, self.heard_with = {}, {}, []
        self.batches = []
        self.until = FULL
        self.others, self.few = [], {}
        self.plain = self

    def untaught(self):
        return self.plain

    arithmetic = "int8"

    def joined(self, encoded):
        return encoded

    def encoded(self, sounds, seconds, whole):
        self.batches.append((whole, len(sounds)))
        names = [round(float(sound[sound.size // 2]), 3) for sound in sounds]
        for name in names:
            if name in self.fails:
                raise self.fails[name]
        return np.array(names).reshape(-1, 1, 1)

    def languages(self, encoded, wanted):
        return [self.language.get(float(encoded[place, 0, 0]), ("en", 0.99)) for place in wanted]

    def ways(self, encoded, seconds, beam, prompt=""):
        self.heard_with.append((beam, bool(prompt)))
        likelihood = self.likelihoods.get((beam, bool(prompt)), -0.1)
        names = [float(encoding[0, 0]) for encoding in encoded]
        return [
            [Said(self.tokens(name), self.likelihoods_of.get(name, likelihood), True), *self.others] for name in names
        ]

    def tokens(self, name):
        """The first stands for all that is said."""
        return [name] * (self.few.get(name, MANY))

    def text(self, tokens):
        return "".join(word["word"] for word in self.words(None, 1.0, [tokens], [1.0])[0])

    def words(self, encoded, whole, tokens, seconds):
        found = []
        for (name, *_), length in zip(tokens, seconds, strict=True):
            words = self.says.get(name, WORDS)
            each = min(length, self.until) / max(1, len(words))
            found.append(
                [
                    {"word": word, "start": place * each, "end": (place + 1) * each, "probability": np.float64(0.9)}
                    for place, word in enumerate(words)
                ]
            )
        return found


@pytest.fixture
def engine(monkeypatch, tmp_path):
    """The engine that hears what the test says; a voice is wherever a sample is not zero."""
    standing_in = Engine()
    monkeypatch.setattr(weights, "find", lambda name: tmp_path)
    monkeypatch.setattr(speech, "Engine", lambda *opened: standing_in)
    monkeypatch.setattr("scribe.speech.taking.phrases", voiced)
    return standing_in


def voiced(samples):
    edges = np.flatnonzero(np.diff(np.concatenate([[0], samples != 0, [0]]).astype(int)))
    return [Phrase(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def recording(*stretches, level=0.1, name="session.m4a"):
    """A recording that holds a voice of this level in each stretch, (from, to) in seconds, and ends a second later."""
    samples = np.zeros(int((stretches[-1][1] + 1) * SAMPLE_RATE), np.float32)
    for start, end in stretches:
        samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = level
    return Recording(Path("folder", name), "0" * 64, samples, samples.size / SAMPLE_RATE, None, None)


RECORDING = recording((1, 4))
LONGER = recording((1, 10)).samples


def test_a_transcript_and_its_progress(engine):
    seconds = []
    transcript = speech.Transcriber("base").transcribe(RECORDING, seconds.append)
    assert transcript.text == "Left neck, 20 minutes."
    assert transcript.language == "en"
    assert seconds == [pytest.approx(3.8), 5.0]
    assert type(transcript.words[0].start_seconds) is float


def test_recordings_share_batches_and_each_keeps_its_words_and_seconds(engine):
    engine.says = {level: (*WORDS[:-1], f" {level}") for level in (0.1, 0.2, 0.3)}
    recordings = [recording((0, 3), level=level) for level in (0.1, 0.2, 0.3)]
    seconds = []
    results = dict(speech.Transcriber("base").transcribe_all(recordings, lambda *told: seconds.append(told)))
    assert [results[number].text for number in range(3)] == [f"Left neck, 20 {level}" for level in (0.1, 0.2, 0.3)]
    assert len(engine.batches) == 1
    assert [seconds[-1] for seconds in ([told for told in seconds if told[0] == one] for one in range(3))] == [
        (one, 4.0) for one in range(3)
    ]


def test_what_is_wrong_with_one_recording_is_its_result_and_stops_no_other(engine):
    engine.language = {0.2: ("de", 0.99)}
    engine.likelihoods_of = {0.2: -0.8}
    engine.fails = {0.3: RuntimeError("Left neck")}
    silent = replace(RECORDING, samples=np.zeros(SAMPLE_RATE, np.float32))
    recordings = [*(recording((1, 5), level=level, name=f"{level}.m4a") for level in (0.1, 0.2, 0.3)), silent]
    results = dict(speech.Transcriber("base").transcribe_all(recordings))
    assert results[0].text == "Left neck, 20 minutes."
    assert [type(results[number]) for number in (1, 2, 3)] == [AudioError, SpeechError, NothingHeard]
    assert str(results[2]).startswith("0.3.m4a: ")


def test_many_recordings_are_heard_some_at_a_time(engine):
    """So that an hour of them need not be held, and the first are done before the last."""
    numbers, heard = [], speech.Transcriber("base").transcribe_all([recording((0, 250))] * 5)
    for number, _ in heard:
        numbers.append((number, sum(count for _, count in engine.batches)))
    assert [number for number, _ in numbers] == [0, 1, 2, 3, 4]
    assert numbers[0][1] < numbers[-1][1]


def test_words_after_a_long_pause_keep_their_seconds_in_the_recording(engine):
    transcript = speech.Transcriber("base").transcribe(recording((1, 3), (14, 16)))
    assert transcript.text == "Left neck, 20 minutes."
    assert [word.start_seconds > 13.9 for word in transcript.words] == [False, False, True, True]
    assert not any(4 < word.start_seconds < 14 or 4 < word.end_seconds < 14 for word in transcript.words)
    assert [cut.reason for cut in transcript.cut] == ["no voice was heard"]


def part():
    return Part(0, Window((Phrase(0, 128_000),)), LONGER, voiced(LONGER))


@pytest.mark.parametrize(
    "doubt", [{"likelihoods": {(1, True): -1.1, (3, True): -1.1}}, {"says": {0.1: (" on",) * 60}}, {"few": {0.1: 5}}]
)
def test_a_window_in_doubt_is_heard_again_at_full_length(engine, doubt):
    for name, value in doubt.items():
        setattr(engine, name, value)
    (heard,) = hear(engine, [part()], "Okay.", NoTrade())
    assert [seconds for seconds, _ in engine.batches] == [TOGETHER, FULL]
    assert engine.heard_with[-1] == (5, False)
    assert heard.likelihood == -0.1


def test_an_unsure_window_is_decoded_again_with_more_care_and_others_are_not(engine):
    engine.likelihoods = {(1, True): -0.5, (3, True): -0.4}
    (heard,) = hear(engine, [part()], "Okay.", NoTrade())
    assert engine.heard_with == [(1, True), (3, True)]
    assert len(engine.batches) == 1
    assert heard.likelihood == -0.4


@pytest.mark.parametrize(("likelihood", "taken"), [(-0.3, True), (-0.8, False)])
def test_a_voice_without_words_is_heard_again_and_else_told(engine, likelihood, taken):
    """The engine passes over the voice from second 5.5 to 8.5; alone it is heard, and taken when it is likely."""
    whole = recording((1, 5), (5.5, 8.5))
    whole.samples[int(5.5 * SAMPLE_RATE) : int(8.5 * SAMPLE_RATE)] = 0.2
    engine.says, engine.until = {0.2: (" Both", " hips", " were", " free.")}, 4.4
    engine.likelihoods = {(5, False): likelihood}
    transcript = speech.Transcriber("base").transcribe(whole)
    assert transcript.text == "Left neck, 20 minutes." + (" Both hips were free." if taken else "")
    doubtful = [(cut.start_seconds, cut.end_seconds) for cut in transcript.cut if cut.doubtful]
    assert doubtful == ([] if taken else [(5.5, 8.5)])


@pytest.mark.parametrize(
    ("first", "likelihood", "taken"),
    [
        (-0.5, -0.32, " Stretched"),  # it sounds nearly as likely, and is what is said
        (-0.5, -0.80, " Dredged"),  # it sounds far less likely
        (-0.1, -0.10, " Dredged"),  # a sure window is heard in one way
    ],
)
def test_of_the_ways_to_hear_an_unsure_window_the_trade_tells_what_is_likely_said(engine, first, likelihood, taken):
    engine.says = {0.1: (" Dredged", " out", " his", " lats."), 0.5: (" Stretched", " out", " his", " lats.")}
    engine.likelihoods = {(1, True): first, (3, True): -0.3}
    engine.others = [Said([0.5] * MANY, likelihood, True)]
    (heard,) = hear(engine, [part()], "Okay.", Trade(" Stretched"))
    assert heard.words[0].text == taken


@pytest.mark.parametrize(("fits", "beams", "plain"), [(-6.0, [1], []), (-7.0, [1], [5])])
def test_a_window_that_tells_of_something_else_is_heard_by_the_model_as_it_was(engine, fits, beams, plain):
    engine.plain = Engine()
    engine.plain.likelihoods_of = {0.1: -0.3}
    (heard,) = hear(engine, [part()], "Okay.", Trade(" Stretched", fits))
    assert [beam for beam, _ in engine.heard_with] == beams
    assert engine.plain.heard_with == [(beam, False) for beam in plain]
    assert heard.likelihood == (-0.3 if plain else -0.1)


def test_on_a_card_too_and_the_other_windows_of_its_batch_stay(engine):
    engine.on_processor, engine.plain = False, Engine()
    engine.plain.tokens = lambda name: [10 * name] * MANY
    engine.says = {0.1: (" Left", " neck."), 0.2: (" Stretched", " it."), 1.0: (" Left", " home.")}
    sounds = [recording((1, 10), level=level).samples for level in (0.1, 0.2)]
    parts = [Part(n, Window((Phrase(0, 128_000),)), sound, voiced(sound)) for n, sound in enumerate(sounds)]
    heard = {one.part.recording: one.words for one in hear(engine, parts, "Okay.", Trade(" Stretched", -7.0))}
    assert [[word.text for word in heard[n]] for n in (0, 1)] == [[" Left", " home."], [" Stretched", " it."]]


@pytest.mark.parametrize("known", [Learned("5f0e22a1", {}), None])
def test_the_model_as_it_was_is_opened_once_and_without_what_was_learned(model, monkeypatch, tmp_path, known):
    monkeypatch.setattr(speech.engine, "learned", lambda digest: known)
    engine = speech.engine.Engine(tmp_path, "base", "cpu", 1)
    plain = engine.untaught()
    assert engine.untaught() is plain
    assert (plain is engine) == (known is None)
    assert plain.learned is None
    assert plain._whisper.files is None


def test_a_window_without_doubt_is_heard_once(engine):
    list(hear(engine, [part()], "Okay.", NoTrade()))
    assert engine.heard_with == [(1, True)]
    assert [seconds for seconds, _ in engine.batches] == [TOGETHER]


def noise_with_pauses(seconds, pauses):
    """Noise with half a second of silence at each of `pauses`, in seconds."""
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, seconds * SAMPLE_RATE).astype(np.float32)
    for pause in pauses:
        samples[int(pause * SAMPLE_RATE) : int((pause + 0.5) * SAMPLE_RATE)] = 0
    return samples


@pytest.mark.parametrize(
    ("seconds", "pauses", "cut_in"),
    [(1, [], []), (900, [880], []), (901, [880], [880]), (1900, [100, 860.3, 1750], [860.3, 1750])],
)
def test_a_long_recording_is_cut_in_its_pauses_and_nothing_is_lost(seconds, pauses, cut_in):
    samples = noise_with_pauses(seconds, pauses)
    found = list(speech.stretches(samples))
    cuts = [start / SAMPLE_RATE for start, _ in found]
    assert cuts[0] == 0
    assert [pause for cut, pause in zip(cuts[1:], cut_in, strict=True) if pause < cut < pause + 0.5] == cut_in
    assert np.array_equal(np.concatenate([stretch for _, stretch in found]), samples)


@pytest.mark.parametrize(
    ("device", "cards", "failing", "name"),
    [
        ("auto", 0, {}, "base (d01c3014+5f0e22a1, int8)"),
        ("cpu", 1, {}, "base (d01c3014+5f0e22a1, int8)"),
        ("auto", 1, {}, "base (d01c3014+5f0e22a1, float16)"),
        ("cuda", 1, {}, "base (d01c3014+5f0e22a1, float16)"),
        ("auto", 1, {"cuda": RuntimeError("libcublas.so.12 is not found")}, "base (d01c3014+5f0e22a1, int8)"),
        ("auto", 1, {"cuda": ValueError("no efficient float16")}, "base (d01c3014+5f0e22a1, int8)"),
    ],
)
def test_the_device_that_works_is_taken_and_named(model, device, cards, failing, name):
    model.cards, model.fails_on = cards, failing
    assert speech.Transcriber("base", device).name == name


def test_a_graphics_card_that_was_asked_for_and_fails_is_said_so(model):
    model.fails_on = {"cuda": RuntimeError("no card")}
    with pytest.raises(SpeechError, match="Choose the device cpu"):
        speech.Transcriber("base", "cuda")


def test_an_unknown_device_names_the_known_ones(model):
    with pytest.raises(SettingsError, match="auto, cpu, cuda"):
        speech.Transcriber("base", "tpu")


def test_a_model_that_does_not_load_names_the_command_that_mends_it(model):
    model.fails_on = {"cpu": RuntimeError("unsupported model binary version")}
    with pytest.raises(SpeechModelDamaged, match="scribe models pull base"):
        speech.Transcriber("base")


def test_a_model_that_cannot_be_taught_the_trade_names_the_command_that_mends_it(model, monkeypatch):
    def refuse(content, known):
        raise ValueError("model.bin ends too soon")

    monkeypatch.setattr(speech.engine, "taught", refuse)
    with pytest.raises(SpeechModelDamaged, match="scribe models pull base"):
        speech.Transcriber("base")


def test_a_model_that_learned_nothing_is_named_by_its_own_digest(model, monkeypatch):
    monkeypatch.setattr(speech.engine, "learned", lambda digest: None)
    assert speech.Transcriber("base", "cpu").name == "base (d01c3014, int8)"


@pytest.mark.parametrize(("known", "times"), [(Learned("5f0e22a1", {}), SURER), (None, 1.0)])
def test_what_was_learned_makes_no_word_surer(model, monkeypatch, tmp_path, known, times):
    monkeypatch.setattr(speech.engine, "learned", lambda digest: known)
    engine = speech.engine.Engine(tmp_path, "base", "cpu", 1)
    whisper = engine._whisper
    found = SimpleNamespace(sequences_ids=[[7, 8, 9]], scores=[-0.2])
    whisper.get_prompt, whisper.max_length = lambda *args, **options: [1], 448
    whisper.model.generate = lambda *args, **options: [found]
    whisper.find_alignment = lambda *args: [[{"word": " left", "start": 0.1, "end": 0.4, "probability": 0.8}]]
    monkeypatch.setattr(speech.engine, "_storage", lambda array: array)
    ((said,),) = engine.ways(np.zeros((1, 4, 2), np.float32), 5.0, 1)
    assert said.likelihood == pytest.approx(-0.2 * 3 / 4 * times)
    ((word,),) = engine.words([np.zeros((4, 2), np.float32)], 0.02, [[7, 8, 9]], [0.08])
    assert word["probability"] == pytest.approx(0.8**times)


@pytest.mark.parametrize(
    ("language", "probability", "likelihood", "heard"),
    [
        ("en", 0.3, -0.8, True),
        ("cy", 0.49, -0.8, True),
        ("de", 0.5, -0.8, False),
        ("es", 0.99, -0.5, False),
        ("cy", 0.8, -0.1, True),
    ],
)
def test_only_what_is_surely_another_language_is_refused(engine, language, probability, likelihood, heard):
    """Words that are likely in English are English, whatever their sound is taken for."""
    engine.language = {0.1: (language, probability)}
    engine.likelihoods = {(1, True): likelihood, (3, True): likelihood, (5, False): likelihood}
    transcriber = speech.Transcriber("base")
    if heard:
        assert transcriber.transcribe(RECORDING).text
    else:
        with pytest.raises(AudioError, match=f"session.m4a: the language heard is '{language}'"):
            transcriber.transcribe(RECORDING)


@pytest.mark.parametrize("words", [(), (" ",)])
def test_a_voice_that_says_nothing_is_said_so(engine, words):
    engine.says = {0.1: words}
    with pytest.raises(NothingHeard, match=r"session\.m4a: no speech was heard"):
        speech.Transcriber("base").transcribe(RECORDING)


@pytest.mark.parametrize("error", [RuntimeError("Left neck"), ValueError("Left neck"), MemoryError(), OSError(5, "x")])
def test_an_engine_that_fails_midway_is_one_sentence_without_what_was_said(engine, error):
    engine.fails = {0.1: error}
    with pytest.raises(SpeechError, match=r"session\.m4a") as caught:
        speech.Transcriber("base").transcribe(RECORDING)
    assert caught.value.__cause__ is error
    assert "Left neck" not in str(caught.value)
    assert "\n" not in str(caught.value)


# --- windows ------------------------------------------------------------------


SPOKEN = st.lists(st.tuples(st.integers(0, 80_000), st.integers(600, 700_000)), max_size=12)
"""Pauses and the phrases after them, in samples."""


@given(SPOKEN, st.integers(0, 30_000))
def test_every_sample_of_voice_is_in_one_window_and_none_is_too_long(spoken, after):
    phrases, at = [], 0
    for pause, length in spoken:
        at += pause + 1
        phrases.append(Phrase(at, at + length))
        at += length
    windows = cut(phrases, at + after)
    pieces = [piece for window in windows for piece in window.pieces]
    assert all(first.end <= second.start for first, second in itertools.pairwise(pieces))
    for phrase in phrases:
        within = [piece for piece in pieces if piece.start < phrase.end and phrase.start < piece.end]
        assert within[0].start <= phrase.start
        assert within[-1].end >= phrase.end
        assert all(first.end == second.start for first, second in itertools.pairwise(within))
    assert all(window.seconds <= LONGEST + 1 and window.seconds < window.heard_at for window in windows)


def test_windows_are_cut_in_the_long_pauses():
    phrases = voiced(recording((1, 7), (7.3, 14), (15, 22), (22.3, 29)).samples)
    ends = [window.pieces[-1].end / SAMPLE_RATE for window in cut(phrases, 30 * SAMPLE_RATE)]
    assert ends == [pytest.approx(14.4), pytest.approx(29.4)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 1.5, (1, 2.5)),
        (1.5, 2, (2.5, 3)),
        (2, 3, (10, 11)),
        (9, 12, (12, 12)),
        (1.9, 2.1, (10, 10.1)),
        (1.9, 2.03, (2.9, 3)),
    ],
)
def test_the_seconds_of_a_word_lie_on_one_side_of_a_pause_that_was_left_out(start, end, expected):
    window = Window((Phrase(16_000, 48_000), Phrase(160_000, 192_000)))
    assert window.in_recording(start, end) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (1.2, 2.0, (1.2, 2.0)),
        (2.8, 5.5, (5.0, 5.5)),
        (2.0, 5.1, (2.0, 3.0)),
        (3.5, 4.5, (3.5, 4.5)),
        (0.5, 1.5, (1.0, 1.5)),
    ],
)
def test_a_word_does_not_hide_the_pause_beside_it(start, end, expected):
    window = Window((Phrase(0, 160_000),))
    words = [{"word": " sacroiliac joint, craniosacral therapy", "start": start, "end": end, "probability": 0.9}]
    (word,) = placed(words, window, [Phrase(16_000, 48_000), Phrase(80_000, 112_000)])
    assert (word.start, word.end) == expected


@pytest.mark.parametrize(
    ("place", "start", "end", "expected"),
    [(0, 0.0, 2.66, (1.72, 2.66)), (1, 3.0, 6.0, (3.0, 3.94)), (0, 2.0, 2.6, (2.0, 2.6)), (1, 3.0, 3.9, (3.0, 3.9))],
)
def test_a_word_is_no_longer_than_it_takes_to_say(place, start, end, expected):
    """The first of a window ends where it ends, others begin where they begin: what is passed over comes to light."""
    words = [{"word": " hips.", "start": start, "end": end, "probability": 0.9}] * (place + 1)
    word = placed(words, Window((Phrase(0, 160_000),)), [Phrase(0, 160_000)])[place]
    assert (word.start, word.end) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([(" Left", 0), (" neck.", 1), (" Right", 2)], 2),
        ([(" M54", 0), (".6", 1), (" pain", 2)], 1),
        ([(" 7.", 0), ("30", 1)], 1),
        ([(" left", 0), (" neck", 1), (" then", 4)], 2),
        ([(" left", 0), (" neck", 1), (" then", 2.9)], 1),
    ],
)
def test_sentences_end_at_full_stops_and_in_long_pauses(words, expected):
    assert len(sentences([piece(text, second, second + 1) for text, second in words])) == expected


def test_a_graphics_card_is_given_every_window_with_care_at_once(engine):
    engine.on_processor, engine.likelihoods = False, {(3, True): -0.5}
    trade = NoTrade()
    trade.guesses = lambda _: pytest.fail("nothing can be listened for there")
    list(hear(engine, [part()], "Okay.", trade))
    assert engine.heard_with == [(3, True)]
