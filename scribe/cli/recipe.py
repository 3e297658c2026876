"""The choices that notes of recordings are made with: light enough to be sent to every worker."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scribe import __version__, settings
from scribe.resources import data_dir, digest

if TYPE_CHECKING:
    from scribe.cli.bench import NoteBench


@dataclass(frozen=True, slots=True)
class NoteRecipe:
    """What a worker sets itself up with. `threads` is how many cores it uses, null for all."""

    model: str
    device: str
    rule: str | None
    payer: str | None
    template: str
    threads: int | None = None

    @property
    def modules(self) -> tuple[str, ...]:
        return ("scribe.cli.bench", "faster_whisper")

    def open(self) -> NoteBench:
        from scribe.cli.bench import NoteBench

        return NoteBench(self)

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
