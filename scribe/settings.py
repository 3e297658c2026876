"""The user's choices, and where each comes from.

An option of the command wins over a `SCRIBE_*` variable, that over `config.toml` in the user's config folder, that
over the default. An empty variable counts as not set. The sections of `config.toml` (the practice, its signature and
fees) stand in the file alone.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from scribe.errors import SettingsError

if TYPE_CHECKING:
    from scribe.practice import Practice

DEFAULTS: Mapping[str, str | None] = {"model": "base", "device": "auto", "template": "soap", "out": None, "rule": None}
SECTIONS = ("practice", "signature", "retention", "fees")
CHOICES: Mapping[str, tuple[str, ...]] = {"device": ("auto", "cpu", "cuda"), "rule": ("cms", "spm")}


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice. `origin` is `option`, the variable's name, the file's path, or `default`."""

    name: str
    value: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds. `out` null is beside the recording, `rule` null is the rule that gives fewer units."""

    model: str
    device: str
    template: str
    out: Path | None
    rule: str | None
    all: tuple[Setting, ...]


def config_dir() -> Path:
    """The folder of the user's settings and templates: SCRIBE_CONFIG_DIR when it is set, else the system's place."""
    return Path(os.environ.get("SCRIBE_CONFIG_DIR") or platformdirs.user_config_dir("scribe", appauthor=False))


def data_dir() -> Path:
    """The folder of the user's clients and payer profiles: SCRIBE_DATA_DIR when it is set, else the system's place."""
    return Path(os.environ.get("SCRIBE_DATA_DIR") or platformdirs.user_data_dir("scribe", appauthor=False))


def payers_dir() -> Path:
    """The folder of the user's own payer profiles."""
    return data_dir() / "payers"


def words_file() -> Path:
    """Where the user's own words for areas and techniques are kept."""
    return config_dir() / "vocabulary.yaml"


def ledger_file() -> Path:
    """Where the ledger of the recordings is kept."""
    return data_dir() / "ledger.sqlite"


def config_file() -> Path:
    return config_dir() / "config.toml"


def load(**options: str | None) -> Settings:
    """Settings of one run; `options` are those of the command line, null when not given. Raises SettingsError."""
    file = config_file()
    written = _read(file)
    chosen = tuple(_choose(name, options.get(name), written, file) for name in DEFAULTS)
    value = {setting.name: setting.value for setting in chosen}
    return Settings(
        model=value["model"] or "",
        device=value["device"] or "",
        template=value["template"] or "",
        out=Path(value["out"]).expanduser() if value["out"] else None,
        rule=value["rule"],
        all=chosen,
    )


def practice() -> Practice:
    """The practice, its signature and fees, from their sections of the settings file. Raises SettingsError."""
    from scribe.practice import read

    file = config_file()
    return read({name: part for name, part in _read(file).items() if name in SECTIONS}, file)


def of_practice() -> tuple[Setting, ...]:
    """The settings of the sections by name, such as `practice.npi`, set or not. Raises SettingsError."""
    from scribe.practice import NAMES

    practice()
    file = config_file()
    written = _read(file)
    found = []
    for section in SECTIONS:
        values = written.get(section, {})
        for name in (*NAMES[section], *(key for key in values if key not in NAMES[section])):
            value = values.get(name)
            text = ", ".join(value) if isinstance(value, list) else value if value is None else str(value)
            found.append(Setting(f"{section}.{name}", text, str(file) if name in values else "default"))
    return tuple(found)


def _read(file: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(
            f"{file}: cannot be read ({error.strerror}). Correct its permissions or move it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML ({error}). Correct it or move it away.") from error
    for key in written:
        if key not in (*DEFAULTS, *SECTIONS):
            raise SettingsError(
                f"{file}: there is no setting {key!r}. Remove it, or use one of: {', '.join((*DEFAULTS, *SECTIONS))}."
            )
        if key in SECTIONS and not isinstance(written[key], dict):
            raise SettingsError(f"{file}, {key}: is a section of several settings. Write it as [{key}].")
    return written


def _choose(name: str, option: str | None, written: Mapping[str, Any], file: Path) -> Setting:
    variable = f"SCRIBE_{name.upper()}"
    if option is not None:
        return _checked(Setting(name, option, "option"), option, f"--{name}")
    if said := os.environ.get(variable):
        return _checked(Setting(name, said, variable), said, variable)
    if name in written:
        return _checked(Setting(name, written[name], str(file)), written[name], f"{file}, {name}")
    return Setting(name, DEFAULTS[name], "default")


def _checked(setting: Setting, value: Any, place: str) -> Setting:
    choices = CHOICES.get(setting.name)
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{place}: must be a text in quotes that is not empty. Correct it or remove it.")
    if choices and value not in choices:
        raise SettingsError(f"{place}: {value!r} is not a choice. Use one of: {', '.join(choices)}.")
    return setting
