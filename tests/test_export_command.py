"""`scribe export` from the outside: which files it writes, what it refuses, and what it leaves alone."""

import csv
import io
import json
import os
import stat
import subprocess
import sys

import desks
import pytest
from click.testing import CliRunner
from exports import content, pages
from test_practice import WHOLE

from scribe import settings
from scribe.cli import main
from scribe.note_json import dumps
from scribe.practice import Signature
from scribe.store import Store

ENDINGS = {"pdf": "pdf", "docx": "docx", "md": "md", "html": "html", "fhir": "fhir.json", "superbill": "superbill.pdf"}


@pytest.fixture(autouse=True)
def practice(config_dir):
    (config_dir / "config.toml").write_text(WHOLE.replace('"52.5"', '"52.50"').replace('logo = "logo.png"\n', ""))


@pytest.fixture
def note(tmp_path):
    return written(tmp_path / "visit.note.json")


def written(path, edit=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(content(edit=edit)), encoding="utf-8")
    return path


def export(*words):
    return CliRunner().invoke(main, ["export", *map(str, words)])


def file_it(path):
    with Store(settings.data_dir()) as store:
        note = store.open_draft(path)
        store.file(note, store.newest(note), Signature("Zoë Łukasz", "LMT", "OR 24817"))


@pytest.mark.parametrize("form", ENDINGS)
def test_each_form_becomes_a_private_file_beside_the_note(note, form):
    outcome = export(note, "--to", form)
    assert outcome.exit_code == 0, outcome.output
    file = note.with_name(f"visit.draft.{ENDINGS[form]}")
    assert outcome.output.strip() == str(file)
    assert file.stat().st_size > 500
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_filed_note_is_called_by_its_name_alone(note):
    file_it(note)
    assert export(note, "--to", "pdf").exit_code == 0
    (page,) = pages(note.with_name("visit.pdf").read_bytes())
    assert "Signed by Zoë Łukasz, LMT, licence OR 24817" in page
    assert "Draft" not in page


def test_an_addendum_goes_out_with_the_note(note):
    file_it(note)
    with Store(settings.data_dir()) as store:
        store.add(store.open_draft(note), "No soreness the day after.", Signature("Zoë Łukasz", "LMT"))
    export(note, "--to", "pdf")
    assert "No soreness the day after." in pages(note.with_name("visit.pdf").read_bytes())[0]


def test_the_newest_version_goes_out_and_not_the_draft(note):
    with Store(settings.data_dir()) as store:
        id = store.open_draft(note)
        newest = json.loads(json.dumps(store.current(id).content))
        newest["soap"]["plan"][0]["text"] = "Next visit in three weeks."
        store.save(id, newest, 0, "Zoë")
    export(note, "--to", "md")
    said = note.with_name("visit.draft.md").read_text()
    assert "Next visit in three weeks." in said
    assert "14 days" not in said


def test_nothing_is_overwritten(note):
    own = note.with_name("visit.draft.md")
    own.write_text("my own")
    first = export(note, "--to", "md").output.strip()
    assert first == str(note.with_name("visit.2.draft.md"))
    assert own.read_text() == "my own"
    assert export(note, "--to", "md").output.strip() == first
    assert len(list(note.parent.glob("visit*draft*"))) == 2


@pytest.mark.parametrize("form", ["pdf", "docx", "fhir"])
def test_a_filed_note_given_out_again_is_the_same_file(note, form):
    file_it(note)
    for _ in range(2):
        assert export(note, "--to", form).exit_code == 0
    assert [path.name for path in note.parent.glob(f"*.{ENDINGS[form]}") if path != note] == [f"visit.{ENDINGS[form]}"]


def test_a_folder_gives_all_its_notes_and_out_takes_them(tmp_path):
    written(tmp_path / "notes" / "a.note.json")
    written(tmp_path / "notes" / "deep" / "b.note.json")
    outcome = export(tmp_path / "notes", "--to", "html", "--out", tmp_path / "out" / "new")
    assert outcome.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out" / "new").iterdir()) == ["a.draft.html", "b.draft.html"]


