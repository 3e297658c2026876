"""Speech that is quoted in the note, and the section each clause belongs to.

What comes in: the reading and the tokens that facts already carry. What goes out: statements (speech cleaned of fillers
and false starts, nothing else), where a complaint and an outcome were said, and what was said about another client. A
spoken heading decides; without one the words of `models/patterns/statements.yaml` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from scribe.extract.clauses import Actor, Clause
from scribe.extract.language import Cue, Cues, read_patterns, squeeze
from scribe.extract.reading import MARKS, Reading
from scribe.records import Evidence, Evidences, Section, Statement

SHORTEST = 2
"""A clause with fewer words says nothing by itself ("okay")."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Token sets that decide where speech goes: what facts carry already, and what they carry it for."""

    treated: frozenset[int]
    before: frozenset[int]
    after: frozenset[int]
    measured: frozenset[int]
    advice: frozenset[int]
    visit: frozenset[int]
    planned: frozenset[int]


@dataclass(frozen=True, slots=True)
class Told:
    statements: tuple[Statement, ...]
    complaint: Evidences
    outcome: Evidences
    set_aside: Evidences


class StatementFinder:
    def __init__(self, nlp: Language) -> None:
        words = read_patterns("statements")
        sections = {section.value: words[section.value] for section in Section}
        labels = ("symptoms", "changes", "changes_after", "never_changes", "idle")
        self._cues = Cues(nlp.vocab, sections | {label: words[label] for label in labels})
        self._headings = {
            tuple(name.split()): Section(section) for section, names in words["headings"].items() for name in names
        }

    def find(self, reading: Reading, clauses: Sequence[Clause], uses: Uses) -> Told:
        cues = self._cues.find(reading.doc)
        statements: list[Statement] = []
        aside: list[Evidence] = []
        complaint: list[Evidence] = []
        outcome: list[Evidence] = []
        heading: Section | None = None
        for number, sentence in enumerate(reading.sentences):
            start, said = self._heading(reading, sentence.start, sentence.end)
            heading = said or heading
            for clause in _groups(reading, [c for c in clauses if c.sentence == number], uses, start):
                mine = [cue for cue in cues if clause.start <= cue.start < clause.end]
                if clause.actor is Actor.OTHER_CLIENT:
                    aside.append(reading.evidence(clause.start, clause.end))
                    continue
                section = heading or self._section(clause, mine, uses)
                complaint += _complaints(reading, clause, mine, section, uses)
                outcome += _outcomes(reading, clause, mine, section, uses)
                span = set(range(clause.start, clause.end))
                carried = span & (uses.treated | uses.measured) or (
                    span & uses.after and section is not Section.SUBJECTIVE
                )
                worth = any(cue.label != "idle" for cue in mine) or span & (
                    uses.before | uses.advice | uses.visit | uses.planned
                )
                if section and worth and not carried and clause.end - clause.start >= SHORTEST:
                    statements.append(
                        Statement(
                            section,
                            quote(reading, clause.start, clause.end),
                            (reading.evidence(clause.start, clause.end),),
                        )
                    )
        return Told(tuple(statements), tuple(complaint), tuple(outcome), tuple(aside))

    def _heading(self, reading: Reading, start: int, end: int) -> tuple[int, Section | None]:
        """The section that the sentence's first words name, and where its own words begin."""
        for length in (3, 2, 1):
            words = tuple(reading.words(start, start + length))
            mark = reading.word(start + length)
            if words in self._headings and (
                mark in {":", "-", "–"}
                or (mark in MARKS and (length > 1 or len(words[0]) > 3 or start + length == end))
            ):
                return start + length + 1, self._headings[words]
        return start, None

    def _section(self, clause: Clause, cues: Sequence[Cue], uses: Uses) -> Section | None:
        span = set(range(clause.start, clause.end))
        labels = {cue.label for cue in cues}
        if span & (uses.advice | uses.visit | uses.planned):
            return Section.PLAN
        if span & uses.after and not span & uses.before:
            return Section.ASSESSMENT
        if span & uses.before:
            return Section.SUBJECTIVE
        if span & (uses.treated | uses.measured):
            return Section.OBJECTIVE
        if "changes" in labels and "never_changes" not in labels and "symptoms" not in labels:
            return Section.ASSESSMENT
        for section in (Section.PLAN, Section.OBJECTIVE, Section.SUBJECTIVE, Section.ASSESSMENT):
            if section.value in labels:
                return section
        return None


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring clauses of a sentence that are quoted together."""

    start: int
    end: int
    actor: Actor


def _groups(reading: Reading, clauses: Sequence[Clause], uses: Uses, start: int) -> list[_Group]:
    """Clauses joined again where nothing parts them, so that quotes are whole sentences where they can be."""
    groups: list[_Group] = []
    for clause in clauses:
        begin = max(clause.start, start)
        if begin >= clause.end:
            continue
        new = _Group(begin, clause.end, clause.actor)
        if (
            groups
            and (groups[-1].actor is Actor.OTHER_CLIENT) == (new.actor is Actor.OTHER_CLIENT)
            and _kind(groups[-1], uses) == _kind(new, uses)
        ):
            groups[-1] = _Group(groups[-1].start, new.end, groups[-1].actor)
        else:
            groups.append(new)
    return [_trimmed(reading, group) for group in groups]


def _kind(group: _Group, uses: Uses) -> str:
    span = set(range(group.start, group.end))
    if span & (uses.treated | uses.measured):
        return "carried"
    if span & uses.after:
        return "after"
    return "plan" if span & (uses.advice | uses.visit | uses.planned) else "speech"


def _trimmed(reading: Reading, group: _Group) -> _Group:
    """Without the joining words at its ends."""
    start, end = group.start, group.end
    while start < end and reading.word(start) in MARKS | {"and", "so", "but", "then", "okay", "oh", "well", "yeah"}:
        start += 1
    while end > start and reading.word(end - 1) in MARKS | {"and", "so", "but", "or", "because"}:
        end -= 1
    return _Group(start, end, group.actor)


def _complaints(
    reading: Reading, clause: _Group, cues: Sequence[Cue], section: Section | None, uses: Uses
) -> list[Evidence]:
    found = [cue for cue in cues if cue.label == "symptoms"]
    if section in {Section.ASSESSMENT, Section.PLAN} or not found:
        return []
    negated = {"no", "not", "without", "denies", "denied"}
    return [reading.evidence(c.start, c.end) for c in found if not negated & set(reading.words(c.start - 3, c.start))]


def _outcomes(
    reading: Reading, clause: _Group, cues: Sequence[Cue], section: Section | None, uses: Uses
) -> list[Evidence]:
    never = [cue for cue in cues if cue.label == "never_changes"]
    late = not uses.treated or clause.start > max(uses.treated)
    labels = {"changes", "changes_after"} if late else {"changes"}
    found = [
        cue
        for cue in cues
        if cue.label in labels
        and not any(n.start <= cue.start < n.end or cue.start <= n.start < cue.end for n in never)
    ]
    unasked = {"not", "no", "never", "how"} & set(reading.words(clause.start, clause.end))
    found = [cue for cue in found if cue.label == "changes" or not unasked]
    return [] if section in {Section.SUBJECTIVE, Section.PLAN} else [reading.evidence(c.start, c.end) for c in found]


def quote(reading: Reading, start: int, end: int) -> str:
    """The words as said, in order, without fillers and withdrawn words; a sentence with a capital and a stop."""
    parts: list[str] = []
    last = None
    for token in sorted(reading.tokens[start:end], key=lambda token: token.start):
        if last is not None:
            gap = reading.text[last : token.start]
            parts.append(gap if not gap.strip() or gap in {"-", "–"} else " ")
        parts.append(reading.text[token.start : token.end])
        last = token.end
    said = squeeze("".join(parts)).strip(" ,;:-–—")
    said = said.replace(" ,", ",").replace(" '", "'")
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) else ".")
