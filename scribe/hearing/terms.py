"""Words of the trade that were heard as something else are written as they were meant.

In: a Transcript as it was heard. Out: edits. A wrong correction is worse than none, so a stretch is touched only

* when it is a known mishearing of corrections.yaml in the context that is asked for there;
* when a word of the trade is likelier there: how unlikely the heard words are in their place and how unsure they were
  heard speaks for it, how differently it sounds against it ("plant aphasia", "the scaleings", "para formis").

Sides, negations and numbers are never part of a correction, nor is a name, nor a word that is right as it stands.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scribe.hearing.edits import Edit
from scribe.hearing.english import EVERYDAY, frequency
from scribe.hearing.lexicon import Known, Lexicon
from scribe.hearing.phrasing import CLASSES, Phrasing
from scribe.hearing.sounds import Sounds, Target, letters
from scribe.hearing.tokens import STOP, Token, mark, marked, tokens
from scribe.records import Guess, Transcript

_LEAST, _LEAD = 2.0, 3.0
"""From this evidence a term was meant, and how much more it must have than any other."""

_APART, _SHARE_APART = 3.0, 60.0
"""What each letter or sound that differs takes away, and what they take away as a share of the word."""

_UNSURE, _MOST_UNSURE = 13.0, 0.7
"""What unsure words add, by the negative logarithm of their probability, and up to which."""

_SURE, _SURELY, _ALONE_SURELY = 8.0, 0.1, 0.16
"""What everyday words take away that were heard surely, and below which negative logarithm of their probability they
were: several, and one alone, which is less often a term's sound cut up."""

_NO_ENGLISH, _WORD, _MARK, _NAME = 12.0, 4.0, 10.0, 12.0
"""What a word that is no English adds; what each word takes away, a mark among them, and a capital as a name has it."""

_SOUNDS, _NO_WORSE, _MUCH_WORSE = 3.0, 4.5, -10.0
"""What a term adds that was listened for: its likelihood, no lower than the last, counted from the second, times the
first. So a term that sounds as likely as what was heard adds 13.5, and no term that was listened for more."""

_LISTENED_FOR, _TOGETHER = -6.0, 2
"""From this evidence a term is worth listening for, and how many in stretches that overlap."""

_SURE_TERM = 14.0
"""From this evidence a term is sure without."""

_DOUBTFUL = -math.log(0.5)
"""From this negative logarithm of its probability a word may be what is said while thinking."""

_ENDINGS = ("s", "es", "d", "ed", "ing")
"""With one of these behind it a word is another form of itself, and was not misheard."""

_INITIALS = 3
"""A longer word in capitals alone ("IASTA") is no name."""

_KNOWN = 1000.0
"""The evidence of a known mishearing."""

_LONGEST, _CONTEXT, _NEAR = 4, 10, 6
"""Words in the longest stretch that is corrected by its sound, to either side that are its context, and near it."""

_BESIDE, _COUNTED = 8, 3
"""Words to either side that tell how likely a stretch is, and how many of those after it are reckoned with."""

JUDGED = "judged by the words beside it"
"""The reason of a correction that decides more than a spelling."""

_Stretch = tuple[int, int]
_Found = tuple[float, int, int, str]
"""Evidence, first word and the one after the last, and what was meant."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of words that may be misheard, with the classes beside it."""

    start: int
    end: int
    words: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    gain: float
    """What speaks for any term in place of what was heard, before its likelihood and its sound are known."""

    @property
    def letters(self) -> str:
        return letters(self.words)


