"""Pain on the 0 to 10 scale: which area, before the work and after it.

What comes in: a Reading, its areas, and the tokens that other finders own. What goes out: one entry per area and
side. A score is a number that was said; worst, average and past scores are not today's (contract, rulings on pain).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.language import Language

from scribe.extract.areas import AreaMention
from scribe.extract.clauses import Actor, Clause
from scribe.extract.language import Cue, Cues, read_patterns
from scribe.extract.reading import MARKS, Reading, Sentence
from scribe.records import Pain, Score, Side
from scribe.vocabulary import Vocabulary

HIGHEST = 10
LEADS_ON = 7
BEHIND, AHEAD = 4, 6
"""How many words a word of time may stand behind its score, and a "worst" ahead of it."""
TIMES = {"before", "after", "after_weak", "ignored", "neutral"}
ANSWER = 5
"""An answer to a question has at most so many words."""
RANGE_GAP = 2
""" "Six to eight" may be a range, "two to seven" is none."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A score: its tokens, its value or range, and when it was had ("before", "after", "" or "ignored")."""

    start: int
    end: int
    value: Score
    when: str
    strong: bool
    behind: int | None = None
    """The first token of the word of time behind it, which is no other score's."""


@dataclass
class _Entry:
    area: str
    side: Side | None
    before: Score | None = None
    after: Score | None = None
    guessed: bool = False
    """Whether `before` was told without a word of time."""
    spans: list[tuple[int, int]] = field(default_factory=list)


