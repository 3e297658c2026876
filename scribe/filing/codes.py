"""Procedure and diagnosis codes, on the lines as they would be filed."""

from __future__ import annotations

from collections.abc import Iterator

from scribe.billing.diagnoses import doubts
from scribe.billing.terms import outdated
from scribe.filing.case import Case, Finding
from scribe.filing.speech import said
from scribe.records import Level


def codes_valid(case: Case) -> Iterator[Finding]:
    """Codes that no claim of the day, or no massage therapist, or not this payer, may have."""
    covered = case.profile.codes_covered.value
    for number, line in case.billed:
        about, code = f"billing/lines/{number}", case.tables.codes.get(line.code)
        if code is None:
            yield case.find("code_unknown", f"{line.code} stands in no table.", about, line.evidence)
            continue
        if not code.valid_on(case.day):
            yield case.find("code_not_valid", outdated(code), about, line.evidence)
        elif code.for_massage and code.for_massage.value == "never":
            yield case.find("code_outside_profession", f"{line.code} ({code.words}).", about, line.evidence)
        if covered is not None and not case.profile.stop and line.code not in covered:
            message = f"{line.code} is not among the codes on file for this payer."
            yield case.find("code_not_covered", message, about, line.evidence)
        if code.medicare_code and case.profile.unit_caps.value == "mue":
            message = f"{line.code} is not taken here: Medicare-style payers want {code.medicare_code.value}."
            yield case.find("medicare_code", message, about, line.evidence)


def code_doubtful(case: Case) -> Iterator[Finding]:
    """The words beside a billed code are those of another kind of work."""
    mistaken = case.tables.settings.wording.mistaken
    for number, line in case.billed:
        if line.code in mistaken and (found := said(case, mistaken[line.code], line.evidence)):
            message = f"{line.code} is {case.tables.codes[line.code].words}, and the words speak of other work."
            yield case.find("code_doubtful", message, f"billing/lines/{number}", found)


def technique_does_not_fit(case: Case) -> Iterator[Finding]:
    """A block whose code is none of those that its techniques belong to."""
    for number, block in enumerate(case.note.facts.treatments):
        known = case.vocabulary.techniques
        own = {known[name].code for name in block.techniques if name in known}
        if block.techniques and block.code not in own and not (block.code is None and None in own):
            message = f"The techniques of block {number + 1} belong to {_listed(own)}, and its code is {block.code}."
            yield case.find("technique_does_not_fit", message, f"treatments/{number}", block.evidence)


def _listed(codes: set[str | None]) -> str:
    return " or ".join(sorted(code or "no code" for code in codes)) or "no code"


def diagnoses(case: Case) -> Iterator[Finding]:
    """What a check asks of the codes beyond what the note already says of them."""
    spoken = {diagnosis.code: diagnosis for diagnosis in case.note.facts.diagnoses if diagnosis.code}
    on_file = [each.code for each in case.client.diagnoses] if case.client else []
    codes = tuple(dict.fromkeys([*spoken, *on_file]))
    facts, data = case.note.facts, case.tables.diagnoses
    ids = {"region": "diagnosis_place", "seventh_character": "seventh_character"}
    for doubt in doubts(codes, facts, case.vocabulary, data, case.day):
        if not doubt.in_notes:
            evidence = [place for code in doubt.codes if code in spoken for place in spoken[code].evidence]
            yield case.find(ids[doubt.kind], doubt.message, "diagnoses", evidence)
    for number, line in case.billed:
        if codes and not line.diagnoses:
            message = f"{line.code} points to no diagnosis, and the note or the clients file has one."
            yield case.find("diagnosis_pointer_missing", message, f"billing/lines/{number}")


def wellness_wording(case: Case) -> Iterator[Finding]:
    """Wellness words, for a payer that pays for what is medically needed, where nothing stands against them."""
    facts = case.note.facts
    diagnosed = any(diagnosis.code for diagnosis in facts.diagnoses) or bool(case.client and case.client.diagnoses)
    if not case.profile.medical_necessity.value or (case.measured and diagnosed):
        return
    if found := said(case, case.tables.settings.wording.wellness):
        message = "The dictation speaks of wellness, and this payer pays for what is medically needed."
        yield case.find("wellness_wording", message, None, found, Level.WARNS)


CHECKS = (codes_valid, code_doubtful, technique_does_not_fit, diagnoses, wellness_wording)
