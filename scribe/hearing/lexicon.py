"""Which words are right as they stand, and which words of the trade a misheard one may have been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from wordfreq import zipf_frequency

from scribe.errors import VocabularyError
from scribe.hearing.sounds import likeness
from scribe.resources import data_dir, read_yaml
from scribe.vocabulary import Vocabulary

EVERYDAY = 3.0
"""From this frequency a word is taken for right: once in a million, as a power of ten of a thousand million."""

_RARE = 3.3
"""Below this frequency a word of the vocabulary belongs to the trade alone."""

_ONE_WORD = 0.9
"""Two words of the trade as alike as this are spellings of one."""

_CLOSEST = 40
"""How many of the words that are written alike are compared by their sound."""

_SHORTEST = 4
"""Letters of the shortest word that is looked for by its sound."""

_LISTS = (
    "further_words",
    "right_as_heard",
    "cues",
    "joints",
    "subjects",
    "titles",
    "told_of",
    "prefixes",
    "code_cues",
    "and_heard",
    "protected",
)
_OTHERS = ("clock", "homophones", "standing_alone", "names_follow", "alike", "numbers", "weighty")


@dataclass(frozen=True, slots=True)
class Known:
    """A mishearing that was met before; the context fields are empty where none is needed."""

    heard: tuple[str, ...]
    meant: str
    next: frozenset[str]
    previous: frozenset[str]
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the trade with one rare word: the everyday words around it vouch for it."""

    before: tuple[str, ...]
    rare: str
    after: tuple[str, ...]


class Lexicon:
    """The vocabulary's words, and further ones of health care, as correction needs them. `names` are people's."""

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        """Raises VocabularyError when hearing.yaml or corrections.yaml is wrong."""
        words = hearing()
        self.joints = words["joints"]
        self.subjects = words["subjects"]
        self.titles = words["titles"]
        self.told_of = words["told_of"]
        self.prefixes = words["prefixes"]
        self.and_heard = words["and_heard"]
        self.protected = words["protected"]
        self.homophones: Mapping[str, str] = words["homophones"]
        self.standing_alone: Mapping[str, str] = words["standing_alone"]
        self.names = frozenset(part for name in names for part in re.findall(r"[a-z']+", name.lower()))
        phrases = list(_phrases(vocabulary))
        self.terms = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
        self.cues = words["cues"] | self.terms
        self._right = words["right_as_heard"]
        self._trade = frozenset(word for phrase in phrases for word in phrase) | words["further_words"]
        self.rare = frozenset(word for word in self._trade if len(word) >= _SHORTEST and frequency(word) < _RARE)
        single = (word for word in self._trade if len(word) >= _SHORTEST and word not in self.protected)
        several = (" ".join(phrase) for phrase in phrases if len(phrase) > 1 and self.rare.issuperset(phrase))
        self._targets = {term.replace(" ", ""): term for term in sorted({*single, *several})}
        self._runs = tuple(self._targets)
        self.anchored = _anchored(phrases, self.rare)
        self.known = _known(_inflections(vocabulary))

    def right(self, word: str) -> bool:
        """Whether a word needs no correction: the trade's, a person's name, or everyday English."""
        return word in self._trade or word in self.names or not word.isalpha() or frequency(word) >= EVERYDAY

    def stays(self, word: str) -> bool:
        """Whether no correction may take a word in: a side, a number, a name, a condition or structure of its own."""
        return word in self.protected or word in self.names or word in self._right

    def trade(self, word: str) -> bool:
        return word in self.rare

    def nearest(self, letters: str, least: float) -> tuple[str, float, float] | None:
        """The term that sounds most like some letters, its likeness, and the lead over the next."""
        # However alike they sound, this alike they must be written; the comparison of writing is the fast one.
        written = process.extract(
            letters, self._runs, scorer=Levenshtein.normalized_similarity, limit=_CLOSEST, score_cutoff=2 * least - 1
        )
        found = sorted(
            ((likeness(letters, run), frequency(self._targets[run]), run) for run, _, _ in written), reverse=True
        )
        if not found or found[0][0] < least:
            return None
        score, _, best = found[0]
        rivals = [other for other, _, run in found[1:] if not inflected(run, best) and likeness(run, best) < _ONE_WORD]
        # Of two spellings of one word, the one that English knows: the vocabulary lists misspellings too.
        best = max((one for one in found if likeness(one[2], best) >= _ONE_WORD), key=lambda one: one[1] > 0)[2]
        return self._targets[best], score, score - max(rivals, default=0.0)


def frequency(word: str) -> float:
    """How common a word is in English, as a power of ten per thousand million words; 0 when it is none."""
    return float(zipf_frequency(word, "en", wordlist="large"))


def inflected(word: str, other: str) -> bool:
    """Whether two words are forms of one, so that either would name the same thing."""
    shorter, longer = sorted((word, other), key=len)
    return longer.startswith(shorter[: max(4, len(shorter) - 2)])


def _phrases(vocabulary: Vocabulary) -> Iterable[tuple[str, ...]]:
    for area in vocabulary.areas.values():
        for phrase in (*area.names, *area.plurals, *area.complaints):
            yield tuple(phrase.split())
    for technique in vocabulary.techniques.values():
        for phrase in (*technique.names, *technique.verbs, *technique.ambiguous_names):
            yield tuple(phrase.split())


def _anchored(phrases: Iterable[tuple[str, ...]], rare: frozenset[str]) -> Mapping[str, tuple[Phrase, ...]]:
    """Phrases with exactly one rare word, by the everyday word that stands next to it."""
    found: dict[str, dict[Phrase, None]] = {}
    for words in phrases:
        strange = [at for at, word in enumerate(words) if word in rare]
        if len(strange) != 1 or len(words) < 2:
            continue
        at = strange[0]
        phrase = Phrase(words[:at], words[at], words[at + 1 :])
        anchor = phrase.after[0] if phrase.after else phrase.before[-1]
        found.setdefault(anchor, {})[phrase] = None
    return {anchor: tuple(held) for anchor, held in found.items()}


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


def _inflections(vocabulary: Vocabulary) -> Iterable[Known]:
    """Techniques of which a word before the last was heard in the past tense: "balanced training"."""
    for technique in vocabulary.techniques.values():
        for words in (name.split() for name in technique.names):
            for at, word in enumerate(words[:-1]):
                past = word + ("d" if word.endswith("e") else "ed")
                if len(word) >= _SHORTEST and frequency(past) > 0:
                    yield Known((*words[:at], past, *words[at + 1 :]), " ".join(words), *(frozenset[str](),) * 3)


def _known(further: Iterable[Known]) -> Mapping[tuple[str, ...], tuple[Known, ...]]:
    """The mishearings of corrections.yaml and further ones, by what is heard."""
    path: Path = data_dir("models") / "vocabulary" / "corrections.yaml"
    content = read_yaml(path)
    try:
        entries = [_entry(entry) for entry in content["corrections"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(
            f"{path.name}: an entry lacks {error}. Write heard and meant, and lists of words."
        ) from error
    found: dict[tuple[str, ...], tuple[Known, ...]] = {}
    for known in (*entries, *further):
        found[known.heard] = (*found.get(known.heard, ()), known)
    return found


def _entry(entry: Mapping[str, Any]) -> Known:
    strange = set(entry) - {"heard", "meant", "next", "previous", "near"}
    if strange:
        raise VocabularyError(f"corrections.yaml: {entry['heard']}: unknown key {min(strange)}. Remove it.")
    lists = [frozenset(entry.get(key, ())) for key in ("next", "previous", "near")]
    return Known(tuple(entry["heard"].split()), entry["meant"], *lists)
