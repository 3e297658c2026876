"""Words with their places: from the engine's pieces to a `Transcript`.

In: a window's words as the engine aligned them. Out: words in seconds of the recording, sentences of them, and the
text in which each stands. What a word means is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from scribe.audio import SAMPLE_RATE
from scribe.records import HEARD_AGAIN, Alternative, Correction, Transcript, Word
from scribe.sifting import Heard
from scribe.speech.voice import Phrase
from scribe.speech.windows import Window

_ENDS = (".", "?", "!")
_MARKS = " .,;:?!\"'()[]"

_PAUSE = 1.0
"""Seconds of a pause within a window that ends a sentence of which the full stop was not heard."""

_LONGEST_WORD, _LONGEST_LETTER = 0.4, 0.09
"""Seconds that a word takes at the most, and for each of its letters."""


def placed(words: Sequence[dict[str, Any]], window: Window, phrases: Sequence[Phrase]) -> list[Heard]:
    """The words of a window in seconds of the recording, each no longer than it can take to say and within the phrase
    that it was said in.

    The engine stretches a word over a pause or over speech that it passed over; hidden so, neither would be missed.
    """
    voices = [(phrase.start / SAMPLE_RATE, phrase.end / SAMPLE_RATE) for phrase in phrases]
    done = []
    for place, word in enumerate(words):
        start, end, text = float(word["start"]), float(word["end"]), word["word"]
        longest = _LONGEST_WORD + _LONGEST_LETTER * len(text)
        if place == 0:
            start = max(start, end - longest)
        else:
            end = min(end, start + longest)
        seconds = _within(*window.in_recording(start, end), voices)
        again = word.get("first", ""), word.get("alternatives", ())
        done.append(Heard(text, *seconds, float(word["probability"]), *again))
    return done


def sentences(words: Iterable[Heard]) -> list[list[Heard]]:
    """The words cut after each full stop and in each long pause."""
    done: list[list[Heard]] = []
    last: Heard | None = None
    for word in words:
        if last is None or word.start - last.end > _PAUSE or (_ends(last) and word.text[0].isspace()):
            done.append([])
        done[-1].append(word)
        last = word
    return done


def join(segments: Iterable[Iterable[Heard]]) -> Transcript:
    """The text of heard words, with single spaces, and the words with their places in it.

    The engine hands `thirty-five` out as ` thirty` and `-five`: a piece without a space before it belongs to the
    word before, and the joined word is no surer than its weakest piece.
    """
    text = ""
    words: list[Word] = []
    again: list[Correction] = []
    others: list[Alternative] = []
    for segment in segments:
        begun = False
        for piece in segment:
            if not (letters := " ".join(piece.text.split())):
                continue
            seconds, sure = (piece.start, piece.end), piece.probability
            if begun and not piece.text[0].isspace():
                last = words.pop()
                start, seconds, sure = last.start, (last.start_seconds, seconds[1]), min(last.probability, sure)
            else:
                text += " " if text else ""
                start = len(text)
            if piece.first:
                written, place = letters.strip(_MARKS), len(text) + letters.index(letters.strip(_MARKS))
                again.append(Correction(piece.first.strip(_MARKS), written, place, place + len(written), HEARD_AGAIN))
            others += [replace(one, start=start + one.start, end=start + one.end) for one in piece.alternatives]
            text += letters
            words.append(Word(text[start:], start, len(text), *seconds, sure))
            begun = True
    # Not where words were taken out of a stretch: a loop, or what was heard anew.
    alternatives = tuple(one for one in others if text[one.start : one.end] == one.heard)
    return Transcript(text, words=tuple(words), corrections=tuple(again), alternatives=alternatives)


def _ends(word: Heard) -> bool:
    return word.text.rstrip().endswith(_ENDS)


def _within(start: float, end: float, voices: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The part of a stretch that lies in the phrase which holds most of it; the stretch itself where there is none."""
    parts = [(max(start, a), min(end, b)) for a, b in voices if a < end and start < b]
    begin, stop = max(parts, key=lambda part: part[1] - part[0], default=(start, end))
    return round(begin, 2), round(stop, 2)
