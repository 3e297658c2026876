"""The body map: the areas of a note as shapes on a front and a back figure.

In: a note's JSON and `models/review/body.yaml`. Out: shapes for the template, which draws them.
The figures face as a client does: on the front figure the client's left is at the viewer's right, on the back figure
at the viewer's left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from scribe.errors import DataError
from scribe.records import AreaSide, Side
from scribe.resources import data_dir, read_yaml
from scribe.vocabulary import Vocabulary

Json = Mapping[str, Any]
View = Literal["front", "back"]
VIEWS: tuple[View, ...] = ("front", "back")

KINDS: Mapping[str | None, str] = {"97124": "massage", "97140": "manual", "97110": "movement", "97112": "movement"}
"""How an area is shaded, by the code of the work; any other is `other`."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Strict):
    """Where an area lies: a path of one half of a figure, and its middle, where pain is marked. `tile` names the views
    in which it can be clicked when nothing was done there."""

    front: str | None = None
    back: str | None = None
    at: tuple[float, float]
    tile: Literal["front", "back", "both"] | None = None


class Lines(_Strict):
    front: str
    back: str


class Body(_Strict):
    outline: str
    lines: Lines
    areas: dict[str, Place]


@dataclass(frozen=True, slots=True)
class Shape:
    """A path to draw. `side` is the client's; `mirrored` draws it on the viewer's left. `kind` None is untreated;
    `unsure` says that the side was not said."""

    area: str
    side: Side
    path: str
    mirrored: bool
    kind: str | None
    unsure: bool
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Pain at the middle of an area, in the coordinates of the figure. `before` and `after` are texts, "?" unsaid."""

    x: float
    y: float
    before: str
    after: str
    title: str


@dataclass(frozen=True, slots=True)
class Figure:
    view: View
    tiles: tuple[Shape, ...]
    treated: tuple[Shape, ...]
    pain: tuple[Mark, ...]


@cache
def body() -> Body:
    """The drawing. Raises DataError when its file is wrong."""
    path = data_dir("models") / "review" / "body.yaml"
    try:
        return Body.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ": ".join(str(step) for step in first["loc"])
        raise DataError(f"{path.name}: {place}: {first['msg']}. Correct that entry.") from error


def score(value: Any) -> str:
    """A score as a person writes it: 6, two with a dash between them, nothing where it was not said."""
    if value is None:
        return ""
    return "\N{EN DASH}".join(f"{end:g}" for end in value) if isinstance(value, list) else f"{value:g}"


def figures(content: Json, vocabulary: Vocabulary) -> tuple[Figure, ...]:
    """Both figures for a note's JSON."""
    return tuple(
        Figure(
            view,
            tuple(_tiles(view, vocabulary)),
            tuple(_treated(view, content, vocabulary)),
            tuple(_pain(view, content, vocabulary)),
        )
        for view in VIEWS
    )


def side_of(view: View, mirrored: bool) -> Side:
    """The client's side of a half: the mirrored half is the viewer's left."""
    return Side.RIGHT if (view == "front") == mirrored else Side.LEFT


def _tiles(view: View, vocabulary: Vocabulary) -> Iterator[Shape]:
    for area, place in body().areas.items():
        path = place.front if view == "front" else place.back
        if path is None or place.tile not in (view, "both"):
            continue
        for mirrored in (True, False):
            side = side_of(view, mirrored)
            said = AreaSide(area, side if vocabulary.areas[area].paired else None)
            yield Shape(area, side, path, mirrored, None, False, vocabulary.spoken(said))


def _treated(view: View, content: Json, vocabulary: Vocabulary) -> Iterator[Shape]:
    """Larger areas first, so that finer ones can be seen and clicked above them."""
    found: dict[tuple[str, Side | None], list[Json]] = {}
    for block in content["treatments"]:
        for each in block["areas"]:
            if each["area"] in vocabulary.areas:
                found.setdefault((each["area"], None if each["side"] is None else Side(each["side"])), []).append(block)
    order = list(body().areas)
    for (area, side), blocks in sorted(found.items(), key=lambda item: order.index(item[0][0])):
        path = _path(view, area)
        if path is None:
            continue
        unsure = side is None and vocabulary.areas[area].paired
        kinds = [KINDS.get(block["code"], "other") for block in blocks]
        title = f"{vocabulary.spoken(AreaSide(area, side))}{', side not said' if unsure else ''}"
        for mirrored in (True, False):
            half = side_of(view, mirrored)
            if side in (None, Side.BILATERAL, half):
                yield Shape(area, half, path, mirrored, kinds[0], unsure, title)


def _pain(view: View, content: Json, vocabulary: Vocabulary) -> Iterator[Mark]:
    for pain in content["pain"]:
        if pain["area"] not in vocabulary.areas or (pain["before"] is None and pain["after"] is None):
            continue
        place = body().areas[pain["area"]]
        if view != ("front" if place.front and place.tile != "back" else "back"):
            continue
        side = None if pain["side"] is None else Side(pain["side"])
        before, after = score(pain["before"]) or "?", score(pain["after"]) or "?"
        title = f"pain, {vocabulary.spoken(AreaSide(pain['area'], side))}: {before} before, {after} after"
        x, y = place.at
        if side is None:
            yield Mark(x if vocabulary.areas[pain["area"]].paired else 0, y, before, after, title)
        for mirrored in (True, False):
            if side in (Side.BILATERAL, side_of(view, mirrored)):
                yield Mark(-x if mirrored else x, y, before, after, title)


def _path(view: View, area: str) -> str | None:
    place = body().areas[area]
    return place.front if view == "front" else place.back
