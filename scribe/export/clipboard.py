"""The clipboard of the desktop, for pasting a note into another program."""

from __future__ import annotations

import pyperclip

from scribe.errors import ExportError


def copy(text: str) -> None:
    """Put the text on the clipboard. Raises ExportError when there is none, or when it does not hold the text."""
    try:
        pyperclip.copy(text)
        held = pyperclip.paste()
    except (pyperclip.PyperclipException, OSError) as error:
        raise _none() from error
    # The tools of Linux fail without saying so.
    if held.replace("\r\n", "\n").strip() != text.strip():
        raise _none()


def _none() -> ExportError:
    return ExportError(
        "there is no clipboard to copy to. On Linux install wl-clipboard or xclip and work at the desktop, or use "
        "--to md."
    )
