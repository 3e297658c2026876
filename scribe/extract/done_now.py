"""What was done today after all, though a cue looks as if it was not: it is told with its time, or as a deed.

What comes in: a cue of `status.py` and the tokens of the work it is said of. What goes out: whether the cue holds for
it no longer. What became of the work is decided in `status.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from scribe.extract.clauses import Actor, Clause, Clauses
from scribe.extract.kinds import Kinds
from scribe.extract.language import Cue
from scribe.extract.reading import MARKS, YES, InOrder, Reading, Sentence

DEED = 6
"""Within so many words of a clause's head the therapist tells a deed ("but in the end I did")."""
ITS_OWN = {"her", "his", "their"}
LEAVES = frozenset(
    "i we she he they all well were was is are left kept does do will be can not wanted wants asked prefers".split()
)
"""Between a place and that it was left out these may stand ("the legs I left")."""
BESIDE_PLACE = frozenset("the her his their left right both one side".split())
SIDES = frozenset({"left", "right"})
ORDERS = (["next", "up", ","], ["next", ","], ["up", "next", ","], ["next", "up"])
"""Words that begin a plan, or what came next today."""
JOINED = frozenset({"and", "then", "so", "okay", ","})
ARTICLES = frozenset({"a", "an", "the", "some", "so"})
BUT = frozenset({"but", "no", "not", "next", "until", "till", "instead"})
"""With one of these what follows may take back what was asked for."""
COMING = frozenset({"next", "plan", "will", "tomorrow"})
"""A sentence with one of these tells of another day."""


