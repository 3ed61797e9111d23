"""Segments: the nearest of the centroids that clustering found, how clearly, and which comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.direct import NAN, where


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """k centroids (k, q) in the standardised space of q features.

    A feature x is scaled as clip((sign(x) log(1 + |x|) - center) / scale, -3, 3): counts and money are skewed.
    `profiles` describes each segment for people: code, share, medians, churn, value, rule. `retired` are the codes of
    earlier bundles' segments that no longer exist and are never used again; `quality` says how good the clustering is.
    """

    features: tuple[str, ...]
    center: FloatArray
    scale: FloatArray
    centroids: FloatArray
    profiles: Sequence[Mapping[str, Any]]
    retired: tuple[str, ...] = ()
    quality: Mapping[str, float] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The stable codes of the segments (k,)."""
        return tuple(profile["code"] for profile in self.profiles)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Segmentation":
        """Read from a bundle; ValueError where the shapes do not fit."""
        found = cls(
            tuple(content["features"]),
            content["center"],
            content["scale"],
            content["centroids"],
            content["profiles"],
            tuple(content["retired"]),
            content["quality"],
        )
        if found.centroids.shape != (len(found.profiles), len(found.features)):
            raise ValueError("the segments' centroids do not fit their features and profiles; fit the bundle again")
        return found

    def to_content(self) -> dict[str, Any]:
        """Plain data for a bundle."""
        return {
            "features": list(self.features),
            "center": self.center,
            "scale": self.scale,
            "centroids": self.centroids,
            "profiles": list(self.profiles),
            "retired": list(self.retired),
            "quality": dict(self.quality),
        }

    def standardise(self, x: FloatArray) -> FloatArray:
        """Features (n, q) in the space of the centroids."""
        return standardise(x, self.center, self.scale)

    def assign(self, x: FloatArray, known_share: float) -> tuple[IntArray, IntArray, FloatArray]:
        """The nearest and the second segment (n,), -1 where too little is known, and the confidence (n,), 0.5 to 1.

        A missing feature drops out of the distance, which is rescaled by the number of those known. Confidence is
        d2 / (d1 + d2): 0.5 halfway between two segments, 1 on a centroid.
        """
        z = np.ascontiguousarray(self.standardise(x))  # so that each sum runs over numbers side by side, in one order
        given = ~np.isnan(z)
        difference = where(given, z, 0.0)[:, None, :] - where(given[:, None, :], self.centroids, 0.0)
        number = given.sum(axis=1)
        distance = np.sqrt((difference**2).sum(axis=-1) / np.maximum(number, 1)[:, None])
        order = distance.argsort(axis=1, kind="stable")
        everyone = np.arange(len(x))
        first, second = distance[everyone, order[:, 0]], distance[everyone, order[:, 1]]
        both = first + second
        confidence = where(both > 0, second / where(both > 0, both, 1.0), 0.5)
        unknown = number < known_share * len(self.features)
        return (
            where(unknown, -1, order[:, 0]),
            where(unknown, -1, order[:, 1]),
            where(unknown, NAN, confidence),
        )


def standardise(x: FloatArray, center: FloatArray, scale: FloatArray) -> FloatArray:
    """Signed logarithm, centred, scaled and clipped at 3."""
    z: FloatArray = np.minimum(np.maximum((np.sign(x) * np.log1p(np.abs(x)) - center) / scale, -3.0), 3.0)
    return z
