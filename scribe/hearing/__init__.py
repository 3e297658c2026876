"""What was heard becomes what was meant, where that is certain; what stays doubtful is said."""

from __future__ import annotations

from collections.abc import Iterable

from scribe.hearing.doubt import Doubter
from scribe.hearing.edits import apply, undo
from scribe.hearing.lexicon import Lexicon
from scribe.hearing.terms import TermFinder
from scribe.hearing.times import TimeFinder
from scribe.records import Facts, Flag, Transcript
from scribe.vocabulary import Vocabulary

__all__ = ["Hearing", "undo"]


class Hearing:
    """Corrects transcripts of recordings, and doubts them. `names` are those of the therapist's clients."""

    def __init__(self, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        """Raises VocabularyError when hearing.yaml or corrections.yaml is wrong."""
        lexicon = Lexicon(vocabulary, names)
        self._terms, self._times, self._doubter = TermFinder(lexicon), TimeFinder(), Doubter(lexicon)

    def correct(self, transcript: Transcript) -> Transcript:
        """The transcript with misheard terms and times written as meant, each listed as a Correction."""
        terms = self._terms.edits(transcript.text)
        times = [
            time
            for time in self._times.edits(transcript.text)
            if all(time.end <= term.start or term.end <= time.start for term in terms)
        ]
        return apply(transcript, [*terms, *times])

    def doubts(self, transcript: Transcript, facts: Facts) -> tuple[Flag, ...]:
        """`low_confidence` flags about facts that rest on words that were hard to hear."""
        return self._doubter.doubts(transcript, facts)
