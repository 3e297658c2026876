"""How quick is the page? Starts `scribe review` on many notes and one of two hours, and times its answers.

    python benchmarks/review.py [--notes 500] [--runs 15]

The first figure is the median of what a browser on this computer waits for, without its own drawing; the second what
the server computes for it, on average, which says more on a busy machine. The first list takes all drafts in.
"""

from __future__ import annotations

import argparse
import copy
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from scribe.cli.options import scribe_for
from scribe.note_json import dumps, to_dict
from scribe.records import Source, Transcript, Word

ROOT = Path(__file__).parent.parent
PACE = 0.4
"""Seconds for a word: two hours hold eighteen thousand."""

Json = dict[str, Any]


def spoken(text: str) -> Transcript:
    """A text as if it had been heard at an even pace."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    words = [Word(text[a:b], a, b, n * PACE, n * PACE + 0.3, 0.95) for n, (a, b) in enumerate(places)]
    return Transcript(text, words=tuple(words))


def drafts(texts: list[str]) -> list[Json]:
    """The note of each text, as from a recording."""
    scribe = scribe_for(None, None)
    made = []
    for number, text in enumerate(texts):
        note = to_dict(scribe.note_from_text(text, Source(f"{number}.m4a", "0" * 64)))
        transcript = spoken(text)
        note["transcript"]["words"] = [
            {name: getattr(word, name) for name in Word.__slots__} for word in transcript.words
        ]
        note["source"]["duration_seconds"] = len(transcript.words) * PACE
        made.append(note)
    return made


def lengthened(note: Json, hours: float) -> Json:
    """A note whose recording went on talking of nothing."""
    note = copy.deepcopy(note)
    text, words = note["transcript"]["text"], note["transcript"]["words"]
    more = spoken("and then she told of her garden and of the weather. " * int(hours * 3600 / PACE / 10))
    for word in more.words:
        entry = {name: getattr(word, name) for name in Word.__slots__}
        entry.update(start=word.start + len(text) + 1, end=word.end + len(text) + 1)
        words.append(entry)
    note["transcript"]["text"] = f"{text} {more.text}"
    note["source"]["duration_seconds"] = hours * 3600
    return note


def write(folder: Path, count: int) -> None:
    texts = [item["text"] for item in json.loads((ROOT / "tests/dictations/development.json").read_text("utf-8"))]
    made = drafts(texts[:25])
    for number in range(count):
        note = copy.deepcopy(made[number % len(made)])
        note["source"]["recorded_at"] = f"2026-11-{1 + number // 20 % 28:02d}T{8 + number % 10:02d}:00:00"
        note["source"]["recorded_at_from"] = "container"
        note["source"]["file"], note["source"]["sha256"] = f"visit {number}.m4a", f"{number:064x}"
        (folder / f"visit {number}.note.json").write_text(dumps(note), encoding="utf-8")
    (folder / "two hours.note.json").write_text(dumps(lengthened(made[0], 2)), encoding="utf-8")


class Browser:
    """What a browser sends, without drawing anything."""

    def __init__(self, address: str) -> None:
        self._host, _, path = address.removeprefix("http://").partition("/")
        self._connection = http.client.HTTPConnection(self._host)
        answer = self._send("GET", f"/{path}", None, {})
        self._cookie = str(answer.headers["set-cookie"]).split(";")[0]

    def get(self, path: str) -> str:
        return self._text(self._send("GET", path, None, {"cookie": self._cookie}))

    def post(self, path: str, content: Json) -> Json:
        headers = {"cookie": self._cookie, "origin": f"http://{self._host}", "content-type": "application/json"}
        found: Json = json.loads(self._text(self._send("POST", path, json.dumps(content), headers)))
        return found

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        if answer.status == http.client.SEE_OTHER:
            answer.read()
        return answer

    def _text(self, answer: http.client.HTTPResponse) -> str:
        text = answer.read().decode()
        if answer.status != http.client.OK:
            raise RuntimeError(f"the page answered {answer.status}")
        return text


def milliseconds(server: psutil.Process, act: Callable[[], object], runs: int) -> tuple[float, float]:
    """What is waited for an act, the median, and what the server computes for it, the mean."""
    spent = []
    before = sum(server.cpu_times()[:2])
    for _ in range(runs):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return median(spent), (sum(server.cpu_times()[:2]) - before) * 1000 / runs


def edits(browser: Browser, note: str) -> Callable[[], object]:
    """Saves the minutes of a note's first work, another number each time."""
    state = {"on": 0, "minutes": 10}

    def save() -> None:
        state["minutes"] = 10 if state["minutes"] > 30 else state["minutes"] + 1
        edit = {"kind": "minutes", "treatment": "0", "value": str(state["minutes"])}
        state["on"] = browser.post(f"/notes/{note}/edit", {"on": state["on"], "edit": edit})["number"]

    return save


def counted(browser: Browser, wanted: list[str]) -> None:
    """Asks for the counts of all rows as the list does, until it has them."""
    while wanted:
        rows = browser.post("/look", {"notes": wanted})["rows"]
        wanted = [each for each in wanted if each not in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--notes", type=int, default=500)
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        notes = Path(place, "notes")
        notes.mkdir()
        write(notes, args.notes)
        command = [sys.executable, "-m", "scribe", "review", str(notes), "--no-browser"]
        own = {"SCRIBE_DATA_DIR": f"{place}/data", "SCRIBE_CONFIG_DIR": f"{place}/config"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **own}) as server:
            assert server.stdout
            process = psutil.Process(server.pid)
            browser = Browser(server.stdout.readline().split()[-1])
            try:
                first = milliseconds(process, lambda: browser.get("/"), 1)
                unseen = re.findall(r'<tr data-id="(\w+)"[^>]* data-unseen', browser.get("/"))
                looked = milliseconds(process, lambda: counted(browser, unseen), 1)
                rows = re.findall(r'<tr data-id="(\w+)".*?class="file">([^<]*)<', browser.get("/"), re.DOTALL)
                ids = {file: id for id, file in rows}
                short, long = ids["visit 1.m4a"], ids["0.m4a"]
                figures = {
                    f"the list of {len(rows)} notes, first time": first,
                    f"the counts of {len(unseen)} of them, that follow": looked,
                    f"the list of {len(rows)} notes": milliseconds(process, lambda: browser.get("/"), args.runs),
                    "a note": milliseconds(process, lambda: browser.get(f"/notes/{short}"), args.runs),
                    "an edit saved": milliseconds(process, edits(browser, short), args.runs),
                    "a note of two hours": milliseconds(process, lambda: browser.get(f"/notes/{long}"), args.runs),
                    "an edit of it saved": milliseconds(process, edits(browser, long), args.runs),
                }
            finally:
                server.terminate()
    print(f"| what | waited for, median of {args.runs}, ms | computed, ms |\n| --- | ---: | ---: |")
    for what, (waited, computed) in figures.items():
        print(f"| {what} | {waited:.0f} | {computed:.0f} |")


if __name__ == "__main__":
    main()
