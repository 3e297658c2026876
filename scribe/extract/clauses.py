"""Clauses: stretches of a sentence with one actor, in which a "no" or a "next time" holds.

What comes in: a Reading. What goes out: clauses in order, each with who acts: the therapist (who dictates, and who is
meant when nobody is named), the client, someone else who treats, or another client of the day. What was done in a
clause is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import InOrder, Reading, Sentence, spanned

HEAD = 6
"""Within so many words a clause says who acts."""
DOES = 7
"""How many words after someone else who treats may tell what they do."""


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


class Clauses:
    """The clauses of a reading in order, found by token and by sentence. Only stops stand in none."""

    def __init__(self, reading: Reading, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self._numbers = [0] * len(reading.tokens)
        self._of_sentence: list[list[Clause]] = [[] for _ in reading.sentences]
        for number, clause in enumerate(clauses):
            self._of_sentence[clause.sentence].append(clause)
            for index in range(clause.start, clause.end):
                self._numbers[index] = number

    def __iter__(self) -> Iterator[Clause]:
        return iter(self._clauses)

    def __getitem__(self, number: int) -> Clause:
        return self._clauses[number]

    def number(self, index: int) -> int:
        """The number of the clause that the token at `index` stands in."""
        return self._numbers[index]

    def at(self, index: int) -> Clause:
        """The clause that the token at `index` stands in."""
        return self._clauses[self._numbers[index]]

    def of_sentence(self, number: int) -> list[Clause]:
        return self._of_sentence[number]


class ClauseFinder:
    """Cuts sentences into clauses and tells who acts in each."""

    def __init__(self) -> None:
        words = read_patterns("clauses")
        self._openers = frozenset(words["openers"])
        self._breaks = frozenset(words["breaks"])
        self._goes_on = frozenset(words["never_a_break_after"])
        self._with_none = frozenset(words["begins_with_none"])
        self._joiners = frozenset(words["joiners"])
        self._client = frozenset(words["client"])
        self._self = frozenset(words["self"])
        self._anew = frozenset(words["begins_anew"])
        self._articles = frozenset(words["articles"])
        self._providers = Cues({"provider": words["providers"]})
        self._gives = frozenset(words["provider_gives"])
        self._says = frozenset(words["provider_says"])
        self._others = Cues({"other": words["other_client"], "today": words["client_of_today"]})

    def find(self, reading: Reading) -> Clauses:
        """The clauses of all sentences, in order."""
        found = self._providers.find(reading.doc)
        heads = {self._head(reading, cue.start) for cue in found}
        told_of = {cue.end for cue in found}
        spoken_of = self._others.find(reading.doc)
        today = spanned(cue for cue in spoken_of if cue.label == "today")
        others = InOrder(cue for cue in spoken_of if cue.label == "other" and cue.start not in today)
        providers = InOrder(found)
        clauses: list[Clause] = []
        for number, sentence in enumerate(reading.sentences):
            previous: Clause | None = None
            for start, end in self._cut(reading, sentence, heads, told_of):
                actor, named = self._actor(reading, start, end, providers, others, previous)
                previous = Clause(start, end, number, actor, named)
                clauses.append(previous)
        return Clauses(reading, clauses)

    def _cut(self, reading: Reading, sentence: Sentence, heads: set[int], told_of: set[int]) -> list[tuple[int, int]]:
        """Where clauses begin and end. `heads` are first tokens of others who treat, `told_of` those behind them."""
        cuts, begin = [], sentence.start
        for index in range(sentence.start + 1, sentence.end):
            word, before = reading.word(index), reading.word(index - 1)
            opens = (word in self._openers or index in heads) and before in self._joiners
            also = word == "but" and (reading.word(index + 1) == "also" or before in self._goes_on)
            opens |= word == "who" and index in told_of  # "a teacher who does her exercises with her"
            opens |= word in self._self and reading.word(begin) in self._with_none
            if (word in self._breaks or opens) and (index - begin > 1) and not also:
                cuts.append((begin, index))
                begin = index
        cuts.append((begin, sentence.end))
        return cuts

    def _actor(
        self,
        reading: Reading,
        start: int,
        end: int,
        providers: InOrder[Cue],
        others: InOrder[Cue],
        previous: Clause | None,
    ) -> tuple[Actor, bool]:
        """Who acts, and whether the clause says so itself."""
        if others.any_within(start, end):
            return Actor.OTHER_CLIENT, True
        # "My last client, she was a nine": the pronoun is of whoever was named, and so are those who treat.
        aside = previous is not None and previous.actor is Actor.OTHER_CLIENT
        relative = reading.word(start) == "who"
        for index in range(start - relative, min(end, start + HEAD)):
            provider = next(iter(providers.touching(index, index + 1)), None)
            treats = self._treats(reading, provider, end) if provider else None
            if treats is not None:
                acts = Actor.PROVIDER if treats else Actor.REFERRER
                return (Actor.OTHER_CLIENT if aside else acts), True
            if reading.word(index) in self._self:
                return Actor.THERAPIST, True
            if reading.word(index) in self._client:
                return (Actor.OTHER_CLIENT if aside else Actor.CLIENT), True
        if previous and self._anew.isdisjoint(reading.words(start, start + 2)):
            return previous.actor, False
        return Actor.THERAPIST, False

    def _treats(self, reading: Reading, cue: Cue, end: int) -> bool | None:
        """Whether a provider gives something, or refers, thinks and wants; None when neither is said."""
        end += reading.word(end - 1) == "and"  # "his wife is a PT and | does ultrasound"
        after = [word for word in reading.words(cue.end, min(end, cue.end + DOES)) if word not in {"'s", "who"}]
        if "not" in after[:2]:
            return False
        for word, following in pairwise([*after, ""]):
            if word in {"has", "had", "have"} and following in self._says:
                continue  # "the midwife has okayed massage"
            if word in self._says or word in self._gives:
                return word not in self._says
        return None

    def _head(self, reading: Reading, start: int) -> int:
        """Where the noun phrase of a provider begins: at its article."""
        return start - 1 if reading.word(start - 1) in self._articles else start
