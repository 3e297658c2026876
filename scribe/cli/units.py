"""`scribe units`: the units calculator alone, without a dictation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from scribe.billing.reasons import code_reasons, day_reasons, untimed_reason
from scribe.billing.shapes import RuleId
from scribe.billing.tables import Tables, load_tables
from scribe.billing.terms import outdated
from scribe.billing.units import Count, count, exact, plain

DAY_MINUTES = 24 * 60
NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)
"""Digits, and at most six decimals, so that JSON gives back exactly what was typed."""


@dataclass(frozen=True, slots=True)
class Result:
    """One rule's answer. `minutes` holds every code given; None for an untimed code without minutes."""

    count: Count
    minutes: Mapping[str, Fraction | None]

    def units(self, code: str) -> int:
        """An untimed code is one unit."""
        return self.count.units.get(code, 1)

    @property
    def total_units(self) -> int:
        return sum(self.units(code) for code in self.minutes)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("services", metavar="CODE=MINUTES...", nargs=-1, required=True)
@click.option("--rule", type=click.Choice([rule.value for rule in RuleId]), help="Count by this rule alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def units(services: tuple[str, ...], rule: str | None, as_json: bool) -> None:
    """Count the units of timed codes from their minutes, with the reason of each.

    cms is the CMS 8-minute rule, spm the CPT midpoint rule. Without --rule both are shown and the one with
    fewer units is marked. An untimed code is one unit and needs no minutes.

    \b
    Example:
      scribe units 97140=25 97124=10 97010
    """
    tables = load_tables()
    minutes = _read(services, tables)
    timed = {code: spent for code, spent in minutes.items() if spent is not None and tables.timed(code)}
    results = {name: Result(count(timed, tables.rules[name]), minutes) for name in RuleId}
    first = RuleId(rule) if rule else min(RuleId, key=lambda name: results[name].total_units)
    other = next(name for name in RuleId if name is not first)
    if as_json:
        click.echo(json.dumps({**_as_data(results[first]), "other_rule": _as_data(results[other])}))
    elif rule:
        _print(results[first], mark="")
    else:
        same = results[first].total_units == results[other].total_units
        _print(results[first], mark=": as many units as the other, proposed" if same else ": fewer units, proposed")
        _print(results[other], mark="")


def _read(services: tuple[str, ...], tables: Tables) -> Mapping[str, Fraction | None]:
    """The minutes of each code in the order given, those of a code given twice summed."""
    minutes: dict[str, Fraction | None] = {}
    for service in services:
        code, spent = _read_one(service, tables)
        before = minutes.get(code)
        minutes[code] = before if spent is None else spent + (before or 0)
    if sum(spent or 0 for spent in minutes.values()) > DAY_MINUTES:
        raise click.UsageError("The minutes add up to more than a day. Give the minutes of one visit.")
    return minutes


def _read_one(service: str, tables: Tables) -> tuple[str, Fraction | None]:
    code, has_minutes, text = service.partition("=")
    if code not in tables.codes:
        raise click.UsageError(f"{service!r}: {code!r} is not a code that can be counted. Write it as 97140=25.")
    if tables.codes[code].last:
        raise click.UsageError(f"{service!r}: {outdated(tables.codes[code])} Use a code of today.")
    if tables.codes[code].timed is None:
        raise click.UsageError(f"{service!r}: {code} is counted by a rule of its own, which is not kept here.")
    if not has_minutes and not tables.timed(code):
        return code, None
    if not text:
        raise click.UsageError(f"{service!r}: the minutes are missing. Write them as {code}=25.")
    if not NUMBER.fullmatch(text):
        raise click.UsageError(
            f"{service!r}: {text!r} is not a number of minutes. Write it as {code}=25 or {code}=12.5."
        )
    spent = exact(text)
    if spent > DAY_MINUTES:
        raise click.UsageError(f"{service!r}: {text} minutes are more than a day. Give the minutes of one visit.")
    return code, spent


def _as_data(result: Result) -> dict[str, Any]:
    return {
        "rule": result.count.rule.id.value,
        "total_minutes": plain(result.count.total_minutes),
        "total_units": result.total_units,
        "lines": [
            {"code": code, "minutes": None if spent is None else plain(spent), "units": result.units(code)}
            for code, spent in result.minutes.items()
        ],
    }


def _print(result: Result, mark: str) -> None:
    count, rule = result.count, result.count.rule
    click.secho(f"{rule.words} ({rule.id}){mark}", bold=True)
    table = Table()
    table.add_column("code")
    table.add_column("minutes", justify="right")
    table.add_column("units", justify="right")
    for code, spent in result.minutes.items():
        table.add_row(code, "" if spent is None else str(plain(spent)), str(result.units(code)))
    table.add_section()
    table.add_row("timed minutes, all units", str(plain(count.total_minutes)), str(result.total_units))
    Console().print(table)
    for sentence in day_reasons(count):
        click.echo(sentence)
    for code in result.minutes:
        sentences = code_reasons(count, code) if code in count.minutes else (untimed_reason(code),)
        click.echo(f"  {code}: {' '.join(sentences)}")
    click.echo()
