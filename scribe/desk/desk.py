"""What can be done with notes: open, look at, change, file, add to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from scribe import output
from scribe.desk.files import Files, Stamp, Trouble, stamp_of
from scribe.desk.looking import Looking
from scribe.desk.retention import Retention
from scribe.desk.visits import called, in_order, of_same_client
from scribe.errors import InputError, OutputError, SettingsError, StoreError
from scribe.filing import Office, Report
from scribe.filing.case import Case, Finding
from scribe.filing.readiness import Gap, gaps
from scribe.filing.reading import read_note
from scribe.practice import Practice
from scribe.records import Evidence, Level
from scribe.revising import Read, Reviser, changes
from scribe.store import Addendum, Filed, Listed, State, Store, Version

_TROUBLES = {
    Trouble.CONFLICT: "The note was changed on the page and in its Markdown file. Both are kept.",
    Trouble.UNMARKED: "The Markdown file was changed and its layout has no marks. Its text is kept, and not read.",
    Trouble.UNWRITTEN: "The Markdown file could not be brought up to date. The newest version is safe in the store.",
    Trouble.FILED: "The Markdown file was changed after the note was filed. The record stays as it was filed.",
}
_DRAFT_CHANGED = "The recording was made into a note anew. Your versions stand on the draft before it, which is kept."


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a note and its filing: what is missing, and findings that block and have no answer."""

    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        return not self.gaps and not self.findings


class NotReady(StoreError):
    """A note that cannot be filed yet; `readiness` says what is to do."""

    def __init__(self, readiness: Readiness) -> None:
        first = [*(gap.message for gap in readiness.gaps), *(f"{f.message} {f.do}" for f in readiness.findings)]
        super().__init__(f"Not filed: {first[0]}")
        self.readiness = readiness


