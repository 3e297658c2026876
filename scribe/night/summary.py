"""The summary line of a note: all that a table, a report or a program's list tells of it."""

from __future__ import annotations

from typing import Any


def summary(note: dict[str, Any]) -> dict[str, Any]:
    """In: a note as its JSON has it. `to_settle` counts the flags that block filing, `flags` all."""
    return {
        "client": note["session"]["client"],
        "minutes": note["session"]["minutes"],
        "treatments": len(note["treatments"]),
        "lines": [
            {"code": line["code"], "units": line["units"]}
            for line in note["billing"]["lines"]
            if line["status"] == "proposed"
        ],
        "flags": len(note["flags"]),
        "to_settle": sum(flag["level"] == "blocks" for flag in note["flags"]),
    }
