"""Lists within an answer, held flat: one row an entry, with the index of its customer."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.columns import Column, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """`customer` (m,) never falls; `columns` (m,) by field, in the order in which the answer shows the entries."""

    customer: IntArray
    columns: Mapping[str, Column]
