"""Numbers that are heard as one another: "fifteen" and "fifty", and the other teens and tens."""

from __future__ import annotations

import re

from scribe.hearing.lexicon import hearing
from scribe.records import Word

_SAID = re.compile(r"\W*(?P<number>\d+|[a-z]+)(?:-minutes?)?\W*", re.IGNORECASE)


class Alike:
    """Which number each is taken for, and the words that say them."""

    def __init__(self) -> None:
        """Raises VocabularyError when hearing.yaml is wrong."""
        words = hearing()
        self.values: dict[str, int] = dict(words["numbers"])
        """Numbers in words."""
        self._words = {value: word for word, value in self.values.items()}
        pairs = [(int(one), int(other)) for one, other in (*words["alike"]["often"], *words["alike"]["seldom"])]
        self._others = {**{one: other for one, other in pairs}, **{other: one for one, other in pairs}}
        self.often = frozenset(number for pair in words["alike"]["often"] for number in pair)
        """Those that are taken for each other often."""
        self.booked = frozenset(words["alike"]["booked"])
        """Teens that are a whole session's minutes."""

    def other(self, number: float | None) -> int | None:
        """The number that a number is taken for, if there is one."""
        return self._others.get(int(number or 0))

    def value(self, word: Word) -> int | None:
        """The number that a word says, as "fifty", "50," or "fifty-minute"; null for other words."""
        match = _SAID.fullmatch(word.text)
        number = match["number"].lower() if match else ""
        return int(number) if number.isdecimal() else self.values.get(number)

    def unbooked(self, number: str) -> int | None:
        """The ten that a teen is taken for, where nobody books a session of so many minutes."""
        value = int(number) if number.isdecimal() else self.values.get(number.lower(), 0)
        other = self._others.get(value, 0)
        return other if other > value and value not in self.booked else None

    def place(self, word: Word) -> tuple[int, int]:
        """Where the number of a word that says one stands in the text."""
        match = _SAID.fullmatch(word.text)
        assert match, "only of words that have a value"
        return word.start + match.start("number"), word.start + match.end("number")

    def written(self, number: int, like: str) -> str:
        """A number in figures or in words, with a capital or without, like another."""
        if like.isdecimal():
            return str(number)
        return self._words[number].capitalize() if like[0].isupper() else self._words[number]
