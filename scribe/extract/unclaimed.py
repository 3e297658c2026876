"""What became most likely of work that nobody claims, in a clause that is the client's.

What comes in: the clause of a technique that stands in no block and has no cue. What goes out: whose it most likely is.
The words are data (`models/patterns/status.yaml`).
"""

from __future__ import annotations

from scribe.extract.clauses import Actor, Clause, Clauses
from scribe.extract.language import read_patterns
from scribe.extract.reading import Reading
from scribe.extract.techniques import TechniqueMention
from scribe.records import Status

WORDS = ("contrast", "had_it", "with_me", "keeps_at", "owners", "wishing", "client_does", "names_it")


class Unclaimed:
    """Tells whose work it is that a clause of the client's speaks of."""

    def __init__(self) -> None:
        words = read_patterns("status")
        self._words = {name: frozenset(words[name]) for name in WORDS}

    def status(self, reading: Reading, clauses: Clauses, mention: TechniqueMention) -> Status | None:
        """The likely status; None in a clause that is not the client's, or does not say so."""
        clause = clauses.at(mention.start)
        if clause.actor is not Actor.CLIENT:
            return None
        if not clause.named:
            return Status.SELF_CARE if self._is_called_theirs(reading, clause, mention.start) else None
        words = set(reading.words(clause.start, clause.end))
        following = reading.words(mention.end, reading.sentences[clause.sentence].end)
        if not self._words["contrast"].isdisjoint(following):
            return Status.NEGATED
        before = reading.word(mention.start - 1)
        keeps_at = before in self._words["keeps_at"] and mention.end == mention.start + 1
        if keeps_at or self._is_habit(reading, clause, mention.start):
            return Status.SELF_CARE
        if not words.isdisjoint(self._words["had_it"]):
            with_me = not words.isdisjoint(self._words["with_me"])
            return Status.HISTORICAL if with_me else Status.OTHER_PROVIDER
        return Status.HYPOTHETICAL

    def _is_habit(self, reading: Reading, clause: Clause, start: int) -> bool:
        """ "He knocks out his stretching at lunch": what is their own, with a deed; not "she loves her Swedish"."""
        words = reading.words(clause.start, start)
        at = next((i for i, word in enumerate(words) if word in self._words["client_does"]), len(words))
        deed = words[at + 1] if at + 1 < len(words) else ""
        return not self._words["owners"].isdisjoint(words[-1:]) and deed not in self._words["wishing"]

    def _is_called_theirs(self, reading: Reading, clause: Clause, start: int) -> bool:
        """ "He squeezes a ball at work, | that's his strengthening": what they do is called their own work."""
        words = reading.words(clause.start, start)
        return not self._words["owners"].isdisjoint(words[-1:]) and self._words["names_it"].issuperset(words[:-1])
