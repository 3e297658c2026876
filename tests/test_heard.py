"""What was heard is read as what was said: pauses end sentences, and small words that were plainly heard wrong."""

from pathlib import Path

import pytest
from test_understanding import read

from scribe.extract import Reader
from scribe.extract.pauses import long_pauses
from scribe.records import FlagId, Transcript, Word
from scribe.resources import read_yaml
from scribe.vocabulary import load_vocabulary

PAUSE, SHORT = 0.5, 0.15
"""Seconds behind a full stop and behind a `|`, and behind a comma."""
TABLES = read_yaml(Path(__file__).parent / "cases" / "heard.yaml")
ROWS = [pytest.param(row, id=f"{table}: {row['says'][:70]}") for table, rows in TABLES.items() for row in rows]


@pytest.fixture(scope="module")
def reader():
    return Reader(load_vocabulary())


def spoken(marked, pause=PAUSE):
    """A transcript of `marked`, in which `|` stands where the speaker paused as behind a full stop, and `~` behind a
    full stop where the pause was a comma's."""
    text, words, second = "", [], 0.0
    for word in marked.split():
        if word == "|":
            second += pause - (SHORT if text.endswith(",") else 0)
            continue
        if word == "~":
            second -= pause - SHORT
            continue
        start = len(text) + bool(text)
        text += " " * bool(text) + word
        words.append(Word(word, start, len(text), second, second + 0.3, 0.95))
        second += 0.3 + {".": pause, "?": pause, ",": SHORT}.get(word[-1], 0)
    return Transcript(text, words=tuple(words))


@pytest.mark.parametrize("row", ROWS)
def test_what_was_heard_means_what_the_table_says(reader, row):
    transcript = spoken(row["says"])
    facts = reader.read(transcript)
    for key in set(row) - {"says", "asks"}:
        assert read(facts, key, transcript.text) == row[key], key
    asked = [flag for flag in facts.flags if flag.id is FlagId.LOW_CONFIDENCE]
    assert [flag.about for flag in asked] == row.get("asks", [])


@pytest.mark.parametrize(
    "says, key, meant",
    [
        ("Mid back pain that she put it for. Twenty minutes of Swedish on the back.", "pain", []),
        ("Swedish to the left, scalenes, ten minutes.", "blocks", ["swedish_massage | bilateral scalenes | 10 stated"]),
    ],
)
def test_a_typed_text_is_read_as_it_stands(reader, says, key, meant):
    facts = reader.read(Transcript(says))
    assert read(facts, key, says) == meant
    assert not [flag for flag in facts.flags if flag.id is FlagId.LOW_CONFIDENCE]


@pytest.mark.parametrize(
    "says, pause, after",
    [
        # as long as behind this speaker's full stops
        ("One. Two. Three. Four, | five, six", 0.5, ["Four,"]),
        ("One. Two. Three. Four, | five, six", 1.0, ["Four,"]),
        ("One. Two. Three. Four | five, six", 0.5, ["Four"]),
        # no full stop is so short that every comma would be one
        ("One. Two. Three. Four, | five, six", 0.2, []),
        # of a speaker of whom too few stops were written nothing is known
        ("One. Two, | three", 0.9, ["Two,"]),
        ("One. Two, three", 0.1, []),
        ("", 0.5, []),
    ],
)
def test_pauses_are_long_by_the_measure_of_the_speaker(says, pause, after):
    transcript = spoken(says, pause)
    ends = long_pauses(transcript.words)
    assert [word.text for word in transcript.words if word.end in ends] == after
