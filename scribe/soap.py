"""The sentences of the note, written from facts: subjective, objective, assessment, plan.

What comes in: the transcript and its facts. What goes out: sentences with their evidence, and the speech that reached
no sentence. A sentence says a fact in the trade's words, or quotes the dictation; nothing is derived here, and what a
quote already says is not said again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from scribe.records import (
    AreaSide,
    Basis,
    Diagnosis,
    Evidence,
    Evidences,
    Facts,
    Mention,
    Motion,
    NotWorked,
    Pain,
    Score,
    Section,
    Sentence,
    Side,
    Soap,
    Status,
    Transcript,
    Treatment,
)
from scribe.resources import data_dir, read_yaml
from scribe.vocabulary import Vocabulary

UNUSED = 3
"""Fewer words in a row ("okay so", "and then") say nothing that a reviewer must see, if each of them is idle."""

_SENTENCE = re.compile(r"(?:[^.?!\n]|[.?!](?=\S)|(?<=\b(?:Mr|Ms|Dr))\.|(?<=\bMrs)\.)+")
_WORD = re.compile(r"[^\W_](?:[^\W_]|['\u2019.:/-](?=[^\W_]))*")

NOT_PERFORMED = {
    Status.DECLINED: "offered and declined",
    Status.NEGATED: "not done today",
    Status.HYPOTHETICAL: "talked about, not done",
    Status.HISTORICAL: "had in the past",
    Status.OTHER_PROVIDER: "given by someone else",
    Status.SELF_CARE: "done by the client",
    Status.PLANNED: "planned for a later visit",
}
SECTION_OF = {
    Status.DECLINED: Section.OBJECTIVE,
    Status.NEGATED: Section.OBJECTIVE,
    Status.HYPOTHETICAL: Section.SUBJECTIVE,
    Status.HISTORICAL: Section.SUBJECTIVE,
    Status.OTHER_PROVIDER: Section.SUBJECTIVE,
    Status.SELF_CARE: Section.SUBJECTIVE,
    Status.PLANNED: Section.PLAN,
}


def write_soap(transcript: Transcript, facts: Facts, vocabulary: Vocabulary) -> tuple[Soap, Evidences]:
    """The four sections and the unused speech of one dictation."""
    return _Writer(transcript, facts, vocabulary).write()


class _Writer:
    def __init__(self, transcript: Transcript, facts: Facts, vocabulary: Vocabulary) -> None:
        self._text = transcript.text
        self._facts = facts
        self._vocabulary = vocabulary
        self._sections: dict[Section, list[Sentence]] = {section: [] for section in Section}

    def write(self) -> tuple[Soap, Evidences]:
        for statement in self._facts.statements:
            self._add(statement.section, statement.text, statement.evidence)
        self._subjective()
        self._objective()
        self._assessment()
        self._plan()
        for mention in self._facts.mentions:
            self._mention(mention)
        for left in self._facts.not_worked:
            self._not_worked(left)
        ordered = {
            section: tuple(sorted(sentences, key=lambda s: s.evidence[0].start))
            for section, sentences in self._sections.items()
        }
        soap = Soap(*(ordered[section] for section in Section))
        return soap, self._unused(soap)

    # --- the sections -----------------------------------------------------------

    def _subjective(self) -> None:
        for pain in self._facts.pain:
            if pain.after is None and not self._quoted(pain.evidence, Section.SUBJECTIVE):
                self._add(Section.SUBJECTIVE, f"{self._pain(pain)} {scale(pain.before)}.", pain.evidence)
        for diagnosis in self._facts.diagnoses:
            if not self._quoted(diagnosis.evidence, *Section):
                self._add(Section.SUBJECTIVE, _diagnosis(diagnosis), diagnosis.evidence)

    def _objective(self) -> None:
        session = self._facts.session
        if session.minutes is not None and not self._quoted(session.minutes_evidence, *Section):
            self._add(Section.OBJECTIVE, f"Session of {number(session.minutes)} minutes.", session.minutes_evidence)
        for treatment in self._facts.treatments:
            self._add(Section.OBJECTIVE, self._treatment(treatment), treatment.evidence)
        for motion in self._facts.range_of_motion:
            self._add(Section.OBJECTIVE, self._motion(motion), motion.evidence)

    def _assessment(self) -> None:
        for pain in self._facts.pain:
            if pain.after is None:
                continue
            if pain.before is None:
                text = f"{self._pain(pain)} {scale(pain.after)} after treatment."
            elif pain.before == pain.after:
                text = f"{self._pain(pain)} unchanged at {scale(pain.after)} {self._after_what(pain)}."
            else:
                text = f"{self._pain(pain)} {scale(pain.before)} to {scale(pain.after)} {self._after_what(pain)}."
            self._add(Section.ASSESSMENT, text, pain.evidence)

    def _plan(self) -> None:
        follow_up = self._facts.follow_up
        if follow_up.days is not None and not self._quoted(follow_up.evidence, Section.PLAN):
            days = "1 day" if follow_up.days == 1 else f"{follow_up.days} days"
            self._add(Section.PLAN, f"Next visit in {days}.", follow_up.evidence)
        for care in self._facts.home_care:
            if not self._quoted(care.evidence, Section.PLAN):
                self._add(Section.PLAN, f"Home care: {care.text}", care.evidence)

    def _mention(self, mention: Mention) -> None:
        if self._quoted(mention.evidence, *Section):
            return
        name = self._vocabulary.technique_name(mention.technique)
        self._add(SECTION_OF[mention.status], f"{_capital(name)}: {NOT_PERFORMED[mention.status]}.", mention.evidence)

    def _not_worked(self, left: NotWorked) -> None:
        if self._quoted(left.evidence, *Section):
            return
        area = self._vocabulary.spoken(AreaSide(left.area, left.side))
        why = "at the client's wish" if left.status is Status.DECLINED else "today"
        self._add(Section.OBJECTIVE, f"{_capital(area)} not worked {why}.", left.evidence)

    # --- one fact in words ------------------------------------------------------

    def _treatment(self, treatment: Treatment) -> str:
        names = [self._vocabulary.technique_name(technique) for technique in treatment.techniques]
        work = listed(names) if names else "Technique not named"
        areas = listed([self._vocabulary.spoken(area) for area in treatment.areas])
        parts = [_capital(work), *([areas] if areas else []), self._minutes(treatment)]
        return ", ".join(parts) + "."

    def _minutes(self, treatment: Treatment) -> str:
        if treatment.minutes is None:
            if treatment.shared_minutes is not None:
                return f"within {number(treatment.shared_minutes)} minutes shared with other work"
            return "length not said"
        said = "1 minute" if treatment.minutes == 1 else f"{number(treatment.minutes)} minutes"
        if treatment.minutes_basis is Basis.APPROXIMATE:
            return f"about {said}"
        return f"{said} by the clock" if treatment.minutes_basis is Basis.CLOCK else said

    def _motion(self, motion: Motion) -> str:
        movement = (motion.movement or "range of motion").replace("_", " ")
        place = self._place(motion, movement)
        unit = f" {motion.unit}" if motion.unit else ""
        if motion.before is not None and motion.after is not None:
            return f"{_capital(place)} {span(motion.before)}{unit} before, {span(motion.after)}{unit} after."
        when = "before" if motion.before is not None else "after"
        return f"{_capital(place)} {span(motion.before if motion.before is not None else motion.after)}{unit} {when}."

    def _place(self, motion: Motion, movement: str) -> str:
        """ "left shoulder flexion"; of a midline joint the side is the direction: "neck rotation to the left"."""
        area = self._vocabulary.areas[motion.area]
        if motion.side and not area.paired:
            direction = "both sides" if motion.side is Side.BILATERAL else f"the {motion.side}"
            return f"{area.name} {movement} to {direction}"
        return f"{self._vocabulary.spoken(AreaSide(motion.area, motion.side))} {movement}"

    def _pain(self, pain: Pain) -> str:
        if pain.area == "head":
            return "Headache"
        area = self._vocabulary.areas[pain.area]
        if pain.side in {Side.LEFT, Side.RIGHT} and not area.paired:
            return _capital(f"{area.name} pain, {pain.side} side,")
        spoken = self._vocabulary.spoken(AreaSide(pain.area, pain.side))
        if pain.side is Side.BILATERAL:
            return f"Pain in {spoken}"
        several = area.paired and area.name == area.plural  # "the left hamstrings"
        return f"Pain in the {spoken}" if several else _capital(f"{spoken} pain")

    def _after_what(self, pain: Pain) -> str:
        """The work is named only where one technique, and nothing else, treated the very place that hurt."""
        place = AreaSide(pain.area, pain.side)
        near = [t for t in self._facts.treatments if any(self._vocabulary.same_site(place, a) for a in t.areas)]
        names = list(dict.fromkeys(name for block in near for name in block.techniques))
        there = any(a.area == pain.area for block in near for a in block.areas)
        return f"after {self._vocabulary.technique_name(names[0])}" if len(names) == 1 and there else "after treatment"

    # --- bookkeeping ------------------------------------------------------------

    def _add(self, section: Section, text: str, evidence: Evidences) -> None:
        if all(sentence.text != text for sentence in self._sections[section]):
            self._sections[section].append(Sentence(text, evidence))

    def _quoted(self, evidence: Evidences, *sections: Section) -> bool:
        """Whether quotes of these sections already hold all the words that a fact rests on."""
        quotes = [e for s in self._facts.statements if s.section in sections for e in s.evidence]
        return all(any(q.start <= e.start and e.end <= q.end for q in quotes) for e in evidence)

    def _unused(self, soap: Soap) -> Evidences:
        """Stretches of words within a sentence that no sentence of the note rests on, but for one or two idle words."""
        sections = (soap.subjective, soap.objective, soap.assessment, soap.plan)
        used = bytearray(len(self._text))  # by character: to compare all words with all places takes too long
        for place in (e for section in sections for sentence in section for e in sentence.evidence):
            used[place.start : place.end] = b"\1" * (place.end - place.start)
        stretches: list[Evidence] = []
        for sentence in _SENTENCE.finditer(self._text):
            run: list[re.Match[str]] = []
            for word in _WORD.finditer(self._text, sentence.start(), sentence.end()):
                if any(used[word.start() : word.end()]):
                    stretches += _stretch(run)
                    run = []
                else:
                    run.append(word)
            stretches += _stretch(run)
        return tuple(stretches)


def _stretch(words: Sequence[re.Match[str]]) -> list[Evidence]:
    told = len(words) >= UNUSED or any(word[0].lower() not in _idle() for word in words)
    return [Evidence(words[0].start(), words[-1].end())] if told else []


@cache
def _idle() -> frozenset[str]:
    """Words that say nothing by themselves."""
    return frozenset(read_yaml(data_dir("models") / "patterns" / "unused.yaml")["idle"].split())


def _diagnosis(diagnosis: Diagnosis) -> str:
    if not diagnosis.spoken:  # a person added it
        return f"Diagnosis: {diagnosis.code}."
    if diagnosis.code is None:
        return f"Diagnosis as said: {diagnosis.spoken}."
    if diagnosis.spoken.upper().replace(" ", "") == diagnosis.code:
        return f"Diagnosis as said: {diagnosis.code}."
    return f"Diagnosis as said: {diagnosis.spoken} ({diagnosis.code})."


def number(value: float) -> str:
    """A number without needless decimals: 20, 12.5."""
    return f"{value:g}"


def span(value: Score | None) -> str:
    """A score or a spoken range: "6", "5 to 6"."""
    if value is None:
        return ""
    return f"{number(value[0])} to {number(value[1])}" if isinstance(value, tuple) else number(value)


def scale(value: Score | None) -> str:
    """A pain score on its scale: "6/10", a spoken range "5-6/10"."""
    return f"{span(value).replace(' to ', '-')}/10"


def listed(words: Sequence[str] | Iterable[str]) -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"."""
    words = list(words)
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
