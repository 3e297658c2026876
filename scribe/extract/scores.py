"""Scores on the 0 to 10 scale, and when each was had.

What comes in: a Reading, its clauses and areas, and the tokens that other finders own. What goes out: scores in order.
A score is a number that was said; worst, average and past scores are not today's (contract, rulings on pain). Which
area a score belongs to is not decided here but in `pain.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from scribe.extract.areas import AreaMention
from scribe.extract.beside_work import beside_work
from scribe.extract.clauses import Clause, Clauses
from scribe.extract.echoes import echoes
from scribe.extract.elsewhere import ElsewhereWords, rose_elsewhere
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.own import LABELS as OF_OTHERS
from scribe.extract.own import OwnPain
from scribe.extract.people import People
from scribe.extract.reading import HIGHEST_SCORE, MARKS, InOrder, Reading, Sentence, spanned
from scribe.extract.scale import ends_scale, next_value, numbers_complaint, on_scale, read_range
from scribe.extract.sides import listed_side
from scribe.extract.timing import (
    LEADS_ON,
    RIGHT_BEHIND,
    TIMES,
    Asides,
    belongs,
    leads_to_next,
    outermost,
    tells_work,
    turns_to_place,
)
from scribe.records import Score

BEHIND, AHEAD = 4, 6
"""How many words a word of time may stand behind its score, and a "worst" ahead of it."""
TODAY = 2
""" "Two at rest when she got here": what tells the day only yields to a word of time so many words further on."""
_OF_SIDES = frozenset({"left", "right", "side", ",", "and", "the", "a", "at", "was", "is"})
FAR = 99
"""A word of time so many words ahead of a score is not about it."""
LABELS = (
    *OF_OTHERS,
    "never",
    "strong",
    "context",
    "before",
    "after",
    "after_weak",
    "unmoved",
    "today",
    "active",
    "earlier",
    "ignored",
    "neutral",
    "unasked",
    "no_start",
)
NEARER = (["more", "like"], ["more", "of"], ["closer", "to"], ["nearer", "to"])
"""At the head of a sentence these put right the score told before it ..."""
LEADS_NEARER = frozenset(
    {"i", "would", "will", "say", "call", "it", "was", "well", "honestly", "probably", "really", "no", ","}
)
"""... also behind these, where that was asked for ("a five? I'd say closer to a six")."""
ASKING, IS_ASKED = frozenset({"where", "how", "what"}), frozenset({"is", "'s", "are", "was", "were", "about"})
"""What a question begins with within a sentence."""
SCALES = (["0", "to", "10"], ["one", "to", "10"], ["1", "to", "10"])
"""Said in a question for a score."""
_WHO = frozenset({"i", "she", "he", "it"})
RELATIVES = frozenset({"which", "that", "who"})
SHORT = 7
"""A sentence of a score and its time alone has at most so many words."""
ANSWER = 5
"""An answer to a question has at most so many words."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A score: its tokens, its value or range, and when it was had (a label of time, or empty)."""

    start: int
    end: int
    value: Score
    when: str
    behind: int | None = None
    """The first token of the word of time behind it, which is no other score's."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a clause gives its numbers: the sentence of their sense, its words of time, and what is spoken of."""

    clause: Clause
    sentence: Sentence
    times: InOrder[Cue]
    strong: Set[int]
    """Tokens of numbers that are scores wherever they stand."""
    owned: Set[int]
    about_pain: bool
    says_pain: bool
    """Whether words of pain stand there, not only a place."""
    early: bool
    """Whether no work was told before it."""
    carried: bool
    """Whether only the sentence before is about pain."""


