"""Segments: clustering first, describing afterwards (DEFINITIONS.md, section 10). Start reading at `fit_segments`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.segments import Segmentation
from training.segment_codes import identities, retired
from training.segment_marks import contrast
from training.segment_names import CODE_LANGUAGE, Words
from training.segment_profiles import People, profiles
from training.segment_search import Clusters, search

CHUNK = 50_000
FEWEST_FEATURES, FEWEST_SEGMENTS = 2, 3
LEAST_KNOWN = 0.5
NORMAL_IQR = 1.349  # interquartile range of a normal distribution, in standard deviations
LEAST_IQR = 0.1  # in standard deviations; under it most customers are alike, and quartiles say nothing of the rest
NO_UNITS: Mapping[str, str] = {}


def fit_segments(
    x: FloatArray,
    names: Sequence[str],
    *,
    churn: FloatArray,
    value: FloatArray,
    labels: Mapping[str, Mapping[str, Any]],
    rules: Mapping[str, Any],
    seed: int,
    previous: Segmentation | None = None,
    units: Mapping[str, str] = NO_UNITS,
    currency: str = "",
) -> Segmentation | None:
    """The segments of customers x (n, q) by the number features `names`, NaN where missing; None if none are found.

    `churn` (n,), a probability, and `value` (n,), expected, are only reported; NaN where unknown. `rules` are those of
    definitions.toml; `smallest_stability` among them refuses clusters that other samples do not show. Segments of
    `previous` keep their codes. `units` (of the catalogue) and `currency` are for the texts. The segment with the
    highest mean value comes first. The same customers in any order, with the same seed, give the same bytes.
    """
    order = np.lexsort((value, churn, *x.T))
    features, x = _usable(names, x[order], rules)
    known = (~np.isnan(x)).sum(axis=1) >= rules["known_share"] * len(features)
    if len(features) < FEWEST_FEATURES or known.sum() < FEWEST_SEGMENTS * rules["smallest_size"]:
        return None
    space = _space(features, x)
    x, order = x[known], order[known]
    clusters = search(
        usual_if_missing(space, x),
        lambda centroids: _sizes(space, centroids, x, rules),
        rules,
        seed,
        before=len(previous.codes) if previous else None,
    )
    if clusters is None:
        return None
    clusters = _by_value(clusters, _nearest(space, clusters.centroids, x, rules), value[order])
    people = People(x, churn[order], value[order], _nearest(space, clusters.centroids, x, rules))
    return _described(
        replace(space, centroids=clusters.centroids),
        people,
        clusters,
        rules.get("name_first", ()),
        {language: Words(texts, units, currency) for language, texts in labels.items()},
        previous,
        seed,
    )


def usual_if_missing(space: Segmentation, x: FloatArray) -> FloatArray:
    """Customers in the standardised space, a missing feature as the median."""
    z = space.standardise(x)
    return np.where(np.isnan(z), 0.0, z)


def _usable(names: Sequence[str], x: FloatArray, rules: Mapping[str, Any]) -> tuple[tuple[str, ...], FloatArray]:
    """The features that half of the customers have, and in which as many differ from the rest as a segment needs."""
    keep = [j for j in range(len(names)) if _says_something(x[:, j], rules)]
    return tuple(names[j] for j in keep), x[:, keep]


def _says_something(column: FloatArray, rules: Mapping[str, Any]) -> bool:
    known = column[~np.isnan(column)]
    if len(known) < max(1, LEAST_KNOWN * len(column)):
        return False
    return bool(np.mean(~np.isclose(known, np.median(known), rtol=1e-9, atol=1e-12)) >= rules["smallest_share"])


def _space(features: tuple[str, ...], x: FloatArray) -> Segmentation:
    """Median and spread of the signed logarithms: their interquartile range, or else deviation. No centroids yet."""
    columns = [np.sign(known) * np.log1p(np.abs(known)) for known in (column[~np.isnan(column)] for column in x.T)]
    quartiles = np.array([np.quantile(column, (0.25, 0.5, 0.75)) for column in columns])
    deviation = np.array([column.std() for column in columns])
    robust = (quartiles[:, 2] - quartiles[:, 0]) / NORMAL_IQR
    scale = np.where(robust > LEAST_IQR * deviation, robust, deviation)
    return Segmentation(features, quartiles[:, 1], scale, np.empty((0, len(features))), ())


def _nearest(space: Segmentation, centroids: FloatArray, x: FloatArray, rules: Mapping[str, Any]) -> IntArray:
    """The segment of each customer (n,), as scoring assigns it; in chunks, since it compares all with all at once."""
    found = replace(space, centroids=centroids)
    chunks = (x[start : start + CHUNK] for start in range(0, len(x), CHUNK))
    return np.concatenate([found.assign(chunk, rules["known_share"])[0] for chunk in chunks])


def _sizes(space: Segmentation, centroids: FloatArray, x: FloatArray, rules: Mapping[str, Any]) -> IntArray:
    return np.bincount(_nearest(space, centroids, x, rules), minlength=len(centroids))


def _by_value(clusters: Clusters, segment: IntArray, value: FloatArray) -> Clusters:
    """The clusters by mean value, those without one last, then by size."""
    k, known = len(clusters.centroids), ~np.isnan(value)
    number = np.bincount(segment[known], minlength=k)
    total = np.bincount(segment[known], weights=value[known], minlength=k)
    mean = np.where(number > 0, total / np.maximum(number, 1), -np.inf)
    return clusters.take(np.lexsort((-np.bincount(segment, minlength=k), -mean)))


def _described(
    found: Segmentation,
    people: People,
    clusters: Clusters,
    leading: Sequence[str],
    words: Mapping[str, Words],
    previous: Segmentation | None,
    seed: int,
) -> Segmentation:
    z = usual_if_missing(found, people.x)
    segments = [z[people.members(i)] for i in range(len(found.centroids))]
    differences = contrast(found.features, z, segments, leading)
    called = identities(found, differences, words[CODE_LANGUAGE], previous)
    told = profiles(found, people, differences, called, words, seed)
    for profile, silhouette, stability in zip(told, clusters.silhouette, clusters.stability, strict=True):
        profile |= {"silhouette": float(silhouette), "stability": float(stability)}
    quality = {"silhouette": clusters.mean_silhouette, "stability": clusters.agreement}
    return replace(found, profiles=told, retired=retired(previous, called), quality=quality)
