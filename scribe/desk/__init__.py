"""Where people work on notes: the store, the check, the edits and the Markdown files brought together.

The commands and the page both go through `Desk`; it is to reviewing what assembly.py is to making notes.
"""

from scribe.desk.desk import Desk, NotReady, Readiness
from scribe.desk.files import Trouble

__all__ = ["Desk", "NotReady", "Readiness", "Trouble"]
