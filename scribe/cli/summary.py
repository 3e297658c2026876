"""What a command did, on standard output: a table for a person, or one JSON document."""

from __future__ import annotations

import json
from typing import Any

import click

from scribe.cli.tables import print_table
from scribe.jobs import Made, Outcome
from scribe.night.summary import summary
from scribe.output import shown


def report(outcome: Outcome, as_json: bool) -> None:
    """Print the outcome, and end with exit code 1 when anything failed."""
    if as_json:
        click.echo(json.dumps(_document(outcome), ensure_ascii=False, indent=1))
    elif outcome.notes:
        _print(outcome.notes)
    if outcome.failed:
        click.get_current_context().exit(1)


def _document(outcome: Outcome) -> dict[str, Any]:
    return {
        "notes": [
            {"file": made.file, "note": shown(made.pair.markdown), "json": shown(made.pair.json), **summary(made.note)}
            for made in outcome.notes
        ],
        "failed": [{"file": failure.file, "reason": failure.reason} for failure in outcome.failed],
        "duplicates": [{"file": double.file, "same_as": double.same_as} for double in outcome.duplicates],
        "known": [{"file": known.file, "json": shown(known.note)} for known in outcome.known],
        "waiting": [{"file": waiting.file, "reason": waiting.reason} for waiting in outcome.waiting],
    }


def _print(notes: list[Made]) -> None:
    headings = ("File", "Client", "Minutes", "Treatments", "Proposed lines", "Open questions")
    print_table(headings, [(made.file, *cells(summary(made.note))) for made in notes], right={2, 3, 5})


def cells(line: dict[str, Any]) -> tuple[str, ...]:
    """The summary line of a note as the table shows it, behind the file."""
    return (
        line["client"] or "-",
        "-" if line["minutes"] is None else f"{line['minutes']:g}",
        str(line["treatments"]),
        ", ".join(f"{one['code']} x{one['units']}" for one in line["lines"]) or "-",
        str(line["flags"]),
    )
