"""Techniques that were performed and those that were only spoken of; areas that were left out.

What comes in: techniques and areas with the verdicts of `status.py`. What goes out: the techniques to make blocks of,
mentions of the others, and areas not worked. Which minutes a technique has is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scribe.extract.areas import AreaMention
from scribe.extract.clauses import Actor, Clauses
from scribe.extract.language import Cue, squeeze
from scribe.extract.plan import Advice
from scribe.extract.reading import MARKS, InOrder, Reading, spanned
from scribe.extract.sides import OPPOSITE
from scribe.extract.status import StatusReader, Verdict
from scribe.extract.techniques import TechniqueMention
from scribe.records import AreaSide, Flag, FlagId, Level, Mention, NotWorked, Side, Status, Treatment
from scribe.vocabulary import Vocabulary

WEAK = {Status.NEGATED, Status.HYPOTHETICAL}
"""What an offer or a bare "no" comes to once the same technique is known to be declined, planned or another's."""


class Sorter:
    """Sorts what one reading names by what became of it."""

    def __init__(self, reading: Reading, clauses: Clauses, status: StatusReader) -> None:
        self._reading = reading
        self._clauses = clauses
        self._status = status

    def techniques(
        self, techniques: Sequence[TechniqueMention], areas: InOrder[AreaMention], advice: Sequence[Advice]
    ) -> tuple[list[TechniqueMention], list[Mention]]:
        """Techniques that were performed, and mentions of those that were not, each technique once for a status."""
        advised = spanned(advice)
        performed: list[TechniqueMention] = []
        mentions: dict[tuple[str, Status], Mention] = {}
        for technique in techniques:
            clause = self._clauses.at(technique.start)
            if clause.actor is Actor.OTHER_CLIENT:
                continue
            verdict = self._status.technique(technique)
            untold = verdict.cue is None and verdict.status in {Status.PERFORMED, Status.PLANNED}
            if untold and technique.start in advised:
                verdict = Verdict(Status.SELF_CARE)
            if verdict.status is Status.PERFORMED:
                performed.append(replace(technique, granted=verdict.cue is not None))
                continue
            mention = self._mention(technique, verdict, areas)
            mentions.setdefault((mention.technique, mention.status), mention)
        answered = {mention.technique for mention in mentions.values() if mention.status not in WEAK}
        negated = {mention.technique for mention in mentions.values() if mention.status is Status.NEGATED}
        told = [m for m in mentions.values() if m.status not in WEAK or m.technique not in answered]
        return performed, [m for m in told if m.status is not Status.HYPOTHETICAL or m.technique not in negated]

    def mentions(
        self,
        performed: Sequence[TechniqueMention],
        told: Sequence[Mention],
        *,
        areas: InOrder[AreaMention],
        treatments: Sequence[Treatment],
    ) -> list[Mention]:
        """The mentions of what stands in no block, and what became most likely of work that the client speaks of."""
        done = {technique for treatment in treatments for technique in treatment.techniques}
        found = [mention for mention in told if mention.technique not in done]
        known = done | {mention.technique for mention in found}
        for technique in performed:
            status = self._status.unclaimed(technique) if technique.technique not in known else None
            if status:
                known.add(technique.technique)
                found.append(self._mention(technique, Verdict(status), areas))
        return found

    def _mention(self, technique: TechniqueMention, verdict: Verdict, areas: InOrder[AreaMention]) -> Mention:
        clause = self._clauses.at(technique.start)
        places = tuple(dict.fromkeys(a.value for a in areas.within(clause.start, clause.end)))
        spans = [(place.start, place.end) for place in (technique, verdict.cue) if place]
        return Mention(technique.technique, places, verdict.status, self._reading.evidences(*spans))

    def left_out(
        self,
        areas: InOrder[AreaMention],
        techniques: InOrder[TechniqueMention],
        performed: Sequence[TechniqueMention],
        spared: Mapping[int, Cue],
    ) -> tuple[list[NotWorked], frozenset[int], frozenset[int]]:
        """Areas said to be left out, with no technique named in their clause; the tokens of all areas that were only
        spoken of, and of those among them that were left out of the work."""
        # "She asked for petrissage on the feet, so I did ten minutes": the feet were wished for, and worked on.
        granted = {self._clauses.number(technique.start) for technique in performed if technique.granted}
        found: dict[AreaSide, NotWorked] = {}
        tokens, apart = set[int](), set[int]()
        for area in (area for area in areas if self._clauses.number(area.start) not in granted):
            if cue := spared.get(area.start):
                tokens.add(area.start)
                apart.add(area.start)
                evidence = self._reading.evidences((area.first, area.last), (cue.start, cue.end))
                found.setdefault(area.value, NotWorked(area.area, area.side, Status.NEGATED, evidence))
                continue
            verdict = self._status.verdict(area.start, area.end)
            if verdict.status is Status.PERFORMED or verdict.cue is None:
                if other := self._other_side(area, areas, techniques):
                    found.setdefault(AreaSide(other.area, other.side), other)
                continue
            clause = self._clauses.at(area.start)
            beside = techniques.within(clause.start, clause.end) if verdict.status is Status.HYPOTHETICAL else []
            # "Cupping on the back, five minutes, the hot stones she turned down": where the work before was.
            if techniques.any_within(area.end, verdict.cue.start):
                beside = techniques.within(clause.start, area.start)[-1:]
            if any(self._status.technique(one).status is Status.PERFORMED for one in beside):
                continue  # "She wanted Swedish on the legs, so that's what she got": where it was wished for
            tokens.add(area.start)
            refused = verdict.status in {Status.NEGATED, Status.DECLINED}
            until = max(clause.end, verdict.cue.end)  # "The right knee, | I left alone."
            words = {*self._reading.words(verdict.cue.start, area.start), *self._reading.words(area.end, until)}
            refused = refused and not words.isdisjoint(self._status.leaving_out)
            apart |= {area.start} if refused and not area.complaint else set()
            if refused and not area.complaint and not techniques.any_within(clause.start, clause.end):
                evidence = self._reading.evidences((area.first, area.last), (verdict.cue.start, verdict.cue.end))
                found.setdefault(area.value, NotWorked(area.area, area.side, verdict.status, evidence))
        return list(found.values()), frozenset(tokens), frozenset(apart)

    def _other_side(
        self, area: AreaMention, areas: InOrder[AreaMention], techniques: InOrder[TechniqueMention]
    ) -> NotWorked | None:
        """ "Trigger point on the right hip, not the left": the other side, unless it is named anywhere."""
        reading, sentence = self._reading, self._reading.sentence(area.start)
        if area.side not in OPPOSITE or area.complaint:
            return None
        side = OPPOSITE[area.side]
        following = areas.within(area.last, sentence.end)
        until = following[0].first if following else sentence.end
        at = next((i for i in range(area.last, until) if reading.words(i, i + 3) == ["not", "the", side]), None)
        end = at + (4 if reading.word(at + 3) in {"one", "side"} else 3) if at else sentence.end
        worked = techniques.within(self._clauses.at(area.start).start, area.start)
        done = worked and self._status.technique(worked[-1]).status is Status.PERFORMED
        named = any(a.area == area.area and a.side in {side, Side.BILATERAL} for a in areas)
        if at is None or not done or named or reading.word(end) not in MARKS | {"", "for"}:
            return None
        return NotWorked(area.area, side, Status.NEGATED, reading.evidences((area.start, area.end), (at, end)))


