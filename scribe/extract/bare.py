"""Numbers without a unit that are minutes: "Swedish on the pecs, fifteen".

What comes in: a number in a sentence, and all that was found beside it. What goes out: the number as an amount of time
where only minutes can be meant. Ages, scores, cups and repetitions are none.
"""

from __future__ import annotations

from dataclasses import replace

from scribe.extract.clauses import Clause
from scribe.extract.items import Found
from scribe.extract.language import read_patterns
from scribe.extract.minutes import Amount, MinutesFinder
from scribe.extract.reading import HIGHEST_SCORE, MARKS, STOPS, Reading, Sentence
from scribe.records import Basis

SHORTEST, LONGEST = 2, 120
"""Bare numbers outside these are no minutes."""
SHORTEST_ALONE = 10
"""A number beside nothing but a place is minutes only from here on: below it may be how it feels."""
FEW = 4
"""A number up to this may stand for things ("the two")."""
GOT = frozenset({"got", "took", "needed", "received", "had"})
SIDES = frozenset({"left", "right"})
SPLITS, EVENLY = frozenset({"split", "divided", "shared"}), frozenset({"evenly", "equally"})
COUNTED_OUT = 3
"""So many numbers in a row, of several works, are their times."""
_PLACE_GLUE = frozenset({",", "and", "the", "both", "left", "right"})


