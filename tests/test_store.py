"""The store of notes: versions, conflicts, filing, the chain, and what must never be lost."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filing_notes import Visit

from scribe.errors import InputError, StoreConflict, StoreError
from scribe.note_json import dumps
from scribe.practice import Signature
from scribe.store import State, Store

SIGNED = Signature("Robin Ash", "LMT", "MA1234")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def store(folder):
    with Store(folder) as opened:
        yield opened


def draft(tmp_path, name="visit", **how):
    path = tmp_path / f"{name}.note.json"
    path.write_text(dumps(Visit(**how).note()), encoding="utf-8")
    return path


def changed(content, **parts):
    return {**content, **parts}


def renamed(content, client):
    return changed(content, session={**content["session"], "client": client})


def test_the_list_is_read_again_only_when_something_was_changed_here_or_elsewhere(store, folder, tmp_path):
    note = store.open_draft(draft(tmp_path))
    (before,) = store.listed(tmp_path)
    assert store.listed(tmp_path) is store.listed(tmp_path)
    with Store(folder) as other:
        other.save(note, renamed(other.current(note).content, "Dana Reyes"), 0, "Robin")
    (after,) = store.listed(tmp_path)
    assert (before.client, after.client, after.number) == ("Dana", "Dana Reyes", 1)
    store.mark_reviewed(note, 1)
    assert store.listed(tmp_path)[0].state is State.REVIEWED
    assert store.listed(tmp_path / "elsewhere") == ()


def test_a_store_that_keeps_nothing_starts_from_what_is_kept(store, folder, tmp_path):
    note = store.open_draft(draft(tmp_path))
    with Store(folder, keep=False) as copied:
        copied.save(note, renamed(copied.current(note).content, "Nobody"), 0, "Robin")
        assert copied.newest(note) == 1
    assert store.newest(note) == 0
    with Store(tmp_path / "nowhere", keep=False) as empty:
        assert empty.listed() == ()
    assert not (tmp_path / "nowhere").exists()


# --- drafts and versions ------------------------------------------------------


def test_the_draft_is_version_nothing_and_its_file_stays_as_it_is(store, tmp_path):
    path = draft(tmp_path)
    before = path.read_bytes()
    note = store.open_draft(path)
    assert store.open_draft(path) == note
    current = store.current(note)
    assert (current.number, current.by, current.content) == (0, "scribe", json.loads(before))
    store.save(note, renamed(current.content, "Dana Reyes"), 0, "Robin")
    assert path.read_bytes() == before


def test_versions_are_kept_all_and_survive_closing(folder, tmp_path):
    path = draft(tmp_path)
    with Store(folder) as store:
        note = store.open_draft(path)
        first = store.save(note, renamed(store.current(note).content, "One"), 0, "Robin")
        store.save(note, renamed(first.content, "Two"), 1, "Robin")
    with Store(folder) as store:
        assert [version.content["session"]["client"] for version in store.versions(note)] == ["Dana", "One", "Two"]
        assert store.current(note).content["transcript"] == json.loads(path.read_text())["transcript"]
        assert sorted(os.listdir(folder)) == ["notes.sqlite"]


def test_what_stands_on_an_older_version_is_refused_and_nothing_is_lost(folder, store, tmp_path):
    note = store.open_draft(draft(tmp_path))
    content = store.current(note).content
    with Store(folder) as other:
        other.save(note, renamed(content, "Theirs"), 0, "Robin")
    with pytest.raises(StoreConflict, match="changed in between"):
        store.save(note, renamed(content, "Mine"), 0, "Robin")
    assert store.current(note).content["session"]["client"] == "Theirs"


def test_a_version_may_differ_in_what_the_draft_fixes(store, tmp_path):
    note = store.open_draft(draft(tmp_path))
    content = store.current(note).content
    store.save(note, changed(content, transcript={**content["transcript"], "text": "other"}), 0, "Robin")
    assert store.current(note).content["transcript"]["text"] == "other"
    assert store.version(note, 0).content["transcript"]["text"] != "other"


def test_a_draft_that_was_made_again_replaces_one_that_nobody_touched(store, tmp_path):
    note = store.open_draft(draft(tmp_path))
    assert store.open_draft(draft(tmp_path, client="Zoe")) == note
    assert store.current(note).content["session"]["client"] == "Zoe"


def test_a_draft_that_was_made_again_leaves_a_persons_versions_on_the_old_one(store, tmp_path):
    path = draft(tmp_path)
    note = store.open_draft(path)
    store.save(note, renamed(store.current(note).content, "Mine"), 0, "Robin")
    assert not store.draft_changed(store.listed()[0])
    assert store.open_draft(draft(tmp_path, text="Another hearing of the same recording.")) == note
    assert store.draft_changed(store.listed()[0])
    assert [version.content["session"]["client"] for version in store.versions(note)] == ["Dana", "Mine"]
    assert "Sixty minutes" in store.current(note).content["transcript"]["text"]


def other_recording(content):
    content["source"]["sha256"] = "e" * 64


def test_a_note_of_another_recording_in_the_same_place_is_another_note(store, tmp_path):
    path = draft(tmp_path)
    note = store.open_draft(path)
    store.save(note, renamed(store.current(note).content, "Mine"), 0, "Robin")
    (tmp_path / "old").mkdir()
    moved = path.rename(tmp_path / "old" / path.name)
    new = store.open_draft(draft(tmp_path, edit=other_recording))
    assert new != note and store.current(new).number == 0
    assert store.path(note) is None
    assert store.open_draft(moved) == note and store.path(note) == moved


def test_a_moved_draft_is_the_same_note_and_a_copy_is_not(store, tmp_path):
    path = draft(tmp_path)
    note = store.open_draft(path)
    moved = path.rename(tmp_path / "moved.note.json")
    assert store.open_draft(moved) == note
    assert store.open_draft(draft(tmp_path, "copy")) != note


@pytest.mark.parametrize("content", ["", "[]", "{}", "no", '{"schema_version": "1"}', "[" * 100_000])
def test_what_is_no_note_is_refused_in_one_sentence(store, tmp_path, content):
    path = tmp_path / "x.note.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"x\.note\.json: is not a note of scribe"):
        store.open_draft(path)
    with pytest.raises(InputError, match="cannot be read"):
        store.open_draft(tmp_path / "missing.note.json")


def test_the_list_tells_of_the_newest_version_and_of_one_folder(store, tmp_path):
    (tmp_path / "in").mkdir()
    first, second = draft(tmp_path / "in", "a"), draft(tmp_path, "b", client="Zoe")
    ids = store.open_drafts([first, second])
    store.save(ids[first], renamed(store.current(ids[first]).content, "Dana Reyes"), 0, "Robin")
    everything = store.listed()
    shown = {(each.path, each.client, each.number) for each in everything}
    assert shown == {(second, "Zoe", 0), (first, "Dana Reyes", 1)}
    (only,) = store.listed(tmp_path / "in")
    assert (only.note, only.units, only.date, only.minutes) == (ids[first], 3, "2026-11-20", 60)


def test_reviewed_holds_until_the_next_version(store, tmp_path):
    note = store.open_draft(draft(tmp_path))
    store.mark_reviewed(note, 0)
    assert store.state(note) is State.REVIEWED
    store.save(note, renamed(store.current(note).content, "Zoe"), 0, "Robin")
    assert store.state(note) is State.DRAFT
    with pytest.raises(StoreConflict):
        store.mark_reviewed(note, 0)


def test_a_split_note_is_two_notes_of_one_draft(store, tmp_path):
    path = draft(tmp_path)
    note = store.open_draft(path)
    content = store.current(note).content
    first, second = store.split(note, 0, renamed(content, "One"), renamed(content, "Two"), "Robin")
    assert (first.note, first.number, second.number) == (note, 1, 1)
    assert [(each.part, each.client) for each in store.listed()] == [(1, "One"), (2, "Two")]
    assert store.open_draft(path) == note


def test_a_joined_note_is_closed_and_its_versions_stay(store, tmp_path):
    one, two = store.open_draft(draft(tmp_path, "a")), store.open_draft(draft(tmp_path, "b", client="Two"))
    content = store.current(one).content
    store.join(one, 0, two, 0, renamed(content, "Both"), "Robin")
    assert (store.state(one), store.state(two)) == (State.DRAFT, State.JOINED)
    assert store.current(two).content["session"]["client"] == "Two"
    with pytest.raises(StoreError, match="part of another"):
        store.save(two, content, 0, "Robin")
    with pytest.raises(StoreError, match="part of another"):
        store.file(two, 0, SIGNED)


# --- filing -------------------------------------------------------------------


def filed(store, tmp_path, name="visit"):
    note = store.open_draft(draft(tmp_path, name))
    store.save(note, renamed(store.current(note).content, "Dana Reyes"), 0, "Robin")
    return store.file(note, 1, SIGNED, [{"id": "pair", "message": "A pair.", "reason": "Separate sites."}])


def test_a_filed_note_is_the_record_alone(store, tmp_path):
    done = filed(store, tmp_path)
    assert store.filed(done.note) == done
    assert (done.record["client"], done.record["signature"]["name"]) == ("Dana Reyes", "Robin Ash")
    assert done.record["answers"] == [{"id": "pair", "message": "A pair.", "reason": "Separate sites."}]
    text = json.dumps(done.record)
    for word in ("transcript", "unused", "set_aside", "evidence", "made_by", "speech_model", "Work on the neck"):
        assert word not in text, word
    assert done.record["recordings"] == ["f" * 64]


def test_a_filed_note_is_locked(store, tmp_path):
    done = filed(store, tmp_path)
    content = store.current(done.note).content
    with pytest.raises(StoreError, match="is filed"):
        store.save(done.note, content, 1, "Robin")
    with pytest.raises(StoreError, match="is filed"):
        store.file(done.note, 1, SIGNED)
    assert store.state(done.note) is State.FILED


@pytest.mark.parametrize("unsigned", [Signature(), Signature("Robin Ash"), Signature(None, "LMT")])
def test_nothing_is_filed_without_a_name_and_a_credential(store, tmp_path, unsigned):
    note = store.open_draft(draft(tmp_path))
    with pytest.raises(StoreError, match="Who signs"):
        store.file(note, 0, unsigned)
    assert store.state(note) is State.DRAFT


def test_recordings_that_a_person_worked_on_are_named(store, tmp_path):
    store.open_draft(draft(tmp_path, edit=other_recording))
    assert store.kept() == frozenset()
    filed(store, tmp_path, "another")
    assert store.kept() == {"f" * 64}


def test_addenda_are_added_and_the_original_stays(store, tmp_path):
    done = filed(store, tmp_path)
    with pytest.raises(StoreError, match="is empty"):
        store.add(done.note, " \n", SIGNED)
    store.add(done.note, "The left calf was meant.", SIGNED)
    (added,) = store.addenda(done.note)
    assert (added.text, added.signature) == ("The left calf was meant.", SIGNED)
    assert store.filed(done.note) == done
    draft_only = store.open_draft(draft(tmp_path, "another"))
    with pytest.raises(StoreError, match="Only a filed note"):
        store.add(draft_only, "text", SIGNED)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A store with two filed notes, an addendum and a deletion."""
    folder = tmp_path_factory.mktemp("sealed")
    with Store(folder) as store:
        one, _ = filed(store, folder, "a"), filed(store, folder, "b")
        store.add(one.note, "Added later.", SIGNED)
        store.add_deletion(one.note, "a.m4a", "f" * 64)
        checked = store.verify()
        assert (checked.entries, checked.faults) == (4, ())
    return folder / "notes.sqlite"


