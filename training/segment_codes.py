"""Codes that last: which segment of this fit is which of the previous bundle's, and what the new ones are called."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from scoring.columns import FloatArray
from scoring.segments import Segmentation
from training.segment_marks import Contrast, Marks, times
from training.segment_names import Words, new_code

FEWEST_COMMON_FEATURES = 2
FORBIDDEN = 1e6  # a cost above any sum of distances between segments


@dataclass(frozen=True, slots=True)
class Identity:
    """What a segment is called by machines, and for what by people; `number` tells apart those of the same marks."""

    code: str
    marks: Marks
    number: int


def identities(
    found: Segmentation, differences: Contrast, words: Words, previous: Segmentation | None
) -> list[Identity]:
    """The segments' codes and marks; one that the previous bundle had keeps its code, and its marks if still true."""
    before = predecessors(found, previous) if previous else {}
    used = {*previous.codes, *previous.retired} if previous else set()
    called: dict[int, Identity] = {}
    for i in sorted(range(len(found.centroids)), key=lambda i: i not in before):
        taken = {j: other.marks for j, other in called.items()}
        marks = before[i].marks if i in before else ()
        if not marks or times(marks, taken) or not differences.still_true(i, marks):
            marks = differences.distinct(i, taken)
        code = before[i].code if i in before else new_code(marks, words, used)
        called[i] = Identity(code, marks, 1 + times(marks, taken))
        used.add(code)
    return [called[i] for i in range(len(called))]


def retired(previous: Segmentation | None, kept: list[Identity]) -> tuple[str, ...]:
    """Every code that was ever used and is no longer, oldest first."""
    if previous is None:
        return ()
    codes = {identity.code for identity in kept}
    return (*previous.retired, *(code for code in previous.codes if code not in codes))


def predecessors(found: Segmentation, previous: Segmentation) -> Mapping[int, Identity]:
    """What the segments of `found` were called, by optimal assignment of centroids over the common features.

    Two match only if they are nearer than halfway to the next segment of either bundle; without that, a segment that
    came would take the code of one that went.
    """
    common = [name for name in found.features if name in previous.features]
    if len(common) < FEWEST_COMMON_FEATURES:
        return {}
    unit = found.scale[_places(found, common)]
    new, old = _unscaled(found, common) / unit, _unscaled(previous, common) / unit
    distance = _distances(new, old)
    near = distance < np.minimum(_halfway(new)[:, None], _halfway(old))
    pairs = zip(*linear_sum_assignment(np.where(near, distance, FORBIDDEN)), strict=True)
    return {int(i): _identity(previous, int(j)) for i, j in pairs if near[i, j]}


def _identity(previous: Segmentation, j: int) -> Identity:
    profile = previous.profiles[j]
    return Identity(profile["code"], tuple((mark["feature"], mark["side"]) for mark in profile["marks"]), 1)


def _unscaled(one: Segmentation, names: list[str]) -> FloatArray:
    """Centroids (k, c) in signed logarithms: what two bundles with other centers and scales share."""
    places = _places(one, names)
    return one.center[places] + one.scale[places] * one.centroids[:, places]


def _places(one: Segmentation, names: list[str]) -> list[int]:
    return [one.features.index(name) for name in names]


def _distances(a: FloatArray, b: FloatArray) -> FloatArray:
    distance: FloatArray = np.sqrt(((a[:, None, :] - b) ** 2).mean(axis=-1))
    return distance


def _halfway(centroids: FloatArray) -> FloatArray:
    """Half the distance to the nearest other centroid (k,)."""
    distance = _distances(centroids, centroids)
    np.fill_diagonal(distance, np.inf)
    half: FloatArray = distance.min(axis=1) / 2
    return half
