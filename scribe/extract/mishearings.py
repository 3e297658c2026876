"""Small words and commas that were plainly heard wrong: "she put it for" is "she put it [at a] four".

What comes in: a Reading of what was heard, with areas and techniques marked. What goes out: a new list of tokens, and
the words that were judged, each of which a note asks about. Only what can mean nothing else is judged, by the
table of `models/patterns/repairs.yaml`; a typed text is never judged. The transcript's text stays as it was heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scribe.errors import VocabularyError
from scribe.extract.areas import AreaMention
from scribe.extract.clock import HOURS, MINUTES
from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import HIGHEST_SCORE, MARKS, STOPS, Reading, Token
from scribe.records import Evidence, Facts, Flag, FlagId, Level

STAMMERS = frozenset("the a an his her their my of in on at and he she i it we was is with from minutes".split())
"""Words that nobody means to say twice in a row. Of "to to" and "for for" one may have been a number."""
GLUED = re.compile(r"^(\d\d)\.(\d\d)$")
"""Two numbers of which one was made: nobody counts hundredths of a minute."""
TORN, LAST = re.compile(r"^s\d\d\.\d\d(\d?)$"), re.compile(r"^\d?[ads]$")
"""An injury's code up to its last figure or with it, and what follows up to the letter of the encounter."""
FIGURES = {"to": "2", "too": "2", "one": "1"}
"""Words that are the last figure."""
NEAR = 80
"""Letters before a word that withdrew another within which stands what it withdrew."""
BEFORE_PLACES = frozenset({"the", "her", "his", "both", "left", "right"})
"""Words between "and" and a place."""
LEADS_TO_TIME = frozenset({",", "at", "for", "from", "until", "till"})
"""Words between the last place of work and its time."""
MEASURED = frozenset({"measured", "was", "is", "read", "showed", "went", "came", "got"})
DEGREES = frozenset({"degrees", "centimeters", "millimeters", "cm", "mm"})
LATER = frozenset({"after", "afterwards", "afterward", "now", "later"})
"""What is said of a movement, with its unit, and behind its second value."""
BEFORE_TIMES = frozenset({"on", "off", "going", "then", "in"})
"""Before "at" and a time of day ("hands on at nine")."""
BEHIND_TIMES = MARKS | {"", "i", "we", "wait", "weight"}
TAKES_BACK = frozenset({"no", "wait", "sorry", "actually"})
NEAR_TIME = 12
"""Within so many words a time is taken back."""
OPENS = "."
"""A line of `behind` by which the word may also open the text."""
JOINS = frozenset(
    {"and", "in", "got", "slot", "foam", "okay", "today,", ". then", ".", "?", ",", "in,", "out,", "home,"},
)
"""Read in place of another word these change no fact that needs asking about."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A word that was read as another: its place in the text, and what it was read as."""

    place: Evidence
    means: str


