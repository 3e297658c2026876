"""The review page without a browser: who may speak to it, and what it makes of a note."""

import asyncio
import hashlib
import os
import shlex
import sys
import wave
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import heard
from notes import whole_note

from scribe.cli import main
from scribe.errors import AudioError, RevisionError
from scribe.night.ledger import Ledger, places
from scribe.note_json import to_dict
from scribe.vocabulary import load_vocabulary
from scribe.web import bodymap
from scribe.web.actions import steps
from scribe.web.chart import Visit, chart
from scribe.web.guard import Guard
from scribe.web.sound import Recordings, as_wav, part
from scribe.web.transcript import paragraphs

VOCABULARY = load_vocabulary()


# --- who may speak to it ---------------------------------------------------------


async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a note"})


class Door:
    """A guarded application on port 8717, and what it answers."""

    def __init__(self):
        self.guard = Guard(application, token="secret", port=8717)

    def __call__(self, path="/", method="GET", query="", **headers):
        headers.setdefault("host", "127.0.0.1:8717")
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items() if value]
        scope = {"type": "http", "path": path, "method": method, "query_string": query.encode(), "headers": raw}
        sent = []

        async def send(message):
            sent.append(message)

        asyncio.run(self.guard(scope, None, send))
        return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}

    def enter(self):
        """The cookie that the opened address gives."""
        status, headers = self("/open", query="token=secret")
        assert (status, headers["location"]) == (303, "/")
        return headers["set-cookie"].split(";")[0]


def test_the_opened_address_gives_a_cookie_that_scripts_and_other_sites_never_get():
    status, headers = Door()("/open", query="token=secret")
    assert status == 303
    assert headers["set-cookie"].startswith("scribe-review-8717=")
    assert "secret" not in headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(headers["set-cookie"].split("; "))


def test_the_opened_address_is_good_for_one_browser():
    door = Door()
    cookie = door.enter()
    assert door("/open", query="token=secret")[0] == 403
    assert door("/open", query="token=secret", cookie=cookie)[0] == 303
    assert door(cookie=cookie)[0] == 200


@pytest.mark.parametrize("query", ["", "token=", "token=Secret", "token=secret1", "other=secret"])
def test_another_secret_opens_nothing(query):
    assert Door()("/open", query=query)[0] == 403


@pytest.mark.parametrize(
    "headers, answer",
    [
        ({}, 200),
        ({"host": "localhost:8717"}, 200),
        ({"host": "127.0.0.1:8718"}, 403),
        ({"host": "127.0.0.1"}, 403),
        ({"host": "scribe.example:8717"}, 403),
        ({"host": ""}, 403),
        ({"cookie": ""}, 403),
        ({"cookie": "scribe-review-8717=guess"}, 403),
        ({"cookie": "scribe-review-8718=secret"}, 403),
    ],
)
def test_a_page_is_given_to_whom_it_belongs(headers, answer):
    door = Door()
    assert door(**{"cookie": door.enter(), **headers})[0] == answer


