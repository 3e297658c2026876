"""The note as a FHIR R4 document: a Bundle that begins with a Composition, checked with the models of fhir.resources.

The models are those of R4B (4.3.0), which left every resource used here as R4 (4.0.1) has it. Text is given where no
code was said: areas have no SNOMED codes here, and a procedure code stands without the AMA's text.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from scribe.errors import ExportError
from scribe.export import wording
from scribe.export.document import Document, Pain, Work
from scribe.records import Section

Json = dict[str, Any]

_SPACE = uuid.UUID("6f6b9a0e-8f0c-4f43-9a3e-3f2f8f6c2d51")
"""Makes the same identifiers from the same note in every export."""

_LOINC, _CPT, _UCUM = "http://loinc.org", "http://www.ama-assn.org/go/cpt", "http://unitsofmeasure.org"
_NPI = "http://hl7.org/fhir/sid/us-npi"
_IDENTIFIERS = "http://terminology.hl7.org/CodeSystem/v2-0203"
_AUTHORS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_SIGNED = ("signed", "http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion", "LA")
_DICTATED = ("dictated, not signed", "http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE")

_SECTIONS = {
    Section.SUBJECTIVE: "61150-9",
    Section.OBJECTIVE: "61149-1",
    Section.ASSESSMENT: "51848-0",
    Section.PLAN: "18776-5",
}
"""LOINC codes of the sections of a note."""

_NOTE, _PAIN = "11506-3", "72514-3"
"""LOINC: a progress note; pain severity from 0 to 10 as reported."""


def write(document: Document, at: datetime.datetime) -> bytes:
    """The Bundle as JSON. `at` is the moment of the export. Raises ExportError when the note has no author or client:
    a document of FHIR must name them."""
    if not document.signature.name:
        raise ExportError("a FHIR document names its author. Set the name under [signature] in the settings.")
    if not document.client:
        raise ExportError("a FHIR document names its client, and this note has none. Name the client first.")
    bundle = _Writer(document, at).bundle()
    try:
        checked = Bundle.model_validate(bundle)
    except ValidationError as error:
        # The library's message quotes the note.
        place = ".".join(str(step) for step in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise ExportError(f"would be no valid FHIR document at {place}. Export it in another form.") from None
    return (json.dumps(json.loads(checked.model_dump_json()), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


class _Writer:
    def __init__(self, document: Document, at: datetime.datetime) -> None:
        self._document = document
        self._at = at.isoformat(timespec="seconds")
        self._final = document.filing is not None
        self._day = document.day if document.day_said else None
        self._of = ":".join((*document.recordings, document.filing.seal if document.filing else "draft"))

    def bundle(self) -> Json:
        entries = [self._composition(), self._patient(), self._practitioner()]
        if self._document.practice.name:
            entries.append(self._organization())
        entries += [*self._procedures(), *self._pain(), self._provenance()]
        return {
            "resourceType": "Bundle",
            "identifier": {"system": "urn:ietf:rfc:3986", "value": self._url("Bundle")},
            "type": "document",
            "timestamp": self._at,
            "entry": [{"fullUrl": f"urn:uuid:{entry['id']}", "resource": entry} for entry in entries],
        }

    # --- who names whom ----------------------------------------------------------

    def _id(self, name: str) -> str:
        return str(uuid.uuid5(_SPACE, f"{self._of}:{name}"))

    def _url(self, name: str) -> str:
        return f"urn:uuid:{self._id(name)}"

    def _to(self, name: str) -> Json:
        return {"reference": self._url(name)}

    # --- the resources -----------------------------------------------------------

    def _composition(self) -> Json:
        filing, practice = self._document.filing, self._document.practice
        made: Json = {
            "resourceType": "Composition",
            "id": self._id("Composition"),
            "status": "amended" if filing and filing.addenda else "final" if filing else "preliminary",
            "type": _concept("Progress note", _LOINC, _NOTE),
            "subject": self._to("Patient"),
            "date": filing.at if filing else self._at,
            "author": [self._to("Practitioner")],
            "title": wording.TITLE if filing else f"{wording.TITLE}. {wording.banner(self._document)}",
            "section": [*self._sections(), self._services(), *self._addenda()],
        }
        if self._day:
            made["event"] = [{"period": {"start": self._day, "end": self._day}}]
        if filing:
            made["attester"] = [{"mode": "legal", "time": filing.at, "party": self._to("Practitioner")}]
        if practice.name:
            made["custodian"] = self._to("Organization")
        return made

    def _sections(self) -> Iterator[Json]:
        work = [self._to(f"Procedure/{number}") for number in range(len(self._document.work))]
        pain = [self._to(f"Observation/{number}") for number, _ in enumerate(self._scores())]
        held = {Section.OBJECTIVE: work, Section.ASSESSMENT: pain}
        for section, heading in wording.HEADINGS.items():
            texts = self._document.sections[section] or (wording.EMPTY,)
            made = {"title": heading, "code": _concept(heading, _LOINC, _SECTIONS[section]), "text": _narrative(texts)}
            yield {**made, "entry": held[section]} if held.get(section) else made

    def _services(self) -> Json:
        rows = wording.lines_table(self._document)
        texts = [
            ", ".join(f"{name} {cell}" for name, cell in zip(rows[0], row, strict=True) if cell) for row in rows[1:]
        ]
        return {"title": wording.lines_heading(self._document), "text": _narrative(texts or ["None."])}

    def _addenda(self) -> Iterator[Json]:
        for addendum in self._document.filing.addenda if self._document.filing else ():
            yield {"title": wording.addendum_heading(addendum), "text": _narrative([wording.added(addendum)])}

    def _patient(self) -> Json:
        made: Json = {
            "resourceType": "Patient",
            "id": self._id("Patient"),
            "name": [{"text": self._document.client}],
        }
        client = self._document.on_file
        if client and client.birth_date:
            made["birthDate"] = client.birth_date.isoformat()
        if client and client.member_id:
            made["identifier"] = [{"type": _concept("Member number", _IDENTIFIERS, "MB"), "value": client.member_id}]
        return made

    def _practitioner(self) -> Json:
        signs, npi = self._document.signature, self._document.practice.npi
        made: Json = {
            "resourceType": "Practitioner",
            "id": self._id("Practitioner"),
            "name": [{"text": signs.name}],
        }
        if npi:
            made["identifier"] = [{"system": _NPI, "value": npi}]
        if signs.credential or signs.licence:
            licence = [{"type": _concept("Licence", _IDENTIFIERS, "LN"), "value": signs.licence}]
            held: Json = {"code": {"text": signs.credential or "licence"}}
            made["qualification"] = [{**held, "identifier": licence} if signs.licence else held]
        return made

    def _organization(self) -> Json:
        practice = self._document.practice
        made: Json = {"resourceType": "Organization", "id": self._id("Organization"), "name": practice.name}
        ways = (("phone", practice.phone), ("email", practice.email))
        if told := [{"system": system, "value": value} for system, value in ways if value]:
            made["telecom"] = told
        if practice.address:
            made["address"] = [{"text": ", ".join(practice.address), "line": list(practice.address)}]
        return made

    def _procedures(self) -> Iterator[Json]:
        for number, work in enumerate(self._document.work):
            made: Json = {
                "resourceType": "Procedure",
                "id": self._id(f"Procedure/{number}"),
                "status": "completed",
                "code": _work(work),
                "subject": self._to("Patient"),
                "performer": [{"actor": self._to("Practitioner")}],
            }
            if self._day:
                made["performedDateTime"] = self._day
            if work.places:
                made["bodySite"] = [{"text": place} for place in work.places]
            if work.minutes is not None:
                made["note"] = [{"text": wording.length(work)}]
            yield made

    def _scores(self) -> Iterator[tuple[Pain, str, Any]]:
        """Every score that was said, one by one: its place, when it was had, the score."""
        for pain in self._document.pain:
            for when, score in (("before the session", pain.before), ("after the session", pain.after)):
                if score is not None:
                    yield pain, when, score

    def _pain(self) -> Iterator[Json]:
        for number, (pain, when, score) in enumerate(self._scores()):
            made: Json = {
                "resourceType": "Observation",
                "id": self._id(f"Observation/{number}"),
                "status": "final" if self._final else "preliminary",
                "code": _concept(f"Pain from 0 to 10, {pain.place}, {when}", _LOINC, _PAIN),
                "subject": self._to("Patient"),
                "performer": [self._to("Practitioner")],
                "bodySite": {"text": pain.place},
            }
            if self._day:
                made["effectiveDateTime"] = self._day
            if isinstance(score, tuple):
                made["valueRange"] = {"low": _quantity(score[0]), "high": _quantity(score[1])}
            else:
                made["valueQuantity"] = _quantity(score)
            yield made

    def _provenance(self) -> Json:
        """From which recordings the document came, and who stands for it."""
        filing = self._document.filing
        recordings = [
            {"role": "source", "what": {"identifier": {"value": digest}, "display": "SHA-256 of the recording"}}
            for digest in self._document.recordings
        ]
        made: Json = {
            "resourceType": "Provenance",
            "id": self._id("Provenance"),
            "target": [self._to("Composition")],
            "recorded": filing.at if filing else self._at,
            "activity": _concept(*(_SIGNED if filing else _DICTATED)),
            "agent": [{"type": _concept("Author", _AUTHORS, "author"), "who": self._to("Practitioner")}],
        }
        return {**made, "entity": recordings} if recordings else made


def _concept(text: str, system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _work(work: Work) -> Json:
    text = ", ".join(work.techniques) or "hands-on work, technique not stated"
    return _concept(text, _CPT, work.code) if work.code else {"text": text}


def _quantity(value: float) -> Json:
    return {"value": value, "unit": "of 10", "system": _UCUM, "code": "{score}"}


def _narrative(texts: Any) -> Json:
    told = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{told}</div>'}
