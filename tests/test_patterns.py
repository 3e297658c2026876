"""The lines of models/patterns: each can be compiled, is in use, and finds what it should and not what sounds alike."""

import re
from pathlib import Path

import pytest

from scribe.extract.areas import AreaFinder
from scribe.extract.language import Cues, Dictation, compile_pattern, read_patterns
from scribe.extract.minutes import Kind, MinutesFinder
from scribe.extract.reading import Reading, Tokenizer
from scribe.extract.sides import SideWords
from scribe.extract.techniques import TechniqueFinder
from scribe.records import Section, Status
from scribe.resources import data_dir, read_yaml
from scribe.vocabulary import load_vocabulary

SOURCES = Path(__file__).parent.parent / "scribe" / "extract"
ELSEWHERE = ("hearing", "unused")
"""Files that other stages read: not lines of patterns."""
FILES = sorted(path.stem for path in (data_dir("models") / "patterns").glob("*.yaml") if path.stem not in ELSEWHERE)
TABLE = read_yaml(Path(__file__).parent / "cases" / "patterns.yaml")
WITH_EXAMPLES = ("status", "answers", "repairs", "minutes", "pain", "plan", "session", "visits")


def _are_words(lines):
    return isinstance(lines, list) and all(isinstance(line, str) for line in lines)


def labels(name):
    """(label, lines) of a file; a label within a label is "outer inner"."""
    for label, content in read_patterns(name).items():
        parts = {label: content} if isinstance(content, list) else {f"{label} {k}": v for k, v in content.items()}
        yield from ((part, lines) for part, lines in parts.items() if lines and _are_words(lines))


ROWS = [pytest.param(name, label, lines, id=f"{name} {label}") for name in FILES for label, lines in labels(name)]


@pytest.mark.parametrize("name, label, lines", ROWS)
def test_lines_can_be_compiled(name, label, lines):
    for line in lines:
        assert line == line.lower() and (compile_pattern(line) or not line.strip()), line


@pytest.mark.parametrize("name, label, lines", ROWS)
def test_nothing_is_said_twice(name, label, lines):
    """No line in a list, and no word among the alternatives of a line."""
    assert len(lines) == len(set(lines))
    for line in lines:
        for place in line.replace("| ", "|").split():
            words = place.removesuffix("?").split("|")
            assert len(words) == len(set(words)), line


@pytest.mark.parametrize("name", FILES)
def test_every_label_is_used_by_the_code(name):
    """By the name in quotes, or as a field, in a file that reads these patterns, or as a status or a section."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py")]
    readers = [text for text in texts if f'read_patterns("{name}")' in text]
    assert readers
    known = {*Status, *Section} if name in ("status", "statements") else set()
    roles = (SOURCES / "items.py").read_text(encoding="utf-8") if name == "work" else ""
    unused = {
        label
        for label in read_patterns(name)
        if label not in known
        and not any(f'"{label}"' in text or f"    {label}: frozenset" in text for text in (*readers, roles))
    }
    assert not unused


@pytest.fixture(scope="module")
def read():
    """A text as the finders see it, areas, techniques and minutes marked; self-corrections stand as they were said."""
    vocabulary, tokenizer = load_vocabulary(), Tokenizer(Dictation())
    areas, techniques = AreaFinder(SideWords(), tokenizer, vocabulary), TechniqueFinder(tokenizer, vocabulary)
    minutes = MinutesFinder()

    def reading(text):
        made = Reading(text, tokenizer.tokens(text))
        made.mark_entities("TECHNIQUE", techniques.find(made))
        made.mark_entities("AREA", areas.find(made))
        made.mark_entities("MINUTES", [amount for amount in minutes.find(made) if amount.kind is Kind.PLAIN])
        return made

    return reading


LINES = {f"{name} {label}": lines for name in WITH_EXAMPLES for label, lines in labels(name)}


def found(reading, label):
    cues = Cues({label: LINES[label]}).find(reading.doc)
    return [" ".join(reading.words(cue.start, cue.end)) for cue in cues]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["label"])
def test_a_label_finds_its_example_and_not_the_near_miss(read, row):
    assert found(read(row["match"]), row["label"])
    assert not found(read(row["near_miss"]), row["label"])


def test_every_label_of_patterns_has_an_example():
    """Lists of single words need none."""
    asked = {label for label, lines in LINES.items() if any(" " in line for line in lines)}
    assert asked <= {row["label"] for row in TABLE} <= set(LINES)


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("at noon|<num>", "the lady at ten", True),
        ("at noon|<num>", "the lady at noon", True),
        ("at noon|<num>", "the lady at work", False),
        ("no <area>|work on|<technique>", "no low back on", True),
        ("no <area>|work on|<technique>", "no work cupping", True),
        ("no <area>|work on|<technique>", "no music on", False),
        ("then <num>? reps", "then reps", True),
    ],
)
def test_alternatives_may_be_words_numbers_places_and_works(read, line, text, found):
    assert bool(Cues({"it": [line]}).find(read(text).doc)) is found


def test_a_line_may_name_no_other_kinds_of_thing_than_there_are():
    """`<clock>` is one, `<hour>` is not: it would never be found."""
    known = {"<area>", "<technique>", "<minutes>", "<num>", "<clock>", "<word>"}
    lines = (line for every in LINES.values() for line in every)
    assert {kind for line in lines for kind in re.findall(r"<[^>]*>", line)} <= known
