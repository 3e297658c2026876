"""Scores of something else than the session: "seven after a bad round", "six when she gardens".

What comes in: the words beside a score, up to a pause. What goes out: whether they tell of what happened elsewhere or
happens again and again, so that the score is neither the start nor the end. Which score they are of is not decided
here.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.extract.echoes import Told
from scribe.extract.language import read_patterns
from scribe.extract.reading import Reading

_SOMEBODY = frozenset({"she", "he", "they", "it"})
_SAYS = _SOMEBODY | {"was", "is", "'s", "a", "an", "at", "to", "only", "just", "down", "about"}
"""Of these alone what follows "after" only leads to the score ("after it was a two")."""
_HABITS = ("s", "ing", "been")
"""How what somebody does again and again ends ("when she gardens", "once he's been at the desk")."""


class ElsewhereWords:
    """Knows the session's own words from those of other occasions."""

    def __init__(self) -> None:
        words = read_patterns("pain")
        self._of_session = frozenset(words["of_session"])
        self._session_verbs = frozenset(words["session_verbs"])

    def tell(self, reading: Reading, start: int, stop: int) -> bool:
        """Whether the words `start` to `stop`, which end at a pause, tell of something else than the session."""
        words = reading.words(start, stop)
        begins = words[0] if words else ""
        if begins in {"after", "following"} and not _SAYS.issuperset(words[1:]):
            named = any(token.ent_type_ for token in reading.doc[start:stop])
            if len(words) > 1 and not named and self._of_session.isdisjoint(words):
                return True
        supposed = begins in {"if", "whenever"} and not _SOMEBODY.isdisjoint(words[1:2])
        return supposed or (begins in {"when", "once", "after"} and self._is_habit(words[1:4]))

    def _is_habit(self, words: Sequence[str]) -> bool:
        """ "She gardens", "he's driving": what somebody does again and again, and not on the table."""
        does = words[2:3] if words[1:2] in (["'s"], ["is"]) else words[1:2]
        habit = any(word.endswith(_HABITS) and word not in self._session_verbs for word in does)
        return habit and not _SOMEBODY.isdisjoint(words[:1])


def rose_elsewhere(reading: Reading, first: Told, second: Told) -> bool:
    """ "In the water it got to a seven, but sitting in front of me it was a four": the very first score is no end."""
    together = reading.sentence_of[first.start] == reading.sentence_of[second.start]
    rose = reading.words(first.start - 3, first.start) in (["got", "to", "a"], ["got", "to", "an"])
    return together and rose and first.when == "after" and second.when == "today"
