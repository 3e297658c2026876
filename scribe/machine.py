"""What this computer has: cores and memory."""

from __future__ import annotations

import os
from pathlib import Path


def cores() -> int:
    """Physical cores this process may use: a second thread on a core slows the arithmetic down."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    topology = Path("/sys/devices/system/cpu")
    siblings = [topology / f"cpu{cpu}" / "topology" / "thread_siblings_list" for cpu in usable]
    return len({path.read_text() if path.is_file() else path for path in siblings})


def memory() -> int | None:
    """Bytes of memory in all; null where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
