"""The commands of filing, and `scribe check` of what a person changed, as a person calls them."""

import contextlib
import datetime
import json
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import SAID, desk, draft

from scribe.cli import main
from scribe.output import markdown_of
from scribe.store import Store

SETTINGS = '[signature]\nname = "Robin Ash"\ncredential = "LMT"\n'
BOTH = "Sports massage, both calves, 20 minutes."


@pytest.fixture(autouse=True)
def signed(config_dir):
    (config_dir / "config.toml").write_text(SETTINGS)


@pytest.fixture
def path(tmp_path):
    return draft(tmp_path)


def run(*words, **how):
    return CliRunner().invoke(main, [str(word) for word in words], **how)


def filed(path, *words):
    done = run("file", path, "--confirm", *words)
    assert done.exit_code == 0, done.output
    return done


def edit(path, old=BOTH, new="Sports massage, both calves, 20 minutes, slowly."):
    file = markdown_of(path)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_note_is_filed_by_either_of_its_files(path, tmp_path):
    assert "filed for Dana, 2026-11-20, signed by Robin Ash." in filed(markdown_of(path)).stdout
    assert "Filed on" in markdown_of(path).read_text()
    again = run("file", path)
    assert again.exit_code == 1 and "is filed and stays as it is" in again.stdout
    assert "1 entry is as it was filed. Last hash: " in run("verify").stdout


def test_what_is_missing_is_named_and_nothing_is_filed(path, config_dir):
    (config_dir / "config.toml").write_text("")
    done = run("file", path)
    assert done.exit_code == 1
    for missing in ("not filed", "heard as 'Dana'", "2026-11-20. Confirm", "[signature] of config.toml"):
        assert missing in done.stdout
    assert "Nothing is filed yet." in run("verify").stdout


def test_client_and_day_can_be_given(path):
    done = run("file", path, "--client", "Zoë Ashford", "--date", "2026-11-19")
    assert "filed for Zoë Ashford, 2026-11-19" in done.stdout
    assert run("file", path, path.parent, "--client", "x").exit_code == 2


def test_a_finding_that_blocks_is_answered_on_the_command_line(tmp_path):
    path = draft(tmp_path, text=SAID.replace("twenty minutes", "about twenty minutes"))
    done = run("file", path, "--confirm")
    assert done.exit_code == 1 and "--answer minutes_approximate=REASON" in done.stdout
    assert run("file", path, "--answer", "minutes_approximate").exit_code == 2
    filed(path, "--answer", "minutes_approximate=Timed by the clock in the room.")
    history = run("history", path).stdout
    assert "Answered: Timed by the clock in the room." in history and "was filed, signed by Robin Ash" in history


def test_several_notes_are_filed_and_one_that_cannot_be_stops_no_other(tmp_path, path):
    other = draft(tmp_path, "other", text="Neck pain.", sha256="b" * 64)
    (tmp_path / "broken.note.json").write_text("{")
    done = run("file", tmp_path / "broken.note.json", other, path, "--confirm", "--json")
    told = json.loads(done.stdout)["notes"]
    assert done.exit_code == 1
    assert [each["filed"] for each in told] == [False, False, True]
    assert told[2]["client"] == "Dana" and len(told[2]["hash"]) == 64


def test_verify_finds_a_change_in_the_file(path, own_home):
    filed(path)
    with sqlite3.connect(own_home / "data" / "notes.sqlite") as raw:
        raw.execute("DROP TRIGGER seals_stay")
        raw.execute("UPDATE seals SET body = replace(body, 'hamstrings', 'calf')")
    raw.close()
    done = run("verify")
    assert done.exit_code == 1 and "Entry 1 (filed of " in done.stderr and "changed after it was sealed" in done.stderr
    assert json.loads(run("verify", "--json").stdout)["faults"]


def test_history_tells_what_changed_by_whom_and_what_came_after(path):
    edit(path)
    filed(path)
    assert run("addendum", path, "Only the left calf was worked.").exit_code == 0
    done = run("history", path).stdout
    assert f"Objective: “{BOTH}” became “Sports massage, both calves, 20 minutes, slowly.”." in done
    for said in (
        "the draft, by scribe",
        "version 1, by Robin Ash",
        "Client confirmed.",
        "addendum, signed by Robin Ash",
    ):
        assert said in done
    told = json.loads(run("history", path, "--json").stdout)["notes"][0]
    assert [version["number"] for version in told["versions"]] == [0, 1, 2, 3]
    assert told["addenda"][0]["text"] == "Only the left calf was worked."