class MishearingFinder:
    """Finds words that stand for others, and commas that nobody spoke."""

    def __init__(self) -> None:
        """VocabularyError when an entry of repairs.yaml lacks a part."""
        entries = read_patterns("repairs")["heard_as"]
        try:
            self._means = [(str(entry["word"]), str(entry["means"])) for entry in entries]
            behind = {f"behind {n}": entry["behind"] for n, entry in enumerate(entries)}
            self._open = {str(n) for n, entry in enumerate(entries) if OPENS in entry["behind"]}
            before = {f"before {n}": entry["before"] for n, entry in enumerate(entries)}
        except KeyError as error:
            raise VocabularyError(f"repairs.yaml: heard_as: an entry has no {error}. Add it.") from None
        self._cues = Cues({**behind, **before})

    def mend(
        self, reading: Reading, areas: Iterable[AreaMention], parted: Iterable[int]
    ) -> tuple[list[Token], list[Judged]] | None:
        """The tokens with words read as they were meant, and those words; None when there is nothing to mend.

        `parted` are the commas that stand within the name of an area or of a technique.
        """
        gone = {*parted, *_behind_sides(reading, areas)}
        gone |= {
            *_within_hours(reading),
            *_within_lists(reading),
            *_before_values(reading),
            *_within_times(reading),
            *_stammered(reading),
        }
        meant, within = self._meant(reading)
        meant.update(_in_two(reading))
        codes, ends = _torn_codes(reading)
        meant.update(codes)
        gone |= within | ends
        if not gone and not meant:
            return None
        kept = (index for index in range(len(reading.tokens)) if index not in gone)
        tokens = [token for index in kept for token in meant.get(index, [reading.tokens[index]])]
        return tokens, [Judged(Evidence(r[0].start, r[-1].end), _said(r)) for r in meant.values()]

    def _meant(self, reading: Reading) -> tuple[dict[int, list[Token]], set[int]]:
        """What the words at some tokens stand for, and the tokens behind the first of several such words."""
        ends: dict[int, set[str]] = {0: set(self._open)}
        starts: dict[int, set[str]] = {}
        for cue in self._cues.find(reading.doc):
            side, number = cue.label.split()
            places, at = (ends, cue.end) if side == "behind" else (starts, cue.start)
            places.setdefault(at, set()).add(number)
        found: dict[int, list[Token]] = {}
        within: set[int] = set()
        for index in range(len(reading.tokens)):
            for number in sorted(ends.get(index, set())):
                words, means = self._means[int(number)]
                for word in words.split("|"):
                    end = index + word.count(" ") + 1
                    said = (reading.words(index, end), _written(reading, index, end))
                    if number in starts.get(end, set()) and word.split() in said:
                        found[index] = _read_as(replace(reading.tokens[index], end=reading.tokens[end - 1].end), means)
                        within.update(range(index + 1, end))
        return found, within


def _hyphen(reading: Reading, index: int) -> bool:
    return index < len(reading.tokens) and reading.tokens[index].hyphen


def _written(reading: Reading, start: int, end: int) -> list[str]:
    """The words of some tokens, with the hyphens between numbers as they were written ("7-4-5")."""
    return ["-" if token.hyphen else token.text for token in reading.tokens[start:end]]


def _read_as(token: Token, means: str) -> list[Token]:
    """A word with the sense of others, in its place; a number where that is one."""
    if means.isdecimal():
        return [replace(token, text=means, value=float(means), tag="NUM")]
    return [replace(token, text=word, value=None, tag="") for word in means.split()]


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens).replace(" ,", ",")


def _in_two(reading: Reading) -> dict[int, list[Token]]:
    """Two numbers that were heard as one: "38.50 minute session", "two sets of 59 minutes" (of fifty, nine minutes)."""
    found: dict[int, list[Token]] = {}
    for index, token in enumerate(reading.tokens):
        if reading.word(index + 1) != "minutes" or token.value is None:
            continue
        value = int(token.value)
        if glued := GLUED.match(token.text):
            found[index] = _numbers(token, *glued.groups())
        elif 20 < value < 100 and value % 10 and reading.words(index - 2, index) in (["sets", "of"], ["rounds", "of"]):
            found[index] = _numbers(token, str(value - value % 10), str(value % 10))
    return found


def _torn_codes(reading: Reading) -> tuple[dict[int, list[Token]], set[int]]:
    """An injury's code whose last figure and letter stand apart, "S39.01 to a strain"; and the tokens behind its first.

    Such a code has three figures behind its point before the letter of the encounter.
    """
    found: dict[int, list[Token]] = {}
    within: set[int] = set()
    for index, token in enumerate(reading.tokens[:-2]):
        torn = TORN.match(token.text)
        if torn is None:
            continue
        end, last = index + 1, reading.word(index + 1)
        figure = "" if torn.group(1) else FIGURES.get(last, last)
        sure = figure.isdigit() and figure == last
        if len(figure) == 1:
            end, last = end + 1, figure + reading.word(end + 1)
        goes_on = sure or reading.word(end + 1) not in MARKS | {""}
        if LAST.match(last) and len(last) == 2 - bool(torn.group(1)) and goes_on:
            found[index] = [replace(token, text=token.text + last, end=reading.tokens[end].end, value=None, tag="")]
            within.update(range(index + 1, end + 1))
    return found, within


