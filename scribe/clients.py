"""The clients file: who the clients are, how their names are said, and who pays for each.

`clients.toml` lies in the user's data folder and only its owner may read it. It is read strictly: what is wrong gives
a SettingsError that names the entry by its number, never by the client's name. A spoken name is matched when it is
written so in the file; what is only close is offered, never taken.
"""

from __future__ import annotations

import datetime
import difflib
import os
import stat
import sys
import tempfile
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError

from scribe.errors import OutputError, SettingsError
from scribe.records import Authorization, Client, KnownDiagnosis, Referral

FILE = "clients.toml"

_CLOSE = 0.8
"""Two names of which this share of the letters agrees sound alike often enough to ask."""

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Referral(_Strict):
    by: Text
    date: datetime.date | None = None
    expires: datetime.date | None = None


class _Authorization(_Strict):
    number: Text
    visits_left: Annotated[StrictInt, Field(ge=0)] | None = None
    expires: datetime.date | None = None


class _Diagnosis(_Strict):
    code: Annotated[str, Field(pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$")]
    given_by: Text


class _Client(_Strict):
    name: Text
    spoken: tuple[Text, ...] = ()
    birth_date: datetime.date | None = None
    payer: Text | None = None
    member_id: Text | None = None
    referral: _Referral | None = None
    authorization: _Authorization | None = None
    diagnoses: tuple[_Diagnosis, ...] = ()


class _File(_Strict):
    credentialed_with: tuple[Text, ...] = ()
    client: tuple[_Client, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The client of a spoken name, or those that it may mean and that a person must choose from."""

    client: Client | None = None
    offered: tuple[Client, ...] = ()


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients, and the payers with whom the therapist is credentialed."""

    all: tuple[Client, ...] = ()
    credentialed_with: frozenset[str] = frozenset()

    def match(self, spoken: str | None) -> Match:
        """The one client whose name or spoken name is `spoken`; else those who come close."""
        if not spoken or not (wanted := _plain(spoken)):
            return Match()
        exact = tuple(client for client in self.all if wanted in _names(client))
        if len(exact) == 1:
            return Match(exact[0])
        return Match(offered=exact or tuple(client for client in self.all if _close(wanted, client)))


def load(folder: Path, payers: Collection[str]) -> Clients:
    """The clients of the file in `folder`, none when there is no file. Raises SettingsError."""
    file = folder / FILE
    try:
        content = file.read_bytes()
        readable_by_others = sys.platform != "win32" and stat.S_IMODE(file.stat().st_mode) & 0o077
    except FileNotFoundError:
        return Clients()
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}). Correct its permissions.") from error
    if readable_by_others:
        raise SettingsError(f"{file}: others on this computer may read it. Run: chmod 600 {file}")
    return _parsed(content, str(file), payers)


def add(folder: Path, client: dict[str, Any], payers: Collection[str]) -> Path:
    """Write one more client into the file in `folder`, keeping all else as it stands, and return the file.

    `client` has the keys of an entry. Raises SettingsError when the entry or the file would be wrong, OutputError when
    it cannot be written.
    """
    file = folder / FILE
    load(folder, payers)
    before = file.read_text(encoding="utf-8").rstrip() + "\n\n" if file.exists() else ""
    content = (before + tomlkit.dumps({"client": [client]})).encode("utf-8")
    _parsed(content, str(file), payers)
    _replace(file, content)
    return file


def _parsed(content: bytes, file: str, payers: Collection[str]) -> Clients:
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        where = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8"
        raise SettingsError(f"{file}: not valid TOML ({where}). Correct it there.") from error
    try:
        read = _File.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ", ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in first["loc"])
        raise SettingsError(f"{file}, {place}: {first['msg']}. Correct that entry.") from error
    _check(read, file, payers)
    return Clients(tuple(_client(entry) for entry in read.client), frozenset(read.credentialed_with))


def _check(read: _File, file: str, payers: Collection[str]) -> None:
    """That payers exist, and that no way of saying a name means two clients without a name of their own."""
    listed = [(f"client, entry {i + 1}, payer", entry.payer) for i, entry in enumerate(read.client)]
    for place, payer in [*listed, *(("credentialed_with", payer) for payer in read.credentialed_with)]:
        if payer is not None and payer not in payers:
            raise SettingsError(
                f"{file}, {place}: there is no payer profile {payer!r}. Use one of: {', '.join(payers)}."
            )
    seen: dict[tuple[str, datetime.date | None], int] = {}
    for i, entry in enumerate(read.client):
        before = seen.setdefault((_plain(entry.name), entry.birth_date), i)
        if before != i:
            raise SettingsError(
                f"{file}, client, entry {i + 1}: has the name and birth date of entry {before + 1}. Remove one, "
                "or add the birth dates that tell them apart."
            )


def _client(entry: _Client) -> Client:
    return Client(
        name=entry.name,
        spoken=entry.spoken,
        birth_date=entry.birth_date,
        payer=entry.payer,
        member_id=entry.member_id,
        referral=Referral(**dict(entry.referral)) if entry.referral else None,
        authorization=Authorization(**dict(entry.authorization)) if entry.authorization else None,
        diagnoses=tuple(KnownDiagnosis(each.code, each.given_by) for each in entry.diagnoses),
    )


def _plain(name: str) -> str:
    """A name for comparing: without capitals, dots and doubled spaces."""
    return " ".join(name.casefold().replace(".", " ").split())


def _names(client: Client) -> set[str]:
    return {_plain(name) for name in (client.name, *client.spoken)}


def _close(wanted: str, client: Client) -> bool:
    """Whether a name is a part of the client's, or differs from it or a part by a letter or two."""
    names = _names(client) | {part for name in _names(client) for part in name.split()}
    return bool(difflib.get_close_matches(wanted, names, n=1, cutoff=_CLOSE)) or any(
        set(wanted.split()) <= set(name.split()) or set(name.split()) <= set(wanted.split()) for name in _names(client)
    )


def _replace(file: Path, content: bytes) -> None:
    """Write the whole file, readable by its owner alone, or leave the old one as it is."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, passing = tempfile.mkstemp(prefix=".scribe-", suffix=".tmp", dir=file.parent)
        try:
            with open(handle, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            os.replace(passing, file)
        except BaseException:
            os.unlink(passing)
            raise
    except OSError as error:
        raise OutputError(
            f"{file}: could not be written ({error.strerror}). Correct the folder's permissions."
        ) from error
