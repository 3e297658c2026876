"""Long recordings are heard part by part: each part's transcript is kept as text, and all are joined at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from scribe.records import Alternative, Correction, Cut, Transcript, Word


def to_text(transcript: Transcript, start: float) -> str:
    """The transcript of a part that begins at `start` seconds, its times counted from the start of the recording."""
    words = [
        asdict(replace(word, start_seconds=word.start_seconds + start, end_seconds=word.end_seconds + start))
        for word in transcript.words
    ]
    cuts = [
        asdict(replace(cut, start_seconds=cut.start_seconds + start, end_seconds=cut.end_seconds + start))
        for cut in transcript.cut
    ]
    corrections = [asdict(correction) for correction in transcript.corrections]
    alternatives = [asdict(alternative) for alternative in transcript.alternatives]
    content = {
        "text": transcript.text,
        "words": words,
        "corrections": corrections,
        "cut": cuts,
        "alternatives": alternatives,
    }
    return json.dumps(content, ensure_ascii=False)


def join(parts: Iterable[str]) -> Transcript:
    """One transcript of the parts in their order, with a space between their texts."""
    text = ""
    words: list[Word] = []
    corrections: list[Correction] = []
    cuts: list[Cut] = []
    alternatives: list[Alternative] = []
    for part in map(json.loads, parts):
        text += " " if text and part["text"] else ""
        words.extend(Word(**word) for word in _moved(part["words"], len(text)))
        corrections.extend(Correction(**one) for one in _moved(part["corrections"], len(text)))
        cuts.extend(Cut(**cut) for cut in part["cut"])
        alternatives.extend(Alternative(**one) for one in _moved(part["alternatives"], len(text)))
        text += part["text"]
    return Transcript(
        text,
        words=tuple(words),
        corrections=tuple(corrections),
        cut=tuple(cuts),
        alternatives=tuple(alternatives),
    )


def _moved(places: Iterable[dict[str, Any]], by: int) -> Iterator[dict[str, Any]]:
    for place in places:
        yield {**place, "start": place["start"] + by, "end": place["end"] + by}
