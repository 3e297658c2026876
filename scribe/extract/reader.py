"""The finders in order: the only file that knows it.

What comes in: a Transcript. What goes out: its Facts. Nothing is decided here but who speaks first: what a finder owns
(a time of day, a measured degree, a score) is barred to those after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scribe.extract.amendments import AmendmentFinder
from scribe.extract.areas import AreaFinder, AreaMention
from scribe.extract.clauses import Actor, ClauseFinder, Clauses
from scribe.extract.clock import ClockFinder, Point
from scribe.extract.comma_parts import PartCommas
from scribe.extract.comma_works import WorkCommas
from scribe.extract.diagnoses import DiagnosisFinder
from scribe.extract.items import Found
from scribe.extract.language import Cue, Dictation
from scribe.extract.minutes import Amount, Kind, MinutesFinder
from scribe.extract.mishearings import Judged, MishearingFinder, asked_about
from scribe.extract.motion import MotionFinder
from scribe.extract.pain import PainBook, Work
from scribe.extract.pauses import long_pauses, short_stops
from scribe.extract.people import People
from scribe.extract.performed import Sorter, contradicted, doubts, said_twice, timed_though_denied, unclear
from scribe.extract.plan import Advice, PlanFinder
from scribe.extract.reading import InOrder, Reading, Token, Tokenizer, spanned
from scribe.extract.repairs import RepairFinder
from scribe.extract.scores import Scored, ScoreFinder
from scribe.extract.session import SessionFinder
from scribe.extract.sides import SideWords
from scribe.extract.sides_asked import unanswered
from scribe.extract.statements import StatementFinder, Told, Uses, quote
from scribe.extract.status import StatusFinder
from scribe.extract.stops import StopFinder
from scribe.extract.techniques import TechniqueFinder, TechniqueMention
from scribe.extract.treatments import Assembler
from scribe.extract.visits import VisitFinder
from scribe.extract.work import WorkFinder
from scribe.records import (
    Diagnosis,
    Evidence,
    Evidences,
    Facts,
    Flag,
    FollowUp,
    HomeCare,
    Mention,
    Motion,
    NotWorked,
    Pain,
    Repair,
    Session,
    Status,
    Transcript,
    Treatment,
    Word,
)
from scribe.vocabulary import Vocabulary

OF_TEN = frozenset({"out", "/", "of"})
"""Behind a number these make it a score."""
HURTS = 2
"""An area so few words before a score is where it hurts, not where the work was ("low back was a four")."""
IS, TELLS = frozenset({"is", "'s", "was", "are", "were"}), 3
"""Behind an area told apart these tell how it is, with a score within so many words."""
ENDS = frozenset({"end", "close"})
"""Before "quote" these end what is quoted."""
LONGEST_QUOTE = 40
"""Words of the longest quotation: an end that was said to none, or one that was lost, hides no work."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What a text names, after its self-corrections."""

    reading: Reading
    repairs: Sequence[Repair]
    techniques: Sequence[TechniqueMention]
    areas: InOrder[AreaMention]
    amounts: Sequence[Amount]
    points: Sequence[Point]
    clauses: Clauses
    aside: Evidences
    """What is about another client, and is not in the reading."""
    flags: Sequence[Flag]
    judged: Sequence[Judged]
    """Words that were read as others."""

    @property
    def timed(self) -> frozenset[int]:
        return spanned(self.amounts) | spanned(self.points)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is told around the work: the session, diagnoses, measurements, the plan; and the tokens these own."""

    cues: InOrder[Cue]
    lengths: Sequence[Amount]
    session: Session
    diagnoses: Sequence[Diagnosis]
    motions: Sequence[Motion]
    follow_up: FollowUp
    advice: Sequence[Advice]
    visit: frozenset[int]
    owned: frozenset[int]
    """Tokens of codes, measurements, the next visit and home care."""


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What became of the work that is named, and how it hurt."""

    sorter: Sorter
    performed: Sequence[TechniqueMention]
    mentions: Sequence[Mention]
    not_worked: Sequence[NotWorked]
    spoken_of: frozenset[int]
    """Tokens of techniques that were not performed, and of areas left out."""
    scores: Sequence[Scored]
    pain: Sequence[Pain]
    ends: frozenset[int]
    """Tokens of the scores that were had at the end of the session."""


