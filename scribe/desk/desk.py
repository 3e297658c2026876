"""What can be done with notes: open, look at, change, file, add to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from scribe import output
from scribe.desk.files import Files, Trouble
from scribe.desk.retention import Retention
from scribe.errors import InputError, OutputError, StoreError
from scribe.filing import Office, Report
from scribe.filing.case import Case, Finding
from scribe.filing.readiness import Gap, gaps
from scribe.filing.reading import note_of, read_note
from scribe.practice import Practice
from scribe.records import Evidence, Level
from scribe.revising import Read, Reviser, changes
from scribe.store import Addendum, Filed, State, Store, Version, sources

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
        self._troubles: dict[str, Trouble | None] = {}

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
        return self._troubles[id]

    def trouble(self, id: str) -> Trouble | None:
        """What stood between the Markdown file and the newest version when they were last looked at."""
        return self._troubles.get(id)

    # --- looking --------------------------------------------------------------------

    def case(self, id: str) -> Case:
        """The newest version with its client and payer. Raises InputError or SettingsError."""
        name = self.name(id)
        return self.office.case(name, note_of(self.store.current(id).content, name))

    def check(self, ids: Iterable[str]) -> dict[str, Report]:
        """What the check finds in the newest version of each note, looked at together."""
        named = {id: self.name(id) for id in dict.fromkeys(ids)}
        notes = {name: note_of(self.store.current(id).content, name) for id, name in named.items()}
        reports = self.office.check(notes)
        return {
            id: replace(report, findings=(*self._about_files(id), *report.findings))
            for id, report in zip(named, reports, strict=True)
        }

    def readiness(self, id: str) -> Readiness:
        """What stands between the newest version and its filing."""
        content = self.store.current(id).content
        lacking = gaps(self.case(id), content.get("confirmed", {}), self._signature)
        if self._troubles.get(id) is Trouble.CONFLICT:
            lacking = (Gap(f"{_TROUBLES[Trouble.CONFLICT]} {self.office.guide[Trouble.CONFLICT].do}"), *lacking)
        told, answers = {gap.about for gap in lacking}, content.get("answers", {})
        blocking = [f for f in self.check((id,))[id].findings if f.level is Level.BLOCKS and f.id != Trouble.CONFLICT]
        return Readiness(lacking, tuple(f for f in blocking if f.key not in answers and f.about not in told))

    def name(self, id: str) -> str:
        """How a note is called in a message: its file, and which part it is of a note that was split."""
        path, part = self.store.path(id), self.store.part(id)
        return (output.shown(path) if path else "a note that was moved") + (f" (part {part})" if part > 1 else "")

    def _about_files(self, id: str) -> list[Finding]:
        """Findings about the note's files, which the check of its content cannot know."""
        found = []
        if trouble := self._troubles.get(id):
            found.append(self._finding(trouble.value, _TROUBLES[trouble]))
        if self.store.draft_changed(id):
            found.append(self._finding("draft_changed", _DRAFT_CHANGED))
        if other := self._filed_before(id):
            found.append(self._finding("filed_before", f"The note of this recording was filed on {other.at[:10]}."))
        return found

    def _finding(self, id: str, message: str) -> Finding:
        advice = self.office.guide[id]
        return Finding(id, advice.level, message, advice.do)

    def _filed_before(self, id: str) -> Filed | None:
        """Another note of the same recording that is filed, unless the two were split from each other."""
        recordings = {source["sha256"] for source in sources(self.store.current(id).content)}
        path = self.store.path(id)
        for filed in self.store.all_filed():
            split = path is not None and self.store.path(filed.note) == path
            if filed.note != id and not split and recordings & set(filed.record["recordings"]):
                return filed
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
            return self._files.write(id)
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

    def file(self, id: str, on: int) -> Filed:
        """File version `on` as the record, unless the Markdown file says otherwise by now. Raises NotReady,
        StoreConflict, StoreError when it is filed already."""
        self.read_in(id)
        if self.store.filed(id) is None and not (readiness := self.readiness(id)).ready:
            raise NotReady(readiness)
        answers = self.store.version(id, on).content.get("answers", {})
        answered = [
            {"id": finding.id, "message": finding.message, "reason": answers[finding.key]}
            for finding in self.check((id,))[id].findings
            if finding.key in answers
        ]
        filed = self.store.file(id, on, self._signature, answered)
        self.publish(id)
        return filed

    def add(self, id: str, text: str) -> Addendum:
        """An addendum to a filed note. Raises StoreError."""
        return self.store.add(id, text, self._signature)
