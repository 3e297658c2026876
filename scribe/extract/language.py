"""The one spaCy tokenizer, and the small language of the patterns in `models/patterns/`.

What comes in: lines of words. What goes out: `Cues`, which find them in a row of words. What a cue means is decided by
the finder that asks for it.

A pattern is a line of words. `a|b` is either word, `word?` may be absent, `...` is up to four words
within a clause, `<word>` is one word or none, and no preposition, `<num>` a number, `<clock>` a time of day, and
`<area>`, `<technique>`, `<minutes>` a place where such a thing was found. Everything else is itself, in lower case,
without hyphens; a number is in digits, as in a Reading ("two" never stands there, and "one" does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from spacy.attrs import ORTH
from spacy.lang.en import English, EnglishDefaults

from scribe.errors import VocabularyError
from scribe.resources import data_dir, read_yaml

EN_DASH, EM_DASH, APOSTROPHE = "\u2013", "\u2014", "\u2019"
GAP = 4
"""How many words `...` may stand for."""
_CLAUSE_MARKS = [",", ".", ";", ":", "?", "!", "-", EN_DASH, EM_DASH, "(", ")"]
_TAGS = {"<num>": "NUM", "<clock>": "CLOCK"}
_ENTITIES = {"<area>": "AREA", "<technique>": "TECHNIQUE", "<minutes>": "MINUTES"}
_ANY = ""
"""Stands for the word of lines that do not begin with a certain one; no word is empty."""


class Seen(NamedTuple):
    """A word as patterns see it, with its tag and the entity that it is part of, each empty where there is none."""

    word: str
    tag: str = ""
    ent_type_: str = ""


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
    """What one place of a pattern may be: one of `words`, of `tags`, of `entities` of any length, or, where none of
    them is given, any word but the `barred`.

    The last step of a line is its end, which no word is: it has nothing but the label.
    """

    words: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    optional: bool = False
    label: str = ""

    @property
    def open(self) -> bool:
        """Whether a word that is not named may stand here."""
        return not self.words or bool(self.tags or self.entities)

    def takes(self, seen: Seen) -> bool:
        if self.words or self.tags or self.entities:
            return seen.word in self.words or seen.tag in self.tags or seen.ent_type_ in self.entities
        return not self.label and seen.word not in self.barred


def compile_pattern(pattern: str) -> list[Step]:
    """A line of the pattern language as its steps."""
    # YAML folds a long line of alternatives with a blank behind the bar.
    return [step for word in pattern.replace("| ", "|").split() for step in _compile_word(word)]


def _compile_word(word: str) -> list[Step]:
    if word == "<word>":
        return [Step(barred=frozenset(_links()), optional=True)]
    if word == "...":
        return [Step(barred=frozenset(_CLAUSE_MARKS), optional=True)] * GAP
    optional = len(word) > 1 and word.endswith("?")
    word = word[:-1] if optional else word
    words = set(word.split("|") if "|" in word and len(word) > 1 else [word])
    tags, entities = words & _TAGS.keys(), words & _ENTITIES.keys()
    return [
        Step(
            words=frozenset(words - tags - entities),
            tags=frozenset(_TAGS[one] for one in tags),
            entities=frozenset(_ENTITIES[one] for one in entities),
            optional=optional,
        )
    ]


@dataclass(eq=False, slots=True)
class _State:
    """How far the lines have been followed: the places that come next, and the labels of the lines that end here."""

    places: frozenset[int]
    labels: tuple[str, ...] = ()
    leads: dict[Seen, _State] = field(default_factory=dict)
    """Where a word leads from here, for those that have been met."""


class Cues:
    """Finds the patterns of a mapping from label to lines; longer matches of a label swallow shorter ones.

    All lines are followed at once, as one automaton that is built while it reads: where a word leads from a state is
    worked out once and then looked up.
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._steps: list[Step] = []
        """The steps of all lines, one line behind the other."""
        self._by_word: dict[str, list[int]] = {}
        """The places where lines begin, by the word that they begin with; the others stand under _ANY."""
        self._states: dict[frozenset[int], _State] = {}
        for label, lines in patterns.items():
            for line in lines:
                if not isinstance(line, str):
                    raise VocabularyError(f"models/patterns: {label}: {line} is no line of words. Put it in quotes.")
                self._add(label, compile_pattern(line))
        self._begin = _State(frozenset(place for places in self._by_word.values() for place in places))

    def find(self, words: Sequence[Seen], start: int = 0, end: int | None = None) -> list[Cue]:
        """All cues that lie within the words `start` to `end`, by their start, longer ones first."""
        stop = len(words) if end is None else min(end, len(words))
        found: list[Cue] = []
        for first in range(start, stop):
            state, last = self._begin, first
            while state.places and last < stop:
                state = state.leads.get(words[last]) or self._follow(state, words[last])
                last += 1
                for label in state.labels:
                    found.append(Cue(label, first, last))
        return _longest(found)

    def _add(self, label: str, steps: Sequence[Step]) -> None:
        """A line's steps, and the places of those that may begin it."""
        first = len(self._steps)
        self._steps += [*steps, Step(label=label)]
        for place in self._reached(first):
            step = self._steps[place]
            for word in (*step.words, _ANY) if step.open else step.words:
                self._by_word.setdefault(word, []).append(place)

    def _follow(self, state: _State, seen: Seen) -> _State:
        """Where a word leads from a state, worked out and kept."""
        places: Iterable[int] = state.places
        if state is self._begin:
            places = (*self._by_word.get(seen.word, ()), *self._by_word.get(_ANY, ()))
        reached: set[int] = set()
        for place in places:
            step = self._steps[place]
            if step.takes(seen):
                reached.update(self._reached(place + 1))
                if seen.ent_type_ in step.entities:
                    reached.add(place)  # an entity is of any length
        state.leads[seen] = following = self._state(frozenset(reached))
        return following

    def _state(self, reached: frozenset[int]) -> _State:
        """The state in which these places are reached: one, however they were."""
        if reached not in self._states:
            ends = {place for place in reached if self._steps[place].label}
            labels = {self._steps[place].label for place in ends}
            self._states[reached] = _State(reached - ends, tuple(labels))
        return self._states[reached]

    def _reached(self, place: int) -> Iterator[int]:
        """A place, and those behind it as long as what stands between may be absent."""
        yield place
        while self._steps[place].optional:
            place += 1
            yield place


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
