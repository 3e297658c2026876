"""What was heard becomes what was meant, where that is certain; what stays doubtful is said."""

from __future__ import annotations

from collections.abc import Iterable

from scribe.hearing.edits import apply, undo
from scribe.hearing.lexicon import Lexicon
from scribe.hearing.terms import TermFinder
from scribe.hearing.times import TimeFinder
from scribe.records import Transcript
from scribe.vocabulary import Vocabulary

__all__ = ["Corrector", "undo"]


class Corrector:
    """Corrects transcripts of recordings. `names` are those of the therapist's clients, which stay as they are."""

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        """Raises VocabularyError when hearing.yaml or corrections.yaml is wrong."""
        self._terms = TermFinder(Lexicon(vocabulary, names))
        self._times = TimeFinder()

    def correct(self, transcript: Transcript) -> Transcript:
        """The transcript with misheard terms and times written as meant, each listed as a Correction."""
        return apply(transcript, [*self._terms.edits(transcript.text), *self._times.edits(transcript.text)])
