"""Lines, units and flags of a note whose facts were changed, counted anew."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, replace

from scribe import checks
from scribe.billing import Tables, for_payer, propose
from scribe.billing.reasons import in_units
from scribe.clients import Clients
from scribe.filing.reading import facts_of, flags_of
from scribe.note_json import Quote, billing_dict, flag_dicts
from scribe.records import Evidences, FlagId, LineStatus
from scribe.revising.content import FACTS, THERAPIST, Json
from scribe.vocabulary import Vocabulary

_MENDED_BY = {FlagId.OUTCOME_MISSING: "assessment", FlagId.COMPLAINT_MISSING: "subjective"}
"""The section in which a sentence of the therapist's own mends what the dictation lacked."""


_QUOTED = ("session", *FACTS, "follow_up", "flags")
"""What lines and flags quote from."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What lines are counted with. `rule` overrides the payer's counting rule, null does not."""

    vocabulary: Vocabulary
    tables: Tables
    clients: Clients
    rule: str | None = None

    def count(self, content: Json) -> None:
        """Count lines, units and flags of the content anew, in place.

        Raises SettingsError when the note's payer has no profile any more.
        """
        written = flags_of(content)
        heard = tuple(flag for flag in written if flag.id in checks.HEARD)
        facts = replace(facts_of(content), flags=heard)
        payer, session = content["billing"]["payer"], facts.session
        client = self.clients.match(session.client).client
        known = client.diagnoses if client else ()
        said = session.date or (content["source"].get("recorded_at") or "")[:10]
        billing, raised = propose(
            facts,
            self.vocabulary,
            self.tables,
            self.rule,
            payer=payer,
            known=known,
            day=datetime.date.fromisoformat(said) if said else None,
        )
        lacks = [
            flag
            for flag in checks.review_again(facts, written, self.vocabulary, self.tables)
            if flag.id not in _MENDED_BY or not _own_sentence(content, _MENDED_BY[flag.id])
        ]
        flags = checks.in_order([*for_payer([*heard, *lacks], self.tables, payer), *raised])
        quote = _quotes(content)
        content["billing"] = json.loads(json.dumps(billing_dict(billing, quote)))
        content["flags"] = json.loads(json.dumps(flag_dicts(flags, quote)))
        spoken = [each.code for each in facts.diagnoses if each.code]
        codes = list(dict.fromkeys([*spoken, *(each.code for each in known)]))
        for code, wanted in content.get("by_hand", {}).items():
            _by_hand(content["billing"]["lines"], code, wanted, codes)


def _by_hand(lines: list[Json], code: str, wanted: Json, diagnoses: list[str]) -> None:
    """A line as the therapist wants it; one of no units goes, one that nothing stands for is added and points to the
    `diagnoses` as all lines do."""
    line = next((each for each in lines if each["code"] == code), None)
    units = wanted.get("units")
    if units == 0:
        lines[:] = [each for each in lines if each is not line]
        return
    if line is None and units is None:
        return  # modifiers of a line that is not counted any more
    if line is None:
        line = {
            "code": code,
            "units": 0,
            "minutes": 0,
            "modifiers": [],
            "status": LineStatus.PROPOSED.value,
            "treatments": [],
            "left_out": [],
            "alternatives": [],
            "diagnoses": diagnoses,
            "reasons": [],
            "evidence": [],
        }
        lines.append(line)
    counted = line["units"]
    if units is not None:
        line["status"] = LineStatus.PROPOSED.value
        if units != counted:
            line["reasons"] = [*line["reasons"], f"The therapist set {in_units(units)}; counted: {counted}."]
    line.update(wanted, origin=THERAPIST)


def _own_sentence(content: Json, section: str) -> bool:
    return any(sentence["origin"] == THERAPIST for sentence in content["soap"][section])


def _quotes(content: Json) -> Quote:
    """Evidence with its words, from what the content holds already: a long transcript is not read again."""
    known: dict[tuple[int, int], Json] = {}

    def gather(value: object) -> None:
        if isinstance(value, dict):
            if "start" in value and "end" in value and "text" in value:
                known[value["start"], value["end"]] = value
            for inner in value.values():
                gather(inner)
        elif isinstance(value, list):
            for inner in value:
                gather(inner)

    gather([content.get(name) for name in _QUOTED])
    text = content["transcript"]["text"]

    def quote(evidence: Evidences) -> list[Json]:
        return [
            known.get((e.start, e.end)) or {"start": e.start, "end": e.end, "text": text[e.start : e.end]}
            for e in evidence
        ]

    return quote
