"""What a worker makes of its tasks: recordings heard together, and long ones part by part."""

import hashlib

import pytest
from conftest import FakeTranscriber
from test_cli import write_wav

from scribe.assembly import Scribe
from scribe.cli import bench
from scribe.cli.bench import NoteBench
from scribe.errors import AudioError, NothingHeard, SpeechError, TemplateError
from scribe.night.tasks import Changed, Heard, Item, Ready, Refused
from scribe.render import load_template


@pytest.fixture(scope="module")
def reader():
    return Scribe()


@pytest.fixture
def worker(reader, tmp_path, monkeypatch):
    """A bench for which two minutes are long, and parts are of two minutes."""
    monkeypatch.setattr(bench, "LONG", 120.0)
    monkeypatch.setattr(bench, "_PART", 120.0)
    made = NoteBench(reader, FakeTranscriber(), load_template("soap", tmp_path))
    made.transcriber = made._transcriber
    return made


def item(path):
    return Item(path, hashlib.sha256(path.read_bytes()).hexdigest())


def tell(*_):
    pass


def test_each_recording_of_a_batch_has_a_result_of_its_own(worker, tmp_path):
    good, other = write_wav(tmp_path / "good.wav"), write_wav(tmp_path / "other.wav", pitch=220)
    (tmp_path / "bad.wav").write_text("no sound")
    changed = Item(write_wav(tmp_path / "changed.wav", pitch=330), "0" * 64)
    told = []
    items = [item(good), item(tmp_path / "bad.wav"), changed, item(other)]
    results = list(worker.batch(items, lambda *one: told.append(one)))
    kinds = {result.sha256: type(result) for result in results}
    assert [kinds[one.sha256] for one in items] == [Ready, Refused, Changed, Ready]
    assert {number for number, *_ in told} == {0, 3}
    ready = next(result for result in results if result.sha256 == items[0].sha256)
    assert ready.note["source"]["file"] == "good.wav" and "# Dana" in ready.markdown


def test_a_long_recording_is_heard_part_by_part_and_becomes_one_note(worker, tmp_path):
    long = item(write_wav(tmp_path / "long.wav", seconds=300.0))
    (first,) = worker.batch([long], tell)
    assert isinstance(first, Heard) and first.parts >= 3
    heard = (first.transcript,)
    while isinstance(result := worker.part(long, heard, tell), Heard):
        heard = (*heard, result.transcript)
    assert len(heard) == first.parts - 1
    transcript = result.note["transcript"]
    assert transcript["text"].count("Sixty minutes with Dana") == first.parts
    for word in transcript["words"]:
        assert transcript["text"][word["start"] : word["end"]] == word["text"]
    seconds = [word["start_seconds"] for word in transcript["words"]]
    assert seconds == sorted(seconds) and seconds[-1] > 120
    assert result.note["source"]["duration_seconds"] == 300


def test_a_long_recording_among_others_is_left_for_a_task_of_its_own(worker, tmp_path):
    long, short = item(write_wav(tmp_path / "long.wav", seconds=130.0)), item(write_wav(tmp_path / "short.wav"))
    results = {result.sha256: result for result in worker.batch([long, short], tell)}
    assert results[long.sha256] == Heard(long.sha256, 0, "", 0.0)
    assert isinstance(results[short.sha256], Ready)


def test_a_silent_part_is_a_cut_and_a_silent_whole_is_refused(worker, tmp_path):
    long = item(write_wav(tmp_path / "long.wav", seconds=200.0))
    worker.transcriber.error = NothingHeard("long.wav: no speech was heard. Check the microphone and record anew.")
    (first,) = worker.batch([long], tell)
    silent, heard = (first.transcript,), (first.transcript,)
    while isinstance(result := worker.part(long, silent, tell), Heard):
        silent = (*silent, result.transcript)
    assert result == Refused(long.sha256, "no speech was heard. Check the microphone and record anew.")
    worker.transcriber.error = None
    while isinstance(result := worker.part(long, heard, tell), Heard):
        heard = (*heard, result.transcript)
    (cut,) = result.note["transcript"]["cut"]
    assert cut["start_seconds"] == 0 and cut["end_seconds"] > 30


@pytest.mark.parametrize("error", [AudioError("long.wav: not English."), SpeechError("long.wav: it failed.")])
def test_what_is_wrong_with_a_part_is_wrong_with_the_recording(worker, tmp_path, error):
    long = item(write_wav(tmp_path / "long.wav", seconds=200.0))
    worker.transcriber.error = error
    assert list(worker.batch([long], tell)) == [Refused(long.sha256, str(error).removeprefix("long.wav: "))]


def test_a_wrong_template_stops_all(worker, tmp_path):
    (tmp_path / "mine.md.j2").write_text("{{ nothing }}")
    worker._template = load_template(str(tmp_path / "mine.md.j2"), tmp_path)
    with pytest.raises(TemplateError):
        list(worker.batch([item(write_wav(tmp_path / "a.wav"))], tell))
