"""The one spaCy tokenizer, and the small language of the patterns in `models/patterns/`.

What comes in: lines of words. What goes out: `Cues`, which find them in a spaCy Doc. What a cue means is decided by the
finder that asks for it.

A pattern is a line of words for spaCy's Matcher. `a|b` is either word, `word?` may be absent, `...` is up to four words
within a clause, `<word>` is one word or none, and no preposition, `<num>` a number, `<clock>` a time of day, and
`<area>`, `<technique>`, `<minutes>` a place where such a thing was found. Everything else is itself, in lower case,
without hyphens; a number is in digits, as in a Reading ("two" never stands there, and "one" does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from spacy.attrs import ENT_TYPE, LOWER, ORTH, TAG
from spacy.lang.en import English, EnglishDefaults
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from scribe.errors import VocabularyError
from scribe.resources import data_dir, read_yaml

EN_DASH, EM_DASH, APOSTROPHE = "\u2013", "\u2014", "\u2019"
GAP = 4
"""How many words `...` may stand for."""
LONGEST_ENTITY = 16
"""How many words `<minutes>` or its like may stand for."""
_CLAUSE_MARKS = [",", ".", ";", ":", "?", "!", "-", EN_DASH, EM_DASH, "(", ")"]
_TAGS = {"<num>": "NUM", "<clock>": "CLOCK"}
_ENTITIES = {"<area>": "AREA", "<technique>": "TECHNIQUE", "<minutes>": "MINUTES"}
_ANY = 0
"""The key of lines that may begin with any word; no word has it."""

_Pattern = list[dict[str, Any]]


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


def compile_pattern(pattern: str) -> _Pattern:
    """A line of the pattern language as a token pattern of spaCy's Matcher."""
    # YAML folds a long line of alternatives with a blank behind the bar.
    return [token for word in pattern.replace("| ", "|").split() for token in _compile_word(word)]


def _compile_word(word: str) -> _Pattern:
    if word == "<word>":
        return [{"LOWER": {"NOT_IN": _links()}, "OP": "?"}]
    if word == "...":
        return [{"LOWER": {"NOT_IN": _CLAUSE_MARKS}, "OP": "?"} for _ in range(GAP)]
    if word in _TAGS:
        return [{"TAG": _TAGS[word]}]
    if word in _ENTITIES:
        return [{"ENT_TYPE": _ENTITIES[word], "OP": "+"}]
    optional = len(word) > 1 and word.endswith("?")
    word = word[:-1] if optional else word
    token: dict[str, Any] = {"LOWER": {"IN": word.split("|")} if "|" in word and len(word) > 1 else word}
    return [{**token, "OP": "?"}] if optional else [token]


def _spread(pattern: _Pattern) -> Iterator[_Pattern]:
    """A pattern as several, each of which begins with one certain word, or may begin with any."""
    first, rest = pattern[0], pattern[1:]
    words = first.get("LOWER")
    if isinstance(words, dict) and "NOT_IN" in words:
        yield pattern
        return
    for word in words["IN"] if isinstance(words, dict) else [words]:
        yield [{"LOWER": word} if word else first, *rest]
    if first.get("OP") == "?" and rest:
        yield from _spread(rest)


class _Opening:
    """The lines that begin with one word; `reach` is how many words the longest of them may take.

    Its Matcher is built where that word first stands: a dictation has few of the words that lines begin with.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._patterns: dict[str, list[_Pattern]] = {}
        self.reach = 0

    def add(self, label: str, pattern: _Pattern) -> None:
        self._patterns.setdefault(label, []).append(pattern)
        self.reach = max(self.reach, sum(LONGEST_ENTITY if token.get("OP") == "+" else 1 for token in pattern))

    @cached_property
    def matcher(self) -> Matcher:
        matcher = Matcher(self._vocab, validate=False)
        for label, patterns in self._patterns.items():
            matcher.add(label, patterns)
        return matcher


class Cues:
    """Finds the patterns of a mapping from label to lines; longer matches of a label swallow shorter ones.

    A Matcher tries each of its lines at each word of a text. As that would be slow with hundreds of lines, they are
    kept by the word that they begin with, and tried where it stands.
    """

    def __init__(self, vocab: Vocab, patterns: Mapping[str, Iterable[str]]) -> None:
        self._strings = vocab.strings
        self._openings: dict[int, _Opening] = {}
        for label, lines in patterns.items():
            for line in lines:
                if not isinstance(line, str):
                    raise VocabularyError(f"models/patterns: {label}: {line} is no line of words. Put it in quotes.")
                for pattern in _spread(compile_pattern(line)):
                    key = self._key(pattern[0])
                    if key not in self._openings:
                        self._openings[key] = _Opening(vocab)
                    self._openings[key].add(label, pattern)

    def find(self, doc: Doc, start: int = 0, end: int | None = None) -> list[Cue]:
        """All cues that lie within the tokens `start` to `end`, by their start, longer ones first."""
        stop = len(doc) if end is None else min(end, len(doc))
        if start >= stop:
            return []
        found = set(self._matches(self._openings.get(_ANY), doc, start, stop))
        part: Any = doc[start:stop]
        keys = part.to_array([LOWER, TAG, ENT_TYPE]).tolist()
        for index, (word, tag, entity) in enumerate(keys, start):
            for key in (word, tag, entity):
                opening = self._openings.get(key) if key else None
                if opening:
                    reach = min(index + opening.reach, stop)
                    found |= {cue for cue in self._matches(opening, doc, index, reach) if cue.start == index}
        return _longest(found)

    def _matches(self, opening: _Opening | None, doc: Doc, start: int, stop: int) -> Iterator[Cue]:
        for label, first, last in opening.matcher(doc[start:stop]) if opening else ():
            yield Cue(self._strings[label], start + first, start + last)

    def _key(self, token: dict[str, Any]) -> int:
        word = token.get("LOWER") or token.get("TAG") or token.get("ENT_TYPE")
        return int(self._strings.add(word)) if isinstance(word, str) else _ANY


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
