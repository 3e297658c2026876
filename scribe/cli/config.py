"""`scribe config`: which settings hold, and where each comes from."""

from __future__ import annotations

import click

from scribe import settings


@click.group(
    short_help="Show the settings and where each comes from.",
    epilog="\b\nExample:\n  scribe config show",
)
def config() -> None:
    """Show the settings and where each comes from.

    They stand in one TOML file, such as: model = "small.en". Variables named SCRIBE_MODEL, SCRIBE_DEVICE,
    SCRIBE_TEMPLATE, SCRIBE_OUT and SCRIBE_RULE win over the file, and options over both. The sections [practice],
    [signature] and [fees] hold what filed notes and exports need, [retention] how long recordings are kept;
    docs/export.md and docs/review.md show them.
    """


@config.command(epilog="\b\nExample:\n  scribe config show")
def show() -> None:
    """Print every setting, its value and its origin."""
    for setting in (*settings.load().all, *settings.of_practice()):
        click.echo(f"{setting.name:<26} {setting.value or 'not set':<12} {setting.origin}")


@config.command(epilog="\b\nExample:\n  scribe config path")
def path() -> None:
    """Print where the settings file is looked for."""
    click.echo(settings.config_file())
