"""The trade's words: areas of the body, techniques, and which regions hold which.

What comes in: `models/vocabulary/*.yaml` and perhaps a user's own file. What goes out: one frozen Vocabulary.
A phrase stands under one identifier only, so that nothing depends on the order of the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scribe.errors import DataError, VocabularyError
from scribe.records import AreaSide, Side
from scribe.resources import data_dir, read_yaml

_PHRASE = re.compile(r"[a-z0-9&']+( [a-z0-9&']+)*")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the body. `names` leave the side open, `plurals` mean both, `complaints` are symptoms there."""

    id: str
    region: str
    name: str
    plural: str | None
    paired: bool
    names: tuple[str, ...]
    plurals: tuple[str, ...]
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Technique:
    """A kind of work and its CPT code. `ambiguous_names` may mean another code, `unclear_names` another
    technique of the same code: further names, each with the doubt it raises."""

    id: str
    code: str | None
    name: str
    names: tuple[str, ...]
    verbs: tuple[str, ...]
    ambiguous: str | None
    ambiguous_names: Mapping[str, str]
    unclear_names: Mapping[str, str]
    acronyms: tuple[str, ...]
    """Names that are words when they are not written in capitals (MET, ART)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All areas and techniques by identifier; `holds` maps a region to the regions within it, and `own` are the phrases
    that the user added."""

    areas: Mapping[str, Area]
    techniques: Mapping[str, Technique]
    holds: Mapping[str, frozenset[str]]
    not_areas: tuple[str, ...]
    not_techniques: tuple[str, ...]
    own: tuple[str, ...] = ()

    def region(self, area: str) -> str:
        return self.areas[area].region

    def same_site(self, a: AreaSide, b: AreaSide) -> bool:
        """Whether two places of work share a site (contract, ruling "Sites")."""
        one, other = self.region(a.area), self.region(b.area)
        meet = one == other or other in self.holds.get(one, ()) or one in self.holds.get(other, ())
        either_side = {None, Side.BILATERAL}
        return meet and (a.side == b.side or a.side in either_side or b.side in either_side)

    def spoken(self, area: AreaSide) -> str:
        """An area as a note writes it: "left quadratus lumborum", "both calves", "left side of the neck"."""
        words = self.areas[area.area]
        if area.side is None:
            return words.name
        if words.plural is None:
            return f"{'both sides' if area.side is Side.BILATERAL else f'{area.side} side'} of the {words.name}"
        return f"both {words.plural}" if area.side is Side.BILATERAL else f"{area.side} {words.name}"

    def technique_name(self, technique: str) -> str:
        return self.techniques[technique].name


def _split(words: Any) -> Any:
    """ "calf, calf muscle" or a list of phrases. One text of thousands of words is read far faster than a list."""
    if isinstance(words, str):
        return tuple(phrase.strip() for phrase in words.split(","))
    return tuple(words) if isinstance(words, list) else words


