"""What a speech model learned about the trade is added to its decoder as its files are read, and to nothing else."""

import json
import re
import struct

import numpy as np
import pytest

from scribe import weights
from scribe.errors import DataError
from scribe.speech import trade
from scribe.speech.trade import LEARNED, Learned, learned, taught

DIGEST = "ab" * 32
HALF, WHOLE = 4, 0


def text(word):
    return struct.pack("<H", len(word) + 1) + word.encode() + b"\0"


def variable(name, kind, array):
    shape = struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
    return text(name) + shape + struct.pack("<BI", kind, array.nbytes) + array.tobytes()


def model(**variables):
    """A model.bin as CTranslate2 writes it, with these variables."""
    written = b"".join(
        variable(name, HALF if array.dtype == np.float16 else WHOLE, array) for name, array in variables.items()
    )
    return struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(variables)) + written


DECODER, ENCODER = np.ones((3, 2), np.float16), np.full((2, 2), 7, np.float16)
UP, DOWN = np.array([[1.0], [2.0], [0.0]], np.float16), np.array([[0.5, -1.0]], np.float16)
TOKENIZER = {"model": {"type": "BPE", "vocab": {"Ġ": 0, "t": 1, "Ġt": 2}, "merges": ["Ġ t"]}}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The file of what was learned: for one of two matrices."""
    file = tmp_path / "patterns" / LEARNED
    file.parent.mkdir()
    np.savez(file, **{"digest": np.array(DIGEST), "decoder/up": UP, "decoder/down": DOWN})
    monkeypatch.setattr(trade, "data_dir", lambda name: tmp_path)
    return file


def content(**variables):
    """The files of a model with these variables."""
    whole = {"decoder": DECODER, "encoder": ENCODER} | variables
    return {"model.bin": model(**whole), "tokenizer.json": json.dumps(TOKENIZER).encode()}


def test_the_decoder_is_changed_by_what_was_learned_and_the_encoder_is_not(kept):
    changed = np.array([[1.5, 0.0], [2.0, -1.0], [1.0, 1.0]], np.float16)
    assert taught(content(), learned(DIGEST)) == content(decoder=changed)


def test_what_is_handed_in_stays_as_it_is(kept):
    given = content()
    taught(given, learned(DIGEST))
    assert given == content()


def test_nothing_was_learned_for_another_model(kept):
    assert learned("cd" * 32) is None


def test_a_model_in_other_numbers_is_refused(kept):
    with pytest.raises(ValueError, match="decoder"):
        taught(content(decoder=DECODER.astype(np.float32)), learned(DIGEST))


@pytest.mark.parametrize("damage", [lambda whole: whole[:40], lambda whole: b"\x07" + whole[1:], lambda whole: b""])
def test_a_file_that_is_no_such_model_is_refused(kept, damage):
    damaged = content() | {"model.bin": damage(content()["model.bin"])}
    with pytest.raises(ValueError, match=r"model\.bin"):
        taught(damaged, learned(DIGEST))


@pytest.mark.parametrize("damaged", [b"PK", b""])
def test_damaged_data_is_named(kept, damaged):
    kept.write_bytes(damaged)
    with pytest.raises(DataError, match=LEARNED):
        learned(DIGEST)


def test_data_for_no_model_in_particular_is_named(kept):
    np.savez(kept, **{"decoder/up": UP, "decoder/down": DOWN})
    with pytest.raises(DataError, match="digest is missing"):
        learned(DIGEST)


def test_other_data_has_another_mark(kept):
    before = learned(DIGEST).mark
    np.savez(kept, digest=np.array(DIGEST))
    assert re.fullmatch("[0-9a-f]{8}", before)
    assert learned(DIGEST).mark != before


@pytest.mark.parametrize(("others", "lost"), [(["Ġ a"], "Ġ t"), ([["Ġ", "a"]], ["Ġ", "t"])])
def test_a_tokenizer_that_lost_its_first_merge_gets_it_back(others, lost):
    given = content() | {"tokenizer.json": json.dumps({"model": {"merges": others}}).encode()}
    mended = taught(given, Learned("", {}))
    assert json.loads(mended["tokenizer.json"]) == {"model": {"merges": [lost, *others]}}
    assert taught(mended, Learned("", {})) == mended


def test_what_was_learned_is_for_base_and_for_matrices_of_its_decoder():
    factors = learned(weights.digest("base")).factors
    matrices = {name.removesuffix("/up") for name in factors if name.endswith("/up")}
    assert set(factors) == {f"{name}/{side}" for name in matrices for side in ("up", "down")}
    assert all(re.fullmatch(r"decoder/layer_\d/\w+/linear_\d/weight", name) for name in matrices)
    assert learned(weights.digest("tiny.en")) is None
