"""Arrays out of the bytes of a file that nobody vouches for: described as joblib describes them, checked, never copied.

An array is a read-only view of the bytes read, so no size that a file claims is ever allocated.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scoring.plain import ARRAY_TYPES

MAX_DIMENSIONS = 32
MAX_CODE = 16
LAST_CHARACTER = 0x10FFFF
REMEDY = "do not use it: copy it again from where it was made, or fit again with `python -m training fit`"

Dtype = np.dtype[np.generic]
Array = NDArray[np.generic]


class UnsafeArtifact(Exception):
    """A file that is not plain data: `rule` says what is wrong, `position` at which byte. Nothing of it was run."""

    def __init__(self, rule: str, position: int = 0, remedy: str = REMEDY) -> None:
        super().__init__(f"at byte {position}: {rule}; {remedy}")
        self.rule, self.position, self.remedy = rule, position, remedy


def dtype_of(code: str, state: object) -> Dtype:
    """The dtype of a bare code ("f8", "U12", "M8") and the state that NumPy pickles with it: byte order, date unit."""
    parts: tuple[str, ...]
    match state:
        case (int(), str(order), None, None, None, int(), int(), int()):
            parts = (order, code)
        case (int(), str(order), None, None, None, int(), int(), int(), (_, (bytes(unit), int(n), int(m), int(k)))):
            parts = (order, code, "[", unit.decode() if n == m == k == 1 else "several units", "]")
        case _:
            parts = ("structured",)
    name = "".join(part[:MAX_CODE] for part in parts)
    if not ARRAY_TYPES.fullmatch(name):
        raise UnsafeArtifact("an array holds something else than bool, int, uint, float, text or dates")
    return np.dtype(name)


def layout(state: Mapping[str | int, object], max_bytes: int) -> tuple[tuple[int, ...], str]:
    """The shape and the order ("C" or "F") of a described array; what it claims is at most `max_bytes`."""
    shape, order = state["shape"], state["order"]
    if type(order) is not str or order not in ("C", "F"):
        raise UnsafeArtifact("an array is neither in C nor in Fortran order")
    if type(shape) is not tuple or len(shape) > MAX_DIMENSIONS or not all(type(n) is int and n >= 0 for n in shape):
        raise UnsafeArtifact("an array's shape is not one")
    if math.prod(max(n, 1) for n in shape) > max_bytes:
        raise UnsafeArtifact(f"an array claims more than {max_bytes} bytes")
    return shape, order


def view(data: bytes, start: int, shape: tuple[int, ...], dtype: Dtype, order: str = "C") -> Array:
    """The array whose bytes begin at `start`, in native byte order, read-only."""
    if dtype.itemsize * math.prod(shape) > len(data) - start:
        raise UnsafeArtifact("an array claims more bytes than the file has left")
    array: Array = np.ndarray(shape, dtype, data, start, order="F" if order == "F" else "C")
    _check_values(array, data, start)
    if not dtype.isnative:
        array = array.astype(dtype.newbyteorder("="))
        array.flags.writeable = False
    return array


def _check_values(array: Array, data: bytes, start: int) -> None:
    """NumPy trusts the bytes: a bool of 2 miscounts its masks, a character that does not exist breaks its texts."""
    limits = {"b": ("u1", 1), "U": ("u4", LAST_CHARACTER)}
    if array.dtype.kind in limits:
        code, limit = limits[array.dtype.kind]
        word = np.dtype(code).newbyteorder(array.dtype.byteorder)
        words = np.ndarray(array.nbytes // word.itemsize, word, data, start)
        if words.max(initial=0) > limit:
            raise UnsafeArtifact("an array holds bytes that its type cannot have")
