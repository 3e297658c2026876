"""Options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def writes_notes(command: Command) -> Command:
    """The options of every command that writes notes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of the table."),
        click.option("--template", metavar="NAME|PATH", help="Template of the note.  [default: soap]"),
        click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Write the notes here."),
    ):
        command = option(command)
    return command
