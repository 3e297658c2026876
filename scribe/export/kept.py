"""A note of the store as a document: its newest version while it is a draft, its record once it is filed."""

from __future__ import annotations

from scribe.clients import Clients
from scribe.export.document import Addendum, Document, Filing, Stationery, of_draft, of_filed
from scribe.store import Store


def of_note(store: Store, id: str, stationery: Stationery, clients: Clients) -> Document:
    """What may leave of the note `id`. Raises StoreError, or ExportError when nothing of it may leave."""
    filed = store.filed(id)
    if filed is None:
        content = store.current(id).content
        return of_draft(content, stationery, clients.match(content["session"]["client"]).client)
    addenda = [Addendum(each.text, each.at, each.signature) for each in store.addenda(id)]
    filing = Filing(filed.at, filed.hash, tuple(addenda))
    return of_filed(filed.record, filing, stationery, clients.match(filed.record["client"]).client)
