"""What a person changes in a note: one function for each kind of edit, from content to new content.

Content is the contract's JSON, with `confirmed`, `answers` and `by_hand` beside it (docs/review.md). An edit marks
what it touches as the therapist's own. Afterwards the sentences follow the facts (wording.py), and lines, units and
flags are counted anew (reckoning.py). Read editing.py first; the edits are in sentences.py, work.py and visit.py,
splitting and joining in whole.py.
"""

from scribe.revising.changes import changes
from scribe.revising.editing import Reviser
from scribe.revising.whole import Read

__all__ = ["Read", "Reviser", "changes"]
