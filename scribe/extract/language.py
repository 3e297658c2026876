"""The one spaCy tokenizer, and the small language of the patterns in `models/patterns/`.

What comes in: lines of words. What goes out: `Cues`, which find them in a spaCy Doc. What a cue means is decided by the
finder that asks for it.

A pattern is a line of words. `a|b` is either word, `word?` may be absent, `...` is up to four words
within a clause, `<word>` is one word or none, and no preposition, `<num>` a number, `<clock>` a time of day, and
`<area>`, `<technique>`, `<minutes>` a place where such a thing was found. Everything else is itself, in lower case,
without hyphens; a number is in digits, as in a Reading ("two" never stands there, and "one" does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.attrs import ENT_TYPE, LOWER, ORTH, TAG
from spacy.lang.en import English, EnglishDefaults
from spacy.tokens import Doc
from spacy.vocab import Vocab

from scribe.errors import VocabularyError
from scribe.resources import data_dir, read_yaml

EN_DASH, EM_DASH, APOSTROPHE = "\u2013", "\u2014", "\u2019"
GAP = 4
"""How many words `...` may stand for."""
_CLAUSE_MARKS = [",", ".", ";", ":", "?", "!", "-", EN_DASH, EM_DASH, "(", ")"]
_TAGS = {"<num>": "NUM", "<clock>": "CLOCK"}
_ENTITIES = {"<area>": "AREA", "<technique>": "TECHNIQUE", "<minutes>": "MINUTES"}
_ANY = 0
"""Stands for the word of lines that do not begin with a certain one; no word has this number."""
_BEGIN = (-1,)
"""Before the first word of any line."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that matched: its label and its token span, half-open."""

    label: str
    start: int
    end: int


class _Defaults(EnglishDefaults):
    tokenizer_exceptions = {  # noqa: RUF012
        **(EnglishDefaults.tokenizer_exceptions or {}),
        **{short: [{ORTH: short}] for short in ("b/l", "B/L")},
    }
    infixes = [  # noqa: RUF012, for the base class declares it so
        *(EnglishDefaults.infixes or ()),
        r"(?<=\d)/(?=\d)",
        r"(?<=\d)(?=(?:mins?|minutes?|degrees|deg|mm|cm|am|pm)\b)",
        r"(?<=[a-z])/(?=[a-z])",
        rf"(?<=\d)[-{EN_DASH}](?=\d)",
        r"(?<=[a-z])[.](?=[A-Z])",
    ]


class Dictation(English):  # type: ignore[no-untyped-call]
    """A blank English pipeline: spaCy's tokenizer, taught to part "6/10", "45min" and "neck/shoulders"."""

    Defaults = _Defaults  # given to the tokenizer once: changing it afterwards builds its special cases three times


def read_patterns(name: str) -> dict[str, Any]:
    """The content of `models/patterns/<name>.yaml`: a mapping, or a VocabularyError."""
    path = data_dir("models") / "patterns" / f"{name}.yaml"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise VocabularyError(f"{path.name}: the file must hold names with lists of phrases. Restore it or correct it.")
    return content


