"""Clauses: stretches of a sentence with one actor, in which a "no" or a "next time" holds.

What comes in: a Reading. What goes out: clauses in order, each with who acts: the therapist (who dictates, and who
is meant when nobody is named), the client, someone else who treats, or another client of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spacy.language import Language

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import Reading


class Actor(StrEnum):
    THERAPIST = "therapist"
    CLIENT = "client"
    PROVIDER = "provider"
    REFERRER = "referrer"
    """Someone else who treats, in a clause in which they only send, want or say something."""
    OTHER_CLIENT = "other_client"


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `start` to `end`; `actor` is who acts, `named` whether the clause itself says so."""

    start: int
    end: int
    sentence: int
    actor: Actor
    named: bool


class ClauseFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("clauses")
        self._openers = frozenset(words["openers"])
        self._breaks = frozenset(words["breaks"])
        self._joiners = frozenset(words["joiners"])
        self._client = frozenset(words["client"]) - {"his", "her", "who"}
        self._self = frozenset(words["self"])
        self._providers = Cues(nlp.vocab, {"provider": words["providers"]})
        self._gives = frozenset(word for line in words["provider_gives"] for word in line.split("|"))
        self._says = frozenset(word for line in words["provider_says"] for word in line.split("|"))
        self._others = Cues(nlp.vocab, {"other": words["other_client"]})

    def find(self, reading: Reading) -> list[Clause]:
        providers, others = self._providers.find(reading.doc), self._others.find(reading.doc)
        clauses: list[Clause] = []
        for number, sentence in enumerate(reading.sentences):
            previous: Clause | None = None
            heads = {_head(reading, cue.start) for cue in providers}
            for start, end in self._cut(reading, sentence.start, sentence.end, heads):
                actor, named = self._actor(reading, start, end, providers, others, previous)
                previous = Clause(start, end, number, actor, named)
                clauses.append(previous)
        return clauses

    def _cut(self, reading: Reading, start: int, end: int, heads: set[int]) -> list[tuple[int, int]]:
        cuts, begin = [], start
        for index in range(start + 1, end):
            word, before = reading.word(index), reading.word(index - 1)
            opens = (word in self._openers or index in heads) and before in self._joiners
            both = word == "but" and reading.word(index + 1) == "also"
            if (word in self._breaks or opens) and index - begin > 1 and not both:
                cuts.append((begin, index))
                begin = index
        cuts.append((begin, end))
        return cuts

    def _actor(
        self, reading: Reading, start: int, end: int, providers: list[Cue], others: list[Cue], previous: Clause | None
    ) -> tuple[Actor, bool]:
        if any(start <= cue.start < end for cue in others):
            return Actor.OTHER_CLIENT, True
        for index in range(start, min(end, start + 6)):
            cue = next((cue for cue in providers if cue.start <= index < cue.end), None)
            if cue:
                treats = self._treats(reading, cue, end)
                if treats is not None:
                    return (Actor.PROVIDER if treats else Actor.REFERRER), True
            if reading.word(index) in self._self:
                return Actor.THERAPIST, True
            if reading.word(index) in self._client:
                # "My last client, she was a nine": the pronoun is of whoever was named.
                aside = previous is not None and previous.actor is Actor.OTHER_CLIENT
                return (Actor.OTHER_CLIENT if aside else Actor.CLIENT), True
        if previous and not self._begins_anew(reading, start):
            return previous.actor, False
        return Actor.THERAPIST, False

    def _treats(self, reading: Reading, cue: Cue, end: int) -> bool | None:
        """Whether a provider gives something, or refers, thinks and wants; None when neither is said."""
        after = [word for word in reading.words(cue.end, min(end, cue.end + 5)) if word != "'s"]
        if "not" in after[:2]:
            return False
        return next((word not in self._says for word in after if word in self._says or word in self._gives), None)

    def _begins_anew(self, reading: Reading, start: int) -> bool:
        """A clause that opens with "then" or "today" is the therapist's again."""
        return bool({"then", "today", "finally", "next", "afterwards", "after"} & set(reading.words(start, start + 2)))


def _head(reading: Reading, start: int) -> int:
    """Where the noun phrase of a provider begins: at its article."""
    return start - 1 if reading.word(start - 1) in {"the", "her", "his", "their", "a", "my", "our"} else start
