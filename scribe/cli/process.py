"""`scribe process`: recordings become notes."""

from __future__ import annotations

from pathlib import Path

import click

from scribe.cli.options import runs, writes_notes


@click.command(
    short_help="Turn recordings into notes.",
    epilog="\b\nExamples:\n  scribe process visit.m4a\n  scribe process recordings/ --out notes/ --model small.en",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes_notes
@runs
@click.option("--redo", is_flag=True, help="Also make notes of other settings or versions anew, and try failed ones.")
@click.option("--json-lines", is_flag=True, help="Print a line of JSON for each thing that happens, as it happens.")
def process(
    paths: tuple[Path, ...],
    out: Path | None,
    payer: str | None,
    template: str | None,
    model: str | None,
    device: str | None,
    ledger: Path | None,
    scheduler: str | None,
    redo: bool,
    json_lines: bool,
    as_json: bool,
) -> None:
    """Turn recordings, or folders of them, into notes.

    Each becomes NAME.note.md and NAME.note.json, beside the recording unless --out names a folder. What has its note
    is not done again, and a note that a person edited is never overwritten. Stop it whenever you like, and run it
    again for the rest. Nothing leaves this computer, unless --scheduler names your own others.
    """
    from scribe.cli.nightly import Choices, night
    from scribe.cli.progress import JsonLines, Reporter
    from scribe.cli.stopping import STOPPED, stopping
    from scribe.cli.summary import report
    from scribe.output import shown

    choices = Choices.of(
        out=out,
        payer=payer,
        template=template,
        model=model,
        device=device,
        ledger=ledger,
        scheduler=scheduler,
        redo=redo,
    )
    with stopping() as stop, JsonLines() if json_lines else Reporter() as listener:
        outcome = night(paths, choices, listener, stop)
    if outcome.notes and outcome.report:
        click.echo(f"The morning report: {shown(outcome.report)}", err=True)
    if outcome.stopped:
        left = f"{len(outcome.waiting)} recordings are left" if outcome.waiting else "Nothing is left"
        click.echo(f"Stopped. {left}; run the same command again for the rest.", err=True)
    if outcome.stopped:
        click.get_current_context().exit(STOPPED)
    if json_lines:
        click.get_current_context().exit(1 if outcome.failed else 0)
    report(outcome, as_json)
