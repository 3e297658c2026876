"""How well was it heard? Reference texts against transcripts, over words and over the words that a note rests on.

Word errors are counted by jiwer after Whisper's own English normalizer. Numbers, sides and negations are heard when
the aligned word is the same; a term is heard when the reading vocabulary finds the same identifier as often in what
was heard as in the reference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer
from wordfreq import zipf_frequency

from scribe.vocabulary import Vocabulary

SIDES = frozenset("left right both bilateral bilaterally".split())
NEGATIONS = frozenset("no not none nothing never without neither nor declined denied denies refused cannot".split())
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_CLOCK_WORD = re.compile(r"clock\w+")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_EVERYDAY = 3.3
"""Occurrences per thousand million words, as a power of ten, from which a word is everyday English."""

_normalize = EnglishTextNormalizer()


@dataclass
class Tally:
    """Of `said` words of a kind, `heard` came through; `invented` were heard where the reference has other words."""

    said: int = 0
    heard: int = 0
    invented: int = 0

    @property
    def recall(self) -> float:
        return self.heard / self.said if self.said else 1.0


@dataclass
class Figures:
    """Sums over recordings; `missed` counts what was lost, to look at on tuning sets."""

    words: int = 0
    errors: int = 0
    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def word_error_rate(self) -> float:
        return self.errors / self.words if self.words else 0.0


KINDS = ("terms", "trade terms", "numbers", "clock times", "sides", "negations")


class Terms:
    """Finds the areas and techniques that a text names, by the longest phrase of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids: dict[tuple[str, ...], str] = {}
        for phrase in (*vocabulary.not_areas, *vocabulary.not_techniques):
            self._ids[tuple(phrase.split())] = ""
        for area in vocabulary.areas.values():
            self._add(area.id, (*area.names, *area.plurals, *area.complaints))
        for technique in vocabulary.techniques.values():
            self._add(technique.id, (*technique.names, *technique.verbs, *technique.ambiguous_names))
        self._longest = max(map(len, self._ids))

    def _add(self, id: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            self._ids[tuple(phrase.split())] = id

    def find(self, text: str) -> list[tuple[str, bool]]:
        """Each identifier named, in order, and whether a word of the trade (not of everyday English) named it."""
        words = re.findall(r"[a-z0-9&']+", text.lower())
        found, at = [], 0
        while at < len(words):
            for size in range(self._longest, 0, -1):
                phrase = tuple(words[at : at + size])
                if phrase in self._ids and len(phrase) == size:
                    if id := self._ids[phrase]:
                        found.append((id, any(_rare(word) for word in phrase)))
                    break
            at += size
        return found


def _rare(word: str) -> bool:
    return zipf_frequency(word, "en", wordlist="large") < _EVERYDAY


def normal(text: str, beside: str = "0:00") -> str:
    """The text in the normalizer's words. A clock time is one word of its own, but beside a text that has none in
    figures it is the number that its words come to ("nine oh five", 905)."""
    return str(_normalize(_CLOCK.sub(_clock_word if _CLOCK.search(beside) else r"\1\2", text)))


def _clock_word(time: re.Match[str]) -> str:
    """ "2:05" in letters, which the normalizer leaves alone."""
    return " clock" + "".join("abcdefghij"[int(digit)] for digit in f"{int(time[1])}{time[2]}") + " "


def measure(pairs: Mapping[str, tuple[str, str]], terms: Terms) -> Figures:
    """Figures over `{id: (reference, heard)}`."""
    figures = Figures()
    for reference, heard in pairs.values():
        _add_words(figures, normal(reference), normal(heard, reference))
        said, found = terms.find(reference), terms.find(heard)
        _add_counts(figures, "terms", Counter(id for id, _ in said), Counter(id for id, _ in found))
        trade = Counter(id for id, trade in said if trade)
        _add_counts(figures, "trade terms", trade, trade & Counter(id for id, _ in found))
    return figures


def _add_counts(figures: Figures, kind: str, said: Counter[str], found: Counter[str]) -> None:
    tally = figures.kinds[kind]
    tally.said += said.total()
    tally.heard += (said & found).total()
    tally.invented += (found - said).total()
    figures.missed.update({f"{kind}: {id}": count for id, count in (said - found).items()})


def _add_words(figures: Figures, reference: str, heard: str) -> None:
    if not reference:
        figures.errors += len(heard.split())
        return
    output = jiwer.process_words(reference, heard)
    figures.words += output.hits + output.substitutions + output.deletions
    figures.errors += output.substitutions + output.deletions + output.insertions
    said, found = output.references[0], output.hypotheses[0]
    for chunk in output.alignments[0]:
        ours = said[chunk.ref_start_idx : chunk.ref_end_idx]
        theirs = found[chunk.hyp_start_idx : chunk.hyp_end_idx]
        for word in ours:
            if kind := _kind(word):
                figures.kinds[kind].said += 1
                figures.kinds[kind].heard += chunk.type == "equal"
                if chunk.type != "equal":
                    figures.missed[f"{kind}: {word} -> {' '.join(theirs)}"] += 1
        if chunk.type != "equal":
            for word in theirs:
                if kind := _kind(word):
                    figures.kinds[kind].invented += 1


def weighs(word: str) -> bool:
    """Whether a fact may turn on a word: a number, a side, a negation or a word of the trade."""
    return _kind(word) is not None or (word.isalpha() and _rare(word))


def _kind(word: str) -> str | None:
    if _CLOCK_WORD.fullmatch(word):
        return "clock times"
    if _NUMBER.fullmatch(word):
        return "numbers"
    return "sides" if word in SIDES else "negations" if word in NEGATIONS else None
