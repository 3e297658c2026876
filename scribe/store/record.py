"""What is filed of a note: the record of the visit. The transcript, unused speech, speech about other clients, evidence
and what made the note are no part of it; they stay with the draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from scribe.practice import Signature
from scribe.store.shapes import Json

_FACTS = ("pain", "treatments", "mentions", "not_worked", "range_of_motion", "home_care", "diagnoses")
_BILLING = ("payer", "rule", "lines", "total_timed_minutes")


def record_of(content: Json, signature: Signature, answered: Sequence[Mapping[str, str]]) -> Json:
    """The record of a version. `answered` are findings that a person answered: `id`, `message`, `reason`."""
    session = content["session"]
    return {
        "client": session["client"],
        "date": session["date"],
        "minutes": session["minutes"],
        "soap": {
            name: [_without(sentence, "evidence") for sentence in sentences]
            for name, sentences in content["soap"].items()
        },
        "facts": {
            **{name: [_without(fact, "evidence") for fact in content[name]] for name in _FACTS},
            "follow_up": _without(content["follow_up"], "evidence"),
        },
        "billing": {
            **{name: content["billing"][name] for name in _BILLING},
            "lines": [_without(line, "evidence", "alternatives") for line in content["billing"]["lines"]],
        },
        "answers": [dict(each) for each in answered],
        "signature": asdict(signature),
        "recordings": [source["sha256"] for source in sources(content)],
    }


def sources(content: Json) -> list[Json]:
    """The recordings of a note: one, or those of two notes that were joined."""
    return content.get("sources") or [content["source"]]


def _without(fact: Mapping[str, Any], *names: str) -> Json:
    return {key: value for key, value in fact.items() if key not in names}
