"""What sets a segment apart from the usual customer: the features that stand out, each saying something new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray

NOTABLE = 0.4  # robust standard deviations between a segment's mean and the usual customer
STILL_NOTABLE = 0.2  # for what a segment is already known for
SAYS_THE_SAME = 0.75  # correlation of two features
WORDS_IN_A_NAME = 2
LEADING_WEIGHT = 1.5
DIRECTION = {"high": 1.0, "low": -1.0}

Marks = tuple[tuple[str, str], ...]  # feature, and "high" or "low"


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """How segments differ from the usual customer.

    `shift` (k, q): mean of the segment less the median of all, in robust standard deviations, 0 where the segment's own
    median does not go half as far; `alike` (q, q): absolute correlation of the features; `leading` features are named
    before others that stand out about as far.
    """

    features: tuple[str, ...]
    shift: FloatArray
    alike: FloatArray
    leading: frozenset[str] = frozenset()

    def ranked(self, segment: int, least: float = 0.0) -> list[int]:
        """Features by how far they stand out, at least so far; of those that say the same only the first."""
        shift = np.abs(self.shift[segment])
        weight = np.array([LEADING_WEIGHT if name in self.leading else 1.0 for name in self.features])
        chosen: list[int] = []
        for j in np.argsort(-shift * weight, kind="stable").tolist():
            if shift[j] >= least and not np.any(self.alike[j, chosen] > SAYS_THE_SAME):
                chosen.append(j)
        return chosen

    def marks(self, segment: int) -> Marks:
        """What a segment may be named for, the most notable first."""
        own = self.shift[segment]
        return tuple((self.features[j], "high" if own[j] > 0 else "low") for j in self.ranked(segment, NOTABLE))

    def against(self, segment: int, twin: int) -> Marks:
        """What sets a segment apart from another one, the most notable first; never the opposite of what is true."""
        own, between = self.shift[segment], self.shift[segment] - self.shift[twin]
        order = np.argsort(-np.abs(between), kind="stable").tolist()
        return tuple(
            (self.features[j], "high" if between[j] > 0 else "low")
            for j in order
            if abs(between[j]) >= NOTABLE and own[j] * between[j] >= 0
        )

    def distinct(self, segment: int, taken: Mapping[int, Marks]) -> Marks:
        """The first two marks, and as many more as tell the segment from those already named; two if none do."""
        own = self.marks(segment)
        shortest = own[:WORDS_IN_A_NAME]
        twin = next((i for i, marks in taken.items() if set(marks) == set(shortest)), None)
        longer = [own[:end] for end in range(WORDS_IN_A_NAME + 1, len(own) + 1)]
        if twin is not None:
            longer += [(*shortest, mark) for mark in self.against(segment, twin) if mark[0] not in dict(shortest)]
        return next((marks for marks in (shortest, *longer) if not times(marks, taken)), shortest)

    def still_true(self, segment: int, marks: Marks) -> bool:
        """Whether what an earlier fit said of the segment can still be said."""
        place = {name: j for j, name in enumerate(self.features)}
        return all(
            name in place and DIRECTION[side] * self.shift[segment, place[name]] >= STILL_NOTABLE
            for name, side in marks
        )


def times(marks: Marks, taken: Mapping[int, Marks]) -> int:
    """How many segments are named for just these marks, in whatever order."""
    return sum(set(marks) == set(other) for other in taken.values())


def contrast(
    features: Sequence[str], z: FloatArray, segment: Sequence[FloatArray], leading: Sequence[str] = ()
) -> Contrast:
    """From the standardised customers z (n, q), missing as usual (0), and from those of each segment, (size, q)."""
    shift = np.stack([own.mean(axis=0) for own in segment])
    middle = np.stack([np.median(own, axis=0) for own in segment])
    of_the_few = middle * np.sign(shift) < np.abs(shift) / 2
    return Contrast(tuple(features), np.where(of_the_few, 0.0, shift), np.abs(_correlation(z)), frozenset(leading))


def _correlation(z: FloatArray) -> FloatArray:
    centred = z - z.mean(axis=0)
    covariance = np.stack([(centred * centred[:, j : j + 1]).mean(axis=0) for j in range(z.shape[1])])
    spread = np.sqrt(np.diag(covariance))
    correlation: FloatArray = covariance / np.maximum(spread[:, None] * spread, np.finfo(np.float64).tiny)
    return correlation
