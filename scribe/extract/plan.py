"""What comes next: days until the next visit, and what the client is to do at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from scribe.extract.clauses import Actor, Clause
from scribe.extract.language import Cues, read_patterns
from scribe.extract.reading import STOPS, Reading
from scribe.records import FollowUp

REACH = 9
"""How many words may stand between the word for a visit and its days."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Tokens of one piece of home care."""

    start: int
    end: int


class PlanFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("plan")
        self._cues = Cues(nlp.vocab, {label: words[label] for label in ("follow_up", "never", "advice", "no_advice")})
        self._days: dict[str, float] = words["days"]
        self._numbers: dict[str, int] = words["named_numbers"]

    def follow_up(self, reading: Reading, clauses: Sequence[Clause]) -> tuple[FollowUp, set[int]]:
        """The days until the next visit as stated, the last such saying; and the tokens it owns."""
        cues = [cue for cue in self._cues.find(reading.doc) if reading.doc[cue.start].ent_type_ != "AREA"]
        never = {i for cue in cues if cue.label == "never" for i in range(cue.start, cue.end)}
        best: tuple[int, int, int] | None = None
        for at in range(len(reading.tokens)):
            span = self._span_of_days(reading, at)
            if span is None or {span[0] - 1, span[0], span[1] - 1} & never or reading.word(span[1]) == "on":
                continue
            clause = next((c for c in clauses if c.start <= at < c.end), None)
            if clause is None or clause.actor is Actor.OTHER_CLIENT:
                continue
            sentence = reading.sentences[clause.sentence]
            cued = any(
                cue.label == "follow_up"
                and sentence.start <= cue.start < sentence.end
                and -REACH - 2 <= span[0] - cue.end <= REACH
                for cue in cues
            )
            short = sentence.end - sentence.start <= span[1] - span[0] + 3
            short |= span[0] == sentence.start + 1 and reading.word(sentence.start) == "in"
            if (cued or short) and self._ahead(reading, span):
                best = span
        if best is None:
            return FollowUp(), set()
        start, end, days = best
        sentence = reading.sentences[reading.sentence_of[start]]
        first = max(sentence.start, start - 4)
        return FollowUp(days, reading.evidences((first, end))), set(range(start, end))

    def _span_of_days(self, reading: Reading, at: int) -> tuple[int, int, int] | None:
        """Tokens and days of "two weeks", "a fortnight", "six to eight weeks" (the first), "ten days"."""
        word, value = reading.word(at), reading.tokens[at].value
        if value is not None and value % 1 == 0 and reading.word(at - 1) not in {"to", "or"}:
            unit = at + 1
            if (
                reading.word(at - 1) == "in"
                and reading.word(unit) in STOPS | {"", ","}
                and self._days_before(reading, at)
            ):
                return at, at + 1, int(value)
            if (
                reading.word(unit) in {"to", "or"}
                and unit + 1 < len(reading.tokens)
                and reading.tokens[unit + 1].value is not None
            ):
                unit += 2
            days = self._days.get(reading.word(unit))
            count = round(value * days, 2) if days else 0
            return (at, unit + 1, int(count)) if count >= 1 and count % 1 == 0 and value <= 72 else None
        if word in self._numbers:
            unit = at + 1
            while reading.word(unit) in {"of", "couple", "few", "good", "full", "or", "two", "solid"} and unit < at + 4:
                unit += 1
            days = self._days.get(reading.word(unit))
            if not days:
                return None
            many = 2 if "couple" in reading.words(at, unit) else self._numbers[word]
            return (at, unit + 1, int(many * days)) if days >= 1 else None
        if word == "tomorrow":
            return at, at + 1, 2 if reading.words(at - 3, at) == ["the", "day", "after"] else 1
        return None

    def _days_before(self, reading: Reading, at: int) -> bool:
        """ "The wedding's in nineteen days, so I'm seeing her in twelve": the unit was said with the number before."""
        sentence = reading.sentences[reading.sentence_of[at]]
        return "days" in reading.words(sentence.start, at)

    def _ahead(self, reading: Reading, span: tuple[int, int, int]) -> bool:
        """Whether the days are counted from now: "in two weeks", "two weeks out", "after 2 weeks"."""
        before, after = reading.words(span[0] - 3, span[0]), reading.words(span[1], span[1] + 2)
        leads = {
            "in",
            "after",
            "again",
            "back",
            "next",
            "for",
            "about",
            "within",
            "at",
            ":",
            ",",
            "roughly",
            "is",
            "visit",
            "around",
            "her",
            "him",
            "them",
            "you",
            "and",
            "-",
            "it",
            "visits",
            "appointment",
            "session",
            "one",
            "rtc",
            "tbs",
        }
        if (before and before[-1] in leads) or reading.word(span[0]) in {"next", "tomorrow", "another"}:
            return not (
                before
                and before[-1] == "for"
                and reading.word(span[0] - 2) not in {"back", "rebooked", "booked", "again", "in", "scheduled", "up"}
            )
        ahead = after[:1] and after[0] in {"out", "time", "till", "until", "til"}
        alone = reading.word(span[0] - 1) in STOPS | {""} and after[:1] and after[0] in {",", "and", "then", "."}
        return bool(ahead) or bool(alone) or after in (["from", "now"], ["from", "today"])

    def advice(self, reading: Reading, clauses: Sequence[Clause]) -> list[Advice]:
        """Pieces of home care, a list cut into its items."""
        cues = self._cues.find(reading.doc)
        silent = {reading.sentence_of[cue.start] for cue in cues if cue.label == "no_advice"}
        found: list[Advice] = []
        for number, sentence in enumerate(reading.sentences):
            mine = [c for c in cues if c.label == "advice" and sentence.start <= c.start < sentence.end]
            if not mine or number in silent:
                continue
            clause = next(c for c in clauses if c.start <= mine[0].start < c.end)
            if clause.actor is Actor.OTHER_CLIENT:
                continue
            start = max(cue.end for cue in mine if cue.start - mine[0].start <= 4)
            own = [
                c.start for c in clauses if start < c.start < sentence.end and c.named and c.actor is Actor.THERAPIST
            ]
            found += self._items(reading, start, min([sentence.end, *own]))
        return found

    def _items(self, reading: Reading, start: int, end: int) -> list[Advice]:
        """A list after "two things" is cut at its commas, other advice stays whole."""
        while start < end and reading.word(start) in {
            ",",
            ":",
            "is",
            "to",
            "that",
            "she",
            "he",
            "should",
            "are",
            "-",
            "was",
        }:
            start += 1
        cuts = [
            i
            for i in range(start + 2, end)
            if reading.word(i) == "," or (reading.word(i) == "and" and reading.word(i - 1) == ",")
        ]
        items, begin = [], start
        for cut in [*cuts, end]:
            if cut - begin >= 2:
                items.append(Advice(begin, cut))
            begin = cut + 1
        return items if start < end else []
