"""A therapist's own words: added by a command, read from the next note on, never breaking what was there."""

import json

import pytest
from click.testing import CliRunner

from scribe.cli import main
from scribe.cli.recipe import NoteRecipe

SAID = "Hour session. Twenty minutes of Swedish on the flibber flabs."


def run(*args):
    return CliRunner().invoke(main, ["vocabulary", *args])


def areas_of(tmp_path, name):
    (tmp_path / f"{name}.txt").write_text(SAID)
    result = CliRunner().invoke(main, ["note", str(tmp_path / f"{name}.txt"), "--out", str(tmp_path / name)])
    assert result.exit_code == 0, result.output
    note = json.loads((tmp_path / name / f"{name}.note.json").read_text())
    return [(a["area"], a["side"]) for t in note["treatments"] for a in t["areas"]], note["made_by"]["vocabulary"]


def test_a_word_is_read_once_it_is_added(tmp_path):
    before, version = areas_of(tmp_path, "before")
    result = run("add", "Flibber-Flabs", "hamstrings", "--both")
    assert result.exit_code == 0 and "flibber flabs" in result.output
    after, own = areas_of(tmp_path, "after")
    assert (before, after) == ([], [("hamstrings", "bilateral")])
    assert own.startswith(version) and own != version


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("hammies", "thighbone"), 'no area or technique "thighbone"'),
        (("hamstring", "hamstrings"), "already"),
        (("calf", "hamstrings"), "stands under hamstrings already"),
        (("wiggling", "friction", "--both"), "--both is for areas"),
        (("!!", "hamstrings"), "vocabulary.yaml"),
    ],
)
def test_a_word_that_cannot_be_added_is_told_and_changes_nothing(args, said, config_dir):
    run("add", "flibber flabs", "hamstrings")
    kept = (config_dir / "vocabulary.yaml").read_text()
    result = run("add", *args)
    assert result.exit_code == 1 and said in result.output
    assert (config_dir / "vocabulary.yaml").read_text() == kept
    assert [path.name for path in config_dir.iterdir()] == ["vocabulary.yaml"]


def test_check_names_the_place_of_a_fault(config_dir):
    assert run("check").exit_code == 0
    (config_dir / "vocabulary.yaml").write_text("areas:\n  thighbone:\n    names: [femur]\n")
    result = run("check")
    assert result.exit_code == 1 and "vocabulary.yaml" in result.output and "thighbone" in result.output


def test_list_shows_identifiers_and_the_words_of_one():
    assert "hamstrings" in run("list").output and "97124" in run("list").output
    run("add", "flibber flabs", "hamstrings")
    assert "flibber flabs" in run("list", "hamstrings").output.splitlines()


def test_own_words_and_the_names_of_clients_are_expected_in_recordings(monkeypatch):
    asked = []
    monkeypatch.setattr("scribe.speech.Transcriber", lambda *given: asked.append(given))
    run("add", "flibber flabs", "hamstrings", "--both")
    CliRunner().invoke(main, ["clients", "add", "Maribel Santos", "--spoken", "Mari"])
    NoteRecipe("base", "cpu", None, None, "soap").open()
    assert [given[3] for given in asked] == [("flibber flabs", "Maribel Santos", "Mari")]
