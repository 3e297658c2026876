"""Which times beside work are its own, and which the length of a session.

What comes in: a Reading with its amounts of time and its work. What goes out: yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from scribe.extract.language import Cue, read_patterns
from scribe.extract.minutes import Amount, Kind
from scribe.extract.reading import MARKS, InOrder, Reading
from scribe.extract.techniques import TechniqueMention

CLIENT = frozenset({"she", "he", "they"})
SHORTEST = 10
"""Minutes that a session has at least."""
SURELY = 45
"""From so many minutes on a time that stands in the opening words before any area is no single piece of work."""

IS = frozenset({"is", "'s", "was", "has", "had", "came", "comes"})
OPENING = 3
"""A length that is not called one stands in one of so many first sentences."""
NOUNS = 3
"""So many words before a length in the opening name a trade ("radio host thirty minutes") ..."""
DEED = re.compile(r"(?:[^s]s|ed|ing|ly)$")
"""... if the last of them does not look like a deed ("drives thirty minutes")."""

OPENING_WORDS = frozenset({"today", ",", "so", "okay", "now", "and", "a"})
"""Before a length and the client's name these say nothing else."""


def entities(reading: Reading, start: int, end: int) -> set[str]:
    """What is marked among some tokens: AREA, TECHNIQUE, MINUTES and the like."""
    return {token.ent_type_ for token in reading.doc[start:end]}


def of_its_work(reading: Reading, cue: Cue, amount: Amount, work: InOrder[TechniqueMention]) -> bool:
    """ "Swedish for the low back, this is thirty minutes": said of work that has no other time."""
    opens = reading.sentence(max(cue.start - 2, 0)).start
    told = work.any_within(opens, cue.start) and "MINUTES" not in entities(reading, opens, cue.start)
    short = (amount.minutes or 0) < SURELY or reading.word(cue.start - 1) == ","
    return told and short and reading.word(cue.start) in {"this", "it"}


def beside_timed(reading: Reading, amount: Amount, amounts: Sequence[Amount], work: InOrder[TechniqueMention]) -> bool:
    """ "Forty minutes, joint mobilization of the ankle, nine minutes": the first of a sentence whose work is timed."""
    sentence = reading.sentence(amount.start)
    later = [a for a in amounts if amount.start < a.start < sentence.end and a.minutes]
    works = work.within(sentence.start, sentence.end)
    first = amount.start == sentence.start and reading.word(amount.end) == "," and not work.any_within(0, amount.start)
    timed = len(later) == len(works) and all(w.start < a.start for w, a in zip(works, later, strict=True))
    return first and bool(works) and timed


def told_apart(reading: Reading, amount: Amount, amounts: Sequence[Amount], work: InOrder[TechniqueMention]) -> bool:
    """Whether an amount is told apart from the work around it."""
    return (
        beside_timed(reading, amount, amounts, work)
        or with_client_today(reading, amount)
        or in_opening(reading, amount, work)
    )


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_patterns("session")[name])


def in_opening(reading: Reading, amount: Amount, work: InOrder[TechniqueMention]) -> bool:
    """ "The studio by the tracks an hour all told, ...", "Ana, ninety minutes she's the diver", "dinner lady forty
    minutes.": a comma that was not heard beside a length, in the very first words."""
    end = amount.end
    while end < len(reading.tokens) and reading.doc[end].ent_type_ == "MINUTES":
        end += 1
    sentence, behind = reading.sentence(amount.start), reading.word(end)
    early = reading.sentence_of[amount.start] < OPENING and sentence.end < len(reading.tokens)
    if not early or work.any_within(0, sentence.end):
        return False
    first = amount.start
    while first > sentence.start and reading.word(first - 1) not in MARKS:
        first -= 1
    before = reading.words(first, amount.start)
    if "AREA" in entities(reading, first, amount.start) or not _words("no_visit").isdisjoint([*before, behind]):
        return False
    if not before:
        named = behind in CLIENT and reading.word(end + 1) in IS and not sentence.start
        return named and (amount.minutes or 0) >= SURELY and "AREA" not in entities(reading, 0, first)
    if behind not in MARKS or before[-1] in _words("leads_to_span"):
        return False
    few = len(before) <= (NOUNS if first else 1)
    nouns = not sentence.start and few and DEED.search(before[-1]) is None
    return amount.total or nouns


