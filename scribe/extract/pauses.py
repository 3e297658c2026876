"""Where a speaker paused as long as behind a full stop, as the seconds of heard words tell.

What comes in: words as they were heard. What goes out: the places in the text behind which the pause was long, and the
full stops behind which it was short. Whether a sentence ends there is not decided here but in `stops.py`. A typed text
has no seconds, and so no such place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from scribe.extract.reading import STOPS
from scribe.records import Word

SHARE = 0.8
"""Of the pause that a speaker usually makes behind a full stop; docs/hearing.md has the table it was chosen from."""
SHORT = 0.65
"""Of that pause: behind a heard full stop a shorter one is as often a comma's as a stop's."""
SHORTEST, USUAL = 0.3, 0.5
"""Seconds: below the first no pause ends a sentence; the second is taken where few stops were written."""
FEWEST = 3
"""So many full stops tell how a speaker pauses."""


def long_pauses(words: Sequence[Word]) -> frozenset[int]:
    """The ends of the words that no stop is written behind, though the speaker paused as if one were."""
    least = max(SHORTEST, SHARE * usual_pause(words))
    return frozenset(word.end for word, silence in silences(words) if not _stops(word) and silence >= least)


def short_stops(words: Sequence[Word]) -> frozenset[int]:
    """The ends of the words that a full stop is written behind, though the speaker paused as at a comma."""
    most = SHORT * usual_pause(words)
    return frozenset(word.end for word, silence in silences(words) if word.text[-1:] == "." and silence < most)


def usual_pause(words: Sequence[Word]) -> float:
    """The seconds for which a speaker usually pauses behind a full stop."""
    at_stops = [silence for word, silence in silences(words) if _stops(word)]
    return median(at_stops) if len(at_stops) >= FEWEST else USUAL


def silences(words: Sequence[Word]) -> list[tuple[Word, float]]:
    """Each word but the last, and the seconds until the next."""
    return [(word, following.start_seconds - word.end_seconds) for word, following in pairwise(words)]


def _stops(word: Word) -> bool:
    return word.text[-1:] in STOPS
