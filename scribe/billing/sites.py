"""Which blocks share a site, and whether the sites of blocks are known at all."""

from __future__ import annotations

from collections.abc import Iterable

from scribe.records import Treatment
from scribe.vocabulary import Vocabulary


class Sites:
    """The blocks of one dictation, by what they share."""

    def __init__(self, blocks: tuple[Treatment, ...], vocabulary: Vocabulary) -> None:
        self._blocks = blocks
        self._vocabulary = vocabulary

    def of(self, code: str) -> tuple[int, ...]:
        """Indexes of the blocks of `code`."""
        return tuple(i for i, block in enumerate(self._blocks) if block.code == code)

    def partners(self, index: int, code: str) -> tuple[int, ...]:
        """Indexes of the blocks of `code` that share a site with the block at `index`."""
        return tuple(i for i in self.of(code) if self._share(self._blocks[index], self._blocks[i]))

    def unnamed_beside(self, index: int, code: str) -> tuple[int, ...]:
        """Indexes of the blocks of `code` that nobody can tell apart from the block at `index`, for want of an area."""
        return tuple(i for i in self.of(code) if not self.named((index, i)))

    def named(self, indexes: Iterable[int]) -> bool:
        """Whether every one of these blocks names an area: without one nobody can say that sites are apart."""
        return all(self._blocks[i].areas for i in indexes)

    def _share(self, one: Treatment, other: Treatment) -> bool:
        return any(self._vocabulary.same_site(a, b) for a in one.areas for b in other.areas)
