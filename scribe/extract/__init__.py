"""A transcript becomes facts: the understanding of the scribe, in one visible order.

`Reader.read` in `reader.py` runs the finders one after the other over one reading of the text. Finders do not know each
other; what one owns (a clock time, a measured degree) is handed to the next as barred tokens. docs/architecture.md is
the map.
"""

from scribe.extract.reader import Reader

__all__ = ["Reader"]
