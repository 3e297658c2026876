"""From a reckoning to lines: one per code, with its status, its reasons and the blocks that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scribe.billing.reasons import code_reasons, day_reasons, in_minutes, in_units, untimed_reason
from scribe.billing.reckoning import Reckoning, minutes_by_code, proposed_pairs
from scribe.billing.sites import Sites
from scribe.billing.tables import Profile, Tables
from scribe.billing.units import count, exact, plain
from scribe.records import BillingLine, CodeUnits, Evidences, Facts, LineStatus, Treatment
from scribe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LineWriter:
    """Writes the lines of one reckoning."""

    facts: Facts
    vocabulary: Vocabulary
    tables: Tables
    profile: Profile
    sites: Sites
    reckoning: Reckoning

    def lines(self) -> tuple[BillingLine, ...]:
        """One line per code, in the order in which the codes were first dictated."""
        return tuple(self._line(code) for code in self.reckoning.units)

    def _line(self, code: str) -> BillingLine:
        counted, left_out = self._indexes(code)
        modifier, why = self._modifier(code)
        return BillingLine(
            code=code,
            units=self.reckoning.units[code],
            minutes=plain(sum((exact(self._block(i).minutes or 0) for i in counted), Fraction())),
            modifiers=(modifier,) if modifier else (),
            status=self._status(code),
            treatments=counted,
            left_out=left_out,
            alternatives=self._alternatives(code),
            diagnoses=tuple(dict.fromkeys(d.code for d in self.facts.diagnoses if d.code)),
            reasons=(*self._counting(code), *(self._why_left_out(i, code) for i in left_out), *why),
            evidence=evidence_of(self.facts, counted or left_out),
        )

    def _block(self, index: int) -> Treatment:
        return self.facts.treatments[index]

    def _indexes(self, code: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The blocks of `code` that are counted, and the others."""
        timed = self.tables.timed(code)
        own = [i for i, block in enumerate(self.facts.treatments) if block.code == code]
        counted = [i for i in own if not timed or (i not in self.reckoning.yielded and self._block(i).minutes)]
        return tuple(counted), tuple(i for i in own if i not in counted)

    def _status(self, code: str) -> LineStatus:
        if self.reckoning.units[code]:
            return LineStatus.PROPOSED
        known = any(block.minutes for block in self.facts.treatments if block.code == code)
        return LineStatus.BLOCKED if known else LineStatus.NEEDS_INFO

    def _counting(self, code: str) -> tuple[str, ...]:
        if not self.tables.timed(code):
            return (untimed_reason(code),)
        counted = self.reckoning.count
        return (*day_reasons(counted), *code_reasons(counted, code)) if code in counted.minutes else ()

    def _alternatives(self, code: str) -> tuple[tuple[CodeUnits, ...], ...]:
        return tuple(
            tuple(CodeUnits(name, units) for name, units in way.items())
            for way in self.reckoning.count.alternatives
            if code in way and way[code] != self.reckoning.units[code]
        )

    def _why_left_out(self, index: int, code: str) -> str:
        name = described(self._block(index), self.vocabulary)
        if index not in self.reckoning.yielded:
            return f"Not counted: {name} has no minutes. Add how long it lasted."
        partners = self.reckoning.yielded[index]
        met = "; ".join(described(self._block(i), self.vocabulary) for i in partners)
        other = self._block(partners[0]).code
        return f"Left out: {name} shares a site with {met}, {other}. {self._worth(index)}"

    def _worth(self, index: int) -> str:
        minutes = self._block(index).minutes
        if not minutes:
            return "What it would have been worth cannot be said, for it has no minutes."
        others = {i: () for i in self.reckoning.yielded if i != index}
        with_it = count(minutes_by_code(self.facts.treatments, self.tables, others), self.reckoning.count.rule)
        more = with_it.total_units - self.reckoning.count.total_units
        return f"Its {in_minutes(exact(minutes))}, counted too, would have been worth {in_units(more)} more."

    def _modifier(self, code: str) -> tuple[str | None, tuple[str, ...]]:
        pair = next((pair for pair in proposed_pairs(self.profile, self.reckoning) if pair.yields == code), None)
        if pair is None:
            return None, ()
        blocks = (*self._indexes(pair.yields)[0], *self._indexes(pair.stays)[0])
        if not self.sites.named(blocks):
            return None, (
                f"No {pair.modifier} is added: a block names no area, so nobody can say that the sites of {code} and "
                f"{pair.stays} are apart. Add the area.",
            )
        apart = " and ".join(
            ", ".join(described(self._block(i), self.vocabulary) for i in self._indexes(each)[0])
            for each in (pair.yields, pair.stays)
        )
        return pair.modifier, (f"{pair.modifier} marks work on separate sites from {pair.stays}: {apart}.",)


def described(block: Treatment, vocabulary: Vocabulary) -> str:
    """A block in words, such as "Swedish massage (left calf)"."""
    names = ", ".join(vocabulary.technique_name(technique) for technique in block.techniques) or "work"
    areas = ", ".join(vocabulary.spoken(area) for area in block.areas) or "area not named"
    return f"{names} ({areas})"


def evidence_of(facts: Facts, indexes: tuple[int, ...]) -> Evidences:
    """The words that these blocks rest on, each stretch once, in order."""
    return tuple(sorted({stretch for i in indexes for stretch in facts.treatments[i].evidence}))
