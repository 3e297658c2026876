"""What people make of the notes: every version, what was filed, and the list of what was done with it.

One SQLite file holds it all and is backed up by copying it. The scribe's JSON is the draft, version 0, and is never
changed; the store keeps a copy, so that no version ever loses what it stands on. Read shapes.py, then notes.py;
chain.py seals what is filed, database.py and migrations.py know SQLite.
"""

from scribe.store.chain import Verified
from scribe.store.notes import Store
from scribe.store.record import sources
from scribe.store.shapes import Addendum, Deletion, Filed, Json, Listed, Rendition, State, Version

__all__ = [
    "Addendum",
    "Deletion",
    "Filed",
    "Json",
    "Listed",
    "Rendition",
    "State",
    "Store",
    "Verified",
    "Version",
    "sources",
]
