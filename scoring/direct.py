"""NumPy's functions without what they do first, which costs several times the work for one customer.

Some ask their arguments whether these are arrays of another library, some are written in Python. With what is here one
customer is scored in some hundreds of calls of 0.1 to 0.6 us each, where the usual ways take 0.4 to 1 us.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["NAN", "bincount", "concatenate", "every", "filled", "some", "where"]

if TYPE_CHECKING:
    from numpy import bincount, concatenate, where
else:
    # The function behind the question; where a NumPy has it elsewhere, its own.
    where, bincount, concatenate = (
        getattr(function, "_implementation", function) for function in (np.where, np.bincount, np.concatenate)
    )

NAN = np.array(np.nan)  # made an array once, and not in every call; NumPy lets nobody write into it
NAN.setflags(write=False)


def filled(shape: int | tuple[int, ...], value: Any, dtype: DTypeLike | None = None) -> NDArray[Any]:
    """As `np.full`."""
    array = np.empty(shape, type(value) if dtype is None else dtype)
    array.fill(value)
    return array


def some(mask: NDArray[np.bool_]) -> bool:
    """Whether anything of a mask holds."""
    return bool(np.count_nonzero(mask))


def every(mask: NDArray[np.bool_]) -> bool:
    """Whether all of a mask holds."""
    return int(np.count_nonzero(mask)) == mask.size
