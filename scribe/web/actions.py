"""What a field or a click of the page means, as edits of `revising`: texts of a form become values, a click on the body
map becomes an area added, taken away, or given its side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scribe.errors import RevisionError
from scribe.records import AreaSide, Side
from scribe.vocabulary import Vocabulary

Json = Mapping[str, Any]
Step = tuple[str, dict[str, Any]]
"""The name of an edit and its values."""

_RANGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:(?:-|to|\u2013)\s*(\d+(?:\.\d+)?)\s*)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """An edit as the page sent it: everything in it is text, or is not there."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise RevisionError("This window and scribe do not agree. Load the page again.")
        return value

    def index(self, name: str) -> int:
        value = self.text(name)
        if not value.isdecimal() or len(value) > 6:
            raise RevisionError("This window and scribe do not agree. Load the page again.")
        return int(value)

    def number(self, name: str) -> float | None:
        """A number that was written; nothing written is not known."""
        value = self.text(name).strip().replace(",", ".")
        if not value:
            return None
        try:
            return float(value)
        except ValueError as error:
            raise RevisionError("That is no number. Write it in digits.") from error

    def side(self, name: str) -> str | None:
        return self.text(name) or None

    def score(self, name: str) -> Any:
        """One number or two with a dash between them; nothing written is not said."""
        value = self.text(name)
        if not value.strip():
            return None
        if not (found := _RANGE.fullmatch(value)):
            raise RevisionError("A score is a number from 0 to 10, or two such as 6-7.")
        low, high = found.groups()
        return (float(low), float(high)) if high else float(low)


def steps(asked: Json, content: Json, vocabulary: Vocabulary) -> list[Step]:
    """The edits that a field or click asks for. Raises RevisionError."""
    fields = Asked(asked)
    kind = fields.text("kind")
    if kind == "body":
        return [_body(fields, content, vocabulary)]
    if kind not in _KINDS:
        raise RevisionError("This window and scribe do not agree. Load the page again.")
    try:
        return list(_KINDS[kind](fields, content))
    except IndexError as error:
        raise RevisionError("That is not in the note any more. Look at its newest version.") from error


def _sentence(asked: Asked, content: Json) -> Iterator[Step]:
    yield (
        "set_sentence",
        {"section": asked.text("section"), "index": asked.index("index"), "text": asked.text("value")},
    )


def _sentence_add(asked: Asked, content: Json) -> Iterator[Step]:
    yield "add_sentence", {"section": asked.text("section"), "text": asked.text("value")}


def _sentence_remove(asked: Asked, content: Json) -> Iterator[Step]:
    yield "remove_sentence", {"section": asked.text("section"), "index": asked.index("index")}


def _sentence_move(asked: Asked, content: Json) -> Iterator[Step]:
    at = asked.index("at") if "at" in asked.fields else None
    values = {"section": asked.text("section"), "index": asked.index("index"), "to": asked.text("to"), "to_index": at}
    yield "move_sentence", values


def _take(asked: Asked, content: Json) -> Iterator[Step]:
    yield "use_speech", {"stretch": asked.index("index"), "section": asked.text("section")}


