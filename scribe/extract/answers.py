"""Work that was wished for or offered, and the answer: a client's refusal is not the therapist's.

What comes in: a Reading with its clauses and the tokens at which techniques begin. What goes out: for one technique,
what the answer makes of it, or nothing where nobody answered. The words are data (`models/patterns/answers.yaml`).
Who is not named answers what the other one asked: "she begged me for cupping, nope" is the therapist's no, "I offered
cupping, nope" the client's. Where nobody spoke of a wish, nothing is decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from scribe.extract.clauses import Actor, Clause, Clauses
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import MARKS, STOPS, InOrder, Reading, is_asked, spanned
from scribe.records import Status

WISHES = ("wished", "wished_behind", "offered", "offered_behind")
REFUSALS = ("refused", "withheld", "no")
GRANTS = {"granted": Status.PERFORMED, "postponed": Status.PLANNED}
"""What the therapist did at once, and what was promised for another day."""
LABELS = ("never", *WISHES, *REFUSALS, "accepted", *GRANTS)
WORDS = ("yields", "hedges", "denies", "saying", "names_nothing", "behind_granted", "not_now", "intends")
SOON = 7
"""Within so many words the sentence that follows a wish answers it."""
ASKED = 6
"""A question of so few words that names work asks for it."""
ALONE = 2
"""Beside no more words than so many what is named is asked for too: marks are seldom heard ("Tape. He passed.")."""
ITS_OBJECT = 4
"""Within so many words behind a refusal stands what it is of."""
PAUSES = MARKS | {"because", "since", "with", ""}
REASONS = {"while", "when", "since", "after", "before", "until", "till"}
"""Behind "not" these tell the reason, and who is named there has not spoken."""
NEAR = 8
"""So many words may stand between a wish and what it is for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer makes of the thing that it is about, and its words."""

    status: Status
    cue: Cue


@dataclass(frozen=True, slots=True)
class _Wish:
    cue: Cue
    by_therapist: bool
    unreal: bool
    """Whether it was only thought ("I would have iced it")."""


class AnswerFinder:
    """Finds wishes and answers."""

    def __init__(self) -> None:
        words = read_patterns("answers")
        self._cues = Cues({label: words[label] for label in LABELS})
        self._words = {label: frozenset(words[label]) for label in WORDS}

    def read(self, reading: Reading, clauses: Clauses, things: Sequence[int]) -> Answers:
        """The answers of a reading; `things` are the first tokens of all techniques, in order."""
        cues = self._cues.find(reading.doc)
        never = spanned(cue for cue in cues if cue.label == "never")
        cues = [cue for cue in cues if never.isdisjoint(range(cue.start, cue.end)) or cue.label in WISHES]
        return Answers(reading, clauses, InOrder(cues), things, self._words)


class Answers:
    """What was answered, in one reading."""

    def __init__(
        self,
        reading: Reading,
        clauses: Clauses,
        cues: InOrder[Cue],
        things: Sequence[int],
        words: dict[str, frozenset[str]],
    ) -> None:
        self._reading = reading
        self._clauses = clauses
        self._cues = cues
        self._things = things
        self._words = words

    def wish(self, start: int, end: int) -> Cue | None:
        """The words that wish for or offer the thing at tokens `start` to `end`."""
        wish = self._wish(start, end)
        return wish.cue if wish else None

    def offers_own(self, start: int, end: int) -> bool:
        """Whether the tokens `start` to `end` offer something they name: "I suggested Easton", not "offered it"."""
        return any(
            cue.label == "offered" and cue.end < end and self._reading.word(cue.end) not in self._words["names_nothing"]
            for cue in self._cues.within(start, end)
        )

    def to(self, start: int, end: int, *, loose: bool = True) -> Answer | None:
        """The answer to the wish for the thing at tokens `start` to `end`; `loose` also reads what is only said."""
        wish = self._wish(start, end)
        until = max(end, wish.cue.start) if wish else end  # "Swedish, twenty minutes, she asked me to skip the legs"
        said = self._reading.doc[self._reading.sentence(start).start : until]
        if wish is None or (not loose and any(token.ent_type_ == "MINUTES" for token in said)):
            return None  # what has its time was done
        if answer := self._told(wish, end):
            return answer
        return (self._implied(wish, end) if loose else None) or self._unfulfilled(wish, end)

    def _wish(self, start: int, end: int) -> _Wish | None:
        sentence = self._reading.sentence(start)
        before = [
            cue
            for cue in self._cues.within(max(sentence.start, start - NEAR), start)
            if cue.label in {"wished", "offered"} and cue.end <= start and not self._thing_between(cue.end, start)
        ]
        behind = [c for c in self._cues.within(end, min(end + NEAR, sentence.end)) if c.label.endswith("behind")]
        behind = [cue for cue in behind if not self._thing_between(end, cue.start)]
        if not before and not behind:
            # "And the stretching? Forgot it.": what is only named was asked for, by the client if nobody says who.
            length = sentence.end - sentence.start
            asked = is_asked(self._reading, sentence) and length <= ASKED
            kinds = {token.ent_type_ for token in self._reading.doc[sentence.start : sentence.end]}
            asked |= length <= end - start + ALONE and kinds <= {"", "TECHNIQUE"}
            return _Wish(Cue("wished", start, end), self._follows_offer(sentence.start), False) if asked else None
        cue = before[-1] if before else behind[0]
        # "Do you want a hot pack?": what is asked is offered, though it has a "want" in it.
        cue = next((c for c in before if c.label == "offered" and c.start <= cue.start <= c.end), cue)
        clause = self._clauses.at(cue.start)
        words = self._reading.words(cue.start, cue.end)
        # "Asked me to redo the tape": who is asked did not ask.
        mine = clause.actor is Actor.THERAPIST and clause.named and "me" not in words
        unreal = words[:1] in (["would"], ["could"], ["might"], ["'d"]) and "have" in words
        return _Wish(cue, mine or cue.label.startswith("offered"), unreal)

    def _follows_offer(self, start: int) -> bool:
        """ "Did you want the tape on it? The kinesio tape? Nah.": what a question offered is named again."""
        if self._reading.word(start - 1) != "?":
            return False
        return any(c.label == "offered" for c in self._cues.within(self._reading.sentence(start - 1).start, start))

    def _told(self, wish: _Wish, end: int) -> Answer | None:
        """An answer in so many words."""
        first, last = self._window(end)
        for cue in self._cues.within(first, last):
            if (status := GRANTS.get(cue.label)) and self._grants(wish, end, cue):
                return Answer(status, cue)
            if cue.label == "accepted" and self._is_taken_up(wish, end, cue):
                return Answer(Status.PERFORMED, cue)
            if cue.label not in REFUSALS or self._names_another(cue):
                continue
            if self._yields(cue, max(end, wish.cue.end), cue.start):
                continue
            if not wish.by_therapist and self._hedges(end, cue):
                return None
            return Answer(Status.DECLINED if self._by_client(wish, cue) else Status.NEGATED, cue)
        return None

    def _is_taken_up(self, wish: _Wish, end: int, cue: Cue) -> bool:
        """ "I offered cupping and she was game, five minutes": accepted, and told with its time or what was done so."""
        sentence = self._reading.sentence(end - 1)
        rest = self._reading.words(cue.end, sentence.end)
        timed = any(token.ent_type_ == "MINUTES" for token in self._reading.doc[cue.end : sentence.end])
        here = cue.end <= sentence.end and self._words["not_now"].isdisjoint(rest)
        told = timed or rest[:2] == [",", "so"] or rest[:1] == ["so"]
        return wish.by_therapist and here and told and "next" not in rest and not self._names_another(cue)

    def _grants(self, wish: _Wish, end: int, cue: Cue) -> bool:
        """Whether the therapist gives what was wished for; "we could maybe do that one day" is no promise."""
        clause = self._clauses.at(cue.end - 1)
        got = not {"got", "had"}.isdisjoint(self._reading.words(cue.start, cue.end))
        clients = clause.named and clause.actor is not Actor.THERAPIST and not got
        if clients or self._names_another(cue) or self._hedges(end, cue):
            return False
        # "I did some reading", "I gave him some to take home", and the therapist's own wish, which needs no answer.
        rest = self._reading.words(cue.end, clause.end)
        closes = self._reading.word(cue.end) in self._words["behind_granted"]
        given = closes and not wish.by_therapist and self._words["not_now"].isdisjoint(rest)
        return given or cue.label == "postponed"

    def _by_client(self, wish: _Wish, cue: Cue) -> bool:
        if cue.label != "no":
            return cue.label == "refused"
        clause = self._clauses.at(cue.start)
        if said := self._said_by(clause):
            return said is Actor.CLIENT
        if wish.unreal:
            return clause.named and clause.actor is Actor.CLIENT
        if clause.named and clause.start > wish.cue.start and not self._gives_reason(clause, cue):
            # "Do you want cupping? I'd rather not.": who answers in their own words is the client.
            asked = self._reading.word(self._reading.sentence(wish.cue.start).end) == "?"
            return clause.actor is Actor.CLIENT or (asked and wish.by_therapist and clause.actor is Actor.THERAPIST)
        return wish.by_therapist

    def _gives_reason(self, clause: Clause, cue: Cue) -> bool:
        """ "She asked for cupping, not while she's on thinners": who is named tells why not, and answers nothing."""
        said = self._reading.words(cue.start, cue.start + 2)
        return cue.start == clause.start and said[:1] == ["not"] and said[1] in REASONS

    def _said_by(self, clause: Clause) -> Actor | None:
        """Who is named behind what was said ("not in this heat, she said")."""
        following = self._reading.words(clause.end, clause.end + 2)
        says = len(following) == 2 and following[1] in self._words["saying"] and not clause.named
        other = self._clauses.at(clause.end) if says else clause
        return other.actor if says and other.named and other.sentence == clause.sentence else None

    def _implied(self, wish: _Wish, end: int) -> Answer | None:
        """ "I offered tape, he said his boss would laugh": said, and not taken up."""
        first, last = self._window(end)
        asked = Actor.CLIENT if wish.by_therapist else Actor.THERAPIST
        for at in range(first, last):
            clause = self._clauses.at(at)
            if self._reading.word(at) not in self._words["saying"] or clause.start < end:
                continue
            answer = Cue("no", at, at + 1)
            sentence = self._reading.sentence(at)
            if not clause.named or clause.actor is not asked or self._yields(answer, clause.start, sentence.end):
                return None
            if self._hedges(end, answer):
                return None
            said = self._reading.words(at, sentence.end)
            if wish.by_therapist or not self._words["denies"].isdisjoint(said):
                return Answer(Status.DECLINED if wish.by_therapist else Status.NEGATED, answer)
        return None

    def _unfulfilled(self, wish: _Wish, end: int) -> Answer | None:
        """ "I'd have iced it", "she'd have liked cupping, but ...": it was not done."""
        rest = self._reading.words(end, self._reading.sentence(end - 1).end)
        if not wish.unreal:
            meant = not self._words["intends"].isdisjoint(self._reading.words(wish.cue.start, wish.cue.end))
            failed = wish.by_therapist and meant and "but" in rest and self._words["hedges"].isdisjoint(rest)
            return Answer(Status.NEGATED, wish.cue) if failed else None  # "I'd thought about cupping, but ..."
        return Answer(Status.NEGATED, wish.cue) if wish.by_therapist or {"but", "only", ","} & {*rest} else None

    def _hedges(self, end: int, cue: Cue) -> bool:
        """Whether who answers is not sure ("I said not now, maybe one day")."""
        return not self._words["hedges"].isdisjoint(self._reading.words(end, self._reading.sentence(cue.start).end))

    def _window(self, end: int) -> tuple[int, int]:
        """Where the answer may stand: in what is left of the sentence, and at the head of the next."""
        number = self._reading.sentence_of[end - 1]
        sentences = self._reading.sentences[number : number + 2]
        last = sentences[0].end if len(sentences) == 1 else min(sentences[1].start + SOON, sentences[1].end)
        at = bisect_left(self._things, end)
        return end, min(last, self._things[at]) if at < len(self._things) else last

    def _names_another(self, cue: Cue) -> bool:
        """ "... , no cupping", "I didn't do any cupping": the "no" is of what follows it, before any pause."""
        if self._reading.word(cue.end - 1) in STOPS and cue.label != "withheld":
            return False  # "Tape? No. Cold pack?"
        closed = cue.label == "withheld" and self._reading.word(cue.end - 1) in MARKS  # "did not do it |."
        behind = cue.end - closed
        return self._thing_between(cue.start, min(self._reading.pause(behind, PAUSES), cue.end + ITS_OBJECT))

    def _yields(self, cue: Cue, start: int, end: int) -> bool:
        """Whether what its clause says from the token `start` to `end` takes nothing away ("she said maybe").

        The words of the wish itself are none of it ("thought about cupping, did not do it").
        """
        start = max(start, self._clauses.at(cue.start).start)
        return not self._words["yields"].isdisjoint(self._reading.words(start, end))

    def _thing_between(self, end: int, start: int) -> bool:
        at = bisect_left(self._things, end)
        return at < len(self._things) and self._things[at] < start
