"""The space in which customers are compared: features that tell them apart, their scales, and the nearest centroids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.segments import Segmentation

CHUNK = 50_000
LEAST_KNOWN = 0.5
NORMAL_IQR = 1.349  # interquartile range of a normal distribution, in standard deviations
LEAST_IQR = 0.1  # in standard deviations; under it most customers are alike, and quartiles say nothing of the rest


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Customers x (n, q), NaN where missing, and the space without centroids in which they are compared."""

    space: Segmentation
    x: FloatArray
    known_share: float

    def standardised(self) -> FloatArray:
        """The customers (n, q) in the space, a missing feature as the median."""
        z = self.space.standardise(self.x)
        return np.where(np.isnan(z), 0.0, z)

    def nearest(self, centroids: FloatArray) -> IntArray:
        """Each customer's segment (n,), as scoring assigns it; in chunks, since it compares all with all at once."""
        found = replace(self.space, centroids=centroids)
        chunks = (self.x[start : start + CHUNK] for start in range(0, len(self.x), CHUNK))
        return np.concatenate([found.assign(chunk, self.known_share)[0] for chunk in chunks])

    def sizes(self, centroids: FloatArray) -> IntArray:
        """How many customers (k,) are nearest to each centroid."""
        return np.bincount(self.nearest(centroids), minlength=len(centroids))


def usable(names: Sequence[str], x: FloatArray, rules: Mapping[str, Any]) -> tuple[tuple[str, ...], FloatArray]:
    """The features that half of the customers have, and in which as many differ from the rest as a segment needs."""
    keep = [j for j in range(len(names)) if _says_something(x[:, j], rules)]
    return tuple(names[j] for j in keep), x[:, keep]


def space_of(features: tuple[str, ...], x: FloatArray) -> Segmentation:
    """Median and spread of the signed logarithms: their interquartile range, or else deviation. No centroids yet."""
    columns = [np.sign(known) * np.log1p(np.abs(known)) for known in (column[~np.isnan(column)] for column in x.T)]
    quartiles = np.array([np.quantile(column, (0.25, 0.5, 0.75)) for column in columns])
    deviation = np.array([column.std() for column in columns])
    robust = (quartiles[:, 2] - quartiles[:, 0]) / NORMAL_IQR
    scale = np.where(robust > LEAST_IQR * deviation, robust, deviation)
    return Segmentation(features, quartiles[:, 1], scale, np.empty((0, len(features))), ())


def _says_something(column: FloatArray, rules: Mapping[str, Any]) -> bool:
    known = column[~np.isnan(column)]
    if len(known) < max(1, LEAST_KNOWN * len(column)):
        return False
    return bool(np.mean(~np.isclose(known, np.median(known), rtol=1e-9, atol=1e-12)) >= rules["smallest_share"])