def unclear(vocabulary: Vocabulary, treatment: Treatment) -> Flag:
    """`needs_review` for work that was spoken of and not claimed."""
    name = vocabulary.technique_name(treatment.techniques[0])
    message = f"It is not clear whether {name} was done today; it was left out. Add it if it was."
    return Flag(FlagId.NEEDS_REVIEW, Level.WARNS, message, None, treatment.evidence)


def contradicted(vocabulary: Vocabulary, treatments: Sequence[Treatment], mentions: Sequence[Mention]) -> list[Flag]:
    """`needs_review` for work that was told as done, and at no other place of the body as not done."""
    flags = []
    for mention in mentions:
        mine = [t for t in treatments if mention.technique in t.techniques]
        if mention.status is not Status.NEGATED or mention.areas or not mine:
            continue
        name = vocabulary.technique_name(mention.technique)
        message = f"{name[:1].upper()}{name[1:]} was told as done, and as not done today. Keep it only if it was done."
        about = f"treatments/{treatments.index(mine[0])}/techniques"
        evidence = tuple(sorted({*mine[0].evidence, *mention.evidence}))
        flags.append(Flag(FlagId.NEEDS_REVIEW, Level.BLOCKS, message, about, evidence))
    return flags


def timed_though_denied(
    vocabulary: Vocabulary, reading: Reading, treatments: Sequence[Treatment], mentions: Sequence[Mention]
) -> list[Flag]:
    """`needs_review` for "no petrissage on both thumbs, ten minutes": what was not done took no time."""
    worked = reading.covered(place for treatment in treatments for place in treatment.evidence)
    flags = []
    for number, mention in enumerate(mentions):
        mine = reading.covered(mention.evidence[-1:])
        at = min(mine, default=0)
        if mention.status is not Status.NEGATED or not mention.areas or reading.word(at - 1) != "no":
            continue
        rest = range(at, reading.sentence(at).end)
        kinds = [reading.doc[index].ent_type_ for index in rest]
        timed = [index for index, kind in zip(rest, kinds, strict=True) if kind == "MINUTES"]
        others = [index for index, kind in zip(rest, kinds, strict=True) if kind == "TECHNIQUE" and index not in mine]
        if timed and not others and worked.isdisjoint(timed):
            name = vocabulary.technique_name(mention.technique)
            said = reading.evidence(timed[0], timed[-1] + 1)
            message = f"{name[:1].upper()}{name[1:]} was told as not done, and with minutes. Add it if it was done."
            evidence = (*mention.evidence, said)
            flags.append(Flag(FlagId.NEEDS_REVIEW, Level.ASKS, message, f"mentions/{number}", evidence))
    return flags


