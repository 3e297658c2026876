"""What is read from a sentence: tables that a therapist can read, near misses beside matches (tests/cases)."""

from pathlib import Path

import pytest

from scribe.extract import Reader
from scribe.records import Transcript
from scribe.resources import read_yaml
from scribe.vocabulary import load_vocabulary

CASES = Path(__file__).parent / "cases"
TABLES = {
    name: rows
    for file in ("understanding", "work", "blocks", "spoken_of", "scores")
    for name, rows in read_yaml(CASES / f"{file}.yaml").items()
}
KEYS = {
    "says", "blocks", "mentions", "not_worked", "pain", "motion", "follow_up", "session", "client", "diagnoses",
    "aside", "flags", "home",
}  # fmt: skip
ROWS = [pytest.param(row, id=f"{table}: {row['says'][:70]}") for table, rows in TABLES.items() for row in rows]


@pytest.fixture(scope="module")
def reader():
    return Reader(load_vocabulary())


def place(fact):
    return f"{fact.side} {fact.area}" if fact.side else fact.area


def amount(value):
    return "-" if value is None else f"[{value[0]:g}, {value[1]:g}]" if isinstance(value, tuple) else f"{value:g}"


def block(t):
    minutes = f"{t.minutes:g} {t.minutes_basis}" if t.minutes is not None else "-"
    return f"{' '.join(t.techniques) or '-'} | {', '.join(place(a) for a in t.areas) or '-'} | {minutes}"


def read(facts, key, says):
    """A key of the table as the facts have it."""
    return {
        "blocks": lambda: [block(t) for t in facts.treatments],
        "mentions": lambda: [f"{m.technique} {m.status}" for m in facts.mentions],
        "not_worked": lambda: [f"{place(n)} {n.status}" for n in facts.not_worked],
        "pain": lambda: [f"{place(p)} {amount(p.before)} {amount(p.after)}" for p in facts.pain],
        "motion": lambda: [
            f"{place(m)} {m.movement} {amount(m.before)} {amount(m.after)} {m.unit}" for m in facts.range_of_motion
        ],
        "follow_up": lambda: facts.follow_up.days,
        "session": lambda: facts.session.minutes,
        "client": lambda: facts.session.client,
        "diagnoses": lambda: [f"{d.code} {d.spoken}" for d in facts.diagnoses],
        "home": lambda: [care.text for care in facts.home_care],
        "aside": lambda: [says[e.start : e.end] for e in facts.set_aside],
        "flags": lambda: [str(flag.id) for flag in facts.flags],
    }[key]()


@pytest.mark.parametrize("row", ROWS)
def test_a_sentence_means_what_the_table_says(reader, row):
    assert set(row) <= KEYS and len(row) > 1
    facts = reader.read(Transcript(row["says"]))
    for key in set(row) - {"says"}:
        assert read(facts, key, row["says"]) == row[key], key


def test_tables_hold_no_sentence_twice():
    said = [row["says"] for rows in TABLES.values() for row in rows]
    assert len(said) == len(set(said)) and all(TABLES.values())


@pytest.mark.parametrize(
    "says, told",
    [
        ("Swedish on the back, ten minutes. I don't use vibration on her, she gets dizzy.", False),
        ("Swedish on the back, ten minutes. No hot stones, the heat gives her headaches.", False),
        ("Swedish on the back, ten minutes. No hot stones, her calves are sore.", True),
        ("She gets dizzy. Swedish on the back, ten minutes. No hot stones.", True),
    ],
)
def test_why_work_was_left_out_is_no_complaint(reader, says, told):
    assert bool(reader.read(Transcript(says)).complaint) is told


@pytest.mark.parametrize(
    "says, told",
    [
        (
            "Swedish on the back, ten minutes. I don't have more for the chart, and I still have the laundry to fold.",
            False,
        ),
        ("Swedish on the back, ten minutes. I still need to finish the notes.", False),
        ("Swedish on the back, ten minutes. Her neck is still stiff.", True),
        ("Swedish on the back, ten minutes. I still felt a knot there.", True),
    ],
)
def test_what_the_therapist_has_yet_to_do_is_no_outcome(reader, says, told):
    assert bool(reader.read(Transcript(says)).outcome) is told
