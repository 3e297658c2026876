"""What was heard becomes what was meant, where that is certain; what stays doubtful is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scribe.hearing.alike import Alike
from scribe.hearing.booked import BookedFinder
from scribe.hearing.codes import CodeFinder
from scribe.hearing.doubt import Doubter
from scribe.hearing.edits import Edit, apply, undo
from scribe.hearing.lexicon import Lexicon
from scribe.hearing.names import NameFinder
from scribe.hearing.phrasing import Phrasing
from scribe.hearing.sums import SumFinder
from scribe.hearing.terms import TermFinder
from scribe.hearing.times import TimeFinder
from scribe.hearing.tokens import marked, tokens
from scribe.records import Facts, Flag, Guess, Transcript
from scribe.vocabulary import Vocabulary

__all__ = ["Hearing", "undo"]


class Hearing:
    """Corrects transcripts of recordings, and doubts them. `names` are those of the therapist's clients."""

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        """Raises VocabularyError when hearing.yaml or corrections.yaml is wrong."""
        names = tuple(names)
        lexicon = Lexicon(vocabulary, names)
        self._phrasing = Phrasing(vocabulary)
        self._terms = TermFinder(lexicon, self._phrasing)
        alike = Alike()
        self._finders = (NameFinder(names), self._terms, CodeFinder(), TimeFinder(), BookedFinder(alike))
        self._sums = SumFinder(alike)
        self._doubter = Doubter(lexicon, alike)

    def guesses(self, transcript: Transcript) -> list[Guess]:
        """Terms of the trade that are worth listening for before the transcript is corrected, the likeliest first."""
        return self._terms.guesses(transcript)

    def likelihood(self, text: str) -> float:
        """How likely a text is as a dictation: the mean of the natural logarithms of its words' probabilities."""
        return self._phrasing.mean(marked(tokens(text)))

    def correct(self, transcript: Transcript) -> Transcript:
        """The transcript with misheard names, terms, codes and times written as meant, each listed as a Correction."""
        edits: list[Edit] = []
        for finder in self._finders:
            edits += [
                edit
                for edit in finder.edits(transcript)
                if all(edit.end <= other.start or other.end <= edit.start for other in edits)
            ]
        return apply(transcript, edits)

    def settled(self, transcript: Transcript, facts: Facts) -> Transcript:
        """The transcript with the numbers written as which all minutes add up, each listed as a Correction, but for
        what was listened to again and is written back. The transcript itself where nothing is written anew."""
        edits = self._sums.edits(transcript, facts)
        if not edits:
            return transcript
        written = apply(transcript, edits)
        return replace(written, corrections=tuple(c for c in written.corrections if c.heard != c.written))

    def doubts(self, transcript: Transcript, facts: Facts) -> tuple[Flag, ...]:
        """`low_confidence` flags about facts that rest on words that were hard to hear."""
        return self._doubter.doubts(transcript, facts)