def _minutes(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_minutes", {"treatment": asked.index("treatment"), "minutes": asked.number("value")}


def _technique_add(asked: Asked, content: Json) -> Iterator[Step]:
    number = asked.index("treatment")
    techniques = (*content["treatments"][number]["techniques"], asked.text("technique"))
    yield "set_techniques", {"treatment": number, "techniques": techniques}


def _technique_remove(asked: Asked, content: Json) -> Iterator[Step]:
    number, gone = asked.index("treatment"), asked.text("technique")
    techniques = tuple(name for name in content["treatments"][number]["techniques"] if name != gone)
    yield "set_techniques", {"treatment": number, "techniques": techniques}


def _area_add(asked: Asked, content: Json) -> Iterator[Step]:
    yield "add_area", {"treatment": asked.index("treatment"), "area": asked.text("area")}


def _area_side(asked: Asked, content: Json) -> Iterator[Step]:
    number, index = asked.index("treatment"), asked.index("index")
    area = content["treatments"][number]["areas"][index]["area"]
    yield "set_area", {"treatment": number, "index": index, "area": area, "side": asked.side("side")}


def _area_remove(asked: Asked, content: Json) -> Iterator[Step]:
    yield "remove_area", {"treatment": asked.index("treatment"), "index": asked.index("index")}


def _treatment_add(asked: Asked, content: Json) -> Iterator[Step]:
    yield "add_treatment", {"techniques": (asked.text("technique"),)}


def _treatment_remove(asked: Asked, content: Json) -> Iterator[Step]:
    yield "remove_treatment", {"treatment": asked.index("treatment")}


def _pain(content: Json, index: int) -> dict[str, Any]:
    entry = content["pain"][index]
    scores = {when: tuple(s) if isinstance(s := entry[when], list) else s for when in ("before", "after")}
    return {"index": index, "area": entry["area"], "side": entry["side"], **scores}


def _pain_side(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_pain", {**_pain(content, asked.index("index")), "side": asked.side("side")}


def _pain_score(asked: Asked, content: Json) -> Iterator[Step]:
    when = asked.text("when")
    if when not in ("before", "after"):
        raise RevisionError("This window and scribe do not agree. Load the page again.")
    yield "set_pain", {**_pain(content, asked.index("index")), when: asked.score("value")}


def _pain_add(asked: Asked, content: Json) -> Iterator[Step]:
    yield "add_pain", {"area": asked.text("area")}


def _pain_remove(asked: Asked, content: Json) -> Iterator[Step]:
    yield "remove_pain", {"index": asked.index("index")}


def _line_units(asked: Asked, content: Json) -> Iterator[Step]:
    if (units := asked.number("value")) is None:
        raise RevisionError("Write how many units, or take the line out.")
    yield "set_line", {"code": asked.text("code"), "units": units}


def _line_modifiers(asked: Asked, content: Json) -> Iterator[Step]:
    """Modifiers with blanks or commas between them, in any letters."""
    yield (
        "set_line",
        {
            "code": asked.text("code"),
            "modifiers": tuple(asked.text("value").upper().replace(",", " ").split()),
        },
    )


def _line_add(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_line", {"code": asked.text("code"), "units": 1}


def _line_remove(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_line", {"code": asked.text("code"), "units": 0}


def _line_reset(asked: Asked, content: Json) -> Iterator[Step]:
    yield "reset_line", {"code": asked.text("code")}


def _diagnosis_add(asked: Asked, content: Json) -> Iterator[Step]:
    yield "add_diagnosis", {"code": asked.text("value")}


def _diagnosis_remove(asked: Asked, content: Json) -> Iterator[Step]:
    yield "remove_diagnosis", {"index": asked.index("index")}


def _client(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_client", {"name": asked.text("value")}


def _date(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_date", {"date": asked.text("value")}


def _session_minutes(asked: Asked, content: Json) -> Iterator[Step]:
    yield "set_session_minutes", {"minutes": asked.number("value")}


def _confirm(asked: Asked, content: Json) -> Iterator[Step]:
    yield "confirm_client", {}
    yield "confirm_date", {}


def _answer(asked: Asked, content: Json) -> Iterator[Step]:
    finding, reason = asked.text("finding"), asked.text("reason")
    if reason.strip():
        yield "answer", {"finding": finding, "reason": reason}
    else:
        yield "take_answer_back", {"finding": finding}


_KINDS: Mapping[str, Callable[[Asked, Json], Iterator[Step]]] = {
    "answer": _answer,
    "area_add": _area_add,
    "area_remove": _area_remove,
    "area_side": _area_side,
    "client": _client,
    "confirm": _confirm,
    "date": _date,
    "diagnosis_add": _diagnosis_add,
    "diagnosis_remove": _diagnosis_remove,
    "line_add": _line_add,
    "line_modifiers": _line_modifiers,
    "line_remove": _line_remove,
    "line_reset": _line_reset,
    "line_units": _line_units,
    "minutes": _minutes,
    "pain_add": _pain_add,
    "pain_remove": _pain_remove,
    "pain_score": _pain_score,
    "pain_side": _pain_side,
    "sentence": _sentence,
    "sentence_add": _sentence_add,
    "sentence_move": _sentence_move,
    "sentence_remove": _sentence_remove,
    "session_minutes": _session_minutes,
    "take": _take,
    "technique_add": _technique_add,
    "technique_remove": _technique_remove,
    "treatment_add": _treatment_add,
    "treatment_remove": _treatment_remove,
}


# --- the body map ----------------------------------------------------------------


def _body(asked: Asked, content: Json, vocabulary: Vocabulary) -> Step:
    """A click on one half of an area: it is added to the chosen block, taken from the block that has it, or gets the
    side that was not said."""
    area, clicked, chosen = asked.text("area"), asked.text("side"), asked.index("treatment")
    if area not in vocabulary.areas or clicked not in ("left", "right"):
        raise RevisionError("This window and scribe do not agree. Load the page again.")
    paired = vocabulary.areas[area].paired
    held = _holding(content, area, chosen)
    for number, index, side in held:
        values = {"treatment": number, "index": index}
        if not paired or side == clicked:
            return "remove_area", values
        if side is None:
            return "set_area", {**values, "area": area, "side": clicked}
        if side == Side.BILATERAL:
            return "set_area", {**values, "area": area, "side": _other(clicked)}
    for number, index, _ in held:
        if number == chosen:
            return "set_area", {"treatment": number, "index": index, "area": area, "side": Side.BILATERAL.value}
    return "add_area", {"treatment": chosen, "area": area, "side": clicked if paired else None}


def _holding(content: Json, area: str, chosen: int) -> list[tuple[int, int, str | None]]:
    """Where an area stands: block, place in it and side; the chosen block first."""
    found = [
        (number, index, each["side"])
        for number, block in enumerate(content["treatments"])
        for index, each in enumerate(block["areas"])
        if each["area"] == area
    ]
    return sorted(found, key=lambda place: place[0] != chosen)


def _other(side: str) -> str:
    return (Side.RIGHT if side == Side.LEFT else Side.LEFT).value


def told(step: Step, content: Json, vocabulary: Vocabulary) -> str | None:
    """What an edit of the body map did, in words; None for edits that show by themselves."""
    name, values = step
    if name == "add_area":
        return f"Added: {vocabulary.spoken(_spoken(values['area'], values['side']))}."
    entry = content["treatments"][values["treatment"]]["areas"][values["index"]]
    if name == "remove_area":
        return f"Taken away: {vocabulary.spoken(_spoken(entry['area'], entry['side']))}."
    return f"Now {vocabulary.spoken(_spoken(values['area'], values['side']))}."


def _spoken(area: str, side: str | None) -> AreaSide:
    return AreaSide(area, Side(side) if side else None)
