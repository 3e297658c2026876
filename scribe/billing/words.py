"""Blocks of work in words, and the stretches of speech that they rest on."""

from __future__ import annotations

from scribe.records import Evidences, Facts, Treatment
from scribe.vocabulary import Vocabulary


def described(block: Treatment, vocabulary: Vocabulary) -> str:
    """A block in words, such as "Swedish massage (left calf)"."""
    names = ", ".join(vocabulary.technique_name(technique) for technique in block.techniques) or "work"
    areas = ", ".join(vocabulary.spoken(area) for area in block.areas) or "area not named"
    return f"{names} ({areas})"


def evidence_of(facts: Facts, indexes: tuple[int, ...]) -> Evidences:
    """The words that these blocks rest on, each stretch once, in order."""
    return tuple(sorted({stretch for i in indexes for stretch in facts.treatments[i].evidence}))
