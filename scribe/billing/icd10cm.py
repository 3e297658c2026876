"""The codes of ICD-10-CM, as far as scribe asks about them: a table made from the package simple-icd-10-cm.

The table is opened with the first code that is asked for. `benchmarks/codes.py` writes it, and says what is in a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from scribe.resources import data_dir, read_packed

TABLE = data_dir("models") / "billing" / "icd10cm.tsv.gz"

_REMEMBERED = 1000
"""Codes that are kept once they were looked up: a practice has a few that come every day."""


class Code(NamedTuple):
    """A code, or the chapter or block above it. It waits for one of the 7th characters `seventh`."""

    name: str
    above: str
    kind: str
    seventh: tuple[str, ...]
    excludes: tuple[str, ...]
    description: str

    @property
    def extended(self) -> bool:
        """Whether its 7th character made it."""
        return self.kind == "x"


def find(name: str) -> Code | None:
    """The code of that name, which may be one that groups others; null when there is none."""
    code = _named(name)
    return code if code and code.name == name and code.kind != "b" else None


def children(code: Code) -> list[Code]:
    """The codes right below; none when it is whole. All that are below stand behind it and begin with its name."""
    below = []
    at = _table().find(f"\n{code.name}\t")
    while (line := _line_at(at := _table().find("\n", at + 1))).startswith(code.name):
        below.append(_read(line))
    return [one for one in below if one.above == code.name]


def lineage(code: Code) -> Iterator[Code]:
    """The code and all above it."""
    above: Code | None = code
    while above:
        yield above
        above = _named(above.above)


@lru_cache(_REMEMBERED)
def _named(name: str) -> Code | None:
    at = _table().find(f"\n{name}\t")
    return None if at < 0 or not name else _read(_line_at(at))


def _line_at(at: int) -> str:
    """The line behind a line break."""
    return _table()[at + 1 : _table().find("\n", at + 1)]


def _read(line: str) -> Code:
    name, above, kind, seventh, excludes, description = line.split("\t")
    return Code(name, above, kind, tuple(seventh), tuple(filter(None, excludes.split(" | "))), description)


@cache
def _table() -> str:
    """Every line behind a line break, and one at the end."""
    return "\n" + read_packed(TABLE)
