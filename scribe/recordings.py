"""Which files are recordings, and by what one is known: light, for those who look at files without hearing them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from scribe.errors import AudioError

SUFFIXES = frozenset(
    f".{ending}"
    for ending in (
        *("3gp", "aac", "aif", "aiff", "amr", "flac", "m4a", "mov"),
        *("mp3", "mp4", "oga", "ogg", "opus", "wav", "webm", "wma"),
    )
)
"""Endings, in lower case, that a search of a folder takes for recordings."""


def fingerprint(path: Path) -> tuple[str, float]:
    """The SHA-256 of a file and its modification time, in seconds of the epoch; AudioError when it cannot be read."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise AudioError(f"{path.name}: is not a file that can be read twice. Save the recording as a file.")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size == 0:
                raise AudioError(f"{path.name}: is empty. Copy the file again or record anew.")
            return hashlib.file_digest(file, "sha256").hexdigest(), status.st_mtime
    except FileNotFoundError as error:
        raise AudioError(f"{path.name}: no such file. Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise AudioError(f"{path.name}: is a folder, not a recording. Name a recording in it.") from error
    except PermissionError as error:
        raise AudioError(f"{path.name}: may not be read. Give yourself permission to read the file.") from error
    except OSError as error:
        raise AudioError(f"{path.name}: cannot be read ({error.strerror}). Copy the file to this computer.") from error
