"""Where a phrase stands in a dictation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scribe.filing.case import Case
from scribe.records import Evidence, Evidences


def said(case: Case, phrases: Iterable[str], within: Evidences | None = None) -> Evidences:
    """Every place where one of the phrases is said in whole words, in the stretches `within` or anywhere."""
    pattern = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    matches = re.finditer(rf"\b(?:{pattern})\b", case.note.transcript.text, re.IGNORECASE)
    places = (Evidence(*match.span()) for match in matches)
    return tuple(p for p in places if within is None or any(w.start <= p.start and p.end <= w.end for w in within))
