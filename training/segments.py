"""Segments: clustering first, describing afterwards (DEFINITIONS.md, section 10). Start reading at `fit_segments`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.segments import Segmentation
from training.segment_codes import identities, retired
from training.segment_marks import contrast
from training.segment_names import CODE_LANGUAGE, Words
from training.segment_profiles import People, profiles
from training.segment_search import Clusters, Tried, choose, search
from training.segment_space import Crowd, space_of, usable

FEWEST_FEATURES, FEWEST_SEGMENTS = 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The segments, None where no number of clusters keeps the rules, and what became of each number that was tried."""

    segmentation: Segmentation | None
    tried: Sequence[Tried] = ()


def fit_segments(
    names: Sequence[str],
    people: People,
    words: Mapping[str, Words],
    rules: Mapping[str, Any],
    seed: int,
    previous: Segmentation | None = None,
) -> Found:
    """The segments of people by the number features `names`.

    Told in `words`, by language. `rules` are those of definitions.toml. Segments of `previous` keep their codes. The
    segment with the highest mean value comes first. The same people in any order, with the same seed, give the same
    bytes.
    """
    people = people.take(np.lexsort((people.value, people.churn, *people.x.T)))
    features, x = usable(names, people.x, rules)
    known = (~np.isnan(x)).sum(axis=1) >= rules["known_share"] * len(features)
    if len(features) < FEWEST_FEATURES or known.sum() < FEWEST_SEGMENTS * rules["smallest_size"]:
        return Found(None)
    people = replace(people, x=x).take(np.flatnonzero(known))
    crowd = Crowd(space_of(features, x), people.x, rules["known_share"])
    tried = search(crowd.standardised(), crowd.sizes, rules, seed)
    kept = [clusters for one in tried for clusters in one.kept]
    clusters = choose(kept, before=len(previous.codes) if previous else None)
    if clusters is None:
        return Found(None, tried)
    clusters = _by_value(clusters, crowd.nearest(clusters.centroids), people.value)
    return Found(_described(crowd, people, clusters, rules, words, previous, seed), tried)


def _by_value(clusters: Clusters, segment: IntArray, value: FloatArray) -> Clusters:
    """The clusters by mean value, those without one last, then by size."""
    k, known = len(clusters.centroids), ~np.isnan(value)
    number = np.bincount(segment[known], minlength=k)
    total = np.bincount(segment[known], weights=value[known], minlength=k)
    mean = np.where(number > 0, total / np.maximum(number, 1), -np.inf)
    return clusters.take(np.lexsort((-np.bincount(segment, minlength=k), -mean)))


def _described(
    crowd: Crowd,
    people: People,
    clusters: Clusters,
    rules: Mapping[str, Any],
    words: Mapping[str, Words],
    previous: Segmentation | None,
    seed: int,
) -> Segmentation:
    found = replace(crowd.space, centroids=clusters.centroids)
    segment, z = crowd.nearest(found.centroids), crowd.standardised()
    leading = rules.get("name_first", ())
    differences = contrast(found.features, z, [z[segment == i] for i in range(len(found.centroids))], leading)
    called = identities(found, differences, words[CODE_LANGUAGE], previous)
    told = profiles(found, people, segment, differences, called, words, rules, seed)
    for profile, silhouette, stability in zip(told, clusters.silhouette, clusters.stability, strict=True):
        profile |= {"silhouette": float(silhouette), "stability": float(stability)}
    quality = {"silhouette": clusters.mean_silhouette, "stability": clusters.agreement}
    return replace(found, profiles=told, retired=retired(previous, called), quality=quality)
