"""A `Note` becomes Markdown through a Jinja2 template; all wording is the template's.

Whatever a template prints is escaped so that dictated words show as they were said, unless it is `Markdown` already.
Templates run in Jinja's sandbox and a name that is not given is an error, never a blank. `Page` declares the names.
"""

from __future__ import annotations

import os
import re
import traceback
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scribe import errors
from scribe.records import Billing, Correction, Cut, Evidence, Flag, Level, MadeBy, Note, Repair, Sentence, Source, Word
from scribe.resources import data_dir

SUFFIX = ".md.j2"

_DOUBTFUL = 0.5
"""A word that the speech model itself holds for more likely wrong than right."""

_ANYWHERE = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_AT_START = re.compile(r"^(?:(\d+)([.)])|([-+=#]))(?=\s|[-+=#]|$)", re.MULTILINE)


class Markdown(str):
    """Text that is Markdown already, and is printed as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the transcript; `seconds` from the start of the recording, null for a typed text."""

    text: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flag, with the words that it is about."""

    flag: Flag
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a template may use, and all of it."""

    client: str | None
    """As said."""
    date: str | None
    """The day as said, else the day of the recording; YYYY-MM-DD."""
    date_said: bool
    source: Source
    made_by: MadeBy
    doubts: Mapping[str, tuple[Doubt, ...]]
    """By level: `blocks`, `warns`, `asks`."""
    sections: Mapping[str, tuple[Sentence, ...]]
    """By name: `subjective`, `objective`, `assessment`, `plan`."""
    billing: Billing
    words: Mapping[str, str]
    """Codes, counting rules and payers in our own words, by identifier."""
    unused_speech: tuple[Quote, ...]
    set_aside: tuple[Quote, ...]
    """Speech about another client."""
    repairs: tuple[Repair, ...]
    corrections: tuple[Correction, ...]
    cuts: tuple[Cut, ...]
    """Seconds of the recording that gave no words, and why."""
    version: int
    """Of a note that a person changed; 0 is the draft."""
    filed: str | None
    """When and by whom the note was filed, null while it is not."""
    transcript: tuple[Markdown, ...]
    """Its paragraphs, doubtful words marked with `(?)`."""


class Template:
    """A template that was found and compiled."""

    def __init__(self, template: jinja2.Template) -> None:
        self._template = template
        self._name = template.filename or template.name or ""

    def render(self, note: Note, words: Mapping[str, str], *, version: int = 0, filed: str | None = None) -> str:
        """The Markdown of a note, ending in a newline. Raises TemplateError with the template's file and line.

        `version` is that of a note that a person changed, `filed` when and by whom it was filed.
        """
        page = _page(note, words, version, filed)
        with _border(self._name):
            text = self._template.render({field.name: getattr(page, field.name) for field in fields(page)})
        return text.rstrip() + "\n"


def load_template(choice: str, own: Path) -> Template:
    """The template of a name in the folder `own` or in `templates/`, or of a path. Raises TemplateError."""
    folders = [own, data_dir("templates")]
    name = f"{choice}{SUFFIX}"
    if os.path.basename(choice) != choice or choice.endswith(".j2"):
        path = Path(choice).expanduser()
        if not path.is_file():
            raise errors.TemplateError(f"{choice}: no such template. Check the path given with --template.")
        folders, name = [path.parent, *folders], path.name
    elif not any((folder / name).is_file() for folder in folders):
        known = sorted({path.name.removesuffix(SUFFIX) for folder in folders for path in folder.glob(f"*{SUFFIX}")})
        raise errors.TemplateError(f"There is no template {choice!r}. Use a path, or one of: {', '.join(known)}.")
    with _border(name):
        return Template(environment(*folders).get_template(name))


def environment(*folders: Path) -> jinja2.Environment:
    """Jinja with our escaping and filters, finding templates in `folders` in their order."""
    made = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["clock"] = _clock
    made.filters["plain_number"] = lambda value: f"{value:g}"
    return made


