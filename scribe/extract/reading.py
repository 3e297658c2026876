"""A transcript as the finders read it: normalised words that remember where they stand in the text.

What comes in: a text, never changed. What goes out: tokens that hold code-point offsets, so that any finding leads back
to the exact words. Hyphens inside compounds are dropped ("cross-fiber" reads "cross fiber"), contractions are spelled
out ("didn't" reads "did not"), numbers are one token in digits ("twenty-five" reads "25"), fillers are left out.
Self-corrections are not decided here: `repairs.py` hands over a new list of tokens.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from spacy.language import Language
from spacy.tokens import Token as SpacyToken

from scribe.extract.language import APOSTROPHE, EM_DASH, EN_DASH, Cues, Seen, read_patterns
from scribe.extract.numbers import NumberWords, merge_numbers
from scribe.records import Evidence, Evidences

STOPS = frozenset({".", "?", "!", "\n"})
DASHES = frozenset({"-", EN_DASH, EM_DASH})
MARKS = STOPS | DASHES | {",", ";", ":", "(", ")", "\u2026", "..."}
YES = frozenset({"yes", "yeah", "yep", "yup", "sure", ","})
"""At the head of an answer these grant what was asked, or say no more than that."""
SIDE_AND_STOP = frozenset({"L.", "R."})
"""Read as one word by the tokenizer, as if it were a name's initial."""
_INVERTED = frozenset({"did", "does", "do", "would", "could", "should", "shall", "will", "can"})
_SUBJECTS = frozenset({"i", "we", "he", "she", "they", "you"})
_GOES_ON = frozenset({"next", "also", "then", "plus", "and", "second", "third"})
"""As a sentence of its own each leads to one more thing under the same heading."""
_TIMED = re.compile(r"^([A-Za-z]{2,})-(\d{1,2})$")
"""A place and its minutes that were written as one word: "left and right QL-18 minutes"."""
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")
CODE = re.compile(r"^[a-tv-z]\d[0-9ab]\.[0-9a-z]{1,4}$")
"""A diagnosis code, behind which the name of the condition comes."""
HIGHEST_SCORE = 10
"""A number up to it may tell how a place felt, a larger one how long the work took."""
MINUTES = frozenset({"minutes", "minute"})
HEADING = 3
"""Words of the longest sentence that is but a heading."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as read: lower case, its place in the text, its value when it is a number, how it was written."""

    text: str
    start: int
    end: int
    value: float | None = None
    tag: str = ""
    capital: bool = False
    upper: bool = False

    @property
    def hyphen(self) -> bool:
        """Whether a "to" between numbers was written as a hyphen ("7-4")."""
        return self.text == "to" and self.end - self.start == 1


