"""One recording on its way to a transcript: its phrases, its windows, the words heard so far, and what is missing.

In: a recording. Out: the parts of it to hear, and when they are heard its `Transcript`. How a part is heard is not
decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scribe.audio import SAMPLE_RATE, Recording
from scribe.errors import AudioError, NothingHeard
from scribe.records import Cut, Transcript
from scribe.sifting import Heard, Span, gaps, inserted, sift
from scribe.speech.decoding import HeardPart, Part
from scribe.speech.voice import Phrase, as_loud_as_speech, phrases
from scribe.speech.windows import Window, cut
from scribe.speech.words import join, sentences

_SURE_OF_LANGUAGE = 0.5
"""From this probability on another language is spoken, where words are unlikely in English."""

_AROUND, _LIKELY, _SURE_OF_WORDS = 0.4, -0.7, 0.5
"""Seconds heard again to either side of a phrase without words; the mean log probability and the mean probability
that its words must reach."""

_LONGEST_AGAIN = 25.0
"""Seconds of the longest stretch that is heard again: a longer one is no phrase that was passed over."""


@dataclass
class Take:
    """A recording, by its number among those heard together."""

    number: int
    recording: Recording
    tell: Callable[[float], None]
    _phrases: list[Phrase] = field(default_factory=list)
    _heard: dict[Window, HeardPart] = field(default_factory=dict)
    _segments: list[list[Heard]] = field(default_factory=list)
    _cuts: list[Cut] = field(default_factory=list)
    _missed: dict[Window, Span] = field(default_factory=dict)

    def parts(self) -> list[Part]:
        """The windows to hear."""
        samples = self.recording.samples
        self._phrases = phrases(samples)
        windows = cut(self._phrases, samples.size)
        telling = max(windows, key=lambda window: window.seconds, default=None)
        return [self._part(window)._replace(tells_language=window is telling) for window in windows]

    def take_in(self, heard: HeardPart) -> None:
        """A window was heard."""
        self._heard[heard.part.window] = heard
        self.tell(sum(window.seconds for window in self._heard))

    def missed(self) -> list[Part]:
        """Phrases that gave no words, to be heard alone. AudioError when another language than English is spoken."""
        self._refuse_if_foreign()
        in_order = sorted(self._heard.values(), key=lambda heard: heard.part.window.pieces)
        self._segments, self._cuts = sift([one for heard in in_order for one in sentences(heard.words)])
        if not self._segments:
            return []
        samples = self.recording.samples
        voiced = [(phrase.start / SAMPLE_RATE, phrase.end / SAMPLE_RATE) for phrase in self._phrases]
        loud = as_loud_as_speech(samples, self._segments)
        missed, pauses = gaps(self._segments, samples.size / SAMPLE_RATE, voiced, loud)
        self._cuts += pauses
        self._missed = {self._around(*span): span for span in missed}
        return [self._part(window) for window, span in self._missed.items() if span[1] - span[0] <= _LONGEST_AGAIN]

    def take_in_missed(self, heard: HeardPart) -> None:
        """A phrase was heard alone: its words are taken when the engine is sure of them."""
        start, end = self._missed[heard.part.window]
        words = [word for word in heard.words if start <= (word.start + word.end) / 2 <= end]
        sure = bool(words) and sum(word.probability for word in words) / len(words) >= _SURE_OF_WORDS
        if sure and heard.likelihood >= _LIKELY:
            self._segments = inserted(self._segments, words)
            del self._missed[heard.part.window]

    def transcript(self) -> Transcript:
        """The words, and what was cut. NothingHeard when there are none."""
        silent = [
            Cut(round(start, 2), round(end, 2), "sound like speech, but no words", doubtful=True)
            for start, end in self._missed.values()
        ]
        transcript = join(self._segments)
        name = self.recording.path.name
        if not transcript.text:
            raise NothingHeard(f"{name}: no speech was heard. Check the microphone and record anew.")
        self.tell(self.recording.duration_seconds)
        return replace(transcript, cut=tuple(sorted([*self._cuts, *silent])))

    def _part(self, window: Window) -> Part:
        return Part(self.number, window, self.recording.samples, self._phrases)

    def _around(self, start: float, end: float) -> Window:
        first, last = max(0.0, start - _AROUND), end + _AROUND
        return Window((Phrase(int(first * SAMPLE_RATE), min(self.recording.samples.size, int(last * SAMPLE_RATE))),))

    def _refuse_if_foreign(self) -> None:
        for language, probability in filter(None, (heard.language for heard in self._heard.values())):
            if language != "en" and probability >= _SURE_OF_LANGUAGE:
                raise AudioError(
                    f"{self.recording.path.name}: the language heard is {language!r}, and scribe reads English "
                    "dictations. Record the dictation in English."
                )
