"""Diagnosis codes that were heard in pieces: "M, 26.621", "M-54.5", "M26. 621".

In: a text. Out: edits that write the pieces together. A code read in part is another diagnosis, so only pieces that
make a whole one are joined, where a diagnosis is spoken of, and never the names of vertebrae ("T10-11", "C 5.6").
"""

from __future__ import annotations

import re

from scribe.hearing.edits import Edit
from scribe.hearing.lexicon import hearing
from scribe.records import Transcript

_LETTER = r"(?<![A-Za-z0-9'])(?P<letter>[A-TV-Z])"
_PIECES = (
    re.compile(rf"{_LETTER}(?:[.,] ?|-| )(?P<first>\d\d)\.(?P<last>\d{{1,4}})(?![\d.]*\d)"),
    re.compile(rf"{_LETTER}(?:[.,]? ?|-)(?P<first>\d\d)(?: \.|\. )(?P<last>\d{{1,4}})(?=[,.;]|$)"),
    re.compile(r"(?<![A-Za-z0-9'])(?P<letter>[ABD-KM-RV-Z])(?:[.,]? ?|-)(?P<first>\d\d)-(?P<last>\d{1,4})(?![\d-])"),
)
"""The letter apart from its number; the number cut at its point; a hyphen in place of the point, where the letter
begins the name of no vertebra."""

_LAST = r"(?:,? ?[Xx]){1,2},? ?[ADSads]\b"
"""What stands for places left empty, and the letter for the encounter: "XXA", "X, X, A"."""

_INJURY = re.compile(
    r"\b(?:(?:us|as|es|ess|[Ss]) |[Ss]-?|at (?=\d\d\.\d{3}[ADSads]\b))"
    rf"(?P<code>\d\d\.(?:[0-9Xx]{{1,3}}[ADSads]\b|\d{{3}}(?:, ?[Aa]|8)(?=,? (?:[a-z]+ )?(?:strain|sprain))"
    rf"|\d{{1,2}}{_LAST}))"
)
"""The code of an injury, all of which begin with S or T and end with one of these letters: "us 33.5XXA". None has four
figures behind its point: of "S39.0128, a strain" the last was an "A"."""

_OF_JOINTS = re.compile(
    r"(?<![A-Za-z0-9'])N(?P<code>(?:54|79)\.\d+|25\.5\d{1,2}|62\.\d+|26\.6\d*|(?:75|77)\.\d\d)(?![\d.])"
)
"""Codes that begin with M and were heard with an N, under which there are none: N54, N79, N25.5, N62.8, N26.6, N75."""

_UNITS = dict(zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True))
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), "23456789", strict=True))
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
_NUMBER = rf"(?:(?P<teen>{'|'.join(_TEENS)})|(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<unit>{'|'.join(_UNITS)}))?)"
_SPELLED = re.compile(
    rf"{_LETTER},? {_NUMBER}"
    rf",? point(?P<figures>(?:(?: |-|, )(?:{'|'.join(_UNITS)}|\d))+)(?P<last>{_LAST})?\b",
    re.IGNORECASE,
)
"""A code in words: "I eighty-nine point zero"."""

_INJURY_SPELLED = re.compile(
    rf"\b(?P<letter>s|t|at|as|es|ess|us),? {_NUMBER},? point"
    rf"(?P<figures>(?:(?: |-|, )(?:{'|'.join(_UNITS)}|\d)){{3}}),? (?P<last>[ads])"
    r"(?=,? (?:[a-z]+ ){0,2}(?:sprain|strain|fracture|contusion|dislocation|subluxation|injury|tear)s?\b)",
    re.IGNORECASE,
)
"""The code of an injury in words, its S heard as "at": "at seventy-three point one zero two a, unspecified sprain"."""

_FINE = re.compile(r"\d{3}")
"""The figures behind the point of a code that nothing else is counted as finely as: no word must lead to it."""

_BEFORE = 80
"""Letters before a code in which a diagnosis must be spoken of."""

_REASON = "a diagnosis code, heard in pieces"


class CodeFinder:
    """Finds what to write as a diagnosis code."""

    def __init__(self) -> None:
        """VocabularyError when hearing.yaml is wrong."""
        self._cue = re.compile(rf"\b(?:{'|'.join(sorted(hearing()['code_cues']))})\b", re.IGNORECASE)

    def edits(self, transcript: Transcript) -> list[Edit]:
        """The codes of a transcript that were heard in pieces, in order and apart from each other."""
        text = transcript.text
        found: dict[int, Edit] = {}
        for match in _INJURY.finditer(text):
            code = re.sub(r"[, ]", "", f"S{match['code']}").upper()
            code = re.sub(r"(?<=\.\d{3})8$", "A", code)
            if code != match[0]:
                found[match.start()] = Edit(match.start(), match.end(), code, _REASON)
        for match in _OF_JOINTS.finditer(text):
            found.setdefault(match.start(), Edit(match.start(), match.end(), f"M{match['code']}", _REASON))
        for pattern in _PIECES:
            for match in pattern.finditer(text):
                cued = self._cue.search(text, max(0, match.start() - _BEFORE), match.start())
                if not cued and not _FINE.match(match["last"]):
                    continue
                code = f"{match['letter']}{match['first']}.{match['last']}"
                found.setdefault(match.start(), Edit(match.start(), match.end(), code, _REASON))
        spelled = [*_INJURY_SPELLED.finditer(text), *_SPELLED.finditer(text)]
        for match in spelled:
            if any(edit.start < match.end() and match.start() < edit.end for edit in found.values()):
                continue
            unit = _UNITS[match["unit"].lower()] if match["unit"] else "0"
            first = _TEENS[match["teen"].lower()] if match["teen"] else f"{_TENS[match['tens'].lower()]}{unit}"
            figures = "".join(
                _UNITS.get(word.lower(), word) for word in re.split("[ ,-]+", match["figures"].strip(" -"))
            )
            letter = match["letter"].upper() if len(match["letter"]) == 1 else "S"
            code = f"{letter}{first}.{figures}{re.sub('[, ]', '', match['last'] or '').upper()}"
            found.setdefault(match.start(), Edit(match.start(), match.end(), code, _REASON))
        return sorted(found.values())