class Placed(Protocol):
    """Anything that stands at the tokens `start` to `end`, half-open."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_Thing = TypeVar("_Thing", bound=Placed)


def spanned(things: Iterable[Placed]) -> frozenset[int]:
    """All tokens at which the things stand."""
    return frozenset(i for thing in things for i in range(thing.start, thing.end))


class InOrder(Generic[_Thing]):
    """Things in the order of their first tokens, found by where they stand without a look at all the others."""

    def __init__(self, things: Iterable[_Thing]) -> None:
        self._things = sorted(things, key=lambda thing: thing.start)
        self._starts = [thing.start for thing in self._things]
        self._longest = max((thing.end - thing.start for thing in self._things), default=0)

    def __iter__(self) -> Iterator[_Thing]:
        return iter(self._things)

    def within(self, start: int, end: int) -> list[_Thing]:
        """Those that begin at the tokens `start` to `end`, half-open."""
        return self._things[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def any_within(self, start: int, end: int) -> bool:
        """Whether any begins at the tokens `start` to `end`, half-open."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end

    def touching(self, start: int, end: int) -> list[_Thing]:
        """Those that share a token with `start` to `end`, half-open."""
        return [thing for thing in self.within(start - self._longest + 1, end) if thing.end > start]

    def last_before(self, end: int) -> _Thing | None:
        """The last that begins before the token `end`."""
        at = bisect_left(self._starts, end)
        return self._things[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """Token indexes, half-open, without the stop."""

    start: int
    end: int


class Reading:
    """Tokens, the same as patterns see them, and the sentences."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.doc = _seen(tokens)
        self.sentences = _sentences(tokens)
        self._entities: dict[str, list[Placed]] = {}

    def evidence(self, start: int, end: int) -> Evidence:
        """Where the tokens `start` to `end` (exclusive) stand in the text."""
        part = self.tokens[start:end]
        return Evidence(min(token.start for token in part), max(token.end for token in part))

    def evidences(self, *spans: tuple[int, int]) -> Evidences:
        """Where several spans of tokens stand in the text, in order, each once; empty spans are left out."""
        return tuple(sorted({self.evidence(start, end) for start, end in spans if end > start}))

    def covered(self, evidences: Iterable[Evidence]) -> set[int]:
        """The tokens that stand inside places of the text."""
        found: set[int] = set()
        for place in evidences:
            first, last = bisect_left(self._offsets, (place.start, -1)), bisect_left(self._offsets, (place.end, -1))
            found.update(index for _, index in self._offsets[first:last])
        return found

    def pause(self, start: int, marks: frozenset[str] = MARKS) -> int:
        """The first token from `start` on that is one of the marks; the end of the text where none follows."""
        return next((at for at in range(start, len(self.tokens)) if self.word(at) in marks), len(self.tokens))

    def words(self, start: int, end: int) -> list[str]:
        return [token.text for token in self.tokens[max(start, 0) : max(end, 0)]]

    def word(self, index: int) -> str:
        """The word at `index`, or an empty string outside the text."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def value(self, index: int) -> float | None:
        """The number at `index`, or None for a word and outside the text."""
        return self.tokens[index].value if 0 <= index < len(self.tokens) else None

    def sentence(self, index: int) -> Sentence:
        """The sentence of the token at `index`."""
        return self.sentences[self.sentence_of[index]]

    def mark_entities(self, label: str, things: Iterable[Placed]) -> None:
        """Let patterns see findings: `<area>`, `<technique>`, `<minutes>`. The first to claim a token keeps it."""
        marked = self._entities.setdefault(label, [])
        for thing in things:
            here = range(thing.start, thing.end)
            if here and not any(self.doc[index].ent_type_ for index in here):
                marked.append(thing)
                for index in here:
                    self.doc[index] = self.doc[index]._replace(ent_type_=label)

    def inside(self, label: str) -> frozenset[int]:
        """The tokens of the entities of a label, but the first of each."""
        return frozenset(i for thing in self._entities.get(label, ()) for i in range(thing.start + 1, thing.end))

    @cached_property
    def sentence_of(self) -> list[int]:
        """The index of the sentence of each token."""
        owner = [0] * len(self.tokens)
        for number, sentence in enumerate(self.sentences):
            stop = self.sentences[number + 1].start if number + 1 < len(self.sentences) else len(self.tokens)
            for index in range(sentence.start, stop):
                owner[index] = number
        return owner

    @cached_property
    def _offsets(self) -> list[tuple[int, int]]:
        """(place in the text, token) for each token; a repair may have changed the order of tokens."""
        return sorted((token.start, index) for index, token in enumerate(self.tokens))


def _seen(tokens: Iterable[Token]) -> list[Seen]:
    return [Seen(token.text, token.tag) for token in tokens]


def _sentences(tokens: list[Token]) -> list[Sentence]:
    found, start = [], 0
    for index, token in enumerate([*tokens, Token(".", 0, 0)]):
        if token.text in STOPS:
            if index > start:
                found.append(Sentence(start, index))
            start = index + 1
    return found


class Tokenizer:
    """Text to tokens, with the words of `models/patterns/reading.yaml`."""

    def __init__(self, nlp: Language) -> None:
        words = read_patterns("reading")
        self._nlp = nlp
        self._numbers = NumberWords.load()
        self._spelled: dict[str, str] = words["spelled_out"]
        self._fillers = Cues({"filler": words["fillers"]})
        self._spoken_stops = Cues({"stop": words["spoken_stops"]})
        self._not_stops = frozenset(words["never_a_stop_after"])

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text, numbers merged, spoken stops read as stops, fillers left out."""
        return self._without_fillers(merge_numbers(self._words(text), self._numbers))

    def phrase(self, text: str) -> str:
        """A phrase of the vocabulary (lower case, no hyphens) as the reading would have it, single-spaced."""
        words = text.replace("'s ", " 's ").removesuffix("'s").split() + (["'s"] if text.endswith("'s") else [])
        tokens = [Token(self._spelled.get(word, word), 0, 0) for word in words]
        return " ".join(token.text for token in merge_numbers(tokens, self._numbers))

    def _words(self, text: str) -> list[Token]:
        found: list[Token] = []
        doc = list(self._nlp.make_doc(text))
        for number, token in enumerate(doc):
            text, start = token.text, token.idx
            if token.is_space:
                if text.count("\n") > 1 or (found and found[-1].text not in MARKS and "\n" in text):
                    found.append(Token("\n", start, start + len(text)))
            elif text in {"-", EN_DASH} and _glued(doc, number):
                before, after = doc[number - 1], doc[number + 1]
                if before.like_num and after.like_num and before.is_digit:
                    found.append(Token("to", start, start + len(text)))
            elif text == "'s" and found and found[-1].text.isdigit() and found[-1].end == start:
                found[-1] = self._word(f"{found[-1].text}{text}", found[-1].start)  # "in his 50's" is no number
            elif text in SIDE_AND_STOP:
                stop = start + len(text) - 1
                found += [Token(text[0].lower(), start, stop, upper=True), Token(".", stop, stop + 1)]
            elif (timed := _TIMED.match(text)) and number + 1 < len(doc) and doc[number + 1].text in MINUTES:
                found += [self._word(timed[1], start), self._word(timed[2], start + timed.start(2))]
            else:
                found.append(self._word(text, start))
        return found

    def _word(self, text: str, start: int) -> Token:
        word = text.lower().replace(APOSTROPHE, "'")
        word = self._spelled.get(word, _with_fraction(word))
        tag = "CLOCK" if ":" in word and _CLOCK.match(word) else ""
        return Token(word, start, start + len(text), tag=tag, capital=text[:1].isupper(), upper=text.isupper())

    def _without_fillers(self, tokens: list[Token]) -> list[Token]:
        seen = _seen(tokens)
        gone: set[int] = set()
        for cue in self._fillers.find(seen):
            if tokens[cue.start].upper and cue.end == cue.start + 1 and len(tokens[cue.start].text) > 1:
                continue  # "no fracture per the ER"
            gone.update(range(cue.start, cue.end))
            # "Swedish, um, on the neck": one comma is enough for both.
            after_mark = cue.start == 0 or tokens[cue.start - 1].text in MARKS
            if after_mark and cue.end < len(tokens) and tokens[cue.end].text == ",":
                gone.add(cue.end)
        stops = {
            cue.start: cue.end
            for cue in self._spoken_stops.find(seen)
            if cue.start == 0 or tokens[cue.start - 1].text not in self._not_stops
        }
        kept: list[Token] = []
        for index, token in enumerate(tokens):
            if index in stops:
                kept.append(Token(".", token.start, tokens[stops[index] - 1].end))
                gone.update(range(index, stops[index]))
            if index not in gone:
                kept.append(token)
        return kept


def _with_fraction(word: str) -> str:
    """ "½" as "0.5", "1½" as "1.5"; any other word as it is."""
    whole, last = word[:-1], word[-1:]
    part = unicodedata.numeric(last, 0.0) if last else 0.0
    return f"{int(whole or 0) + part:g}" if 0 < part < 1 and (not whole or whole.isdecimal()) else word


def _glued(doc: Sequence[SpacyToken], at: int) -> bool:
    """Whether a hyphen stands between two words without a blank on either side."""
    return 0 < at < len(doc) - 1 and not doc[at - 1].whitespace_ and not doc[at].whitespace_


def with_stops(reading: Reading, stops: Set[int]) -> list[Token]:
    """The tokens with a stop before those at `stops`, in the place of a comma where one stands."""
    found: list[Token] = []
    for index, token in enumerate(reading.tokens):
        if index in stops:
            place = found[-1].end
            if found[-1].text == ",":
                found.pop()
            found.append(Token(".", place, place))
        found.append(token)
    return found


def is_asked(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence is a question, its mark heard as a stop or not: "Did I stretch him. I did not."."""
    head = reading.words(sentence.start, sentence.start + 2)
    inverted = len(head) == 2 and head[0] in _INVERTED and head[1] in _SUBJECTS
    return reading.word(sentence.end) == "?" or (inverted and reading.word(sentence.end) == ".")


def under_headings(reading: Reading, headings: frozenset[str]) -> dict[int, tuple[int, int]]:
    """The sentences under such a heading, "Home care." or "Plan: ...": where the heading and their own words begin.

    One that stands alone holds up to the next sentence of a word or two that names no work, one with a colon for its
    own sentence; with "Next." and its like both go on.
    """
    found: dict[int, tuple[int, int]] = {}
    under: int | None = None
    for number, sentence in enumerate(reading.sentences):
        said = reading.words(sentence.start, sentence.end)
        colon = said.index(":") if ":" in said else 0
        words = [word for word in said if word not in MARKS]
        names_work = any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[sentence.start : sentence.end])
        if colon and " ".join(said[:colon]) in headings:
            found[number] = sentence.start, sentence.start + colon + 1
        elif len(words) == 1 and words[0] in _GOES_ON and (under is not None or number - 1 in found):
            under = found[number - 1][0] if under is None else under
        elif 0 < len(words) <= HEADING and not names_work:
            under = sentence.start if " ".join(words) in headings else None
        elif under is not None:
            found[number] = under, sentence.start
    return found