@cache
def _links() -> list[str]:
    """The words that `<word>` never is."""
    return [*_CLAUSE_MARKS, *read_patterns("reading")["links"]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one place of a pattern may be: one of `words`, any but the `barred`, a tag, or an entity of any length."""

    words: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    tag: str = ""
    entity: str = ""
    optional: bool = False


def compile_pattern(pattern: str) -> list[Step]:
    """A line of the pattern language as its steps."""
    # YAML folds a long line of alternatives with a blank behind the bar.
    return [step for word in pattern.replace("| ", "|").split() for step in _compile_word(word)]


def _compile_word(word: str) -> list[Step]:
    if word == "<word>":
        return [Step(barred=frozenset(_links()), optional=True)]
    if word == "...":
        return [Step(barred=frozenset(_CLAUSE_MARKS), optional=True)] * GAP
    if word in _TAGS:
        return [Step(tag=_TAGS[word])]
    if word in _ENTITIES:
        return [Step(entity=_ENTITIES[word])]
    optional = len(word) > 1 and word.endswith("?")
    word = word[:-1] if optional else word
    words = word.split("|") if "|" in word and len(word) > 1 else [word]
    return [Step(words=frozenset(words), optional=optional)]


_Key = tuple[int, int, int]
"""A token as patterns see it: its word, tag and entity, as numbers of the vocabulary."""
_Places = tuple[int, ...]
"""How far the lines have been followed: numbers of `Cues._places`."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A step of a line, in numbers of the vocabulary; the next place is the next number. `label` ends the line."""

    words: frozenset[int]
    barred: frozenset[int]
    tag: int
    entity: int
    optional: bool
    label: str = ""

    def takes(self, key: _Key) -> bool:
        word, tag, entity = key
        if self.words:
            return word in self.words
        if self.tag or self.entity:
            return tag == self.tag if self.tag else entity == self.entity
        return word not in self.barred


class Cues:
    """Finds the patterns of a mapping from label to lines; longer matches of a label swallow shorter ones.

    All lines are followed at once, as one automaton that is built while it reads: where a word leads from a set of
    places is worked out once and then looked up.
    """

    def __init__(self, vocab: Vocab, patterns: Mapping[str, Iterable[str]]) -> None:
        self._strings = vocab.strings
        self._places: list[_Place] = []
        self._by_word: dict[int, list[int]] = {}
        """The places where lines begin, by the word that they begin with; the others stand under _ANY."""
        self._next: dict[tuple[_Places, _Key], tuple[_Places, tuple[str, ...]]] = {}
        for label, lines in patterns.items():
            for line in lines:
                if not isinstance(line, str):
                    raise VocabularyError(f"models/patterns: {label}: {line} is no line of words. Put it in quotes.")
                self._add(label, compile_pattern(line))

    def find(self, doc: Doc, start: int = 0, end: int | None = None) -> list[Cue]:
        """All cues that lie within the tokens `start` to `end`, by their start, longer ones first."""
        stop = len(doc) if end is None else min(end, len(doc))
        if start >= stop:
            return []
        part: Any = doc[start:stop]
        keys: list[_Key] = [tuple(row) for row in part.to_array([LOWER, TAG, ENT_TYPE]).tolist()]
        found: set[Cue] = set()
        for first in range(len(keys)):
            places: _Places = _BEGIN
            for last in range(first, len(keys)):
                step = places, keys[last]
                if step not in self._next:
                    self._next[step] = self._follow(*step)
                places, labels = self._next[step]
                for label in labels:
                    found.add(Cue(label, start + first, start + last + 1))
                if not places:
                    break
        return _longest(found)

    def _add(self, label: str, steps: Sequence[Step]) -> None:
        """A line's places, and the ends of those that may begin it."""
        number = self._strings.add
        first = len(self._places)
        for step in steps:
            words, barred = frozenset(map(number, step.words)), frozenset(map(number, step.barred))
            tag, entity = number(step.tag) if step.tag else 0, number(step.entity) if step.entity else 0
            self._places.append(_Place(words, barred, tag, entity, step.optional))
        self._places.append(_Place(frozenset(), frozenset(), 0, 0, False, label))
        for place in self._reached(first):
            for word in self._places[place].words or (_ANY,):
                self._by_word.setdefault(word, []).append(place)

    def _follow(self, places: _Places, key: _Key) -> tuple[_Places, tuple[str, ...]]:
        """Where a token leads from some places, and the labels of the lines that end with it."""
        if places == _BEGIN:
            places = (*self._by_word.get(key[0], ()), *self._by_word.get(_ANY, ()))
        reached: dict[int, None] = {}
        for number in places:
            place = self._places[number]
            if place.label or not place.takes(key):
                continue
            if place.entity:
                reached[number] = None  # an entity is of any length
            for further in self._reached(number + 1):
                reached[further] = None
        labels = dict.fromkeys(self._places[n].label for n in reached if self._places[n].label)
        return tuple(n for n in reached if not self._places[n].label), tuple(labels)

    def _reached(self, number: int) -> Iterator[int]:
        """A place, and those behind it as long as what stands between may be absent."""
        yield number
        while self._places[number].optional:
            number += 1
            yield number


def _longest(found: Iterable[Cue]) -> list[Cue]:
    """Without those that overlap a longer one of their label, or an earlier one as long."""
    kept: list[Cue] = []
    taken: dict[str, set[int]] = {}
    for cue in sorted(found, key=lambda cue: (cue.start - cue.end, cue.start)):
        mine, here = taken.setdefault(cue.label, set()), range(cue.start, cue.end)
        if mine.isdisjoint(here):
            mine.update(here)
            kept.append(cue)
    return sorted(kept, key=lambda cue: (cue.start, -cue.end, cue.label))


def squeeze(text: str) -> str:
    """A text with its runs of white space made single."""
    return re.sub(r"\s+", " ", text).strip()
