"""Where a speaker paused as long as behind a full stop, as the seconds of heard words tell.

What comes in: words as they were heard. What goes out: the places in the text behind which the pause was long. Whether
a sentence ends there is not decided here but in `stops.py`. A typed text has no seconds, and so no such place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from scribe.extract.reading import STOPS
from scribe.records import Word

SHARE = 0.8
"""Of the pause that a speaker usually makes behind a full stop; docs/hearing.md has the table it was chosen from."""
SHORTEST, USUAL = 0.3, 0.5
"""Seconds: below the first no pause ends a sentence; the second is taken where few stops were written."""
FEWEST = 3
"""So many full stops tell how a speaker pauses."""


def long_pauses(words: Sequence[Word]) -> frozenset[int]:
    """The ends of the words that no stop is written behind, though the speaker paused as if one were."""
    silences = [(word, following.start_seconds - word.end_seconds) for word, following in pairwise(words)]
    at_stops = [silence for word, silence in silences if word.text[-1:] in STOPS]
    usual = median(at_stops) if len(at_stops) >= FEWEST else USUAL
    least = max(SHORTEST, SHARE * usual)
    return frozenset(word.end for word, silence in silences if word.text[-1:] not in STOPS and silence >= least)
