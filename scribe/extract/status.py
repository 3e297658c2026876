"""What became of a technique or an area that was spoken of: performed, negated, declined, planned and so on.

What comes in: a Reading with its clauses and techniques. What goes out: a verdict on any span of it. The cues are data
(`models/patterns/status.yaml`), in the manner of ConText: a cue before or after the thing, within the clause. This file
holds only the order in which they win, and who acts. Whether work is billed is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scribe.extract.answers import AnswerFinder, Answers
from scribe.extract.areas import AreaMention
from scribe.extract.clauses import Actor, Clause, Clauses
from scribe.extract.denials import Denials
from scribe.extract.done_now import DoneNow
from scribe.extract.handed_over import HandedOver
from scribe.extract.kinds import Kinds, read_kinds
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import MARKS, InOrder, Reading, is_asked, spanned, under_headings
from scribe.extract.refusals import Refusals
from scribe.extract.techniques import TechniqueMention
from scribe.extract.unclaimed import Unclaimed
from scribe.records import Status

ORDER = (
    Status.DECLINED,
    Status.OTHER_PROVIDER,
    Status.NEGATED,
    Status.SELF_CARE,
    Status.PLANNED,
    Status.HISTORICAL,
    Status.HYPOTHETICAL,
)
"""Which cue wins when several hold: a refusal over all, a bare "if" over nothing."""
WHOLE_SENTENCE = {Status.HISTORICAL, Status.PLANNED, Status.SELF_CARE}
"""Cues of time and place that, at the head of a sentence, hold for the clauses that follow without a new actor."""
OFFERS = {f"{status}:{side}" for status in ("hypothetical", "planned") for side in ("before", "after")}
AHEAD = f"{Status.NEGATED}:around"
"""What is said of a place that stands ahead of it ("the left arm, I left alone")."""
REFUSED = f"{Status.DECLINED}:around"
"""An offer and its refusal, whoever offered."""
OWN_DOING = {f"{Status.SELF_CARE}:{side}" for side in ("before", "after")}
TALKED = {Status.HYPOTHETICAL, Status.PLANNED, Status.SELF_CARE}
TAKEN_BACK = {Status.NEGATED, Status.PLANNED, Status.OTHER_PROVIDER}
"""What may be said of a thing some clauses on ("... dry needling, no, that was her doctor")."""
ANSWERABLE = {*TALKED, Status.DECLINED, Status.PERFORMED, Status.OTHER_PROVIDER}
"""What an answer may turn into a refusal, and what one that only says something may."""
BEHIND = 9
"""How many words behind the thing a cue may stand to be about it."""
LEFT_OUT = {Status.NEGATED, Status.DECLINED, Status.SELF_CARE}
"""What may be said of a place of its own behind work: "... twenty minutes, legs left alone"."""
ONLY = MARKS | {"today", "again", "though", "this", "time", "sorry", "then"}
"""Beside a cue that is a clause of its own these say no more."""
WHOSE = {"the", "her", "his", "their", "our", "my"}
"""Behind "and" these begin what is said of the next visit itself."""
JUST_SO = 2
"""Before a refusal that is a sentence of its own so many words stand at most ("but then she declined")."""
OBJECT = 3
"""Within so many words behind a refusal stands what was refused."""
NAMED_ONLY = 4
"""A question of so few words only names what it asks about."""
ANSWER = 3
"""How many clauses after an offer its refusal may stand."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a thing, and the cue that says so; null where nothing says otherwise."""

    status: Status
    cue: Cue | None = None