def test_what_cannot_leave_is_told_and_the_rest_leaves(tmp_path):
    def several(note):
        note["flags"].append(
            {"id": "several_clients", "level": "warns", "message": "Two.", "about": None, "evidence": []}
        )

    good = written(tmp_path / "good.note.json")
    two = written(tmp_path / "two.note.json", several)
    broken = tmp_path / "broken.note.json"
    broken.write_text("{}")
    outcome = export(two, broken, tmp_path / "none.note.json", good, "--to", "pdf")
    assert outcome.exit_code == 1
    assert good.with_name("good.draft.pdf").exists()
    errors = [line for line in outcome.output.splitlines() if line.startswith("Error:")]
    assert [line.split()[1] for line in errors] == ["two.note.json:", "broken.note.json:", "none.note.json:"]
    assert not [line for line in errors if line.count(line.split()[1]) > 1]
    assert not list(tmp_path.glob("two.*pdf"))


def test_a_note_that_was_split_is_two_files(note):
    with Store(settings.data_dir()) as store:
        id = store.open_draft(note)
        half = store.current(id).content
        store.split(id, 0, half, {**half, "session": {**half["session"], "client": "Another"}}, "Zoë")
    export(note, "--to", "md")
    assert sorted(path.name for path in note.parent.glob("*.draft.md")) == [
        "visit.part1.draft.md",
        "visit.part2.draft.md",
    ]
    assert "Another" in note.with_name("visit.part2.draft.md").read_text()
    assert "Another" not in note.with_name("visit.part1.draft.md").read_text()


def test_a_note_that_became_part_of_another_points_there(tmp_path):
    one, other = (
        written(tmp_path / "one.note.json"),
        written(tmp_path / "other.note.json", lambda n: n["source"].update(sha256="e" * 64)),
    )
    with Store(settings.data_dir()) as store:
        first, second = store.open_draft(one), store.open_draft(other)
        store.join(first, 0, second, 0, store.current(first).content, "Zoë")
    outcome = export(other, "--to", "pdf")
    assert outcome.exit_code == 1
    assert "became part of another note" in outcome.output


def test_what_was_changed_in_the_markdown_goes_out(tmp_path):
    json_file = desks.draft(tmp_path)
    markdown = tmp_path / "visit.note.md"
    markdown.write_text(markdown.read_text().replace("Back in ten days.", "Back in nine days."))
    assert export(markdown, "--to", "html").exit_code == 0
    said = (tmp_path / "visit.draft.html").read_text()
    assert "nine days" in said
    assert json_file.exists()


def test_a_note_that_was_changed_in_two_places_is_kept_back(tmp_path):
    json_file = desks.draft(tmp_path)
    markdown = tmp_path / "visit.note.md"
    with Store(settings.data_dir()) as store:
        desk = desks.desk(store)
        id = desk.open(json_file)
        desk.revise(id, 0, "set_session_minutes", minutes=50)
    markdown.write_text(markdown.read_text().replace("Back in ten days.", "Back in nine days."))
    outcome = export(json_file, "--to", "pdf")
    assert outcome.exit_code == 1
    assert "changed on the page and in its Markdown file" in outcome.output
    assert not list(tmp_path.glob("*.pdf"))


def test_markdown_that_cannot_be_read_in_is_warned_of(tmp_path):
    (tmp_path / "own.md.j2").write_text("{{ sections.plan[0].text }}\n")
    json_file = desks.draft(tmp_path, template=str(tmp_path / "own.md.j2"))
    (tmp_path / "visit.note.md").write_text("Back in nine days.\n")
    outcome = export(json_file, "--to", "md")
    assert outcome.exit_code == 0
    assert "Warning: visit: its Markdown was changed and its layout has no marks" in outcome.output
    assert "ten days" in (tmp_path / "visit.draft.md").read_text()


# --- the table -----------------------------------------------------------------------


