"""Files as joblib writes them, read as a bundle is read, and what may come of it: plain data or a refusal."""

import io
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import joblib
import numpy as np

from scoring.safe_joblib import UnsafeArtifact, load

MIB = 2**20
PLAIN: dict[object, object] = {
    "none": None,
    "flags": [True, False],
    "numbers": [0, -1, 255, 65_536, -(2**31), 2**63, 0.1, float("inf")],
    "texts": ["", "a", "苏州", "x" * 300],
    "empty": [[], {}, ()],
    "tuples": ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    7: {"edges": np.array([[0.5, np.inf], [1.5, np.nan]]), "codes": np.arange(5, dtype=np.int32)},
    "dates": np.array(["2026-11-20", "NaT"], "M8[D]"),
    "words": np.array(["low", "средний"]),
    "mask": np.array([True, False]),
    "scalars": [np.float64(0.25), np.int8(-3), np.bool_(True), np.str_("x"), np.datetime64("2026-11-20", "s")],
}


def dumped(value: object, protocol: int = 4) -> bytes:
    file = io.BytesIO()
    joblib.dump(value, file, protocol=protocol)
    return file.getvalue()


def read(data: bytes) -> object:
    return load(data, max_bytes=MIB)


def same(left: object, right: object) -> bool:
    """Equal in values, types and, for arrays, dtypes; NaN equals NaN."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, np.ndarray | np.generic) and isinstance(right, np.ndarray | np.generic):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    return left == right or (left != left and right != right)


def is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) in (str, int) and is_plain(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biufUM"
    return type(value) in (type(None), bool, int, float, str)


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    """Fails where more than `limit` bytes were ever held inside."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def plain_or_refused(data: bytes) -> None:
    """Never another error, never an object that is not plain."""
    try:
        value = read(data)
    except UnsafeArtifact:
        return
    assert is_plain(value)
