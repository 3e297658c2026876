"""`scribe install-shortcut`: an icon on the desktop that opens the page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    "install-shortcut",
    short_help="Put an icon on the desktop that opens the page.",
    epilog="\b\nExample:\n  scribe install-shortcut ~/Notes --recordings ~/Recordings",
)
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--recordings",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Look for recordings here too, to play them.",
)
def install_shortcut(folder: Path | None, recordings: tuple[Path, ...]) -> None:
    """Put an icon on the desktop that opens the notes of FOLDER, as `scribe review` does.

    Without FOLDER it is the one where notes are written (the setting `out`), else this one. Run it again to point the
    icon elsewhere; to be rid of it, delete it.
    """
    from scribe.cli.review import folders
    from scribe.output import shown
    from scribe.web.shortcut import install

    click.echo(f"Put on the desktop: {shown(install(*folders(folder, recordings)))}")
