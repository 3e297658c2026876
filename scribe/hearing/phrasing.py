"""How likely words are in a place of a dictation: therapists say much the same things in much the same order.

In: words and what stands beside them. Out: logarithms of probabilities, from the counts of phrasing.tsv, which
benchmarks/phrasing.py takes from the project's own dictations. All areas are counted as one word, and so are all
techniques, sides, numbers and negations: which of them was said is never told from the words beside it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from scribe.hearing.english import EVERYDAY, frequency
from scribe.hearing.tokens import STOP
from scribe.resources import data_dir, read_packed
from scribe.vocabulary import Vocabulary

TABLE = data_dir("models") / "patterns" / "phrasing.tsv.gz"

ORDER = 3
"""Words of the longest sequence that is counted."""

AREA, COMPLAINT, TECHNIQUE, DOING = "<area>", "<complaint>", "<technique>", "<doing>"
CLASSES = (AREA, COMPLAINT, TECHNIQUE, DOING)
_NAME, _SIDE, _NUMBER, _NEGATION = "<name>", "<side>", "<number>", "<negation>"

_SIDES = frozenset(("left", "right", "both", "bilateral", "bilaterally"))
_NEGATIONS = frozenset(("no", "not", "never", "without"))
_NUMBERS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred half quarter".split()
)

_LEAST_EVERYDAY, _LEAST = 2e-5, 1e-7
"""No everyday word is less likely, and no word at all."""

_REMEMBERED = 50_000
"""How many answers are kept: neighbouring stretches ask the same again."""

_NEIGHBOURS = 64
"""How many answers about stretches are kept: those that begin or end at the same word have the same beside them."""

_CLASS = 1e-4
"""How likely a class or a mark is where nothing is known: it always is."""


class Phrasing:
    """Which words follow which, and how often the vocabulary's phrases are said."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Raises DataError when the table cannot be read."""
        self.classes = _classes(vocabulary)
        self._longest: dict[str, int] = {}
        for phrase in self.classes:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._said: Counter[str] = Counter()
        self._of_class: Counter[str] = Counter(self.classes.values())
        for line in read_packed(TABLE).splitlines():
            number, words, said = line.split("\t")
            if said:
                self._said[said] += int(number)
                self._of_class[words] += int(number)
            else:
                self._counts[tuple(words.split())] += int(number)
        self._classed = lru_cache(_NEIGHBOURS)(self._classes_of)
        self._told = lru_cache(_REMEMBERED)(self._log_probability)
        self._followed: Counter[tuple[str, ...]] = Counter()
        self._followers: Counter[tuple[str, ...]] = Counter()
        for sequence, count in self._counts.items():
            self._followed[sequence[:-1]] += count
            self._followers[sequence[:-1]] += 1

    def classed(self, words: Sequence[str]) -> tuple[str, ...]:
        """Words and marks, with the vocabulary's longest phrases, sides, numbers, negations and names as classes."""
        return self._classed(tuple(words))

    def _classes_of(self, words: tuple[str, ...]) -> tuple[str, ...]:
        found: list[str] = []
        at = 0
        while at < len(words):
            size, name = self.phrase(words, at)
            if name:
                found.append(name)
            else:
                for word in words[at : at + size]:
                    one = _class_of(word)
                    if not (one == _NUMBER and found and found[-1] == _NUMBER):
                        found.append(one)
            at += size
        return tuple(found)

    def phrase(self, words: Sequence[str], at: int) -> tuple[int, str]:
        """How many words the vocabulary's longest phrase at a place has, and its class; 1 and "" where none is."""
        longest = min(self._longest.get(words[at].lower(), 0), len(words) - at)
        for size in range(longest, 0, -1):
            name = self.classes.get(tuple(word.lower() for word in words[at : at + size]))
            if name is not None:
                return size, name
        return 1, ""

    def likelihood(self, sequence: Iterable[str], before: Sequence[str]) -> float:
        """The logarithm of the probability that a sequence of classes and words follows on others."""
        context = (STOP, STOP, *before)[1 - ORDER :]
        total = 0.0
        for word in sequence:
            total += self._told(word, context)
            context = (*context[1:], word)
        return total

    def mean(self, words: Sequence[str]) -> float:
        """The mean logarithm of the probabilities of words and marks that begin and end a text; 0 where none are."""
        return self.likelihood((*self.classed(words), STOP), ()) / len(words) if words else 0.0

    def share(self, phrase: str, name: str) -> float:
        """The logarithm of a phrase's share of its class; 0 for a word that is counted by itself."""
        return math.log((self._said[phrase] + 1) / self._of_class[name]) if name in CLASSES else 0.0

    def _log_probability(self, word: str, context: tuple[str, ...]) -> float:
        """Of a word after `context`: longer sequences count, as far as they were met (Witten and Bell)."""
        probability = _at_large(word)
        for size in range(ORDER):
            sequence = context[len(context) - size :]
            followed, followers = self._followed.get(sequence, 0), self._followers.get(sequence, 0)
            if not followed:
                break
            probability = (self._counts.get((*sequence, word), 0) + followers * probability) / (followed + followers)
        return math.log(probability)


def _at_large(word: str) -> float:
    if word.startswith("<") or not word[0].isalpha():
        return _CLASS
    common = frequency(word) or frequency(word.removesuffix("'s"))
    return max(10 ** (common - 9), _LEAST_EVERYDAY if common >= EVERYDAY else _LEAST)


@lru_cache(_REMEMBERED)
def _class_of(word: str) -> str:
    lower = word.lower()
    if lower[0].isdigit() or lower in _NUMBERS:
        return _NUMBER
    if lower in _SIDES:
        return _SIDE
    if lower in _NEGATIONS:
        return _NEGATION
    return _NAME if word[0].isupper() and frequency(lower) < EVERYDAY else lower


def phrases(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Each phrase of the vocabulary, its class, and the identifier that it names."""
    for area in vocabulary.areas.values():
        yield from ((phrase, AREA, area.id) for phrase in (*area.names, *area.plurals))
        yield from ((phrase, COMPLAINT, area.id) for phrase in area.complaints)
    for technique in vocabulary.techniques.values():
        names = (*technique.names, *technique.ambiguous_names, *technique.unclear_names)
        yield from ((phrase.lower(), TECHNIQUE, technique.id) for phrase in names)
        yield from ((phrase.lower(), DOING, technique.id) for phrase in technique.verbs)


def _classes(vocabulary: Vocabulary) -> Mapping[tuple[str, ...], str]:
    """Each phrase of the vocabulary with its class; "" for what only looks like one of its phrases."""
    unlike = {tuple(phrase.split()): "" for phrase in (*vocabulary.not_areas, *vocabulary.not_techniques)}
    return unlike | {tuple(phrase.split()): name for phrase, name, _ in phrases(vocabulary)}
