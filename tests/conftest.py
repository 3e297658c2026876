"""Every test runs in a home of its own, without a network, and with no settings of the machine."""

import os
import socket
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

import pytest

from scribe.errors import InputError, SpeechError
from scribe.records import Transcript, Word

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """Home, settings and data in a folder of the test's own."""
    home = tmp_path_factory.mktemp("home")
    for variable in [name for name in os.environ if name.startswith("SCRIBE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SCRIBE_CONFIG_DIR", str(home / "config"))
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(home / "data"))
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A connection to anything but this computer is an error."""

    def guarded(connect):
        def refuse(self, address, *rest):
            if self.family == socket.AF_UNIX or (isinstance(address, tuple) and address[0] in LOOPBACK):
                return connect(self, address, *rest)
            raise AssertionError(f"a test tried to connect to {address!r}")

        return refuse

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


@pytest.fixture
def config_dir(own_home):
    """The folder of config.toml and the user's templates."""
    folder = own_home / "config"
    folder.mkdir()
    return folder


def heard(text, probability=0.95, doubtful=()):
    """A transcript of `text` with half a second for each word; words in `doubtful` were hard to hear."""
    words, at = [], 0
    for number, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        sure = 0.2 if word in doubtful else probability
        words.append(Word(word, start, at, number * 0.5, number * 0.5 + 0.4, sure))
    return Transcript(text, words=tuple(words))


@dataclass
class FakeTranscriber:
    """Stands in for the speech model: hears the same words in every recording, and remembers what it was given."""

    text: str = "Sixty minutes with Dana. Twenty minutes of Swedish massage to the back."
    name: str = "fake (00000000, int8)"
    error: Exception | None = None
    doubtful: tuple[str, ...] = ()
    given: list[str] = field(default_factory=list)

    def transcribe(self, recording, on_progress=None):
        self.given.append(recording.path.name)
        if self.error:
            raise self.error
        if on_progress:
            on_progress(recording.duration_seconds)
        return heard(self.text, doubtful=self.doubtful)

    def transcribe_all(self, recordings, on_progress=None):
        for number, recording in enumerate(recordings):
            try:
                yield number, self.transcribe(recording, lambda seconds, number=number: on_progress(number, seconds))
            except (InputError, SpeechError) as error:
                yield number, error


class Here(Executor):
    """Does the work of a run in this process, so that a test can see and replace what is in it."""

    slots = 1

    def __init__(self, recipe):
        self.recipe = recipe

    def hear(self, task):
        from scribe.night import worker

        return self.submit(worker.hear, self.recipe, task)

    def submit(self, work, /, *args):
        future = Future()
        try:
            future.set_result(work(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def told(self):
        return ()


@pytest.fixture
def here(monkeypatch):
    """`scribe process` does its work in this process, and nothing is kept from one test to the next."""
    from scribe.night import worker

    monkeypatch.setattr("scribe.cli.nightly.workers", lambda choices, *_: Here(choices.recipe))
    monkeypatch.setattr("scribe.cli.recipe.NoteRecipe.check", lambda self: None)
    monkeypatch.setattr("scribe.night.plan.SETTLED", 0.0)
    worker._bench.cache_clear()
    yield
    worker._bench.cache_clear()


@pytest.fixture
def transcriber(monkeypatch, here):
    """A FakeTranscriber that `scribe process` takes for the speech model."""
    fake = FakeTranscriber()
    monkeypatch.setattr("scribe.speech.Transcriber", lambda *_: fake)
    return fake