@pytest.mark.parametrize(
    "headers, answer",
    [
        ({"origin": "http://127.0.0.1:8717"}, 200),
        ({"origin": "http://127.0.0.1:8717", "sec_fetch_site": "same-origin"}, 200),
        ({"origin": "http://localhost:8717", "host": "localhost:8717"}, 200),
        ({"origin": "http://localhost:8717"}, 403),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8718"}, 403),
        ({"origin": "https://127.0.0.1:8717"}, 403),
        ({"origin": "http://127.0.0.1:8717.example"}, 403),
        ({"origin": "http://127.0.0.1:8717", "sec_fetch_site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1:8717", "sec_fetch_site": "cross-site"}, 403),
        ({"origin": "http://127.0.0.1:8717", "content_length": "3000000"}, 413),
        ({"origin": "http://127.0.0.1:8717", "transfer_encoding": "chunked"}, 413),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_change_comes_from_the_page_itself_or_is_not_made(method, headers, answer):
    door = Door()
    assert door("/notes/1/edit", method, **{"cookie": door.enter(), **headers})[0] == answer


def test_every_answer_forbids_strange_scripts_frames_and_keeping():
    door = Door()
    for _, headers in (door(cookie=door.enter()), door(host="elsewhere:8717")):
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"


# --- the transcript ----------------------------------------------------------------


def kinds(transcript, **more):
    content = {"transcript": {"text": transcript.text, "words": [], "corrections": []}, **more}
    return {piece.text: piece.kinds for each in paragraphs(content) for piece in each.pieces}


@pytest.mark.parametrize(
    "word, kind",
    [
        ("fifteen", "number"),
        ("15", "number"),
        ("twenty-five,", "number"),
        ("Left", "side"),
        ("right.", "side"),
        ("both", "side"),
        ("not", "negation"),
        ("didn't", "negation"),
        ("didn\u2019t", "negation"),
        ("Denied", "negation"),
        ("notable", None),
        ("lefty", None),
        ("often", None),
        ("rights", None),
        ("knot", None),
        ("tent", None),
    ],
)
def test_words_that_a_mishearing_would_harm_are_marked(word, kind):
    assert kinds(heard(f"so {word} then"))[word] == ((kind,) if kind else ())


def test_all_words_of_a_transcript_are_shown_in_their_order():
    content = to_dict(whole_note())
    pieces = [piece for each in paragraphs(content) for piece in each.pieces]
    text = content["transcript"]["text"]
    assert "".join(piece.gap + piece.text for piece in pieces) == text[: pieces[-1].end]
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)


def test_doubt_correction_and_what_was_left_over_are_marked():
    content = to_dict(whole_note())
    content["transcript"]["words"] = [
        {**word, "probability": 0.3 if word["text"].startswith("shoulder") else 0.9}
        for word in content["transcript"]["words"]
    ]
    marks = {kind for each in paragraphs(content) for piece in each.pieces for kind in piece.kinds}
    assert {"number", "side", "negation"} <= marks
    for mark, there in (("unused", content["unused_speech"]), ("corrected", content["transcript"]["corrections"])):
        assert (mark in marks) == bool(there)


# --- the body map --------------------------------------------------------------------


def treated(view, *areas, code="97124"):
    """The treated shapes of one figure, as side of the client and side of the viewer."""
    content = {"treatments": [{"areas": [{"area": a, "side": s} for a, s in areas], "code": code}], "pain": []}
    figure = next(each for each in bodymap.figures(content, VOCABULARY) if each.view == view)
    return {(shape.area, str(shape.side), "left" if shape.mirrored else "right") for shape in figure.treated}


def test_every_area_of_the_vocabulary_has_its_place_on_a_figure_and_no_other():
    places = bodymap.body().areas
    assert places.keys() == VOCABULARY.areas.keys()
    assert not [area for area, place in places.items() if not (place.front or place.back)]
    for place in places.values():
        for view in bodymap.VIEWS:
            assert place.tile not in (view, "both") or getattr(place, view)


@pytest.mark.parametrize(
    "view, side, at_the_viewers",
    [("front", "left", "right"), ("front", "right", "left"), ("back", "left", "left"), ("back", "right", "right")],
)
def test_left_is_the_clients_left(view, side, at_the_viewers):
    area = "shoulder"
    assert treated(view, (area, side)) == {(area, side, at_the_viewers)}


def test_both_sides_and_a_side_that_was_not_said_are_on_both_halves():
    both = {("calf", "left", "left"), ("calf", "right", "right")}
    assert treated("back", ("calf", "bilateral")) == both
    assert treated("back", ("calf", None)) == both
    assert treated("front", ("calf", "left")) == set()


def test_a_side_that_was_not_said_is_marked_only_where_there_are_sides():
    content = {
        "treatments": [{"areas": [{"area": "calf", "side": None}, {"area": "low_back", "side": None}], "code": None}],
        "pain": [],
    }
    shapes = bodymap.figures(content, VOCABULARY)[1].treated
    assert {(shape.area, shape.unsure) for shape in shapes} == {("calf", True), ("low_back", False)}


def test_pain_is_marked_on_the_side_where_it_is():
    content = {"treatments": [], "pain": [{"area": "calf", "side": "right", "before": [6, 7], "after": 2}]}
    (mark,) = bodymap.figures(content, VOCABULARY)[1].pain
    assert mark.x > 0 and (mark.before, mark.after) == ("6\u20137", "2")
    assert "right calf" in mark.title


@pytest.mark.parametrize(
    "held, area, side, step",
    [
        ([], "calf", "left", ("add_area", {"treatment": 0, "area": "calf", "side": "left"})),
        ([], "low_back", "left", ("add_area", {"treatment": 0, "area": "low_back", "side": None})),
        ([("calf", "left")], "calf", "left", ("remove_area", {"treatment": 0, "index": 0})),
        (
            [("calf", "left")],
            "calf",
            "right",
            ("set_area", {"treatment": 0, "index": 0, "area": "calf", "side": "bilateral"}),
        ),
        (
            [("calf", "bilateral")],
            "calf",
            "right",
            ("set_area", {"treatment": 0, "index": 0, "area": "calf", "side": "left"}),
        ),
        (
            [("calf", None)],
            "calf",
            "right",
            ("set_area", {"treatment": 0, "index": 0, "area": "calf", "side": "right"}),
        ),
        ([("neck", None)], "neck", "right", ("remove_area", {"treatment": 0, "index": 0})),
        ([("neck", "left"), ("calf", "left")], "calf", "left", ("remove_area", {"treatment": 0, "index": 1})),
    ],
)
def test_a_click_on_the_body_adds_takes_away_or_gives_the_side(held, area, side, step):
    content = {"treatments": [{"areas": [{"area": a, "side": s} for a, s in held]}, {"areas": []}]}
    asked = {"kind": "body", "area": area, "side": side, "treatment": "0"}
    assert steps(asked, content, VOCABULARY) == [step]


def test_a_click_on_what_another_block_has_takes_it_from_there():
    content = {"treatments": [{"areas": []}, {"areas": [{"area": "calf", "side": "left"}]}]}
    asked = {"kind": "body", "area": "calf", "side": "left", "treatment": "0"}
    assert steps(asked, content, VOCABULARY) == [("remove_area", {"treatment": 1, "index": 0})]
    asked["side"] = "right"
    assert steps(asked, content, VOCABULARY) == [("add_area", {"treatment": 0, "area": "calf", "side": "right"})]


# --- fields -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, score",
    [("6", 6), ("6-7", (6, 7)), ("6 to 7", (6, 7)), ("6\u20137", (6, 7)), ("6.5", 6.5), ("", None), ("  ", None)],
)
def test_scores_are_read_as_people_write_them(written, score):
    content = {"pain": [{"area": "neck", "side": None, "before": None, "after": 3}]}
    asked = {"kind": "pain_score", "index": "0", "when": "before", "value": written}
    ((_, values),) = steps(asked, content, VOCABULARY)
    assert values == {"index": 0, "area": "neck", "side": None, "before": score, "after": 3}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "nothing"},
        {"kind": "pain_score", "index": "0", "when": "before", "value": "six"},
        {"kind": "pain_score", "index": "0", "when": "area", "value": "6"},
        {"kind": "pain_score", "index": "7", "when": "before", "value": "6"},
        {"kind": "pain_score", "index": "-1", "when": "before", "value": "6"},
        {"kind": "minutes", "treatment": "0", "value": "soon"},
        {"kind": "minutes", "treatment": 0, "value": "5"},
        {"kind": "body", "area": "tail", "side": "left", "treatment": "0"},
        {"kind": "body", "area": "calf", "side": "both", "treatment": "0"},
    ],
)
def test_what_is_no_edit_is_told_in_a_sentence(asked):
    content = {"pain": [{"area": "neck", "side": None, "before": 1, "after": None}], "treatments": [{"areas": []}]}
    with pytest.raises(RevisionError):
        steps(asked, content, VOCABULARY)