class StatusFinder:
    """Finds the cues of a reading."""

    def __init__(self) -> None:
        words = read_patterns("status")
        self._never = Cues({"never": words["never"]})
        self._spared = Cues({"spared": words["spared"]})
        self._takes_on = Cues({"takes_on": words["takes_on"]})
        self._before_spared = frozenset(words["before_spared"])
        self._unclaimed = Unclaimed()
        self._kinds = read_kinds()
        sides = {f"{status}:{side}": lines for status in ORDER for side, lines in words[status].items()}
        self._cues = Cues(sides)
        self._answers = AnswerFinder()

    def read(self, reading: Reading, clauses: Clauses, techniques: Iterable[TechniqueMention]) -> StatusReader:
        """A reader of verdicts. It knows all techniques, for an answer is to the nearest one."""
        # "Swedish on the mid back in both ...": a place is no word of time ("back in March").
        places = {index for index, token in enumerate(reading.doc) if token.ent_type_ == "AREA"}
        never = self._never.find(reading.doc)
        masked = spanned(never) | places
        cues = self._cues.find(reading.doc)
        left = [cue for cue in cues if cue.label == AHEAD and cue.start in places]
        cues = [cue for cue in cues if cue.start not in masked or (_outlasts(cue, never) and cue.start not in places)]
        # "I put tape on it before | she left" is no word of the past.
        ahead = {cue.start for cue in never}
        cues = [cue for cue in cues if cue.end - 1 not in ahead or not cue.label.startswith(Status.HISTORICAL)]
        # "She would like me to do it next time" is not the client's own doing: what is masked ends it.
        cues = [cue for cue in cues if cue.end - 1 not in masked - places or cue.label not in OWN_DOING]
        past = spanned(cue for cue in cues if cue.label in OFFERS or cue.label == f"{Status.HISTORICAL}:before")
        cues = [cue for cue in cues if cue.label not in OWN_DOING or self._is_clients(reading, cue, past)]
        cues = [cue for cue in cues if cue.label != f"{Status.PLANNED}:after" or not _begins_clause(reading, cue)]
        cues = [*left, *cues]
        things = sorted(t.start for t in techniques)
        cues += self._takes_on.find(reading.doc)
        answers = self._answers.read(reading, clauses, things)
        return StatusReader(reading, clauses, cues, things, self._kinds, answers, self._unclaimed)

    def _is_clients(self, reading: Reading, cue: Cue, past: frozenset[int]) -> bool:
        """Not the "to do" in "we used to do hot stones", nor "she ... do" in "she asked could I do it"."""
        words = reading.words(cue.start, cue.end)
        by_me = words[0] in self._kinds.client_does and not self._kinds.therapist.isdisjoint(words)
        leads_on = words[:2] == ["to", "do"] and cue.start in past  # "next time I plan | to do cupping"
        # Nor "she says next time do", where the time stands within.
        around = cue.end - 1 not in past and not past.isdisjoint(range(cue.start + 1, cue.end))
        within = around or past.issuperset((cue.start, cue.end - 1))
        return not by_me and not leads_on and not within

    def spared(self, reading: Reading, areas: InOrder[AreaMention]) -> dict[int, Cue]:
        """First tokens of areas that are the exception to what was worked, each with the cue that says so."""
        found: dict[int, Cue] = {}
        for cue in self._spared.find(reading.doc):
            end = cue.end
            for area in areas.within(cue.end, reading.sentence(cue.start).end):
                if not self._before_spared.issuperset(reading.words(end, area.start)):
                    break
                found[area.start] = cue
                end = area.last
        return found


