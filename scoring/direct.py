"""NumPy's functions without what they do first, which is a third to two thirds of a call of one customer.

Some ask their arguments whether these are arrays of another library, some are written in Python, and one customer is
scored in about a thousand calls: `where` takes 0.6 us for 1.0, `bincount` 0.15 for 0.4, `some` 0.2 for 0.9 of `any`.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["NAN", "bincount", "concatenate", "count_nonzero", "every", "filled", "some", "where"]

if TYPE_CHECKING:
    from numpy import bincount, concatenate, count_nonzero, where
else:
    # The function behind the question; where a NumPy has it elsewhere, its own.
    where, bincount, concatenate, count_nonzero = (
        getattr(function, "_implementation", function)
        for function in (np.where, np.bincount, np.concatenate, np.count_nonzero)
    )

NAN = np.array(np.nan)  # made an array once, and not in every call; NumPy lets nobody write into it
NAN.setflags(write=False)


def filled(shape: int | tuple[int, ...], value: Any, dtype: DTypeLike | None = None) -> NDArray[Any]:
    """As `np.full`, of one number or flag."""
    array = np.empty(shape, type(value) if dtype is None else dtype)
    array.fill(value)
    return array


def some(mask: NDArray[np.bool_]) -> bool:
    """Whether anything of a mask holds."""
    return bool(count_nonzero(mask))


def every(mask: NDArray[np.bool_]) -> bool:
    """Whether all of a mask holds."""
    return int(count_nonzero(mask)) == mask.size