def said_twice(vocabulary: Vocabulary, reading: Reading, treatments: Sequence[Treatment]) -> list[Flag]:
    """`needs_review` for the same work told twice in the same words: once too often, or done twice."""
    first: dict[tuple[object, ...], Treatment] = {}
    flags = []
    for index, treatment in enumerate(treatments):
        words = tuple(squeeze(reading.text[e.start : e.end]).lower() for e in treatment.evidence)
        told = (treatment.techniques, treatment.areas, treatment.minutes, words)
        if told in first and treatment.techniques and treatment.minutes is not None:
            name = vocabulary.technique_name(treatment.techniques[0])
            message = f"{name[:1].upper()}{name[1:]} was told twice in the same words. Remove one if it was done once."
            evidence = tuple(sorted({*first[told].evidence, *treatment.evidence}))
            flags.append(Flag(FlagId.NEEDS_REVIEW, Level.ASKS, message, f"treatments/{index}/minutes", evidence))
        first.setdefault(told, treatment)
    return flags


def doubts(reading: Reading, treatments: Sequence[Treatment], performed: Sequence[TechniqueMention]) -> list[Flag]:
    """`technique_code_ambiguous` for a name that may mean another code, `needs_review` for another technique."""
    doubtful = [(t, reading.evidence(t.start, t.end)) for t in performed if t.doubt]
    flags = []
    for index, treatment in enumerate(treatments):
        for technique, place in doubtful:
            inside = any(e.start <= place.start < e.end for e in treatment.evidence)
            if not inside or not technique.doubt or technique.technique not in treatment.techniques:
                continue
            flag, about = (
                (FlagId.TECHNIQUE_CODE_AMBIGUOUS, f"treatments/{index}/code")
                if technique.code_doubt
                else (FlagId.NEEDS_REVIEW, f"treatments/{index}/techniques")
            )
            flags.append(Flag(flag, Level.ASKS, technique.doubt, about, (place,)))
            break
    return flags
