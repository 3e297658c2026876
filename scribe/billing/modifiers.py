"""The modifiers of a proposed line, each with its reason, and why one that is often advised is not added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scribe.billing.pairs import Contest
from scribe.billing.reckoning import Reckoning, proposed_pairs
from scribe.billing.shapes import Profile
from scribe.billing.sites import Sites
from scribe.billing.tables import Tables
from scribe.billing.words import described
from scribe.records import Facts, FlagId
from scribe.vocabulary import Vocabulary

Reasoned = tuple[str | None, str]
"""A modifier or None, and the reason."""


@dataclass(frozen=True, slots=True)
class ModifierWriter:
    """Decides the modifiers of the lines of one reckoning."""

    facts: Facts
    vocabulary: Vocabulary
    tables: Tables
    profile: Profile
    sites: Sites
    reckoning: Reckoning

    def of(self, code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The modifiers of `code` in the order in which the payer reads them, and all reasons."""
        if not self.reckoning.units[code]:
            return (), ()
        found = [*self._distinct(code), *self._plan(code), *self._reduced(code)]
        if self.profile.plan_modifier_first.value:
            found.sort(key=lambda each: each[0] != self.profile.plan_modifier.value)
        modifiers = dict.fromkeys(modifier for modifier, _ in found if modifier)
        return tuple(modifiers), tuple(dict.fromkeys(reason for _, reason in found))

    def _distinct(self, code: str) -> Iterator[Reasoned]:
        """For a pair of which both are proposed, on the line that would else be denied, and only with grounds."""
        pairs = [pair for pair in proposed_pairs(self.reckoning) if pair.yields == code]
        for pair in pairs[:1]:
            blocks = (*self._counted(pair.yields), *self._counted(pair.stays))
            if self.sites.named(blocks):
                yield pair.modifier, f"{pair.modifier} marks work on separate sites from {self._grounds(pair)}"
            else:
                yield (
                    None,
                    f"No {pair.modifier} is added: a block names no area, so nobody can say that the sites of {code} "
                    f"and {pair.stays} are apart. Add the area.",
                )

    def _grounds(self, pair: Contest) -> str:
        """Which site and which block each of the two codes has."""
        apart = " and ".join(
            ", ".join(described(self.facts.treatments[i], self.vocabulary) for i in self._counted(code))
            for code in (pair.yields, pair.stays)
        )
        blocks = " and ".join(
            f"block {', '.join(str(i + 1) for i in self._counted(code))} for {code}"
            for code in (pair.yields, pair.stays)
        )
        return f"{pair.stays}: {apart} ({blocks})."

    def _plan(self, code: str) -> Iterator[Reasoned]:
        wanted = self.profile.plan_modifier.value
        if wanted and code.startswith(self.tables.modifiers[wanted].codes_from or code):
            yield wanted, f"This payer wants {wanted} on every such line. ({self.profile.plan_modifier.source})"

    def _reduced(self, code: str) -> Iterator[Reasoned]:
        """52 where the payer takes it and one service alone can be the one that was cut short."""
        short = any(flag.id is FlagId.REDUCED_SERVICE for flag in self.facts.flags)
        reduced = next((each for each in self.tables.modifiers.values() if each.group == "reduced"), None)
        if not short or reduced is None or not self.tables.timed(code):
            return
        name, timed = reduced.modifier, [each for each in self.reckoning.count.units if self.reckoning.units[each]]
        if not self.profile.takes_52.value:
            yield None, f"The session was cut short: bill the units that were reached. No {name}, for {reduced.why}."
        elif timed == [code]:
            yield name, f"{name} marks the service that was cut short; this payer takes it on a timed code."
        else:
            yield (
                None,
                f"The session was cut short and this payer takes {name}, but the note does not say which service was "
                f"shortened. Add {name} to that one.",
            )

    def _counted(self, code: str) -> tuple[int, ...]:
        return tuple(
            i
            for i in self.sites.of(code)
            if i not in self.reckoning.yielded and (self.facts.treatments[i].minutes or not self.tables.timed(code))
        )
