"""Who gives the work and files the notes: the practice, the signature and the fees, for filed notes and exports.

`settings.py` reads them from the sections [practice], [signature], [retention] and [fees] of `config.toml`; here is
what may stand in them. Nothing is required: what is not set is null or empty, and whoever needs it says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scribe.errors import SettingsError

_LARGEST_LOGO = 4000
"""Pixels to a side."""

_LONGEST = 36500
"""Days that a recording may be kept after filing: a hundred years."""

_NPI_PREFIX = "80840"
"""Stands before an NPI when its check digit is reckoned (ISO/IEC 7812: health applications, United States)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: as a signature block reads."""

    name: str | None = None
    credential: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """What stands in a letterhead and on a superbill. `logo` is a PNG or JPEG file; `fees` are dollars for one unit of
    a code; `place_of_service` is the two-digit code."""

    name: str | None = None
    address: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None
    npi: str | None = None
    tax_id: str | None = None
    place_of_service: str | None = None
    logo: bytes | None = None
    signature: Signature = field(default_factory=Signature)
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    recording_days: int | None = None
    """How many days after the filing of its note a recording is removed; null is never."""


def _npi(value: str) -> str:
    """An NPI with its check digit: twice every second figure from the right, the sum a multiple of ten (Luhn)."""
    if not re.fullmatch(r"[12]\d{9}", value):
        raise ValueError("must be an NPI, ten figures in quotes")
    figures = [int(figure) for figure in reversed(_NPI_PREFIX + value)]
    total = sum(figures[::2]) + sum(sum(divmod(2 * figure, 10)) for figure in figures[1::2])
    if total % 10:
        raise ValueError("is not an NPI, a figure must be wrong")
    return value


def _place(value: str) -> str:
    if not re.fullmatch(r"\d\d", value):
        raise ValueError('must be the two figures of a place of service, such as "11" for an office')
    return value


def _code(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Z]\d{3}[0-9A-Z]", value):
        raise ValueError("must be named by a procedure code, such as 97140")
    return value


def _money(value: Any) -> Any:
    """A fee stands in quotes: a bare 45.10 is no exact amount."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}(\.\d\d)?", value):
        return Decimal(value)
    raise ValueError('must be an amount in quotes such as "45.00"')


def _days(value: Any) -> Any:
    if value == "keep":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LONGEST:
        return value
    raise ValueError('must be "keep" or a number of days such as 30')


def _line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line of text")
    return value


_Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S"), AfterValidator(_line)]

_PLAIN = {
    "extra_forbidden": "there is no such setting",
    "string_type": "must be a text in quotes",
    "string_too_short": "must be a text that is not empty",
    "string_too_long": "must be a text of 200 letters at most",
    "string_pattern_mismatch": "must be a text that is not empty",
    "tuple_type": 'must be lines in brackets, such as ["1 High Street", "Salem"]',
}
"""What is wrong, in plain words, by pydantic's names of errors."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _PracticeSection(_Strict):
    name: _Text | None = None
    address: tuple[_Text, ...] = ()
    phone: _Text | None = None
    email: _Text | None = None
    npi: Annotated[str, AfterValidator(_npi)] | None = None
    tax_id: _Text | None = None
    place_of_service: Annotated[str, AfterValidator(_place)] | None = None
    logo: _Text | None = None


class _SignatureSection(_Strict):
    name: _Text | None = None
    credential: _Text | None = None
    licence: _Text | None = None


class _RetentionSection(_Strict):
    recordings: Annotated[int | None, BeforeValidator(_days)] = None


class _Sections(_Strict):
    practice: _PracticeSection = _PracticeSection()
    signature: _SignatureSection = _SignatureSection()
    retention: _RetentionSection = _RetentionSection()
    fees: dict[Annotated[str, AfterValidator(_code)], Annotated[Decimal, BeforeValidator(_money)]] = {}


NAMES: Mapping[str, tuple[str, ...]] = {
    "practice": tuple(_PracticeSection.model_fields),
    "signature": tuple(_SignatureSection.model_fields),
    "retention": tuple(_RetentionSection.model_fields),
    "fees": (),
}
"""The sections and the names in each; [fees] is named by codes."""


def read(sections: Mapping[str, Any], file: Path) -> Practice:
    """The practice that the sections of the settings `file` describe. Raises SettingsError with the place in it."""
    try:
        found = _Sections.model_validate(dict(sections))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        section, *steps = (str(step) for step in first["loc"])
        place = ", ".join([f"{file}, [{section}]", *(step for step in steps if step != "[key]")])
        what = _PLAIN.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise SettingsError(f"{place}: {what}. Correct it there.") from error
    written, signature = found.practice, found.signature
    return Practice(
        name=written.name,
        address=written.address,
        phone=written.phone,
        email=written.email,
        npi=written.npi,
        tax_id=written.tax_id,
        place_of_service=written.place_of_service,
        logo=_picture(written.logo, file) if written.logo else None,
        signature=Signature(signature.name, signature.credential, signature.licence),
        fees=found.fees,
        recording_days=found.retention.recordings,
    )


def _picture(name: str, file: Path) -> bytes:
    """The logo, whose path is seen from the settings file, once it is sure that it can be shown."""
    from PIL import Image

    path = file.parent / Path(name).expanduser()
    place = f"{file}, [practice], logo"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{place}: {path} cannot be read ({error.strerror}). Correct the path or remove it."
        ) from error
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > _LARGEST_LOGO:
                raise SettingsError(f"{place}: {path} is larger than {_LARGEST_LOGO} pixels. Save it smaller.")
            picture.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise SettingsError(
            f"{place}: {path} is no whole PNG or JPEG picture. Save it anew as one of these."
        ) from error
    return content
