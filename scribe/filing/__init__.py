"""The check before a claim is filed: a note, its client and its payer become findings. Nothing is changed.

Each file holds the checks of one subject, listed in its CHECKS; findings.yaml holds what each finding weighs and what
to do. A check speaks only where it means something: a sound note has no findings.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scribe.billing import Tables, propose
from scribe.clients import Clients
from scribe.errors import InputError, SettingsError
from scribe.filing import codes, coverage, documentation, pairs, series, units
from scribe.filing.case import Case, Finding
from scribe.filing.coverage import Item, checklist
from scribe.filing.findings import Guide
from scribe.records import FlagId, Level, Note
from scribe.vocabulary import Vocabulary

Check = Callable[[Case], Iterator[Finding]]

_CHECKS: tuple[Check, ...] = (*units.CHECKS, *pairs.CHECKS, *codes.CHECKS, *coverage.CHECKS, *documentation.CHECKS)
_LEVELS = tuple(Level)

_PAIRS = ("pair_closed", "pair_without_grounds")
_ADVICE_ON_PAIRS = (FlagId.PAIR_EDIT, FlagId.PAIR_97124_97140)
"""What a proposal would say of a pair is told already where the lines themselves break it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one note, the gravest first, and its coverage checklist (empty where nothing is filed)."""

    file: str
    payer: str
    client: str | None
    findings: tuple[Finding, ...]
    checklist: tuple[Item, ...]

    @property
    def blocks(self) -> bool:
        return any(finding.level is Level.BLOCKS for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Look:
    """One note with what it shows by itself."""

    case: Case
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """What all notes are checked by. `payer` holds for every note, None for the payer of each; `today` is the day of
    the check, None for that on which it is made: a page may stay open over night."""

    vocabulary: Vocabulary
    tables: Tables
    guide: Guide
    clients: Clients
    today: datetime.date | None = None
    payer: str | None = None

    @property
    def day(self) -> datetime.date:
        """The day of a check that is made now."""
        return self.today or datetime.date.today()

    def case(self, file: str, note: Note) -> Case:
        """One note with its client and payer. Raises SettingsError when its payer has no profile, InputError when it
        names an area, a technique or a code that does not exist."""
        self._check_names(file, note)
        client = self.clients.match(note.facts.session.client).client
        name = self.payer or (client.payer if client else None) or note.billing.payer
        try:
            profile = self.tables.profile(name)
        except SettingsError as error:
            raise SettingsError(f"{file}: billing: payer: {error}") from error
        said = note.facts.session.date or (note.source.recorded_at or "")[:10]
        day = datetime.date.fromisoformat(said) if said else None
        known = client.diagnoses if client else ()
        fresh, flags = propose(note.facts, self.vocabulary, self.tables, payer=profile.id, known=known, day=day)
        return Case(
            file=file,
            note=note,
            vocabulary=self.vocabulary,
            tables=self.tables,
            guide=self.guide,
            profile=profile,
            client=client,
            claims=bool(self.clients.all) or profile.id != self.tables.settings.default_profile,
            credentialed=profile.id in self.clients.credentialed_with,
            day=day,
            today=self.day,
            fresh=fresh,
            fresh_flags=flags,
        )

    def _check_names(self, file: str, note: Note) -> None:
        """A person may have changed a note by hand: a slip in a name is told, never passed over."""
        known = {
            "area": self.vocabulary.areas.keys(),
            "technique": self.vocabulary.techniques.keys(),
            "code": self.tables.codes.keys(),
        }
        for place, kind, name in _names(note):
            if name not in known[kind]:
                raise InputError(f"{file}: {place}: there is no {kind} {name!r}. Correct it there.")

    def check(self, notes: Mapping[str, Note]) -> tuple[Report, ...]:
        """A report for each note by its file, in their order."""
        return self.reports([self.look(file, note) for file, note in notes.items()])

    def look(self, file: str, note: Note) -> Look:
        """What one note shows by itself. Raises what `case` does."""
        case = self.case(file, note)
        return Look(case, tuple(_of_one(case)))

    def reports(self, looks: Sequence[Look]) -> tuple[Report, ...]:
        """The reports of notes that were looked at, with what they show together, in their order."""
        over_time = self._series([look.case for look in looks])
        return tuple(_report(look.case, [*look.findings, *over_time.get(id(look.case), ())]) for look in looks)

    def _series(self, cases: Sequence[Case]) -> dict[int, list[Finding]]:
        """What several visits of one client show, by the case that it stands on."""
        visits: dict[str, list[Case]] = {}
        for case in cases:
            name = case.client.name if case.client else case.note.facts.session.client
            if name and case.profile.bills.value:
                visits.setdefault(name.casefold(), []).append(case)
        found: dict[int, list[Finding]] = {}
        for of_client in visits.values():
            in_order = sorted(of_client, key=lambda case: case.day or case.today)
            for check in series.CHECKS:
                for case, finding in check(in_order):
                    found.setdefault(id(case), []).append(finding)
        return found


def _names(note: Note) -> Iterator[tuple[str, str, str]]:
    """Every place of the facts that names an area, a technique or a code."""
    for number, block in enumerate(note.facts.treatments):
        place = f"treatments: {number}"
        yield from ((f"{place}: areas", "area", each.area) for each in block.areas)
        yield from ((f"{place}: techniques", "technique", name) for name in block.techniques)
        if block.code is not None:
            yield f"{place}: code", "code", block.code
    yield from ((f"pain: {number}: area", "area", pain.area) for number, pain in enumerate(note.facts.pain))


def _of_one(case: Case) -> list[Finding]:
    checks: tuple[Check, ...] = _CHECKS if case.profile.bills.value else documentation.CARE
    if case.profile.stop:  # nothing is paid, so what else would be wrong with the lines says nothing
        checks = documentation.CHECKS
    found = [finding for check in checks for finding in check(case)]
    if any(finding.id in _PAIRS for finding in found):
        return [finding for finding in found if finding.id not in _ADVICE_ON_PAIRS]
    return found


def _report(case: Case, findings: Sequence[Finding]) -> Report:
    kept = tuple(sorted(dict.fromkeys(findings), key=lambda finding: _LEVELS.index(finding.level)))
    items = checklist(case) if case.profile.bills.value else ()
    client = case.note.facts.session.client
    return Report(case.file, case.profile.id, client, kept, items)