def _numbers(token: Token, first: str, second: str) -> list[Token]:
    """A number as two with a comma between, each in the place of the whole."""
    return [
        replace(token, text=first, value=float(first)),
        replace(token, text=",", value=None, tag=""),
        replace(token, text=second, value=float(second)),
    ]


def _stammered(reading: Reading) -> list[int]:
    """The first of a small word that was said twice, "his his former therapist", and of a number: "till 5-5 past"."""
    words = [token.text for token in reading.tokens]
    found = [at for at, word in enumerate(words[:-1]) if word in STAMMERS and words[at + 1] == word]
    for at, token in enumerate(reading.tokens[1:-1], 1):
        twice = reading.value(at - 1) is not None and reading.value(at - 1) == reading.value(at + 1)
        if (
            token.hyphen
            and twice
            and reading.words(at + 2, at + 3) in (["past"], ["to"])
            and not _hyphen(reading, at + 2)
        ):
            found += [at - 1, at]
    return found


def _behind_sides(reading: Reading, areas: Iterable[AreaMention]) -> list[int]:
    """The commas between a side and its place: "on the right, infraspinatus", with no place before it."""
    found: list[int] = []
    last = 0
    for area in areas:
        comma, side = area.start - 1, area.start - 2
        alone = not area.side_said and not area.complaint and reading.word(comma) == ","
        if alone and side >= last and reading.word(side) in {"left", "right", "both"} and _leads(reading, side):
            found.append(comma)
        last = area.last
    return found


def _within_hours(reading: Reading) -> list[int]:
    """The stops within a length: "an hour. and a quarter.", with nothing behind that the quarter could be of."""
    ends = MARKS | {""}
    return [
        stop
        for stop, token in enumerate(reading.tokens)
        if token.text in MARKS
        and reading.word(stop - 1) in {"hour", "hours"}
        and reading.words(stop + 1, stop + 4) in (["and", "a", "quarter"], ["and", "a", "half"])
        and reading.word(stop + 4) in ends
    ]


def _within_times(reading: Reading) -> list[int]:
    """The stops within a time of day: "hands on at nine. Fifteen I got going", "off at one. Forty, wait, no, one.
    Forty-five."."""
    found = [index for index, token in enumerate(reading.tokens) if token.text == "a" and _before_time(reading, index)]
    for stop, token in enumerate(reading.tokens):
        if token.text not in STOPS or reading.value(stop - 1) not in HOURS or reading.value(stop + 1) not in MINUTES:
            continue
        at = stop - 2 - (reading.word(stop - 2) == "a")
        led = reading.word(at) == "at" and reading.word(at - 1) in BEFORE_TIMES
        again = reading.word(stop - 2 - (reading.word(stop - 2) == ",")) in TAKES_BACK
        clocked = any(one.tag == "CLOCK" for one in reading.tokens[max(0, stop - NEAR_TIME) : stop])
        again &= clocked or any(stop - NEAR_TIME <= one for one in found)
        if (led or again) and reading.word(stop + 2) in BEHIND_TIMES:
            found.append(stop)
    return found


def _before_time(reading: Reading, at: int) -> bool:
    """ "Came off at | a | nine forty, no, 9:35": nothing is said to be "a" time of day."""
    before = at - 2 - (reading.word(at - 2) == "it")
    led = reading.word(at - 1) == "at" and reading.word(before) in BEFORE_TIMES
    minute = at + 2 + (reading.word(at + 2) in STOPS)
    timed = reading.value(at + 1) in HOURS and reading.value(minute) in MINUTES
    return led and timed and reading.word(minute + 1) in BEHIND_TIMES


