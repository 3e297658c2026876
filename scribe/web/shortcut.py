"""An icon on the desktop that opens the page."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from scribe.errors import OutputError
from scribe.resources import data_dir

NAME = "Notes to review"
_ICONS = {"win32": "icon.ico", "darwin": "icon.icns"}


def install(folder: Path, recordings: Sequence[Path]) -> Path:
    """Put the icon on the desktop of this user, opening the notes of `folder`; return what was put there.

    Raises OutputError.
    """
    from pyshortcuts import make_shortcut

    words = ["review", str(folder), *(word for each in recordings for word in ("--recordings", str(each)))]
    icon = data_dir("templates") / "review" / "static" / _ICONS.get(sys.platform, "icon.png")
    try:
        made = make_shortcut(
            f"-m scribe {_quoted(words)}",
            name=NAME,
            description="Review, correct and file the notes of the night",
            icon=str(icon),
            executable=sys.executable if sys.platform == "win32" else shlex.quote(sys.executable),
            terminal=True,  # its window is what ends the page
        )
    except OSError as error:
        raise OutputError(
            f"The icon could not be put on the desktop ({error.strerror}). See its permissions."
        ) from error
    return Path(made.desktop_dir, made.target)


def _quoted(words: Sequence[str]) -> str:
    """Words as the system reads them back. A desktop entry of Linux also takes `%` for a code of its own."""
    if sys.platform == "win32":
        return subprocess.list2cmdline(words)
    quoted = shlex.join(words)
    return quoted.replace("%", "%%") if sys.platform.startswith("linux") else quoted