class Desk:
    """Everything that reviewing needs.

    `practice` says who signs, and how long recordings are kept; `read` reads a transcript anew, for split and join.
    """

    def __init__(
        self, store: Store, office: Office, reviser: Reviser, files: Files, practice: Practice, read: Read
    ) -> None:
        self.store = store
        self.office = office
        self._reviser = reviser
        self._files = files
        self._signature = practice.signature
        self._read = read
        self.retention = Retention(store, practice.recording_days)
        self._looking = Looking(store, office)
        self._troubles: dict[str, Trouble | None] = {}
        self._markdown: dict[str, Stamp | None] = {}

    @property
    def by(self) -> str:
        return self._signature.name or "therapist"

    # --- opening --------------------------------------------------------------------

    def open(self, path: Path) -> str:
        """The id of the note that a file belongs to, its JSON or its Markdown, with what the Markdown says read in.

        Raises InputError when it is no note.
        """
        file = output.json_of(path)
        read_note(file)
        id = self.store.open_draft(file)
        self.read_in(id)
        return id

    def open_all(self, path: Path) -> tuple[str, ...]:
        """`open`, with the notes that were split off this one. Raises InputError, also for one that was joined."""
        id = self.open(path)
        parts = self.store.parts(id)
        if self.store.state(parts[0]) is State.JOINED:
            raise InputError(f"{self.name(id)}: became part of another note of the same visit. Give that one.")
        return parts

    def read_in(self, id: str) -> Trouble | None:
        """Take in what a person changed in the Markdown file, and bring the file up to date."""
        trouble = self._troubles[id] = self._files.read_in(id, self.by)
        if trouble is None:
            self.publish(id)
        self._markdown[id] = stamp_of(self.store.path(id), self.store.part(id))
        return self._troubles[id]

    def known(self, listed: Listed) -> bool:
        """Whether this version was looked at, and its Markdown file read in, as they are now."""
        read = self._markdown.get(listed.note) == stamp_of(listed.path, listed.part)
        return read and self._looking.known(listed)

    def trouble(self, id: str) -> Trouble | None:
        """What stood between the Markdown file and the newest version when they were last looked at."""
        return self._troubles.get(id)

    # --- looking --------------------------------------------------------------------

    def look(self, listed: Listed) -> Case:
        """A version with its client and payer, checked by itself, so that it is known. Raises InputError or
        SettingsError."""
        return self._looking.seen(listed).look.case

    def visits(self, id: str, folder: Path | None = None) -> tuple[Listed, ...]:
        """The notes of the same client below a folder, null for the note's own, with this one among them, the newest
        first. Another one that cannot be checked is left out, so that it stands in nobody's way."""
        path = self.store.path(id)
        listed = of_same_client(id, in_order(self.store.listed(folder or (path.parent if path else None))))
        return tuple(each for each in listed if each.note == id or self._sound(each)) or self._listed((id,))

    def _sound(self, listed: Listed) -> bool:
        try:
            self.look(listed)
        except (InputError, SettingsError):
            return False
        return True

    def case(self, id: str) -> Case:
        """The newest version with its client and payer. Raises InputError or SettingsError."""
        (listed,) = self._listed((id,))
        return self.look(listed)

    def check(self, ids: Iterable[str]) -> dict[str, Report]:
        """What the check finds in the newest version of each note, looked at together."""
        return self.reports(self._listed(ids))

    def reports(self, notes: Sequence[Listed]) -> dict[str, Report]:
        """`check` for notes that were listed."""
        filed = self.store.filed_recordings()
        return {
            each.note: replace(report, findings=(*self._about_files(each, filed), *report.findings))
            for each, report in zip(notes, self._looking.reports(notes), strict=True)
        }

    def open_findings(self, notes: Sequence[Listed]) -> dict[str, tuple[Finding, ...]]:
        """What the check finds in each note and nobody answered yet, looked at together."""
        return {
            each.note: tuple(f for f in report.findings if f.key not in self._looking.seen(each).answered)
            for each, report in zip(notes, self.reports(notes).values(), strict=True)
        }

    def readiness(self, id: str, folder: Path | None = None) -> Readiness:
        """What stands between the newest version and its filing, seen with the `visits` of its client."""
        content = self.store.current(id).content
        lacking = gaps(self.case(id), content.get("confirmed", {}), self._signature)
        if self._troubles.get(id) is Trouble.CONFLICT:
            lacking = (Gap(f"{_TROUBLES[Trouble.CONFLICT]} {self.office.guide[Trouble.CONFLICT].do}"), *lacking)
        told = {gap.about for gap in lacking}
        found = self.open_findings(self.visits(id, folder))[id]
        blocking = [f for f in found if f.level is Level.BLOCKS and f.id != Trouble.CONFLICT]
        return Readiness(lacking, tuple(finding for finding in blocking if finding.about not in told))

    def _listed(self, ids: Iterable[str]) -> tuple[Listed, ...]:
        listed = {each.note: each for each in self.store.listed()}
        return tuple(listed[id] for id in dict.fromkeys(ids))

    def name(self, id: str) -> str:
        """How a note is called in a message."""
        return called(self.store.path(id), self.store.part(id))

    def _about_files(self, listed: Listed, filed: Mapping[str, Sequence[tuple[str, str]]]) -> list[Finding]:
        """Findings about the note's files, which the check of its content cannot know. `filed` are the filed notes of
        each recording, and when each was filed."""
        found = []
        if trouble := self._troubles.get(listed.note):
            found.append(self._finding(trouble.value, _TROUBLES[trouble], "markdown"))
        if self.store.draft_changed(listed):
            found.append(self._finding("draft_changed", _DRAFT_CHANGED))
        if at := self._filed_before(listed, filed):
            found.append(self._finding("filed_before", f"The note of this recording was filed on {at[:10]}."))
        return found

    def _finding(self, id: str, message: str, about: str | None = None) -> Finding:
        advice = self.office.guide[id]
        return Finding(id, advice.level, message, advice.do, about)

    def _filed_before(self, listed: Listed, filed: Mapping[str, Sequence[tuple[str, str]]]) -> str | None:
        """When another note of the same recording was filed, unless the two were split from each other."""
        for sha256 in self._looking.seen(listed).recordings & filed.keys():
            for note, at in filed[sha256]:
                split = listed.path is not None and self.store.path(note) == listed.path
                if note != listed.note and not split:
                    return at
        return None

    def history(self, id: str) -> tuple[tuple[Version, tuple[str, ...]], ...]:
        """Every version with what changed since the one before."""
        versions = self.store.versions(id)
        words = self.office.vocabulary
        changed = ((), *(changes(one.content, two.content, words) for one, two in pairwise(versions)))
        return tuple(zip(versions, changed, strict=True))

    def conflict(self, id: str) -> tuple[str, ...]:
        """What the Markdown file says otherwise than the newest version, where both were changed; else nothing."""
        if self._troubles.get(id) is not Trouble.CONFLICT:
            return ()
        said, current = self._files.said(id), self.store.current(id).content
        return changes(current, said, self.office.vocabulary) or ("It says the same as the newest version.",)

    # --- changing -------------------------------------------------------------------

    def revise(self, id: str, on: int, edit: str, /, **values: Any) -> Version:
        """The next version after one edit (scribe/revising) of version `on`.

        The Markdown file is not touched: call `publish` when the work pauses. Raises RevisionError, StoreConflict when
        `on` is not the newest.
        """
        content = self._reviser.revise(self.store.version(id, on).content, edit, **values)
        return self.store.save(id, content, on, self.by)

    def split(self, id: str, on: int, stretches: Sequence[Evidence]) -> tuple[Version, Version]:
        """Two notes of a recording that holds two clients: this one keeps what is left, a new one has the `stretches`
        of the transcript. Raises RevisionError, StoreConflict."""
        first, second = self._reviser.split(self.store.version(id, on).content, stretches, self._read)
        return self.store.split(id, on, first, second, self.by)

    def join(self, id: str, on: int, other: str, other_on: int) -> Version:
        """One note of two recordings of one visit; `other` becomes part of this one. Raises RevisionError,
        StoreConflict."""
        contents = self.store.version(id, on).content, self.store.version(other, other_on).content
        return self.store.join(id, on, other, other_on, self._reviser.join(*contents, self._read), self.by)

    def publish(self, id: str) -> bool:
        """Bring the Markdown file up to the newest version. False where a person changed it since, or where it cannot
        be written: the version itself is safe, and the check says so."""
        try:
            written = self._files.write(id)
            self._markdown[id] = stamp_of(self.store.path(id), self.store.part(id)) if written else None
            return written
        except OutputError:
            self._troubles[id] = Trouble.UNWRITTEN
            return False

    def keep(self, id: str, markdown: bool) -> Version:
        """Settle a conflict: what the Markdown file says holds from now on, or else the newest version. The other one
        stays in the history."""
        if markdown:
            self._files.take_markdown(id, self.by)
        else:
            self._files.keep_version(id)
        self.read_in(id)
        return self.store.current(id)

    # --- filing ---------------------------------------------------------------------

    def file(self, id: str, on: int, folder: Path | None = None) -> Filed:
        """File version `on` as the record, unless the Markdown file says otherwise by now; it is seen with the `visits`
        of its client. Raises NotReady, StoreConflict, StoreError when it is filed already."""
        self.read_in(id)
        if self.store.filed(id) is None and not (readiness := self.readiness(id, folder)).ready:
            raise NotReady(readiness)
        answers = self.store.version(id, on).content.get("answers", {})
        answered = [
            {"id": finding.id, "message": finding.message, "reason": answers[finding.key]}
            for finding in self.reports(self.visits(id, folder))[id].findings
            if finding.key in answers
        ]
        filed = self.store.file(id, on, self._signature, answered)
        self.publish(id)
        return filed

    def add(self, id: str, text: str) -> Addendum:
        """An addendum to a filed note. Raises StoreError."""
        return self.store.add(id, text, self._signature)
