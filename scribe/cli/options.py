"""Options that commands share, and what they load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scribe.assembly import Scribe

Command = TypeVar("Command", bound=Callable[..., Any])


def writes_notes(command: Command) -> Command:
    """The options of every command that writes notes and then ends."""
    words = "Print one JSON document instead of the table."
    return names_notes(click.option("--json", "as_json", is_flag=True, help=words)(command))


def names_notes(command: Command) -> Command:
    """The options that say which notes are written and where."""
    for option in (
        click.option("--template", metavar="NAME|PATH", help="Template of the note.  [default: soap]"),
        click.option("--payer", metavar="NAME", help="Propose lines for this payer, see `scribe payers list`."),
        click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Write the notes here."),
    ):
        command = option(command)
    return command


def runs(command: Command) -> Command:
    """The options of every command that hears recordings."""
    for option in (
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            help="Let the machines of this Dask scheduler work, such as tcp://host:8786.",
        ),
        keeps_a_ledger,
        click.option("--device", metavar="auto|cpu|cuda", help="Where the model runs.  [default: auto]"),
        click.option("--model", metavar="NAME", help="Speech model, see `scribe models list`.  [default: base]"),
    ):
        command = option(command)
    return command


def keeps_a_ledger(command: Command) -> Command:
    """The option of every command that looks into the ledger."""
    words = "The file in which what became of each recording is kept."
    return click.option("--ledger", metavar="FILE", type=click.Path(path_type=Path), help=words)(command)


def scribe_for(rule: str | None, payer: str | None) -> Scribe:
    """A Scribe with the user's own clients and payer profiles."""
    from scribe import billing, clients, settings
    from scribe.assembly import Scribe

    tables = billing.load_tables(own=settings.payers_dir())
    tables.profile(payer)
    own = clients.load(settings.data_dir(), tables.profiles)
    return Scribe(rule, payer=payer, clients=own, tables=tables, words=settings.words_file())
