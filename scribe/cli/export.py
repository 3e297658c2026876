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
    from scribe.export import Document, Stationery
    from scribe.store import Store

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
    """Give out notes (NAME.note.json, or folders of them): the newest version, or the record once it is filed.

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
    undated = [note for note in notes if not note.document.day] if first or last else []
    for note in undated:
        _failed(note.name, ExportError("has no day of service, so it stands in no period. Set its date first."))
    dated = sorted((note for note in notes if note not in undated), key=lambda note: note.document.day or "")
    chosen = [note for note in dated if since <= (note.document.day or "") <= (until or "9")]
    name = "_".join(part for part in ("lines", since and f"from_{since}", until and f"until_{until}") if part)
    content = lines_csv((shown(note.name), note.document) for note in chosen)
    click.echo(f"{shown(put(out, name, '.csv', content))}: lines of {len(chosen)} of {len(notes)} notes.")
    return len(undated)


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


def _failed(name: str, error: Exception) -> bool:
    from scribe.output import shown

    click.echo(f"Error: {shown(name)}: {error}", err=True)
    return True


# --- which notes -----------------------------------------------------------------


def _found(paths: Sequence[Path]) -> tuple[list[_Note], int]:
    """The notes of all paths in their order, and how many cannot be given out, each told."""
    from scribe.errors import ExportError, InputError, StoreError
    from scribe.settings import data_dir
    from scribe.store import Store

    found: list[_Note] = []
    failed = 0
    stationery, clients = _stationery()
    with Store(data_dir()) as store:
        for path in dict.fromkeys(each for given in paths for each in _files(given)):
            try:
                found += _of_file(store, path, stationery, clients)
            except (ExportError, InputError, StoreError) as error:
                failed += _failed(path.name, error)
    return found, failed


def _files(path: Path) -> Iterator[Path]:
    """The notes of a folder and its folders, or the path itself."""
    from scribe.output import JSON

    yield from sorted(path.rglob(f"*{JSON}")) if path.is_dir() else (path,)


def _of_file(store: Store, path: Path, stationery: Stationery, clients: Clients) -> Iterator[_Note]:
    """The note of a draft; several where a person split it, none where it became part of another."""
    from scribe.errors import ExportError
    from scribe.export import of_note
    from scribe.filing.reading import read_note
    from scribe.output import JSON
    from scribe.store import State

    read_note(path)
    store.open_draft(path)
    name = path.name.removesuffix(JSON)
    here = [each for each in store.listed(path.parent) if each.path == path.absolute()]
    for each in here:
        if each.state is not State.JOINED:
            part = f".part{each.part}" if len(here) > 1 else ""
            yield _Note(path.parent, f"{name}{part}", of_note(store, each.note, stationery, clients))
        elif len(here) == 1:
            raise ExportError("became part of another note of the same visit. Export that one.")


def _stationery() -> tuple[Stationery, Clients]:
    from scribe import billing, clients, settings
    from scribe.export import Stationery
    from scribe.vocabulary import load_vocabulary

    tables = billing.load_tables(own=settings.payers_dir())
    on_file = clients.load(settings.data_dir(), tables.profiles)
    return Stationery(settings.practice(), load_vocabulary(), billing.spoken(tables)), on_file