class TermFinder:
    """Finds what to correct in a text."""

    def __init__(self, lexicon: Lexicon, phrasing: Phrasing) -> None:
        self._lexicon = lexicon
        self._phrasing = phrasing
        self._sounds = Sounds(lexicon.targets)

    def edits(self, transcript: Transcript) -> list[Edit]:
        """The corrections of a transcript, in order and apart from each other."""
        heard = tokens(transcript.text)
        words = [token.lower for token in heard]
        stretches = self._stretches(heard, words)
        found = [*self._known(heard, words, stretches), *self._likelier(transcript, heard, words, stretches)]
        edits = [_edit(heard, start, end, meant) for start, end, meant in _apart(found)]
        for judged in (
            *self._homophones(heard, words, edits),
            *self._standing_alone(heard, words),
            *self._fillers(transcript, heard, words),
            *self._both_sides(heard, words, edits),
        ):
            if all(judged.end <= edit.start or edit.end <= judged.start for edit in edits):
                edits.append(judged)
        return sorted(edits)

    def _stretches(self, heard: list[Token], words: list[str]) -> list[_Stretch]:
        """The stretches that may be corrected, as long as the longest known mishearing: none that names a person."""
        persons = frozenset(at for at in range(len(heard)) if self._of_a_person(heard, words, at))
        persons |= frozenset(range(self._introduced(heard, words)))
        return [
            one for one in _stretches(heard, max(_LONGEST, self._lexicon.longest)) if persons.isdisjoint(range(*one))
        ]

    def _known(self, heard: list[Token], words: list[str], stretches: list[_Stretch]) -> Iterator[_Found]:
        """Known mishearings: before anything else, the longest first."""
        for start, end in stretches:
            for known in self._lexicon.known.get(tuple(words[start:end]), ()):
                if not _marks(heard, start, end) and _fits(known, heard, words, start, end):
                    yield _KNOWN + len(known.heard), start, end, known.meant

    def _likelier(
        self, transcript: Transcript, heard: list[Token], words: list[str], stretches: list[_Stretch]
    ) -> Iterator[_Found]:
        """Stretches in whose place a word of the trade is likelier than what was heard."""
        listened = _Listened(transcript)
        meant: dict[tuple[str, ...], str] = {}
        open_: list[tuple[_Place, dict[str, float]]] = []
        for place, terms in self._terms(transcript, heard, words, stretches, listened.least):
            span = _span(heard, place.start, place.end)
            weighed = [(evidence + listened.adds(span, written), written) for evidence, written in terms]
            first, second, *_ = (*sorted(weighed, reverse=True), (-math.inf, ""), (-math.inf, ""))
            if not self._in_context(words, place.start, place.end) or first[0] < _LEAST:
                continue
            if self._lexicon.right_as_heard(first[1]):
                continue
            if first[0] >= second[0] + _LEAD:
                meant[place.words] = first[1]
                yield first[0], place.start, place.end, first[1]
            else:
                open_.append((place, {written: evidence for evidence, written in weighed}))
        # Of several terms that it may be, the one that the same words were elsewhere.
        for place, likely in open_:
            if (evidence := likely.get(meant.get(place.words, ""), -math.inf)) >= _LEAST:
                yield evidence, place.start, place.end, meant[place.words]

    def guesses(self, transcript: Transcript) -> list[Guess]:
        """The terms that are worth listening for, the likeliest first."""
        heard = tokens(transcript.text)
        words = [token.lower for token in heard]
        places = self._terms(transcript, heard, words, self._stretches(heard, words), lambda _: _LISTENED_FOR)
        found = [
            (*term, place)
            for place, terms in places
            for term in terms
            if term[0] >= _LISTENED_FOR and not self._lexicon.right_as_heard(term[1])
        ]
        chosen: list[Guess] = []
        sure: list[_Place] = []
        for evidence, written, place in sorted(found, key=lambda one: -one[0]):
            start, end = _span(heard, place.start, place.end)
            if any(one.start < place.end and place.start < one.end for one in sure):
                continue
            if sum(one.start < end and start < one.end for one in chosen) < _TOGETHER:
                if evidence >= _SURE_TERM:
                    sure.append(place)
                else:
                    chosen.append(Guess(_cased(heard[place.start], written), start, end))
        return chosen

    def _terms(
        self,
        transcript: Transcript,
        heard: list[Token],
        words: list[str],
        stretches: list[_Stretch],
        least: Callable[[_Stretch], float],
    ) -> Iterator[tuple[_Place, list[tuple[float, str]]]]:
        """The places where some term may have this evidence at least, and the evidence for each, as it is written."""
        held = self._held(heard, words)
        doubts = _Doubts(transcript)
        places = [
            place
            for start, end in stretches
            if end - start <= _LONGEST and held.isdisjoint(range(start, end)) and not _cuts(heard, words, start, end)
            if (place := self._place(doubts, heard, start, end, least(_span(heard, start, end))))
        ]
        for place, alike in zip(places, self._sounds.alike([place.letters for place in places]), strict=True):
            terms = self._evidence(place, alike)
            yield place, [(told, self._lexicon.spelling.get(phrase, phrase)) for told, phrase in terms]

    def _held(self, heard: list[Token], words: list[str]) -> frozenset[int]:
        """Where words stand that are right, whatever they sound like."""
        held = {at for at, word in enumerate(words) if not word[0].isalpha()}
        for at, word in enumerate(words):
            bare = word.removesuffix("'s")
            # "The ache's gone", but not "a doctor's, ten minutes", where nothing is the doctor's.
            goes_on = at + 1 < len(words) and not heard[at + 1].apart and frequency(bare) >= EVERYDAY
            of_a_word = word != bare and ((bare,) in self._phrasing.classes or goes_on)
            if self._lexicon.stays(bare) or of_a_word:
                held.add(at)
        at = 0
        while at < len(words):
            size, _ = self._phrasing.phrase(words, at)
            within = range(at, at + size)
            if size > 1 and not any(heard[one].apart for one in within[1:]):
                held.update(within)
            at += size
        return frozenset(held)

    def _place(self, doubts: _Doubts, heard: list[Token], start: int, end: int, least: float) -> _Place | None:
        """A stretch with what speaks for a term there; null when even the likeliest would have less than `least`."""
        stretch = marked(heard[start:end], first=False)
        classed = self._phrasing.classed(stretch)
        if all(one in CLASSES for one in classed):
            return None
        words = tuple(token.lower for token in heard[start:end])
        following = [*marked(heard[end : end + _BESIDE]), *([STOP] if end + _BESIDE >= len(heard) else ())]
        after = self._phrasing.classed(following)[:_COUNTED]
        before = self._phrasing.classed([*marked(heard[max(0, start - _BESIDE) : start]), *mark(heard[start])])
        common = [frequency(word) for word in words]
        no_english = min(common) == 0
        unsure = doubts.within(heard[start].start, heard[end - 1].end)
        gain = (
            _UNSURE * min(_MOST_UNSURE, unsure)
            + _NO_ENGLISH * no_english
            - _SURE * (min(common) >= EVERYDAY and unsure < (_ALONE_SURELY if len(words) == 1 else _SURELY))
            - _WORD * (end - start)
            - _MARK * _marks(heard, start, end)
            - _NAME * (_capital_within(heard[start]) and not self._lexicon.trade(letters(words)))
            - self._phrasing.likelihood((*classed, *after), before)
        )
        likeliest = max(self._phrasing.likelihood((name, *after), before) for name in CLASSES)
        if gain + likeliest < least and not no_english:
            return None
        return _Place(start, end, words, tuple(before), tuple(after), gain)

    def _evidence(self, place: _Place, alike: Iterable[tuple[Target, float, float]]) -> list[tuple[float, str]]:
        """The evidence for each term that may have been meant in a place, and its likeliest phrase."""
        rare = {word for word in place.words if self._lexicon.trade(word)}
        heard = " ".join(place.words)
        likely: dict[str, float] = {}
        best: dict[str, tuple[float, str]] = {}
        for target, apart, share in alike:
            same = target.phrase == heard.removesuffix("'s") or f" {heard} " in f" {target.phrase} "
            same |= target.phrase.removeprefix(heard) in _ENDINGS or f" {target.phrase} " in f" {heard} "
            if same or not rare.issubset(target.phrase.split()):
                continue
            if target.name not in likely:
                likely[target.name] = self._phrasing.likelihood((target.name, *place.after), place.before)
            told = likely[target.name] + self._phrasing.share(target.phrase, target.name)
            evidence = place.gain + told - _APART * apart - _SHARE_APART * share
            best[target.id] = max(best.get(target.id, (-math.inf, "")), (evidence, target.phrase))
        return list(best.values())

    def _standing_alone(self, heard: list[Token], words: list[str]) -> Iterator[Edit]:
        """ "Theo, our session, the swimmer": what says nothing between two marks."""
        for start, end in _stretches(heard, _LONGEST):
            meant = self._lexicon.standing_alone.get(" ".join(words[start:end]))
            begins = heard[start].opens or heard[start].apart or (start > 0 and _capital_within(heard[start - 1]))
            ends = end == len(heard) or heard[end].apart or heard[end].text[0].isdigit()
            if meant and begins and ends and not _marks(heard, start, end):
                yield Edit(*_span(heard, start, end), _cased(heard[start], meant), JUDGED)

    def _fillers(self, transcript: Transcript, heard: list[Token], words: list[str]) -> Iterator[Edit]:
        """ "Then arm, soft tissue mobilization", "Right arm, let me think": what was said while thinking."""
        doubts = _Doubts(transcript)
        for at, token in enumerate(heard[:-1]):
            meant = self._lexicon.fillers.get(words[at])
            if not meant or not heard[at + 1].apart or doubts.within(token.start, token.end) < _DOUBTFUL:
                continue
            previous, following = words[at - 1] if at else "", " ".join(words[at + 1 : at + 3])
            thinking = previous == "right" and heard[at - 1].opens and following in self._lexicon.behind_fillers
            if thinking or token.apart or previous in self._lexicon.before_fillers:
                yield Edit(token.start, token.end, _cased(token, meant), JUDGED)

    def _homophones(self, heard: list[Token], words: list[str], edits: list[Edit]) -> list[Edit]:
        """ "write calf", "know myofascial release": the word before a term, as it was or as it is corrected; and what
        takes a side back, "on the right, know, the left knee"."""
        corrected = {edit.start for edit in edits}
        found = []
        for at in range(len(heard) - 1):
            token, following, word, next_word = heard[at], heard[at + 1], words[at], words[at + 1]
            previous = words[at - 1] if at else ""
            meant = self._lexicon.homophones.get(word)
            before_term = following.start in corrected or self._named(next_word)
            follows = not following.apart and before_term
            # "Myofascial release, rite, subscapularis": no verb stands alone between two commas and before a place.
            follows |= meant == "right" and token.apart and not token.opens and not following.opens and before_term
            follows |= meant == "no" and _turns(words, at)
            follows &= previous not in self._lexicon.subjects or word in self._lexicon.no_verbs
            # "They know work on the right calf": nobody knows work on a place, whoever stands before it.
            of_work = meant == "no" and words[at + 1 : at + 3] in (["work", "on"], ["work", "to"])
            follows |= of_work and any(self._named(place) for place in words[at + 3 : at + 6])
            if meant and follows:
                found.append(Edit(token.start, token.end, _cased(token, meant), JUDGED))
        return found

    def _both_sides(self, heard: list[Token], words: list[str], edits: list[Edit]) -> Iterator[Edit]:
        """ "left in right hamstrings" """
        corrected = {edit.start for edit in edits}
        for at in range(len(heard) - 3):
            if {words[at], words[at + 2]} != {"left", "right"} or words[at + 1] not in self._lexicon.and_heard:
                continue
            of_a_place = self._named(words[at + 3]) or heard[at + 3].start in corrected
            if of_a_place and not any(token.apart for token in heard[at + 1 : at + 4]):
                yield Edit(heard[at + 1].start, heard[at + 1].end, "and", JUDGED)

    def _named(self, word: str) -> bool:
        return word in self._lexicon.terms or self._lexicon.trade(word)

    def _of_a_person(self, heard: list[Token], words: list[str], at: int) -> bool:
        """Whether a word stands where only a name does: "Mrs. Solis", "Solis came in", "Solis's", or alone at the
        very beginning, "Solis, hour session"."""
        if not heard[at].text[0].isupper() or (heard[at].text.isupper() and len(heard[at].text) > _INITIALS):
            return False
        if at and words[at - 1] in self._lexicon.titles:
            return True
        if words[at].endswith("'s") and self._named(words[at].removesuffix("'s")):
            return False  # "Neck's was fifteen minutes of friction"
        if (
            words[at].endswith("'s")
            and frequency(words[at]) == 0
            and not self._lexicon.trade(letters(words[at : at + 1]))
        ):
            return not self._lexicon.right(words[at].removesuffix("'s")) or heard[at].opens
        if not heard[at].opens or at + 1 == len(heard) or words[at] in self._lexicon.subjects:
            return False
        if heard[at + 1].apart:
            return at == 0
        return words[at + 1] in self._lexicon.told_of or words[at + 1 : at + 3] == ["in", "for"]

    def _introduced(self, heard: list[Token], words: list[str]) -> int:
        """How many words tell at the very beginning who it is: "Tile setter, fifty-two, ...", whatever stops within."""
        for until in range(1, min(len(heard), _LONGEST + 2)):
            of_age = words[until] in self._lexicon.ages or (words[until].isdecimal() and len(words[until]) == 2)
            behind = until + 1 + (until + 1 < len(heard) and heard[until + 1].hyphened)
            if heard[until].apart and of_age and (behind >= len(heard) or heard[behind].apart):
                return until
        return 0

    def _in_context(self, words: list[str], start: int, end: int) -> bool:
        beside = words[max(0, start - _CONTEXT) : start] + words[end : end + _CONTEXT]
        return any(word in self._lexicon.cues or self._lexicon.trade(word) for word in beside)