class DoneNow:
    """Tells which cues of one reading do not hold for work that was done; `own` are those of the client's own doing."""

    def __init__(
        self, reading: Reading, clauses: Clauses, things: Sequence[int], kinds: Kinds, own: InOrder[Cue]
    ) -> None:
        self._reading = reading
        self._clauses = clauses
        self._things = things
        self._kinds = kinds
        self._own = own
        self._own_places = {(cue.start, cue.end) for cue in own}

    def tells_deed(self, clause: Clause) -> bool:
        """ "I did ...", "we ended with ...", "..., so friction, ten minutes": what was done, and planned no more."""
        words = self._reading.words(clause.start, clause.start + DEED)
        subject = self._kinds.therapist.isdisjoint(words[: 1 + (words[0] == "so")])
        if clause.named and clause.actor is Actor.THERAPIST and subject:
            return True  # named by its deed alone
        told = [i for i, word in enumerate(words[:-1]) if word in self._kinds.therapist]
        return any(words[i + 1] in self._kinds.done for i in told)

    def before_another(self, end: int, start: int) -> bool:
        """ "Cold pack on the knee, ten minutes, cupping he declined": with its time, before another that is refused."""
        at = bisect_left(self._things, end)
        after = self._things[at] if at < len(self._things) else start
        joined = self._reading.word(after - 1) == "and" and self._reading.word(start) not in {"were", "both", "all"}
        parted = joined or self._reading.word(after - 1) in MARKS
        return after < start and self._timed(end, after) and parted

    def before_place(self, end: int, cue: Cue, *, timed: bool) -> bool:
        """ "Swedish on the back, twenty minutes, legs skipped", "..., none on the legs": before a place of its
        own that was left out; with its time where it must be `timed`."""
        reading, doc = self._reading, self._reading.doc
        first = cue.start
        while reading.word(first - 1) in LEAVES:
            first -= 1
        named = first
        while first > end and (doc[first - 1].ent_type_ == "AREA" or reading.word(first - 1) in BESIDE_PLACE):
            first -= 1
        # "..., the right one skipped"
        place = any(doc[i].ent_type_ == "AREA" or reading.word(i) in SIDES for i in range(first, named))
        behind = cue.end + 1
        while reading.word(behind) in BESIDE_PLACE:
            behind += 1
        follows = reading.word(cue.end) in {"on", "for", "to"} and behind < len(doc) and doc[behind].ent_type_ == "AREA"
        joined = reading.word(first - 1) in {"and", "but"} and reading.word(first - 2) in MARKS
        opens = joined or reading.word(first - 1) in MARKS or (follows and reading.word(cue.start) in MARKS)
        told = {token.ent_type_ for token in doc[reading.sentence(end - 1).start : first]}
        return (place or follows) and opens and not told.isdisjoint({"MINUTES"} if timed else {"MINUTES", "AREA"})

    def tried(self, cue: Cue, end: int) -> bool:
        """ "We tried cupping, five minutes", "I had her do planks, ten minutes": with its time it was done today."""
        clause, words = self._clauses.at(cue.start), self._reading.words(cue.start, cue.end)
        led = (cue.start, cue.end) in self._own_places and words[0] in {"had", "got"}
        timed = self._timed(cue.end, clause.end) or (led and self._is_timed_next(clause))
        done = led or not self._kinds.done_with_time.isdisjoint(words)
        return timed and clause.actor is Actor.THERAPIST and done

    def _is_timed_next(self, clause: Clause) -> bool:
        """ "I had him do planks. Eight minutes.": its time opens the next sentence; "eight a day" is none."""
        sentences, following = self._reading.sentences, clause.sentence + 1
        if following >= len(sentences) or clause.end < sentences[clause.sentence].end:
            return False
        begin, end = sentences[following].start, sentences[following].end
        told = self._reading.doc[begin:end]
        opens = told[0].ent_type_ == "MINUTES" and all(token.ent_type_ != "TECHNIQUE" for token in told)
        return opens and not self._own.any_within(begin, end)

    def got_another(self, cue: Cue, start: int) -> bool:
        """ "Came in asking for deep tissue and got Swedish, thirty minutes": what was done was another."""
        at = bisect_left(self._things, cue.end)
        between = self._reading.words(self._things[at], start) if at < len(self._things) else []
        done = not self._kinds.done.isdisjoint({*between} - {"was", "were"})
        return self._timed(start, self._clauses.at(start).end) and "and" in between and done

    def asked_and_given(self, cue: Cue, start: int) -> bool:
        """ "Any heat? Yes, he asked for it, a hot pack, ten minutes": what was asked for is named with its time."""
        sentence = self._reading.sentence(cue.start)
        between = self._reading.words(cue.end, start)
        yes = sentence.start > 0 and self._reading.word(sentence.start) in YES
        it = between[:2] in (["it", ","], ["that", ","], ["one", ","], ["some", ","])
        told = self._timed(start, sentence.end) and BUT.isdisjoint(self._reading.words(start, sentence.end))
        return yes and it and ARTICLES.issuperset(between[2:]) and told

    def comes_next(self, cue: Cue) -> bool:
        """ "I began with effleurage. Next up, friction on the calf, ten minutes": next in today's order, behind
        work and with its time, or before what the sentence behind it ended with ("And to finish, ...")."""
        reading, words = self._reading, self._reading.words(cue.start, cue.end)
        if words not in ORDERS:
            return False
        number, sentence = reading.sentence_of[cue.start], reading.sentence(cue.start)
        opens = JOINED.issuperset(reading.words(sentence.start, cue.start))
        if not opens or not number:
            return False
        before = reading.sentences[number - 1]
        if not self._is_work(before) or not COMING.isdisjoint(reading.words(before.start, before.end)):
            return False
        if self._timed(cue.end, sentence.end):
            return True
        behind = reading.sentences[number + 1] if number + 1 < len(reading.sentences) else None
        ends = behind is not None and not self._kinds.finishes.isdisjoint(reading.words(behind.start, behind.start + 4))
        return behind is not None and ends and self._is_work(behind)

    def _is_work(self, sentence: Sentence) -> bool:
        return any(token.ent_type_ == "TECHNIQUE" for token in self._reading.doc[sentence.start : sentence.end])

    def taken_off(self, start: int, cue: Cue) -> bool:
        """ "A cold pack on the knee, ten minutes, then took it off": it had been on for its time."""
        words = self._reading.words(cue.start, cue.end)
        return words[0] == "took" and words[-1] == "off" and self._timed(self._reading.sentence(start).start, cue.start)

    def given_ahead(self, cue: Cue, clause: Clause) -> bool:
        """ "I closed with five minutes of tapotement before her shift": done, and told with what the client went to.

        "Before her shifts" is a habit.
        """
        words, noun = self._reading.words(cue.start, cue.end), self._reading.word(cue.end)
        ahead = (cue.start, cue.end) in self._own_places and words[:1] in (["before"], ["after"])
        once = words[-1] in ITS_OWN and (not noun.endswith("s") or noun.endswith("ss"))
        return ahead and once and self._timed(clause.start, cue.start) and clause.named and self.tells_deed(clause)

    def _timed(self, start: int, end: int) -> bool:
        return "MINUTES" in {token.ent_type_ for token in self._reading.doc[start:end]}
