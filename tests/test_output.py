"""Names of notes, atomic pairs, and a person's edits, which nothing may touch."""

import errno
import json
import multiprocessing
import os
import signal
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe import output
from scribe.errors import OutputError

A, B, C = "a" * 64, "b" * 64, "c" * 64


def note(sha256=A, file="visit.m4a", body="said"):
    return {"source": {"file": file, "sha256": sha256}, "transcript": {"text": body}}


def write(folder, name="visit", ending="m4a", sha256=A, body="said", file="visit.m4a"):
    return output.write(folder, name, ending, note(sha256, file, body), f"# {body}\n")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def both(name):
    return [f"{name}.note.json", f"{name}.note.md"]


def edit_markdown(folder, name):
    path = folder / f"{name}.note.md"
    path.write_text(path.read_text() + "edited\n")


def edit_json(folder, name):
    path = folder / f"{name}.note.json"
    path.write_text(path.read_text().replace("said", "meant"))


# --- names -------------------------------------------------------------------


def test_a_note_is_a_pair_that_only_its_owner_may_read(tmp_path):
    written = write(tmp_path)
    assert names(tmp_path) == both("visit")
    assert written.pair.markdown.read_text() == "# said\n"
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_an_unedited_note_is_replaced(tmp_path):
    write(tmp_path, body="said")
    written = write(tmp_path, body="said anew")
    assert names(tmp_path) == both("visit")
    assert written.kept is None
    assert "anew" in written.pair.markdown.read_text()
    assert "anew" in written.pair.json.read_text()


def test_a_second_recording_of_the_same_stem_takes_its_ending(tmp_path):
    write(tmp_path)
    write(tmp_path, ending="wav", sha256=B, file="visit.wav")
    for _ in range(2):
        write(tmp_path)
        write(tmp_path, ending="wav", sha256=B, file="visit.wav")
    assert names(tmp_path) == sorted([*both("visit"), *both("visit.wav")])


def test_a_third_takes_a_number(tmp_path):
    write(tmp_path, sha256=A)
    write(tmp_path, sha256=B)
    write(tmp_path, sha256=C)
    assert names(tmp_path) == sorted([*both("visit"), *both("visit.m4a"), *both("visit.m4a.2")])


@pytest.mark.parametrize("edit", [edit_markdown, edit_json])
def test_beside_an_edited_note_the_new_one_is_2(tmp_path, edit):
    write(tmp_path)
    edit(tmp_path, "visit")
    before = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    for _ in range(2):
        written = write(tmp_path, body="said anew")
        assert written.pair.markdown.name == "visit.2.note.md"
        assert written.kept.markdown.name == "visit.note.md"
    assert names(tmp_path) == sorted([*both("visit"), *both("visit.2")])
    assert [(tmp_path / name).read_bytes() for name in both("visit")] == before


def test_beside_two_edited_notes_the_new_one_is_3(tmp_path):
    write(tmp_path)
    edit_markdown(tmp_path, "visit")
    write(tmp_path)
    edit_json(tmp_path, "visit.2")
    assert write(tmp_path).pair.markdown.name == "visit.3.note.md"


def _lone_markdown(folder):
    (folder / "visit.note.md").write_text("mine")


def _broken_json(folder):
    (folder / "visit.note.json").write_text("{")


def _list_json(folder):
    (folder / "visit.note.json").write_text("[]")


def _folder_in_the_way(folder):
    (folder / "visit.note.md").mkdir()


def _dangling_link(folder):
    (folder / "visit.note.md").symlink_to(folder / "nowhere")


def _without_fingerprints(folder):
    (folder / "visit.note.json").write_text(json.dumps(note()))


def _other_layout(folder):
    write(folder)
    path = folder / "visit.note.json"
    path.write_text(json.dumps(json.loads(path.read_text())))


def _deep_json(folder):
    (folder / "visit.note.json").write_text("[" * 100_000)


@pytest.mark.parametrize(
    "make",
    [
        _lone_markdown,
        _broken_json,
        _list_json,
        _folder_in_the_way,
        _dangling_link,
        _without_fingerprints,
        _other_layout,
        _deep_json,
    ],
)
def test_what_scribe_did_not_write_so_stays(tmp_path, make):
    make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert write(tmp_path, body="new").pair.markdown.name == "visit.2.note.md"
    assert all(path.read_bytes() == content for path, content in before.items())


def test_an_edited_note_of_another_recording_stays_too(tmp_path):
    write(tmp_path, sha256=B)
    edit_markdown(tmp_path, "visit")
    write(tmp_path, sha256=A)
    assert "edited" in (tmp_path / "visit.note.md").read_text()
    assert (tmp_path / "visit.m4a.note.md").exists()


@pytest.mark.parametrize(
    "name",
    ["two words", "Zoë", "Zoe\u0308", "😀", "-rf", "a.b.c", "x" * 245, "x" * 246, "ü" * 200, "😀" * 200, " ", "%s{0}"],
)
def test_any_name_works_and_is_found_again(tmp_path, name):
    write(tmp_path, name)
    write(tmp_path, name)
    edit_markdown_of = next(tmp_path.glob("*.md"))
    edit_markdown_of.write_text("edited")
    write(tmp_path, name)
    assert len(names(tmp_path)) == 4
    assert all(len(os.fsencode(path)) <= 255 for path in names(tmp_path))


def test_a_name_that_is_no_unicode_works(tmp_path):
    write(tmp_path, os.fsdecode(b"v\xe9"))
    assert len(names(tmp_path)) == 2


