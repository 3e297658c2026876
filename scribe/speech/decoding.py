"""Windows become words: greedily in shared batches first, and with care where that is doubtful.

In: windows of one or several recordings. Out: each window's words in seconds of its recording. What of them is no
speech, and what was passed over, is not decided here.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from scribe.audio import SAMPLE_RATE, Samples
from scribe.sifting import Heard
from scribe.speech.engine import Engine, Said
from scribe.speech.listening import Trade, listen
from scribe.speech.teens import listened_again
from scribe.speech.voice import Phrase
from scribe.speech.windows import FULL, TOGETHER, Window
from scribe.speech.words import placed

_STYLE = (
    " Sixty minutes, four out of ten coming in, a little better after. Then myofascial release, effleurage and "
    "petrissage, twenty minutes, because she asked for it. No change there."
)
"""Words that every window is said to follow. They set its style, full stops above all: docs/hearing.md has the table
that they were chosen from."""

_EXPECTED = 450
"""Letters of further words that every window is said to follow, about 140 tokens: the engine takes 223 in all."""

_ECHO = 7
"""Words of the prompt in a row that nobody says by chance."""

_BEAM, _BEAM_UNSURE, _BEAM_AGAIN = 1, 3, 5
"""Beams of the first decoding, of the second one of an unsure window, and of one that is heard again, or that tells of
something else."""

_AS_SAID = 0.15
"""What a word's probability in its place in dictations counts beside the probability of what was heard."""

_UNSURE = -0.22
"""The mean log probability under which a window is decoded again from all places of its encoding: of speech in noise
or far away, mostly. docs/hearing.md has the table that it was chosen from."""

_OTHERWISE = -6.5
"""The mean log probability of its words in dictations under which a window tells of something else, as a client's story
may. It is heard by the model as it was before it learned the trade: docs/hearing.md has the table."""

_NO_ENGLISH = -0.4
"""The mean log probability from which on words are English, whatever language a window sounds like: English with an
accent may sound like Welsh. docs/hearing.md has the table."""

_BATCH = 12
"""Windows that are decoded together at the most; each batch has about as many. Sixteen take a third of a gigabyte."""

_One = TypeVar("_One")

_FEWEST = 2.0
"""Tokens for each second of voice: nobody speaks so slowly, and the engine passed over most of what was said. Of 262
windows one had 1.2, and all others 3.4 and more."""

_UNLIKELY, _REPETITIVE = -1.0, 2.4
"""The mean log probability under which, and the compression ratio above which, a window is heard again."""


class Part(NamedTuple):
    """A window to hear: of which recording, by number, among which phrases, and whether it is to tell the language."""

    recording: int
    window: Window
    samples: Samples
    phrases: Sequence[Phrase]
    tells_language: bool = False

    @property
    def voiced(self) -> float:
        """The seconds of the window in which a voice was detected."""
        shared = (
            max(0, min(phrase.end, piece.end) - max(phrase.start, piece.start))
            for phrase in self.phrases
            for piece in self.window.pieces
        )
        return sum(shared) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class HeardPart:
    """What became of a part: its words, the mean log probability of its tokens, and, of a part that was to tell it and
    has words that are unlikely in English, the language it sounds like with its probability."""

    part: Part
    words: list[Heard]
    likelihood: float
    language: tuple[str, float] | None


def prompt(expected: Sequence[str]) -> str:
    """What every window is said to follow, with words and names that it is likely to say: as many of the last as have
    room."""
    names: list[str] = []
    room = _EXPECTED
    for name in reversed(dict.fromkeys(expected)):
        room -= len(name) + 2
        if room < 0:
            break
        names.insert(0, name)
    return f" With {', '.join(names)}.{_STYLE}" if names else _STYLE


