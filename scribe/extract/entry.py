"""One area's pain in the making: which of its scores is the start and which the end.

What comes in: its scores in order, each with whether it was told before the work. What goes out: the start and the end.
Which area a score is of is not decided here but in `pain.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scribe.extract.scores import Scored
from scribe.records import Score, Side


@dataclass
class Entry:
    """An area's pain in the making.

    `guessed` when `before` was told without a word of time; `earlier` when it is of the day before the session ("after
    the flight"), and holds only as long as no other is told; `resting` when it is how it was there ("at rest");
    `weak` when the start was told as what it still is ("still a four. It was a four when she came");
    `paired` when the two were told one behind the other without a word of time, before the work.
    """

    area: str
    side: Side | None
    before: Score | None = None
    after: Score | None = None
    guessed: bool = False
    earlier: bool = False
    paired: bool = False
    resting: bool = False
    weak: bool = False
    closed_by: range = range(0)
    """The tokens of the score that `after` was taken from: an earlier one, overtaken, is quoted like other speech."""
    spans: list[tuple[int, int]] = field(default_factory=list)

    def put(self, score: Scored, *, early: bool) -> None:
        """A score without a word of time, told before the work (`early`), is the start: the last such, nearest to the
        session."""
        said, open_start = score.when, early and self.guessed
        if said == "today":
            # Nearer to the session than what was guessed: "a six on stairs, four just standing here".
            said, open_start = "", early and (self.guessed or self.before is None)
            self.resting = open_start
        if said == "active":
            if not early and self.before is None and self.after is not None:
                return  # "Ribs are a six, breathing in is an eight"
            if not early and self.before is not None:
                self.after = score.value if self.after is None else self.after
                return
            said = "earlier"
        if said == "elsewhere":
            if self.before is None:
                self.before, self.guessed, self.earlier = score.value, True, True
            return
        if said == "earlier":
            if self.weak:
                return  # "Three now. And before? You said eight on the phone"
            if not self.resting and (self.before is None or (open_start and not self.earlier)):
                self.before, self.guessed, self.earlier = score.value, True, True
            return
        if self.earlier and said != "after" and self.after is None and (early or said == "before"):
            self.before, self.guessed, self.earlier = score.value, said != "before", False
            self.spans.clear()  # what was overtaken is no evidence
            return
        if said == "unmoved":
            self.before, self.after = score.value if self.before is None else self.before, score.value
            return
        if said == "after_weak":
            self.weak = self.before is None
            said = "after" if self.before is not None else ""
        if self.weak and self.after is None and said in {"", "before"} and self.before == score.value:
            self.after = score.value
            return
        if not said and open_start:
            self.before, self.guessed = score.value, True
            return
        if self.paired and not early and self.before is not None and self.after is not None:
            # "Seven on Sunday, six today. ... And a two": what came between was the start, if it had eased by then.
            eased = _lowest(self.after) < _lowest(self.before)
            self.before, self.paired = self.after if eased else self.before, False
        when = said or ("before" if self.before is None else "after")
        if when == "before":
            self._start(score.value, guessed=said == "")
        elif said or not early or self.after is None:
            self.after = score.value

    def _start(self, value: Score, *, guessed: bool) -> None:
        """The start, said or guessed. What was guessed before it was the end ("a three, it had been a six"), or worse
        and of another time ("a seven on the bus, five when we began")."""
        if self.before is None:
            self.before, self.guessed = value, guessed
        elif self.before == value and self.after is None:
            self.guessed = False
        elif self.guessed and self.after is None:
            eased = _lowest(self.before) < _lowest(value)
            self.before, self.after, self.guessed = value, self.before if eased else None, False
        elif self.paired:
            self.before, self.after, self.paired = value, None, False
        elif self.after is None:
            self.after = value


def _lowest(value: Score) -> float:
    return min(value) if isinstance(value, tuple) else value
