"""Whole commands: what a person types, what they get, and what becomes of bad input."""

import errno
import json
import os
import pty
import subprocess
import sys
import wave

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import FakeTranscriber
from notes import WORDS, line, whole_note

from scribe.cli import main
from scribe.errors import AudioError, SpeechError, SpeechModelMissing
from scribe.records import Facts, Session, Soap, Source, Transcript

HEAVY = ("spacy", "faster_whisper", "ctranslate2", "av", "jinja2", "pydantic", "rich", "yaml", "numpy")
TEXT = "Sixty minutes with Dana today. Neck was six out of ten. Twenty minutes of Swedish massage to the back."


class FakeScribe:
    """The assembly without understanding: the road around it is what these tests are about."""

    words = WORDS
    expected = ()
    trade = None

    def __init__(self, rule=None, **_):
        self.rule = rule

    def note_from_text(self, text, source):
        facts = Facts(session=Session(client="Dana", minutes=60.0))
        return whole_note(transcript=Transcript(text), source=source, facts=facts, unused_speech=(), soap=Soap())

    def note_from_heard(self, recording, heard, speech_model):
        from scribe.output import shown

        return self.note_from_text(heard.text, Source(shown(recording.path.name), recording.sha256))


@pytest.fixture
def scribe(monkeypatch):
    """Runs a command in this process, with a reader that understands nothing."""
    monkeypatch.setattr("scribe.assembly.Scribe", FakeScribe)

    def run(*args, stdin=None):
        return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, catch_exceptions=False)

    return run


def run(*args, **options):
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scribe", *map(str, args)], capture_output=True, text=True, timeout=120, **options
    )