@pytest.fixture
def chained(folder, sealed):
    """A copy of that store's file: a backup is a copy."""
    folder.mkdir()
    return Path(shutil.copy(sealed, folder))


TAMPERED = [
    *[
        (f"seals, {column} of entry {number}", f"UPDATE seals SET {column} = {column} || 'x' WHERE number = {number}")
        for number in (1, 2, 3, 4)
        for column in ("kind", "at", "made_by", "body", "previous", "hash")
    ],
    ("a letter of the record", "UPDATE seals SET body = replace(body, 'Dana Reyes', 'Dana Reyez') WHERE number = 1"),
    ("a number of the record", "UPDATE seals SET body = replace(body, '\"units\":2', '\"units\":3') WHERE number = 2"),
    ("entries changed about", "UPDATE seals SET number = CASE number WHEN 1 THEN -1 WHEN 2 THEN 1 ELSE number END"),
    ("an entry taken out", "DELETE FROM seals WHERE number = 2"),
    ("the first entry taken out", "DELETE FROM seals WHERE number = 1"),
    ("the last entry taken out", "DELETE FROM seals WHERE number = 4"),
    ("all entries taken out", "DELETE FROM seals"),
    ("an entry of another note", "UPDATE seals SET note = (SELECT max(id) FROM notes)"),
    ("the version that was filed", "UPDATE versions SET content = replace(content, 'Reyes', 'R.') WHERE number = 1"),
    ("who made the version", "UPDATE versions SET made_by = 'Another' WHERE number = 1"),
    ("when the version was made", "UPDATE versions SET made_at = '2020-01-01' WHERE number = 1"),
    ("the version taken out", "DELETE FROM versions WHERE number = 1"),
    ("the draft", "UPDATE drafts SET content = x'00'"),
    ("the draft taken out", "DELETE FROM drafts"),
]


