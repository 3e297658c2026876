"""What comes next: days until the next visit, and what the client is to do at home.

What comes in: a Reading and its clauses. What goes out: the follow-up with the tokens it owns, and pieces of home care.
Whether a plan is wise, and on which date it falls, is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scribe.extract.clauses import Actor, Clauses
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import STOPS, InOrder, Reading, Sentence, is_asked, spanned, under_headings
from scribe.records import FollowUp

BEHIND, AHEAD = 11, 9
"""How many words may stand between the word for a visit and its days, behind the days and ahead of them."""
OF_NEED = 7
"""So many words before the days tell that nobody is needed until then."""
FRAGMENT = 3
"""A sentence with so few words beside the days says nothing else ("Rebooked, two weeks.")."""
LONGEST = 72
"""No number of days, weeks or months beyond is of the next visit; it is an age or a count."""
ADVICE_GAP = 6
"""Words of advice so near the first are its own ("I told her: homework, ...")."""
SHORTEST_ITEM = 2
GOING_TO = (["is", "going"], ["'s", "going"])
RISES = frozenset({"get", "go", "stand", "step", "come"})
STORY = 5
"""Within so many words a story tells what was."""
TOLD = frozenset({"said", "wrote", "told"})
HAS, SPEAKERS = {"'s", "has", "had", "'d", "also"}, {"she", "he", "they"}
"""Before "told her" these tell that it is the client who told somebody."""
ASKS = frozenset({"any", "anything"})
"""What begins so asks, with or without its mark."""
OTHERS = {Actor.PROVIDER, Actor.REFERRER}
SPANS = ("days", "weeks", "months")
LABELS = ("follow_up", "booked_out", "never", "advice", "no_advice", "bans")


@dataclass(frozen=True, slots=True)
class Advice:
    """Tokens of one piece of home care."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Tokens of a stretch of days, and how many days it is."""

    start: int
    end: int
    days: int


