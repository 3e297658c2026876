"""Which words are right as they stand, and which words of the trade a misheard one may have been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.errors import VocabularyError
from scribe.hearing.english import EVERYDAY, frequency
from scribe.hearing.phrasing import phrases
from scribe.hearing.sounds import Target
from scribe.resources import data_dir, read_yaml
from scribe.vocabulary import Vocabulary

_RARE = 3.3
"""Below this frequency a word of the vocabulary belongs to the trade alone."""

_SHORTEST = 4
"""Letters of the shortest word that is looked for by its sound."""

_LISTS = (
    "further_words",
    "right_as_heard",
    "letter_by_letter",
    "cues",
    "subjects",
    "no_verbs",
    "titles",
    "before_fillers",
    "behind_fillers",
    "told_of",
    "ages",
    "cut_to",
    "code_cues",
    "and_heard",
    "protected",
)
_OTHERS = ("clock", "homophones", "standing_alone", "fillers", "names_follow", "alike", "numbers", "weighty")


@dataclass(frozen=True, slots=True)
class Known:
    """A mishearing that was met before; the context fields are empty where none is needed."""

    heard: tuple[str, ...]
    meant: str
    next: frozenset[str]
    previous: frozenset[str]
    near: frozenset[str]


class Lexicon:
    """The vocabulary's words, and further ones of health care, as correction needs them. `names` are people's."""

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        """Raises VocabularyError when hearing.yaml or corrections.yaml is wrong."""
        words = hearing()
        self.subjects = words["subjects"]
        self.no_verbs = words["no_verbs"]
        self.ages = words["ages"]
        self.titles = words["titles"]
        self.told_of = words["told_of"]
        self.and_heard = words["and_heard"]
        self.protected = words["protected"]
        self.homophones: Mapping[str, str] = words["homophones"]
        self.standing_alone: Mapping[str, str] = words["standing_alone"]
        self.fillers: Mapping[str, str] = words["fillers"]
        self.before_fillers, self.behind_fillers = words["before_fillers"], words["behind_fillers"]
        self.names = frozenset(part for name in names for part in re.findall(r"[a-z']+", name.lower()))
        named = list(_phrases(vocabulary))
        self.terms = frozenset(phrase[0] for phrase in named if len(phrase) == 1)
        self.cues = words["cues"] | self.terms
        self._right = words["right_as_heard"]
        self._never_written = self._right - words["further_words"]
        self._trade = frozenset(word for phrase in named for word in phrase) | words["further_words"]
        self.rare = frozenset(word for word in self._trade if len(word) >= _SHORTEST and frequency(word) < _RARE)
        self.targets = tuple(
            target
            for target in _targets(vocabulary, words["further_words"] | self._right)
            if len(target.phrase) >= _SHORTEST
            and target.phrase not in words["letter_by_letter"]
            and self.protected.isdisjoint(target.phrase.split())
        )
        self.spelling = _spelling(vocabulary)
        self.known = _known()
        self.longest = max(map(len, self.known))

    def right(self, word: str) -> bool:
        """Whether a word needs no correction: the trade's, a person's name, or everyday English."""
        return word in self._trade or word in self.names or not word.isalpha() or frequency(word) >= EVERYDAY

    def stays(self, word: str) -> bool:
        """Whether no correction may take a word in: a side, a number, a name, a condition or structure of its own."""
        return word in self.protected or word in self.names or word in self._right

    def right_as_heard(self, phrase: str) -> bool:
        """Whether it is a condition or structure that nothing is written as: "lumpec to me" is no mastectomy, and may
        have been a lumpectomy."""
        return phrase in self._never_written

    def trade(self, word: str) -> bool:
        return word in self.rare


def _phrases(vocabulary: Vocabulary) -> Iterable[tuple[str, ...]]:
    for area in vocabulary.areas.values():
        for phrase in (*area.names, *area.plurals, *area.complaints):
            yield tuple(phrase.split())
    for technique in vocabulary.techniques.values():
        for phrase in (*technique.names, *technique.verbs, *technique.ambiguous_names):
            yield tuple(phrase.split())


def _targets(vocabulary: Vocabulary, further: Iterable[str]) -> Iterable[Target]:
    """All that a stretch may be corrected to. Nobody says the plurals of books, "solei" and "poplitei"."""
    words = {word: Target(word, word, word) for word in further}
    bookish = {phrase for area in vocabulary.areas.values() for phrase in area.plurals if phrase.endswith("i")}
    named = {p: Target(p, name, id) for p, name, id in phrases(vocabulary) if p not in bookish}
    yield from (words | named).values()


def _spelling(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Of each phrase the spelling that is listed first, "supraspinatus" for "supra spinatus", "levator scapulae" for
    "levator scapula", and "tendinitis" as the names of the codes have it."""
    first: dict[tuple[str, str], str] = {}
    plurals = {phrase for area in vocabulary.areas.values() for phrase in area.plurals}
    named = [(phrase, phrase.replace("tendonitis", "tendinitis"), id) for phrase, _, id in phrases(vocabulary)]

    def written(phrase: str, coded: str) -> str:
        letters = coded.replace(" ", "")
        return letters if phrase in plurals else letters.replace("ae", "a")

    return {phrase: first.setdefault((id, written(phrase, coded)), coded) for phrase, coded, id in named}


def hearing() -> Mapping[str, Any]:
    """The content of hearing.yaml; VocabularyError when a part of it is missing."""
    path = data_dir("models") / "patterns" / "hearing.yaml"
    content = read_yaml(path)
    missing = {*_LISTS, *_OTHERS} - set(content if isinstance(content, dict) else ())
    if missing:
        raise VocabularyError(f"{path.name}: {min(missing)} is missing. Restore it.")
    return {**content, **{key: frozenset(_split(content[key])) for key in _LISTS}}


def _split(words: str) -> list[str]:
    return [word.strip().strip('"') for word in words.split(",")]


def _known() -> Mapping[tuple[str, ...], tuple[Known, ...]]:
    """The mishearings of corrections.yaml, by what is heard."""
    path: Path = data_dir("models") / "vocabulary" / "corrections.yaml"
    content = read_yaml(path)
    try:
        entries = [_entry(entry) for entry in content["corrections"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(
            f"{path.name}: an entry lacks {error}. Write heard and meant, and lists of words."
        ) from error
    found: dict[tuple[str, ...], tuple[Known, ...]] = {}
    for known in entries:
        found[known.heard] = (*found.get(known.heard, ()), known)
    return found


def _entry(entry: Mapping[str, Any]) -> Known:
    strange = set(entry) - {"heard", "meant", "next", "previous", "near"}
    if strange:
        raise VocabularyError(f"corrections.yaml: {entry['heard']}: unknown key {min(strange)}. Remove it.")
    lists = [frozenset(entry.get(key, ())) for key in ("next", "previous", "near")]
    return Known(tuple(entry["heard"].split()), entry["meant"], *lists)
