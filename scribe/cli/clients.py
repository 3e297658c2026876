"""`scribe clients`: the clients file, which brings each client's payer and particulars."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scribe.clients import Clients
    from scribe.records import Client

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(
    short_help="List, add, show and check the clients.",
    epilog='\b\nExamples:\n  scribe clients add "Dana Reyes" --spoken Dana --payer ncci\n  scribe clients show Dana',
)
def clients() -> None:
    """List, add, show and check the clients of the clients file, which only you can read."""


def _load() -> Clients:
    from scribe import billing, settings
    from scribe.clients import load

    return load(settings.data_dir(), billing.load_tables(own=settings.payers_dir()).profiles)


@clients.command("list", epilog="\b\nExample:\n  scribe clients list")
def list_clients() -> None:
    """List the clients, how each is spoken of, and the payer."""
    from scribe.cli.tables import print_table

    rows = [(client.name, ", ".join(client.spoken), client.payer or "not set") for client in _load().all]
    if rows:
        print_table(("Name", "Spoken as", "Payer"), rows)
    else:
        click.echo("No client is on file. Add one with `scribe clients add`.")


@clients.command(epilog='\b\nExample:\n  scribe clients add "Dana Reyes" --spoken Dana --payer ncci --member-id W123')
@click.argument("name")
@click.option("--spoken", multiple=True, metavar="NAME", help="A further way in which the name is said.")
@click.option("--birth-date", type=_DAY, metavar="YYYY-MM-DD", help="When the client was born.")
@click.option("--payer", metavar="NAME", help="See `scribe payers list`.")
@click.option("--member-id", metavar="ID", help="The client's number with the payer.")
@click.option("--diagnosis", multiple=True, metavar="CODE=WHO", help="An ICD-10-CM code and who gave it.")
@click.option("--referral-by", metavar="WHO", help="Who referred the client.")
@click.option("--referral-expires", type=_DAY, metavar="YYYY-MM-DD", help="The last day of the referral.")
@click.option("--authorization", metavar="NUMBER", help="The payer's authorization.")
@click.option("--visits-left", type=click.IntRange(min=0), metavar="N", help="Visits that it still allows.")
@click.option("--authorization-expires", type=_DAY, metavar="YYYY-MM-DD", help="The last day of the authorization.")
def add(name: str, **given: Any) -> None:
    """Add the client NAME to the clients file."""
    from scribe import billing, settings
    from scribe.clients import add as write

    tables = billing.load_tables(own=settings.payers_dir())
    entry = _entry(name, given)
    file = write(settings.data_dir(), entry, tables.profiles)
    click.echo(f"Added to {file}.")
    for problem in _diagnosis_problems(_load(), tables):
        click.echo(problem, err=True)


def _entry(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The entry of the file, with only what was given."""
    for part, needs in (
        ("referral_expires", "referral_by"),
        ("visits_left", "authorization"),
        ("authorization_expires", "authorization"),
    ):
        if given[part] is not None and given[needs] is None:
            raise click.UsageError(f"--{part.replace('_', '-')} needs --{needs.replace('_', '-')}.")
    referral = {"by": given["referral_by"], "expires": _day(given["referral_expires"])}
    authorization = {
        "number": given["authorization"],
        "visits_left": given["visits_left"],
        "expires": _day(given["authorization_expires"]),
    }
    entry = {
        "name": name,
        "spoken": list(given["spoken"]) or None,
        "birth_date": _day(given["birth_date"]),
        "payer": given["payer"],
        "member_id": given["member_id"],
        "referral": _filled(referral) if given["referral_by"] else None,
        "authorization": _filled(authorization) if given["authorization"] else None,
        "diagnoses": [_diagnosis(each) for each in given["diagnosis"]] or None,
    }
    return _filled(entry)


def _diagnosis(given: str) -> dict[str, str]:
    code, _, who = given.partition("=")
    if not code or not who:
        raise click.UsageError(f"{given!r}: write the code and who gave it, as M54.2=Dr Osei.")
    return {"code": code.upper(), "given_by": who}


def _day(given: datetime.datetime | None) -> datetime.date | None:
    return given.date() if given else None


def _filled(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


@clients.command(epilog="\b\nExample:\n  scribe clients show Dana")
@click.argument("name")
def show(name: str) -> None:
    """Show the client who is meant by the spoken NAME, or those who may be. Exit code 1 when it is nobody for sure."""
    match = _load().match(name)
    if match.client:
        _print(match.client)
        return
    if match.offered:
        click.echo("Nobody is called exactly that. It may be:")
        for client in match.offered:
            born = f", born {client.birth_date}" if client.birth_date else ""
            click.echo(f"  {client.name}{born}")
        click.echo("Add the way the name is said to the spoken names of the right one.")
    else:
        click.echo("Nobody on file is called that.")
    click.get_current_context().exit(1)


def _print(client: Client) -> None:
    referral, authorization = client.referral, client.authorization
    rows = {
        "name": client.name,
        "spoken as": ", ".join(client.spoken),
        "born": client.birth_date,
        "payer": client.payer or "not set",
        "member id": client.member_id,
        "referral": referral and f"by {referral.by}" + (f" until {referral.expires}" if referral.expires else ""),
        "authorization": authorization and _authorization(authorization),
        "diagnoses": ", ".join(f"{each.code} (given by {each.given_by})" for each in client.diagnoses),
    }
    for key, value in rows.items():
        click.echo(f"{key:<14} {value or 'not on file'}")


def _authorization(authorization: Any) -> str:
    left = "" if authorization.visits_left is None else f", {authorization.visits_left} visits left"
    return f"{authorization.number}{left}" + (f", until {authorization.expires}" if authorization.expires else "")


@clients.command(epilog="\b\nExample:\n  scribe clients check")
def check() -> None:
    """Check the clients file: its entries, who may read it, and the diagnosis codes. Exit code 1 when one is wrong."""
    from scribe import billing, settings

    found = _load()
    problems = _diagnosis_problems(found, billing.load_tables(own=settings.payers_dir()))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(found.all)} clients, {len(problems)} diagnosis codes to mend.")
    if problems:
        click.get_current_context().exit(1)


def _diagnosis_problems(found: Clients, tables: Any) -> list[str]:
    """Codes that a claim of today may not carry, by the entry's number."""
    from scribe.billing.diagnoses import not_billable

    today = datetime.date.today()
    return [
        f"client, entry {number + 1}, diagnoses: {problem}"
        for number, client in enumerate(found.all)
        for each in client.diagnoses
        if (problem := not_billable(each.code, tables.diagnoses, today))
    ]