def hear(engine: Engine, parts: Iterable[Part], prompt: str, trade: Trade) -> Iterator[HeardPart]:
    """Every part, in batches, said to follow `prompt`; those that this leaves in doubt come last, heard with more care.

    What `trade` guesses is listened for, where the engine can; of several ways to hear a window, what is likely to be
    said tells with the sound.
    """
    unsure: list[tuple[Part, Any]] = []
    otherwise: list[tuple[Part, Any]] = []
    doubtful: list[Part] = []

    def taken(batch: Sequence[Part], encoded: Any, said: Sequence[Said]) -> Iterator[HeardPart]:
        for heard, one in zip(_worded(engine, batch, encoded, TOGETHER, said, trade), said, strict=True):
            if _in_doubt(engine, heard.part, one, prompt):
                doubtful.append(heard.part)
            else:
                yield heard

    # The longest first: those that share a batch end at about the same time.
    in_order = sorted(parts, key=lambda part: -part.window.seconds)
    for batch in _batches(in_order):
        encoded = engine.encoded(_sounds(batch), [part.window.heard_at for part in batch], TOGETHER)
        joined = engine.joined(encoded)
        if not engine.on_processor:  # a card gains nothing from joining, and little from fewer beams
            said = _likeliest(engine, joined, TOGETHER, _BEAM_UNSURE, prompt, trade)
            if stories := _stories(engine, said, trade):
                plain = engine.untaught().ways(joined, TOGETHER, _BEAM_AGAIN)
                said = [plain[place][0] if place in stories else one for place, one in enumerate(said)]
            yield from taken(batch, joined, said)
            continue
        said = [ways[0] for ways in engine.ways(joined, TOGETHER, _BEAM, prompt)]
        stories = _stories(engine, said, trade)
        otherwise += [(batch[place], encoded[place]) for place in stories]
        sure = [
            place for place, one in enumerate(said) if one.likelihood >= _UNSURE and one.whole and place not in stories
        ]
        unsure += [(batch[place], encoded[place]) for place in range(len(batch)) if place not in {*sure, *stories}]
        yield from taken([batch[place] for place in sure], joined[sure], [said[place] for place in sure])
    for group in _batches(unsure):
        encoded = np.stack([encoding for _, encoding in group])
        said = _likeliest(engine, encoded, TOGETHER, _BEAM_UNSURE, prompt, trade)
        yield from taken([part for part, _ in group], engine.joined(encoded), said)
    for group in _batches(otherwise):
        encoded = np.stack([encoding for _, encoding in group])
        said = [ways[0] for ways in engine.untaught().ways(encoded, TOGETHER, _BEAM_AGAIN)]
        yield from taken([part for part, _ in group], engine.joined(encoded), said)
    yield from hear_again(engine, doubtful, trade)


def hear_again(engine: Engine, parts: Sequence[Part], trade: Trade) -> Iterator[HeardPart]:
    """Every part, at the length and in the detail that the engine was trained on, with several tries at each word.

    Nothing is said to stand before it: where little was spoken, the engine would repeat that.
    """
    for batch in _batches(parts):
        encoded = engine.encoded(_sounds(batch), [FULL] * len(batch), FULL)
        said = _likeliest(engine, encoded, FULL, _BEAM_AGAIN, "", trade)
        yield from _worded(engine, batch, encoded, FULL, said, trade)


def _likeliest(engine: Engine, encoded: Any, whole: float, beam: int, prompt: str, trade: Trade) -> list[Said]:
    """Of the ways that each window may be heard, the likeliest by its sound and as a dictation."""
    return [
        max(ways, key=lambda one: one.likelihood + _AS_SAID * trade.likelihood(engine.text(one.tokens)))
        for ways in engine.ways(encoded, whole, beam, prompt)
    ]


def _stories(engine: Engine, said: Sequence[Said], trade: Trade) -> list[int]:
    """Which windows tell of something else than dictations do."""
    return [place for place, one in enumerate(said) if trade.likelihood(engine.text(one.tokens)) < _OTHERWISE]


def _batches(parts: Sequence[_One]) -> Iterator[Sequence[_One]]:
    count = math.ceil(len(parts) / _BATCH)
    for number in range(count):
        yield parts[len(parts) * number // count : len(parts) * (number + 1) // count]


def _sounds(batch: Sequence[Part]) -> list[Samples]:
    return [part.window.of(part.samples) for part in batch]


def _worded(
    engine: Engine, batch: Sequence[Part], encoded: Any, whole: float, said: Sequence[Said], trade: Trade
) -> Iterator[HeardPart]:
    """The words of each part's tokens, listened to again where that helps."""
    telling = [
        place
        for place, (part, one) in enumerate(zip(batch, said, strict=True))
        if part.tells_language and one.likelihood < _NO_ENGLISH
    ]
    languages = dict(zip(telling, engine.languages(encoded, telling), strict=True))
    each = whole / encoded.shape[1]
    own = (
        [
            states[: math.ceil(min(part.window.heard_at, whole) / each)]
            for states, part in zip(encoded, batch, strict=True)
        ]
        if engine.on_processor
        else encoded
    )
    words = engine.words(own, each, [one.tokens for one in said], [part.window.seconds for part in batch])
    for place, (part, one, found) in enumerate(zip(batch, said, words, strict=True)):
        if engine.ear:
            listened_again(engine.ear, own[place], each, found)
        if engine.on_processor:
            listen(engine, own[place], found, trade)
        yield HeardPart(part, placed(found, part.window, part.phrases), one.likelihood, languages.get(place))


def _in_doubt(engine: Engine, part: Part, said: Said, prompt: str) -> bool:
    """Whether the tokens are unlikely or too few, go in circles, never came to an end or repeat the prompt."""
    text = engine.text(said.tokens).strip()
    circles = len(text.encode()) > _REPETITIVE * len(zlib.compress(text.encode()))
    few = len(said.tokens) < _FEWEST * part.voiced
    return not said.whole or said.likelihood < _UNLIKELY or few or circles or _echoes(text, prompt)


def _echoes(text: str, prompt: str) -> bool:
    words, said_before = _plain(text).split(), f" {_plain(prompt)} "
    runs = (words[at : at + _ECHO] for at in range(len(words) - _ECHO + 1))
    return any(f" {' '.join(run)} " in said_before for run in runs)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))