class StatusReader:
    """The verdict on any span of one reading."""

    def __init__(
        self,
        reading: Reading,
        clauses: Clauses,
        cues: Iterable[Cue],
        things: Sequence[int],
        kinds: Kinds,
        answers: Answers,
        unclaimed: Unclaimed,
    ) -> None:
        self._unclaimed = unclaimed
        self._denials = Denials(reading, clauses, things, kinds.conditions, kinds.in_place)
        self._kinds = kinds
        self._wishes = answers
        self._reading = reading
        self._things = things
        self._clauses = clauses
        self._planned = under_headings(reading, kinds.plan_headings)
        self._cues_of: list[list[Cue]] = [[] for _ in range(len(reading.sentences) + 1)]
        self._handed = HandedOver(reading, InOrder(cue for cue in cues if cue.label == "takes_on"), kinds)
        self._refusals = Refusals(reading, clauses, kinds, answers, self._cues_of)
        own = InOrder(cue for cue in cues if cue.label in OWN_DOING)
        self._done = DoneNow(reading, clauses, things, kinds, own)
        for cue in cues:
            if cue.label != "takes_on":
                self._cues_of[clauses.at(cue.start).sentence].append(cue)

    @property
    def leaving_out(self) -> frozenset[str]:
        """Words without one of which a "no" before an area does not mean that the area was left out."""
        return self._kinds.leaving_out

    def technique(self, mention: TechniqueMention) -> Verdict:
        """What became of a technique: as `verdict`, with what is known of its kind."""
        verdict = self._answered(mention, self.verdict(mention.start, mention.end, verb=mention.verb))
        if not self._kinds.practitioners.isdisjoint(self._reading.words(mention.start, mention.end)):
            supposed = verdict.cue is not None and verdict.status is Status.HYPOTHETICAL
            return verdict if supposed else Verdict(Status.OTHER_PROVIDER)
        if (
            verdict.status is Status.PLANNED
            and self._is_clients_word(mention, timed=True)
            and self._is_advised(verdict)
        ):
            return Verdict(Status.SELF_CARE, verdict.cue)
        if verdict.status is Status.HISTORICAL and (cue := self._put_there(verdict)):
            return Verdict(Status.OTHER_PROVIDER, cue)
        if mention.technique in self._kinds.never_alone and verdict.status is Status.SELF_CARE:
            return self._not_alone(mention, verdict)
        if verdict == Verdict(Status.PERFORMED) and self._others_answer(mention):
            return Verdict(Status.OTHER_PROVIDER)
        given = {Status.PERFORMED, Status.HISTORICAL, Status.SELF_CARE}
        if mention.technique in self._kinds.by_others and verdict.status in given:
            return Verdict(Status.OTHER_PROVIDER, verdict.cue)
        own = mention.technique in self._kinds.by_client or self._is_clients_word(mention)
        before = self._reading.word(mention.start - 1)
        before = self._reading.word(mention.start - 2) if before in self._kinds.adverbs else before
        own |= before in self._kinds.client_does
        if own and verdict.status is Status.PERFORMED and verdict.cue is None:
            return Verdict(Status.SELF_CARE)
        return verdict

    def _others_answer(self, mention: TechniqueMention) -> bool:
        """ "Needling? Her PT handles that.": what a question only names is somebody else's by the answer."""
        sentence = self._reading.sentence(mention.start)
        asked = self._reading.word(sentence.end) == "?" and sentence.end - sentence.start <= NAMED_ONLY
        if not asked or sentence.end + 1 >= len(self._reading.tokens):
            return False
        answer = self._clauses.at(sentence.end + 1)
        kinds = {token.ent_type_ for token in self._reading.doc[answer.start : answer.end]}
        taken_up = not self._kinds.taken_back.isdisjoint(self._reading.words(answer.start, answer.end))
        return answer.actor is Actor.PROVIDER and taken_up and "TECHNIQUE" not in kinds

    def _put_there(self, verdict: Verdict) -> Cue | None:
        """Who put there what was found on the client ("there was tape on it, her sister put it on"), if it is told."""
        found = verdict.cue
        if found is None or not found.label.endswith(":around"):
            return None
        number = self._clauses.at(found.start).sentence
        told = (cue for cue in self._cues_of[number] if cue.label == f"{Status.OTHER_PROVIDER}:after")
        by_cue = (cue for cue in told if cue.start >= found.end and not self._thing_between(found.end, cue.start))
        behind = (c for c in self._clauses.of_sentence(number) if c.start >= found.end)
        acting = (Cue("provider", c.start, c.end) for c in behind if c.actor is Actor.PROVIDER)
        return next(by_cue, None) or next(acting, None)

    def _answered(self, mention: TechniqueMention, verdict: Verdict) -> Verdict:
        """The verdict, or what the answer to a wish or an offer makes of it."""
        words = self._words_of(verdict.cue) if verdict.cue else []
        if self._is_settled(verdict, words):
            return verdict
        if verdict.status is Status.DECLINED and (refused := self._refusals.whose(mention, verdict.cue)):
            return Verdict(refused, verdict.cue)
        answer = self._wishes.to(mention.start, mention.end, loose=verdict.status in TALKED)
        if answer and verdict.status is Status.NEGATED and answer.status is not Status.DECLINED:
            return verdict  # "I wanted to do cupping, and she said not today" alone is answered
        return Verdict(answer.status, answer.cue) if answer else verdict

    def _is_settled(self, verdict: Verdict, words: Sequence[str]) -> bool:
        """Whether no answer can change it: what was more than wished for, or another's ("the TENS at his clinic")."""
        if verdict.status in {Status.PLANNED, Status.SELF_CARE}:
            return verdict.cue is not None and self._kinds.only_wished.isdisjoint(words)
        if verdict.status is Status.NEGATED:
            return self._kinds.meant.isdisjoint(words)
        given = verdict.status is Status.OTHER_PROVIDER and verdict.cue is not None
        return given or verdict.status not in ANSWERABLE

    def unclaimed(self, mention: TechniqueMention) -> Status | None:
        """What became most likely of work that nobody claims, in a clause that is the client's; None elsewhere."""
        return None if mention.granted else self._unclaimed.status(self._reading, self._clauses, mention)

    def _not_alone(self, mention: TechniqueMention, verdict: Verdict) -> Verdict:
        """Of work that no client does alone: advised or asked about it is only talked of, else someone else's."""
        sentence = self._clauses.at(mention.start).sentence
        advised = verdict.cue is not None and not self._kinds.advising.isdisjoint(self._words_of(verdict.cue))
        asked = any(c.label in OFFERS and c.end <= mention.start for c in self._cues_of[sentence])
        talked = advised or asked or self._begins_with_condition(sentence)
        return Verdict(Status.HYPOTHETICAL if talked else Status.OTHER_PROVIDER, verdict.cue)

    def verdict(self, start: int, end: int, *, verb: bool = False) -> Verdict:
        """What became of the thing at tokens `start` to `end`; `verb` when it was said as a deed."""
        number = self._clauses.number(start)
        clause = self._clauses[number]
        if clause.actor is Actor.OTHER_CLIENT:
            return Verdict(Status.HYPOTHETICAL)
        near = [*self._cues_of[clause.sentence], *self._cues_of[clause.sentence + 1]]
        held = {status: cue for cue in near if (status := self._holds(cue, start, end, number)) is not None}
        if whole := next((cue for cue in near if cue.label == REFUSED and cue.start <= start and end <= cue.end), None):
            return Verdict(Status.DECLINED, whole)  # "His trainer keeps suggesting cupping, he just says no."
        supposed = held.get(Status.HYPOTHETICAL)
        if clause.actor is Actor.PROVIDER and supposed and not self._kinds.thinks.isdisjoint(self._words_of(supposed)):
            return Verdict(Status.HYPOTHETICAL, supposed)
        if clause.actor is Actor.PROVIDER and self._handed.is_handed_over(clause, start):
            return Verdict(Status.SELF_CARE, held.get(Status.SELF_CARE))
        if clause.actor is Actor.PROVIDER:
            own = held.get(Status.SELF_CARE)
            if own is None or not self._handed.is_own(own, clause, start):
                return Verdict(Status.OTHER_PROVIDER)
        if supposed and clause.actor is Actor.THERAPIST and self._begins_with_condition(clause.sentence):
            held.pop(Status.OTHER_PROVIDER, None)  # "If it stays I'd think about dry needling with her PT."
        vague = (
            supposed is not None
            and supposed.label.endswith("before")
            and not self._kinds.vague.isdisjoint(self._words_of(supposed))
        )
        if (plan := held.get(Status.PLANNED)) and (vague or self._is_conditional(plan, clause.sentence)):
            held[Status.HYPOTHETICAL] = held.pop(Status.PLANNED)
        if self._is_put_off(held.get(Status.NEGATED), held.get(Status.PLANNED)):
            meant, own = held.pop(Status.NEGATED), held.get(Status.SELF_CARE)
            if own and meant.start < own.start < meant.end:
                held.pop(Status.SELF_CARE)  # "I'd meant | to do"
        if self._is_of_then(held.get(Status.HISTORICAL), held.get(Status.NEGATED), end, number):
            held.pop(Status.NEGATED)
        for status in ORDER:
            if status in held:
                # What the doctor does not want is left out; only the client declines.
                referred = status is Status.DECLINED and clause.actor is Actor.REFERRER
                clients = status is Status.NEGATED and clause.actor is Actor.CLIENT
                words = self._words_of(held[status])
                if clients and words[0] not in self._kinds.therapist and not self._kinds.clients_own.isdisjoint(words):
                    return Verdict(Status.DECLINED, held[status])
                clients_call = status is Status.NEGATED and self._refusals.is_clients_call(end)
                refused = Status.DECLINED if clients_call else status
                return Verdict(Status.NEGATED if referred else refused, held[status])
        if verb and clause.actor is Actor.CLIENT and clause.named:
            return Verdict(Status.SELF_CARE)
        mine = not self._kinds.therapist.isdisjoint(self._reading.words(clause.start, clause.end))
        return Verdict(Status.PLANNED if self._by_heading(clause) and not mine else Status.PERFORMED)

    def _is_put_off(self, left_out: Cue | None, plan: Cue | None) -> bool:
        """ "I'd meant to do cupping, that will have to be next time": what was only meant is promised."""
        if left_out is None or plan is None or self._kinds.meant.isdisjoint(self._words_of(left_out)):
            return False
        words, between = self._words_of(plan), self._reading.words(left_out.end, plan.start)
        mine = self._kinds.client_does.isdisjoint(between)  # not "..., and she says that will hurt next time"
        return mine and "will" in words and words[0] in self._kinds.taken_back and plan.start >= left_out.end

    def _is_of_then(self, past: Cue | None, left_out: Cue | None, end: int, number: int) -> bool:
        """ "I did cupping on him back in the spring, but none of that now": told of then, in a clause of its own."""
        if past is None or left_out is None or left_out.start < max(past.end, end):
            return False
        none = self._words_of(left_out)[:2] in (["none", "of"], [",", "none"])
        return none and self._clauses.number(past.start) == number

    def _by_heading(self, clause: Clause) -> bool:
        """ "Plan. Hot pack to the low back.": not done, unless the plan was told before any work, or a deed is told."""
        heading, _ = self._planned.get(clause.sentence, (0, 0))
        planned = any(thing < heading for thing in self._things[:1])
        return planned and self._kinds.done.isdisjoint(self._reading.words(clause.start, clause.end))

    def _words_of(self, cue: Cue) -> list[str]:
        return self._reading.words(cue.start, cue.end)

    def _holds(self, cue: Cue, start: int, end: int, number: int) -> Status | None:
        """The status that a cue gives the thing at `start` to `end` in clause `number`, if it is about it."""
        name, side = cue.label.split(":")
        status = Status(name)
        at = self._clauses.number(cue.start)
        if side == "around":
            return status if cue.start <= start and end <= cue.end else None
        # "She got the trainer to tape the ankle": a cue may end with the deed itself.
        if side == "before" and (cue.end <= start or cue.start < start == cue.end - 1):
            if status is Status.NEGATED and self._denials.is_past(cue, start):
                return None
            if status is Status.PLANNED and self._done.comes_next(cue):
                return None
            if status is Status.HYPOTHETICAL and self._done.asked_and_given(cue, start):
                return None
            if self._done.tried(cue, end) or (status in TALKED and self._done.got_another(cue, start)):
                return None
            reaches = at == number or (status in WHOLE_SENTENCE and self._reaches(cue, at, number, status))
            return status if reaches else None
        ahead = self._done.taken_off(start, cue) or self._done.given_ahead(cue, self._clauses[number])
        ahead |= cue.start > end and self._done.before_place(end, cue, timed=status not in LEFT_OUT)
        if side == "after" and cue.start >= end and not ahead:
            near = at == number and cue.start - end <= BEHIND
            near &= status not in LEFT_OUT or not self._done.before_another(end, cue.start)
            if near or (status is Status.DECLINED and self._answers(number, end, at, cue)):
                return status
            back = status in TAKEN_BACK and self._takes_back(number, end, at, cue)
            back |= status is Status.NEGATED and self._names_again(start, end, cue)
            return status if back else None
        return None

    def _is_conditional(self, plan: Cue, sentence: int) -> bool:
        """ "If it flares I would consider taping" is no plan; "if it flares, tape next time" is one."""
        words, mine = self._words_of(plan), self._reading.sentences[sentence]
        supposed = "consider" in words and "if" in self._reading.words(plan.end, mine.end)
        return plan.start >= mine.start and "next" not in words and (supposed or self._begins_with_condition(sentence))

    def _begins_with_condition(self, sentence: int) -> bool:
        return self._reading.word(self._reading.sentences[sentence].start) in self._kinds.conditions

    def _is_advised(self, verdict: Verdict) -> bool:
        """ "Recommend ice fifteen minutes": what a client does alone is advised, not planned."""
        return verdict.cue is not None and self._words_of(verdict.cue)[0].startswith("recommend")

    def _is_clients_word(self, mention: TechniqueMention, *, timed: bool = False) -> bool:
        """ "Ice, and no phone in bed": a bare word that has minutes where it is the therapist's work."""
        sentence = self._reading.sentence(mention.start)
        told = "MINUTES" in {token.ent_type_ for token in self._reading.doc[sentence.start : sentence.end]}
        return (timed or not told) and self._kinds.clients_word.issuperset(
            self._reading.words(mention.start, mention.end)
        )

    def _takes_back(self, number: int, end: int, at: int, cue: Cue) -> bool:
        """ "Thought about cupping, and left it out": later in the sentence, about the last thing named."""
        follows = number <= at and self._clauses[number].sentence == self._clauses[at].sentence
        back = not self._kinds.taken_back.isdisjoint(self._words_of(cue))
        # "Traction was considered but not performed": the sentence goes on about the same thing.
        back |= self._reading.words(self._clauses[at].start, cue.start) == ["but"]
        # "Cupping on the left calf, not done today.": all that a clause says is of what stands before it.
        clause = self._clauses[at]
        rest = [*range(clause.start, cue.start), *range(cue.end, clause.end)]
        denies = cue.label.startswith(Status.NEGATED)
        back |= denies and at == number + 1 and ONLY.issuperset(self._reading.word(i) for i in rest)
        return follows and back and not self._thing_between(end, cue.start)

    def _names_again(self, start: int, end: int, cue: Cue) -> bool:
        """ "I had hot stones warming up and she winced, so no stones": what is named again is what was left out."""
        sentence, words = self._reading.sentence(start), self._reading.words
        same = cue.end < sentence.end and words(cue.end, cue.end + 1) == words(end - 1, end)
        timed = "MINUTES" in {token.ent_type_ for token in self._reading.doc[sentence.start : cue.start]}
        closes = cue.end + 1 == sentence.end or self._reading.word(cue.end + 1) in MARKS
        return same and closes and not timed and words(cue.start, cue.end) == ["so", "no"]

    def _answers(self, number: int, end: int, at: int, cue: Cue) -> bool:
        """Whether a refusal some clauses on answers the offer of the thing in clause `number`."""
        # "Turned down the cupping" is about what follows, not about what was named before.
        if not number < at <= number + ANSWER or self._thing_between(end, min(cue.end + 2, self._clauses[at].end)):
            return False
        first, last = self._clauses[number].sentence, self._clauses[at].sentence
        if first < last and self._is_of_another(number, cue):
            return False
        asked = is_asked(self._reading, self._reading.sentences[first])
        taken_back = not self._kinds.taken_back.isdisjoint(self._reading.words(cue.start, cue.end + 1))
        offered = asked or taken_back or any(c.label in OFFERS for c in self._cues_of[first])
        return first == last or (last == first + 1 and offered)

    def _is_of_another(self, number: int, cue: Cue) -> bool:
        """Whether a refusal in a later sentence is of what that one names: "I suggested Easton, she turned it down".

        What is named may be unknown. Work with its minutes was done, unless the refusal is all that follows it.
        """
        begin = self._reading.sentence(cue.start).start
        first = self._reading.sentences[self._clauses[number].sentence]
        timed = "MINUTES" in {token.ent_type_ for token in self._reading.doc[first.start : first.end]}
        end = min(cue.end + OBJECT, self._reading.sentence(cue.start).end)
        behind = {token.ent_type_ for token in self._reading.doc[cue.end : end]}
        if "AREA" in behind and "TECHNIQUE" not in behind:
            return True  # "He did not want his feet touched": a place, and not the work
        return self._wishes.offers_own(begin, cue.start) or (timed and cue.start - begin > JUST_SO)

    def _reaches(self, cue: Cue, at: int, number: int, status: Status) -> bool:
        """Whether clauses `at` to `number` are one sentence with no new actor between."""
        first = self._clauses[at]
        if first.sentence != self._clauses[number].sentence or number < at:
            return False
        between: list[Clause] = [self._clauses[i] for i in range(at + 1, number + 1)]
        heads = (self._reading.words(clause.start, clause.start + 2) for clause in between)
        anew = any(not self._kinds.this_visit.isdisjoint(head) for head in heads)
        if status is Status.SELF_CARE and (
            "not" in self._words_of(cue) or (between and self._is_what_followed(between[-1]))
        ):
            return False
        if status is Status.PLANNED and between and self._done.tells_deed(between[-1]):
            return False  # "I wasn't going to, but in the end I did some cupping"
        if status is Status.PLANNED and between and self._intends(between[-1]):
            return not anew  # "when she's next in, I'd go after the popliteus"
        # "A year ago, when she first came, we used tape": who came acts in nothing else.
        acting = (clause for clause in between if self._reading.word(clause.start) != "when")
        return not anew and all(not clause.named or clause.actor is first.actor for clause in acting)

    def _is_what_followed(self, clause: Clause) -> bool:
        """ "He stretches every morning, so hot pack, eight minutes": done for what they do at home."""
        timed = "MINUTES" in {token.ent_type_ for token in self._reading.doc[clause.start : clause.end]}
        return timed and not clause.named and self._reading.word(clause.start) in {"so", "then"}

    def _intends(self, clause: Clause) -> bool:
        words = self._reading.words(clause.start, clause.start + 3)
        return clause.actor is Actor.THERAPIST and not self._kinds.intends.isdisjoint(words)

    def _thing_between(self, end: int, start: int) -> bool:
        """Whether another technique begins between the tokens `end` and `start`."""
        at = bisect_left(self._things, end)
        return at < len(self._things) and self._things[at] < start


def _outlasts(cue: Cue, never: Iterable[Cue]) -> bool:
    """Whether a cue holds all that looks like it and more: "no, that" denies nothing, "no, that wasn't us" does."""
    over = [one for one in never if one.start <= cue.start < one.end]
    return all(cue.start == one.start and one.end < cue.end for one in over)


def _begins_clause(reading: Reading, cue: Cue) -> bool:
    """ "Friction, ten minutes, and her next session is in two weeks": of the visit, and not of the work before."""
    return reading.word(cue.start - 1) in WHOSE and reading.word(cue.start - 2) in {"and", ","}