def with_client_today(reading: Reading, amount: Amount) -> bool:
    """ "So today, thirty minutes with Simone.": nothing but that."""
    sentence = reading.sentence(amount.start)
    end = amount.end
    before = reading.words(sentence.start, amount.start)
    named = reading.word(end) == "with" and all(token.capital for token in reading.tokens[end + 1 : end + 2])
    alone = "today" in before and OPENING_WORDS.issuperset(before) and end + 2 == sentence.end
    return named and alone and not reading.doc[end + 1].ent_type_


def sums_up(reading: Reading, amount: Amount, amounts: Sequence[Amount]) -> bool:
    """ "... ten minutes on the calves. Thirty minutes.": a sentence of its own that all times before it come to.

    Called a total, "... ten minutes, seventy minutes in all", it may be the end of one that tells other times.
    """
    sentence = reading.sentence(amount.start)
    earlier = [a for a in amounts if a.start < amount.start and a.kind is not Kind.SHARE]
    told = sum((a.minutes or 0) * (1 + a.per) for a in earlier)
    whole = (amount.start, amount.end) == (sentence.start, sentence.end)
    ends = amount.total and amount.end >= sentence.end and any(a.start < sentence.start for a in earlier)
    return (whole or ends) and len(earlier) > 1 and told == amount.minutes


def time_of_work(reading: Reading, amount: Amount, work: InOrder[TechniqueMention]) -> bool:
    """Whether an amount alone is the time of the work told in the sentence before, which has none of its own."""
    number = reading.sentence_of[amount.start]
    if not number:
        return False
    previous = reading.sentences[number - 1]
    timed = "MINUTES" in entities(reading, previous.start, previous.end)
    if reading.word(previous.start) in CLIENT:
        return False
    return work.any_within(previous.start, previous.end) and not (timed and amount.total)


def is_everybodys(reading: Reading, amount: Amount, cues: InOrder[Cue], work: InOrder[TechniqueMention]) -> bool:
    """ "They get fifteen minutes apiece.": at an event, before all work and beside no place; no parts."""
    told = next((cue for cue in cues.touching(amount.start, amount.end) if cue.label == "for_everybody"), None)
    here = reading.sentence(amount.start)
    if told is None:
        return False
    # "Headache, they get fifteen minutes apiece"
    apart = reading.word(told.start - 1) == "," and told.start > here.start
    named = {"AREA", "TECHNIQUE"} & entities(reading, told.start if apart else here.start, here.end)
    if named or work.any_within(0, amount.start) or (amount.minutes or 0) < SHORTEST:
        return False
    before = range(here.start, told.start) if apart else sentence_before(reading, told.start)
    plurals = (at for at in before if reading.doc[at].ent_type_ == "AREA" and reading.word(at).endswith("s"))
    parts = any(not reading.word(at).endswith("aches") for at in plurals)
    return reading.word(told.start) != "they" or not parts


def is_of_visit(reading: Reading, amount: Amount, cues: InOrder[Cue]) -> bool:
    """ "Here because of her neck, fifteen minutes today": behind what somebody came for, however short."""
    start = reading.sentence(amount.start).start
    told = any(cue.label == "comes_for" for cue in cues.within(start, amount.start))
    works = "TECHNIQUE" in entities(reading, start, amount.start)
    works |= not {"i", "we"}.isdisjoint(reading.words(start, amount.start))
    return told and not works and reading.word(amount.end) == "today"


def points_back(reading: Reading, amount: Amount) -> bool:
    return reading.words(amount.start - 2, amount.start) in (["that", "was"], ["which", "was"], ["it", "was"])


def sentence_before(reading: Reading, index: int) -> range:
    """The tokens of the sentence before that of a token."""
    number = reading.sentence_of[index]
    return range(reading.sentences[number - 1].start, reading.sentences[number - 1].end) if number else range(0)


def is_aged(reading: Reading, at: int) -> bool:
    """ "Until he was | eighty": how old the client is."""
    before = reading.words(at - 2, at)
    return before[-1:] in (["is"], ["'s"], ["was"]) and before[0] in CLIENT