def test_long_names_that_differ_at_their_end_stay_apart(tmp_path):
    write(tmp_path, "ü" * 200 + "1", sha256=A)
    write(tmp_path, "ü" * 200 + "2", sha256=B)
    assert len(names(tmp_path)) == 4


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["A", "B", "edit", "edit json", "delete markdown"]), max_size=8))
def test_no_edit_is_ever_lost(steps):
    """Whatever is written and edited in whatever order, an edited file keeps its bytes."""
    with tempfile.TemporaryDirectory() as place:
        folder, edited = Path(place), {}
        for number, step in enumerate(steps):
            notes = sorted(folder.glob("*.md" if step != "edit json" else "*.json"))
            if step in "AB":
                write(folder, sha256={"A": A, "B": B}[step], body=f"said {number}")
            elif notes and step == "delete markdown":
                if notes[0] not in edited:
                    notes[0].unlink()
            elif notes:
                content = notes[0].read_text().replace("said", f"meant {number}") + "\n"
                notes[0].write_text(content)
                edited[notes[0]] = content
        for path, content in edited.items():
            assert path.read_text() == content


# --- content that already has a note -----------------------------------------


def test_a_copy_under_another_name_is_known(tmp_path):
    write(tmp_path, file="visit.m4a")
    shelf = output.Shelf([tmp_path])
    assert shelf.twin(A, tmp_path, "copy.m4a") == ("visit.m4a", tmp_path / "visit.note.json")
    assert shelf.twin(A, tmp_path, "visit.m4a") is None
    assert shelf.twin(B, tmp_path, "copy.m4a") is None


def test_notes_that_cannot_be_read_are_no_twins(tmp_path):
    (tmp_path / "a.note.json").write_text("[]")
    (tmp_path / "b.note.json").write_bytes(b"\xff")
    assert output.Shelf([tmp_path, tmp_path / "missing"]).twin(A, tmp_path, "x") is None


# --- being stopped -----------------------------------------------------------

STEPS = ("mkstemp", "fsync", "unlink", "replace")


def _write_and_die(folder, step, nth):
    """Kill this very process at the nth call of a step, before it is done."""
    calls = 0
    real = getattr(tempfile if step == "mkstemp" else os, step)

    def deadly(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(tempfile if step == "mkstemp" else os, step, deadly)
    write(folder, body="new")


def die_at(folder, step, nth):
    """Whether a process that wrote a note was killed at that step."""
    process = multiprocessing.get_context("fork").Process(target=_write_and_die, args=(folder, step, nth))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("first", [True, False], ids=["new", "again"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("nth", [1, 2])
def test_a_kill_leaves_nothing_that_looks_edited_and_nothing_half(tmp_path, step, nth, first):
    if not first:
        write(tmp_path, body="old")
    killed = die_at(tmp_path, step, nth)
    assert killed or step == "unlink"
    for path in tmp_path.glob("*.note.json"):
        assert json.loads(path.read_text())["transcript"]["text"] in ("old", "new")
    for path in tmp_path.glob("*.note.md"):
        assert path.read_text() in ("# old\n", "# new\n")
    write(tmp_path, body="newest")
    assert names(tmp_path) == both("visit")
    assert (tmp_path / "visit.note.md").read_text() == "# newest\n"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("nth", [1, 2])
def test_a_kill_never_takes_an_edit(tmp_path, step, nth):
    write(tmp_path, body="old")
    edit_markdown(tmp_path, "visit")
    die_at(tmp_path, step, nth)
    assert (tmp_path / "visit.note.md").read_text() == "# old\nedited\n"
    assert write(tmp_path).pair.markdown.name == "visit.2.note.md"


@pytest.mark.parametrize(
    ("number", "hint"), [(errno.ENOSPC, "space"), (errno.EROFS, "permissions"), (errno.EIO, "--out")]
)
def test_a_failing_disk_is_one_sentence_and_no_half_file(tmp_path, monkeypatch, number, hint):
    write(tmp_path, body="old")

    def fail(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError) as caught:
        write(tmp_path, body="new")
    assert str(tmp_path) in str(caught.value)
    assert hint in str(caught.value)
    assert names(tmp_path) == both("visit")
    assert (tmp_path / "visit.note.md").read_text() == "# old\n"


def test_a_folder_that_vanished_is_one_sentence(tmp_path):
    with pytest.raises(OutputError, match="Bring the folder back"):
        write(tmp_path / "gone")


def test_ready_makes_folders_and_leaves_nothing(tmp_path):
    output.ready(tmp_path / "a" / "b")
    assert names(tmp_path / "a") == ["b"]
    assert names(tmp_path / "a" / "b") == []


def test_ready_refuses_a_file_in_the_way(tmp_path):
    (tmp_path / "notes").write_text("")
    with pytest.raises(OutputError, match="notes"):
        output.ready(tmp_path / "notes")


def _write_many(folder, sha256):
    for number in range(20):
        write(folder, sha256=sha256, body=f"said {number}")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_runs_at_once_keep_their_notes_apart(tmp_path):
    context = multiprocessing.get_context("fork")
    runs = [context.Process(target=_write_many, args=(tmp_path, sha256)) for sha256 in (A, B, A)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0, 0]
    assert names(tmp_path) == sorted([*both("visit"), *both("visit.m4a")])
    shas = {json.loads(path.read_text())["source"]["sha256"] for path in tmp_path.glob("*.json")}
    assert shas == {A, B}