def _capital_within(token: Token) -> bool:
    """Whether a word within a sentence begins with a capital, as a name does."""
    return token.text[0].isupper() and not token.opens


def _stretches(heard: list[Token], longest: int) -> Iterator[_Stretch]:
    """The first word and the one after the last of all stretches within a sentence."""
    for start in range(len(heard)):
        for end in range(start + 1, min(start + longest, len(heard)) + 1):
            if end > start + 1 and heard[end - 1].opens:
                break
            yield start, end


def _cuts(heard: list[Token], words: list[str], start: int, end: int) -> bool:
    """Whether a stretch begins or ends within a word with hyphens; "left-temperomandibular" is two words."""
    begins_within = heard[start].hyphened and words[start - 1] not in ("left", "right")
    return begins_within or (end < len(heard) and heard[end].hyphened)


def _turns(words: list[str], at: int) -> bool:
    """Whether one side stands shortly before a word and the other right behind it."""
    behind = next((word for word in words[at + 1 : at + 3] if word != "the"), "")
    other = {"left": "right", "right": "left"}.get(behind)
    return other is not None and other in words[max(0, at - 3) : at]


def _marks(heard: list[Token], start: int, end: int) -> int:
    """How many marks stand within a stretch."""
    return sum(token.apart for token in heard[start + 1 : end])


