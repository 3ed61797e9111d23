"""Which clusters there are: k-means for each number of them, judged by size, silhouette and stability."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score, pairwise_distances, silhouette_samples
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

from scoring.columns import FloatArray, IntArray

FIT_ROWS, JUDGED_ROWS, HALF_ROWS = 20_000, 2_000, 4_000
STARTS, RESAMPLES = 4, 5
AS_GOOD = 0.95  # of the best score; other samples of the same customers move it by as much

Sizes = Callable[[FloatArray], IntArray]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """k centroids (k, q), and how good they are.

    `silhouette` (k,): the mean of each cluster's members; `stability` (k,): mean Jaccard index of each cluster with the
    most like one found in another sample (Hennig 2007, Computational Statistics & Data Analysis 52). Of all clusters
    together: the mean silhouette, and the mean adjusted Rand index between clusterings of two halves (`agreement`).
    """

    centroids: FloatArray
    silhouette: FloatArray
    stability: FloatArray
    mean_silhouette: float
    agreement: float

    @property
    def score(self) -> float:
        """Clear and repeatable: the product of mean silhouette and agreement."""
        return self.mean_silhouette * self.agreement

    def take(self, order: IntArray) -> "Clusters":
        """The same clusters in another order."""
        return Clusters(
            self.centroids[order],
            self.silhouette[order],
            self.stability[order],
            self.mean_silhouette,
            self.agreement,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """One number of clusters: how many customers (k,) each has, how good they are, and the rule that they break.

    `refused`: too_small, too_large or unstable; None for those that keep the rules.
    """

    sizes: IntArray
    clusters: Clusters | None
    refused: str | None

    @property
    def kept(self) -> list[Clusters]:
        """The clusters, if they keep the rules."""
        return [self.clusters] if self.clusters is not None and self.refused is None else []

    def told(self) -> dict[str, Any]:
        """Plain data; no figures where the size alone decided."""
        total, clusters = max(int(self.sizes.sum()), 1), self.clusters
        return {
            "count": len(self.sizes),
            "smallest_share": float(self.sizes.min() / total),
            "largest_share": float(self.sizes.max() / total),
            "silhouette": clusters.mean_silhouette if clusters else None,
            "stability": float(clusters.stability.min()) if clusters else None,
            "agreement": clusters.agreement if clusters else None,
            "refused": self.refused,
        }


def search(z: FloatArray, sizes: Sizes, rules: Mapping[str, Any], seed: int) -> list[Tried]:
    """What became of each number of clusters that the rules name.

    z (n, q) has no missing values; `sizes` tells how many customers (k,) the clusters around centroids get. One thread:
    k-means adds up what threads found in the order in which they end, which would change last bits.
    """
    rng = np.random.default_rng(seed)
    sample = z[rng.permutation(len(z))[:FIT_ROWS]]
    with threadpool_limits(limits=1):
        return list(_tried(sample, sizes, rules, seed))


def choose(found: Sequence[Clusters], before: int | None) -> Clusters | None:
    """Of those about as good as the best: as many as before, or else the fewest."""
    best = max((clusters.score for clusters in found), default=0.0)
    good = [clusters for clusters in found if clusters.score >= AS_GOOD * best]
    return min(good, key=lambda clusters: (len(clusters.centroids) != before, len(clusters.centroids)), default=None)


def broken_size_rule(sizes: IntArray, rules: Mapping[str, Any]) -> str | None:
    """None where none is too small, by share or number, and none too large."""
    total = sizes.sum()
    if sizes.min() < max(rules["smallest_share"] * total, rules["smallest_size"]):
        return "too_small"
    return "too_large" if sizes.max() > rules["largest_share"] * total else None


def _tried(sample: FloatArray, sizes: Sizes, rules: Mapping[str, Any], seed: int) -> Iterator[Tried]:
    judged = sample[:JUDGED_ROWS]
    distances = pairwise_distances(judged)
    for k in sorted(rules["counts"]):
        if not 2 <= k <= len(sample) // 2:
            continue
        centroids = _k_means(sample, k, seed)
        labels, size = _nearest(judged, centroids), sizes(centroids)
        refused = broken_size_rule(size, rules)
        if refused is None and len(np.unique(labels)) < k:
            refused = "too_small"  # so small that a sample of all has nobody of it
        clusters = None if refused else _judged(sample, centroids, labels, distances, seed)
        if clusters is not None and clusters.stability.min() < rules["smallest_stability"]:
            refused = "unstable"
        yield Tried(size, clusters, refused)


def _judged(sample: FloatArray, centroids: FloatArray, labels: IntArray, distances: FloatArray, seed: int) -> Clusters:
    agreement, stability = _resampled(sample, centroids, seed)
    silhouette = silhouette_samples(distances, labels, metric="precomputed")
    own = np.array([silhouette[labels == i].mean() for i in range(len(centroids))])
    return Clusters(centroids, own, stability, float(silhouette.mean()), agreement)


def _k_means(z: FloatArray, k: int, seed: int) -> FloatArray:
    with warnings.catch_warnings():
        # Fewer different customers than clusters: some are then empty, which the size rules refuse.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(k, n_init=STARTS, random_state=seed).fit(z)
    return np.asarray(fitted.cluster_centers_, dtype=np.float64)


def _nearest(z: FloatArray, centroids: FloatArray) -> IntArray:
    nearest: IntArray = ((z[:, None, :] - centroids) ** 2).sum(axis=-1).argmin(axis=1)
    return nearest


def _resampled(sample: FloatArray, centroids: FloatArray, seed: int) -> tuple[float, FloatArray]:
    """Agreement of clusterings of two random halves, and how well each cluster is found again (k,)."""
    rng = np.random.default_rng(seed)
    judged, k = sample[:JUDGED_ROWS], len(centroids)
    labels = _nearest(judged, centroids)
    agreements, overlaps = [], []
    for _ in range(RESAMPLES):
        order, half = rng.permutation(len(sample)), min(len(sample) // 2, HALF_ROWS)
        first, second = (
            _nearest(judged, _k_means(sample[part], k, seed)) for part in (order[:half], order[half : 2 * half])
        )
        agreements.append(adjusted_rand_score(first, second))
        overlaps += [_overlap(labels, first, k), _overlap(labels, second, k)]
    return float(np.mean(agreements)), np.mean(overlaps, axis=0)


def _overlap(labels: IntArray, others: IntArray, k: int) -> FloatArray:
    """Jaccard index of each cluster with the most like of the others (k,)."""
    both = np.bincount(labels * k + others, minlength=k * k).reshape(k, k)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
    overlap: FloatArray = (both / np.maximum(either, 1)).max(axis=1)
    return overlap
