"""Lists within an answer, held flat: one row an entry, with the index of its customer."""

from collections.abc import Mapping
from dataclasses import dataclass

from numpy.typing import NDArray

from scoring.columns import Column, IntArray, Named, Value
from scoring.direct import filled


@dataclass(frozen=True, slots=True, eq=False)
class Entries(Named):
    """`customer` (m,) never falls; `columns` (m,) by field, in the order in which the answer shows the entries."""

    customer: IntArray
    columns: Mapping[str, Column]

    def first(self, values: NDArray[Value], n: int, missing: object) -> NDArray[Value]:
        """Of values (m,) that of the first entry of each of n customers (n,), `missing` where there is none."""
        found = filled(n, missing, dtype=values.dtype)
        found[self.customer[::-1]] = values[::-1]  # NumPy assigns in order: the last one stays
        return found