class PainFinder:
    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        words = read_patterns("pain")
        labels = ("strong", "context", "before", "after", "after_weak", "ignored", "neutral")
        self._cues = Cues(nlp.vocab, {label: words[label] for label in labels})
        self._follow = frozenset(words["after_number"])
        self._precede = frozenset(words["before_number"])

    def scores(
        self,
        reading: Reading,
        clauses: Sequence[Clause],
        areas: Sequence[AreaMention],
        owned: set[int],
        worked: set[int],
    ) -> list[Scored]:
        """Every score in order. `owned` are tokens of times, measurements and other numbers with a meaning; `worked`
        the first tokens of techniques that were performed."""
        cues = _outermost(self._cues.find(reading.doc))
        strong = {i for cue in cues if cue.label == "strong" for i in range(cue.start, cue.end)}
        found: list[Scored] = []
        for clause in clauses:
            if clause.actor is Actor.OTHER_CLIENT:
                continue
            sentence = _scope(reading, clause.sentence)
            works = any(sentence.start <= start < sentence.end for start in worked)
            works |= bool({"same", "ditto"} & set(reading.words(sentence.start, sentence.end)))
            placed = any(sentence.start <= a.start < sentence.end for a in areas)
            about_pain = not works and (
                placed or any(c.label == "context" and sentence.start <= c.start < sentence.end for c in cues)
            )
            index = clause.start
            while index < clause.end:
                scored = self._score(reading, index, clause, owned, strong, about_pain, cues, found)
                if scored:
                    found.append(scored)
                    index = scored.end
                else:
                    index += 1
        return found

    def _score(
        self,
        reading: Reading,
        at: int,
        clause: Clause,
        owned: set[int],
        strong: set[int],
        about_pain: bool,
        cues: Sequence[Cue],
        found: list[Scored],
    ) -> Scored | None:
        value = _on_scale(reading, at, owned)
        if value is None or reading.words(at - 2, at) in (["out", "of"], ["on", "a"]) or reading.word(at - 1) in {"/"}:
            return None
        if (
            reading.word(at - 1) == "of"
            and reading.word(at - 2) not in {"score", "level", "rating", "pain", "out"}
            and at not in strong
        ):
            return None
        value_end, end, said = at + 1, at + 1, value
        score: Score = value
        joins = {"to", "or", "-", "–"} | ({"and"} if reading.word(at - 1) == "between" else set())
        second = _on_scale(reading, at + 2, owned) if reading.word(at + 1) in joins else None
        if reading.word(at + 1) in {"to", "or"} and reading.word(at + 2) in {"a", "an", "maybe"}:
            second = _on_scale(reading, at + 3, owned) if reading.word(at + 1) == "or" else None
        if (
            second is not None
            and 0 < second - said <= RANGE_GAP
            and reading.word(at - 1) != "from"
            and reading.words(at - 2, at) != ["from", "a"]
        ):
            score = (said, second)
            value_end = end = at + (4 if reading.word(at + 2) in {"a", "an", "maybe"} else 3)
        sure = at in strong
        article = reading.word(at - 1) in {"a", "an"} or reading.words(at - 2, at) in (
            ["a", "solid"],
            ["about", "a"],
            ["a", "strong"],
        )
        if not sure and not self._bare(reading, at, value_end, article, about_pain):
            return None
        end = _past_scale(reading, end)
        when, behind = self._when(reading, at, end, clause, cues, found)
        return Scored(at, end, score, when, sure or article, behind)

    def _bare(self, reading: Reading, at: int, end: int, article: bool, about_pain: bool) -> bool:
        if reading.word(end) not in self._follow or reading.word(at - 1) in self._precede:
            return False
        if (
            reading.word(at) == "one"
            and not article
            and reading.word(at - 1) not in {"to", "at", "was", "is", ",", "or", "'s"}
        ):
            return (
                bool(reading.doc[at - 1].ent_type_ == "AREA" and reading.word(end) in MARKS | {"", "in", "out"})
                if at
                else False
            )
        if reading.words(end, end + 2) == ["in", "the"] and reading.word(end + 2) in {
            "morning",
            "afternoon",
            "evening",
        }:
            return False
        return article or about_pain

    def _when(
        self, reading: Reading, at: int, end: int, clause: Clause, cues: Sequence[Cue], found: list[Scored]
    ) -> tuple[str, int | None]:
        """The nearest word that tells when, and where it begins if it stands behind the score."""
        sentence = _scope(reading, clause.sentence)
        last = found[-1].end if found and found[-1].start >= sentence.start else sentence.start
        here = [
            cue
            for cue in cues
            if _tells_time(reading, cue, at)
            and cue.label in TIMES - {"neutral"}
            and sentence.start <= cue.start < sentence.end
        ]
        ahead = [cue for cue in here if last <= cue.start and cue.end <= at + 1]
        behind = [cue for cue in here if end <= cue.start and self._belongs(reading, end, cue.start)]
        choice: tuple[int, str] | None = None
        for cue in behind:
            if cue.start - end <= (BEHIND - 1 if cue.label == "ignored" else BEHIND):
                choice = min(choice or (99, ""), (cue.start - end, cue.label))
        if choice and (choice[0] <= 2 or choice[1] == "ignored"):
            return choice[1], end + choice[0]
        spent = found[-1].behind if found else None
        if any(
            c.label == "ignored" and c.start >= clause.start and c.start != spent and at - c.end <= AHEAD for c in ahead
        ):
            return "ignored", None
        for cue in [c for c in ahead if c.label != "ignored"]:
            choice = min(choice or (99, ""), (at - cue.end, cue.label))
        if choice is None:
            # "Closing numbers, right shoulder five, neck two": a word of time at the head holds for the list.
            heads = [c for c in here if c.start == sentence.start and reading.word(c.end) in {",", ":"}]
            return (heads[0].label if heads else ""), None
        return choice[1], None

    def _belongs(self, reading: Reading, end: int, start: int) -> bool:
        """Whether what stands behind a score is still about it: no other number, no "and" between."""
        between = reading.words(end, start)
        if (
            "and" in between
            or any(token.value is not None for token in reading.tokens[end:start])
            or between.count(",") > 1
        ):
            return False
        if "," in between and reading.word(start) in {"worse", "worst"}:
            return False
        # "five, when he sat down today six": behind a comma, a word of time leads on to the next score.
        return "," not in between or not any(t.value is not None for t in reading.tokens[start : start + LEADS_ON])

    def entries(
        self, reading: Reading, scores: Sequence[Scored], areas: Sequence[AreaMention], work: tuple[int, int] | None
    ) -> list[Pain]:
        """One entry per area and side, in the order first said. `work` is from the first performed technique to the
        last: a score with no word of time was had before it, or after it, by where it stands."""
        entries: list[_Entry] = []
        topic: AreaMention | None = None
        for number, score in enumerate(scores):
            if score.when == "ignored":
                topic = self._place(reading, score, areas, topic) or topic
                continue
            place = self._place(reading, score, areas, topic or _last_named(areas, score.start))
            if place is None:
                continue
            topic = place = _with_known_side(areas, place)
            entry = _entry(entries, place, self._vocabulary)
            previous = scores[number - 1] if number else None
            paired = (
                not score.when and number + 1 < len(scores) and self._paired(reading, score, scores[number + 1], areas)
            )
            score = replace(score, when="before") if paired and entry.before is None else score
            _put(entry, _timed(reading, score, previous, work), early=work is not None and score.start < work[0])
            entry.spans += [(score.start, score.end), (place.first, place.last)]
        return [
            Pain(entry.area, entry.side, entry.before, entry.after, reading.evidences(*entry.spans))
            for entry in entries
            if entry.before is not None or entry.after is not None
        ]

    def _paired(self, reading: Reading, score: Scored, other: Scored, areas: Sequence[AreaMention]) -> bool:
        """Whether the next score of the sentence is of the same place: "a five at hello and a two at goodbye"."""
        if reading.sentence_of[score.start] != reading.sentence_of[other.start] or other.when == "ignored":
            return False
        return not any(score.end <= a.start < other.start for a in areas)

    def _place(
        self, reading: Reading, score: Scored, areas: Sequence[AreaMention], topic: AreaMention | None
    ) -> AreaMention | None:
        """The area that a score belongs to: named in its sentence, else the complaint last named."""
        sentence = reading.sentences[reading.sentence_of[score.start]]
        inside = [a for a in areas if sentence.start <= a.start < sentence.end]
        ahead = [a for a in inside if a.start < score.start]
        other = _other_side(
            reading, ahead[-1].last if ahead else sentence.start, score.start, ahead[-1] if ahead else topic
        )
        if other:
            return other
        if ahead:
            return ahead[-1]
        behind = [
            a
            for a in inside
            if a.start >= score.end and a.start - score.end <= 6 and _leads_on(reading, score.end, a.first)
        ]
        if behind:
            return behind[0]
        return topic


