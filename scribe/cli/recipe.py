"""The choices that notes of recordings are made with: light enough to be sent to every worker."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scribe import __version__, machine, settings
from scribe.resources import data_dir, digest

if TYPE_CHECKING:
    from scribe.cli.bench import NoteBench


_GPU = Path("/dev/nvidiactl")
_SHARE_GPU = 2
"""Workers of one graphics card: while one decodes sound and reads words, the other hears."""

_WORKER = 300_000_000
"""Bytes that a worker needs beside the speech model."""


@dataclass(frozen=True, slots=True)
class NoteRecipe:
    """What a worker sets itself up with. `threads` is how many cores it uses, null for all."""

    model: str
    device: str
    rule: str | None
    payer: str | None
    template: str
    threads: int | None = None

    def open(self) -> NoteBench:
        from scribe import speech
        from scribe.cli.bench import NoteBench
        from scribe.cli.options import scribe_for
        from scribe.render import load_template

        template = load_template(self.template, settings.config_dir() / "templates")
        scribe = scribe_for(self.rule, self.payer)
        transcriber = speech.Transcriber(self.model, self.device, self.threads, scribe.expected, scribe.trade)
        return NoteBench(scribe, transcriber, template)

    def check(self) -> None:
        """Say at once, before any worker starts, that the speech model is missing. Raises SetupError."""
        from scribe import weights

        weights.find(self.model)

    def room(self) -> int:
        """How many workers have room in the memory of this machine, half of which is left to others."""
        from scribe import weights

        if self.device == "cuda" or (self.device == "auto" and _GPU.exists()):
            return _SHARE_GPU
        whole = machine.memory()
        size = sum(file.stat().st_size for file in weights.find(self.model).glob("*"))
        return int(whole / 2 / (_WORKER + 2 * size)) if whole else machine.cores()

    def digest(self) -> str:
        """Changes with all that a note depends on: version, model, words, rules, template, clients and payers."""
        seen = hashlib.sha256(repr((__version__, self.model, self.rule, self.payer)).encode())
        seen.update(digest("vocabulary", "patterns", "billing").encode())
        for file in self._files():
            seen.update(f"{file.name}\0".encode() + file.read_bytes())
        return seen.hexdigest()[:16]

    def _files(self) -> Iterator[Path]:
        name = f"{self.template}.md.j2"
        templates = (Path(self.template), settings.config_dir() / "templates" / name, data_dir("templates") / name)
        yield from [file for file in templates if file.is_file()][:1]
        own = [settings.words_file(), settings.data_dir() / "clients.toml", *sorted(settings.payers_dir().glob("*"))]
        yield from (file for file in own if file.is_file())