def test_an_addendum_can_come_from_standard_input_and_needs_a_filed_note(path):
    assert "Only a filed note" in run("addendum", path, "text").stderr
    filed(path)
    assert run("addendum", path, "-", input="Said in a letter.\n").exit_code == 0
    assert "Said in a letter." in run("history", path).stdout
    assert run("addendum", path, " ").exit_code == 1
    assert run("addendum", path, "text", "--part", "2").exit_code == 2


def test_check_sees_what_was_changed_in_the_markdown(path):
    before = json.loads(run("check", path, "--json").stdout)["notes"][0]["findings"]
    edit(path, BOTH, "Sports massage, left calf, 20 minutes.")
    after = json.loads(run("check", path, "--json").stdout)["notes"][0]["findings"]
    new = {finding["about"] for finding in after} - {finding["about"] for finding in before}
    assert any(about and about.startswith("soap/objective") for about in new)


def test_check_needs_no_folder_that_can_be_written(path, own_home, monkeypatch):
    """A copy of the store is looked at: the same is found, also in an edited Markdown file, and no file is written."""
    run("check", path)
    edit(path, BOTH, "Sports massage, left calf, 20 minutes.")
    before = {file.name: file.read_bytes() for file in (*path.parent.iterdir(), *(own_home / "data").iterdir())}
    with monkeypatch.context() as on_a_disk:
        # As read-only media answer, also to the superuser.
        on_a_disk.setattr("os.access", lambda file, mode, access=os.access: mode != os.W_OK and access(file, mode))
        copied = run("check", path, "--json")
    after = {file.name: file.read_bytes() for file in (*path.parent.iterdir(), *(own_home / "data").iterdir())}
    assert after == before
    monkeypatch.setenv("SCRIBE_DATA_DIR", "/proc/no such place")
    nowhere = run("check", path, "--json")
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(own_home / "data"))
    kept = run("check", path, "--json")
    assert copied.stdout == nowhere.stdout == kept.stdout and "soap/objective" in kept.stdout
    assert "nothing is kept" in copied.stderr and "nothing is kept" in nowhere.stderr and not kept.stderr


@pytest.mark.parametrize(("keep", "stands"), [("page", "38 minutes"), ("markdown", "20 minutes, slowly")])
def test_a_note_changed_in_both_places_is_shown_and_waits_for_a_choice(path, own_home, keep, stands):
    assert run("history", path, "--keep", keep).exit_code == 2, "nothing to settle"
    with Store(own_home / "data") as store:
        page = desk(store)
        page.revise(page.open(path), 0, "set_minutes", treatment=0, minutes=38)
    edit(path)
    assert "markdown_conflict" in run("check", path).stdout
    assert "`scribe history` and --keep page or --keep markdown" in run("file", path, "--confirm").stdout
    history = run("history", path).stdout
    assert "38 minutes" in history and "not taken yet" in history and "20 minutes, slowly" in history
    assert run("history", path, "--keep", keep).exit_code == 0
    assert "markdown_conflict" not in run("check", path).stdout
    assert stands in markdown_of(path).read_text()
    filed(path)


def test_a_recording_stays_unless_the_settings_say_otherwise(path):
    recording = path.parent / "visit.m4a"
    recording.write_bytes(b"x")
    filed(path)
    assert "Recordings stay" in run("recordings", path.parent, "--remove").stdout
    assert recording.exists()


@pytest.fixture
def recorded(tmp_path):
    """A filed note beside its recording, and the recording's copy under another roof."""
    import hashlib

    (tmp_path / "phone" / "day").mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "phone" / "day"):
        (folder / "visit.m4a").write_bytes(b"a recording")
    return draft(tmp_path, sha256=hashlib.sha256(b"a recording").hexdigest())


