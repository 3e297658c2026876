"""A transcript as the finders read it: normalised words that remember where they stand in the text.

The text itself is never changed. Each token holds code-point offsets, so that any finding leads back to
the exact words. Hyphens inside compounds are dropped ("cross-fiber" reads "cross fiber"), contractions are
spelled out ("didn't" reads "did not"), numbers are one token in digits ("twenty-five" reads "25"), fillers
are left out. Self-corrections are resolved by `repairs.py`, which hands over a new list of tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc, Span

from scribe.extract.language import Cues, read_patterns
from scribe.extract.numbers import NumberWords, merge_numbers
from scribe.records import Evidence, Evidences

STOPS = {".", "?", "!", "\n"}
MARKS = STOPS | {",", ";", ":", "-", "–", "—", "(", ")", "…", "..."}
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """Token indexes, half-open, without the stop."""

    start: int
    end: int


class Reading:
    """Tokens, the spaCy Doc over them for the matchers, and the sentences."""

    def __init__(self, text: str, tokens: list[Token], nlp: Language) -> None:
        self.text = text
        self.tokens = tokens
        words = [token.text for token in tokens]
        self.doc = Doc(nlp.vocab, words=words, tags=[token.tag or "WORD" for token in tokens])
        self.sentences = _sentences(tokens)

    def evidence(self, start: int, end: int) -> Evidence:
        """Where the tokens `start` to `end` (exclusive) stand in the text."""
        part = self.tokens[start:end]
        return Evidence(min(token.start for token in part), max(token.end for token in part))

    def evidences(self, *spans: tuple[int, int]) -> Evidences:
        return tuple(sorted({self.evidence(start, end) for start, end in spans if end > start}))

    def covered(self, evidences: Evidences) -> set[int]:
        """The tokens that stand inside places of the text."""
        return {i for i, token in enumerate(self.tokens) if any(e.start <= token.start < e.end for e in evidences)}

    def words(self, start: int, end: int) -> list[str]:
        return [token.text for token in self.tokens[max(start, 0) : max(end, 0)]]

    def word(self, index: int) -> str:
        """The word at `index`, or an empty string outside the text."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def mark_entities(self, label: str, spans: list[tuple[int, int]]) -> None:
        """Let patterns see findings: `<area>`, `<technique>`, `<minutes>`. The first to claim a token keeps it."""
        taken = {token.i for entity in self.doc.ents for token in entity}
        fresh: list[Span] = []
        for start, end in spans:
            if end > start and not taken & set(range(start, end)):
                taken |= set(range(start, end))
                fresh.append(Span(self.doc, start, end, label=label))
        self.doc.set_ents(fresh, default="unmodified")

    @cached_property
    def sentence_of(self) -> list[int]:
        """The index of the sentence of each token."""
        owner = [0] * len(self.tokens)
        for number, sentence in enumerate(self.sentences):
            stop = self.sentences[number + 1].start if number + 1 < len(self.sentences) else len(self.tokens)
            for index in range(sentence.start, stop):
                owner[index] = number
        return owner


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
        self._fillers = Cues(nlp.vocab, {"filler": words["fillers"]})
        self._spoken_stops = Cues(nlp.vocab, {"stop": words["spoken_stops"]})
        self._not_stops: set[str] = set(words["never_a_stop_after"])

    def tokens(self, text: str) -> list[Token]:
        plain = self._words(text)
        merged = merge_numbers(plain, self._numbers)
        return self._without_fillers(merged)

    def phrase(self, text: str) -> str:
        """A phrase of the vocabulary (lower case, no hyphens) as the reading would have it: its words, single-spaced."""
        words = text.replace("'s ", " 's ").removesuffix("'s").split() + (["'s"] if text.endswith("'s") else [])
        tokens = [Token(self._spelled.get(word, word), 0, 0) for word in words]
        return " ".join(token.text for token in merge_numbers(tokens, self._numbers))

    def _words(self, text: str) -> list[Token]:
        found: list[Token] = []
        doc = self._nlp.make_doc(text)
        for token in doc:
            start, end = token.idx, token.idx + len(token.text)
            if token.is_space:
                if token.text.count("\n") > 1 or (found and found[-1].text not in MARKS and "\n" in token.text):
                    found.append(Token("\n", start, end))
                continue
            glued = (
                token.i > 0 and not doc[token.i - 1].whitespace_ and token.whitespace_ == "" and token.i + 1 < len(doc)
            )
            if token.text in {"-", "–"} and glued:
                between = doc[token.i - 1].like_num and doc[token.i + 1].like_num and doc[token.i - 1].is_digit
                if not between:
                    continue
                found.append(Token("to", start, end))
                continue
            word = token.text.lower().replace("’", "'")
            previous = token.i > 0 and not doc[token.i - 1].whitespace_
            if previous and word in {"'s", "s"} and token.text.startswith(("'", "’")):
                word = "'s"
            word = self._spelled.get(word, word)
            tag = "CLOCK" if ":" in word and _CLOCK.match(word) else ""
            found.append(Token(word, start, end, tag=tag, capital=token.text[:1].isupper(), upper=token.text.isupper()))
        return found

    def _without_fillers(self, tokens: list[Token]) -> list[Token]:
        doc = Doc(
            self._nlp.vocab, words=[token.text for token in tokens], tags=[token.tag or "WORD" for token in tokens]
        )
        gone: set[int] = set()
        stops: dict[int, int] = {}
        for cue in self._fillers.find(doc):
            gone |= set(range(cue.start, cue.end))
            # "Swedish, um, on the neck": one comma is enough for both.
            if (
                cue.end < len(tokens)
                and tokens[cue.end].text == ","
                and (cue.start == 0 or tokens[cue.start - 1].text in MARKS)
            ):
                gone.add(cue.end)
        for cue in self._spoken_stops.find(doc):
            if cue.start == 0 or tokens[cue.start - 1].text not in self._not_stops:
                stops[cue.start] = cue.end
        kept: list[Token] = []
        for index, token in enumerate(tokens):
            if index in stops:
                kept.append(Token(".", token.start, tokens[stops[index] - 1].end))
                gone |= set(range(index, stops[index]))
            if index not in gone:
                kept.append(token)
        return kept
