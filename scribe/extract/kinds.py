"""The lists of words by which what became of a technique is read, as data (`models/patterns/status.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass, fields

from scribe.extract.language import read_patterns


@dataclass(frozen=True, slots=True)
class Kinds:
    """The lists of words by which single cues are read, each by its name in `models/patterns/status.yaml`."""

    by_others: frozenset[str]
    practitioners: frozenset[str]
    by_client: frozenset[str]
    own_doing: frozenset[str]
    has_them_do: frozenset[str]
    taken_back: frozenset[str]
    clients_own: frozenset[str]
    did_then: frozenset[str]
    leaving_out: frozenset[str]
    never_alone: frozenset[str]
    advising: frozenset[str]
    conditions: frozenset[str]
    clients_word: frozenset[str]
    client_does: frozenset[str]
    this_visit: frozenset[str]
    nobodys_no: frozenset[str]
    intends: frozenset[str]
    only_wished: frozenset[str]
    plan_headings: frozenset[str]
    done: frozenset[str]
    in_place: frozenset[str]
    vague: frozenset[str]
    meant: frozenset[str]
    clients_call: frozenset[str]
    tissues: frozenset[str]
    done_with_time: frozenset[str]
    thinks: frozenset[str]
    alone: frozenset[str]
    regular: frozenset[str]
    therapist: frozenset[str]
    adverbs: frozenset[str]
    finishes: frozenset[str]


def read_kinds() -> Kinds:
    """The lists, with the words for the therapist who dictates."""
    words = {**read_patterns("status"), "therapist": read_patterns("clauses")["self"]}
    return Kinds(**{kind.name: frozenset(words[kind.name]) for kind in fields(Kinds)})
