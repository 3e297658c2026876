"""Words of the trade that were heard as something else are written as they were meant.

In: a Transcript as it was heard. Out: edits. A wrong correction is worse than none, so a stretch is touched only

* when it is a known mishearing of corrections.yaml in the context that is asked for there;
* when the everyday words of a phrase stand exactly where they should and the rest sounds like its rare word
  ("tears minor", "my official release");
* when it holds a word that is no English and, all together, sounds like a word of the trade and of nothing else, with
  a cue close by ("the scaleings", "para formis").

Sides, negations and numbers are never part of a correction, nor is a name, nor a word that is right as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scribe.hearing.edits import Edit
from scribe.hearing.lexicon import Known, Lexicon, Phrase, frequency, inflected
from scribe.hearing.sounds import likeness

_LEAST_ANCHORED, _LEAST_STRANGE, _LEAST_RARE, _LEAST_NAME, _LEAST_EVERYDAY = 0.8, 0.76, 0.88, 0.9, 0.9
"""Least likeness beside the words of a phrase, of a word that is no English, of a rare one, of a capitalized one, and
of several everyday words that make a long term together."""

_LONG_TERM = 9
"""Letters from which several everyday words do not sound like a term by chance."""

_LEAST_LONE, _LEAD_OF_LONE, _LONE = 0.62, 0.1, 8
"""For one long word that is no English beside a side, an area or a technique: least likeness, least lead, and letters.
What else could it be? It must be far likelier one term than any other."""

_LEAD = 0.04
"""How much likelier than the next word of the trade the best must be."""

_HYPHENS = 0.05
"""What a stretch gains that hyphens hold together: it was heard as one word."""

_LONGER = 0.04
"""What each further word is worth: the longer of two stretches explains more of what was heard."""

_LONGEST, _CONTEXT, _NEAR = 4, 10, 6
"""Words in the longest stretch that is corrected, to either side that are its context, and that are near it."""

JUDGED = "judged by the words beside it"
"""The reason of a correction that decides more than a spelling."""

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.:]\d+)*")
_BREAK = re.compile(r"[.!?;:,]")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    opens: bool
    """Whether a sentence begins here, where a capital says nothing."""
    apart: bool
    """Whether a mark stands before it, over which no correction reaches."""
    hyphened: bool

    @property
    def lower(self) -> str:
        return self.text.lower()


class TermFinder:
    """Finds what to correct in a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def edits(self, text: str) -> list[Edit]:
        """The corrections of a text, in order and apart from each other."""
        tokens = _tokens(text)
        words = [token.lower for token in tokens]
        found: list[tuple[float, int, int, str]] = []
        for start in range(len(tokens)):
            for size in range(1, min(_LONGEST, len(tokens) - start) + 1):
                if size > 1 and tokens[start + size - 1].apart:
                    break
                if best := self._meant(tokens, words, start, start + size):
                    found.append((best[1] + _LONGER * (size - 1), start, start + size, best[0]))
        edits = [_edit(text, tokens, start, end, meant) for start, end, meant in _apart(found)]
        for judged in (
            *self._homophones(tokens, words, edits),
            *self._standing_alone(tokens, words),
            *self._both_sides(tokens, words, edits),
        ):
            if all(judged.end <= edit.start or edit.end <= judged.start for edit in edits):
                edits.append(judged)
        return sorted(edits)

    def _standing_alone(self, tokens: list[_Token], words: list[str]) -> Iterator[Edit]:
        """ "Theo, our session, the swimmer": what says nothing between two marks."""
        for at in range(len(tokens) - 1):
            meant = self._lexicon.standing_alone.get(" ".join(words[at : at + 2]))
            begins = tokens[at].opens or tokens[at].apart or (at > 0 and _capital_within(tokens[at - 1]))
            ends = at + 2 == len(tokens) or tokens[at + 2].apart or tokens[at + 2].text[0].isdigit()
            if meant and begins and not tokens[at + 1].apart and ends:
                yield Edit(tokens[at].start, tokens[at + 1].end, _cased(tokens[at], meant), JUDGED)

    def _homophones(self, tokens: list[_Token], words: list[str], edits: list[Edit]) -> list[Edit]:
        """ "write calf", "know myofascial release": the word before a term, as it was or as it is corrected."""
        corrected = {edit.start for edit in edits}
        found = []
        for at in range(len(tokens) - 1):
            token, following, word, next_word = tokens[at], tokens[at + 1], words[at], words[at + 1]
            previous = words[at - 1] if at else ""
            meant = self._lexicon.homophones.get(word)
            before_term = following.start in corrected or self._named(next_word)
            if meant and before_term and not following.apart and previous not in self._lexicon.subjects:
                found.append(Edit(token.start, token.end, _cased(token, meant), JUDGED))
        return found

    def _both_sides(self, tokens: list[_Token], words: list[str], edits: list[Edit]) -> Iterator[Edit]:
        """ "left in right hamstrings" """
        corrected = {edit.start for edit in edits}
        for at in range(len(tokens) - 3):
            if {words[at], words[at + 2]} != {"left", "right"} or words[at + 1] not in self._lexicon.and_heard:
                continue
            of_a_place = self._named(words[at + 3]) or tokens[at + 3].start in corrected
            if of_a_place and not any(token.apart for token in tokens[at + 1 : at + 4]):
                yield Edit(tokens[at + 1].start, tokens[at + 1].end, "and", JUDGED)

    def _named(self, word: str) -> bool:
        return word in self._lexicon.terms or self._lexicon.trade(word)

    def _meant(self, tokens: list[_Token], words: list[str], start: int, end: int) -> tuple[str, float] | None:
        """What a stretch of words was, and how surely; null when it stays."""
        if any(self._of_a_person(tokens, words, at) for at in range(start, end)):
            return None
        for known in self._lexicon.known.get(tuple(words[start:end]), ()):
            if _fits(known, tokens, words, start, end):
                return known.meant, 2.0 + len(known.heard)
        if any(self._lexicon.stays(word) for word in words[start:end]):
            return None
        if any(self._lexicon.trade(word) for word in words[start:end]) or not all(
            w[0].isalpha() for w in words[start:end]
        ):
            return None
        if not self._in_context(words, start, end):
            return None
        return (
            self._anchored(tokens, words, start, end)
            or self._strange(tokens, words, start, end)
            or self._everyday(words, start, end)
            or self._lone(tokens, words, start, end)
        )

    def _anchored(self, tokens: list[_Token], words: list[str], start: int, end: int) -> tuple[str, float] | None:
        if tokens[start].hyphened or (end - start > 1 and words[start] in self._lexicon.joints):
            return None
        letters = _letters(words[start:end])
        best: tuple[str, float] | None = None
        before = () if tokens[start].apart else tuple(words[:start])
        after = () if end == len(words) or tokens[end].apart else tuple(words[end:])
        beside = {*before[-1:], *after[:1]}
        for phrase in (phrase for anchor in beside for phrase in self._lexicon.anchored.get(anchor, ())):
            if _stands(phrase, before, after):
                score = likeness(letters, phrase.rare)
                if letters in phrase.rare or inflected(letters, phrase.rare):
                    continue
                if score >= _LEAST_ANCHORED and (best is None or score > best[1] - 1):
                    best = phrase.rare, 1 + score
        return best

    def _strange(self, tokens: list[_Token], words: list[str], start: int, end: int) -> tuple[str, float] | None:
        strange = [word for word in words[start:end] if not self._lexicon.right(word)]
        if not strange:
            return None
        no_english = any(frequency(word) == 0 for word in strange)
        least = _LEAST_STRANGE if no_english else _LEAST_RARE
        if self._a_name(tokens, words, start):
            least = _LEAST_NAME
        found = self._lexicon.nearest(_letters(words[start:end]), least)
        if found is None or found[2] < _LEAD or any(word in found[0].split() for word in words[start:end]):
            return None
        if end - start > 1 and inflected(_letters(words[start:end]), found[0].replace(" ", "")):
            return None
        if not no_english and (
            not self._lexicon.trade(found[0].split()[0]) or inflected(_letters(words[start:end]), found[0])
        ):
            return None
        return found[0], found[1] + (_HYPHENS if _hyphened(tokens, start, end) else 0)

    def _lone(self, tokens: list[_Token], words: list[str], start: int, end: int) -> tuple[str, float] | None:
        """ "ethelieridge", "sub exypertles" """
        letters = _letters(words[start:end])
        prefix = words[start] if end - start == 2 and words[start] in self._lexicon.prefixes else ""
        if end - start > 1 + (tokens[end - 1].hyphened or bool(prefix)) or len(letters) < _LONE:
            return None
        strange = words[start + bool(prefix) : end]
        if any(frequency(word) > 0 for word in (letters, *strange)) or self._a_name(tokens, words, start):
            return None
        found = self._lexicon.nearest(letters, _LEAST_LONE)
        if found is None or found[2] < _LEAD_OF_LONE or not self._lexicon.trade(found[0].split()[0]):
            return None
        return (found[0], found[1]) if found[0].startswith(prefix) else None

    def _everyday(self, words: list[str], start: int, end: int) -> tuple[str, float] | None:
        """ "super spin at us" """
        letters = _letters(words[start:end])
        if (
            end - start < 2
            or len(letters) < _LONG_TERM
            or not self._lexicon.joints.isdisjoint((words[start], words[end - 1]))
        ):
            return None
        if any(word in self._lexicon.terms for word in words[start:end]):
            return None
        found = self._lexicon.nearest(letters, _LEAST_EVERYDAY)
        if found is None or letters == found[0].replace(" ", "") or not self._lexicon.trade(found[0].split()[0]):
            return None
        return found[0], found[1]

    def _of_a_person(self, tokens: list[_Token], words: list[str], at: int) -> bool:
        """Whether a word stands where only a name does: "Mrs. Solis", "Solis came in", "Solis's", or alone at the
        very beginning, "Solis, hour session"."""
        if not tokens[at].text[0].isupper():
            return False
        if at and words[at - 1] in self._lexicon.titles:
            return True
        if words[at].endswith("'s") and frequency(words[at]) == 0:
            return not self._lexicon.right(words[at].removesuffix("'s")) or tokens[at].opens
        if not tokens[at].opens or at + 1 == len(tokens):
            return False
        if tokens[at + 1].apart:
            return at == 0
        return words[at + 1] in self._lexicon.told_of or words[at + 1 : at + 3] == ["in", "for"]

    def _a_name(self, tokens: list[_Token], words: list[str], start: int) -> bool:
        return (start > 0 and words[start - 1] in self._lexicon.titles) or (
            tokens[start].text[0].isupper() and not tokens[start].opens
        )

    def _in_context(self, words: list[str], start: int, end: int) -> bool:
        beside = words[max(0, start - _CONTEXT) : start] + words[end : end + _CONTEXT]
        return any(word in self._lexicon.cues or self._lexicon.trade(word) for word in beside)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    last = 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        opens = not found or bool(re.search(r"[.!?]", between))
        found.append(_Token(match[0], match.start(), match.end(), opens, bool(_BREAK.search(between)), between == "-"))
        last = match.end()
    return found


