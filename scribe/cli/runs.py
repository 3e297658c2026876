"""`scribe runs`: what happened."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scribe.cli.options import keeps_a_ledger
from scribe.output import shown

if TYPE_CHECKING:
    from scribe.night.ledger import Row, Run

_MOST = 20
_HEADINGS = ("Run", "Began", "Ended", "Notes", "Failed", "How it ended")


@click.command(
    short_help="Show what happened in the runs.",
    epilog="\b\nExamples:\n  scribe runs\n  scribe runs 12",
)
@click.argument("number", type=int, required=False)
@keeps_a_ledger
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def runs(number: int | None, ledger: Path | None, as_json: bool) -> None:
    """Show the newest runs and how each ended, or all that became of the recordings in the run NUMBER."""
    from scribe import settings
    from scribe.cli.tables import print_table
    from scribe.errors import LedgerError
    from scribe.night import report
    from scribe.night.ledger import Ledger

    with Ledger(ledger or settings.ledger_file()) as opened:
        if number is None:
            found = opened.runs(_MOST)
            rows = [(run, opened.results(run.id)) for run in found]
            if as_json:
                click.echo(json.dumps([_document(run, results) for run, results in rows], ensure_ascii=False, indent=1))
            elif rows:
                print_table(_HEADINGS, [_row(run, results) for run, results in rows], right={0, 3, 4})
            return
        run = opened.run(number)
        if run is None:
            raise LedgerError(f"There is no run {number}. See `scribe runs`.")
        if as_json:
            click.echo(json.dumps(_document(run, opened.results(number)), ensure_ascii=False, indent=1))
        else:
            click.echo(report.render(report.of_run(opened, run), report.TEXT).rstrip())


def _row(run: Run, results: list[Row]) -> tuple[str, ...]:
    made, failed = _numbers(results)
    ending = {None: "at work", "died": "ended without a word"}.get(run.ending, run.ending or "")
    return str(run.id), _clock(run.started), _clock(run.ended), str(made), str(failed), ending


def _document(run: Run, results: list[Row]) -> dict[str, Any]:
    return {
        "run": run.id,
        "command": run.command,
        "began": run.started,
        "ended": run.ended,
        "ending": run.ending,
        "results": [
            {
                "at": row.at,
                "file": row.file,
                "outcome": row.outcome,
                "seconds": round(row.seconds, 1),
                "work": round(row.work, 1),
                "note": shown(row.note) if row.note else None,
                "reason": row.reason,
            }
            for row in results
        ],
    }


def _numbers(results: list[Row]) -> tuple[int, int]:
    made = sum(row.outcome == "made" for row in results)
    return made, len(results) - made


def _clock(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}" if moment else "-"
