"""What lies before the therapist: the notes of a folder, the store, and what the check says of each.

The routes of app.py ask it and it asks the store: it is where an edit becomes a version. One desk, one thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scribe import render
from scribe.errors import RevisionError, StoreConflict
from scribe.filing import Office
from scribe.filing.reading import note_of
from scribe.records import Note
from scribe.revising import Reviser
from scribe.store import Listed, State, Store, Version
from scribe.web import bodymap, sheet
from scribe.web.actions import steps, told
from scribe.web.chart import Chart, Visit, chart
from scribe.web.listing import LEVELS, Seen, day_of, in_order, listing
from scribe.web.sound import Recordings
from scribe.web.transcript import paragraphs

PARTS = ("bar", "head", "soap", "unused", "tables", "body", "visits", "findings", "lines", "filing")
"""What is drawn anew after an edit, each from its template in `templates/review/parts/`."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change gave: the newest version, and perhaps words for the therapist."""

    version: Version
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The open notes. `by` is who makes the versions. What it remembers is only what can be read again."""

    folder: Path
    store: Store
    office: Office
    reviser: Reviser
    recordings: Recordings
    by: str
    _templates: dict[str, Any] = field(default_factory=dict)
    _seen: Seen = field(default_factory=dict)
    _visits_read: dict[str, tuple[int, Note]] = field(default_factory=dict)

    # --- pages ----------------------------------------------------------------------

    def list_page(self) -> str:
        found = listing(self.store, self.folder, self._seen)
        return self._drawn(
            "list", days=found.days, summary=found.summary, problems=found.problems, levels=LEVELS, retention=""
        )

    def note_page(self, id: str) -> str:
        version = self.store.current(id)
        order = [each.note for each in in_order(self.store, self.folder)]
        at = order.index(id) if id in order else None
        return self._drawn(
            "note",
            **self._context(version),
            paragraphs=paragraphs(version.content),
            cuts=version.content["transcript"].get("cut", ()),
            sound=self._sound(version),
            previous_id=order[at - 1] if at else None,
            next_id=order[at + 1] if at is not None and at + 1 < len(order) else None,
        )

    def parts(self, version: Version) -> dict[str, str]:
        """The parts of a note's page, by name."""
        context = self._context(version)
        return {name: self._drawn(f"parts/{name}", **context) for name in PARTS}

    # --- changes ----------------------------------------------------------------------

    def edit(self, id: str, on: int, asked: Mapping[str, Any]) -> Done:
        """An edit of version `on` becomes the next version.

        Raises StoreConflict when `on` is not the newest, RevisionError when the note cannot take it.
        """
        content = self._version(id, on).content
        wanted = steps(asked, content, self.office.vocabulary)
        made = content
        for name, values in wanted:
            made = self.reviser.revise(made, name, **values)
        words = told(wanted[0], content, self.office.vocabulary) if asked.get("kind") == "body" else None
        return Done(self.store.save(id, made, on, self.by), words)

    def undo(self, id: str, on: int) -> Done:
        """The content before the last change becomes the next version; undoing again goes further back.

        A version that is equal to the one before the last is itself an undo, and takes both off.
        """
        self._version(id, on)
        before: list[Version] = []
        for version in self.store.versions(id):
            if len(before) > 1 and version.content == before[-2].content:
                before.pop()
            else:
                before.append(version)
        if len(before) < 2:
            raise RevisionError("Nothing is left to undo: this is the draft.")
        return Done(self.store.save(id, before[-2].content, on, self.by), "Undone.")

    def reviewed(self, id: str, on: int) -> Done:
        self.store.mark_reviewed(id, on)
        return Done(self.store.current(id))

    def _version(self, id: str, on: int) -> Version:
        """The newest version, which must be `on`."""
        version = self.store.current(id)
        if version.number != on:
            raise StoreConflict("This note was changed in another window.")
        return version

    # --- what a note's templates are given --------------------------------------------

    def _context(self, version: Version) -> dict[str, Any]:
        content, vocabulary = version.content, self.office.vocabulary
        state = self.store.state(version.note)
        visits = self._visits(version)
        findings = sheet.shown(self._findings(version, visits), content)
        head = sheet.head(content)
        return {
            "note": {
                "id": version.note,
                "number": version.number,
                "state": state.value,
                "title": head.client or content["source"]["file"],
                "file": content["source"]["file"],
                "seconds": content["source"]["duration_seconds"],
            },
            "locked": state is State.FILED,
            "content": content,
            "head": head,
            "clients": [client.name for client in self.office.clients.all],
            "sections": sheet.SECTIONS,
            "areas": vocabulary.areas,
            "techniques": {id: technique.name for id, technique in vocabulary.techniques.items()},
            "area_options": self._options("areas"),
            "technique_options": self._options("techniques"),
            "bases": sheet.BASES,
            "score": sheet.score,
            "work": sheet.work_names(content, vocabulary),
            "figures": bodymap.figures(content, vocabulary),
            "body": bodymap.body(),
            "kinds": sheet.KINDS,
            "chart": self._chart(version, head, visits),
            "findings": findings,
            "open_findings": sum(not each.answer for each in findings),
            "statuses": sheet.STATUSES,
            "words": self.office.tables.words,
        }

    def _findings(self, version: Version, visits: Sequence[Listed]) -> Sequence[Any]:
        """What `scribe check` finds in the newest version, together with the other visits of the client."""
        notes = {version.note: note_of(version.content, version.content["source"]["file"])}
        for listed in visits:
            notes[listed.note] = self._visit_note(listed)
        return self.office.check(notes)[0].findings

    def _visit_note(self, listed: Listed) -> Note:
        """Another visit's note; read again only when it has changed."""
        number, note = self._visits_read.get(listed.note, (-1, None))
        if note is None or number != listed.number:
            note = note_of(self.store.current(listed.note).content, listed.file)
            self._visits_read[listed.note] = listed.number, note
        return note

    def _visits(self, version: Version) -> tuple[Listed, ...]:
        """The other notes of the same client."""
        client = version.content["session"]["client"]
        if not client:
            return ()
        return tuple(
            each
            for each in self.store.listed(self.folder)
            if each.client
            and each.client.casefold() == client.casefold()
            and each.note != version.note
            and each.state is not State.JOINED
        )

    def _chart(self, version: Version, head: sheet.Head, others: Sequence[Listed]) -> Chart | None:
        visits = []
        for listed in others:
            content = self.store.current(listed.note).content
            if day := sheet.day(day_of(listed)):
                visits.append(_visit(content, day, listed.units, here=False))
        day = sheet.day(head.date)
        if not visits or day is None:
            return None
        units = sum(line["units"] for line in version.content["billing"]["lines"])
        return chart([*visits, _visit(version.content, day, units, here=True)])

    def _sound(self, version: Version) -> str:
        """Whether there is something to hear: `here`, `missing`, or `typed`."""
        if version.content["source"]["duration_seconds"] is None:
            return "typed"
        return "here" if self.recording(version) else "missing"

    def recording(self, version: Version) -> Path | None:
        source = version.content["source"]
        return self.recordings.find(source["file"], source["sha256"], self.store.path(version.note).parent)

    def _options(self, kind: str) -> str:
        """The options of a pick-list as HTML; written once, as every row has them."""
        if kind not in self._templates:
            groups = sheet.area_groups if kind == "areas" else sheet.technique_groups
            self._templates[kind] = self._drawn("options", groups=groups(self.office.vocabulary))
        return str(self._templates[kind])

    def _drawn(self, name: str, **context: Any) -> str:
        if name not in self._templates:
            self._templates[name] = render.page(f"review/{name}.html")
        return str(self._templates[name].render(**context))


def _visit(content: Mapping[str, Any], day: Any, units: int, *, here: bool) -> Visit:
    return Visit(day, sheet.highest(content, "before"), sheet.highest(content, "after"), units, here)
