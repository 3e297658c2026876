"""The one spaCy tokenizer, and the small pattern language of `models/patterns/`.

A pattern is a line of words for spaCy's Matcher. `a|b` is either word, `word?` may be absent, `...` is up
to four words within a clause, `<word>` one word that is no preposition, `<num>` a number, `<clock>` a time of day, and `<area>`, `<technique>`,
`<minutes>` a place where such a thing was found. Everything else is itself, in lower case, without hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from spacy.vocab import Vocab

from scribe.errors import VocabularyError
from scribe.resources import data_dir, read_yaml

GAP = 4
_CLAUSE_MARKS = [",", ".", ";", ":", "?", "!", "-", "–", "—", "(", ")"]
_WORD: dict[str, Any] = {"LOWER": {"NOT_IN": _CLAUSE_MARKS}, "OP": "?"}
_LINKS = [
    "of",
    "on",
    "to",
    "for",
    "in",
    "at",
    "with",
    "and",
    "into",
    "over",
    "from",
    "by",
    "i",
    "we",
    "doing",
    "giving",
    "worth",
    "was",
    "went",
    "each",
    "per",
]
_TAGS = {"<num>": "NUM", "<clock>": "CLOCK"}
_ENTITIES = {"<area>": "AREA", "<technique>": "TECHNIQUE", "<minutes>": "MINUTES"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that matched: its label and its token span, half-open."""

    label: str
    start: int
    end: int


def build_language() -> Language:
    """A blank English pipeline: spaCy's tokenizer, taught to part "6/10" and "45min"."""
    nlp = spacy.blank("en")
    infixes = [
        *(nlp.Defaults.infixes or []),
        r"(?<=\d)/(?=\d)",
        r"(?<=\d)(?=(?:mins?|minutes?|degrees|deg|mm|cm|am|pm)\b)",
    ]
    infixes += [r"(?<=[a-z])/(?=[a-z])", r"(?<=\d)[-–](?=\d)", r"(?<=[a-z])[.](?=[A-Z])"]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    return nlp


def _token_patterns(word: str) -> list[dict[str, Any]]:
    if word == "<word>":
        return [{"LOWER": {"NOT_IN": [*_CLAUSE_MARKS, *_LINKS]}, "OP": "?"}]
    if word == "...":
        return [dict(_WORD) for _ in range(GAP)]
    optional = len(word) > 1 and word.endswith("?")
    word = word[:-1] if optional else word
    token: dict[str, Any]
    if word in _TAGS:
        token = {"TAG": _TAGS[word]}
    elif word in _ENTITIES:
        token = {"ENT_TYPE": _ENTITIES[word], "OP": "+"}
        return [{**token, "OP": "*"}] if optional else [token]
    elif "|" in word and len(word) > 1:
        token = {"LOWER": {"IN": word.split("|")}}
    else:
        token = {"LOWER": word}
    return [{**token, "OP": "?"}] if optional else [token]


def compile_pattern(pattern: str) -> list[dict[str, Any]]:
    """A line of the pattern language as a token pattern of spaCy's Matcher."""
    # YAML folds a long line of alternatives with a blank behind the bar.
    return [token for word in pattern.replace("| ", "|").split() for token in _token_patterns(word)]


class Cues:
    """Finds the patterns of a mapping from label to lines; longer matches of a label swallow shorter ones."""

    def __init__(self, vocab: Vocab, patterns: Mapping[str, Iterable[str]]) -> None:
        self._matcher = Matcher(vocab)
        self._strings = vocab.strings
        for label, lines in patterns.items():
            self._matcher.add(label, [compile_pattern(line) for line in lines], greedy="LONGEST")

    def find(self, doc: Doc) -> list[Cue]:
        found = (Cue(self._strings[label], start, end) for label, start, end in self._matcher(doc))
        return sorted(found, key=lambda cue: (cue.start, -cue.end))


def read_patterns(name: str) -> dict[str, Any]:
    """The content of `models/patterns/<name>.yaml`: a mapping, or a VocabularyError."""
    path = data_dir("models") / "patterns" / f"{name}.yaml"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise VocabularyError(f"{path.name}: the file must hold names with lists of phrases. Restore it or correct it.")
    return content


def squeeze(text: str) -> str:
    """A text with its runs of white space made single."""
    return re.sub(r"\s+", " ", text).strip()
