"""A therapist's own words: one YAML file in their settings folder, of the shape of `models/vocabulary/`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from scribe.errors import OutputError, VocabularyError
from scribe.resources import read_yaml, to_yaml
from scribe.vocabulary import Vocabulary, load_vocabulary


def load_with_own(path: Path) -> Vocabulary:
    """The vocabulary with the words of `path`, when there is such a file. Raises VocabularyError."""
    return load_vocabulary(path if path.exists() else None)


def phrases_of(vocabulary: Vocabulary, identifier: str) -> tuple[str, ...]:
    """Every phrase that is read as an identifier, in order."""
    if identifier in vocabulary.areas:
        area = vocabulary.areas[identifier]
        return (*area.names, *area.plurals, *area.complaints)
    if identifier in vocabulary.techniques:
        technique = vocabulary.techniques[identifier]
        return (*technique.names, *technique.verbs, *technique.ambiguous_names, *technique.unclear_names)
    raise VocabularyError(f'There is no area or technique "{identifier}": see `scribe vocabulary list`.')


def add_phrase(path: Path, phrase: str, identifier: str, *, both: bool = False) -> str:
    """Adds a phrase and returns it as it is kept: lower case, without hyphens.

    Raises VocabularyError when the identifier is unknown or the phrase is taken, and leaves the file as it was.
    """
    kept = " ".join(phrase.lower().replace("-", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    known = load_with_own(path)
    if kept in phrases_of(known, identifier):
        raise VocabularyError(f'"{kept}" is read as {identifier} already.')
    part = "areas" if identifier in known.areas else "techniques"
    if both and part == "techniques":
        raise VocabularyError(f"{identifier} is a technique: --both is for areas.")
    content = (read_yaml(path) if path.exists() else None) or {}
    entry = content.setdefault(part, {}).setdefault(identifier, {})
    key = "plurals" if both else "names"
    said = entry.get(key) or []
    entry[key] = [*(said.split(", ") if isinstance(said, str) else said), kept]
    _write(path, content)
    return kept


def _write(path: Path, content: object) -> None:
    """Written beside, checked, and only then put in place."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".words-", suffix=".yaml", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(to_yaml(content))
            load_vocabulary(draft)
            draft.replace(path)
        except VocabularyError as error:
            raise VocabularyError(str(error).replace(draft.name, path.name)) from error
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: your words could not be written ({error.strerror}). Check the folder.") from error
