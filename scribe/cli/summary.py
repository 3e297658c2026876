"""What a run did, on standard output: a table for a person, or one JSON document."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scribe.cli.batch import Made, Outcome
from scribe.output import shown
from scribe.records import BillingLine, LineStatus

_WIDE = 10_000
"""Columns of a pipe: nothing is cut or folded for a program or a log."""


def report(outcome: Outcome, as_json: bool) -> None:
    """Print the outcome, and end with exit code 1 when anything failed."""
    if as_json:
        click.echo(json.dumps(_document(outcome), ensure_ascii=False, indent=1))
    elif outcome.notes:
        _print_table(outcome)
    if outcome.failed:
        click.get_current_context().exit(1)


def _proposed(made: Made) -> list[BillingLine]:
    return [line for line in made.note.billing.lines if line.status is LineStatus.PROPOSED]


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _document(outcome: Outcome) -> dict[str, Any]:
    return {
        "notes": [
            {
                "file": made.file,
                "note": shown(made.pair.markdown),
                "json": shown(made.pair.json),
                "client": made.note.facts.session.client,
                "minutes": _number(made.note.facts.session.minutes),
                "treatments": len(made.note.facts.treatments),
                "lines": [{"code": line.code, "units": line.units} for line in _proposed(made)],
                "flags": len(made.note.flags),
            }
            for made in outcome.notes
        ],
        "failed": [{"file": failure.file, "reason": failure.reason} for failure in outcome.failed],
        "duplicates": [{"file": double.file, "same_as": double.same_as} for double in outcome.duplicates],
    }


def _print_table(outcome: Outcome) -> None:
    piped = not sys.stdout.isatty()
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    table.add_column("Client", overflow="fold")
    for heading in ("Minutes", "Treatments"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Proposed lines", overflow="fold")
    table.add_column("Open questions", justify="right")
    for made in outcome.notes:
        session = made.note.facts.session
        cells = (
            made.file,
            session.client or "-",
            "-" if session.minutes is None else f"{session.minutes:g}",
            str(len(made.note.facts.treatments)),
            ", ".join(f"{line.code} x{line.units}" for line in _proposed(made)) or "-",
            str(len(made.note.flags)),
        )
        table.add_row(*(Text(cell) for cell in cells))
    console = Console(width=_WIDE if piped else None)
    # rich fills every line with blanks up to its end.
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
