"""`scribe review`: the notes in the browser, to correct and to file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    short_help="Review, correct and file notes in the browser.",
    epilog="\b\nExamples:\n  scribe review ~/Notes\n  scribe review ~/Notes --recordings ~/Recordings",
)
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--recordings",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Look for recordings here too, to play them.",
)
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Listen on this port of this computer.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def review(folder: Path | None, recordings: tuple[Path, ...], port: int | None, no_browser: bool) -> None:
    """Review the notes of FOLDER in the browser: see what needs attention, listen, correct, file.

    Without FOLDER it is the one where notes are written (the setting `out`), else this one. The page answers on this
    computer alone, and only to the browser that opened its address first. Every change is kept at once. Ctrl-C ends it.
    """
    import secrets
    import webbrowser
    from functools import partial

    from scribe import settings
    from scribe.cli.options import desk_for
    from scribe.night.ledger import places
    from scribe.output import shown
    from scribe.web import Lister, Pages, Recordings, listen, make_app, serve

    folder, recordings = folders(folder, recordings)
    token = secrets.token_urlsafe(24)
    with listen(port) as listening, desk_for() as desk:
        found = Recordings((folder, *recordings), partial(places, settings.ledger_file()))
        pages = Pages(folder, desk, settings.practice(), found, Lister(desk, folder))
        chosen = listening.getsockname()[1]
        address = f"http://127.0.0.1:{chosen}/open?token={token}"
        click.echo(f"Notes of {shown(folder)}: {address}")
        click.echo("The address works once, on this computer alone. Ctrl-C ends the page; all changes are kept.")
        if not no_browser:
            webbrowser.open(address)
        serve(make_app(pages, token=token, port=chosen), listening)
        pages.publish()


def folders(folder: Path | None, recordings: tuple[Path, ...]) -> tuple[Path, tuple[Path, ...]]:
    """The folder of the notes and those of recordings, all of them there. Raises InputError."""
    from scribe import settings
    from scribe.errors import InputError
    from scribe.output import shown

    folder = (folder or settings.load().out or Path()).expanduser()
    for each in (folder, *recordings):
        if not each.is_dir():
            raise InputError(f"{shown(each)}: is no folder. Give the folder that holds it.")
    return folder.resolve(), tuple(each.resolve() for each in recordings)