@pytest.mark.parametrize(("what", "statement"), TAMPERED, ids=[what for what, _ in TAMPERED])
def test_verify_finds_whatever_was_changed(folder, chained, what, statement):
    with sqlite3.connect(chained, isolation_level=None) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("DROP INDEX filed_once")
        assert raw.execute(statement).rowcount > 0
    raw.close()
    with Store(folder) as store:
        assert store.verify().faults


@pytest.mark.parametrize("statement", ["UPDATE seals SET at = 'x'", "DELETE FROM seals", "DELETE FROM versions"])
def test_the_file_itself_refuses_to_change_what_was_filed(chained, statement):
    with sqlite3.connect(chained) as raw, pytest.raises(sqlite3.IntegrityError, match="never"):
        raw.execute(statement)
    raw.close()


def test_bytes_changed_in_the_file_are_found(folder, chained):
    """Every place of the record's text: a letter changed on the disk is found or the file is refused as damaged."""
    whole = chained.read_bytes()
    places = [whole.index(word) for word in (b"Robin Ash", b"Added later", b"97140", b"a.m4a")]
    for place in places:
        chained.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with Store(folder) as store:
            assert store.verify().faults, whole[place : place + 10]


# --- the file -----------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_the_file_is_its_owners_alone(folder, store):
    assert stat.S_IMODE((folder / "notes.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_steps_are_recorded_and_done_once(folder):
    for _ in range(2):
        Store(folder).close()
    with sqlite3.connect(folder / "notes.sqlite") as raw:
        assert [name for (name,) in raw.execute("SELECT name FROM migrations")] == ["notes, versions and seals"]
    raw.close()


def test_a_file_of_a_newer_scribe_is_refused(folder):
    Store(folder).close()
    with sqlite3.connect(folder / "notes.sqlite") as raw:
        raw.execute("INSERT INTO migrations VALUES (99, 'something to come', 'then')")
    raw.close()
    with pytest.raises(StoreError, match="newer scribe than this one"):
        Store(folder)


def test_a_file_that_is_no_store_is_refused(folder):
    folder.mkdir()
    (folder / "notes.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="is damaged"):
        Store(folder)


def test_a_locked_file_is_told(folder, store, tmp_path, monkeypatch):
    monkeypatch.setattr("scribe.store.database._PATIENCE", 0.05)
    note = store.open_draft(draft(tmp_path))
    raw = sqlite3.connect(folder / "notes.sqlite", isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="another program is using it"):
        Store(folder)
    raw.execute("ROLLBACK")
    raw.close()
    assert store.current(note).number == 0


FILLED = """
import resource, sys
from pathlib import Path
from scribe.errors import StoreError
from scribe.store import Store
store = Store(Path(sys.argv[1]))
note = store.listed()[0].note
content = store.current(note).content
size = (Path(sys.argv[1]) / "notes.sqlite").stat().st_size
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    store.save(note, {**content, "filler": "x" * 100_000}, 0, "Robin")
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_no_space_is_one_sentence_and_what_was_saved_is_whole(folder, store, tmp_path):
    note = store.open_draft(draft(tmp_path))
    store.close()
    done = subprocess.run([sys.executable, "-c", FILLED, str(folder)], capture_output=True, text=True, check=True)
    assert "space" in done.stdout, done
    with Store(folder) as again:
        assert again.current(note).number == 0
        assert again.verify().faults == ()


SAVING = """
import sys
from pathlib import Path
from scribe.store import Store
store = Store(Path(sys.argv[1]))
note = sys.argv[2]
print("ready", flush=True)
while True:
    version = store.current(note)
    content = {**version.content, "count": version.number + 1, "filler": "x" * 50_000}
    store.save(note, content, version.number, "Robin")
    print(version.number + 1, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_process_killed_while_saving_loses_nothing_that_it_had_saved(folder, store, tmp_path):
    note = store.open_draft(draft(tmp_path))
    for after in (1, 4, 9, 13):
        with subprocess.Popen(
            [sys.executable, "-c", SAVING, str(folder), note], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout.readline() == "ready\n"
            told = [process.stdout.readline() for _ in range(after)]
            process.kill()
        saved = int(told[-1])
        newest = store.current(note)
        assert newest.number >= saved
        assert all(version.content["count"] == version.number for version in store.versions(note)[1:])
    store.save(note, newest.content, newest.number, "Robin")
    assert sorted(os.listdir(folder)) == ["notes.sqlite"]


FILING = """
import sys
from pathlib import Path
from scribe.practice import Signature
from scribe.store import State, Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
for each in store.listed():
    if each.state is not State.FILED:
        store.file(each.note, each.number, Signature("Robin Ash", "LMT"))
        print(each.note, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_process_killed_while_filing_leaves_whole_filed_notes(folder, store, tmp_path):
    store.open_drafts([draft(tmp_path, f"n{number}") for number in range(12)])
    for after in (1, 2, 4):
        with subprocess.Popen(
            [sys.executable, "-c", FILING, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout.readline() == "ready\n"
            told = [process.stdout.readline().strip() for _ in range(after)]
            process.kill()
        assert all(store.state(note) is State.FILED for note in told)
        checked = store.verify()
        assert checked.faults == ()
        assert checked.entries == len(store.all_filed())