_Words = Annotated[tuple[str, ...], BeforeValidator(_split)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _AreaEntry(_Strict):
    region: str
    name: str
    plural: str | None = None
    paired: bool
    names: _Words
    plurals: _Words = ()
    complaints: _Words = ()
    source: str = ""


class _TechniqueEntry(_Strict):
    code: str | None = Field(pattern=r"^\d{5}$")
    name: str
    names: _Words
    verbs: _Words = ()
    ambiguous: str | None = None
    ambiguous_names: dict[str, str] = {}
    unclear_names: dict[str, str] = {}
    acronyms: _Words = ()
    source: str = ""


class _AreasFile(_Strict):
    source: str
    areas: dict[str, _AreaEntry]
    not_areas: dict[str, _Words]


class _TechniquesFile(_Strict):
    source: str
    techniques: dict[str, _TechniqueEntry]
    not_techniques: dict[str, _Words]


class _RegionsFile(_Strict):
    source: str
    regions: list[str]
    holds: dict[str, list[str]]


class _MoreOfArea(_Strict):
    names: _Words = ()
    plurals: _Words = ()


class _MoreOfTechnique(_Strict):
    names: _Words = ()
    verbs: _Words = ()


class _UserFile(_Strict):
    areas: dict[str, _MoreOfArea] = {}
    techniques: dict[str, _MoreOfTechnique] = {}


_Model = TypeVar("_Model", bound=_Strict)


def load_vocabulary(extra: Path | None = None) -> Vocabulary:
    """The vocabulary of `models/vocabulary/`, with the words of the user's file `extra` added.

    Raises VocabularyError naming file, entry and key when a file is missing, misspelled or says a phrase twice.
    """
    folder = data_dir("models") / "vocabulary"
    regions = _read(folder / "regions.yaml", _RegionsFile)
    areas = _read(folder / "areas.yaml", _AreasFile)
    techniques = _read(folder / "techniques.yaml", _TechniquesFile)
    _check_regions(regions, areas)
    vocabulary = Vocabulary(
        areas={id: _area(id, entry) for id, entry in areas.areas.items()},
        techniques={id: _technique(id, entry) for id, entry in techniques.techniques.items()},
        holds={region: frozenset(within) for region, within in regions.holds.items()},
        not_areas=_all(areas.not_areas),
        not_techniques=_all(techniques.not_techniques),
    )
    _check_phrases(vocabulary, "areas.yaml", "techniques.yaml")
    if extra is None:
        return vocabulary
    vocabulary = _extended(vocabulary, _read(extra, _UserFile), extra.name)
    _check_phrases(vocabulary, extra.name, extra.name)
    return vocabulary


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = " / ".join(str(part) for part in first["loc"]) or "the whole file"
        raise VocabularyError(f"{path.name}: {place}: {first['msg']}. Correct that entry.") from error
    except DataError as error:
        raise VocabularyError(str(error)) from error


def _all(groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(phrase for phrases in groups.values() for phrase in phrases)


def _area(id: str, entry: _AreaEntry) -> Area:
    if entry.paired != (entry.plural is not None):
        raise VocabularyError(
            f"areas.yaml: areas / {id} / plural: only a paired area has one, and needs it. Correct it."
        )
    return Area(id, entry.region, entry.name, entry.plural, entry.paired, entry.names, entry.plurals, entry.complaints)


def _technique(id: str, entry: _TechniqueEntry) -> Technique:
    doubts = (entry.ambiguous, entry.ambiguous_names, entry.unclear_names)
    return Technique(id, entry.code, entry.name, entry.names, entry.verbs, *doubts, entry.acronyms)


def _extended(vocabulary: Vocabulary, more: _UserFile, file: str) -> Vocabulary:
    areas, techniques = dict(vocabulary.areas), dict(vocabulary.techniques)
    own: list[str] = []
    for id, words in more.areas.items():
        area = _known(areas, id, f"{file}: areas")
        areas[id] = replace(area, names=(*area.names, *words.names), plurals=(*area.plurals, *words.plurals))
        own += [*words.names, *words.plurals]
    for id, doing in more.techniques.items():
        technique = _known(techniques, id, f"{file}: techniques")
        techniques[id] = replace(
            technique, names=(*technique.names, *doing.names), verbs=(*technique.verbs, *doing.verbs)
        )
        own += [*doing.names, *doing.verbs]
    return replace(vocabulary, areas=areas, techniques=techniques, own=tuple(own))


_Entry = TypeVar("_Entry", Area, Technique)


def _known(entries: Mapping[str, _Entry], id: str, place: str) -> _Entry:
    if id not in entries:
        raise VocabularyError(f"{place} / {id}: no such identifier. Choose one of: {', '.join(sorted(entries))}.")
    return entries[id]


def _check_regions(regions: _RegionsFile, areas: _AreasFile) -> None:
    known = set(regions.regions)
    for outer, within in regions.holds.items():
        if strange := {outer, *within} - known:
            raise VocabularyError(f"regions.yaml: holds / {outer}: unknown region {min(strange)}. Correct that entry.")
    for id, entry in areas.areas.items():
        if entry.region not in known:
            raise VocabularyError(
                f"areas.yaml: areas / {id} / region: unknown region {entry.region}. See regions.yaml."
            )


def _check_phrases(vocabulary: Vocabulary, areas_file: str, techniques_file: str) -> None:
    areas = [(area.id, (*area.names, *area.plurals, *area.complaints)) for area in vocabulary.areas.values()]
    _check_once([*areas, ("not_areas", vocabulary.not_areas)], areas_file)
    techniques = [
        (technique.id, (*technique.names, *technique.verbs, *technique.ambiguous_names, *technique.unclear_names))
        for technique in vocabulary.techniques.values()
    ]
    _check_once([*techniques, ("not_techniques", vocabulary.not_techniques)], techniques_file)


def _check_once(entries: Iterable[tuple[str, tuple[str, ...]]], file: str) -> None:
    """Every phrase is written as the reader has it, and stands under one identifier."""
    owners: dict[str, str] = {}
    for id, phrases in entries:
        for phrase in phrases:
            here = f'{file}: {id}: "{phrase}"'
            if not _PHRASE.fullmatch(phrase):
                raise VocabularyError(f"{here} is not in lower case with single spaces and no hyphens. Rewrite it.")
            if phrase in owners:
                raise VocabularyError(f"{here} stands under {owners[phrase]} already. Keep one of them.")
            owners[phrase] = id