class ScoreFinder:
    """Finds scores."""

    def __init__(self, people: People) -> None:
        words = read_patterns("pain")
        self._own = OwnPain(people)
        self._cues = Cues({label: words[label] for label in LABELS})
        self._follow = frozenset(words["after_number"])
        self._precede = frozenset(words["before_number"])
        self._of = frozenset(words["scored_of"])
        self._scored_on = frozenset(words["scored_on"])
        self._of_work = frozenset(words["of_work"])
        self._sized, self._better = frozenset(words["sized"]), frozenset(words["better"])
        self._asks_words, self._asks_behind = frozenset(words["asks"]), frozenset(words["asks_behind"])
        self._asks_else = frozenset(words["asks_else"])
        self._before_one = frozenset(words["before_one"])
        self._after_one = MARKS | {"", *words["after_one"]}
        self._parts_of_day = frozenset(words["parts_of_day"])
        self._closes_time = MARKS | {"", *words["closes_time"]}
        self._asides = Asides(words["asides"])
        self._elsewhere = ElsewhereWords()
        self._parts = MARKS | {"", *words["parts_scores"]}
        self._leads_score = MARKS | set(words["leads_score"])
        self._turns = frozenset(read_patterns("work")["turns"])
        self._in_lists = frozenset(words["in_lists_of_scores"])
        self._corrects_words = frozenset(words["corrects"])
        self._tails = [line.split() for line in words["scale_tails"]]

    def find(
        self, reading: Reading, clauses: Clauses, areas: Iterable[AreaMention], owned: Set[int], worked: Set[int]
    ) -> list[Scored]:
        """Every score in order.

        `owned` are tokens of times, measurements and other numbers with a meaning; `worked` the first tokens of
        techniques that were performed.
        """
        cues = outermost(self._cues.find(reading.doc))
        placed = InOrder(areas)
        strong = spanned(c for c in cues if c.label == "strong" and not self._took(reading, c, placed, worked))
        owned = owned | spanned(cue for cue in cues if cue.label == "never")
        times, context = InOrder(c for c in cues if c.label in TIMES), InOrder(c for c in cues if c.label == "context")
        about_pain = InOrder(sorted([*placed, *context], key=lambda told: told.start))
        for sentence in reading.sentences:
            work = next((index for index in range(sentence.start, sentence.end) if index in worked), sentence.start)
            if self._turns.isdisjoint(reading.words(sentence.start, work)):
                strong |= beside_work(reading, sentence, placed, owned, work)
        others = InOrder(cue for cue in cues if cue.label == "someone_else")
        own = InOrder(cue for cue in cues if cue.label == "own_again")
        unasked = InOrder(cue for cue in cues if cue.label == "unasked")
        begun = min(worked, default=len(reading.tokens))
        found: list[Scored] = []
        for clause in clauses:
            index = self._own.begins(reading, clause, others, own)
            if index >= clause.end:
                continue
            sentence, answers = self._scope(reading, clause, times)
            span = sentence.start, sentence.end
            timed = times.any_within(*span)
            work = tells_work(reading, sentence, worked, times)
            pain = placed.any_within(*span) or context.any_within(*span) or (answers and timed)
            lone = _is_lone(reading, clause.sentence, context, worked) or (found and _tells_sides(reading, sentence))
            goes_on = timed and self._goes_on(reading, clause.sentence, about_pain, worked, times, found)
            put_right = self._opens_correction(reading, sentence, found)
            carried = not pain and bool(lone or goes_on or put_right)
            says = context.any_within(*span) and not work
            about = (pain or carried) and not work
            scene = _Scene(clause, sentence, times, strong, owned, about, says, clause.start < begun, carried)
            while index < clause.end:
                scored = self._score(reading, index, scene, found[-1] if found else None)
                if scored and self._corrects(reading, scored, found[-1] if found else None):
                    scored = replace(scored, when=scored.when or found.pop().when)
                if scored:
                    found.append(scored)
                index = scored.end if scored else index + 1
        lacking = InOrder(cue for cue in cues if cue.label == "no_start")
        found = [_only_end(reading, scored, lacking) for scored in found]
        if len(found) > 1 and rose_elsewhere(reading, *found[:2]):
            found[0] = replace(found[0], when="elsewhere")
        return [self._never_again(reading, scored, unasked) for scored in found]

    def _corrects(self, reading: Reading, scored: Scored, previous: Scored | None) -> bool:
        """ "Five. Actually she said four.": a score that stands for the one of the sentence before."""
        sentence = reading.sentence(scored.start)
        return self._opens_correction(reading, Sentence(sentence.start, scored.start), [previous] if previous else [])

    def _opens_correction(self, reading: Reading, sentence: Sentence, found: Sequence[Scored]) -> bool:
        """Whether a short sentence puts right the score that the one before it ended with."""
        words = reading.words(sentence.start, sentence.end)
        kinds = {token.ent_type_ for token in reading.doc[sentence.start : sentence.end]} - {""}
        agreed = words[:3] == ["you", "are", "right"]
        led = next((i for i, word in enumerate(words) if word not in LEADS_NEARER), 0)
        nearer = words[led : led + 2] in NEARER and (not led or bool(found and _was_asked(reading, found[-1])))
        if not found or len(words) > SHORT + 3 * (agreed or nearer) or kinds:
            return False
        if not agreed and not nearer and self._corrects_words.isdisjoint(words[:1]):
            return False
        said = words[0] != "no" or words[1:2] in ([","], ["a"], ["it"], ["she"], ["he"]) or len(words) == 2
        told, here = reading.sentence_of[found[-1].start], reading.sentence_of[sentence.start]
        between = reading.sentences[told + 1 : here]  # "You told me six. Did I? I thought five. You're right, five."
        near = told < here and len(between) <= 2 * agreed and all(one.end - one.start <= ANSWER for one in between)
        return said and near and found[-1].end >= reading.sentence(found[-1].start).end - LEADS_ON

    def _never_again(self, reading: Reading, scored: Scored, unasked: InOrder[Cue]) -> Scored:
        """ "The neck was a four, which I never got to rescore": the start, wherever it is told."""
        stop = reading.sentence(scored.start).end
        told = unasked.within(scored.end, stop + 2) if not scored.when else []
        numbers = (reading.value(at) is not None for cue in told[:1] for at in range(scored.end, cue.start))
        return replace(scored, when="before") if told and not any(numbers) else scored

    def _took(self, reading: Reading, cue: Cue, placed: InOrder[AreaMention], worked: Set[int]) -> bool:
        """ "Stretching of both hamstrings was ten", "petrissage, call it ten": how long it took, not how it felt."""
        if reading.words(cue.start - 1, cue.start + 1) == [",", "call"]:
            sentence, at = reading.sentence(cue.start), cue.start - 2
            named = reading.doc[at].ent_type_ in {"TECHNIQUE", "AREA"} and {"after", "before", "now"}.isdisjoint(
                reading.words(sentence.start, cue.start)
            )
            return named and any(index in worked for index in range(sentence.start, cue.start))
        area = next(iter(placed.within(cue.start, cue.start + 1)), None)
        at = area.first - 1 if area else cue.start
        while reading.word(at) in self._of_work:
            at -= 1
        while at > 0 and at not in worked and reading.doc[at].ent_type_ == "TECHNIQUE":
            at -= 1
        return area is not None and at < area.first - 1 and at in worked

    def _asks(self, reading: Reading, sentence: Sentence, times: InOrder[Cue]) -> bool:
        """Whether a sentence is a question, its mark heard as a stop or not: "What was it then.", "And now."."""
        if reading.word(sentence.end) == "?":
            return True
        begin = sentence.start
        while reading.word(begin) in self._asks_behind:
            begin += 1
        span = range(begin, sentence.end)
        scale = {at for at in span if reading.words(at, at + 3) in SCALES}
        scale |= {at + 2 for at in scale}
        if any(
            (reading.value(at) is not None and at not in scale) or reading.doc[at].ent_type_ == "TECHNIQUE"
            for at in span
        ):
            return False
        opens = reading.word(begin) in self._asks_words or reading.word(sentence.end - 1) == "what"
        # "Don't rush, where's the neck at now.", "so, the low back, how is it."
        opens |= any(
            reading.word(at - 1) in MARKS and reading.word(at) in ASKING and reading.word(at + 1) in IS_ASKED
            for at in span
        )
        short = len(span) <= ANSWER and not any(reading.doc[at].ent_type_ for at in span)
        return opens or (short and times.any_within(sentence.start, sentence.end))

    def _scope(self, reading: Reading, clause: Clause, times: InOrder[Cue]) -> tuple[Sentence, bool]:
        """The sentence that gives a score its sense; a short answer has that of the question before it."""
        sentence = reading.sentences[clause.sentence]
        previous = reading.sentences[clause.sentence - 1] if clause.sentence else None
        until = min(reading.pause(clause.start), clause.end)
        ends = reading.value(clause.start) is not None and reading.word(clause.start + 1) in _WHO  # "Seven | I could"
        short = clause.start == sentence.start and (ends or min(until, sentence.end) - clause.start <= ANSWER)
        if not previous or not short or not self._asks(reading, previous, times):
            return sentence, False
        asks_else = not self._asks_else.isdisjoint(reading.words(previous.start, previous.end))
        return Sentence(previous.start, clause.end), not asks_else

    def _goes_on(
        self,
        reading: Reading,
        number: int,
        about: InOrder[AreaMention | Cue],
        worked: Set[int],
        times: InOrder[Cue],
        found: Sequence[Scored],
    ) -> bool:
        """ "Neck pain for a week. Coming in today, four.": whether a sentence with a word of time goes on with pain.

        The sentence before told how it hurts; or a score was told at all, and this one names nothing else.
        """
        here = reading.sentences[number]
        if found and not any(token.ent_type_ for token in reading.doc[here.start : here.end]):
            return True
        before = reading.sentences[number - 1]
        told = number > 0 and about.any_within(before.start, before.end)
        return told and not tells_work(reading, before, worked, times)

    def _score(self, reading: Reading, at: int, scene: _Scene, previous: Scored | None) -> Scored | None:
        value = on_scale(reading, at, scene.owned)
        sure = at in scene.strong or ends_scale(reading, at + 1 + (reading.word(at + 1) == "out"))
        if value is None or self._counts_else(reading, at, sure) or echoes(reading, at, previous, scene.times):
            return None
        score, end = read_range(reading, at, value, scene.owned)
        if not sure and not self._bare(reading, at, end, scene, previous.end if previous else 0):
            return None
        end = self._past_scale(reading, end)
        when, behind = self._when(reading, at, end, scene, previous)
        if scene.early and when != "ignored" and self._is_of_else(reading, at, end, scene):
            when, behind = "elsewhere", None
        return Scored(at, end, score, when, behind)

    def _counts_else(self, reading: Reading, at: int, sure: bool) -> bool:
        """Whether the words before a number say that it is the scale's end, or a part of something."""
        if reading.words(at - 2, at) == ["out", "of"] or reading.word(at - 1) in {"/", "minus"}:
            return True
        if reading.words(at - 2, at) == ["on", "a"] and reading.word(at - 3) not in self._scored_on:
            return True  # "Five on a ten", but "it ended on a four"
        if reading.word(at + 1) == "of" and reading.value(at + 2) != HIGHEST_SCORE:
            counts = reading.value(at + 2) is not None or reading.word(at + 2) in {"the", "her", "his", "my", "them"}
            if counts:
                return True  # "The wrist was one of five on the list"
        if reading.word(at - 1) == "one" and not {"left", "right"} & set(reading.words(at - 2, at - 1)):
            return True  # "flexion one-ten"
        if reading.word(at) == "one" and reading.word(at - 1) in {"left", "right"}:
            counted = self._after_one if reading.word(at + 2) == "the" else self._after_one - {"now", "at"}
            # "not the right one", "the left one a four", but "left one at the end" is a score
            return "not" in reading.words(at - 3, at - 1) or reading.word(at + 1) not in counted
        part = reading.word(at - 1) == "of" and reading.word(at - 2) not in self._of and not sure
        return part or ends_scale(reading, at) or numbers_complaint(reading, at)

    def _bare(self, reading: Reading, at: int, end: int, scene: _Scene, last: int) -> bool:
        """Whether a number that is not called a score is one, by the words around it; `last` is where one ended.

        "Roughly ten on the scalp" is more likely a time: that much hurts only where pain is spoken of.
        """
        value = reading.value(at)
        before, after = reading.word(at - 1), reading.word(end)
        timed = any(
            cue.end - cue.start > 1 or reading.word(end + 1) in MARKS for cue in scene.times.within(end, end + 1)
        )
        article = before in {"a", "an"} or (before in self._sized and reading.word(at - 2) == "a")
        # "A seven hauling line", "settled to a two grip stronger"
        better = reading.word(end + 1) in self._better and reading.doc[end].ent_type_ != "AREA"
        doing = article and (after.endswith("ing") or better)
        beside = (
            at > 0 and end < len(reading.doc) and reading.doc[at - 1].ent_type_ == reading.doc[end].ent_type_ == "AREA"
        )
        told = scene.says_pain or scene.times.any_within(scene.sentence.start, scene.sentence.end)
        listed = beside and scene.about_pain and told  # "Neck two upper back two"
        if (after not in self._follow and not timed and not doing and not listed) or before in self._precede:
            return False
        if before == "and" and last == at - 1:
            return scene.about_pain  # "Two and one.", "four, four and one"
        led = scene.times.last_before(at)
        between = timed and led is not None and led.end == at  # "seven going in one coming out"
        timed |= led is not None and led.end == at
        around = (cue for cue in scene.times.touching(at, end) if cue.start < at and cue.label in {"before", "after"})
        timed |= any(end < cue.end for cue in around)  # "You said six at the door"
        if scene.carried and not (before in self._leads_score | self._sized or at == scene.sentence.start or timed):
            return False
        chained = (after == "and" and next_value(reading, end + 1) is not None) or listed_side(reading, at) is not None
        if scene.carried and not (timed or chained or article or after in MARKS | {""}):
            return False
        placed = at > 0 and reading.doc[at - 1].ent_type_ == "AREA"
        if timed and (placed or (at == scene.sentence.start and self._tells_all(reading, scene))):
            return True
        told = article or between or before in self._before_one or (before == "?" and after in MARKS)  # "How bad? One."
        if reading.word(at) == "one" and end == at + 1 and not told:
            return at > 0 and reading.doc[at - 1].ent_type_ == "AREA" and after in self._after_one
        if reading.words(end, end + 2) == ["in", "the"] and reading.word(end + 2) in self._parts_of_day:
            return False
        return article or (scene.says_pain if value == HIGHEST_SCORE else scene.about_pain)

    def _tells_all(self, reading: Reading, scene: _Scene) -> bool:
        """ "Zero when she left.": a short sentence of a number and its time alone."""
        start, end = scene.sentence.start, scene.sentence.end
        return end - start <= SHORT and not {token.ent_type_ for token in reading.doc[start:end]} - {""}

    def _past_scale(self, reading: Reading, end: int) -> int:
        """The index after "out of ten" and its like."""
        tail: list[str] = next((tail for tail in self._tails if reading.words(end, end + len(tail)) == tail), [])
        return end + len(tail)

    def _when(
        self, reading: Reading, at: int, end: int, scene: _Scene, previous: Scored | None
    ) -> tuple[str, int | None]:
        """The nearest word that tells when, and where it begins if it stands behind the score."""
        sentence = scene.sentence
        here = [c for c in scene.times.within(sentence.start, sentence.end) if self._tells_time(reading, c, at)]
        if (side := listed_side(reading, at)) is not None:
            here = [cue for cue in here if not cue.start <= side < cue.end]
        around = next((cue.label for cue in here if cue.start < at and end < cue.end), "")
        if around:
            return around, None  # "you told me six at the door"
        # "At arrival six out of ten at departure three", "on arrival six, on leaving, gone": each of what is behind it
        told_ahead = any(cue.end == at and cue.label in {"before", "after"} for cue in here)
        behind = [
            (cue.start - end + (TODAY if cue.label == "today" else 0), cue.label)
            for cue in here
            if 0 <= cue.start - end <= (BEHIND - 1 if cue.label == "ignored" else BEHIND)
            and belongs(reading, end, cue)
            and not leads_to_next(reading, cue)
            and not (told_ahead and (reading.value(cue.end) is not None or reading.word(cue.start - 1) == ","))
        ]
        nearest = min(behind, default=None)
        if nearest and (nearest[0] <= RIGHT_BEHIND or nearest[1] == "ignored"):
            return nearest[1], end + nearest[0] - (TODAY if nearest[1] == "today" else 0)
        last = previous.end if previous and previous.start >= sentence.start else sentence.start
        ahead = [cue for cue in here if last <= cue.start and cue.end <= at + 1]
        # "Three in, three out": the "in" is spent; in an answer ("a seven when you came in? Yeah, seven") it is not.
        here_too = previous is not None and reading.sentence_of[previous.start] == reading.sentence_of[at]
        spent = previous.behind if previous and here_too else None
        opened = self._opened(reading, scene.clause.start)
        asked = range(sentence.start, reading.sentence(at).start)
        if asked and all(reading.value(index) is None for index in asked):
            opened = sentence.start  # "And last week? Seven."
        ignored = [c for c in ahead if c.label == "ignored" and c.start >= opened and c.start != spent]
        # "From Sunday's ten to today's six": words that have a number of their own are of that.
        ignored = [
            c
            for c in ignored
            if not any(
                reading.value(i) is not None and reading.word(i) != "one" for i in range(c.start, min(c.end, at))
            )
        ]
        ignored = [c for c in ignored if not self._is_aside(reading, c, opened, ahead)]
        apart = self._asides.apart
        if any(apart(reading, c.end, at) <= AHEAD and not turns_to_place(reading, c, at) for c in ignored):
            return "ignored", None
        told = [c for c in ahead if c.label != "ignored" and (c.start != spent or c.label.startswith("after"))]
        near = [*behind, *((at - cue.end, cue.label) for cue in told)]
        if near:
            distance, label = min(near)
            return (label if distance < FAR else ""), None
        return (previous.when if previous and self._lists(reading, previous, at) else ""), None

    def _is_aside(self, reading: Reading, cue: Cue, opened: int, ahead: Sequence[Cue]) -> bool:
        """ "The left knee, which hit the dash, came in at a two", heard without its commas: told of the place alone."""
        relative = not RELATIVES.isdisjoint(reading.words(opened, cue.start))
        return relative and any(one.label in {"before", "after"} and cue.end <= one.start for one in ahead)

    def _lists(self, reading: Reading, previous: Scored, at: int) -> bool:
        """ "At discharge the neck was four, the low back three": a word of time holds for a list of places."""
        if reading.sentence_of[previous.start] != reading.sentence_of[at] or previous.when not in {"before", "after"}:
            return False
        kinds = [token.ent_type_ for token in reading.doc[previous.end : at]]
        rest = {reading.word(previous.end + k) for k, kind in enumerate(kinds) if kind != "AREA"}
        same = next((k for k in range(previous.start - 1, -1, -1) if reading.doc[k].ent_type_ == "AREA"), 0)
        if any(token.value is not None for token in reading.tokens[same : previous.start]):
            return False  # "A six and came down to a two, the neck was a four"
        return "AREA" in kinds and self._in_lists.issuperset(rest)

    def _is_of_else(self, reading: Reading, at: int, end: int, scene: _Scene) -> bool:
        """ "Four today, seven after a bad round", "when she gardens it's a seven": not of the session."""
        opened = self._opened(reading, scene.clause.start)
        opened += reading.word(opened) in self._parts
        for first, stop in ((end, scene.sentence.end), (opened, at)):
            pause = next((i for i in range(first + 1, stop) if reading.word(i) in self._parts), stop)
            if self._elsewhere.tell(reading, first, pause):
                return True
        return False

    def _opened(self, reading: Reading, start: int) -> int:
        """Where the words begin that a clause goes on: "his worst | since then was a seven", "last week, | nine"."""
        if reading.word(start) in {"was", "is", "were"} and reading.word(start - 1) == ",":
            start -= 2
        return self._asides.opened(reading, start, self._parts)

    def _tells_time(self, reading: Reading, cue: Cue, at: int) -> bool:
        """ "After" alone tells when only at a pause or before its score ("after, five"), not in "after three days"."""
        if cue.end - cue.start > 1 or reading.word(cue.start) not in {"before", "after"}:
            return True
        # "Four before and two after", "four before two after"
        paired = reading.word(cue.end) == "and" and reading.value(cue.end + 1) is not None
        other = {"before", "after"} - {reading.word(cue.start)}
        paired |= reading.value(cue.end) is not None and reading.word(cue.end + 1) in other
        return cue.end == at or paired or reading.word(cue.end) in self._closes_time


