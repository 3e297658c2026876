"""Options that commands share, and what they load."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scribe.assembly import Scribe
    from scribe.desk import Desk
    from scribe.note_json import Json
    from scribe.records import Source, Transcript

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
    # What is loaded stays: looking through it again and again for what could go takes a fifth of the start.
    gc.disable()
    try:
        from scribe import billing, clients, settings
        from scribe.assembly import Scribe

        tables = billing.load_tables(own=settings.payers_dir())
        tables.profile(payer)
        own = clients.load(settings.data_dir(), tables.profiles)
        return Scribe(rule, payer=payer, clients=own, tables=tables, words=settings.words_file())
    finally:
        gc.enable()


@contextmanager
def desk_for(payer: str | None = None, *, looking: bool = False) -> Iterator[Desk]:
    """Where notes are worked on, with the user's own store, clients, payers, words, template and signature. Whoever is
    only `looking` needs no folder that can be written."""
    import json

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
    office = Office(vocabulary, tables, load_guide(), on_file, payer=payer)
    reviser = Reviser(vocabulary, tables, on_file, chosen.rule)

    def read(transcript: Transcript, source: Source, speech_model: str | None) -> Json:
        from scribe.note_json import dumps, to_dict

        note = scribe_for(chosen.rule, payer).note_again(transcript, source, speech_model)
        content: Json = json.loads(dumps(to_dict(note)))
        return content

    folder = settings.data_dir()
    with Store.to_look(folder) if looking else Store(folder) as store:
        files = Files(store, reviser, template, billing.spoken(tables))
        yield Desk(store, office, reviser, files, practice, read)