# --- the chart and the sound --------------------------------------------------------------


def test_visits_stand_in_the_order_of_their_days_and_the_worse_pain_higher():
    from datetime import date

    later = Visit(date(2026, 11, 20), 4, None, 2, True)
    earlier = Visit(date(2026, 11, 6), 8, 5, 4, False)
    drawn = chart([later, earlier])
    first, second = drawn.columns
    assert (first.visit, second.visit) == (earlier, later) and first.x < second.x
    assert first.before_y < first.after_y and first.before_y < second.before_y
    assert second.after_y is None and len(drawn.after.split()) == 1
    assert first.bar_height == 2 * second.bar_height
    assert chart([later]) is None


@pytest.mark.parametrize(
    "header, found",
    [
        (None, None),
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", None),
        ("bytes=1-2,5-6", None),
        ("seconds=1-2", None),
        ("bytes=a-b", None),
    ],
)
def test_the_parts_that_players_ask_for(header, found):
    assert part(header, 100) == found


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=20-10"])
def test_a_part_that_is_not_there(header):
    with pytest.raises(ValueError):
        part(header, 100)


def tone(path, seconds=0.2):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x20\x00\xe0" * int(4000 * seconds))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_recording_is_found_by_what_it_holds(tmp_path):
    notes, elsewhere = tmp_path / "notes", tmp_path / "recordings" / "november"
    notes.mkdir()
    elsewhere.mkdir(parents=True)
    digest = tone(elsewhere / "renamed.wav")
    recordings = Recordings([notes, tmp_path / "recordings"])
    assert recordings.find("visit.wav", digest, notes) == elsewhere / "renamed.wav"
    tone(notes / "visit.wav", 0.4)  # of the right name, and another recording
    assert recordings.find("visit.wav", digest, notes) == elsewhere / "renamed.wav"
    (elsewhere / "renamed.wav").unlink()
    assert recordings.find("visit.wav", digest, notes) is None


