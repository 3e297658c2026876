"""Edits of the blocks of work, of pain and of the lines."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from scribe.errors import RevisionError
from scribe.records import Basis
from scribe.revising.content import (
    THERAPIST,
    Index,
    Json,
    Minutes,
    Score,
    SideName,
    number,
    one_of,
    score,
    settle,
    take_out,
)
from scribe.vocabulary import Vocabulary

Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]\d{4}$")]
Modifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]


class Work:
    """Edits that need the vocabulary: names are checked, and a technique brings its code."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def set_minutes(self, content: Any, *, treatment: Index, minutes: Minutes | None) -> None:
        """How long a block of work lasted; null is not known."""
        block = _block(content, treatment)
        basis = Basis.STATED.value if minutes is not None else None
        block.update(minutes=number(minutes), minutes_basis=basis, shared_minutes=None, origin=THERAPIST)
        settle(content, f"treatments/{treatment}/minutes")

    def set_techniques(self, content: Any, *, treatment: Index, techniques: tuple[str, ...]) -> None:
        """What was done in a block; its code follows."""
        block = _block(content, treatment)
        block.update(techniques=list(techniques), code=self._code(techniques), origin=THERAPIST)
        settle(content, f"treatments/{treatment}/techniques", f"treatments/{treatment}/code")

    def add_area(self, content: Any, *, treatment: Index, area: str, side: SideName = None) -> None:
        block = _block(content, treatment)
        place = self._place(area, side)
        if place in block["areas"]:
            raise RevisionError("This area stands in the block already. Choose another area or side.")
        block["areas"].append(place)
        self._touched(content, treatment, block)

    def set_area(self, content: Any, *, treatment: Index, index: Index, area: str, side: SideName = None) -> None:
        """Another area, or another side of the same."""
        block = _block(content, treatment)
        one_of(block["areas"], index, "area")
        block["areas"][index] = self._place(area, side)
        self._touched(content, treatment, block)

    def remove_area(self, content: Any, *, treatment: Index, index: Index) -> None:
        block = _block(content, treatment)
        one_of(block["areas"], index, "area")
        del block["areas"][index]
        self._touched(content, treatment, block)

    def add_treatment(
        self,
        content: Any,
        *,
        techniques: tuple[str, ...],
        areas: tuple[tuple[str, SideName], ...] = (),
        minutes: Minutes | None = None,
    ) -> None:
        """A block of work that was not dictated."""
        content["treatments"].append(
            {
                "techniques": list(techniques),
                "areas": [self._place(*each) for each in areas],
                "minutes": number(minutes),
                "minutes_basis": Basis.STATED.value if minutes is not None else None,
                "shared_minutes": None,
                "code": self._code(techniques),
                "evidence": [],
                "origin": THERAPIST,
            }
        )

    def remove_treatment(self, content: Any, *, treatment: Index) -> None:
        _block(content, treatment)
        take_out(content, "treatments", treatment)

    def set_pain(self, content: Any, *, index: Index, area: str, side: SideName, before: Score, after: Score) -> None:
        """Where it hurt, and the scores before and after on the 0 to 10 scale; null is not said."""
        entry = one_of(content["pain"], index, "entry of pain")
        entry.update(self._pain(area, side, before, after))
        settle(content, f"pain/{index}")

    def add_pain(
        self, content: Any, *, area: str, side: SideName = None, before: Score = None, after: Score = None
    ) -> None:
        content["pain"].append({**self._pain(area, side, before, after), "evidence": []})

    def remove_pain(self, content: Any, *, index: Index) -> None:
        one_of(content["pain"], index, "entry of pain")
        take_out(content, "pain", index)

    def set_line(
        self,
        content: Any,
        *,
        code: Code,
        units: Annotated[int, Field(ge=0, le=99)] | None = None,
        modifiers: tuple[Modifier, ...] | None = None,
    ) -> None:
        """Units or modifiers of a line as the therapist wants them, whatever is counted; the check still looks. What is
        null stays as it was: counted, or set before."""
        wanted = content.setdefault("by_hand", {}).setdefault(code, {})
        if units is not None:
            wanted["units"] = units
        if modifiers is not None:
            wanted["modifiers"] = list(modifiers)

    def reset_line(self, content: Any, *, code: Code) -> None:
        """Back to what is counted."""
        if content.setdefault("by_hand", {}).pop(code, None) is None:
            raise RevisionError(f"The line {code} was not changed by hand. There is nothing to take back.")

    # --- names --------------------------------------------------------------------

    def _code(self, techniques: tuple[str, ...]) -> str | None:
        unknown = [name for name in techniques if name not in self._vocabulary.techniques]
        if unknown or not techniques or len(set(techniques)) < len(techniques):
            raise RevisionError("Choose one or more techniques of the list, each once.")
        codes = {self._vocabulary.techniques[name].code for name in techniques}
        if len(codes) > 1:
            raise RevisionError("These techniques belong to different codes. Make a block of work for each code.")
        return codes.pop()

    def _place(self, area: str, side: SideName) -> Json:
        if area not in self._vocabulary.areas:
            raise RevisionError("There is no such area. Choose one of the list.")
        return {"area": area, "side": side.value if side else None}

    def _pain(self, area: str, side: SideName, before: Score, after: Score) -> Json:
        return {**self._place(area, side), "before": score(before), "after": score(after), "origin": THERAPIST}

    def _touched(self, content: Any, treatment: int, block: Json) -> None:
        block["origin"] = THERAPIST
        settle(content, f"treatments/{treatment}/areas")

    @property
    def edits(self) -> tuple[Any, ...]:
        return (
            self.set_minutes,
            self.set_techniques,
            self.add_area,
            self.set_area,
            self.remove_area,
            self.add_treatment,
            self.remove_treatment,
            self.set_pain,
            self.add_pain,
            self.remove_pain,
            self.set_line,
            self.reset_line,
        )


def _block(content: Any, index: int) -> Json:
    return one_of(content["treatments"], index, "block of work")
