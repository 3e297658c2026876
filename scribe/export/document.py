"""What leaves: the one place where a note becomes a `Document`, which every format writes and nothing else.

The transcript, unused speech, speech about other clients, evidence, doubts' words and what made the note never get
here, so no format can let them out. What is put in is the note's JSON (docs/note-json.md) or a filed record
(docs/review.md), already read strictly by whoever calls.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scribe.errors import ExportError
from scribe.practice import Practice, Signature
from scribe.records import AreaSide, Basis, Client, FlagId, Level, LineStatus, Score, Section, Side
from scribe.vocabulary import Vocabulary

Json = Mapping[str, Any]

DRAFT = "Draft"

STATUS = {
    LineStatus.PROPOSED: "proposed",
    LineStatus.NEEDS_INFO: "minutes needed",
    LineStatus.BLOCKED: "not billable as dictated",
}


@dataclass(frozen=True, slots=True)
class Pain:
    """A place, as a note writes it, and its scores from 0 to 10."""

    place: str
    before: Score | None
    after: Score | None


@dataclass(frozen=True, slots=True)
class Work:
    """A block of performed work: techniques and places as a note writes them."""

    techniques: tuple[str, ...]
    places: tuple[str, ...]
    minutes: float | None
    basis: Basis | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A billing line. `fee` is dollars for one unit, null where the settings have none."""

    code: str
    service: str
    minutes: float
    units: int
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    status: LineStatus
    fee: Decimal | None

    @property
    def charge(self) -> Decimal | None:
        return None if self.fee is None else self.fee * self.units


@dataclass(frozen=True, slots=True)
class Addendum:
    """What was added to a filed note later. `at` is ISO 8601 with an offset."""

    text: str
    at: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class Filing:
    """When a note was filed (ISO 8601 with an offset), the seal of its record, and what was added since."""

    at: str
    seal: str
    addenda: tuple[Addendum, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A note as others may see it.

    `client` is the name on file, else as said; `day` the day of service (YYYY-MM-DD), which `day_said` tells from the
    day of the recording. `on_file` null is a client who is not on file; `filing` null is a draft, `signature` is then
    who will sign. `payer` is the profile's identifier. `open` counts the doubts of a draft by level. `recordings` are
    SHA-256 digests.
    """

    practice: Practice
    client: str | None
    on_file: Client | None
    day: str | None
    day_said: bool
    minutes: float | None
    payer: str
    sections: Mapping[Section, tuple[str, ...]]
    pain: tuple[Pain, ...]
    work: tuple[Work, ...]
    lines: tuple[Line, ...]
    diagnoses: tuple[str, ...]
    recordings: tuple[str, ...]
    signature: Signature
    filing: Filing | None
    open: Mapping[Level, int]

    @property
    def billed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.units > 0)

    @property
    def state(self) -> str:
        """`Draft`, or `Filed` with the day."""
        return f"Filed {self.filing.at[:10]}" if self.filing else DRAFT


@dataclass(frozen=True, slots=True)
class Stationery:
    """What all exports have in common. `words` are the codes in our own words."""

    practice: Practice
    vocabulary: Vocabulary
    words: Mapping[str, str]


def of_draft(content: Json, stationery: Stationery, on_file: Client | None) -> Document:
    """The document of a version that is not filed. `on_file` is the client of its spoken name, null for nobody.

    Raises ExportError when the note may hold what was said about another client.
    """
    _of_one_client(content)
    session, recorded = content["session"], (content["source"]["recorded_at"] or "")[:10]
    sources = content.get("sources") or [content["source"]]
    return _document(
        content,
        content,
        stationery,
        on_file,
        known=tuple(each.code for each in on_file.diagnoses) if on_file else (),
        client=session["client"],
        day=session["date"] or recorded or None,
        day_said=bool(session["date"]),
        minutes=session["minutes"],
        recordings=tuple(source["sha256"] for source in sources),
        signature=stationery.practice.signature,
        filing=None,
        open={
            level: sum(flag["level"] == level and not _answered(flag, content) for flag in content["flags"])
            for level in Level
        },
    )


def of_filed(record: Json, filing: Filing, stationery: Stationery, on_file: Client | None) -> Document:
    """The document of a filed record. What the record says holds, whatever the settings say today."""
    return _document(
        record,
        record["facts"],
        stationery,
        on_file,
        client=record["client"],
        day=record["date"],
        day_said=True,
        minutes=record["minutes"],
        recordings=tuple(record["recordings"]),
        signature=Signature(**record["signature"]),
        filing=filing,
        open=dict.fromkeys(Level, 0),
    )


def _document(
    note: Json,
    facts: Json,
    stationery: Stationery,
    on_file: Client | None,
    client: str | None,
    known: Sequence[str] = (),
    **rest: Any,
) -> Document:
    """`known` are codes of the clients file that may stand beside those of the note."""
    lines = tuple(_line(line, stationery) for line in note["billing"]["lines"])
    spoken = [each["code"] for each in facts["diagnoses"] if each["code"]]
    pointed = [code for line in lines for code in line.diagnoses]
    return Document(
        practice=stationery.practice,
        client=clean(on_file.name if on_file else client or "") or None,
        on_file=on_file,
        payer=note["billing"]["payer"],
        sections={section: tuple(_sentences(note["soap"][section])) for section in Section},
        pain=tuple(_pain(each, stationery.vocabulary) for each in facts["pain"]),
        work=tuple(_work(block, stationery.vocabulary) for block in facts["treatments"]),
        lines=lines,
        diagnoses=tuple(dict.fromkeys([*spoken, *pointed, *known])),
        **rest,
    )


def clean(text: str) -> str:
    """Text that any format can hold: one line, composed letters, no control characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text))
    return " ".join(plain.split())


