"""Which pairs of codes a payer does not simply pay together, as one kind of thing.

Two sources: a profile's own rule on a shared site (`pairs`), and pair edits with columns and an indicator
(`own_edits`, and edits.yaml where the profile says so).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from scribe.billing.shapes import Edit, Pair, Profile
from scribe.billing.tables import Tables
from scribe.records import FlagId


@dataclass(frozen=True, slots=True)
class Contest:
    """Two codes of which one may have to yield.

    `opens`: separate sites let both be proposed. `strict`: sites that nobody named are not taken for separate.
    `modifier` goes on the line that yields when both are proposed. `warning` is what to say when both are proposed,
    None where nothing is; `why` is what to say when one is left out whatever its site.
    """

    yields: str
    stays: str
    opens: bool
    strict: bool
    modifier: str
    flag: FlagId
    warning: str | None
    why: str

    def why_out(self, code: str) -> str:
        """Why `code`, one of the two, is left out."""
        if code == self.yields:
            return self.why
        return f"{self.stays} would get no unit, so {self.yields} stands: the two are not paid together on one day."


def contests(profile: Profile, tables: Tables, day: datetime.date | None) -> tuple[Contest, ...]:
    """The pairs that hold for a payer and a day of service, in the order in which they are settled."""
    return (
        *(_of_sites(pair) for pair in profile.pairs),
        *(_of_edit(edit, profile) for edit in tables.edits_on(profile, day)),
    )


def _of_sites(pair: Pair) -> Contest:
    why = f"{pair.yields} and {pair.stays} are not both proposed for one site."
    return Contest(pair.yields, pair.stays, True, False, pair.modifier, pair.flag, pair.warning, why)


def _of_edit(edit: Edit, profile: Profile) -> Contest:
    modifier, opens = profile.distinct_modifier.value, edit.indicator == 1
    if opens:
        why = (
            f"This payer does not pay {edit.column_2} beside {edit.column_1} on one day unless {modifier} is grounded: "
            "the note must name separate sites for the two."
        )
    else:
        why = (
            f"This payer pays {edit.column_1} and denies {edit.column_2} on one day, separate sites or not. {modifier} "
            "is refused: the pair has indicator 0, which no modifier opens. Its minutes are counted nowhere and are "
            "not moved to the other code"
        )
        why += f". Elsewhere: {edit.otherwise}." if edit.otherwise else "."
    why += f" ({edit.source})"
    return Contest(edit.column_2, edit.column_1, opens, True, modifier, edit.flag, None, why)
