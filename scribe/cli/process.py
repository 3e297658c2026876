"""`scribe process`: recordings become notes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scribe.cli.options import scribe_for, writes_notes

if TYPE_CHECKING:
    from scribe.assembly import Scribe, Transcriber
    from scribe.cli.batch import Opened
    from scribe.cli.jobs import Job
    from scribe.cli.progress import Reporter


@click.command(
    short_help="Turn recordings into notes.",
    epilog="\b\nExamples:\n  scribe process visit.m4a\n  scribe process recordings/ --out notes/ --model small.en",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes_notes
@click.option("--model", metavar="NAME", help="Speech model, see `scribe models list`.  [default: base]")
@click.option("--device", metavar="auto|cpu|cuda", help="Where the model runs.  [default: auto]")
def process(
    paths: tuple[Path, ...],
    out: Path | None,
    payer: str | None,
    template: str | None,
    model: str | None,
    device: str | None,
    as_json: bool,
) -> None:
    """Turn recordings, or folders of them, into notes.

    Each becomes NAME.note.md and NAME.note.json, beside the recording unless --out names a folder. A note that a
    person edited is never overwritten. Nothing leaves this computer.
    """
    from scribe import audio, settings
    from scribe.cli.batch import Workshop, run
    from scribe.cli.jobs import collect
    from scribe.cli.summary import report
    from scribe.render import load_template
    from scribe.speech import Transcriber

    chosen = settings.load(out=str(out) if out else None, template=template, model=model, device=device)
    layout = load_template(chosen.template, settings.config_dir() / "templates")
    jobs, failed = collect(paths, audio.SUFFIXES, chosen.out)

    def set_up(reporter: Reporter) -> Workshop:
        scribe = scribe_for(chosen.rule, payer)
        transcriber = Transcriber(chosen.model, chosen.device)
        return Workshop(scribe.words, lambda job: _open(job, scribe, transcriber, reporter))

    report(run(jobs, failed, layout, set_up), as_json)


def _open(job: Job, scribe: Scribe, transcriber: Transcriber, reporter: Reporter) -> Opened:
    from scribe.cli.batch import Opened
    from scribe.errors import AudioError

    if os.path.exists(job.path) and not os.path.isfile(job.path):
        raise AudioError(f"{job.path.name}: is not a file that can be read twice. Save the recording as a file.")
    try:
        with job.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        sha256 = ""  # decoding will say what is wrong with it
    return Opened(sha256, lambda: scribe.note_from_recording(job.path, transcriber, reporter.progress))
