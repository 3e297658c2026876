"""One note as its page shows it: everything that the templates of `templates/review/` are given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scribe.billing import Tables
from scribe.desk import Trouble
from scribe.filing.case import Finding
from scribe.records import Score, Section
from scribe.vocabulary import Vocabulary
from scribe.web.listing import LEVELS

Json = Mapping[str, Any]

SECTIONS = {section.value: section.value.capitalize() for section in Section}
STATUSES = {"proposed": "Proposed", "needs_info": "Minutes needed", "blocked": "Not billable as dictated"}
BASES = {"approximate": "about", "clock": "by the clock", "inferred": "worked out"}
ORIGINS = {
    "container": "noted in the recording",
    "file_name": "from the file's name",
    "file_time": "from the file's time",
}
KINDS = {"massage": "massage", "manual": "manual therapy", "movement": "exercise, retraining", "other": "other"}


@dataclass(frozen=True, slots=True)
class Head:
    """Client, day and length, and where each comes from."""

    client: str | None
    client_from: str
    date: str | None
    date_from: str
    minutes: float | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding of the check as the page lists it; `answer` is the reason that a person gave, empty without one.
    `answerable`: whether a reason settles it; a choice that is to be made does not wait for one."""

    key: str
    level: str
    mark: str
    level_words: str
    message: str
    do: str
    about: str | None
    words: tuple[str, ...]
    denials: tuple[str, ...]
    answer: str
    answerable: bool


def head(content: Json) -> Head:
    session, confirmed = content["session"], content.get("confirmed", {})
    recorded = (content["source"].get("recorded_at") or "")[:10]
    return Head(
        client=session["client"],
        client_from="confirmed" if confirmed.get("client") else f"proposed: {_client_from(session)}",
        date=session["date"] or recorded or None,
        date_from="confirmed" if confirmed.get("date") else f"proposed: {_date_from(session, content['source'])}",
        minutes=session["minutes"],
        confirmed=bool(confirmed.get("client") and confirmed.get("date")),
    )


def _client_from(session: Json) -> str:
    return "as said" if session["client"] else "nobody was named"


def _date_from(session: Json, source: Json) -> str:
    if session["date"]:
        return "as said"
    if source.get("recorded_at"):
        return f"day of the recording, {ORIGINS.get(str(source.get('recorded_at_from')), 'as noted')}"
    return "not known"


def shown(findings: Sequence[Finding], content: Json) -> tuple[Shown, ...]:
    """Findings for the page: those that are open first."""
    answers = content.get("answers", {})
    marks = {level: (mark, one) for level, mark, one, _ in LEVELS}
    made = [
        Shown(
            finding.key,
            finding.level.value,
            *marks[finding.level],
            finding.message,
            finding.do,
            finding.about,
            finding.words,
            finding.denials,
            answers.get(finding.key, ""),
            finding.id != Trouble.CONFLICT,
        )
        for finding in findings
    ]
    return tuple(sorted(made, key=lambda each: bool(each.answer)))


def work_names(content: Json, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Each block of work in few words, to choose from."""
    names = []
    for number, block in enumerate(content["treatments"], 1):
        techniques = ", ".join(_technique(name, vocabulary) for name in block["techniques"]) or "work"
        minutes = "" if block["minutes"] is None else f", {block['minutes']:g} min"
        names.append(f"{number}. {techniques}{minutes}")
    return tuple(names)


def _technique(name: str, vocabulary: Vocabulary) -> str:
    return vocabulary.techniques[name].name if name in vocabulary.techniques else name


def taken_out(content: Json) -> tuple[str, ...]:
    """The codes of lines that a person took out."""
    return tuple(code for code, wanted in content.get("by_hand", {}).items() if wanted.get("units") == 0)


def code_options(content: Json, tables: Tables) -> tuple[tuple[str, str], ...]:
    """The codes that a line can be added for, each with our own words for it: those of today that a massage therapist
    may bill and that have no line yet."""
    there = {line["code"] for line in content["billing"]["lines"]}
    return tuple(
        (code.code, code.words)
        for code in tables.codes.values()
        if code.code not in there and not code.last and code.for_massage and code.for_massage.value != "never"
    )


def area_groups(vocabulary: Vocabulary) -> dict[str, list[tuple[str, str]]]:
    """All areas to choose from, by region, in the vocabulary's order."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for area in vocabulary.areas.values():
        regions.setdefault(area.region.replace("_", " "), []).append((area.id, area.name))
    return regions


def technique_groups(vocabulary: Vocabulary) -> dict[str, list[tuple[str, str]]]:
    """All techniques to choose from, by their code."""
    codes: dict[str, list[tuple[str, str]]] = {}
    for technique in vocabulary.techniques.values():
        codes.setdefault(technique.code or "no code", []).append((technique.id, technique.name))
    return codes


def highest(scores: Iterable[Score | None]) -> float | None:
    """The highest pain score, of a range its upper end."""
    return max((each[-1] if isinstance(each, tuple) else each for each in scores if each is not None), default=None)


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
