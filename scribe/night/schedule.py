"""What makes a computer run scribe every night: the ready text for each system's own scheduler."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scribe.render import page

SYSTEMS: Mapping[str, str] = {
    "cron": "cron.txt",
    "systemd": "systemd.txt",
    "launchd": "launchd.xml",
    "windows": "windows.xml",
}
"""Each system's template in `templates/schedule/`."""


def snippet(system: str, command: Sequence[str], hour: int, minute: int, log: Path) -> str:
    """The text for one of SYSTEMS that runs `command`, whose first word is a whole path, daily at that time."""
    program, *options = command
    values: dict[str, Any] = {
        "program": program,
        "options": options,
        "shell": shlex.join(command),
        # A per cent sign ends a line of cron, and begins a specifier of systemd.
        "cron_shell": shlex.join([*command]).replace("%", r"\%"),
        "systemd_command": " ".join(_systemd(word) for word in command),
        "windows_options": subprocess.list2cmdline(options),
        "hour": hour,
        "minute": minute,
        "log": str(log),
        "cron_log": shlex.quote(str(log)).replace("%", r"\%"),
    }
    return page(f"schedule/{SYSTEMS[system]}.j2").render(values)


def _systemd(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
