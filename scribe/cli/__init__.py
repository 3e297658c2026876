"""The command line: the group of commands, and the one border where errors become a sentence and an exit code.

A command's module is imported when it is called, so that `scribe --help` answers at once.
"""

from __future__ import annotations

import importlib
import io
import sys
from typing import Any

import click

from scribe import __version__
from scribe.errors import ScribeError

_COMMANDS = {
    "process": ("scribe.cli.process", "Turn recordings into notes."),
    "watch": ("scribe.cli.watch", "Turn recordings into notes as they come in."),
    "schedule": ("scribe.cli.schedule", "Print what makes the computer run scribe every night."),
    "status": ("scribe.cli.status", "Show where the recordings stand."),
    "runs": ("scribe.cli.runs", "Show what happened in the runs."),
    "note": ("scribe.cli.note", "Turn typed transcripts into notes."),
    "units": ("scribe.cli.units", "Count billing units from minutes."),
    "check": ("scribe.cli.check", "Check notes before they are filed."),
    "review": ("scribe.cli.review", "Review, correct and file notes in the browser."),
    "file": ("scribe.cli.file", "File notes: sign and lock them."),
    "addendum": ("scribe.cli.addendum", "Add to a filed note, dated and signed."),
    "history": ("scribe.cli.history", "Show the versions of a note and what changed."),
    "recordings": ("scribe.cli.recordings", "Show which recordings are to be removed, and remove them."),
    "verify": ("scribe.cli.verify", "Prove that filed notes are unchanged."),
    "install-shortcut": ("scribe.cli.install_shortcut", "Put an icon on the desktop that opens the page."),
    "export": ("scribe.cli.export", "Give notes out: PDF, DOCX, FHIR, superbill and more."),
    "payers": ("scribe.cli.payers", "List, show and check the payer profiles."),
    "clients": ("scribe.cli.clients", "List, add, show and check the clients."),
    "billing": ("scribe.cli.billing", "Show the age and the sources of the billing rules."),
    "vocabulary": ("scribe.cli.vocabulary", "Add your own words for areas and techniques."),
    "models": ("scribe.cli.models", "List, fetch and check the speech models."),
    "config": ("scribe.cli.config", "Show the settings and where each comes from."),
}
"""Each command's module, which holds it under its own name, and what `scribe --help` says of it."""

_STOPPED = 130
"""What shells expect of a program that Ctrl-C ended."""

_EXAMPLES = """\b
Examples:
  scribe process visit.m4a
  scribe process recordings/ --out notes/
  scribe note transcript.txt
  scribe units 97140=25 97124=10
"""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(_COMMANDS[cmd_name][0]), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ScribeError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("\nStopped. Notes that were written stay; run the same command again for the rest.", err=True)
            ctx.exit(_STOPPED)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EXAMPLES,
)
@click.version_option(__version__, "--version", prog_name="scribe", message="%(prog)s %(version)s")
def main() -> None:
    """Turn dictations of massage sessions into SOAP notes with proposed billing lines, on this computer alone."""
    # A letter that the terminal or the pipe cannot show must not stop a night's work.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
