"""Every edit by its name, and what follows from each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError, validate_call

from scribe.billing import Tables
from scribe.clients import Clients
from scribe.errors import RevisionError
from scribe.records import Evidence
from scribe.revising import sentences, whole
from scribe.revising.content import Json, copied
from scribe.revising.reckoning import Counter
from scribe.revising.visit import Visit
from scribe.revising.whole import Read
from scribe.revising.wording import follow
from scribe.revising.work import Work
from scribe.vocabulary import Vocabulary

Edit = Callable[..., None]

_SCORE = "A score is a number from 0 to 10, or two such as 6-7, the smaller first."
_WRONG: Mapping[tuple[str, str], str] = {
    ("", "minutes"): "Minutes are a number above 0 and no more than a day has.",
    ("", "before"): _SCORE,
    ("", "after"): _SCORE,
    ("", "name"): "The name is empty. Write the client's name.",
    ("", "date"): "There is no such day. Write it as year, month, day, such as 2026-11-20.",
    ("", "units"): "Units are a whole number from 0 to 99.",
    ("", "modifiers"): "A modifier is two letters or figures, such as 59 or GP.",
    ("add_diagnosis", "code"): "A diagnosis code is a letter with two or more figures, such as M54.2.",
}
"""What is wrong with a value, in a sentence: by the edit (or any) and the value's name."""


class Reviser:
    """Makes edits: everything that they need, loaded once. `rule` is `cms`, `spm` or null as in the settings."""

    def __init__(self, vocabulary: Vocabulary, tables: Tables, clients: Clients, rule: str | None = None) -> None:
        self._vocabulary = vocabulary
        self._counter = Counter(vocabulary, tables, clients, rule)
        made = (*sentences.EDITS, *Work(vocabulary).edits, *Visit(clients).edits)
        self._edits: Mapping[str, Edit] = {edit.__name__: validate_call(edit) for edit in made}

    @property
    def edits(self) -> tuple[str, ...]:
        """The names of all edits."""
        return tuple(self._edits)

    def revise(self, content: Json, edit: str, /, **values: Any) -> Json:
        """New content after one of `edits`, with sentences, lines, units and flags in line with it.

        `values` are those of the edit's own function. Raises RevisionError when the note cannot take it.
        """
        if edit not in self._edits:
            raise RevisionError(f"There is no edit {edit!r}.")
        made = copied(content)
        try:
            self._edits[edit](made, **values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ", ".join(str(step) for step in first["loc"])
            said = _WRONG.get((edit, str(first["loc"][0]))) or _WRONG.get(("", str(first["loc"][0])))
            raise RevisionError(said or f"{place}: {first['msg']}. Correct the entry.") from error
        return self.settled(content, made)

    def split(self, content: Json, stretches: Sequence[Evidence], read: Read) -> tuple[Json, Json]:
        """Two notes of a recording that holds two clients (whole.py)."""
        first, second = whole.split(content, stretches, read)
        return self.settled(first, first), second

    def join(self, content: Json, other: Json, read: Read) -> Json:
        """One note of two recordings of one visit (whole.py)."""
        joined = whole.join(content, other, read)
        return self.settled(joined, joined)

    def settled(self, before: Json, made: Json) -> Json:
        """`made`, a changed copy of `before`, with sentences, lines, units and flags in line with its facts."""
        follow(before, made, self._vocabulary)
        self._counter.count(made)
        return made
