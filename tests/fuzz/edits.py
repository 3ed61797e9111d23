"""A document changed in a few places, as bytes say: what lies between rubbish and what is right.

Bytes at random hardly ever make a document that is read at all; one that is right but for a value or two reaches the
checks that stand behind the reading. The same bytes make the same changes, so a fuzzer that knows bytes can drive it.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import date, time
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]

# What JSON and TOML can say and somebody may have meant: none of it is what the place of a value holds.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 10**9 + 1, 2**31, -(2**63), 2**64, 10**400, 0.0, -0.0, 0.5, 1e-320, 1e308, inf,
    -inf, nan, "", " ", "x", "none", "churn_band", "at_least", "\x00", "\ud800", "阀门" * 50, "1" * 5_000, [], [[]],
    [1, "a"], [None], {}, {"x": {}}, {"en": "x"}, {"field": "churn_band", "is": "low"}, date(2026, 1, 31), time(),
)  # fmt: skip
ARRAYS: tuple[Callable[[Array], Any], ...] = (
    lambda array: array[:0],
    lambda array: array[::-1],
    lambda array: array[:1],
    lambda array: array.ravel(),
    lambda array: array.reshape(1, *array.shape),
    lambda array: np.concatenate([array, array]) if array.ndim else array,
    lambda array: np.full(array.shape, nan),
    lambda array: np.full(array.shape, inf),
    lambda array: np.full(array.shape, -1),
    lambda array: np.full(array.shape, 2**40),
    lambda array: array.astype("U8"),
    lambda array: array.tolist(),
)
MOST_EDITS = 8


def edited(document: Any, data: bytes) -> Any:
    """A copy of the document with up to MOST_EDITS changes; none for no bytes."""
    changed, source = deepcopy(document), iter(data)
    for how, _ in zip(source, range(MOST_EDITS), strict=False):
        _edit(changed, how, source)
    return changed


def patched(seed: bytes, patches: Sequence[tuple[int, bytes]]) -> bytes:
    """Bytes with others written over them."""
    changed = bytearray(seed)
    for at, new in patches:
        start = at % (len(changed) + 1)
        changed[start : start + len(new)] = new
    return bytes(changed)


def _edit(node: Any, how: int, source: Iterator[int]) -> None:
    while node:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = keys[(256 * next(source, 0) + next(source, 0)) % len(keys)]
        child = node[key]
        if not isinstance(child, dict | list) or next(source, 0) % 4 == 0:
            _change(node, key, how, next(source, 0))
            return
        node = child


def _change(node: Any, key: Any, how: int, which: int) -> None:
    if how % 8 == 0:
        del node[key]
    elif how % 8 == 1 and isinstance(node, dict):
        node["one_more"] = deepcopy(VALUES[which % len(VALUES)])
    elif how % 8 == 1:
        node.append(deepcopy(node[key]))
    elif isinstance(node[key], np.ndarray) and how % 8 < 6:
        node[key] = ARRAYS[which % len(ARRAYS)](node[key])
    else:
        node[key] = deepcopy(VALUES[which % len(VALUES)])
