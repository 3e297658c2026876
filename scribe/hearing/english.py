"""How common a word is in English, by wordfreq."""

from __future__ import annotations

from wordfreq import zipf_frequency

EVERYDAY = 3.0
"""From this frequency a word is taken for right: once in a million, as a power of ten of a thousand million."""


def frequency(word: str) -> float:
    """How common a word is in English, as a power of ten per thousand million words; 0 when it is none."""
    return float(zipf_frequency(word, "en", wordlist="large"))
