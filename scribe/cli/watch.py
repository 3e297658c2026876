"""`scribe watch`: recordings become notes as they come in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scribe.cli.options import names_notes, runs


@click.command(
    short_help="Turn recordings into notes as they come in.",
    epilog="\b\nExample:\n  scribe watch ~/Recordings --out ~/Notes",
)
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@names_notes
@runs
def watch(
    folders: tuple[Path, ...],
    out: Path | None,
    payer: str | None,
    template: str | None,
    model: str | None,
    device: str | None,
    ledger: Path | None,
    scheduler: str | None,
) -> None:
    """Turn recordings into notes as they come into FOLDER, until Ctrl-C.

    A file that is still being copied is waited for, and a folder that goes away, such as a drive, until it is back.
    """
    from scribe.cli.nightly import Choices, anything_new, night
    from scribe.cli.progress import Teller
    from scribe.cli.stopping import stopping
    from scribe.night.watch import watch as keep_watching
    from scribe.output import shown

    choices = Choices.of(
        out=out, payer=payer, template=template, model=model, device=device, ledger=ledger, scheduler=scheduler
    )
    with stopping() as stop, Teller() as teller:

        def work(there: Sequence[Path]) -> None:
            night(there, choices, teller, stop)

        teller.say(f"Watching {', '.join(shown(folder) for folder in folders)}; Ctrl-C ends it")
        present = [folder for folder in folders if folder.is_dir()]
        if present:
            work(present)
        keep_watching(folders, lambda there: anything_new(there, choices), work, teller.say, stop)
        teller.say("Stopped. Notes that were written stay; `scribe watch` takes up the rest.")
