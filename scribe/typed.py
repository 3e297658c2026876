"""A transcript that was typed, or made by another program: the counterpart of `audio.py` for text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from scribe.errors import TextError

SUFFIXES = frozenset({".txt"})
"""Endings, in lower case, that a search of a folder takes for transcripts."""

MOST_BYTES = 1_000_000
"""A day of speech; whatever is longer was not dictated after one session."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The text, and the SHA-256 of the bytes that it was read from."""

    text: str = field(repr=False)
    sha256: str


def load(path: Path) -> Typed:
    """The text of a file; TextError when it cannot be read or is no text."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise TextError(f"{path.name}: no such file. Check the name and the folder.") from error
    except PermissionError as error:
        raise TextError(f"{path.name}: may not be read. Give yourself permission to read the file.") from error
    except OSError as error:
        raise TextError(f"{path.name}: cannot be read ({error.strerror}). Copy the file to this computer.") from error
    return decode(content, path.name)


def decode(content: bytes, name: str) -> Typed:
    """UTF-8 text, with or without a byte order mark; line ends become newlines. TextError names `name`."""
    if len(content) > MOST_BYTES:
        raise TextError(f"{name}: is longer than a million bytes. Give one session's transcript at a time.")
    if b"\0" in content:
        raise TextError(f"{name}: is not plain text. Save it as plain text, or use `scribe process` for a recording.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(f"{name}: is not UTF-8 text. Save it as plain text in UTF-8.") from error
    if not text.strip():
        raise TextError(f"{name}: holds no words. Write the transcript into it.")
    return Typed(text.replace("\r\n", "\n").replace("\r", "\n"), hashlib.sha256(content).hexdigest())
