"""What a note should ask about because it was hard to hear.

In: the transcript with its probabilities, and the facts. Out: `low_confidence` flags about facts that rest on doubtful
words, and about stretches of the recording that gave none. A typed text has no such doubts. Nothing is changed here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from scribe.hearing.alike import Alike
from scribe.hearing.lexicon import Lexicon, hearing
from scribe.hearing.terms import JUDGED
from scribe.records import (
    ADDS_UP,
    HEARD_AGAIN,
    UNBOOKED,
    Basis,
    Evidence,
    Evidences,
    Facts,
    Flag,
    FlagId,
    Level,
    Transcript,
    Word,
)

HARD_TO_HEAR = 0.5
"""Words of a lower probability are doubted; docs/hearing.md has the table that it was chosen from."""

_SURE_NUMBER = 0.9
"""From this probability a number that sounds like another is taken as heard, unless the sum speaks against it."""

_CLIENT, _SURE_NAME = "session/client", 0.6
"""Whose visit it is decides who is billed, and names are misheard more than other words: they are doubted sooner."""

_MINUTES = ("minute", "minutes")

_HOUR = 60

_LISTEN = "Hard to hear: listen at {at} before you file."

_ASKED = {
    HEARD_AGAIN: "{heard} was heard at first, and {written} when it was listened to again: listen at {at} before you "
    "file.",
    ADDS_UP: "{heard} was heard, and {written} sounds alike. With {written} the minutes add up to the session's, with "
    "{heard} they do not: listen at {at} before you file.",
    UNBOOKED: "{heard} was heard, but nobody books so many minutes, and {written} sounds alike: listen at {at} before "
    "you file.",
}
"""What is asked about numbers that were written anew, by the reason."""


class Doubter:
    """Finds facts that rest on doubtful words."""

    def __init__(self, lexicon: Lexicon, alike: Alike) -> None:
        """VocabularyError when hearing.yaml is wrong."""
        self._lexicon = lexicon
        self._alike = alike
        self._weighty = frozenset(hearing()["weighty"])

    def doubts(self, transcript: Transcript, facts: Facts) -> tuple[Flag, ...]:
        """Flags about facts whose numbers, sides, negations or terms were hard to hear."""
        flags = [_unheard(cut.start_seconds, cut.end_seconds) for cut in transcript.cut if cut.doubtful]
        if not transcript.words:
            return tuple(flags)
        judged = [Evidence(c.start, c.end) for c in transcript.corrections if c.reason == JUDGED]
        # What was heard again, or reckoned, is asked about below, with both readings.
        again = {c.start for c in transcript.corrections if c.reason in _ASKED}
        for about, evidence in _facts(facts):
            said = [w for w in _within(transcript, evidence) if again.isdisjoint(range(w.start, w.end))]
            words = [word for word in said if self._doubtful(word, judged)]
            if about == _CLIENT:
                words = words or [word for word in said if word.probability < _SURE_NAME]
            if words:
                flags.append(_flag(_LISTEN.format(at=_clock(words[0].start_seconds)), about, words))
        flags += _written_anew(transcript, facts)
        flags += self._mistakable(transcript, facts)
        return tuple(flags)

    def _doubtful(self, word: Word, judged: list[Evidence]) -> bool:
        if any(place.start < word.end and word.start < place.end for place in judged):
            return True
        letters = _bare(word.text)
        weighs = letters in self._weighty or bool(re.search(r"\d", letters)) or letters in self._alike.values
        return word.probability < HARD_TO_HEAR and (weighs or self._lexicon.trade(letters))

    def _mistakable(self, transcript: Transcript, facts: Facts) -> Iterator[Flag]:
        """Minutes that sound like others, where the length of the session does not confirm them.

        Teens are heard as tens far more often than the other way round: a teen is only doubted where the ten would fit.
        """
        # What was reckoned from the others makes any sum right.
        known = [None if block.minutes_basis is Basis.INFERRED else block.minutes for block in facts.treatments]
        total = None if None in known else sum(minutes for minutes in known if minutes is not None)
        session = facts.session.minutes
        of_session = self._mistakable_session(transcript, facts, total)
        yield from of_session
        for index, block in enumerate(facts.treatments):
            words, minutes = self._said(transcript, block.evidence, block.minutes), block.minutes or 0
            other = self._alike.other(minutes)
            # A session's length that may be another itself neither confirms a block nor speaks against its teen.
            confirmed = session is not None and total == session and not (of_session and minutes == session)
            if not words or other is None or confirmed or (of_session and minutes < other):
                continue
            fits = longer = False
            if session is not None and total is not None:
                fits = total - minutes + other == session
                longer = total > session >= total - minutes + other
            unsure = total is not None and min(word.probability for word in words) < _SURE_NUMBER
            if fits or (minutes > other and (longer or unsure or minutes in self._alike.often)):
                says = _sum_says(minutes, other, session, fits) if fits or longer else ""
                yield _flag(_sounds_like(minutes, other, words) + says, f"treatments/{index}/minutes", words)
        yield from self._mistakable_at_home(transcript, facts)

    def _mistakable_session(self, transcript: Transcript, facts: Facts, total: float | None) -> list[Flag]:
        """The session's length, where it sounds like another that is booked and that the work leaves room for.

        Said whole, or beside an hour ("an hour and fifty minutes").
        """
        minutes = facts.session.minutes or 0
        hour = _HOUR if minutes > _HOUR else 0
        words = self._said(transcript, facts.session.minutes_evidence, minutes - hour)
        booked = self._alike.other(minutes - hour) or 0
        other = booked + hour
        whole = total == minutes and any(block.minutes == minutes for block in facts.treatments)
        room = total is None or total <= other or whole
        if not words or booked not in self._alike.booked or not room:
            return []
        says = f" With {other} the work fills the session, with {minutes:g} it does not." if total == other else ""
        return [_flag(_sounds_like(minutes, other, words) + says, "session/minutes", words)]

    def _mistakable_at_home(self, transcript: Transcript, facts: Facts) -> Iterator[Flag]:
        """Minutes of home care that are often taken for others: no sum confirms them."""
        for index, care in enumerate(facts.home_care):
            within = _within(transcript, care.evidence)
            for word, following in itertools.pairwise(within):
                minutes = self._alike.value(word) or 0
                other = self._alike.other(minutes) or minutes
                if minutes in self._alike.often and minutes > other and _bare(following.text) in _MINUTES:
                    message = _sounds_like(minutes, other, [word])
                    yield _flag(message, f"home_care/{index}", [word])

    def _said(self, transcript: Transcript, evidence: Evidences, minutes: float | None) -> list[Word]:
        """The words that say these minutes; none when they were reckoned."""
        return [word for word in _within(transcript, evidence) if self._alike.value(word) == minutes]


def _written_anew(transcript: Transcript, facts: Facts) -> Iterator[Flag]:
    """Facts that rest on a number which was heard otherwise at first: always asked about."""
    for correction in transcript.corrections:
        if correction.reason not in _ASKED:
            continue
        place = Evidence(correction.start, correction.end)
        for about, evidence in _facts(facts):
            if any(place.start < one.end and one.start < place.end for one in evidence):
                words = _within(transcript, (place,))
                message = _ASKED[correction.reason].format(
                    heard=correction.heard, written=correction.written, at=_clock(words[0].start_seconds)
                )
                yield _flag(message, about, words)


def _facts(facts: Facts) -> Iterator[tuple[str, Evidences]]:
    yield _CLIENT, facts.session.client_evidence
    yield "session/minutes", facts.session.minutes_evidence
    for name in ("pain", "treatments", "mentions", "not_worked", "range_of_motion", "diagnoses", "home_care"):
        for index, fact in enumerate(getattr(facts, name)):
            yield f"{name}/{index}", fact.evidence
    yield "follow_up", facts.follow_up.evidence


def _within(transcript: Transcript, evidence: Evidences) -> list[Word]:
    return [w for w in transcript.words if any(e.start < w.end and w.start < e.end for e in evidence)]


def _bare(text: str) -> str:
    return text.strip(".,;:!?\"'()").lower()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _sounds_like(minutes: float, other: int, words: list[Word]) -> str:
    return f"{minutes:g} minutes were heard, and {other} sounds alike: listen at {_clock(words[0].start_seconds)}."


def _sum_says(minutes: float, other: int, session: float | None, fits: bool) -> str:
    if fits:
        return f" With {other} the minutes add up to the session's {session:g}, with {minutes:g} they do not."
    return f" With {minutes:g} the work is longer than the session of {session:g} minutes, with {other} it is not."


def _flag(message: str, about: str, words: list[Word]) -> Flag:
    evidence = tuple(Evidence(word.start, word.end) for word in words)
    return Flag(FlagId.LOW_CONFIDENCE, Level.WARNS, message, about, evidence)


def _unheard(start: float, end: float) -> Flag:
    message = (
        f"From {_clock(start)} to {_clock(end)} there is sound like speech, but no words could be heard: listen to it."
    )
    return Flag(FlagId.LOW_CONFIDENCE, Level.WARNS, message, "transcript")