def _was_asked(reading: Reading, scored: Scored) -> bool:
    """ "And you came in at a five?", "you said five": a score that the client is asked about."""
    sentence = reading.sentence(scored.start)
    return reading.word(sentence.end) == "?" or "you" in reading.words(sentence.start, scored.start)


def _tells_sides(reading: Reading, sentence: Sentence) -> bool:
    """ "Right side, two, left side, one.": whether nothing but both sides and a score of each is told."""
    words = {token.text for token in reading.tokens[sentence.start : sentence.end] if token.value is None}
    return words >= {"left", "right"} and _OF_SIDES.issuperset(words)


def _only_end(reading: Reading, scored: Scored, lacking: InOrder[Cue]) -> Scored:
    """ "I forgot to ask before, but she's a two now": what is told when no start was asked for is the end."""
    begin = reading.sentences[max(0, reading.sentence_of[scored.start] - 1)].start
    told = lacking.any_within(begin, scored.start) and scored.when in {"", "after_weak"}
    return replace(scored, when="after") if told else scored


def _is_lone(reading: Reading, number: int, context: InOrder[Cue], worked: Set[int]) -> bool:
    """ "Her calf is the trouble. Seven. ...": a sentence of a score alone, behind one about pain and no work."""
    here, before = reading.sentences[number], reading.sentences[number - 1]
    value, lead = reading.value(here.end - 1), reading.words(here.start, here.end - 1)
    alone = value is not None and value < HIGHEST_SCORE and lead in ([], ["a"])
    told = number > 0 and alone and context.any_within(before.start, before.end)
    return told and not any(index in worked for index in range(before.start, before.end))
