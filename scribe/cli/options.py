"""Options that commands share, and what they load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scribe.assembly import Scribe
    from scribe.desk import Desk

Command = TypeVar("Command", bound=Callable[..., Any])


def writes_notes(command: Command) -> Command:
    """The options of every command that writes notes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of the table."),
        click.option("--template", metavar="NAME|PATH", help="Template of the note.  [default: soap]"),
        click.option("--payer", metavar="NAME", help="Propose lines for this payer, see `scribe payers list`."),
        click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Write the notes here."),
    ):
        command = option(command)
    return command


def scribe_for(rule: str | None, payer: str | None) -> Scribe:
    """A Scribe with the user's own clients and payer profiles."""
    from scribe import billing, clients, settings
    from scribe.assembly import Scribe

    tables = billing.load_tables(own=settings.payers_dir())
    tables.profile(payer)
    own = clients.load(settings.data_dir(), tables.profiles)
    return Scribe(rule, payer=payer, clients=own, tables=tables, words=settings.words_file())


@contextmanager
def desk_for(payer: str | None = None) -> Iterator[Desk]:
    """Where notes are worked on, with the user's own store, clients, payers, words, template and signature."""
    import datetime

    from scribe import billing, clients, settings
    from scribe.desk import Desk
    from scribe.desk.files import Files
    from scribe.filing import Office
    from scribe.filing.findings import load_guide
    from scribe.render import load_template
    from scribe.revising import Reviser
    from scribe.store import Store
    from scribe.vocabulary import load_vocabulary

    chosen, practice = settings.load(), settings.practice()
    tables = billing.load_tables(own=settings.payers_dir())
    tables.profile(payer)
    on_file = clients.load(settings.data_dir(), tables.profiles)
    own_words = settings.words_file()
    vocabulary = load_vocabulary(own_words if own_words.exists() else None)
    template = load_template(chosen.template, settings.config_dir() / "templates")
    office = Office(vocabulary, tables, load_guide(), on_file, datetime.date.today(), payer)
    reviser = Reviser(vocabulary, tables, on_file, chosen.rule)
    with Store(settings.data_dir()) as store:
        yield Desk(store, office, reviser, Files(store, reviser, template, billing.spoken(tables)), practice)
