"""`scribe file`: notes become the record, once everything is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import datetime

    from scribe.desk import Desk, Readiness

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    short_help="File notes: sign and lock them.",
    epilog="\b\nExamples:\n  scribe file visit.note.json --confirm\n"
    '  scribe file visit.note.json --client "Dana Reyes" --date 2026-11-20\n'
    '  scribe file visit.note.json --answer "minutes_approximate=timed by the clock in the room"',
)
@click.argument("notes", metavar="NOTE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--confirm", is_flag=True, help="Client and day are right as they stand in each note.")
@click.option("--client", metavar="NAME", help="Whose visit it was; for one NOTE.")
@click.option("--date", metavar="YYYY-MM-DD", type=_DAY, help="The day of the visit; for one NOTE.")
@click.option(
    "--answer", "answers", multiple=True, metavar="FINDING=REASON", help="Why a finding that blocks may stand."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def file(
    notes: tuple[Path, ...],
    confirm: bool,
    client: str | None,
    date: datetime.datetime | None,
    answers: tuple[str, ...],
    as_json: bool,
) -> None:
    """File notes (NAME.note.json or NAME.note.md): the newest version becomes the record, signed and locked.

    Client, day, areas, techniques, minutes of what is billed and who signs must be there, and every finding that
    blocks is settled or answered with a reason, which is kept. What is missing is named, and the note is not filed.
    The record holds no transcript. Later changes are addenda. Exit code 1 when a note was not filed.
    """
    from scribe.cli.options import desk_for
    from scribe.errors import InputError, RevisionError, SettingsError, StoreError
    from scribe.output import shown

    if len(notes) > 1 and (client or date):
        raise click.UsageError("--client and --date are for one NOTE.")
    reasons = dict(_reason(answer) for answer in answers)
    told: list[dict[str, Any]] = []
    with desk_for() as desk:
        for path in dict.fromkeys(notes):
            done = len(told)
            try:
                for id in desk.open_all(path):
                    _settle(desk, id, confirm, client, f"{date:%Y-%m-%d}" if date else None, reasons)
                    told.append(_filed(desk, id))
            except (InputError, RevisionError, SettingsError, StoreError) as error:
                told.append({"note": shown(path), "filed": False, "missing": [str(error)]})
            if not as_json:
                _print(told[done:])
    if as_json:
        click.echo(json.dumps({"notes": told}, ensure_ascii=False, indent=1))
    if not all(each["filed"] for each in told):
        click.get_current_context().exit(1)


def _reason(answer: str) -> tuple[str, str]:
    finding, equals, reason = answer.partition("=")
    if not equals or not finding.strip() or not reason.strip():
        raise click.UsageError('--answer is FINDING=REASON, such as "minutes_approximate=timed by the clock".')
    return finding.strip(), reason.strip()


def _settle(desk: Desk, id: str, confirm: bool, client: str | None, date: str | None, reasons: dict[str, str]) -> None:
    """Take down what the options say, each as an edit of its own. A filed note is left as it is."""
    from scribe.store import State

    if desk.store.state(id) is State.FILED:
        return
    confirmed = desk.store.current(id).content.get("confirmed", {})
    if client:
        _edit(desk, id, "set_client", name=client)
    elif confirm and not confirmed.get("client"):
        _edit(desk, id, "confirm_client")
    if date:
        _edit(desk, id, "set_date", date=date)
    elif confirm and not confirmed.get("date"):
        _edit(desk, id, "confirm_date")
    for finding in desk.readiness(id).findings:
        if finding.id in reasons:
            _edit(desk, id, "answer", finding=finding.key, reason=reasons[finding.id])


def _edit(desk: Desk, id: str, edit: str, **values: str) -> None:
    desk.revise(id, desk.store.newest(id), edit, **values)


def _filed(desk: Desk, id: str) -> dict[str, Any]:
    from scribe.desk import NotReady

    name = desk.name(id)
    try:
        filed = desk.file(id, desk.store.newest(id))
    except NotReady as error:
        desk.publish(id)
        return {"note": name, "filed": False, "missing": list(_missing(error.readiness))}
    return {
        "note": name,
        "filed": True,
        "at": filed.at,
        "by": filed.by,
        "client": filed.record["client"],
        "date": filed.record["date"],
        "entry": filed.entry,
        "hash": filed.hash,
        "recording": desk.retention.notice(id),
    }


def _missing(readiness: Readiness) -> Iterator[str]:
    yield from (gap.message for gap in readiness.gaps)
    for finding in readiness.findings:
        yield f"{finding.message} {finding.do} Or answer it: --answer {finding.id}=REASON"


def _print(told: list[dict[str, Any]]) -> None:
    for each in told:
        if each["filed"]:
            click.echo(f"{each['note']}: filed for {each['client']}, {each['date']}, signed by {each['by']}.")
            if each["recording"]:
                click.echo(f"  {each['recording']}")
        else:
            click.secho(f"{each['note']}: not filed.", bold=True)
            for missing in each["missing"]:
                click.echo(f"  - {missing}")