class PlanFinder:
    """Finds follow-ups and home care."""

    def __init__(self) -> None:
        words = read_patterns("plan")
        self._cues = Cues({label: words[label] for label in LABELS})
        self._then = Cues({"comes_then": words["comes_then"]})
        self._asks_for_home = Cues({"asks": words["asks_for_home"]})
        self._days: dict[str, float] = words["days"]
        self._numbers: dict[str, int] = words["named_numbers"]
        self._beside_unit = frozenset(words["beside_unit"])
        self._no_item, self._paused = frozenset(words["no_item"]), frozenset(words["no_item_paused"])
        self._clients_told = frozenset(words["clients_told"])
        self._before_orders = frozenset(words["before_orders"])
        self._takes_back = frozenset(words["takes_back"])
        self._leads = frozenset(words["leads"])
        self._for_leads = frozenset(words["leads_with_for"])
        self._asked_of_past = frozenset(words["asked_of_past"])
        self._suits = frozenset(words["suits"])
        self._counted = frozenset(words["counted_from_now"])
        self._behind = frozenset(words["behind"])
        self._after_alone = frozenset(words["after_alone"])
        self._subjects = frozenset(words["subjects"])
        self._tells_who = frozenset(words["tells_who"])
        self._clients_orders = frozenset(words["clients_orders"])
        self._imperatives = frozenset(words["imperatives"])
        self._home_headings = frozenset(words["home_headings"])
        self._gone_home = frozenset(words["gone_home"])
        self._plan_headings = frozenset(read_patterns("status")["plan_headings"])
        self._therapists_too = frozenset(words["therapists_too"])
        self._stories_of = frozenset(words["stories_of"])
        self._tells_what_was = frozenset(words["tells_what_was"])
        self._tells_now = frozenset(words["tells_now"])
        self._so_much = frozenset(words["so_much"])
        self._behind_on = STOPS | {"", ",", *words["behind_on"]}
        self._tells_past = frozenset(words["tells_past"])
        self._not_now = frozenset(words["not_now"])
        self._when_home = frozenset(words["when_home"])
        self._told_for_home = frozenset(words["told_for_home"])
        self._no_order_before = frozenset(words["no_order_before"])
        self._orders = frozenset(words["orders"])
        self._joining = frozenset(words["joining"])
        self._advice_glue = frozenset(words["advice_glue"])
        self._only_talk = frozenset(words["only_talk"])
        self._how_often = frozenset(words["how_often"])
        self._gets = frozenset(words["gets"])
        self._wants_back = frozenset(words["wants_back"])
        self._with_us = frozenset(words["with_us"])
        self._expecting = frozenset(words["expecting"])

    def cues(self, reading: Reading) -> InOrder[Cue]:
        """All words about what comes next, for the questions below."""
        return InOrder(self._cues.find(reading.doc))

    def follow_up(self, reading: Reading, clauses: Clauses, cues: InOrder[Cue]) -> tuple[FollowUp, frozenset[int]]:
        """The days until the next visit as stated, the last such saying; and the tokens it owns."""
        cues = InOrder(cue for cue in cues if reading.doc[cue.start].ent_type_ != "AREA")
        never = spanned(cue for cue in cues if cue.label == "never")
        never -= spanned(cue for cue in cues if cue.label == "booked_out")
        visits = InOrder(cue for cue in cues if cue.label == "follow_up")
        best: _Span | None = None
        for at in range(len(reading.tokens)):
            span = self._span_of_days(reading, at)
            if span is None or not never.isdisjoint((at - 1, at, span.end - 1)) or self._counts_on(reading, span.end):
                continue
            if clauses.at(at).actor is Actor.OTHER_CLIENT or self._is_with_others(reading, clauses, at):
                continue
            if self._is_next_visit(reading, span, visits) or (best and self._instead(reading, best, span)):
                best = span
        if best is None:
            return FollowUp(), frozenset()
        first = max(reading.sentence(best.start).start, best.start - 4)
        first = max([first, *(i + 1 for i in range(first, best.start) if reading.word(i) == ":")])
        return FollowUp(best.days, reading.evidences((first, best.end))), spanned([best])

    def _is_with_others(self, reading: Reading, clauses: Clauses, at: int) -> bool:
        """ "The dentist wants her back in two weeks", not "wants her back here in two weeks"."""
        clause = clauses.at(at)
        words = reading.words(clause.start, clause.end)
        wants = clause.actor is Actor.PROVIDER or not self._wants_back.isdisjoint(words)
        return clause.named and clause.actor in OTHERS and wants and self._with_us.isdisjoint(words)

    def _instead(self, reading: Reading, said: _Span, span: _Span) -> bool:
        """ "In fourteen days, no wait, he's away then, ten days.": what is said instead in the same sentence."""
        between = reading.words(said.end, span.start)
        number = reading.sentence_of[span.start]
        if reading.sentence_of[said.start] == number and between[-1:] == [","]:
            # "Ten days, I'm away then, can we do twelve, twelve days."
            if reading.value(span.start) == reading.value(span.start - 2) and "we" in between:
                return True
            return not self._takes_back.isdisjoint(between)
        # "Two weeks. ... I said two weeks, it was really ten days."
        start = reading.sentences[number].start
        again = (self._span_of_days(reading, at) for at in range(start, span.start))
        return any(one and one.days == said.days and reading.word(one.start - 1) in TOLD for one in again)

    def _is_next_visit(self, reading: Reading, span: _Span, visits: InOrder[Cue]) -> bool:
        sentence = reading.sentence(span.start)
        before = reading.words(sentence.start, span.start)
        if "if" in before and "," not in before[before.index("if") :]:
            return False  # "If the shoulder is still grumpy in a month we could think about it."
        near = self._of_visit(reading, sentence, visits.within(sentence.start, min(span.start + BEHIND, sentence.end)))
        cued = any(-BEHIND <= span.start - cue.end <= AHEAD for cue in near)
        cued |= any(not self._takes_back.isdisjoint(reading.words(cue.end, span.start)) for cue in near)
        if before[:3] == ["that", "will", "be"] and sentence.start:
            ahead = reading.sentence(sentence.start - 1)  # "... until I've seen it again. That'll be in five days."
            cued |= visits.any_within(ahead.start, ahead.end)
        kinds = {token.ent_type_ for token in reading.doc[sentence.start : sentence.end]}
        short = sentence.end - sentence.start <= span.end - span.start + FRAGMENT and "TECHNIQUE" not in kinds
        # "How long has it hurt? Ten days."
        short &= sentence.start < span.start or self._worked(reading, span.start)
        opens = span.start == sentence.start + 1 and reading.word(sentence.start) == "in"
        said = cued or short or opens or self._alone_behind_work(reading, span)
        return (said and self._ahead(reading, span)) or self._concludes(reading, span)

    def _of_visit(self, reading: Reading, sentence: Sentence, cues: Sequence[Cue]) -> list[Cue]:
        """Without "that's" behind what tells of no visit ("the show, and that's in a week"), and "due" of a birth."""
        told: list[Cue] = []
        for cue in cues:
            points = reading.word(cue.start) == "that" and sentence.start < cue.start
            birth = reading.words(cue.start, cue.end) == ["due"] and any(
                token.text in self._expecting for token in reading.tokens
            )
            if (told or not points) and not birth:
                told.append(cue)
        return told

    def _alone_behind_work(self, reading: Reading, span: _Span) -> bool:
        """ "Six to eight weeks, he's on the road.", "Five days and I'll check on her.", once work was told."""
        sentence = reading.sentence(span.start)
        then = any(cue.start == span.end for cue in self._then.find(reading.doc, span.end, sentence.end))
        paused = span.start == sentence.start and (then or reading.word(_from_now(reading, span)) == ",")
        rest = reading.words(span.end, sentence.end)
        return paused and self._worked(reading, sentence.start) and self._tells_past.isdisjoint(rest)

    def _concludes(self, reading: Reading, span: _Span) -> bool:
        """ "He's on the road, so a month.", "She has family staying, so it'll be three weeks.", once work was told."""
        sentence = reading.sentence(span.start)
        lead = span.start
        while reading.word(lead - 1) in self._so_much or reading.words(lead - 1, lead + 1) in GOING_TO:
            lead -= 1
        leads, before = reading.words(lead, span.start), set(reading.words(sentence.start, lead))
        so = leads[:1] == ["so"] or leads[:2] == [",", "so"] or leads[:3] == [",", "it", "will"]
        closes = reading.words(_from_now(reading, span), sentence.end) in ([], ["then"], ["this", "time"])
        tells = sentence.start < lead and bool(before & self._tells_now) and not before & self._tells_past - {"has"}
        return so and closes and tells and self._worked(reading, sentence.start)

    def _asked(self, reading: Reading, span: _Span) -> bool:
        """ "Ten days? Ten days is good.", once work was told; not "six weeks? He has had it six weeks"."""
        if reading.word(span.end) != "?" or not self._worked(reading, span.start):
            return False
        follows = reading.sentences[min(reading.sentence_of[span.start] + 1, len(reading.sentences) - 1)]
        return self._asked_of_past.isdisjoint(reading.words(follows.start, follows.end))

    def _worked(self, reading: Reading, at: int) -> bool:
        return any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[:at])

    def _span_of_days(self, reading: Reading, at: int) -> _Span | None:
        """ "Two weeks", "a fortnight", "six to eight weeks" (the first), "tomorrow"."""
        word, value = reading.word(at), reading.value(at)
        if value is not None and value % 1 == 0 and reading.word(at - 1) not in {"to", "or"}:
            return self._numbered(reading, at, value)
        if word in self._numbers:
            return self._in_words(reading, at, word)
        if word == "tomorrow":
            return _Span(at, at + 1, 2 if reading.words(at - 3, at) == ["the", "day", "after"] else 1)
        return None

    def _numbered(self, reading: Reading, at: int, value: float) -> _Span | None:
        unit = at + 1
        # "The wedding's in nineteen days, so I'm seeing her in twelve": the unit was said with the number before.
        bare = reading.word(at - 1) == "in" and reading.word(unit) in STOPS | {"", ","}
        if bare:
            units = [word for word in reading.words(reading.sentence(at).start, at) if word in SPANS]
            return _Span(at, unit, int(value * self._days[units[-1]])) if units else None
        if reading.word(unit) in {"to", "or"} and reading.value(unit + 1) is not None:
            unit += 2
        days = self._days.get(reading.word(unit), 0)
        count = round(value * days, 2)
        return _Span(at, unit + 1, int(count)) if count >= 1 and count % 1 == 0 and value <= LONGEST else None

    def _in_words(self, reading: Reading, at: int, word: str) -> _Span | None:
        """ "A week", "a couple of weeks", "another month"."""
        unit = at + 1
        while reading.word(unit) in self._beside_unit and unit < at + 4:
            unit += 1
        days = self._days.get(reading.word(unit), 0)
        if reading.words(unit + 1, unit + 4) == ["and", "a", "half"]:
            return None
        many = 2 if "couple" in reading.words(at, unit) else self._numbers[word]
        return _Span(at, unit + 1, int(many * days)) if days >= 1 else None

    def _ahead(self, reading: Reading, span: _Span) -> bool:
        """Whether the days are counted from now: "in two weeks", "two weeks out", "after 2 weeks"."""
        before = reading.word(span.start - 1)
        if before in self._leads or reading.word(span.start) in self._counted:
            return before != "for" or reading.word(span.start - 2) in self._for_leads
        if before in {"until", "till"} and "not" in reading.words(span.start - OF_NEED, span.start):
            needed = {"need", "want", "expect"}
            return not needed.isdisjoint(reading.words(span.start - OF_NEED, span.start))
        after = reading.word(span.end)
        alone = before in STOPS | {""} and after in self._after_alone
        suits = before in STOPS and self._suits.issuperset(reading.words(span.end, span.end + 2))
        alone |= suits or (before in STOPS and self._asked(reading, span))
        return after in self._behind or alone or (after == "from" and reading.word(span.end + 1) in {"now", "today"})

    def advice(self, reading: Reading, clauses: Clauses, cues: InOrder[Cue]) -> list[Advice]:
        """Pieces of home care, a list cut into its items."""
        headed = self._headed(reading, clauses)
        silent = {reading.sentence_of[cue.start] for cue in cues if cue.label == "no_advice"}
        found: list[Advice] = []
        for number, sentence in enumerate(reading.sentences):
            near = cues.within(sentence.start, sentence.end)
            mine = [cue for cue in near if cue.label == "advice" and self._is_ours(reading, clauses, cue)]
            ban = next((cue for cue in near if cue.label == "bans" and self._bans(reading, clauses, cue)), None)
            ordered = not mine and (number in headed or self._orders_behind_work(reading, sentence))
            if ordered and number not in silent:
                found += self._items(reading, headed.get(number, sentence.start), sentence.end)
                continue
            if ban and number not in silent and (not mine or ban.start <= mine[-1].end):
                order = reading.word(ban.start) in {"no", "do"}
                begin = ban.start if order else clauses.at(ban.start).start
                end = clauses.at(ban.end - 1).end
                while reading.word(end - 1) in self._joining and reading.word(end - 2) != "say":
                    end -= 1
                found += self._cut(reading, begin, end)
                # "No lunges, and I want her to walk fifteen minutes": an order goes on behind the ban.
                mine = [cue for cue in mine if end <= cue.start and cue.end < sentence.end]
                if not mine:
                    continue
            if not mine and self._goes_on(reading, number, found):
                found.append(Advice(sentence.start, sentence.end))
                continue
            if not mine or number in silent or clauses.at(mine[0].start).actor is Actor.OTHER_CLIENT:
                continue
            if mine[-1].end == sentence.end and reading.word(sentence.start) not in self._subjects:
                if reading.word(sentence.end) != "?":  # "Socks on every flight, I told her."
                    found += self._items(reading, sentence.start, mine[0].start)
                continue
            if reading.words(mine[0].start - 1, mine[0].start) == [","] and self._begins_order(reading, sentence.start):
                found += self._items(reading, sentence.start, mine[0].start)  # "Keep it dry, I told her, and ..."
            start = max(self._end(reading, cue) for cue in mine if cue.start - mine[0].start <= ADVICE_GAP)
            own = [c.start for c in clauses.of_sentence(number) if c.named and c.actor is Actor.THERAPIST]
            end = min([sentence.end, *(begin for begin in own if begin > start)])
            found += self._items(reading, start, end)
        return [advice for advice in found if not self._tells_visit(reading, cues, advice)]

    def _begins_order(self, reading: Reading, start: int) -> bool:
        return reading.word(start) in self._orders | self._imperatives

    def _tells_visit(self, reading: Reading, cues: InOrder[Cue], advice: Advice) -> bool:
        """ "I told her to rest it, and she's pencilled in for three weeks' time": the next visit is no order."""
        visit = any(cue.label == "follow_up" for cue in cues.within(advice.start, advice.end))
        days = not self._days.keys().isdisjoint(reading.words(advice.start, advice.end))
        return visit and days and reading.word(advice.start) in SPEAKERS

    def _headed(self, reading: Reading, clauses: Clauses) -> dict[int, int]:
        """ "Home care. Ice the elbow.", "Plan. Put ice on it.": the sentences that are advice, and where it begins."""
        plan = under_headings(reading, self._plan_headings).items()
        orders = {n: told for n, told in plan if self._is_order(reading, told[1], reading.sentences[n].end)}
        told = {**under_headings(reading, self._home_headings), **orders, **self._asked_for(reading)}
        mine = {n for n in told for c in clauses.of_sentence(n) if c.named and c.actor is Actor.THERAPIST}
        return {number: first for number, (_, first) in told.items() if number not in mine}

    def _asked_for(self, reading: Reading) -> dict[int, tuple[int, int]]:
        """ "Anything to do at home? A cold pack after supper.": the answers to what the client is to do."""
        found: dict[int, tuple[int, int]] = {}
        for number, (asking, answer) in enumerate(pairwise(reading.sentences), start=1):
            named = any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[asking.start : asking.end])
            asked = is_asked(reading, asking) or reading.word(asking.start) in ASKS
            kinds = {token.ent_type_ for token in reading.doc[answer.start : answer.end]}
            words = reading.words(answer.start, answer.end)
            if {"TECHNIQUE", "MINUTES"} <= kinds and (self._when_home | self._told_for_home).isdisjoint(words):
                continue  # "Any homework? Yes, and then Swedish on the back, twenty minutes.": told with its time
            past = not self._asked_of_past.isdisjoint(reading.words(asking.start, asking.end))
            if asked and not named and not past and self._asks_for_home.find(reading.doc, asking.start, asking.end):
                found[number] = asking.start, answer.start
        return found

    def _is_order(self, reading: Reading, start: int, end: int) -> bool:
        """Whether what begins so tells the client what to do, or says when at home."""
        first = reading.word(start) in (self._orders | self._imperatives) - self._therapists_too
        return first or not self._when_home.isdisjoint(reading.words(start, end))

    def _is_ours(self, reading: Reading, clauses: Clauses, cue: Cue) -> bool:
        """Not what somebody else told the client, nor what the client told others or does at home as it is.

        "Instructions, ..." begins its sentence: "I followed the doctor's instructions, friction" is work.
        """
        clause = clauses.at(cue.start)
        if reading.word(cue.start) == "instructions" and cue.start > reading.sentence(cue.start).start:
            return False
        habit = clause.actor is Actor.CLIENT and clause.named and reading.words(cue.start, cue.end) == ["at", "home"]
        before = reading.words(cue.start - 2, cue.start)
        subject = before[-2] if before[-1:] and before[-1] in HAS else before[-1] if before else ""
        theirs = subject in SPEAKERS and reading.word(cue.start) in self._clients_told
        gone = reading.word(cue.start) == "home" and reading.word(cue.start - 1) in self._gone_home
        return clause.actor not in {Actor.PROVIDER, Actor.REFERRER} and not habit and not theirs and not gone

    def _end(self, reading: Reading, cue: Cue) -> int:
        """Where what is advised begins: at the verb, when the cue holds it ("he should | ice his neck")."""
        last = reading.word(cue.end - 1)
        before = reading.words(cue.start, cue.end - 1)
        told = not {"should", "must", "can", "will", "i", "say", ",", ":"}.isdisjoint(before) and last in self._orders
        wants = not {"want", "wanted", "like", "keep", "need"}.isdisjoint(before)
        wants = wants and (last.endswith("ing") or last == "off")
        return cue.end - (told or wants)

    def _orders_behind_work(self, reading: Reading, sentence: Sentence) -> bool:
        """ "Put the saddle higher, and no hills till Sunday.", behind some work."""
        start = sentence.start
        while start < sentence.end and reading.word(start) in self._before_orders:
            start += 1
        if start == sentence.end:
            return False
        first, second = reading.word(start), reading.word(start + 1)
        kinds = {token.ent_type_ for token in reading.doc[start : sentence.end]}
        if reading.doc[start].ent_type_ == "TECHNIQUE" and second == "," and "MINUTES" in kinds:
            return False  # "Then ice, eight minutes."
        return (
            first in self._imperatives
            and second not in self._no_order_before
            and reading.value(start + 1) is None
            and self._gets.isdisjoint(reading.words(sentence.start, sentence.end))
            and any(token.ent_type_ == "TECHNIQUE" for token in reading.doc[: sentence.start])
            and (
                first in self._clients_orders
                or not self._not_now.isdisjoint(reading.words(start, sentence.end))
                or all(token.ent_type_ != "TECHNIQUE" for token in reading.doc[sentence.start + 1 : sentence.end])
            )
        )

    def _goes_on(self, reading: Reading, number: int, found: Sequence[Advice]) -> bool:
        """Whether the sentence is an order without a time, right behind advice."""
        sentence = reading.sentences[number]
        last = reading.sentence_of[found[-1].start] if found else number
        timed = any(token.value is not None for token in reading.tokens[sentence.start : sentence.end])
        return last == number - 1 and reading.word(sentence.start) in self._orders and not timed

    def _bans(self, reading: Reading, clauses: Clauses, cue: Cue) -> bool:
        """Whether it is the client who is told: an order ("do not ice") begins what is said."""
        told = reading.word(cue.start - 1) in {"said", "say", "told", "her", "him", "them"}
        begins = told or cue.start in {reading.sentence(cue.start).start, clauses.at(cue.start).start}
        order = reading.word(cue.start) in {"no", "do"}
        return clauses.at(cue.start).actor is not Actor.OTHER_CLIENT and (begins or not order)

    def _items(self, reading: Reading, start: int, end: int) -> Sequence[Advice]:
        """What is advised, cut at its commas."""
        while start < end and reading.word(start) in self._advice_glue:
            start += 1
        while end > start and reading.word(end - 1) in self._joining:
            end -= 1
        paused = reading.word(start) in self._paused and reading.word(start + 1) == ","
        if (
            paused
            or reading.word(start) in self._no_item
            or not self._only_talk.isdisjoint(reading.words(start, min(start + 2, end)))
        ):
            return []  # "I told him I can't do that.", "I said maybe."
        if self._is_story(reading, start, min(start + STORY, end)):
            return []
        return self._cut(reading, start, end)

    def _is_story(self, reading: Reading, start: int, end: int) -> bool:
        """ "I told her the skin was not ready"; not "the shoes she was wearing have to go"."""
        told = (at for at in range(start + 1, end) if reading.word(at) in self._tells_what_was)
        own = any(reading.word(at - 1) not in self._subjects for at in told)
        return own and reading.word(start) in self._stories_of

    def _cut(self, reading: Reading, start: int, end: int) -> list[Advice]:
        """Tokens `start` to `end` cut at commas, and where an "and" leads to another order."""
        items: list[Advice] = []
        begin = start
        for cut in range(start + 2, end + 1):
            joined = reading.word(cut) == "and" and (
                reading.word(cut - 1) == ","
                or (self._orders_again(reading, cut + 1) and not _only_rises(reading.words(begin, cut)))
            )
            if cut == end or reading.word(cut) == "," or joined:
                said = [word for word in reading.words(begin, cut) if not word.isdigit()]
                if items and said and self._how_often.issuperset(said):
                    items[-1] = Advice(items[-1].start, cut)
                elif cut - begin >= SHORTEST_ITEM and not self._tells_who.issuperset(said):
                    items.append(Advice(begin, cut))
                begin = cut + 1
        return items

    def _counts_on(self, reading: Reading, at: int) -> bool:
        """ "Six weeks on, it still aches", "a week on Tuesday", "a week from Tuesday"; not "in three weeks on the day
        she is free"."""
        if reading.word(at) == "from":
            return reading.word(at + 1).endswith("day") and reading.word(at + 1) != "today"
        return reading.word(at) == "on" and reading.word(at + 1) in self._behind_on

    def _orders_again(self, reading: Reading, at: int) -> bool:
        """ "Raise the monitor and | keep the wrist warm", "no heels and | no running"."""
        at += reading.word(at) == "to"
        word, following = reading.word(at), reading.word(at + 1)
        bare = following in STOPS | {"", ",", "and"}
        return (word in self._orders | self._imperatives | {"no"} or word == "go") and not bare


def _from_now(reading: Reading, span: _Span) -> int:
    """Where a stretch of days ends, "ten days from now" with its "from now"."""
    return span.end + (reading.words(span.end, span.end + 2) == ["from", "now"]) * 2


def _only_rises(words: Sequence[str]) -> bool:
    """ "Get out and walk a lap": to get out is no order by itself."""
    words = words[words[:1] == ["to"] :]
    return len(words) == 2 and words[0] in RISES and words[1] in {"up", "out", "down", "over"}