def _within_lists(reading: Reading) -> list[int]:
    """The stops within the places of one work: "release on the left QL. And left glutes for ten minutes", with no time
    before it."""
    found: list[int] = []
    for stop, token in enumerate(reading.tokens):
        if token.text not in STOPS or reading.word(stop + 1) != "and" or _type(reading, stop - 1) != "AREA":
            continue
        sentence = reading.sentence(stop - 1)
        before = range(sentence.start, stop)
        named = any(_type(reading, index) == "TECHNIQUE" for index in before)
        timed = any((reading.value(index) or 0) > HIGHEST_SCORE for index in before)
        place = stop + 2
        while reading.word(place) in BEFORE_PLACES:
            place += 1
        end = place
        while _type(reading, end) == "AREA":
            end += 1
        numbers = any(one.tag in {"NUM", "CLOCK"} for one in reading.tokens[end : end + 3])
        goes_on = reading.word(end) in LEADS_TO_TIME and numbers
        if named and not timed and end > place and goes_on:
            found.append(stop)
    return found


def _before_values(reading: Reading) -> list[int]:
    """The stops between what was measured and its values: "abduction. Measured 95 degrees to start. And 120 at the
    finish"."""
    found: list[int] = []
    for stop, token in enumerate(reading.tokens):
        if token.text not in STOPS:
            continue
        following, value = reading.word(stop + 1), reading.value(stop + 2)
        if following in MEASURED and value is not None and reading.word(stop + 3) in DEGREES:
            found.append(stop)
        ends = reading.words(stop + 3, stop + 6) in (
            ["at", "the", "end"],
            ["at", "the", "finish"],
            ["at", "the", "close"],
        )
        measured = not DEGREES.isdisjoint(reading.words(reading.sentence(stop - 1).start, stop))
        if following == "and" and value is not None and measured and (ends or reading.word(stop + 3) in LATER):
            found.append(stop)
    return found


def _type(reading: Reading, index: int) -> str:
    """What a token is part of: "AREA", "TECHNIQUE" or nothing."""
    return reading.doc[index].ent_type_ if 0 <= index < len(reading.tokens) else ""


def _leads(reading: Reading, side: int) -> bool:
    """Whether a side is led to as one that a place follows: "to the right", "release, left", "low back and left"."""
    words: Sequence[str] = reading.words(side - 2, side)
    listed = words[-1:] == ["and"] and reading.doc[side - 2].ent_type_ == "AREA"
    listed |= words[-1:] in (["on"], ["to"], ["for"], ["of"]) and _type(reading, side - 2) == "TECHNIQUE"
    # "Right, shoulder first" may say no side at all, "left, shoulder" does.
    opens = reading.word(side) == "left" and (not side or reading.word(side - 1) in STOPS)
    return listed or opens or words[-1:] in ([","], ["the"], ["her"], ["his"])


def asked_about(reading: Reading, judged: Iterable[Judged], facts: Facts) -> tuple[Flag, ...]:
    """`low_confidence` for each word that was read as another, about the fact that was read with it."""
    flags = []
    for word in judged:
        if word.means in JOINS:
            continue
        heard = reading.text[word.place.start : word.place.end]
        message = f'"{heard}" was heard and read as "{word.means}": listen to it before you file.'
        about = _read_with(reading, word.place, facts) or "transcript"
        flags.append(Flag(FlagId.LOW_CONFIDENCE, Level.WARNS, message, about, (word.place,)))
    return tuple(flags)


def _read_with(reading: Reading, place: Evidence, facts: Facts) -> str | None:
    """The path of the fact told nearest to a word in its sentence; None when there is none.

    A word that withdrew another is in no sentence any more: it is about what was told right before it.
    """
    index = min(reading.covered([place]), default=None)
    sentence = None if index is None else reading.sentence(index)
    told = reading.evidence(sentence.start, sentence.end) if sentence else Evidence(place.start - NEAR, place.end)
    near = [
        (abs(span.start - place.start), f"{name}/{number}")
        for name in ("pain", "treatments", "range_of_motion")
        for number, fact in enumerate(getattr(facts, name))
        for span in fact.evidence
        if told.start <= span.start < told.end
    ]
    return min(near, default=(0, None))[1]
