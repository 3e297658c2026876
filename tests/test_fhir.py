"""The FHIR document: valid by the library's models, whole in its references, and saying no more than the note."""

import json
import uuid
from dataclasses import replace

import pytest
from exports import AT, DANA, FILING, draft, filed
from fhir.resources.R4B.bundle import Bundle

from scribe.errors import ExportError
from scribe.export import write


def bundle(document):
    raw = write(document, "fhir", AT)
    checked = Bundle.model_validate_json(raw)
    assert json.loads(checked.model_dump_json()) == json.loads(raw)
    return json.loads(raw)


def resources(document, kind):
    return [entry["resource"] for entry in bundle(document)["entry"] if entry["resource"]["resourceType"] == kind]


def one(document, kind):
    (found,) = resources(document, kind)
    return found


def references(part):
    if isinstance(part, dict):
        if "reference" in part:
            yield part["reference"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_it_is_a_document_that_begins_with_its_composition():
    made = bundle(filed())
    assert made["type"] == "document"
    assert made["identifier"]["value"].startswith("urn:uuid:")
    assert made["timestamp"]
    assert made["entry"][0]["resource"]["resourceType"] == "Composition"
    kinds = {entry["resource"]["resourceType"] for entry in made["entry"]}
    assert kinds == {"Composition", "Patient", "Practitioner", "Organization", "Procedure", "Observation", "Provenance"}


@pytest.mark.parametrize("of", [draft, filed])
def test_every_reference_leads_to_an_entry_and_every_entry_is_told_apart(of):
    made = bundle(of())
    places = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(places)) == len(places)
    assert set(references(made)) <= set(places)
    for entry in made["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{uuid.UUID(entry['resource']['id'])}"


def test_the_sections_are_those_of_the_note_with_their_codes():
    sections = one(filed(), "Composition")["section"]
    assert [(each["title"], each.get("code", {}).get("coding", [{}])[0].get("code")) for each in sections] == [
        ("Subjective", "61150-9"),
        ("Objective", "61149-1"),
        ("Assessment", "51848-0"),
        ("Plan", "18776-5"),
        ("Services", None),
        ("Addendum of 2026-11-29", None),
    ]


def test_a_draft_is_preliminary_and_attested_by_nobody():
    composition = one(draft(), "Composition")
    assert composition["status"] == "preliminary"
    assert "Draft" in composition["title"]
    assert "attester" not in composition
    assert {each["status"] for each in resources(draft(), "Observation")} == {"preliminary"}
    assert one(draft(), "Provenance")["activity"]["coding"][0]["code"] == "CREATE"


def test_a_filed_note_is_final_or_amended_and_attested():
    alone = replace(filed(), filing=replace(FILING, addenda=()))
    assert one(alone, "Composition")["status"] == "final"
    composition = one(filed(), "Composition")
    assert composition["status"] == "amended"
    assert composition["attester"][0]["time"] == composition["date"] == FILING.at
    assert one(filed(), "Provenance")["activity"]["coding"][0]["code"] == "LA"


def test_who_it_was_and_who_signs():
    patient, practitioner = one(filed(), "Patient"), one(filed(), "Practitioner")
    assert patient["name"] == [{"text": "Dana Reyes-Núñez"}]
    assert patient["birthDate"] == "1980-02-03"
    assert patient["identifier"][0]["value"] == "W123"
    assert practitioner["identifier"] == [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}]
    assert practitioner["qualification"][0]["code"]["text"] == "LMT"
    assert practitioner["qualification"][0]["identifier"][0]["value"] == "OR 24817"


def test_what_was_done_with_its_code_place_and_minutes():
    done = one(filed(), "Procedure")
    assert done["status"] == "completed"
    assert done["code"] == {
        "coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97140"}],
        "text": "myofascial release",
    }
    assert done["bodySite"] == [{"text": "left shoulder"}]
    assert done["note"] == [{"text": "20 minutes"}]
    assert done["performedDateTime"] == "2026-03-14"


def changed(**fields):
    def edit(note):
        note["treatments"][0].update(fields)

    return one(draft(edit=edit), "Procedure")


def test_minutes_and_codes_are_as_sure_as_they_were_said():
    assert changed(minutes_basis="approximate")["note"] == [{"text": "about 20 minutes"}]
    assert changed(minutes_basis="inferred")["note"] == [{"text": "20 minutes, worked out"}]
    assert "note" not in changed(minutes=None, minutes_basis=None)
    assert changed(code=None, techniques=["cupping"])["code"] == {"text": "cupping"}


def scored(before, after):
    def edit(note):
        note["pain"][0].update(before=before, after=after)

    return resources(draft(edit=edit), "Observation")


def test_pain_is_what_was_said_and_no_more():
    (before,) = scored([6, 7], None)
    assert before["code"]["coding"] == [{"system": "http://loinc.org", "code": "72514-3"}]
    assert before["code"]["text"] == "Pain from 0 to 10, left shoulder, before the session"
    assert (before["valueRange"]["low"]["value"], before["valueRange"]["high"]["value"]) == (6, 7)
    (after,) = scored(None, 0)
    assert after["valueQuantity"]["value"] == 0
    assert "after the session" in after["code"]["text"]
    assert [each["valueQuantity"]["value"] for each in scored(6.5, 3)] == [6.5, 3]
    assert scored(None, None) == []


def test_a_day_that_nobody_said_is_no_date():
    def unsaid(note):
        note["session"]["date"] = None
        note["source"]["recorded_at"] = "2026-03-15T10:15:00"

    made = json.dumps(bundle(draft(edit=unsaid)))
    assert "performedDateTime" not in made and "effectiveDateTime" not in made and "2026-03-15" not in made


def test_provenance_names_the_recording_by_its_digest_alone():
    (entity,) = one(filed(), "Provenance")["entity"]
    assert entity["what"]["identifier"]["value"] == "f" * 64


def test_without_a_client_there_is_no_document():
    def unnamed(note):
        note["session"]["client"] = None

    with pytest.raises(ExportError, match="names its client"):
        write(draft(client=None, edit=unnamed), "fhir", AT)
    assert one(draft(client=DANA, edit=unnamed), "Patient")
