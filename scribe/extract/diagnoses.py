"""Diagnoses that were spoken: ICD-10-CM codes ("M77.11", "em fifty-four point two") with the words beside them.

A code is never derived from words; whether it is billable is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import STOPS, Reading
from scribe.records import Diagnosis

_CODE = re.compile(r"^[a-tv-z]\d[0-9ab](?:\.[0-9a-z]{1,4})?$")
_NUMBER = re.compile(r"^\d{2}(?:\.\d{1,4})?$")
LONGEST_NAME = 9


class DiagnosisFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("diagnoses")
        self._cues = Cues(nlp.vocab, {"cue": words["cues"]})
        self._conditions = tuple(words["conditions"])
        self._letters: dict[str, str] = words["letters_spoken"]

    def find(self, reading: Reading) -> tuple[list[Diagnosis], set[int]]:
        """The diagnoses in order, and the tokens of their codes."""
        cues = self._cues.find(reading.doc)
        found: list[Diagnosis] = []
        owned: set[int] = set()
        for at in range(len(reading.tokens)):
            code, end = self._code(reading, at, cues)
            if not code or at in owned or any(d.code == code for d in found):
                continue
            owned |= set(range(at, end))
            name = self._name(reading, at, end)
            spans = [(at, end), name] if name else [(at, end)]
            evidence = reading.evidence(*name) if name else reading.evidence(at, end)
            found.append(Diagnosis(code, reading.text[evidence.start : evidence.end], reading.evidences(*spans)))
        return found + self._named(reading, cues, found), owned

    def _code(self, reading: Reading, at: int, cues: Sequence[Cue]) -> tuple[str | None, int]:
        word = reading.word(at)
        if _CODE.match(word):
            sure = "." in word or self._cued(reading, at, cues)
            return (word.upper(), at + 1) if sure else (None, at)
        letter = self._letters.get(word, word)
        number = reading.word(at + 1)
        if len(letter) != 1 or not letter.isalpha() or letter in "u" or not _NUMBER.match(number):
            return None, at
        if "." not in number and not self._cued(reading, at, cues):
            return None, at
        code, end = f"{letter}{number}", at + 2
        while (
            "." in code
            and (extra := self._letters.get(reading.word(end), reading.word(end))) in {"x", "a", "d", "s"}
            and len(code) < 8
        ):
            if extra == "a" and "x" not in code and len(code) < 7:
                break
            code, end = code + extra, end + 1
        return (code.upper(), end) if _CODE.match(code) else (None, at)

    def _cued(self, reading: Reading, at: int, cues: Sequence[Cue]) -> bool:
        number = reading.sentence_of[at]
        return any(reading.sentence_of[cue.start] == number for cue in cues)

    def _name(self, reading: Reading, start: int, end: int) -> tuple[int, int] | None:
        """The condition beside a code: after it, else before it."""
        after = self._chunk(reading, end, 1)
        if after and self._is_condition(reading, after):
            return after
        before = self._chunk(reading, start - 1, -1)
        return before if before and self._is_condition(reading, before) else None

    def _chunk(self, reading: Reading, at: int, step: int) -> tuple[int, int] | None:
        while reading.word(at) in {",", "-", "–", "—", "which", "is", "(", "for", "that", "'s", "code"}:
            at += step
        begin = at
        while 0 <= at < len(reading.tokens) and reading.word(at) not in STOPS | {
            ",",
            ";",
            ":",
            "is",
            "-",
            "with",
            "for",
            "reads",
            "says",
            "as",
            "(",
            ")",
        }:
            at += step
        span = (begin, at) if step > 0 else (at + 1, begin + 1)
        return span if 0 < span[1] - span[0] <= LONGEST_NAME else None

    def _is_condition(self, reading: Reading, span: tuple[int, int]) -> bool:
        return any(word.endswith(self._conditions) for word in reading.words(*span))

    def _named(self, reading: Reading, cues: Sequence[Cue], found: Sequence[Diagnosis]) -> list[Diagnosis]:
        """A condition after "diagnosed with", when no code was spoken for it."""
        named: list[Diagnosis] = []
        for cue in cues:
            span = self._chunk(reading, cue.end, 1)
            if (
                not span
                or not self._is_condition(reading, span)
                or any(self._code(reading, i, cues)[0] for i in range(*span))
            ):
                continue
            evidence = reading.evidence(*span)
            if not any(e.start < evidence.end and evidence.start < e.end for d in [*found, *named] for e in d.evidence):
                named.append(Diagnosis(None, reading.text[evidence.start : evidence.end], (evidence,)))
        return named