def later(monkeypatch, days):
    class Later(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromtimestamp(datetime.datetime.now().timestamp()) + datetime.timedelta(days=days)

    monkeypatch.setattr("scribe.cli.recordings.datetime.date", Later)


def test_a_recording_goes_when_its_day_has_come_and_the_list_says_so(recorded, config_dir, monkeypatch):
    (config_dir / "config.toml").write_text(f"{SETTINGS}[retention]\nrecordings = 30\n")
    beside, copy = recorded.parent / "visit.m4a", recorded.parent / "phone" / "day" / "visit.m4a"
    assert "No recording" in run("recordings", recorded.parent, "--remove").stdout, "not filed yet"
    assert "scribe recordings --remove" in filed(recorded).stdout, "said before it happens"
    assert "stays until" in run("recordings", "--remove").stdout
    later(monkeypatch, 31)
    assert "its day has come" in run("recordings").stdout and beside.exists()
    assert f"{beside}: removed." in run("recordings", "--remove").stdout
    assert not beside.exists() and copy.exists(), "only where it was looked for"
    run("recordings", "--remove", recorded.parent / "phone")
    assert not copy.exists()
    assert "was removed, as the settings say" in run("history", recorded).stdout
    assert "3 entries are as they were filed" in run("verify").stdout


@pytest.mark.parametrize("change", ["another content", "another note that is not filed"])
def test_a_recording_that_is_another_or_still_needed_stays(recorded, tmp_path, config_dir, monkeypatch, change):
    (config_dir / "config.toml").write_text(f"{SETTINGS}[retention]\nrecordings = 30\n")
    filed(recorded)
    if change == "another content":
        (recorded.parent / "visit.m4a").write_bytes(b"another recording")
    else:
        (tmp_path / "again").mkdir()
        sha256 = json.loads(recorded.read_text())["source"]["sha256"]
        run("check", draft(tmp_path / "again", sha256=sha256))
    later(monkeypatch, 31)
    run("recordings", "--remove")
    assert (recorded.parent / "visit.m4a").exists()


@pytest.mark.parametrize("value", ['"forever"', "0", "-3", "1.5", '"30"', "true"])
def test_a_retention_that_is_no_number_of_days_is_refused(config_dir, path, value):
    (config_dir / "config.toml").write_text(f"[retention]\nrecordings = {value}\n")
    done = run("recordings")
    assert done.exit_code == 1 and "[retention], recordings: must be" in done.stderr


# --- stopped at any moment ------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_filing_that_is_killed_is_taken_up_where_it_stopped(tmp_path, own_home):
    """Killed behind the nth note that it told of: what was told is filed, nothing is half, the rest can be filed."""
    notes = [
        draft(tmp_path, f"n{number}", sha256=str(number) * 64, recorded=f"2026-11-{10 + number}T10:00:00")
        for number in range(8)
    ]
    words = [sys.executable, "-u", "-m", "scribe", "file", "--confirm", *map(str, notes)]
    for killed_behind in (1, 3):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            told, lines = 0, []
            while told < killed_behind and (line := process.stdout.readline()):
                lines.append(line)
                told += "filed for Dana" in line
            process.kill()
        assert told == killed_behind, lines
        with Store(own_home / "data") as store:
            assert store.verify().faults == ()
            for line in lines:
                if "filed for" in line:
                    assert store.filed(store.open_draft(Path(line.split(": filed for")[0])))
    run("file", "--confirm", *notes)
    assert f"{len(notes)} entries are as they were filed" in run("verify").stdout
    run("check", *notes)
    for note in notes:
        assert "Filed on" in markdown_of(note).read_text()
    assert not [file.name for file in tmp_path.iterdir() if not file.name.endswith((".note.md", ".note.json"))]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_correcting_that_is_killed_at_any_moment_loses_no_version_and_no_markdown(path, own_home):
    """A process that edits and writes the Markdown again and again, killed at seeded moments: the file is whole, is
    known as scribe's own, and shows the newest version once the note is opened."""
    for moment in random.Random(7).sample(range(5, 400), 3):
        with subprocess.Popen(
            [sys.executable, "-u", "-c", CORRECTING, str(path), str(own_home / "data")],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout.readline() == "ready\n"
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(moment / 1000)
            process.kill()
            told = [int(line) for line in process.stdout.read().split()]
        with Store(own_home / "data") as store:
            at = desk(store)
            note = at.open(path)
            assert at.trouble(note) is None
            assert store.newest(note) >= max(told, default=0)
            said = f"Written for the {store.newest(note)}th time."
            assert not store.newest(note) or said in markdown_of(path).read_text().splitlines()


CORRECTING = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from desks import desk
from scribe.store import Store
at = desk(Store(Path(sys.argv[2])))
note = at.open(Path(sys.argv[1]))
print("ready")
while True:
    number = at.store.newest(note)
    text = f"Written for the {number + 1}th time."
    at.revise(note, number, "set_sentence" if number else "add_sentence", section="plan", text=text, index=0)
    print(number + 1)
    at.publish(note)
"""
