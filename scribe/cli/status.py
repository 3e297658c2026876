"""`scribe status`: where the recordings stand."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scribe.cli.options import keeps_a_ledger


@click.command(
    short_help="Show where the recordings stand.",
    epilog="\b\nExamples:\n  scribe status\n  scribe status --json",
)
@keeps_a_ledger
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def status(ledger: Path | None, as_json: bool) -> None:
    """Show where the recordings stand: how many have their notes, what failed and why, what is in work, and how many
    notes were made with other settings or an older version than now."""
    from scribe.cli.nightly import Choices
    from scribe.cli.tables import print_table
    from scribe.night.ledger import Ledger
    from scribe.night.report import PAGE
    from scribe.output import shown

    choices = Choices.of(ledger=ledger)
    with Ledger(choices.ledger) as opened:
        runs = opened.runs(1000)
        counts = opened.counts(choices.recipe.digest())
        aside = opened.set_aside()
    working = [run for run in runs if run.ended is None]
    page = choices.ledger.parent / PAGE
    if as_json:
        document = {
            **counts,
            "set_aside": [{"file": file, "reason": reason} for file, reason in aside],
            "working": [{"run": run.id, "process": run.process, "machine": run.machine} for run in working],
            "report": shown(page) if page.exists() else None,
            "ledger": shown(choices.ledger),
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    rows = [
        ("with their notes", str(counts["done"])),
        ("of them made with other settings or an older version", str(counts["outdated"])),
        ("in work", str(counts["in_work"])),
        ("left by a run that ended early", str(counts["left"])),
        ("set aside without a note", str(counts["failed"])),
    ]
    print_table(("Recordings", ""), rows, right={1})
    for run in working:
        click.echo(f"At work now: process {run.process} on {run.machine}, since {run.started[:16]}Z")
    for file, reason in aside:
        click.echo(f"{file}: {reason}")
    if counts["outdated"]:
        click.echo("`scribe process --redo` makes those of other settings anew, and tries what was set aside.")
    if page.exists():
        click.echo(f"The morning report: {shown(page)}")