def page(name: str) -> jinja2.Template:
    """A delivered template, by its path below `templates/`: all that one of HTML or XML prints is escaped.

    Not in the sandbox: it slows long pages down, and these templates are our own.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(data_dir("templates")),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(("html", "html.j2", "xml.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock"] = _clock
    made.filters["plain_number"] = lambda value: f"{value:g}"
    made.filters |= {"date": _date, "time": _time, "duration": _duration, "count_of": _count_of}
    return made.get_template(name)


def escape(text: str) -> Markdown:
    """Text as Markdown that shows it as it is, on one line."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    text = _ANYWHERE.sub(lambda mark: "\\" + mark.group(), text)
    return Markdown(_AT_START.sub(lambda mark: f"{mark[1] or ''}\\{mark[2] or mark[3]}", text))


def _printed(value: Any) -> Any:
    return value if isinstance(value, Markdown | jinja2.Undefined) else escape(str(value))


def _clock(seconds: float) -> str:
    """Seconds as m:ss, rounded down, so that listening from there misses nothing."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _date(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _duration(seconds: float) -> str:
    """Seconds as a person says them: 48 s, 12 min, 3 h 05 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _count_of(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


# --- what a template is given ------------------------------------------------


def _page(note: Note, words: Mapping[str, str], version: int, filed: str | None) -> Page:
    said = note.facts.session.date
    return Page(
        client=note.facts.session.client,
        date=said or (note.source.recorded_at or "")[:10] or None,
        date_said=said is not None,
        source=note.source,
        made_by=note.made_by,
        doubts={
            level.value: tuple(Doubt(flag, _quotes(note, flag.evidence)) for flag in note.flags if flag.level is level)
            for level in Level
        },
        sections={field.name: getattr(note.soap, field.name) for field in fields(note.soap)},
        billing=note.billing,
        words=words,
        unused_speech=_quotes(note, _apart(note.unused_speech, note.facts.set_aside)),
        set_aside=_quotes(note, note.facts.set_aside),
        repairs=note.facts.repairs,
        corrections=note.transcript.corrections,
        cuts=note.transcript.cut,
        version=version,
        filed=filed,
        transcript=tuple(_paragraphs(note)),
    )


def _quotes(note: Note, evidence: tuple[Evidence, ...]) -> tuple[Quote, ...]:
    ends = [word.end for word in note.transcript.words]
    return tuple(
        Quote(note.transcript.text[place.start : place.end], _seconds(note.transcript.words, ends, place))
        for place in evidence
    )


def _apart(places: tuple[Evidence, ...], others: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The places that no other overlaps: what was said about another client is shown once."""
    return tuple(p for p in places if not any(o.start < p.end and p.start < o.end for o in others))


def _seconds(words: tuple[Word, ...], ends: list[int], place: Evidence) -> float | None:
    """When the first word of a place begins; `ends` are where the words end, in their order."""
    first = bisect_right(ends, place.start)
    return words[first].start_seconds if first < len(words) and words[first].start < place.end else None


def _paragraphs(note: Note) -> Iterator[Markdown]:
    """The transcript's lines, with a mark behind each doubtful word and before its punctuation."""
    text, marks = note.transcript.text, []
    for word in note.transcript.words:
        if word.probability < _DOUBTFUL:
            marks.append(word.start + len(text[word.start : word.end].rstrip(".,;:?!")))
    for mark in reversed(marks):
        text = f"{text[:mark]}(?){text[mark:]}"
    return (escape(line) for line in text.splitlines() if line.strip())


# --- errors ------------------------------------------------------------------


@contextmanager
def _border(name: str) -> Iterator[None]:
    """Whatever a template does wrong becomes one sentence. Only Jinja's own messages are safe to repeat: those of
    Python may quote the note."""
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        raise _wrong(error.filename or name, error.lineno, error.message or "it is not valid") from error
    except jinja2.TemplateError as error:
        raise _wrong(*_place(error, name), error.message or type(error).__name__) from error
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OSError, RecursionError) as error:
        raise _wrong(*_place(error, name), type(error).__name__) from error


def _place(error: BaseException, name: str) -> tuple[str, int | None]:
    """The template's file and line that were being run."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return (frames[-1].filename, frames[-1].lineno) if frames else (name, None)


def _wrong(file: str, line: int | None, what: str) -> errors.TemplateError:
    where = f"{file}, line {line}" if line else file
    return errors.TemplateError(f"{where}: the template cannot be used: {what.rstrip('.')}. Correct it there.")
