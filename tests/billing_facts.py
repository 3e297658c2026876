"""Facts for tests of billing, written short: `block("97140", 20, "left calf")`."""

from dataclasses import replace

from scribe.records import AreaSide, Diagnosis, Evidence, Facts, Side, Treatment

TECHNIQUE = {
    "97124": "swedish_massage",
    "97140": "myofascial_release",
    "97112": "pnf",
    "97110": "stretching",
    "97010": "hot_pack",
    None: "cupping",
}


def area(name: str) -> AreaSide:
    """`left calf` or `neck`."""
    side, _, rest = name.partition(" ")
    return AreaSide(rest, Side(side)) if rest else AreaSide(name)


def block(code, minutes, *areas: str) -> Treatment:
    return Treatment((TECHNIQUE[code],), tuple(map(area, areas)), minutes, None, None, code, ())


def facts(*blocks: Treatment, diagnoses: tuple[str | None, ...] = ("M54.2",), **others) -> Facts:
    """Facts with evidence that tells the blocks apart: block i rests on characters 10i to 10i+5."""
    placed = tuple(replace(each, evidence=(Evidence(10 * i, 10 * i + 5),)) for i, each in enumerate(blocks))
    said = tuple(Diagnosis(code, "as said", ()) for code in diagnoses)
    return Facts(treatments=placed, diagnoses=said, **others)
