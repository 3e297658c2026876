"""What a speech model learned about this trade: small changes to its decoder, made as its files are read.

In: the content of a model's files, which stay as they are. Out: the content that the engine takes. The changes are
low-rank products (LoRA, Hu et al. 2021, arXiv:2106.09685), one for each matrix of the decoder, learned from
dictations that synthetic voices spoke; the encoder, which hears the sound, is untouched. They belong to one model,
told by the digest of its weights. `benchmarks/trade.py` makes them; docs/hearing.md has how, and what they do.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scribe.errors import DataError
from scribe.resources import data_dir, read_arrays

LEARNED = "trade.npz"

SURER = 3.0
"""How many times smaller the negative logarithm of a probability is with what was learned, where words are hard to
hear. The rest of scribe knows probabilities as they are without; docs/hearing.md has the table."""

_VERSION = 6
"""Of the format of model.bin: CTranslate2, python/ctranslate2/specs/model_spec.py."""

HALF = 4
"""How that format names numbers of 16 bits."""

_LOST = "\u0120 t"
"""The first merge of Whisper's tokenizer, a space with a "t". Some conversions took that line for a heading and lack
it: there " the" becomes a space and "the", as no text was written that the model learned from."""


class Learned(NamedTuple):
    """What was learned for a model: the start of a digest over it, eight hexadecimal digits, and for each changed
    matrix NAME the factors `NAME/up` (rows x rank) and `NAME/down` (rank x columns)."""

    mark: str
    factors: dict[str, NDArray[np.float16]]


def learned(digest: str) -> Learned | None:
    """What was learned for the weights of this digest; None for other models. DataError when its file is damaged."""
    factors = read_arrays(data_dir("models") / "patterns" / LEARNED)
    if "digest" not in factors:
        raise DataError(f"{LEARNED}: digest is missing. Reinstall scribe.")
    if str(factors.pop("digest")) != digest:
        return None
    seen = hashlib.sha256(b"".join(name.encode() + factors[name].tobytes() for name in sorted(factors)))
    return Learned(seen.hexdigest()[:8], factors)


def taught(content: dict[str, bytes], known: Learned) -> dict[str, bytes]:
    """The files of a model by name, with what was learned for it, and a whole tokenizer.

    ValueError where model.bin is not the model that it was learned for.
    """
    try:
        model = _changed(content["model.bin"], known.factors)
    except struct.error as error:
        raise ValueError("model.bin ends too soon") from error
    return {**content, "model.bin": model, "tokenizer.json": _whole(content["tokenizer.json"])}


def _changed(model: bytes, factors: dict[str, NDArray[np.float16]]) -> bytes:
    """The model with `up` x `down` added to each matrix that has both, by its name."""
    pieces: list[bytes | memoryview] = []
    done = 0
    for name, shape, kind, at in variables(model):
        if f"{name}/up" in factors:
            if kind != HALF:
                raise ValueError(f"{name} is not in half precision")
            matrix = np.frombuffer(model, np.float16, shape[0] * shape[1], at).reshape(shape)
            added = factors[f"{name}/up"].astype(np.float32) @ factors[f"{name}/down"].astype(np.float32)
            pieces += [memoryview(model)[done:at], (matrix + added).astype(np.float16).tobytes()]
            done = at + matrix.nbytes
    return b"".join([*pieces, memoryview(model)[done:]])  # one copy: a model is a hundred megabytes and more


def variables(model: bytes) -> Iterator[tuple[str, tuple[int, ...], int, int]]:
    """Name, shape, kind of number and first byte of each variable of a model.bin."""
    at = 0

    def take(form: str) -> tuple[Any, ...]:
        nonlocal at
        at += struct.calcsize(form)
        return struct.unpack_from(form, model, at - struct.calcsize(form))

    def text() -> str:
        (size,) = take("<H")
        return bytes(take(f"<{size}s")[0]).rstrip(b"\0").decode()

    (version,) = take("<I")
    if version != _VERSION:
        raise ValueError(f"model.bin is of version {version}")
    text()
    _, count = take("<II")
    for _ in range(count):
        name = text()
        (rank,) = take("<B")
        shape = take(f"<{rank}I")
        kind, size = take("<BI")
        yield name, shape, kind, at
        at += size


def _whole(tokenizer: bytes) -> bytes:
    """The tokenizer with its first merge."""
    read = json.loads(tokenizer)
    merges = read["model"]["merges"]
    lost: str | list[str] = _LOST.split() if isinstance(merges[0], list) else _LOST
    if lost in merges:
        return tokenizer
    merges.insert(0, lost)
    return json.dumps(read).encode()
