"""Speech that is quoted in the note, and the section each clause belongs to.

What comes in: the reading and the tokens that facts already carry. What goes out: statements (speech cleaned of fillers
and false starts, nothing else), where a complaint and an outcome were said, and what was said about another client. A
spoken heading decides; without one the words of `models/patterns/statements.yaml` do. How a section reads is not
decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scribe.extract.clauses import Actor, Clause, Clauses
from scribe.extract.language import EM_DASH, EN_DASH, Cue, Cues, read_patterns, squeeze
from scribe.extract.reading import MARKS, InOrder, Reading, Token
from scribe.records import Evidence, Evidences, Section, Statement

EARLY = 4
"""Before the work, so many words tell who came and why, whatever they are."""
SHORTEST = 2
"""A clause with fewer words says nothing by itself ("okay")."""
LONGEST_HEADING = 3
"""How many words a spoken heading has at most."""
PASSING = 3
"""A time of so few words, such as "at the end", tells no outcome by itself."""
SHORTEST_HEADING = 4
"""A heading of one word with fewer letters is one before a colon or a dash only, or as a whole sentence."""
NEGATED = 3
"""How many words before a symptom may deny it."""
GETS = frozenset({"gets", "makes", "gives", "brings"})
"""Before a symptom these tell what work does to somebody."""
HEADS = frozenset({":", "-", EN_DASH})
"""Marks that make a heading of any word of `headings`."""
VOWELS = frozenset("aeiou8")
"""What "an" stands before; "8" is said "eight"."""
GLUING = frozenset({"-", EN_DASH})
"""Marks that are part of what was said when they stand between two words."""
LABELS = ("someone_else", "symptoms", "symptoms_early", "changes", "changes_after", "never_changes", "idle")
ORDER = (Section.PLAN, Section.OBJECTIVE, Section.SUBJECTIVE, Section.ASSESSMENT)
"""Which section's words win where several are said."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Token sets that decide where speech goes: what facts carry already, and what they carry it for."""

    carried: frozenset[int]
    """Of treatments and measurements: the note tells these itself."""
    before: frozenset[int]
    after: frozenset[int]
    coming: frozenset[int]
    told_of: frozenset[int]
    """Work of the client, of others, of the past, offered or asked about."""
    left_out: frozenset[int]
    """Work and areas that the therapist left out."""
    """Of home care, the next visit and plans."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is quoted, and where a complaint, an outcome and another client were spoken of."""

    statements: tuple[Statement, ...]
    complaint: Evidences
    outcome: Evidences
    set_aside: Evidences


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring clauses of a sentence that are quoted together; `aside` when they are about another client."""

    start: int
    end: int
    aside: bool

    def shares(self, tokens: frozenset[int]) -> bool:
        return not tokens.isdisjoint(range(self.start, self.end))


class StatementFinder:
    """Finds what is quoted."""

    def __init__(self) -> None:
        words = read_patterns("statements")
        words["someone_else"] = read_patterns("pain")["someone_else"]
        lines = {label: words[label] for label in (*(section.value for section in Section), *LABELS)}
        self._cues = Cues(lines)
        self._headings = {
            tuple(name.split()): Section(section) for section, names in words["headings"].items() for name in names
        }
        self._unmarked = frozenset(words["headings_without_mark"])
        self._denials = frozenset(words["denials"])
        self._well = frozenset(words["well"])
        self._only_says = frozenset(words["only_says"])
        self._unasked = frozenset(words["no_change_told"])
        self._openers = MARKS | set(words["trimmed_before"])
        self._closers = MARKS | set(words["trimmed_after"])

    def find(self, reading: Reading, clauses: Clauses, uses: Uses, work: tuple[int, int]) -> Told:
        """All that is quoted, in order. `work` is from the first token of the work told to the last, or -1 twice."""
        cues = InOrder(self._cues.find(reading.doc))
        statements: list[Statement] = []
        aside: list[Evidence] = []
        complaint: list[Evidence] = []
        outcome: list[Evidence] = []
        heading: Section | None = None
        for number, sentence in enumerate(reading.sentences):
            start, said, lasts = self._heading(reading, sentence.start, sentence.end)
            under = said or heading
            heading = said if said and lasts else heading
            for group in self._groups(reading, clauses.of_sentence(number), uses, start):
                place = reading.evidence(group.start, group.end)
                if group.aside:
                    aside.append(place)
                    continue
                mine = cues.within(group.start, group.end)
                late = group.start > work[1]
                section = under or _section(group, mine, uses, early=group.end <= work[0], late=late)
                unused = not uses.left_out.isdisjoint(range(sentence.start, sentence.end))
                symptoms = [cue for cue in mine if not (unused and _is_why(reading, cue))]
                complaint += self._complaints(reading, symptoms, section, early=group.end <= work[0])
                outcome += self._outcomes(reading, group, mine, section, late=late)
                if self._only_says.issuperset(reading.words(group.start, group.end)):
                    continue
                if section and _is_told(group, mine, section, uses):
                    statements.append(Statement(section, quote(reading, group.start, group.end), (place,)))
        return Told(tuple(statements), tuple(complaint), tuple(outcome), tuple(aside))

    def _heading(self, reading: Reading, start: int, end: int) -> tuple[int, Section | None, bool]:
        """The section that the sentence's first words name, where its own words begin, and whether the heading lasts.

        "Chief complaint, tight quads" is a sentence of its section; "Subjective. Tight quads." begins one.
        """
        for length in range(LONGEST_HEADING, 0, -1):
            words = tuple(reading.words(start, start + length))
            mark = reading.word(start + length)
            section = self._headings.get(words)
            alone = length > 1 or len(words[0]) >= SHORTEST_HEADING or start + length == end
            if section and (mark in HEADS or (mark in MARKS and alone)):
                lasts = mark != "," or words == (section.value,)
                return start + (length + 1 if lasts else 0), section, lasts
        first = reading.word(start)
        # Speech models leave the mark out: "Subjective 58-year-old golfer".
        if first in self._unmarked and end > start + 1:
            return start + 1, self._headings[(first,)], True
        return start, None, False

    def _groups(self, reading: Reading, clauses: Sequence[Clause], uses: Uses, start: int) -> list[_Group]:
        """Clauses joined again where nothing parts them, so that quotes are whole sentences where they can be."""
        groups: list[_Group] = []
        for clause in clauses:
            if clause.end <= start:
                continue
            new = _Group(max(clause.start, start), clause.end, clause.actor is Actor.OTHER_CLIENT)
            last = groups[-1] if groups else None
            if last and last.aside == new.aside and _kind(last, uses) == _kind(new, uses):
                groups[-1] = replace(last, end=new.end)
            else:
                groups.append(new)
        trimmed = [self._trimmed(reading, group) for group in groups]
        return [group for group in trimmed if group.start < group.end]

    def _trimmed(self, reading: Reading, group: _Group) -> _Group:
        """Without the joining words at its ends."""
        start, end = group.start, group.end
        while start < end and reading.word(start) in self._openers:
            start += 1
        while end > start and reading.word(end - 1) in self._closers:
            end -= 1
        return replace(group, start=start, end=end)

    def _complaints(
        self, reading: Reading, cues: Sequence[Cue], section: Section | None, *, early: bool
    ) -> list[Evidence]:
        """Where a symptom was told; `early`, before any work, more words tell one."""
        if section in {Section.ASSESSMENT, Section.PLAN}:
            return []
        found = [cue for cue in cues if cue.label == "symptoms"]
        if early:
            told = [cue for cue in cues if cue.label == "symptoms_early"]
            found += [c for c in told if self._well.isdisjoint(reading.words(c.start, c.end + NEGATED))]
        return [
            reading.evidence(cue.start, cue.end)
            for cue in found
            if self._denials.isdisjoint(reading.words(cue.start - NEGATED, cue.start))
        ]

    def _outcomes(
        self, reading: Reading, group: _Group, cues: Sequence[Cue], section: Section | None, *, late: bool
    ) -> list[Evidence]:
        """Where a change was told; `late` is behind the work, where more words tell one."""
        if section is Section.PLAN or (section is Section.SUBJECTIVE and not late):
            return []
        told = self._unasked.isdisjoint(reading.words(group.start, group.end))
        labels = {"changes", "changes_after"} if late and told else {"changes"}
        found = [cue for cue in cues if cue.label in labels]
        return [reading.evidence(cue.start, cue.end) for cue in found if not _denied(cue, cues)]


def _is_why(reading: Reading, cue: Cue) -> bool:
    """ "I don't use vibration on her, she gets dizzy": why work was left out, and no complaint of today."""
    return not GETS.isdisjoint(reading.words(cue.start - NEGATED, cue.start))


def _section(group: _Group, cues: Sequence[Cue], uses: Uses, *, early: bool, late: bool) -> Section | None:
    """The section of speech without a heading: by the facts it carries, else by its words.

    What is told `early`, before any work, is history and complaint, unless it is a finding or a plan; a symptom that
    changed, told `late`, behind all work, is the outcome.
    """
    labels = {cue.label for cue in cues}
    if group.shares(uses.coming):
        return Section.PLAN
    if group.shares(uses.before) or group.shares(uses.told_of):
        return Section.SUBJECTIVE
    if group.shares(uses.left_out):
        return Section.OBJECTIVE
    if group.shares(uses.after):
        return Section.ASSESSMENT
    if group.shares(uses.carried):
        return Section.OBJECTIVE
    if early:
        if Section.OBJECTIVE.value in labels and labels.isdisjoint({Section.SUBJECTIVE.value, "symptoms", "changes"}):
            return Section.OBJECTIVE
        return Section.SUBJECTIVE if labels - {"idle"} or group.end - group.start >= EARLY else None
    if "someone_else" in labels:
        return Section.SUBJECTIVE
    changed = any(cue.label == "changes" and not _denied(cue, cues, within=EARLY) for cue in cues)
    if changed and (late or labels.isdisjoint({"never_changes", "symptoms"})):
        return Section.ASSESSMENT
    told = next((section for section in ORDER if section.value in labels), None)
    return told or (Section.ASSESSMENT if late and "changes_after" in labels else None)


def _denied(cue: Cue, cues: Sequence[Cue], within: int = 0) -> bool:
    """Whether words that only sound like a change share a token with it, or stand `within` so many words before it."""
    never = (other for other in cues if other.label == "never_changes")
    return any(other.start < cue.end and cue.start < other.end + within for other in never)


def _kind(group: _Group, uses: Uses) -> str:
    """What clauses must have in common to be quoted together."""
    if group.shares(uses.carried):
        return "carried"
    if group.shares(uses.after):
        return "after"
    return "coming" if group.shares(uses.coming) else "speech"


def _is_told(group: _Group, cues: Sequence[Cue], section: Section, uses: Uses) -> bool:
    """Whether a group says something that no fact of the note tells already."""
    passing = group.end - group.start <= PASSING and {cue.label for cue in cues} <= {"assessment", "changes_after"}
    if passing and section is Section.ASSESSMENT and not group.shares(uses.after):
        return False
    scored = group.shares(uses.after) and section is not Section.SUBJECTIVE and not _tells_more(cues, uses)
    long = section is Section.SUBJECTIVE and group.end - group.start >= EARLY
    idle = any(cue.label == "idle" for cue in cues)
    worth = (long and not idle) or any(cue.label != "idle" for cue in cues)
    worth |= any(group.shares(part) for part in (uses.before, uses.coming, uses.told_of, uses.left_out))
    return worth and not scored and not group.shares(uses.carried) and group.end - group.start >= SHORTEST


def _tells_more(cues: Sequence[Cue], uses: Uses) -> bool:
    """Whether a change is told beside the score ("a one, and her feet felt lighter"), not by it ("down to a one")."""
    changes = [cue for cue in cues if cue.label == "changes"]
    return any(uses.after.isdisjoint(range(cue.start, cue.end + EARLY)) for cue in changes)


def _once(tokens: Sequence[Token]) -> list[Token]:
    """Without a side that is said twice in a row where another was withdrawn ("his right, no, left, left knee")."""
    again = {
        index + offset
        for index in range(len(tokens) - 2)
        for offset in (0, 1)
        if tokens[index].text in {"left", "right"}
        and [t.text for t in tokens[index + 1 : index + 3]] == [",", tokens[index].text]
    }
    return [token for index, token in enumerate(tokens) if index not in again]


def quote(reading: Reading, start: int, end: int) -> str:
    """The words as said, in order, without fillers and withdrawn words; a sentence with a capital and a stop."""
    parts: list[str] = []
    last = None
    for token in _once(sorted(reading.tokens[start:end], key=lambda token: token.start)):
        word = reading.text[token.start : token.end]
        if last is not None:
            gap = reading.text[last : token.start]
            whole = not gap.strip() or gap in GLUING
            if not whole and parts[-1].lower() in {"a", "an"}:
                parts[-1] = "an" if word[0].lower() in VOWELS else "a"  # "an eight, sorry, a six": "a six"
            parts.append(gap if whole else " ")
        parts.append(word)
        last = token.end
    said = squeeze("".join(parts)).strip(f" ,;:-{EN_DASH}{EM_DASH}")
    said = said.replace(" ,", ",").replace(" '", "'")
    stop = reading.word(end) if reading.word(end) in {"?", "!"} else "."
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) else stop)
