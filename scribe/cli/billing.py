"""`scribe billing`: the rules behind the lines."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scribe.billing.editions import Dating, Disagreement


@click.group(
    short_help="Show the age and the sources of the billing rules.",
    epilog="\b\nExample:\n  scribe billing data --on 2026-11-20",
)
def billing() -> None:
    """Show the age and the sources of the billing rules."""


@billing.command(epilog="\b\nExample:\n  scribe billing data --on 2026-11-20")
@click.option("--on", "service", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The day of service to compare with.  [default: today]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def data(service: datetime.datetime | None, as_json: bool) -> None:
    """Show every table's edition, its age at the day of service, and where sources disagree.

    Warns of a quarterly table that is more than two quarters older than the service.
    """
    from scribe import settings
    from scribe.billing.editions import datings, disagreements
    from scribe.billing.tables import load_tables
    from scribe.cli.tables import print_table

    tables = load_tables(own=settings.payers_dir())
    day = service.date() if service else datetime.date.today()
    found, sides = datings(tables, day), disagreements(tables)
    if as_json:
        click.echo(json.dumps(_document(day, found, sides), ensure_ascii=False, indent=1))
        return
    rows = [
        (each.file, each.name, str(each.edition.effective), str(each.quarters), each.edition.confidence,
         each.edition.source)
        for each in found
    ]  # fmt: skip
    print_table(("File", "Edition", "Of", "Quarters", "Sure", "Source"), rows)
    click.echo("\nWhere sources disagree:")
    for side in sides:
        click.echo(f"  {side.place}\n    here: {side.source}\n    elsewhere: {side.otherwise}")
    for each in found:
        if each.too_old:
            click.echo(f"Warning: {each.file}, {each.name}: is {each.quarters} quarters older than {day}. "
                       "Load the current table: see docs/billing.md.", err=True)  # fmt: skip


def _document(day: datetime.date, found: Sequence[Dating], sides: Sequence[Disagreement]) -> dict[str, object]:
    return {
        "service": day.isoformat(),
        "editions": [
            {
                "file": each.file,
                "edition": each.name,
                "effective": each.edition.effective.isoformat(),
                "quarters": each.quarters,
                "too_old": each.too_old,
                "confidence": each.edition.confidence,
                "source": each.edition.source,
            }
            for each in found
        ],
        "disagreements": [{"place": side.place, "source": side.source, "otherwise": side.otherwise} for side in sides],
    }
