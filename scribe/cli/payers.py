"""`scribe payers`: which payer profiles there are, what each says and where that was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scribe.billing import Tables


@click.group(
    short_help="List, show and check the payer profiles.",
    epilog="\b\nExamples:\n  scribe payers list\n  scribe payers show commercial\n  scribe payers check",
)
def payers() -> None:
    """List, show and check the payer profiles.

    To make your own, copy the file of a delivered profile (see `scribe payers show commercial`) into the folder that
    `scribe payers list` names, under the name of your payer, write that name behind `id:`, and change what differs.
    """


def _tables() -> Tables:
    from scribe import billing, settings

    return billing.load_tables(own=settings.payers_dir())


@payers.command("list", epilog="\b\nExample:\n  scribe payers list")
def list_payers() -> None:
    """List every profile, and the folder for your own."""
    from scribe import settings
    from scribe.cli.tables import print_table

    tables = _tables()
    own = settings.payers_dir()
    rows = [
        (name, profile.words, "your own" if tables.files[name].parent == own else "delivered")
        for name, profile in tables.profiles.items()
    ]
    print_table(("Name", "Payer", "From"), rows)
    click.echo(f"\nYour own profiles: {own}")


@payers.command(epilog="\b\nExample:\n  scribe payers show ncci")
@click.argument("name")
def show(name: str) -> None:
    """Show what the profile NAME says, value by value, with date, source and what the other side says."""
    from scribe.billing.shapes import Dated, Edition, Profile
    from scribe.cli.tables import print_table

    tables = _tables()
    profile = tables.profile(name)
    click.echo(f"{profile.id}: {profile.words}\nFile: {tables.files[name]}\n")
    if profile.stop:
        click.echo(f"Stop: {profile.stop.reason} ({profile.stop.source})\n")
    values: list[tuple[str, Edition]] = [
        (key, value) for key in Profile.model_fields if isinstance(value := getattr(profile, key), Dated)
    ]
    values += [(f"pair {pair.yields} beside {pair.stays}", pair) for pair in profile.pairs]
    values += [(f"own edit {edit.column_2} beside {edit.column_1}", edit) for edit in profile.own_edits]
    rows = [(key, _value(value), str(value.effective), value.confidence, _source(value)) for key, value in values]
    print_table(("What", "Value", "Of", "Sure", "Source"), rows)


@payers.command(epilog="\b\nExample:\n  scribe payers check my_plan.yaml")
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check profile FILEs, or all profiles of your own: the first wrong entry is named."""
    from scribe import settings
    from scribe.billing.tables import load_tables, read_profile

    tables = load_tables()
    own = settings.payers_dir()
    chosen = files or tuple(sorted(own.glob("*.yaml")))
    for path in chosen:
        read_profile(path, tables.codes, tables.modifiers)
        click.echo(f"{path}: sound")
    load_tables(own=own)
    if not chosen:
        click.echo(f"There is no profile of your own in {own}; the delivered ones are sound.")


def _value(value: Any) -> str:
    found = getattr(value, "value", "")
    if isinstance(found, tuple):
        return ", ".join(found) or "none"
    words = {"None": "not known", "True": "yes", "False": "no"}
    return words.get(str(found), str(found))


def _source(value: Any) -> str:
    return f"{value.source}. Elsewhere: {value.otherwise}" if value.otherwise else str(value.source)
