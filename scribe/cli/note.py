"""`scribe note`: typed transcripts become notes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scribe.cli.options import scribe_for, writes_notes

if TYPE_CHECKING:
    from scribe.assembly import Scribe
    from scribe.cli.batch import Opened
    from scribe.jobs import Job

_STANDARD_INPUT = Path("-")


@click.command(
    short_help="Turn typed transcripts into notes.",
    epilog="\b\nExamples:\n  scribe note transcript.txt --out notes/\n  scribe note - < transcript.txt",
)
@click.argument("paths", metavar="PATH...|-", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes_notes
def note(paths: tuple[Path, ...], out: Path | None, payer: str | None, template: str | None, as_json: bool) -> None:
    """Turn typed transcripts, or folders of .txt files, into notes; `-` reads standard input.

    Each becomes NAME.note.md and NAME.note.json, beside the transcript unless --out names a folder. No speech model
    is loaded. A note that a person edited is never overwritten.
    """
    from scribe import settings, typed
    from scribe.cli.batch import Workshop, run
    from scribe.cli.summary import report
    from scribe.jobs import Job, collect
    from scribe.render import load_template

    chosen = settings.load(out=str(out) if out else None, template=template)
    layout = load_template(chosen.template, settings.config_dir() / "templates")
    jobs, failed = collect([path for path in paths if path != _STANDARD_INPUT], typed.SUFFIXES, chosen.out)
    if _STANDARD_INPUT in paths:
        jobs.append(Job(Path("stdin"), chosen.out or Path(), "stdin", "", piped=True))

    def set_up() -> Workshop:
        scribe = scribe_for(chosen.rule, payer)
        return Workshop(scribe.words, lambda job: _open(job, scribe))

    report(run(jobs, failed, layout, set_up), as_json)


def _open(job: Job, scribe: Scribe) -> Opened:
    from scribe.cli.batch import Opened
    from scribe.output import shown
    from scribe.records import Source
    from scribe.typed import MOST_BYTES, decode, load

    typed = decode(sys.stdin.buffer.read(MOST_BYTES + 1), "stdin") if job.piped else load(job.path)
    source = Source(shown(job.path.name), typed.sha256)
    return Opened(typed.sha256, lambda: scribe.note_from_text(typed.text, source))