def _other_side(reading: Reading, start: int, end: int, place: AreaMention | None) -> AreaMention | None:
    """ "Left side of the neck three, right side two": the same place, the other side."""
    words = reading.words(start, end)
    for side in ("left", "right"):
        said = (
            [side, "side"] == words[-2:]
            or words[-3:-1] == [side, "side"]
            or words[-2:] == ["the", side]
            or words == [side]
        )
        if place and said and place.side is not Side(side):
            return replace(place, side=Side(side), side_said=True, first=end - 2, last=end)
    return None


def _scope(reading: Reading, number: int) -> Sentence:
    """The sentence that gives a score its sense; a short answer has the sense of the question before it."""
    sentence = reading.sentences[number]
    previous = reading.sentences[number - 1] if number else None
    if previous and sentence.end - sentence.start <= ANSWER and reading.word(previous.end) == "?":
        return Sentence(previous.start, sentence.end)
    return sentence


def _tells_time(reading: Reading, cue: Cue, at: int) -> bool:
    """ "After" alone tells when only at a pause or before its score ("after, five"), not in "after three days"."""
    if cue.end - cue.start > 1 or reading.word(cue.start) not in {"before", "after"}:
        return True
    return cue.end == at or reading.word(cue.end) in MARKS | {"", "treatment", "session", "work", "massage", "we", "i"}


def _outermost(cues: Sequence[Cue]) -> list[Cue]:
    """Cues of time that stand inside a longer one say nothing ("to" in "to start with")."""
    timed = [cue for cue in cues if cue.label in TIMES]
    return [
        cue
        for cue in cues
        if not any(
            o.start <= cue.start and cue.end <= o.end and o.end - o.start > cue.end - cue.start
            for o in timed
            if o is not cue
        )
        or cue.label in {"strong", "context"}
    ]