def dated(day, recorded="2026-03-20T08:00:00"):
    def edit(note):
        note["session"]["date"] = day
        note["source"]["recorded_at"] = recorded

    return edit


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("period", "days", "name"),
    [
        ((), ["2026-03-01", "2026-03-14", "2026-03-31"], "lines.csv"),
        (("--from", "2026-03-14"), ["2026-03-14", "2026-03-31"], "lines_from_2026-03-14.csv"),
        (("--until", "2026-03-14"), ["2026-03-01", "2026-03-14"], "lines_until_2026-03-14.csv"),
        (
            ("--from", "2026-03-02", "--until", "2026-03-30"),
            ["2026-03-14"],
            "lines_from_2026-03-02_until_2026-03-30.csv",
        ),
        (("--from", "2026-04-01"), [], "lines_from_2026-04-01.csv"),
    ],
)
def test_the_lines_of_a_period_are_one_table_by_day(tmp_path, period, days, name):
    for number, day in enumerate(["2026-03-31", "2026-03-01", "2026-03-14"]):
        written(tmp_path / "notes" / f"{number}.note.json", dated(day))
    outcome = export(tmp_path / "notes", "--to", "csv", "--out", tmp_path, *period)
    assert outcome.exit_code == 0
    assert [row["Date"] for row in rows(tmp_path / name)] == days
    assert f"lines of {len(days)} of 3 notes" in outcome.output


def test_a_note_without_a_day_is_told_and_stands_in_no_period(tmp_path):
    written(tmp_path / "n" / "a.note.json", dated(None, None))
    written(tmp_path / "n" / "b.note.json", dated(None))
    outcome = export(tmp_path / "n", "--to", "csv", "--out", tmp_path, "--from", "2026-01-01")
    assert outcome.exit_code == 1
    assert "Error: a: has no day of service" in outcome.output
    (row,) = rows(tmp_path / "lines_from_2026-01-01.csv")
    assert (row["Date"], row["Date is"]) == ("2026-03-20", "of the recording")
    assert export(tmp_path / "n", "--to", "csv", "--out", tmp_path).exit_code == 0
    assert len(rows(tmp_path / "lines.csv")) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "pdf", "--from", "2026-01-01"),
        ("--to", "csv", "--from", "01/02/2026"),
        ("--to", "clipboard", "--out", "x"),
        ("--to", "png"),
        (),
    ],
)
def test_what_does_not_go_together_is_refused(note, words):
    assert export(note, *words).exit_code == 2


# --- the clipboard -------------------------------------------------------------------


def in_a_desktop(tmp_path, note, tools):
    """Run `scribe export --to clipboard` where the desktop's tools are `tools`."""
    bin = tmp_path / "bin"
    bin.mkdir()
    for name, script in tools.items():
        (bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (bin / name).chmod(0o755)
    variables = {**os.environ, "PATH": f"{bin}:/usr/bin:/bin", "WAYLAND_DISPLAY": "wayland-0" if tools else ""}
    command = [sys.executable, "-m", "scribe", "export", str(note), "--to", "clipboard"]
    return subprocess.run(command, env=variables, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are those of a Linux desktop")
def test_a_note_is_copied_as_plain_text(tmp_path, note):
    board = tmp_path / "board"
    done = in_a_desktop(tmp_path, note, {"wl-copy": f"cat > {board}", "wl-paste": f"cat {board}"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "copied as plain text (draft)" in done.stdout
    assert "SUBJECTIVE\nPain in the left shoulder 6 to 7 of 10.\n" in board.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are those of a Linux desktop")
@pytest.mark.parametrize("tools", [{}, {"wl-copy": "exit 1", "wl-paste": "exit 1"}])
def test_without_a_clipboard_it_says_what_to_do(tmp_path, note, tools):
    done = in_a_desktop(tmp_path, note, tools)
    assert done.returncode == 1
    assert "there is no clipboard to copy to" in done.stderr
    assert "Traceback" not in done.stderr
    assert "shoulder" not in done.stderr + done.stdout


def test_the_clipboard_takes_one_note(tmp_path):
    paths = [written(tmp_path / f"{name}.note.json") for name in "ab"]
    assert export(*paths, "--to", "clipboard").exit_code == 2
