"""From a reckoning to lines: one per code, with its status, its reasons and the blocks that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scribe.billing.modifiers import ModifierWriter
from scribe.billing.reasons import cap_reason, code_reasons, day_reasons, in_minutes, in_units, untimed_reason
from scribe.billing.reckoning import Reckoning, minutes_by_code
from scribe.billing.shapes import Profile
from scribe.billing.sites import Sites
from scribe.billing.tables import Tables
from scribe.billing.units import count, exact, plain
from scribe.billing.words import described, evidence_of
from scribe.records import BillingLine, CodeUnits, Facts, KnownDiagnosis, LineStatus, Treatment
from scribe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LineWriter:
    """Writes the lines of one reckoning. `known` are the diagnoses of the clients file."""

    facts: Facts
    vocabulary: Vocabulary
    tables: Tables
    profile: Profile
    sites: Sites
    reckoning: Reckoning
    known: tuple[KnownDiagnosis, ...] = ()

    def lines(self) -> tuple[BillingLine, ...]:
        """One line per code, in the order in which the codes were first dictated."""
        return tuple(self._line(code) for code in self.reckoning.units)

    def _line(self, code: str) -> BillingLine:
        counted, left_out = self._indexes(code)
        modifiers, why = ModifierWriter(
            self.facts, self.vocabulary, self.tables, self.profile, self.sites, self.reckoning
        ).of(code)
        spoken = [diagnosis.code for diagnosis in self.facts.diagnoses if diagnosis.code]
        on_file = [f"{each.code} is from the clients file, given by {each.given_by}." for each in self.known]
        return BillingLine(
            code=code,
            units=self.reckoning.units[code],
            minutes=plain(sum((exact(self._block(i).minutes or 0) for i in counted), Fraction())),
            modifiers=modifiers,
            status=self._status(code),
            treatments=counted,
            left_out=left_out,
            alternatives=self._alternatives(code),
            diagnoses=tuple(dict.fromkeys([*spoken, *(each.code for each in self.known)])),
            reasons=(*self._counting(code), *self._why_all_left_out(code, left_out), *why, *on_file),
            evidence=evidence_of(self.facts, counted or left_out),
        )

    def _block(self, index: int) -> Treatment:
        return self.facts.treatments[index]

    def _indexes(self, code: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The blocks of `code` that are counted, and the others."""
        timed, own = self.tables.timed(code), self.sites.of(code)
        if code in self.reckoning.terms.barred:
            return (), own
        counted = [i for i in own if i not in self.reckoning.yielded and (not timed or self._block(i).minutes)]
        return tuple(counted), tuple(i for i in own if i not in counted)

    def _status(self, code: str) -> LineStatus:
        if self.reckoning.units[code]:
            return LineStatus.PROPOSED
        if code in self.reckoning.terms.barred or not self.tables.timed(code):
            return LineStatus.BLOCKED
        known = any(block.minutes for block in self.facts.treatments if block.code == code)
        return LineStatus.BLOCKED if known else LineStatus.NEEDS_INFO

    def _counting(self, code: str) -> tuple[str, ...]:
        if code in self.reckoning.terms.barred:
            return ()
        counted, all_units = self.reckoning.count, self.reckoning.counted[code]
        capped = (cap_reason(code, all_units, self.reckoning.units[code]),) if self.reckoning.over_cap(code) else ()
        if not self.tables.timed(code):
            return (untimed_reason(code), *capped)
        return (*day_reasons(counted), *code_reasons(counted, code), *capped) if code in counted.minutes else ()

    def _alternatives(self, code: str) -> tuple[tuple[CodeUnits, ...], ...]:
        return tuple(
            tuple(CodeUnits(name, units) for name, units in way.items())
            for way in self.reckoning.count.alternatives
            if code in way and way[code] != self.reckoning.count.units[code]
        )

    def _why_all_left_out(self, code: str, left_out: tuple[int, ...]) -> tuple[str, ...]:
        if code in self.reckoning.terms.barred:
            return (self.reckoning.terms.barred[code].reason,)
        return tuple(dict.fromkeys(reason for i in left_out for reason in self._why_left_out(i)))

    def _why_left_out(self, index: int) -> tuple[str, ...]:
        name = described(self._block(index), self.vocabulary)
        if index not in self.reckoning.yielded:
            return (f"Not counted: {name} has no minutes. Add how long it lasted.",)
        met = self.reckoning.yielded[index]
        partners = "; ".join(described(self._block(i), self.vocabulary) for i in met.partners)
        other = self._block(met.partners[0]).code
        how = "shares a site with" if met.shared else "stands beside"
        said = f"Left out: {name} {how} {partners}, {other}. {self._worth(index)}"
        return (said, met.contest.why_out(self._block(index).code or "")) if met.contest.strict else (said,)

    def _worth(self, index: int) -> str:
        minutes = self._block(index).minutes
        if not minutes:
            return "What it would have been worth cannot be said, for it has no minutes."
        barred = {i for code in self.reckoning.terms.barred for i in self.sites.of(code)}
        others = {i for i in self.reckoning.yielded if i != index} | barred
        with_it = count(minutes_by_code(self.facts.treatments, self.tables, others), self.reckoning.count.rule)
        more = with_it.total_units - self.reckoning.count.total_units
        return f"Its {in_minutes(exact(minutes))}, counted too, would have been worth {in_units(more)} more."
