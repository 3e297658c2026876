"""A note's JSON file becomes a `Note` again, read strictly, for what looks at a note after it was written.

The JSON holds less than the records: statements and clock times are not in it, nor where a complaint or an outcome was
said. Fields that a person or another program added are passed over.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from scribe.errors import InputError
from scribe.note_json import SCHEMA_VERSION
from scribe.records import Billing, Evidence, Evidences, Facts, Flag, MadeBy, Note, Session, Soap, Source, Transcript

T = TypeVar("T")
Json = dict[str, Any]
_FACTS = (
    "pain",
    "treatments",
    "mentions",
    "not_worked",
    "range_of_motion",
    "follow_up",
    "home_care",
    "diagnoses",
    "repairs",
)


def read_note(path: Path) -> Note:
    """The note of a JSON file. Raises InputError with the file and the place of what is wrong."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror}). Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name}: is not JSON. Give a note that ends in .note.json.") from error
    return note_of(content, path.name)


def note_of(content: Any, file: str, *, timed: bool = True) -> Note:
    """The note of a JSON file's content, or of a version; without `timed` it lacks the times of the words, which only
    a player needs and which are the most of it. Raises InputError with `file` and the place."""
    if not isinstance(content, dict) or "schema_version" not in content:
        raise InputError(f"{file}: is not a note of scribe. Give a note that ends in .note.json.")
    if content["schema_version"] != SCHEMA_VERSION:
        raise InputError(f"{file}: schema_version: is not {SCHEMA_VERSION}. Make the note again with this scribe.")
    return _Reader(file, content).note(timed)


def facts_of(content: Json) -> Facts:
    """The facts of a version alone. Raises InputError as `note_of` does, for "the note"."""
    return _Reader("the note", content).facts()


def flags_of(content: Json) -> tuple[Flag, ...]:
    """The flags of a version alone."""
    return _Reader("the note", content).flags()


@functools.cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Built once for each shape: building takes far longer than reading."""
    return TypeAdapter(shape)


class _Reader:
    def __init__(self, file: str, content: Mapping[str, Any]) -> None:
        self._file = file
        self._content = content

    def note(self, timed: bool) -> Note:
        source = self._valid(("source",), Source)
        self._dated("source: recorded_at", (source.recorded_at or "")[:10] or None)
        note = Note(
            made_by=self._valid(("made_by",), MadeBy),
            source=source,
            transcript=self._valid(("transcript",), Transcript, None if timed else _untimed),
            facts=self.facts(),
            soap=self._valid(("soap",), Soap),
            unused_speech=self._stretches("unused_speech"),
            billing=self._valid(("billing",), Billing, _billing),
            flags=self.flags(),
        )
        for number, line in enumerate(note.billing.lines):
            if line.units < 0:
                raise self._wrong(f"billing: lines: {number}: units", "is less than nothing")
            for index in (*line.treatments, *line.left_out):
                if not 0 <= index < len(note.facts.treatments):
                    raise self._wrong(f"billing: lines: {number}", f"there is no treatment {index}")
        return note

    def facts(self) -> Facts:
        facts = self._valid((), Facts, lambda content: {name: content[name] for name in _FACTS if name in content})
        facts = replace(facts, set_aside=self._stretches("set_aside"))
        for number, block in enumerate(facts.treatments):
            if block.minutes is not None and not 0 <= block.minutes <= 24 * 60:
                raise self._wrong(f"treatments: {number}: minutes", "is not a number of minutes of one day")
        session = self._valid(("session",), Session, _session)
        self._dated("session: date", session.date)
        return replace(facts, session=session)

    def flags(self) -> tuple[Flag, ...]:
        return self._valid(("flags",), tuple[Flag, ...])

    def _dated(self, place: str, said: str | None) -> None:
        try:
            datetime.date.fromisoformat(said or "2000-01-01")
        except ValueError as error:
            raise self._wrong(place, "is no day written as YYYY-MM-DD") from error

    def _stretches(self, name: str) -> Evidences:
        return tuple(Evidence(e["start"], e["end"]) for each in self._content.get(name, ()) for e in each["evidence"])

    def _valid(self, way: tuple[str, ...], shape: type[T], change: Any = None) -> T:
        raw: Any = self._content
        for key in way:
            if key not in raw:
                raise self._wrong(": ".join(way), "is missing")
            raw = raw[key]
        try:
            read: T = _adapter(cast(Any, shape)).validate_python(change(raw) if change else raw)
            return read
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ": ".join(str(step) for step in (*way, *first["loc"]))
            raise self._wrong(place, first["msg"]) from error
        except (TypeError, KeyError, AttributeError) as error:
            raise self._wrong(": ".join(way) or "note", "has another shape than a note's") from error

    def _wrong(self, place: str, what: str) -> InputError:
        return InputError(f"{self._file}: {place}: {what}. Correct it there, or make the note again.")


def _untimed(raw: Json) -> Json:
    return {"text": raw["text"]}


def _session(raw: Json) -> Json:
    evidence = raw.get("evidence", {})
    return {**raw, **{f"{name}_evidence": evidence.get(name, ()) for name in ("client", "date", "minutes")}}


def _billing(raw: Json) -> Json:
    other = raw["other_rule"]
    return {**raw, "other_rule": other["rule"], "other_lines": other["lines"]}
