"""`SegmentSums`: overlapping sums of the rows of a matrix, each column added in one order, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray, IntArray

BLOCK = 16  # rows added in the first step; fewer make the second step longer, more add more zeros (measured)


@dataclass(frozen=True, slots=True, eq=False)
class SegmentSums:
    """s sums over rows of a matrix (t + 1, n) whose last row is zero, as two gathers and two reductions.

    `np.add.reduceat` along the first axis walks down the columns and is three times slower. The rows of a sum are cut
    into blocks of `BLOCK`, padded with the zero row.

    first   (BLOCK, blocks) rows of the matrix
    second  (most blocks of a sum, s) rows among the sums of the blocks, `blocks` for the zero row put below them
    """

    first: IntArray
    second: IntArray

    @classmethod
    def of(cls, segments: Sequence[Sequence[int]], terms: int) -> "SegmentSums":
        """The sums over the rows `segments` (s) of t = `terms` rows."""
        cut = [[rows[i : i + BLOCK] for i in range(0, len(rows), BLOCK)] for rows in segments]
        blocks = [block for own in cut for block in own]
        numbers = np.split(np.arange(len(blocks)), np.cumsum([len(own) for own in cut])[:-1]) if cut else []
        most = max(map(len, cut), default=0)
        return cls(_padded(blocks, BLOCK, terms), _padded([own.tolist() for own in numbers], most, len(blocks)))

    def __call__(self, matrix: FloatArray) -> FloatArray:
        """The sums (s, n) of a matrix (t + 1, n).

        NumPy adds row after row, but where a row has one entry: that is so at n = 1 and s = 1 alone, a sum of one row.
        """
        n = matrix.shape[1]
        blocks = np.zeros((self.first.shape[1] + 1, n))
        np.add.reduce(matrix.take(self.first, axis=0), axis=0, out=blocks[:-1])
        sums: FloatArray = np.add.reduce(blocks.take(self.second, axis=0), axis=0)
        return sums


def _padded(lists: Sequence[Sequence[int]], length: int, filler: int) -> IntArray:
    """Lists as the columns of a matrix (length, lists), filled up with `filler`."""
    rows = [[*row, *[filler] * (length - len(row))] for row in lists]
    return np.array(rows, dtype=np.int64).reshape(len(rows), length).T.copy()
