"""`scribe verify`: proof that what was filed is as it was filed."""

from __future__ import annotations

import dataclasses
import json

import click


@click.command(
    short_help="Prove that filed notes are unchanged.",
    epilog="\b\nExample:\n  scribe verify",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(as_json: bool) -> None:
    """Walk over all filed notes, addenda and removed recordings, and prove that none was changed since.

    Each entry holds the hash of the one before. Write the last hash down now and then, outside this computer: with it
    even a rewriting of the whole list is found. Exit code 1 when something was changed.
    """
    from scribe.settings import data_dir
    from scribe.store import Store

    with Store(data_dir()) as store:
        found = store.verify()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1))
    elif found.faults:
        for fault in found.faults:
            click.echo(f"Error: {fault}", err=True)
        click.echo("Keep the file as it is, and compare it with your last copy of it.", err=True)
    elif found.entries:
        entries = "1 entry is as it was" if found.entries == 1 else f"{found.entries} entries are as they were"
        click.echo(f"{entries} filed. Last hash: {found.head}")
    else:
        click.echo("Nothing is filed yet.")
    if found.faults:
        click.get_current_context().exit(1)