def _sentences(sentences: Sequence[Json]) -> Iterator[str]:
    for sentence in sentences:
        if text := clean(sentence["text"]):
            yield text


def _line(line: Json, stationery: Stationery) -> Line:
    return Line(
        code=line["code"],
        service=stationery.words.get(line["code"], ""),
        minutes=line["minutes"],
        units=line["units"],
        modifiers=tuple(line["modifiers"]),
        diagnoses=tuple(line["diagnoses"]),
        status=LineStatus(line["status"]),
        fee=stationery.practice.fees.get(line["code"]),
    )


def _pain(pain: Json, vocabulary: Vocabulary) -> Pain:
    before, after = (tuple(end) if isinstance(end, list) else end for end in (pain["before"], pain["after"]))
    return Pain(_place(pain, vocabulary), before, after)


def _work(block: Json, vocabulary: Vocabulary) -> Work:
    return Work(
        techniques=tuple(vocabulary.technique_name(technique) for technique in block["techniques"]),
        places=tuple(_place(area, vocabulary) for area in block["areas"]),
        minutes=block["minutes"],
        basis=Basis(block["minutes_basis"]) if block["minutes_basis"] else None,
        code=block["code"],
    )


def _place(area: Json, vocabulary: Vocabulary) -> str:
    return vocabulary.spoken(AreaSide(area["area"], Side(area["side"]) if area["side"] else None))


def _answered(flag: Json, content: Json) -> bool:
    """Whether a person answered the doubt: answers stand under the id, the place and a digest of the message."""
    place = f"{flag['id']} {flag['about'] or 'note'} "
    return any(key.startswith(place) for key in content.get("answers", {}))


# --- nothing about another client ----------------------------------------------


def _of_one_client(content: Json) -> None:
    """Refuse a note that may hold what was said about somebody else, until a person has looked."""
    if any(flag["id"] == FlagId.SEVERAL_CLIENTS and not _answered(flag, content) for flag in content["flags"]):
        raise ExportError(
            "the recording seems to hold two clients, so nothing leaves. Split it or take out what belongs to another "
            "client, or answer that finding, and export again."
        )
    apart = [(place["start"], place["end"]) for each in content.get("set_aside", ()) for place in each["evidence"]]
    sentences = [sentence for section in Section for sentence in content["soap"][section]]
    for fact in (*sentences, *content["treatments"], *content["pain"], *content["diagnoses"]):
        if fact.get("origin") != "therapist" and any(
            place["start"] < end and start < place["end"] for place in fact["evidence"] for start, end in apart
        ):
            raise ExportError(
                "a sentence or a fact of it rests on words that were set aside as said about another client, so "
                "nothing leaves. Correct it and export again."
            )