def write_text(path, text=TEXT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_wav(path, pitch=440.0, seconds=1.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = 0.3 * np.sin(2 * np.pi * pitch * np.arange(int(16_000 * seconds)) / 16_000)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
    return path


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def one_line(result, *words):
    """Standard error is one line that holds the words, and no traceback."""
    lines = [text for text in result.stderr.splitlines() if text.strip()]
    assert len(lines) == 1, lines
    assert all(word in lines[0] for word in words), lines
    assert "Traceback" not in result.output


# --- the group ---------------------------------------------------------------


def test_help_and_version_load_nothing_heavy():
    code = (
        "import sys\nfrom scribe.cli import main\n"
        "try: main(sys.argv[1:], standalone_mode=True)\nexcept SystemExit as end: assert end.code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    for option in ("--help", "-h", "--version"):
        done = subprocess.run([sys.executable, "-c", code, option], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command():
    from scribe import __version__

    assert run("--version").stdout == f"scribe {__version__}\n"


@pytest.mark.parametrize("command", ["process", "note", "units", "models", "config"])
def test_every_command_has_an_example_and_the_group_says_the_same_of_it(command):
    runner = CliRunner()
    text = runner.invoke(main, [command, "--help"]).output
    assert "Example" in text
    assert f"scribe {command}" in text.split("Example")[1]
    assert command in runner.invoke(main, ["--help"]).output


@pytest.mark.parametrize(
    "args", [["nonsense"], ["process"], ["note"], ["note", "--model", "base", "x"], ["--nonsense"]]
)
def test_wrong_usage_is_2(args):
    assert CliRunner().invoke(main, args).exit_code == 2


def test_ctrl_c_is_130_and_says_what_stays(scribe, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeScribe, "note_from_text", interrupt)
    result = scribe("note", write_text(tmp_path / "a.txt"))
    assert result.exit_code == 130
    assert "Stopped" in result.stderr


def test_ctrl_c_in_a_real_process():
    code = (
        "import signal\nfrom scribe import settings\nfrom scribe.cli import main\n"
        # Started in the background, the tests and what they start would ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "settings.load = lambda: signal.raise_signal(signal.SIGINT)\nmain(['config', 'show'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


# --- scribe note -------------------------------------------------------------


def test_a_transcript_becomes_a_note_beside_it(scribe, tmp_path):
    result = scribe("note", write_text(tmp_path / "visit.txt"))
    assert result.exit_code == 0
    assert names(tmp_path) == ["visit.note.json", "visit.note.md", "visit.txt"]
    note = json.loads((tmp_path / "visit.note.json").read_text())
    assert note["transcript"]["text"] == TEXT
    assert note["source"]["file"] == "visit.txt"


def test_a_folder_keeps_its_folders(scribe, tmp_path):
    for number, name in enumerate(["a.txt", "b/c.TXT", "b/d/e.txt", ".hidden.txt", ".git/x.txt", "b/other.md"]):
        write_text(tmp_path / "in" / name, f"{TEXT} {number}")
    result = scribe("note", tmp_path / "in", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert names(tmp_path / "out") == [
        *["a.note.json", "a.note.md", "b/c.note.json", "b/c.note.md"],
        *["b/d/e.note.json", "b/d/e.note.md"],
    ]


def test_standard_input_becomes_a_note_here(scribe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert scribe("note", "-", stdin=TEXT).exit_code == 0
    assert names(tmp_path) == ["stdin.note.json", "stdin.note.md"]


def test_the_same_again_changes_nothing(scribe, tmp_path):
    for name in ("a.txt", "b/a.txt", "ü 😀.txt"):
        write_text(tmp_path / name, f"{TEXT} {name}")
    scribe("note", tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    assert scribe("note", tmp_path).exit_code == 0
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_equal_content_makes_no_second_note_and_is_said(scribe, tmp_path):
    write_text(tmp_path / "visit.txt")
    write_text(tmp_path / "z copy.txt")
    result = scribe("note", tmp_path)
    assert result.exit_code == 0
    assert "z copy.txt: the same content as" in result.stderr
    assert "z copy.note.md" not in names(tmp_path)
    # A copy that comes first by name the next night changes nothing.
    write_text(tmp_path / "a copy.txt")
    result = scribe("note", tmp_path, "--json")
    assert [row["file"].rsplit("/")[-1] for row in json.loads(result.stdout)["duplicates"]] == [
        "a copy.txt",
        "z copy.txt",
    ]
    assert [name for name in names(tmp_path) if name.endswith(".md")] == ["visit.note.md"]


def test_one_file_named_twice_is_done_once(scribe, tmp_path):
    path = write_text(tmp_path / "visit.txt")
    result = scribe("note", path, tmp_path, path, "--json")
    document = json.loads(result.stdout)
    assert (len(document["notes"]), document["duplicates"]) == (1, [])


def test_an_edited_note_stays_and_that_is_said(scribe, tmp_path):
    path = write_text(tmp_path / "visit.txt")
    scribe("note", path)
    (tmp_path / "visit.note.md").write_text("mine")
    result = scribe("note", path)
    assert "visit.2.note.md beside the edited visit.note.md" in result.stderr
    assert (tmp_path / "visit.note.md").read_text() == "mine"


def test_line_ends_and_a_byte_order_mark_are_not_part_of_the_text(scribe, tmp_path):
    (tmp_path / "visit.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    scribe("note", tmp_path / "visit.txt")
    assert json.loads((tmp_path / "visit.note.json").read_text())["transcript"]["text"] == "one\ntwo\nthree\n"


@pytest.mark.parametrize("name", ["two words", "Zoë", "😀", "-leading", "x" * 200, "ü" * 120, "[red]a[/red]"])
def test_names_of_all_kinds_work(scribe, tmp_path, name):
    write_text(tmp_path / f"{name}.txt")
    result = scribe("note", tmp_path)
    assert result.exit_code == 0
    assert f"{name}.txt" in result.stdout
    assert len(names(tmp_path)) == 3


def test_a_leading_dash_and_a_broken_encoding_in_the_current_folder(scribe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_text(tmp_path / "-x.txt")
    (tmp_path / os.fsdecode(b"v\xe9\x1b[31m.txt")).write_text("other words")
    assert scribe("note", "--", "-x.txt").exit_code == 0
    result = scribe("note", ".")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert len(list(tmp_path.glob("*.note.json"))) == 2


# --- what is printed ---------------------------------------------------------


def test_the_table_is_whole_when_it_is_piped(scribe, tmp_path):
    write_text(tmp_path / f"{'long name ' * 12}.txt")
    result = scribe("note", tmp_path)
    heading, row = result.stdout.splitlines()
    assert heading.split() == ["File", "Client", "Minutes", "Treatments", "Proposed", "lines", "Open", "questions"]
    assert row.split()[-6:] == ["Dana", "60", "0", "97140", "x1", "2"]
    assert "…" not in result.stdout


def test_json_is_one_document_and_nothing_else(scribe, tmp_path):
    write_text(tmp_path / "visit.txt")
    write_text(tmp_path / "empty.txt", "")
    result = scribe("note", tmp_path, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["notes"] == [
        {
            "file": str(tmp_path / "visit.txt"),
            "note": str(tmp_path / "visit.note.md"),
            "json": str(tmp_path / "visit.note.json"),
            "client": "Dana",
            "minutes": 60,
            "treatments": 0,
            "lines": [{"code": "97140", "units": line().units}],
            "flags": 2,
            "to_settle": 1,
        }
    ]
    assert [failure["file"] for failure in document["failed"]] == [str(tmp_path / "empty.txt")]
    assert document["duplicates"] == []


def test_a_real_note_through_a_pipe_that_knows_only_ascii(tmp_path):
    path = write_text(tmp_path / "Zoë 😀.txt")
    done = run("note", path, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert "Dana" in done.stdout
    note = json.loads((tmp_path / "Zoë 😀.note.json").read_text())
    assert note["session"]["client"] == "Dana"
    assert note["made_by"]["speech_model"] is None


# --- bad input ---------------------------------------------------------------

BAD_TEXTS = {
    "empty": b"",
    "blank": b" \n\t\n",
    "latin": "na\xefve".encode("latin-1"),
    "binary": b"RIFF\0\0\0\0WAVE",
    "utf16": "words".encode("utf-16"),
    "huge": b"word " * 200_001,
}


@pytest.mark.parametrize("kind", BAD_TEXTS)
def test_a_bad_transcript_is_one_line_and_the_others_are_done(scribe, tmp_path, kind):
    (tmp_path / "bad.txt").write_bytes(BAD_TEXTS[kind])
    write_text(tmp_path / "good.txt")
    result = scribe("note", tmp_path)
    assert result.exit_code == 1
    told = [text for text in result.stderr.splitlines() if "bad.txt" in text]
    assert len(told) == 1
    assert told[0].count("bad.txt") == 1
    assert [name for name in names(tmp_path) if ".note." in name] == ["good.note.json", "good.note.md"]


@pytest.mark.parametrize("kind", BAD_TEXTS)
def test_bad_standard_input_is_one_line(scribe, tmp_path, kind, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = scribe("note", "-", stdin=BAD_TEXTS[kind])
    assert result.exit_code == 1
    one_line(result, "stdin")
    assert names(tmp_path) == []


def _missing(folder):
    return folder / "missing"


def _too_long(folder):
    return folder / ("x" * 300)


def _empty_folder(folder):
    (folder / "empty").mkdir()
    return folder / "empty"


def _loop(folder):
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


@pytest.mark.parametrize("command", ["note", "process"])
@pytest.mark.parametrize("make", [_missing, _too_long, _empty_folder, _loop])
def test_a_path_that_gives_nothing_is_one_line(scribe, transcriber, tmp_path, command, make):
    path = make(tmp_path)
    result = scribe(command, path)
    assert result.exit_code == 1
    one_line(result, path.name[:200])
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["note", "process"])
def test_a_locked_folder_is_one_line(scribe, transcriber, tmp_path, command, monkeypatch):
    look = os.scandir

    def locked(path):
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", locked)
    (tmp_path / "locked").mkdir()
    result = scribe(command, tmp_path / "locked")
    assert (result.exit_code, result.stdout) == (1, "")
    one_line(result, "locked", "cannot be searched")


def test_a_folder_for_notes_that_is_a_file_is_one_line(scribe, tmp_path):
    write_text(tmp_path / "visit.txt")
    write_text(tmp_path / "out")
    result = scribe("note", tmp_path / "visit.txt", "--out", tmp_path / "out")
    assert result.exit_code == 1
    one_line(result, "visit.txt", "--out")


def _silent(path):
    write_wav(path, pitch=0.0)


def _cut(path):
    write_wav(path)
    path.write_bytes(path.read_bytes()[:20])


def _words(path):
    path.write_text("These are words, no sound.")


def _fifo(path):
    os.mkfifo(path)


BAD_RECORDINGS = {"empty": lambda path: path.write_bytes(b""), "silent": _silent, "cut": _cut, "no audio": _words}


@pytest.mark.parametrize("kind", [*BAD_RECORDINGS, "fifo"])
def test_a_bad_recording_is_one_line_and_the_others_are_done(scribe, transcriber, tmp_path, kind):
    {**BAD_RECORDINGS, "fifo": _fifo}[kind](tmp_path / "bad.wav")
    write_wav(tmp_path / "good.wav")
    result = scribe("process", tmp_path)
    assert result.exit_code == 1
    assert len([text for text in result.stderr.splitlines() if "bad.wav:" in text]) == 1
    assert [name for name in names(tmp_path) if ".note." in name] == ["good.note.json", "good.note.md"]


@pytest.mark.parametrize("error", [SpeechError("x.wav: the engine failed"), AudioError("x.wav: no speech was heard.")])
def test_what_fails_on_one_recording_does_not_stop_the_others(scribe, transcriber, tmp_path, monkeypatch, error):
    write_wav(tmp_path / "x.wav")
    write_wav(tmp_path / "y.wav", pitch=220)
    hear = FakeTranscriber.transcribe

    def transcribe(self, recording, on_progress=None):
        if recording.path.name == "x.wav":
            raise error
        return hear(self, recording, on_progress)

    monkeypatch.setattr(FakeTranscriber, "transcribe", transcribe)
    result = scribe("process", tmp_path, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, len(document["notes"]), len(document["failed"])) == (1, 1, 1)


def test_an_installation_that_is_not_ready_stops_at_once(scribe, here, tmp_path, monkeypatch):
    def missing(*_):
        raise SpeechModelMissing("The speech model base is not on this computer. Run: scribe models pull base")

    monkeypatch.setattr("scribe.speech.Transcriber", missing)
    write_wav(tmp_path / "a.wav")
    write_wav(tmp_path / "b.wav", pitch=220)
    result = scribe("process", tmp_path)
    assert result.exit_code == 1
    one_line(result, "Error:", "scribe models pull base")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--template", "nothing"], "no template 'nothing'"),
        (["--template", "no/such.j2"], "no such template"),
    ],
)
def test_a_wrong_template_stops_before_the_work(scribe, tmp_path, args, said):
    result = scribe("note", write_text(tmp_path / "a.txt"), *args)
    assert result.exit_code == 1
    one_line(result, "Error:", said)


def test_a_wrong_device_stops_before_the_work(scribe, here, tmp_path):
    result = scribe("process", write_wav(tmp_path / "a.wav"), "--device", "gpu")
    assert result.exit_code == 1
    one_line(result, "Error:", "--device", "cuda")


# --- scribe process ----------------------------------------------------------


def test_recordings_become_notes_and_each_is_heard_once(scribe, transcriber, tmp_path):
    write_wav(tmp_path / "in/a.wav")
    write_wav(tmp_path / "in/b/a.wav", pitch=220)
    write_wav(tmp_path / "in/b/copy.wav")
    result = scribe("process", tmp_path / "in", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert names(tmp_path / "out") == ["a.note.json", "a.note.md", "b/a.note.json", "b/a.note.md"]
    assert transcriber.given == ["a.wav", "a.wav"]
    assert "copy.wav: the same content as" in result.stderr
    assert json.loads((tmp_path / "out/b/a.note.json").read_text())["source"]["file"] == "a.wav"


def test_the_model_and_the_rule_come_from_the_settings(scribe, here, tmp_path, monkeypatch, config_dir):
    (config_dir / "config.toml").write_text('model = "small.en"\n')
    asked = []
    monkeypatch.setattr("scribe.speech.Transcriber", lambda *given: asked.append(given) or FakeTranscriber())
    write_wav(tmp_path / "a.wav")
    scribe("process", tmp_path / "a.wav")
    scribe("process", tmp_path / "a.wav", "--model", "tiny.en", "--device", "cpu", "--redo")
    assert [given[:2] for given in asked] == [("small.en", "auto"), ("tiny.en", "cpu")]


def test_no_word_of_a_dictation_reaches_the_log(scribe, transcriber, tmp_path):
    write_wav(tmp_path / "a.wav")
    result = scribe("process", tmp_path / "a.wav")
    for word in ("Dana", "Swedish", "back"):
        assert word not in result.stderr


def test_a_terminal_gets_a_bar_in_seconds(tmp_path):
    from rich.console import Console

    from scribe.cli import progress

    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        patch.setattr(progress, "Console", lambda **_: Console(file=terminal, force_terminal=True, width=100))
        with progress.Reporter() as reporter:
            reporter.to_do(2, 400.0)
            reporter.progress("visit.wav", 0.0, 200.0)
            reporter.progress("visit.wav", 50.0, 200.0)
            reporter._bar.refresh()
            reporter.say("visit.wav: done")
    seen = os.read(master, 100_000).decode()
    os.close(master)
    assert "50 of 200 s of audio" in seen
    assert "50 of 400 s of audio" in seen
    assert "visit.wav: done" in seen


# --- scribe config -----------------------------------------------------------


def test_config_says_what_holds_and_where_from(scribe, monkeypatch, config_dir):
    (config_dir / "config.toml").write_text('rule = "spm"\n')
    monkeypatch.setenv("SCRIBE_MODEL", "tiny.en")
    rows = [row.split() for row in scribe("config", "show").stdout.splitlines()]
    assert ["model", "tiny.en", "SCRIBE_MODEL"] in rows
    assert ["rule", "spm", str(config_dir / "config.toml")] in rows
    assert ["device", "auto", "default"] in rows
    assert scribe("config", "path").stdout.strip() == str(config_dir / "config.toml")


def test_a_wrong_settings_file_is_one_line(scribe, config_dir, tmp_path):
    (config_dir / "config.toml").write_text("modell = 1")
    for args in (["config", "show"], ["note", write_text(tmp_path / "a.txt")]):
        result = scribe(*args)
        assert result.exit_code == 1
        one_line(result, "Error:", "config.toml", "modell")