def _span(heard: list[Token], start: int, end: int) -> tuple[int, int]:
    """Where a stretch of words lies in the text."""
    return heard[start].start, heard[end - 1].end


class _Listened:
    """What was listened for in a transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._places = {(one.start, one.end) for one in transcript.alternatives}
        self._likelihoods = {(one.start, one.end, one.meant.lower()): one.likelihood for one in transcript.alternatives}

    def least(self, span: tuple[int, int]) -> float:
        """The evidence that a term needs there before its sound is known."""
        return _LISTENED_FOR if span in self._places else _LEAST

    def adds(self, span: tuple[int, int], term: str) -> float:
        """What the sound adds to the evidence for a term; 0 where nobody listened for it."""
        likelihood = self._likelihoods.get((*span, term.lower()))
        return 0.0 if likelihood is None else _SOUNDS * (_NO_WORSE + min(0.0, max(_MUCH_WORSE, likelihood)))


class _Doubts:
    """How unsure the words of a transcript were heard."""

    def __init__(self, transcript: Transcript) -> None:
        self._starts = [word.start for word in transcript.words]
        self._ends = [word.end for word in transcript.words]
        each = (-math.log(max(word.probability, 1e-3)) for word in transcript.words)
        self._sums = list(itertools.accumulate(each, initial=0.0))

    def within(self, start: int, end: int) -> float:
        """The negative logarithm of the probability that all words of a stretch were heard right; 0 in a typed text."""
        return self._sums[bisect_left(self._starts, end)] - self._sums[bisect_right(self._ends, start)]


def _fits(known: Known, heard: list[Token], words: list[str], start: int, end: int) -> bool:
    near = {*words[max(0, start - _NEAR) : start], *words[end : end + _NEAR]}
    return (
        (not known.next or (end < len(words) and not heard[end].apart and words[end] in known.next))
        and (not known.previous or (start > 0 and words[start - 1] in known.previous))
        and (not known.near or not known.near.isdisjoint(near))
    )


def _apart(found: list[tuple[float, int, int, str]]) -> list[tuple[int, int, str]]:
    """The surest of overlapping finds, in the order of the text."""
    taken: list[tuple[int, int, str]] = []
    for _, start, end, meant in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if all(end <= first or last <= start for first, last, _ in taken):
            taken.append((start, end, meant))
    return sorted(taken)


def _edit(heard: list[Token], start: int, end: int, meant: str) -> Edit:
    first, last = heard[start], heard[end - 1]
    return Edit(first.start, last.end, _cased(first, meant), "sounds like a term of the trade")


def _cased(first: Token, meant: str) -> str:
    return meant[0].upper() + meant[1:] if first.opens and first.text[0].isupper() else meant
