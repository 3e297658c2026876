"""What differs between two versions of a note, in sentences for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from scribe.billing.reasons import in_units
from scribe.records import AreaSide, Side
from scribe.revising.content import SECTIONS, Json
from scribe.vocabulary import Vocabulary


def changes(before: Json, after: Json, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every change that a person can see, in the order of the note."""
    return tuple(
        dict.fromkeys(
            (
                *_visit(before, after),
                *(line for section in SECTIONS for line in _sentences(before, after, section)),
                *_entries("Work", _work(before, vocabulary), _work(after, vocabulary)),
                *_entries("Pain", _pain(before, vocabulary), _pain(after, vocabulary)),
                *_entries("Diagnosis", _diagnoses(before), _diagnoses(after)),
                *_entries("Line", _lines(before), _lines(after)),
                *_answers(before, after),
            )
        )
    )


def _visit(before: Json, after: Json) -> Iterator[str]:
    for name, word in (("client", "Client"), ("date", "Day"), ("minutes", "Length of the session")):
        was, now = before["session"][name], after["session"][name]
        if was != now:
            yield _changed(word, _said(was), _said(now))
    confirmed = after.get("confirmed", {})
    for name, word in (("client", "Client"), ("date", "Day")):
        if confirmed.get(name) and not before.get("confirmed", {}).get(name):
            yield f"{word} confirmed."


def _said(value: object) -> str:
    return "not said" if value is None else str(value)


def _sentences(before: Json, after: Json, section: str) -> Iterator[str]:
    yield from _entries(
        section.capitalize(),
        [sentence["text"] for sentence in before["soap"][section]],
        [sentence["text"] for sentence in after["soap"][section]],
    )


def _entries(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for step, start, stop, new_start, new_stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            continue
        both = min(stop - start, new_stop - new_start)
        for was, now in zip(before[start : start + both], after[new_start : new_start + both], strict=True):
            yield _changed(what, was, now)
        yield from (f"{what}: “{was}” was taken out." for was in before[start + both : stop])
        yield from (f"{what}: “{now}” was added." for now in after[new_start + both : new_stop])


def _changed(what: str, was: str, now: str) -> str:
    return f"{what}: “{was}” became “{now}”."


def _work(content: Json, vocabulary: Vocabulary) -> list[str]:
    return [
        ", ".join(
            (
                *(vocabulary.technique_name(name) for name in block["techniques"]),
                *(_place(vocabulary, place["area"], place["side"]) for place in block["areas"]),
                "no minutes" if block["minutes"] is None else f"{block['minutes']} minutes",
            )
        )
        for block in content["treatments"]
    ]


def _pain(content: Json, vocabulary: Vocabulary) -> list[str]:
    return [
        f"{_place(vocabulary, each['area'], each['side'])}, before {_score(each['before'])}, "
        f"after {_score(each['after'])}"
        for each in content["pain"]
    ]


def _place(vocabulary: Vocabulary, area: str, side: str | None) -> str:
    return vocabulary.spoken(AreaSide(area, Side(side) if side else None))


def _score(value: object) -> str:
    return " to ".join(str(end) for end in value) if isinstance(value, list) else _said(value)


def _diagnoses(content: Json) -> list[str]:
    return [said["code"] or said["spoken"] for said in content["diagnoses"]]


def _lines(content: Json) -> list[str]:
    return [
        " ".join((line["code"], *line["modifiers"])) + f", {in_units(line['units'])}"
        for line in content["billing"]["lines"]
    ]


def _answers(before: Json, after: Json) -> Iterator[str]:
    was, now = before.get("answers", {}), after.get("answers", {})
    yield from (f"Answered: {reason}" for key, reason in now.items() if was.get(key) != reason)
    yield from (f"Answer taken back: {reason}" for key, reason in was.items() if key not in now)