def _last_named(areas: Sequence[AreaMention], before: int) -> AreaMention | None:
    return next((a for a in reversed(areas) if a.start < before), None)


def _with_known_side(areas: Sequence[AreaMention], place: AreaMention) -> AreaMention:
    """ "The elbow", after "his right elbow", is the right one."""
    if place.side is not None:
        return place
    said = {a.side for a in areas if a.area == place.area and a.side_said and a.start < place.start}
    return replace(place, side=said.pop()) if len(said) == 1 else place


def _leads_on(reading: Reading, end: int, start: int) -> bool:
    words = reading.words(end, start)
    return not any(word in {".", ";"} for word in words) and (
        not words or words[0] in {"in", "on", "at", "for", "of", "pain", "the", "with", "over", "across"}
    )


def _entry(entries: list[_Entry], place: AreaMention, vocabulary: Vocabulary) -> _Entry:
    """The entry of an area; a side left unsaid is that of the entry before, and "the back" the part that hurt."""
    same = [entry for entry in entries if entry.area == place.area]
    held = [entry for entry in entries if vocabulary.region(entry.area) in vocabulary.holds.get(place.area, ())]
    if not same and len(held) == 1 and place.area == "back":
        return held[0]
    for entry in same:
        if entry.side == place.side:
            return entry
    if same and (place.side is None or not place.side_said):
        return same[-1]
    if len(same) == 1 and same[0].side is None and place.side_said:
        same[0].side = place.side
        return same[0]
    entry = _Entry(place.area, place.side)
    entries.append(entry)
    return entry


def _timed(reading: Reading, score: Scored, previous: Scored | None, work: tuple[int, int] | None) -> Scored:
    """The score with its time settled: said, or "a seven to a three", or by its place in the telling."""
    if previous and previous.when != "ignored" and _runs_on(reading.words(previous.end, score.start)):
        return replace(score, when="after")
    early = work is not None and score.start < work[0]
    if score.when == "after_weak":
        return score if early else replace(score, when="after")
    if score.when:
        return score
    return replace(score, when="after") if work and score.start > work[1] else score


def _runs_on(between: Sequence[str]) -> bool:
    """Whether one score leads to the next: "a seven to a three", "six, now a two"."""
    lead = [word for word in between if word not in {"a", "an", ",", "about", "maybe", "just"}]
    return lead in (
        ["to"],
        ["down", "to"],
        ["then"],
        ["and", "then"],
        ["now"],
        ["into"],
        ["and", "now"],
        ["going", "to"],
    )


def _put(entry: _Entry, score: Scored, *, early: bool) -> None:
    """A score without a word of time, told before the work, is the start: the last such one, nearest to the session."""
    if score.when == "after_weak":
        score = replace(score, when="after" if entry.before is not None else "")
    when = score.when or ("after" if entry.before is not None and not (early and entry.guessed) else "before")
    if not score.when and early and entry.guessed:
        entry.before = score.value
        return
    if when == "before" and entry.guessed and entry.after is None:
        entry.before, entry.after, entry.guessed = score.value, entry.before, False
    elif when == "before" and entry.before is None:
        entry.before, entry.guessed = score.value, score.when == ""
    elif when == "after" or entry.after is None:
        entry.after = score.value


def _on_scale(reading: Reading, at: int, owned: set[int]) -> float | None:
    if not 0 <= at < len(reading.tokens) or at in owned:
        return None
    value = reading.tokens[at].value
    return value if value is not None and 0 <= value <= HIGHEST and value * 2 % 1 == 0 else None


def _past_scale(reading: Reading, end: int) -> int:
    """The index after "out of ten" and its like."""
    for words in (["out", "of", "10"], ["of", "10"], ["/", "10"], ["from", "10"], ["over", "10"]):
        if reading.words(end, end + len(words)) == words:
            return end + len(words)
    return end


def is_mark(word: str) -> bool:
    return word in MARKS
