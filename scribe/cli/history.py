"""`scribe history`: the versions of a note and what changed, and what became of it since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scribe.desk import Desk


@click.command(
    short_help="Show the versions of a note and what changed.",
    epilog="\b\nExamples:\n  scribe history visit.note.json\n  scribe history visit.note.json --keep markdown",
)
@click.argument("note", metavar="NOTE", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.Choice(("page", "markdown")),
    help="Settle a note that was changed in both places: this one holds, the other stays in the history.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def history(note: Path, keep: str | None, as_json: bool) -> None:
    """Show every version of a note (NAME.note.json or NAME.note.md), when and by whom it was made, what changed, and
    what was filed and added.

    A note that was changed both on the page and in its Markdown file shows both; --keep chooses.
    """
    from scribe.cli.options import desk_for

    with desk_for() as desk:
        ids = desk.open_all(note)
        if keep:
            if not desk.conflict(ids[0]):
                raise click.UsageError("The note was not changed in both places; there is nothing to settle.")
            desk.keep(ids[0], markdown=keep == "markdown")
        told = [_told(desk, id) for id in ids]
    if as_json:
        click.echo(json.dumps({"notes": told}, ensure_ascii=False, indent=1))
    else:
        for each in told:
            _print(each)


def _told(desk: Desk, id: str) -> dict[str, Any]:
    filed = desk.store.filed(id)
    return {
        "note": desk.name(id),
        "state": desk.store.state(id).value,
        "versions": [
            {"number": version.number, "made_at": version.made_at, "by": version.by, "changes": list(changed)}
            for version, changed in desk.history(id)
        ],
        "filed": {"at": filed.at, "by": filed.by, "version": filed.version, "hash": filed.hash} if filed else None,
        "addenda": [{"at": each.at, "by": each.by, "text": each.text} for each in desk.store.addenda(id)],
        "removed": [
            {"at": each.at, "file": each.file, "sha256": each.sha256}
            for each in desk.store.deletions()
            if each.note == id
        ],
        "conflict": list(desk.conflict(id)),
    }


def _print(told: dict[str, Any]) -> None:
    click.secho(f"{told['note']}: {told['state']}", bold=True)
    for version in told["versions"]:
        what = "the draft" if version["number"] == 0 else f"version {version['number']}"
        click.echo(f"{_when(version['made_at'])}  {what}, by {version['by']}")
        for change in version["changes"]:
            click.echo(f"    {change}")
    if filed := told["filed"]:
        click.echo(f"{_when(filed['at'])}  version {filed['version']} was filed, signed by {filed['by']}")
        click.echo(f"    hash {filed['hash']}")
    for added in told["addenda"]:
        click.echo(f"{_when(added['at'])}  addendum, signed by {added['by']}")
        click.echo(f"    {added['text']}")
    for removed in told["removed"]:
        click.echo(f"{_when(removed['at'])}  the recording {removed['file']} was removed, as the settings say")
    if told["conflict"]:
        click.echo("Changed in the Markdown file too, and not taken yet (choose with --keep page or --keep markdown):")
        for change in told["conflict"]:
            click.echo(f"    {change}")


def _when(at: str) -> str:
    return at[:16].replace("T", " ")
