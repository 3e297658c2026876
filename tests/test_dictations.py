"""Whole dictations with annotations made by hand, scored as the project's own scorer does (docs/measurements.md).

`practice_*.json` taught the patterns; `held_out_*.json` never did: nobody who changes words or code reads them. The
floors are below the figures of docs/measurements.md, so that they fall only when something breaks.
"""

import json
import re
import sys
from pathlib import Path

import pytest

from scribe import note_json
from scribe.assembly import Scribe
from scribe.records import Source

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))

from score_notes import score  # noqa: E402

ALWAYS = {"grounded": 1.0, "evidence": 1.0, "covered": 0.98, "written": 1.0}
FLOORS = {
    "development": {
        "blocks": 0.97, "techniques": 0.98, "areas": 0.98, "pain": 0.98, "rom": 0.98, "mentions": 0.95, "flags": 0.95,
        "billing": 0.97,
    },
    "practice": {
        "blocks": 0.985, "techniques": 0.99, "areas": 0.99, "pain": 0.95, "rom": 0.97, "mentions": 0.94,
        "flags": 0.95, "billing": 0.98,
    },
    "held_out": {
        "blocks": 0.94, "techniques": 0.99, "areas": 0.98, "pain": 0.99, "rom": 0.99, "mentions": 0.94, "flags": 0.86,
        "billing": 0.95,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def scribe():
    return Scribe()


def dictations(name):
    paths = sorted((HERE / "dictations").glob(f"{name}*.json"))
    return [item for path in paths for item in json.loads(path.read_text())]


def figures_of(items, scribe, folder):
    for item in items:
        note = scribe.note_from_text(item["text"], Source(f"{item['id']}.txt", "0" * 64))
        text = note_json.dumps(note_json.to_dict(note))
        (folder / f"{item['id']}.note.json").write_text(text, encoding="utf-8")
    return score(items, folder)[0]


@pytest.mark.parametrize("name", FLOORS)
def test_scores_stay_above_their_floors(name, scribe, tmp_path):
    items = dictations(name)
    assert len(items) >= 20
    figures = figures_of(items, scribe, tmp_path)
    short = {key: figures[key] for key, floor in {**ALWAYS, **FLOORS[name]}.items() if figures[key] < floor}
    assert short == {}


def without_stops(text):
    """As a speech model may write it: no mark but inside a word or a number, and no capital."""
    return " ".join(re.sub(r"[.,;:?!](?!\d)|(?<!\d)[.,;:?!]|[()\"\u2014\u2013\u201c\u201d]", " ", text).lower().split())


@pytest.mark.parametrize("name, floor", [("development", 0.8), ("practice", 0.63)])
def test_most_work_is_found_where_no_stop_was_written(name, floor, scribe, tmp_path):
    items = [{**item, "text": without_stops(item["text"])} for item in dictations(name)]
    figures = figures_of(items, scribe, tmp_path)
    assert figures["blocks"] >= floor and figures["evidence"] >= 0.999


def test_no_dictation_stands_in_two_sets():
    items = [item for path in (HERE / "dictations").glob("*.json") for item in json.loads(path.read_text())]
    assert len({item["text"] for item in items}) == len(items)
    assert len({item["id"] for item in items}) == len(items)  # a note is kept under the id
