"""Long recordings are heard part by part: each part's transcript is kept as text, and all are joined at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace

from scribe.records import Cut, Transcript, Word


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
    return json.dumps({"text": transcript.text, "words": words, "cut": cuts}, ensure_ascii=False)


def join(parts: Iterable[str]) -> Transcript:
    """One transcript of the parts in their order, with a space between their texts."""
    text = ""
    words: list[Word] = []
    cuts: list[Cut] = []
    for part in map(json.loads, parts):
        text += " " if text and part["text"] else ""
        words.extend(_moved(part["words"], len(text)))
        cuts.extend(Cut(**cut) for cut in part["cut"])
        text += part["text"]
    return Transcript(text, words=tuple(words), cut=tuple(cuts))


def _moved(words: Iterable[dict[str, float]], by: int) -> Iterator[Word]:
    for word in words:
        yield Word(**{**word, "start": word["start"] + by, "end": word["end"] + by})  # type: ignore[arg-type]
