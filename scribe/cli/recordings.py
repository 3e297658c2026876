"""`scribe recordings`: which recordings the settings let go, and when."""

from __future__ import annotations

import datetime
from pathlib import Path

import click


@click.command(
    short_help="Show which recordings are to be removed, and remove them.",
    epilog="\b\nExamples:\n  scribe recordings ~/Recordings\n  scribe recordings ~/Recordings --remove",
)
@click.argument("folders", metavar="[FOLDER...]", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--remove", is_flag=True, help="Remove those whose day has come.")
def recordings(folders: tuple[Path, ...], remove: bool) -> None:
    """Show the recordings of filed notes that your settings let go, and on which day; --remove removes those whose day
    has come. They are looked for beside their notes and in each FOLDER.

    By default every recording stays for good. To let recordings go 30 days after their note was filed, write into
    config.toml: [retention] and below it recordings = 30. What was removed stands in the list that `scribe verify`
    proves. Exit code 1 when one could not be removed.
    """
    from scribe.cli.options import desk_for
    from scribe.errors import OutputError
    from scribe.output import shown

    with desk_for() as desk:
        if desk.retention.days is None:
            click.echo("Recordings stay: your settings let none go.")
            return
        today, failed = datetime.date.today(), 0
        planned = desk.retention.planned(folders)
        for due in planned:
            if due.on > today:
                click.echo(f"{shown(due.path)}: stays until {due.on}.")
            elif not remove:
                click.echo(f"{shown(due.path)}: its day has come ({due.on}). Remove it with --remove.")
            else:
                try:
                    desk.retention.remove(due)
                    click.echo(f"{shown(due.path)}: removed.")
                except OutputError as error:
                    failed += 1
                    click.echo(f"Error: {error}", err=True)
        if not planned:
            click.echo(f"No recording of a filed note was found that goes {desk.retention.days} days after the filing.")
    if failed:
        click.get_current_context().exit(1)