def _capital_within(token: _Token) -> bool:
    """Whether a word within a sentence begins with a capital, as a name does."""
    return token.text[0].isupper() and not token.opens


def _letters(words: Iterable[str]) -> str:
    return "".join(words).replace("'", "")


def _hyphened(tokens: list[_Token], start: int, end: int) -> bool:
    """Whether a stretch is all of a word written with hyphens."""
    within = all(token.hyphened for token in tokens[start + 1 : end])
    return (
        end - start > 1 and within and not tokens[start].hyphened and not (end < len(tokens) and tokens[end].hyphened)
    )


def _fits(known: Known, tokens: list[_Token], words: list[str], start: int, end: int) -> bool:
    near = {*words[max(0, start - _NEAR) : start], *words[end : end + _NEAR]}
    return (
        (not known.next or (end < len(words) and not tokens[end].apart and words[end] in known.next))
        and (not known.previous or (start > 0 and words[start - 1] in known.previous))
        and (not known.near or not known.near.isdisjoint(near))
    )


def _stands(phrase: Phrase, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    return before[len(before) - len(phrase.before) :] == phrase.before and after[: len(phrase.after)] == phrase.after


def _apart(found: list[tuple[float, int, int, str]]) -> list[tuple[int, int, str]]:
    """The surest of overlapping finds, in the order of the text."""
    taken: list[tuple[int, int, str]] = []
    for _, start, end, meant in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if all(end <= first or last <= start for first, last, _ in taken):
            taken.append((start, end, meant))
    return sorted(taken)


def _edit(text: str, tokens: list[_Token], start: int, end: int, meant: str) -> Edit:
    first, last = tokens[start], tokens[end - 1]
    return Edit(first.start, last.end, _cased(first, meant), "sounds like a term of the trade")


def _cased(first: _Token, meant: str) -> str:
    return meant[0].upper() + meant[1:] if first.opens and first.text[0].isupper() else meant
