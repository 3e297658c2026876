"""Printing rows for a person: on a terminal folded to its width, in a pipe uncut."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDE = 10_000


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()) -> None:
    """Rows under their headings, without lines around them; the columns in `right` hold numbers."""
    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", justify="right" if number in right else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    with console.capture() as captured:
        console.print(table)
    # rich fills every line with blanks up to its end.
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
