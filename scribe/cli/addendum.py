"""`scribe addendum`: what is added to a filed note later."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(
    short_help="Add to a filed note, dated and signed.",
    epilog='\b\nExamples:\n  scribe addendum visit.note.json "The left calf was worked, not the right."\n'
    "  scribe addendum visit.note.json - < correction.txt",
)
@click.argument("note", metavar="NOTE", type=click.Path(path_type=Path))
@click.argument("text", metavar="TEXT|-")
@click.option("--part", type=click.IntRange(min=1), default=1, help="Which note of one that was split.  [default: 1]")
def addendum(note: Path, text: str, part: int) -> None:
    """Add TEXT to a filed note (NAME.note.json or NAME.note.md), with date and signature; `-` reads standard input.

    The note itself stays as it was filed.
    """
    from scribe.cli.options import desk_for

    said = sys.stdin.read() if text == "-" else text
    with desk_for() as desk:
        ids = desk.open_all(note)
        if part > len(ids):
            raise click.UsageError(f"The note has {len(ids)} part(s).")
        added = desk.add(ids[part - 1], said)
        click.echo(f"{desk.name(added.note)}: added on {added.at[:10]}, signed by {added.by}.")
