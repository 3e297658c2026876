"""What the page shows and what is done on it: between the routes of app.py and the desk, one thread for all."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from scribe import billing, export, render
from scribe.desk import Desk, NotReady
from scribe.desk.visits import day_of
from scribe.errors import InputError, RevisionError, StoreConflict
from scribe.filing import Office
from scribe.practice import Practice
from scribe.records import Evidence
from scribe.revising import changes
from scribe.store import Listed, State, Version, sources
from scribe.web import bodymap, sheet
from scribe.web.actions import steps, told
from scribe.web.chart import Chart, Visit, chart
from scribe.web.listing import LEVELS, Lister
from scribe.web.sound import Recordings
from scribe.web.transcript import paragraphs, recording_of

PARTS = ("bar", "conflict", "head", "soap", "unused", "tables", "body", "visits", "findings", "lines", "filing")
"""What is drawn anew after an edit, each from its template in `templates/review/parts/`."""


FORMS = {"pdf": "PDF", "docx": "Word", "superbill": "Superbill", "html": "Web page", "md": "Markdown", "fhir": "FHIR"}
"""The forms in which a note can be given out, as the page calls them."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change gave: the newest version, perhaps words for the therapist, perhaps a place to go to."""

    version: Version
    told: str | None = None
    jump: str | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """The notes of `folder` on `desk`. What it remembers is only what can be read again."""

    folder: Path
    desk: Desk
    practice: Practice
    recordings: Recordings
    lister: Lister
    _templates: dict[str, Any] = field(default_factory=dict)
    _unpublished: set[str] = field(default_factory=set)

    @property
    def office(self) -> Office:
        return self.desk.office

    # --- pages ----------------------------------------------------------------------

    def list_page(self) -> str:
        problems = self.lister.take_in()
        if self.lister.looked:  # the first look loads what takes seconds, and the first list does not wait for it
            self.lister.look([each.note for each in self.lister.notes()])
        found = self.lister.listing()
        return self._drawn("list", days=found.days, summary=found.summary, problems=problems, levels=LEVELS)

    def looked_at(self, wanted: Collection[str]) -> tuple[dict[str, str], str | None]:
        """Rows of the list that were still to be looked at, as far as they are now; with the last of them the sentence
        above the list."""
        self.lister.look(wanted)
        rows = self.lister.rows(wanted).values()
        drawn = {row.id: self._drawn("parts/row", row=row, levels=LEVELS) for row in rows if not row.unseen}
        return drawn, None if any(row.unseen for row in rows) else self.lister.listing().summary

    def note_page(self, id: str) -> str:
        """A note, with what was changed in its Markdown file since."""
        problem = ""
        try:
            self.desk.read_in(id)
        except InputError as error:
            problem = str(error)
        version = self.desk.store.current(id)
        content, listed = version.content, self.lister.notes()
        order = [each.note for each in listed]
        at = order.index(id) if id in order else None
        return self._drawn(
            "note",
            **self._context(version),
            paragraphs=paragraphs(content),
            cuts=content["transcript"].get("cut", ()),
            problem=problem,
            aside=" ".join(
                f"{e['start']}-{e['end']}" for each in content.get("set_aside", ()) for e in each["evidence"]
            ),
            joinable=_joinable(id, listed) if at is not None else [],
            sound=self._sound(version),
            previous_id=order[at - 1] if at else None,
            next_id=order[at + 1] if at is not None and at + 1 < len(order) else None,
        )

    def changes(self, id: str) -> str:
        """What a person changed since the draft, as a part of the note's page."""
        store = self.desk.store
        draft, newest = store.version(id, 0), store.current(id)
        found = changes(draft.content, newest.content, self.office.vocabulary)
        return self._drawn("parts/changes", changes=found, version=newest)

    def problem_page(self, message: str) -> str:
        return self._drawn("problem", message=message)

    def parts(self, version: Version) -> dict[str, str]:
        """The parts of a note's page, by name."""
        context = self._context(version)
        return {name: self._drawn(f"parts/{name}", **context) for name in PARTS}

    # --- changes ----------------------------------------------------------------------

    def edit(self, id: str, on: int, asked: Mapping[str, Any]) -> Done:
        """An edit of version `on` becomes the next version.

        Raises StoreConflict when `on` is not the newest, RevisionError when the note cannot take it.
        """
        version = before = self._version(id, on)
        wanted = steps(asked, before.content, self.office.vocabulary)
        for name, values in wanted:
            version = self.desk.revise(id, version.number, name, **values)
        self._unpublished.add(id)
        words = told(wanted[0], before.content, self.office.vocabulary) if asked.get("kind") == "body" else None
        return Done(version, words)

    def undo(self, id: str, on: int) -> Done:
        """The content before the last change becomes the next version; undoing again goes further back.

        A version that is equal to the one before the last is itself an undo, and takes both off.
        """
        self._version(id, on)
        before: list[Version] = []
        for version in self.desk.store.versions(id):
            if len(before) > 1 and version.content == before[-2].content:
                before.pop()
            else:
                before.append(version)
        if len(before) < 2:
            raise RevisionError("Nothing is left to undo: this is the draft.")
        self._unpublished.add(id)
        return Done(self.desk.store.save(id, before[-2].content, on, self.desk.by), "Undone.")

    def reviewed(self, id: str, on: int) -> Done:
        self.desk.store.mark_reviewed(id, on)
        return Done(self.desk.store.current(id))

    def publish(self) -> None:
        """Bring the Markdown files of changed notes up to date; one that a person changed meanwhile is told of by the
        note's next answer. Raises StoreError."""
        while self._unpublished:
            id = self._unpublished.pop()
            if not self.desk.publish(id):
                with suppress(InputError):  # told when the note is opened
                    self.desk.read_in(id)

    def keep(self, id: str, on: int, which: str) -> Done:
        """Settle a note that was changed on the page and in its Markdown file: `page` or `markdown` holds."""
        self._version(id, on)
        if which not in ("page", "markdown") or not self._conflict(id):
            raise RevisionError("There is nothing to choose between any more. Load the page again.")
        return Done(self.desk.keep(id, markdown=which == "markdown"))

    def file(self, id: str, on: int) -> Done:
        """The note becomes the record; or the first thing that it lacks is told, and where."""
        version = self._version(id, on)
        try:
            self.desk.file(id, on, self.folder)
        except NotReady as error:
            places = [*(gap.about for gap in error.readiness.gaps), *(f.about for f in error.readiness.findings)]
            return Done(version, str(error), places[0] or "")
        return Done(version, "Filed.")

    def split(self, id: str, on: int, places: str) -> Done:
        """The words at `places` ("12-40 60-75") become a note of their own: they are another client's."""
        try:
            found = [Evidence(int(start), int(end)) for start, end in (place.split("-") for place in places.split())]
        except ValueError as error:
            raise RevisionError("Mark the words of the other client in the transcript.") from error
        self._unpublished.add(id)
        return Done(self.desk.split(id, on, found)[0])

    def join(self, id: str, on: int, other: str, other_on: int) -> Done:
        """The note `other` of the same visit becomes part of this one."""
        self._unpublished.add(id)
        return Done(self.desk.join(id, on, other, other_on))

    def add(self, id: str, text: str) -> Done:
        self.desk.add(id, text)
        return Done(self.desk.store.current(id), "The addendum is signed and kept with the note.")

    def exported(self, id: str, form: str) -> tuple[str, bytes]:
        """A note as a file of a form of `export.ENDINGS`, and what to call it. Raises ExportError."""
        store, office = self.desk.store, self.office
        words = export.Stationery(self.practice, office.vocabulary, billing.spoken(office.tables))
        document = export.of_note(store, id, words, office.clients)
        content = export.write(document, form, datetime.datetime.now().astimezone())
        path = store.path(id)
        name = path.name.removesuffix(".note.json") if path else "note"
        return f"{name}{'' if document.filing else '.draft'}{export.ENDINGS[form]}", content

    def _version(self, id: str, on: int) -> Version:
        """The newest version, which must be `on`."""
        version = self.desk.store.current(id)
        if version.number != on:
            raise StoreConflict("This note was changed in another window.")
        return version

    # --- what a note's templates are given --------------------------------------------

    def _context(self, version: Version) -> dict[str, Any]:
        content, vocabulary = version.content, self.office.vocabulary
        state = self.desk.store.state(version.note)
        visits = self.desk.visits(version.note, self.folder)
        findings = sheet.shown(self.desk.reports(visits)[version.note].findings, content)
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
            "score": bodymap.score,
            "recording_of": partial(recording_of, content),
            "work": sheet.work_names(content, vocabulary),
            "figures": bodymap.figures(content, vocabulary),
            "body": bodymap.body(),
            "kinds": sheet.KINDS,
            "chart": self._chart(version.note, visits),
            "conflict": self._conflict(version.note),
            "findings": findings,
            "open_findings": sum(not each.answer for each in findings),
            "statuses": sheet.STATUSES,
            "by_hand": content.get("by_hand", {}),
            "taken_out": sheet.taken_out(content),
            "code_options": sheet.code_options(content, self.office.tables),
            "words": billing.spoken(self.office.tables),
            "filed": self.desk.store.filed(version.note),
            "retention": self.desk.retention.notice(version.note),
            "retention_days": self.practice.recording_days,
            "addenda": self.desk.store.addenda(version.note),
            "signer": self.practice.signature,
            "forms": FORMS,
        }

    def _conflict(self, id: str) -> tuple[str, ...]:
        """What the Markdown file says otherwise, where both were changed."""
        try:
            return self.desk.conflict(id)
        except InputError as error:
            return (str(error),)

    def _chart(self, note: str, visits: Sequence[Listed]) -> Chart | None:
        """The visits of a client whose days are known, one of which is this note."""
        drawn = []
        for each in visits:
            if day := sheet.day(day_of(each)):
                pain = self.desk.look(each).note.facts.pain
                before, after = sheet.highest(p.before for p in pain), sheet.highest(p.after for p in pain)
                drawn.append(Visit(day, before, after, each.units, each.note == note))
        return chart(drawn) if any(visit.here for visit in drawn) else None

    def _sound(self, version: Version) -> str:
        """Whether there is something to hear: `here`, `missing`, or `typed`."""
        if version.content["source"]["duration_seconds"] is None:
            return "typed"
        return "here" if self.recording(version.note) else "missing"

    def recording(self, id: str, number: int = 0) -> Path | None:
        """The file of a note's recording; a joined note has several, of which this is the one of that number."""
        found = sources(self.desk.store.current(id).content)
        if number >= len(found):
            return None
        path = self.desk.store.path(id)
        beside = path.parent if path else self.folder
        return self.recordings.find(found[number]["file"], found[number]["sha256"], beside)

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


def _joinable(note: str, listed: Sequence[Listed]) -> list[Listed]:
    """Other notes that could be of the same visit: of the same day, and naming no other client."""
    (here,) = (each for each in listed if each.note == note)

    def fits(each: Listed) -> bool:
        names = {name.casefold() for name in (each.client, here.client) if name}
        return day_of(each) == day_of(here) and len(names) < 2 and each.state is not State.FILED

    return [each for each in listed if each.note != note and fits(each)]
