"""`scribe export`: notes leave as files that others read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scribe.clients import Clients
    from scribe.desk import Desk
    from scribe.export import Document, Stationery

_FORMS = ("pdf", "docx", "md", "html", "fhir", "superbill", "csv", "clipboard")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@dataclass(frozen=True, slots=True)
class _Note:
    """A note that may leave: where its draft lies, what its files are called, and what leaves."""

    folder: Path
    name: str
    document: Document


@click.command(
    short_help="Give notes out: PDF, DOCX, FHIR, superbill and more.",
    epilog="\b\nExamples:\n  scribe export visit.note.json --to pdf\n"
    "  scribe export notes/ --to csv --from 2026-11-01 --until 2026-11-30 --out books/",
)
@click.argument("notes", metavar="NOTE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", required=True, type=click.Choice(_FORMS), help="The form in which the notes leave.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Write the files here.")
@click.option("--from", "first", metavar="YYYY-MM-DD", type=_DAY, help="First day of service, for csv.")
@click.option("--until", "last", metavar="YYYY-MM-DD", type=_DAY, help="Last day of service, for csv.")
def export(
    notes: tuple[Path, ...],
    to: str,
    out: Path | None,
    first: datetime.datetime | None,
    last: datetime.datetime | None,
) -> None:
    """Give out notes (NAME.note.json or .md, or folders of them): the newest version, or the record once it is filed.

    Each becomes a file beside the note or in --out, called NAME.draft.pdf until the note is filed and NAME.pdf then.
    csv is one table of the lines of all notes, here or in --out; clipboard copies one note as plain text. Nothing is
    overwritten. The transcript and what was said about other clients never leave. Exit code 1 when a note could not
    be given out.
    """
    if (first or last) and to != "csv":
        raise click.UsageError("--from and --until belong to --to csv.")
    if out and to == "clipboard":
        raise click.UsageError("--to clipboard writes no file; leave out --out.")
    found, failed = _found(notes)
    if to == "clipboard" and len(found) + failed > 1:
        raise click.UsageError("--to clipboard takes one note.")
    if to == "csv":
        failed += _table(found, out or Path(), first, last)
    else:
        failed += sum(_given(note, to, out) for note in found)
    if failed:
        click.get_current_context().exit(1)


def _given(note: _Note, to: str, out: Path | None) -> bool:
    """Whether a note could not be given out."""
    from scribe.errors import ExportError
    from scribe.export import ENDINGS, write
    from scribe.output import put, shown

    try:
        if to == "clipboard":
            from scribe.export.clipboard import copy

            copy(write(note.document, "text", _now()).decode("utf-8"))
            click.echo(f"{shown(note.name)}: copied as plain text ({note.document.state.lower()}).")
            return False
        content = write(note.document, to, _now())
    except ExportError as error:
        return _failed(note.name, error)
    ending = ENDINGS[to] if note.document.filing else f".draft{ENDINGS[to]}"
    click.echo(shown(put(out or note.folder, note.name, ending, content)))
    return False


def _table(notes: Sequence[_Note], out: Path, first: datetime.datetime | None, last: datetime.datetime | None) -> int:
    """Write the lines of the notes of a period as one table; return how many notes had no day to tell by."""
    from scribe.errors import ExportError
    from scribe.export import lines_csv
    from scribe.output import put, shown

    since, until = (f"{day:%Y-%m-%d}" if day else "" for day in (first, last))
    undated = 0
    chosen = []
    for note in sorted(notes, key=lambda note: note.document.day or ""):
        if (day := note.document.day) is None and (since or until):
            reason = ExportError("has no day of service, so it stands in no period. Set its date first.")
            undated += _failed(note.name, reason)
        elif since <= (day or "") <= (until or "9"):
            chosen.append(note)
    name = "_".join(part for part in ("lines", since and f"from_{since}", until and f"until_{until}") if part)
    content = lines_csv((shown(note.name), note.document) for note in chosen)
    click.echo(f"{shown(put(out, name, '.csv', content))}: lines of {len(chosen)} of {len(notes)} notes.")
    return undated


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


def _failed(name: str, error: Exception) -> bool:
    from scribe.output import shown

    click.echo(f"Error: {shown(name)}: {error}", err=True)
    return True


# --- which notes -----------------------------------------------------------------


def _found(paths: Sequence[Path]) -> tuple[list[_Note], int]:
    """The notes of all paths in their order, and how many cannot be given out, each told."""
    from scribe import billing, clients, settings
    from scribe.cli.options import desk_for
    from scribe.errors import ExportError, InputError, StoreError
    from scribe.export import Stationery
    from scribe.vocabulary import load_vocabulary

    tables = billing.load_tables(own=settings.payers_dir())
    on_file = clients.load(settings.data_dir(), tables.profiles)
    stationery = Stationery(settings.practice(), load_vocabulary(), billing.spoken(tables))
    found: list[_Note] = []
    failed = 0
    with desk_for() as desk:
        for path in dict.fromkeys(each for given in paths for each in _files(given)):
            try:
                found += _of_file(desk, path, stationery, on_file)
            except InputError as error:  # which names the file itself
                click.echo(f"Error: {error}", err=True)
                failed += 1
            except (ExportError, StoreError) as error:
                failed += _failed(path.name, error)
    return found, failed


def _files(path: Path) -> Iterator[Path]:
    """The notes of a folder and its folders, or the path itself."""
    from scribe.output import JSON

    yield from sorted(path.rglob(f"*{JSON}")) if path.is_dir() else (path,)


def _of_file(desk: Desk, path: Path, stationery: Stationery, on_file: Clients) -> list[_Note]:
    """The note that a file belongs to; several where a person split it."""
    from scribe.export import of_note
    from scribe.output import JSON, json_of

    ids = desk.open_all(path)
    file = json_of(path)
    name = file.name.removesuffix(JSON)
    notes = []
    for number, id in enumerate(ids, 1):
        _tell_trouble(desk, id, name)
        part = f".part{number}" if len(ids) > 1 else ""
        notes.append(_Note(file.parent, f"{name}{part}", of_note(desk.store, id, stationery, on_file)))
    return notes


def _tell_trouble(desk: Desk, id: str, name: str) -> None:
    """Warn of Markdown that a person changed and that does not go out. Raises ExportError where two edits conflict."""
    from scribe.desk import Trouble
    from scribe.errors import ExportError
    from scribe.output import shown

    trouble = desk.read_in(id)
    if trouble is Trouble.CONFLICT:
        raise ExportError(
            "was changed on the page and in its Markdown file. Look at both with `scribe history` and "
            "choose with --keep."
        )
    if trouble is not None:
        why = "after the note was filed" if trouble is Trouble.FILED else "and its layout has no marks to read it by"
        click.echo(f"Warning: {shown(name)}: its Markdown was changed {why}. That change does not go out.", err=True)
