"""What `scribe process` and `scribe watch` share: the choices of a run, and the run itself."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Self

from scribe import machine, recordings, settings
from scribe.cli.recipe import NoteRecipe
from scribe.jobs import Outcome, collect
from scribe.night.ledger import Ledger
from scribe.night.plan import Aim, Survey, unseen
from scribe.night.run import Listener, Night, Workers


@dataclass(frozen=True, slots=True)
class Choices:
    """How a run works. `out` null is beside the recordings, `scheduler` null is this machine alone."""

    recipe: NoteRecipe
    out: Path | None
    ledger: Path
    scheduler: str | None
    redo: bool

    @classmethod
    def of(
        cls,
        *,
        ledger: Path | None,
        out: Path | None = None,
        payer: str | None = None,
        template: str | None = None,
        model: str | None = None,
        device: str | None = None,
        scheduler: str | None = None,
        redo: bool = False,
    ) -> Self:
        """From the options of a command, null where not given. Raises SettingsError."""
        chosen = settings.load(out=str(out) if out else None, template=template, model=model, device=device)
        recipe = NoteRecipe(chosen.model, chosen.device, chosen.rule, payer, chosen.template)
        return cls(recipe, chosen.out, ledger or settings.ledger_file(), scheduler, redo)


def night(paths: Sequence[Path], choices: Choices, listener: Listener, stop: Event) -> Outcome:
    """One run over files and folders."""
    choices.recipe.check()
    jobs, failed = collect(paths, recordings.SUFFIXES, choices.out)
    place = os.path.abspath(choices.out) if choices.out else ""
    aim = Aim(place, choices.recipe.digest(), choices.redo, kept_contents)
    with Ledger(choices.ledger) as ledger:
        survey = Survey(ledger, aim, lambda path: recordings.fingerprint(path)[0])

        def open_workers(most: int) -> Workers:
            return workers(choices, aim.made_with, most)

        run = Night(ledger, aim, survey, listener, open_workers)
        outcome = run.work(jobs, failed, shlex.join(sys.argv[1:]), stop)
        # Loaded while the workers load, or afterwards: nothing here may delay their start.
        from scribe.night import report

        waiting = [(one.file, one.reason) for one in outcome.waiting]
        outcome.report = report.write(ledger, choices.ledger.parent, waiting)
        return outcome


def anything_new(paths: Sequence[Path], choices: Choices) -> bool:
    """Whether a file lies there that no run has looked at as it is now."""
    jobs, _ = collect(paths, recordings.SUFFIXES, choices.out)
    with Ledger(choices.ledger) as ledger:
        return bool(unseen(ledger, jobs))


def kept_contents() -> frozenset[str]:
    """The contents of recordings whose notes a person has worked on or filed."""
    from scribe.store import Store

    with Store(settings.data_dir()) as store:
        return store.kept()


def workers(choices: Choices, made_with: str, most: int) -> Workers:
    """One worker process of one thread for each core, or those of a cluster. A lone recording has all cores."""
    if choices.scheduler:
        from scribe.night.cluster import Cluster

        return Cluster(replace(choices.recipe, threads=1), made_with, choices.scheduler)
    from scribe.night.lanes import Lanes

    cores = machine.cores()
    count = max(1, min(cores, most, choices.recipe.room()))
    return Lanes(replace(choices.recipe, threads=max(1, cores // count)), count)
