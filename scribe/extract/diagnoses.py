"""Diagnoses that were spoken: ICD-10-CM codes ("M77.11", "em fifty-four point two") with the words beside them.

What comes in: a Reading. What goes out: diagnoses as said, and the tokens of their codes. A code is never derived from
words; whether it is billable is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import DASHES, STOPS, Reading
from scribe.records import Diagnosis

_CODE = re.compile(r"^[a-tv-z]\d[0-9ab](?:\.[0-9a-z]{1,4})?$")
_NUMBER = re.compile(r"^\d{2}(?:\.\d{1,4})?$")
DENIALS = frozenset({"not", "no", "never"})
"""What begins with one of these is no diagnosis ("she calls it not arthritis but age")."""
LONGEST_NAME = 9
"""How many words the name of a condition may have."""
LONGEST_CODE = 8
"""How many characters a code has at most, its point among them; the last is a letter for the encounter."""


class DiagnosisFinder:
    """Finds codes, and conditions after "diagnosed with"."""

    def __init__(self) -> None:
        words = read_patterns("diagnoses")
        self._cues = Cues({"cue": words["cues"], "said_by": words["said_by"], "dated": words["dated"]})
        self._has_it, self._clients = frozenset(words["has_it"]), frozenset(words["clients"])
        self._owners = frozenset(words["owners"])
        self._conditions = tuple(words["conditions"])
        self._named_so = [str(name).split() for name in words["named"]]
        self._letters: dict[str, str] = words["letters_spoken"]
        self._spoken = {**self._letters, "one": "1"}
        self._last_letters = frozenset(words["last_letters"])
        self._skipped = DASHES | set(words["skipped"])
        self._ends = STOPS | set(words["ends_name"])
        self._papers = frozenset(words["papers"])
        self._joins = frozenset(words["joins_codes"])

    def find(self, reading: Reading) -> tuple[list[Diagnosis], frozenset[int]]:
        """The diagnoses in order, and the tokens of their codes."""
        every = self._cues.find(reading.doc)
        cues = [cue for cue in every if cue.label == "cue"]
        cued = {reading.sentence_of[cue.start] for cue in cues}
        places: dict[str, tuple[int, int]] = {}
        owned: set[int] = set()
        for at in range(len(reading.tokens)):
            code, end = self._code(reading, at, cued)
            if code and at not in owned:
                owned.update(range(at, self._said_again(reading, at, end)))
                places.setdefault(code, (at, end))
        found: dict[str, Diagnosis] = {}
        for code, (at, end) in places.items():
            name = self._name(reading, at, end, owned) or self._before_stop(reading, at, owned, cued)
            evidence = reading.evidence(*(name or (at, end)))
            said = reading.text[evidence.start : evidence.end]
            found[code] = Diagnosis(code, said, reading.evidences((at, end), *([name] if name else [])))
        coded = list(found.values())
        return coded + self._named(reading, every, cued, coded), frozenset(owned)

    def _code(self, reading: Reading, at: int, cued: set[int]) -> tuple[str | None, int]:
        """The code that begins at `at`, and where it ends. `cued` are the sentences that speak of a diagnosis."""
        word = reading.word(at)
        sure = reading.sentence_of[at] in cued
        if _CODE.match(word):
            return (word.upper(), at + 1) if sure or "." in word else (None, at)
        letter, number = self._letters.get(word, word), reading.word(at + 1)
        if len(letter) != 1 or not letter.isalpha() or letter == "u" or not _NUMBER.match(number):
            return None, at
        if "." not in number and not sure:
            return None, at
        code, end = self._extended(reading, f"{letter}{number}", at + 2)
        return (code.upper(), end) if _CODE.match(code) else (None, at)

    def _extended(self, reading: Reading, code: str, end: int) -> tuple[str, int]:
        """A code with the letters spoken after it ("em seventy-five point one two ... ex, a")."""
        while "." in code and len(code) < LONGEST_CODE:
            extra = self._letters.get(reading.word(end), reading.word(end))
            article = extra == "a" and "x" not in code and len(code) < LONGEST_CODE - 1
            if extra not in self._last_letters or article:
                break
            code, end = code + extra, end + 1
        return code, end

    def _name(self, reading: Reading, start: int, end: int, codes: Set[int]) -> tuple[int, int] | None:
        """The condition beside a code: after it, else before it."""
        for at, step in ((self._said_again(reading, start, end), 1), (start - 1, -1)):
            chunk = self._chunk(reading, at, step, codes)
            if chunk and self._is_condition(reading, chunk):
                return chunk
        return None

    def _before_stop(self, reading: Reading, start: int, codes: Set[int], cued: set[int]) -> tuple[int, int] | None:
        """ "Diagnosis as referred, sciatica. M54.31.": the condition of the sentence before, which has no code."""
        if start < 2 or reading.word(start - 1) not in STOPS or reading.sentence_of[start - 2] not in cued:
            return None
        sentence = reading.sentence(start - 2)
        chunk = self._chunk(reading, start - 2, -1) if codes.isdisjoint(range(sentence.start, start)) else None
        named = chunk is not None and reading.sentence_of[chunk[0]] == reading.sentence_of[start - 2]
        return chunk if chunk and named and self._is_condition(reading, chunk) else None

    def _said_again(self, reading: Reading, start: int, end: int) -> int:
        """Behind the last figures of a code, said once more: "S39.012A, one two A strain", "1, 2, A." """
        code = "".join(reading.words(start, end)).replace(".", "")
        again, at = "", end
        while at < len(reading.tokens) and len(again) < LONGEST_CODE:
            word, value = reading.word(at).strip("-.,"), reading.value(at)
            again, at = again + (f"{value:g}" if value is not None else self._spoken.get(word, word)), at + 1
            if len(again) > 1 and code.endswith(again):
                return at + (reading.word(at) == ".")
        return end

    def _chunk(self, reading: Reading, at: int, step: int, codes: Set[int] = frozenset()) -> tuple[int, int] | None:
        """The words from `at` in the direction of `step` up to a mark, a joining word or one of the codes."""
        while reading.word(at) in self._skipped:
            at += step
        begin = at
        while 0 <= at < len(reading.tokens) and reading.word(at) not in self._ends and at not in codes:
            if reading.word(at) == "on" and not self._papers.isdisjoint(reading.words(at + 1, at + 3)):
                break
            at += step
        if at in codes and at != begin and reading.word(at - step) in self._joins:
            at -= step
        span = (begin, at) if step > 0 else (at + 1, begin + 1)
        return span if 0 < span[1] - span[0] <= LONGEST_NAME else None

    def _is_condition(self, reading: Reading, span: tuple[int, int]) -> bool:
        words = reading.words(*span)
        named = (words[at : at + len(name)] == name for name in self._named_so for at in range(len(words)))
        return any(word.endswith(self._conditions) for word in words) or any(named)

    def _named(
        self, reading: Reading, cues: Sequence[Cue], cued: set[int], found: Sequence[Diagnosis]
    ) -> list[Diagnosis]:
        """A condition after "diagnosed with" or before "per her doctor", when no code was spoken for it."""
        named: list[Diagnosis] = []
        taken = [place for diagnosis in found for place in diagnosis.evidence]
        for cue in cues:
            behind = cue.label == "cue"
            span = self._chunk(reading, cue.end if behind else cue.start - 1, 1 if behind else -1)
            if cue.label == "dated":
                span = self._own(reading, span) if span else None
                if not {"with", "as"}.isdisjoint(reading.words(cue.end, reading.pause(cue.end))):
                    continue  # "Low back pain, diagnosed last year as a bulging disc"
            coded = span and any(self._code(reading, i, cued)[0] for i in range(*span))
            if not span or coded or reading.word(span[0]) in DENIALS or not self._is_condition(reading, span):
                continue
            place = reading.evidence(*span)
            if not any(e.start < place.end and place.start < e.end for e in taken):
                named.append(Diagnosis(None, reading.text[place.start : place.end], (place,)))
                taken.append(place)
        return named

    def _own(self, reading: Reading, span: tuple[int, int]) -> tuple[int, int] | None:
        """ "She has fibromyalgia", "her tendonitis": the name alone; None for "her sister has fibromyalgia"."""
        start, end = span
        for at in range(start, end):
            if reading.word(at) in self._has_it:
                if not self._clients.issuperset(reading.words(start, at)):
                    return None
                start = at + 1
        while start < end and reading.word(start) in self._owners:
            start += 1
        return (start, end) if start < end else None
