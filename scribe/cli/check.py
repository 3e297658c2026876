"""`scribe check`: what would be denied, before it is filed."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scribe.filing import Report
    from scribe.jobs import Failure


@click.command(
    short_help="Check notes before they are filed.",
    epilog="\b\nExamples:\n  scribe check visit.note.json\n  scribe check notes/*.note.json --payer ncci --json",
)
@click.argument("notes", metavar="NOTE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--payer", metavar="NAME", help="Check for this payer instead of the one of each client.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
def check(notes: tuple[Path, ...], payer: str | None, as_json: bool) -> None:
    """Check notes (NAME.note.json) before they are filed: what would be denied, why, and what to do.

    The newest version is checked, whether it was changed on the page or in the Markdown file.

    The payer is that of the client in the clients file, else the one that the note was made for. Several notes of one
    client are also looked at together. Exit code 1 when something blocks filing or a note cannot be read.
    """
    from scribe.cli.options import desk_for
    from scribe.errors import InputError, SettingsError
    from scribe.jobs import Failure
    from scribe.output import shown

    ids: list[str] = []
    failed: list[Failure] = []
    with desk_for(payer, looking=True) as desk:
        if not desk.store.keeps:
            click.echo("Your data folder cannot be written: the notes are checked, and nothing is kept.", err=True)
        for path in dict.fromkeys(notes):
            try:
                found = desk.open_all(path)
                for id in found:
                    desk.case(id)
                ids += found
            except (InputError, SettingsError) as error:
                failed.append(Failure(shown(path), str(error)))
        reports = tuple(desk.check(ids).values())
    if as_json:
        click.echo(json.dumps(_document(reports, failed), ensure_ascii=False, indent=1))
    else:
        _print(reports, failed)
    if failed or any(report.blocks for report in reports):
        click.get_current_context().exit(1)


def _document(reports: tuple[Report, ...], failed: list[Failure]) -> dict[str, Any]:
    return {
        "notes": [{**dataclasses.asdict(report), "blocks": report.blocks} for report in reports],
        "failed": [dataclasses.asdict(failure) for failure in failed],
    }


def _print(reports: tuple[Report, ...], failed: list[Failure]) -> None:
    from scribe.cli.tables import print_table

    for failure in failed:
        click.echo(f"Error: {failure.reason}", err=True)
    for report in reports:
        click.secho(f"{report.file}: {report.client or 'no client named'}, payer {report.payer}", bold=True)
        if report.findings:
            rows = [
                (each.level.value, each.id, _what(each.message, each.denials), _quoted(each.words), each.do)
                for each in report.findings
            ]
            print_table(("Level", "Finding", "What", "Words", "What to do"), rows)
        else:
            click.echo("Nothing found.")
        for item in report.checklist:
            click.echo(f"  {item.name}: {item.state}" + (f" ({item.detail})" if item.detail else ""))
        click.echo()


def _what(message: str, denials: tuple[str, ...]) -> str:
    return f"{message} Likely denial: {', '.join(denials)}." if denials else message


def _quoted(words: tuple[str, ...]) -> str:
    return " … ".join(f"“{' '.join(each.split())}”" for each in words)