class Reader:
    """Reads transcripts. Built once; holds the vocabulary, the tokenizer and the compiled patterns."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._tokenizer = Tokenizer(Dictation())
        self._areas = AreaFinder(SideWords(), self._tokenizer, vocabulary)
        self._techniques = TechniqueFinder(self._tokenizer, vocabulary)
        self._minutes = MinutesFinder()
        self._mishearings = MishearingFinder()
        self._work_commas = WorkCommas()
        self._part_commas = PartCommas()
        self._stops = StopFinder()
        self._clock = ClockFinder()
        self._repairs = RepairFinder(self._minutes, self._clock)
        people = People()
        self._clauses = ClauseFinder(people)
        self._status = StatusFinder()
        self._session = SessionFinder(people)
        self._visits = VisitFinder(people)
        self._motion = MotionFinder()
        self._scores = ScoreFinder(people)
        self._pain = PainBook(vocabulary)
        self._plan = PlanFinder()
        self._diagnoses = DiagnosisFinder()
        self._work = WorkFinder(self._minutes)
        self._amendments = AmendmentFinder()
        self._statements = StatementFinder()

    def read(self, transcript: Transcript) -> Facts:
        """All facts of one transcript, each with its evidence. Any text is accepted."""
        named = self._named(transcript)
        around = self._around(named)
        told = self._sorted(named, around)
        treatments, doubtful, asked = self._treatments(named, around, told)
        mentions = told.sorter.mentions(told.performed, told.mentions, areas=named.areas, treatments=treatments)
        spoken_of = {mention.technique for mention in mentions}
        flags = [unclear(self._vocabulary, t) for t in doubtful if spoken_of.isdisjoint(t.techniques)]
        flags += named.flags
        flags += self._session.flags(named.reading, around.lengths, around.cues)
        flags += doubts(named.reading, treatments, told.performed)
        flags += contradicted(self._vocabulary, treatments, told.mentions)
        flags += timed_though_denied(self._vocabulary, named.reading, treatments, mentions)
        flags += said_twice(self._vocabulary, named.reading, treatments)
        flags += unanswered(asked, treatments)
        speech = self._speech(named, around, told, treatments, mentions)
        facts = Facts(
            session=around.session,
            pain=tuple(told.pain),
            treatments=tuple(treatments),
            mentions=tuple(mentions),
            not_worked=tuple(told.not_worked),
            range_of_motion=tuple(around.motions),
            follow_up=around.follow_up,
            home_care=tuple(_home_care(named.reading, piece) for piece in around.advice),
            diagnoses=tuple(around.diagnoses),
            statements=speech.statements,
            repairs=tuple(named.repairs),
            complaint=speech.complaint,
            outcome=speech.outcome,
            set_aside=tuple(sorted({*named.aside, *speech.set_aside})),
            flags=tuple(flags),
        )
        return replace(facts, flags=facts.flags + asked_about(named.reading, named.judged, facts))

    def _named(self, transcript: Transcript) -> _Named:
        """The reading after self-corrections, which need areas and techniques to be seen first; and what it names."""
        text = transcript.text
        reading, judged = self._mended(Reading(text, self._tokenizer.tokens(text)), transcript.words)
        areas, techniques = self._marked(reading)
        others = self._visits.others(reading)
        aside, flags = reading.evidences(*others), self._visits.flags(reading, others)
        if others:
            reading = Reading(text, _without(reading, others))
            areas, techniques = self._marked(reading)
        tokens, repairs = self._repairs.repair(reading, areas, techniques)
        if len(tokens) < len(reading.tokens):
            reading = Reading(text, tokens)
            areas, techniques = self._marked(reading)
        amounts, points = self._times(reading)
        if stopped := self._work_commas.restore(reading, amounts):
            reading = Reading(text, stopped)
            areas, techniques = self._marked(reading)
            amounts, points = self._times(reading)
        if stopped := self._part_commas.restore(reading):
            reading = Reading(text, stopped)
            areas, techniques = self._marked(reading)
            amounts, points = self._times(reading)
        if stopped := self._stops.restore(reading, long_pauses(transcript.words)):
            reading = Reading(text, stopped)
            areas, techniques = self._marked(reading)
            amounts, points = self._times(reading)
        clauses = self._clauses.find(reading)
        return _Named(reading, repairs, techniques, InOrder(areas), amounts, points, clauses, aside, flags, judged)

    def _marked(self, reading: Reading) -> tuple[list[AreaMention], list[TechniqueMention]]:
        """The areas and techniques of a reading, which from here on knows where they stand."""
        areas, techniques = self._areas.find(reading), self._techniques.find(reading)
        reading.mark_entities("TECHNIQUE", techniques)
        reading.mark_entities("AREA", areas)
        return areas, techniques

    def _mended(self, reading: Reading, words: Sequence[Word]) -> tuple[Reading, Sequence[Judged]]:
        """The reading with what was plainly heard wrong read as it was meant; `words` are those that were heard."""
        if not words:
            return reading, ()
        areas, techniques = self._marked(reading)
        if fewer := self._stops.unspoken(reading, short_stops(words)):
            reading = Reading(reading.text, fewer)
            areas, techniques = self._marked(reading)
        parted = [*self._areas.parted(reading), *self._techniques.parted(reading, techniques)]
        mended = self._mishearings.mend(reading, areas, parted)
        return (Reading(reading.text, mended[0]), mended[1]) if mended else (reading, ())

    def _times(self, reading: Reading) -> tuple[list[Amount], list[Point]]:
        """Amounts of time, ranges of the clock among them, and single times of day."""
        ranges, points = self._clock.find(reading)
        clocked = spanned(ranges) | spanned(points)
        amounts = [a for a in self._minutes.find(reading) if clocked.isdisjoint(range(a.start, a.end))]
        amounts = sorted([*amounts, *ranges], key=lambda amount: amount.start)
        reading.mark_entities("MINUTES", [amount for amount in amounts if amount.kind is Kind.PLAIN])
        return amounts, points

    def _around(self, named: _Named) -> _Around:
        reading, clauses = named.reading, named.clauses
        cues = self._session.cues(reading)
        diagnoses, codes = self._diagnoses.find(reading)
        motions, measured = self._motion.find(reading, named.areas, named.timed | codes)
        lengths = self._session.lengths(reading, named.amounts, cues, named.techniques, measured)
        session = self._session.session(reading, lengths, cues)
        plans = self._plan.cues(reading)
        follow_up, visit = self._plan.follow_up(reading, clauses, plans)
        advice = self._plan.advice(reading, clauses, plans)
        owned = codes | measured | visit | spanned(advice)
        return _Around(cues, lengths, session, diagnoses, motions, follow_up, advice, visit, owned)

    def _sorted(self, named: _Named, around: _Around) -> _Sorted:
        reading, clauses, areas = named.reading, named.clauses, named.areas
        sorter = Sorter(reading, clauses, self._status.read(reading, clauses, named.techniques))
        performed, mentions = sorter.techniques(named.techniques, areas, around.advice)
        performed = self._session.without_titles(reading, performed, around.lengths)
        starts = {technique.start for technique in performed}
        scores = self._scores.find(reading, clauses, areas, named.timed | around.owned | _lasting(named), starts)
        work = (performed[0].start, performed[-1].start) if performed else None
        spared = self._status.spared(reading, areas)
        not_worked, left_out, apart = sorter.left_out(areas, InOrder(named.techniques), performed, spared)
        own = InOrder(area for area in areas if clauses.at(area.start).actor is not Actor.OTHER_CLIENT)
        told = {clauses.number(technique.start) for technique in performed}
        worked = frozenset(a.start for a in areas if clauses.number(a.start) in told and a.start not in left_out)
        pain, ends = self._pain.entries(reading, scores, own, Work(apart, worked, work))
        spoken_of = spanned(t for t in named.techniques if t.start not in starts) | left_out
        return _Sorted(sorter, performed, mentions, not_worked, spoken_of, scores, pain, ends)

    def _treatments(
        self, named: _Named, around: _Around, told: _Sorted
    ) -> tuple[list[Treatment], list[Treatment], list[tuple[Evidence, Evidence]]]:
        """The work that was done, work that was spoken of and not claimed, and questions about sides left open."""
        reading = named.reading
        sizes = self._motion.sizes(reading)
        barred = around.owned | spanned(told.scores) | spanned(around.lengths) | self._minutes.never(reading)
        found = Found(
            reading,
            named.clauses,
            InOrder(named.techniques),
            InOrder(told.performed),
            told.spoken_of,
            named.areas,
            InOrder(named.amounts),
            InOrder(named.points),
            named.timed,
            barred | sizes | _hurting(named, told) | _told_of(named, told, sizes) | _quoted(reading),
        )
        assembler = Assembler(self._work, self._amendments, self._vocabulary, found, around.session.minutes)
        done, unclaimed = assembler.assemble()
        return done, unclaimed, assembler.asked()

    def _speech(
        self,
        named: _Named,
        around: _Around,
        told: _Sorted,
        treatments: Sequence[Treatment],
        mentions: Sequence[Mention],
    ) -> Told:
        """What is quoted, given what the facts carry."""
        reading = named.reading
        treated = _covered(reading, (treatment.evidence for treatment in treatments))
        planned = _covered(reading, (m.evidence for m in mentions if m.status is Status.PLANNED))
        negated = _covered(reading, (m.evidence for m in mentions if m.status is Status.NEGATED))
        spoken = _covered(reading, (mention.evidence for mention in mentions))
        # "... on the right hip, not the left" is told with its work, and needs no quoting.
        apart = (left.evidence for left in told.not_worked if treated.isdisjoint(reading.covered(left.evidence)))
        uses = Uses(
            carried=treated | _measured(reading, around.motions),
            before=spanned(told.scores) - told.ends,
            after=told.ends,
            coming=spanned(around.advice) | around.visit | planned,
            told_of=spoken - planned - negated,
            left_out=negated | _covered(reading, apart),
        )
        work = (min(treated), max(treated)) if treated else (-1, -1)
        return self._statements.find(reading, named.clauses, uses, work)


def _without(reading: Reading, stretches: Sequence[tuple[int, int]]) -> list[Token]:
    gone = {index for start, end in stretches for index in range(start, end)}
    return [token for index, token in enumerate(reading.tokens) if index not in gone]


def _measured(reading: Reading, motions: Iterable[Motion]) -> set[int]:
    """The tokens that tell measures; not those of an area alone, which may stand in what is told of something else."""
    numbers = {index for index, token in enumerate(reading.tokens) if token.value is not None}
    parts = [_covered(reading, [(part,)]) for motion in motions for part in motion.evidence]
    return {index for part in parts if not numbers.isdisjoint(part) for index in part}


def _lasting(named: _Named) -> frozenset[int]:
    """Bare numbers that are minutes: "for five" soon behind another time."""
    reading, found = named.reading, set[int]()
    sentences = {reading.sentence_of[amount.start] for amount in named.amounts}
    for index, token in enumerate(reading.tokens):
        told = token.value is not None and reading.word(index - 1) == "for" and reading.word(index + 1) not in OF_TEN
        if told and not sentences.isdisjoint((reading.sentence_of[index], reading.sentence_of[index] - 1)):
            found.add(index)
    return frozenset(found)


def _hurting(named: _Named, told: _Sorted) -> frozenset[int]:
    """The first tokens of areas that were named for how they feel."""
    reading, found = named.reading, set[int]()
    for score in told.scores:
        near = named.areas.within(reading.sentence(score.start).start, score.start)
        found.update(area.start for area in near if score.start - HURTS <= area.last <= score.start)
        found.update(area.start for area in near if _is_told(reading, area, score.start))
        # "Shoulder down to a two, neck just the same, a three", where no work is told.
        sentence = reading.sentence(score.start)
        starts = [*(technique.start for technique in named.techniques), *(amount.start for amount in named.amounts)]
        if near and not any(sentence.start <= start < sentence.end for start in starts):
            found.add(near[-1].start)
    return frozenset(found)


def _is_told(reading: Reading, area: AreaMention, score: int) -> bool:
    """ "... on both forearms, the low back was at a one": how a place is, told behind a comma, is no part of a list."""
    apart = "," in reading.words(area.first - 2, area.first)
    return apart and reading.word(area.last) in IS and 0 < score - area.last <= TELLS


def _quoted(reading: Reading) -> frozenset[int]:
    """The tokens that are said to be the client's own words ("quote, my head is glued on crooked, end quote")."""
    found: set[int] = set()
    begin: int | None = None
    for index in range(len(reading.tokens)):
        if reading.word(index) == "unquote" or (reading.word(index) == "quote" and reading.word(index - 1) in ENDS):
            if begin is not None and index - begin <= LONGEST_QUOTE:
                found.update(range(begin, index))
            begin = None
        elif reading.word(index) == "quote":
            begin = index
    return frozenset(found)


def _told_of(named: _Named, told: _Sorted, sizes: frozenset[int]) -> frozenset[int]:
    """The first tokens of areas that were named for a score or a size, where the work behind it has its own place.

    "The left calf has been sore, a five, ten minutes of friction on the left Achilles", with no stop heard.
    """
    reading, found = named.reading, set[int]()
    for number in {*sizes, *(score.start for score in told.scores)}:
        sentence = reading.sentence(number)
        areas = named.areas.within(sentence.start, number)
        work = next((t for t in told.performed if number < t.start < sentence.end), None)
        if not areas or work is None or not named.areas.any_within(work.end, sentence.end):
            continue
        if not any(areas[-1].start < technique.start < number for technique in named.techniques):
            found.add(areas[-1].start)
    return frozenset(found)


def _home_care(reading: Reading, piece: Advice) -> HomeCare:
    return HomeCare(quote(reading, piece.start, piece.end), reading.evidences((piece.start, piece.end)))


def _covered(reading: Reading, places: Iterable[Evidences]) -> frozenset[int]:
    return frozenset(index for evidences in places for index in reading.covered(evidences))