class BareMinutes:
    """Tells which numbers without a unit are minutes."""

    def __init__(self, minutes: MinutesFinder) -> None:
        words = read_patterns("work")
        self._minutes = minutes
        self._told = frozenset(words["told"])
        self._before_told = frozenset(words["before_told"])
        self._those = frozenset(words["those"])
        self._counted = frozenset(words["counted_before"])
        self._things = frozenset(words["counted_after"])
        self._in_repetitions = frozenset(words["in_repetitions"])
        self._ordinals = frozenset(words["ordinals"])
        self._hedges = frozenset(words["hedges"])
        self._places = frozenset(words["after_bare_minutes"])

    def tells_time(self, found: Found, clause: Clause) -> bool:
        """ "That took twenty", "so that's eighteen and ten": the time of the work just named."""
        reading, start = found.reading, clause.start
        while reading.word(start) in self._before_told:
            start += 1
        numbers = any(token.value for token in reading.tokens[start : clause.end])
        return reading.word(start) in self._told and numbers

    def find(self, found: Found, index: int, end: int) -> Amount | None:
        """The number at `index` as minutes, where only minutes can be meant."""
        reading = found.reading
        value = reading.value(index)
        if value is None or value % 1 or not SHORTEST <= value <= LONGEST:
            return None
        if self._counts_things(reading, index, value):
            return None
        before, after = reading.word(index - 1), reading.word(index + 1)
        sentence = reading.sentence(index)
        if value >= SHORTEST_ALONE and self._is_split(reading, index):
            return self._minutes.bare(reading, index, end)
        works = found.performed.any_within(sentence.start, sentence.end)
        again = {"same", "ditto"} & set(reading.words(sentence.start, sentence.end))
        long = self._long(found, index)
        place = reading.word(index + 2) if after == "more" else after
        asked = before in self._ordinals or self._got_side(reading, index)
        asked |= place in self._places and not self._echo(reading, sentence, value)
        if not works and not again and not asked and not long and not self._goes_on_list(found, sentence, index):
            return None
        told = (works or long) and before == "was" and reading.word(index - 2) in {"that", "which", "it"}
        told |= found.performed.any_within(sentence.start, index) and self._took(reading, index)
        rounds = before in self._counted and not told and self._in_rounds(found, sentence, index)
        if before in self._counted and not told and not rounds:
            return None
        if self._tells_age(reading, sentence, index) or self._numbers_it(found, sentence, index):
            return None
        kind = reading.doc[index + 1].ent_type_ if index + 1 < len(reading.tokens) else ""
        # "Arms fifteen feet ten": a list whose commas were not heard.
        listed_on = reading.doc[index - 1].ent_type_ in {"TECHNIQUE", "AREA"}
        opens = index == sentence.start or before in MARKS | {"and"} or listed_on
        listed = kind == "AREA" and works and opens
        several = len(found.performed.within(sentence.start, index))
        listed |= several >= COUNTED_OUT - 1 and _is_counted_out(reading, index, sentence.end)
        if kind != "TECHNIQUE" and not listed and not self._minutes.bare_position(reading, index):
            return None
        amount = self._minutes.bare(reading, index, end)
        if amount and amount.per and self._repeats(found, sentence, amount):
            return None
        return replace(amount, basis=Basis.INFERRED) if amount and rounds else amount

    def _is_split(self, reading: Reading, index: int) -> bool:
        """ "I split the forty-five evenly between the three.": the time of works that have none of their own."""
        led = reading.word(index - 2) in SPLITS and reading.word(index - 1) in {"the", "those"}
        return led and reading.word(index + 1) in EVENLY

    def _counts_things(self, reading: Reading, index: int, value: float) -> bool:
        """Whether the number ends a range, numbers a list or counts something else than minutes."""
        before, after = reading.word(index - 1), reading.word(index + 1)
        ranged = reading.value(index - 2) is not None or reading.word(index - 2) == "one"
        counted = before in {"and", "or"} and reading.word(index - 3) in self._counted
        if ranged and (before == "to" or counted):
            return True  # what a range ends with, of which the beginning is no minutes ("grades two and three")
        # "Three cups", "three more cups"; "fifteen, then cups" is minutes.
        if after == "of" and value <= FEW and reading.word(index + 2) in self._those:
            return True  # "two of the tightest spots"
        near = 2 if self._minutes.bare_position(reading, index) and after != "of" else 3
        of_them = reading.words(index + 1, index + 3) == ["of", "them"]
        if of_them and reading.word(index + 3) in {"were", "was", "went"}:
            near = 1  # "Thirty of them were Swedish" are minutes; "cups, six of them, on the lats" are cups
        if not self._things.isdisjoint(reading.words(index + 1, index + near)) or self._things_named(reading, index):
            return True
        sentence = reading.sentence(index)
        if reading.words(index + 1, index + 3) == ["in", "all"] and not self._things.isdisjoint(
            reading.words(sentence.start, index)
        ):
            return True  # "cups on the back, six in all"
        return reading.word(index + 1) == ")"  # "1) friction, 2) stretching"

    def _got_side(self, reading: Reading, index: int) -> bool:
        """ "The left only needed six", of the work on the other side; "the left got a six" is how it feels."""
        verb = index - 1
        while reading.word(verb) in self._hedges:
            verb -= 1
        side = verb - 1
        while reading.word(side) in self._hedges | {"one", "side"}:
            side -= 1
        return (
            reading.word(verb) in GOT
            and reading.word(side) in SIDES
            and reading.word(side - 1) in {"the", "her", "his"}
        )

    def _in_rounds(self, found: Found, sentence: Sentence, index: int) -> bool:
        """ "Two rounds of five" of hands-on work that has no other time; of exercises five is how often."""
        work = {t.technique for t in found.performed.within(sentence.start, sentence.end)}
        timed = found.amounts.any_within(sentence.start, sentence.end)
        return self._minutes.rounds_of(found.reading, index) and not timed and self._in_repetitions.isdisjoint(work)

    def _repeats(self, found: Found, sentence: Sentence, amount: Amount) -> bool:
        """ "Ankle circles, ten each way", "strengthening, fifteen each side": how often, where no minutes are said."""
        before = found.performed.within(sentence.start, amount.start)
        work = [*before[-1:], *found.performed.within(amount.end, sentence.end)]
        turns = not {"way", "direction"}.isdisjoint(found.reading.words(amount.start, amount.end))
        repeated = self._in_repetitions if turns else self._in_repetitions - {"stretching"}
        return bool(work) and work[0].technique in repeated

    def _tells_age(self, reading: Reading, sentence: Sentence, index: int) -> bool:
        """ "Retired welder, seventy, right hip": between commas, in a first sentence that has named nothing yet."""
        opens = sentence.start == reading.sentences[0].start and index > sentence.start
        named = any(token.ent_type_ in {"AREA", "TECHNIQUE"} for token in reading.doc[sentence.start : index])
        return opens and not named and reading.word(index - 1) == "," and reading.word(index + 1) == ","

    def _goes_on_list(self, found: Found, sentence: Sentence, index: int) -> bool:
        """ "Swedish, back, ten. Neck, fifteen.", "All Swedish. Neck, fifteen.": behind work a place and a number."""
        reading = found.reading
        number = reading.sentence_of[index]
        while number > 0 and _is_place_with_number(reading, reading.sentences[number]):
            number -= 1
        before = reading.sentences[number]
        timed = any((token.value or 0) >= SHORTEST_ALONE for token in reading.tokens[before.start : before.end])
        heads = all(token.ent_type_ != "AREA" for token in reading.doc[before.start : before.end])
        worked = found.performed.any_within(before.start, before.end) and (timed or heads)
        alone = index == sentence.end - 1 and _is_place_with_number(reading, sentence)
        return alone and worked and (reading.value(index) or 0) >= SHORTEST_ALONE

    def _numbers_it(self, found: Found, sentence: Sentence, index: int) -> bool:
        """ "Two, compression, both quads, twenty-two minutes": a small number at the head of work that has its time."""
        value, number = found.reading.value(index) or 0, found.reading.sentence_of[index]
        heads = index == sentence.start and found.reading.word(index + 1) in MARKS
        timed = found.amounts.any_within(index + 1, sentence.end)
        # "One, left knee, friction, six. Two, right knee, friction, eight."
        before = found.reading.sentences[number - 1].start if number else index
        counts = found.reading.value(before) == value - 1 and found.reading.word(before + 1) in MARKS
        return heads and (timed or counts) and value <= HIGHEST_SCORE

    def _took(self, reading: Reading, index: int) -> bool:
        """ "Stretching of both calves was ten": the verb stands right behind work or its place."""
        verb = reading.word(index - 1) in {"was", "were", "took", "got"}
        return verb and index > 1 and reading.doc[index - 2].ent_type_ in {"AREA", "TECHNIQUE"}

    def _things_named(self, reading: Reading, index: int) -> bool:
        """ "Between the two", "the same two": a small number that stands for things named before."""
        few = (reading.value(index) or 0) <= FEW
        before = reading.words(index - 2, index)
        return few and (before[-1:] == ["same"] or (before[-1:] == ["the"] and reading.word(index + 1) in MARKS | {""}))

    def _echo(self, reading: Reading, sentence: Sentence, value: float) -> bool:
        """ "Three. Three on the right.": an answer said again is how it feels."""
        return sentence.start > 1 and reading.value(sentence.start - 2) == value

    def _long(self, found: Found, index: int) -> bool:
        """ "That was thirteen", "so that's eighteen and ten": more than a score can be, where a time is told."""
        clause = found.clauses.at(index)
        tokens = found.reading.tokens[clause.start : clause.end]
        return self.tells_time(found, clause) and any((token.value or 0) > HIGHEST_SCORE for token in tokens)


def _is_counted_out(reading: Reading, index: int, end: int) -> bool:
    """ "..., and the times go six fourteen, nine and fifteen": of a row of numbers that ends the sentence, the comma
    between two not heard."""
    row = range(index, min(reading.pause(index, STOPS), end))
    numbers = [at for at in row if reading.value(at) is not None]
    glue = {reading.word(at) for at in row if at not in numbers}
    return len(numbers) >= COUNTED_OUT and "and" in glue <= {",", "and"} and index + 1 in numbers


def _is_place_with_number(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence is places, their sides and a number behind them, and nothing else."""
    last = sentence.end - 1
    places = range(sentence.start, last)
    named = {reading.doc[at].ent_type_ for at in places}
    glue = [reading.word(at) for at in places if not reading.doc[at].ent_type_]
    return "AREA" in named <= {"AREA", ""} and reading.value(last) is not None and _PLACE_GLUE.issuperset(glue)
