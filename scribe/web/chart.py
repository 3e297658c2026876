"""A client's visits as a small chart: pain before and after, and the units of each visit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT = 460, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 26, 12, 12, 40
_BAR = 12


@dataclass(frozen=True, slots=True)
class Visit:
    """What the chart shows of one note. `before` and `after` are the highest pain scores of the visit, 0 to 10."""

    day: datetime.date
    before: float | None
    after: float | None
    units: int
    here: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A visit with its places in the drawing, from the top left."""

    visit: Visit
    x: float
    before_y: float | None
    after_y: float | None
    bar_y: float
    bar_height: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    before: str
    """The points of the line of scores before the work, as SVG has them."""
    after: str
    rows: tuple[tuple[int, float], ...]
    """Scores with a line across, and where."""


def chart(visits: Iterable[Visit]) -> Chart | None:
    """The chart of some visits in the order of their days; None where there is but one."""
    in_order = sorted(visits, key=lambda visit: visit.day)
    if len(in_order) < 2:
        return None
    step = (WIDTH - _LEFT - _RIGHT) / len(in_order)
    most = max(max(visit.units for visit in in_order), 1)
    columns = tuple(_column(visit, _LEFT + step * (at + 0.5), most) for at, visit in enumerate(in_order))
    return Chart(
        columns,
        " ".join(f"{each.x:.1f},{each.before_y:.1f}" for each in columns if each.before_y is not None),
        " ".join(f"{each.x:.1f},{each.after_y:.1f}" for each in columns if each.after_y is not None),
        tuple((score, _y(score)) for score in (0, 5, 10)),
    )


def _column(visit: Visit, x: float, most: int) -> Column:
    height = (HEIGHT - _TOP - _BOTTOM) * 0.5 * visit.units / most
    return Column(
        visit,
        x,
        None if visit.before is None else _y(visit.before),
        None if visit.after is None else _y(visit.after),
        HEIGHT - _BOTTOM - height,
        height,
        f"{visit.day.day} {visit.day:%b}",
    )


def _y(score: float) -> float:
    return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - score / 10)
