"""Where the files of `models/` and `templates/` are, and the only code that opens them.

An installed wheel carries them inside the package; a checkout keeps them beside it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any, ClassVar

import yaml

from scribe.errors import DataError

_PACKAGE = Path(__file__).parent
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """YAML in which "no", "on" and "off" are the words they look like, as YAML 1.2 has it."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for letter, resolvers in _Base.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def data_dir(name: str) -> Path:
    """The folder `models` or `templates`: in the package when installed, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, or a DataError that names the file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror}). Reinstall scribe.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise DataError(f"{path.name}{line}: not valid YAML. Correct that line.") from error


def read_packed(path: Path) -> str:
    """The text of a gzip file, or a DataError that names it."""
    try:
        return gzip.decompress(path.read_bytes()).decode()
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path.name}: cannot be read ({type(error).__name__}). Reinstall scribe.") from error


def read_arrays(path: Path) -> dict[str, Any]:
    """The arrays of an npz file by name, or a DataError that names it."""
    import numpy as np  # needed for recordings alone, and slow to load

    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            return dict(kept)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path.name}: cannot be read ({type(error).__name__}). Reinstall scribe.") from error


def to_yaml(content: Any) -> str:
    """Content as YAML for a file that a person may edit."""
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=True))


def digest(*folders: str) -> str:
    """A short digest over all files of the named folders below `models/`, to date a note's rules."""
    seen = hashlib.sha256()
    for folder in folders:
        for path in sorted(file for file in (data_dir("models") / folder).rglob("*") if file.is_file()):
            seen.update(path.name.encode())
            seen.update(path.read_bytes())
    return seen.hexdigest()[:16]
