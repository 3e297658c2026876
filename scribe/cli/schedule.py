"""`scribe schedule`: what makes the computer run scribe every night."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

_SYSTEMS = ("cron", "systemd", "launchd", "windows")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@click.command(
    short_help="Print what makes the computer run scribe every night.",
    epilog="\b\nExamples:\n  scribe schedule ~/Recordings --out ~/Notes --at 02:00\n"
    "  scribe schedule ~/Recordings --for systemd",
)
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Write the notes here.")
@click.option("--at", metavar="HH:MM", default="02:00", show_default=True, help="When, by the computer's clock.")
@click.option("--for", "system", type=click.Choice(_SYSTEMS), help="For which scheduler.  [default: this system's]")
def schedule(folders: tuple[Path, ...], out: Path | None, at: str, system: str | None) -> None:
    """Print the ready text for the system's own scheduler that runs `scribe process` on FOLDER every night, and how to
    put it in place. Nothing is changed."""
    from scribe import settings
    from scribe.night.schedule import snippet

    if not (time := _TIME.fullmatch(at)):
        raise click.BadParameter(f"{at!r} is no time of day such as 02:00.", param_hint="--at")
    command = [*_program(), "process", *(os.path.abspath(folder.expanduser()) for folder in folders)]
    if out:
        command += ["--out", os.path.abspath(out.expanduser())]
    text = snippet(system or _own(), command, int(time[1]), int(time[2]), settings.data_dir() / "nightly.log")
    click.echo(text.rstrip())


def _own() -> str:
    if sys.platform == "win32":
        return "windows"
    return "launchd" if sys.platform == "darwin" else "cron"


def _program() -> list[str]:
    """This very program, by its whole path: schedulers know no others."""
    program = Path(sys.argv[0])
    if program.name in ("scribe", "scribe.exe") and program.is_file():
        return [str(program.absolute())]
    return [sys.executable, "-m", "scribe"]