@pytest.mark.parametrize(
    "moved",
    ["recordings/visit.wav", "recordings/november/visit.wav", "recordings/renamed.wav", "done/visit.wav"],
)
def test_a_recording_that_was_moved_after_the_night_is_found_by_the_ledger(tmp_path, moved):
    notes, heard_at, now_at = tmp_path / "notes", tmp_path / "recordings" / "visit.wav", tmp_path / moved
    for folder in (notes, heard_at.parent, now_at.parent):
        folder.mkdir(exist_ok=True)
    digest = tone(heard_at)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.remember([(heard_at, heard_at.stat().st_size, heard_at.stat().st_mtime_ns, digest)])
    heard_at.rename(now_at)
    tone(now_at.with_name("other.wav"), 0.1)
    found = Recordings([notes], partial(places, tmp_path / "ledger.sqlite")).find("visit.wav", digest, notes)
    assert found == now_at
    assert Recordings([notes]).find("visit.wav", digest, notes) is None
    assert Recordings([notes], partial(places, tmp_path / "none")).find("visit.wav", digest, notes) is None
    now_at.write_bytes(now_at.read_bytes()[::-1])
    assert Recordings([notes], partial(places, tmp_path / "ledger.sqlite")).find("visit.wav", digest, notes) is None


def test_sound_is_decoded_for_browsers_that_do_not_know_it(tmp_path):
    tone(tmp_path / "a.wav")
    decoded = as_wav(tmp_path / "a.wav")
    assert decoded[:4] == b"RIFF" and decoded[8:12] == b"WAVE"
    (tmp_path / "b.wav").write_bytes(b"no sound")
    with pytest.raises(AudioError):
        as_wav(tmp_path / "b.wav")


# --- the icon -------------------------------------------------------------------------------


def test_an_icon_on_the_desktop_opens_the_page(own_home, tmp_path, monkeypatch):
    folder = tmp_path / "my notes, 100%"
    folder.mkdir()
    monkeypatch.setattr(sys, "platform", "linux")
    done = CliRunner().invoke(main, ["install-shortcut", str(folder)])
    assert done.exit_code == 0, done.output
    (entry,) = (own_home / "Desktop").iterdir()
    lines = dict(line.split("=", 1) for line in entry.read_text(encoding="utf-8").splitlines() if "=" in line)
    assert lines["Exec"].startswith(sys.executable) and "-m scribe review" in lines["Exec"]
    assert shlex.split(lines["Exec"].replace("%%", "%"))[-1] == str(folder)
    assert Path(lines["Icon"]).is_file() and os.access(entry, os.X_OK)
    refused = CliRunner().invoke(main, ["install-shortcut", str(folder / "gone")])
    assert refused.exit_code == 1 and "is no folder" in refused.output
