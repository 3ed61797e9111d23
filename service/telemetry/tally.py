"""What a pod counts of the customers it scored, a bundle at a time: never who, only how many in which training bin.

Counts of pods add up, so that PSI is a sum over counters (deploy/observability/recording.rules.yaml).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.expected import Expected
from scoring.grid import Grid
from scoring.memo import once
from scoring.model import Bundle, Pattern
from scoring.predictions import Binned, Predictions
from scoring.scorer import Scores

MOST_BINS = 10  # of a feature beside that of missing: PSI's usual number; the models' own bins are up to 70
MISSING = "missing"
SCORES = {"churn": "churn_score", "value": "expected_value"}  # targets as they are named beside features


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of a feature or score of a pattern: `upto` is its upper edge, inclusive; `expected` its training share."""

    pattern: str
    feature: str
    upto: str
    expected: float


class Tally:
    """Counts since the process loaded the bundle. Threads may count at once."""

    def __init__(self, bundle: Bundle) -> None:
        self._lock = Lock()
        self._bins = {
            one.name: PatternBins(one, one.training_shares)
            for one in bundle.patterns
            if one.training_shares is not None
        }
        self._features: tuple[str, ...] = ()
        self._missing: IntArray = np.zeros(0, dtype=np.int64)

    @property
    def tells_drift(self) -> bool:
        """Whether the bundle says how its training rows were spread."""
        return bool(self._bins)

    @property
    def tells_drift_of_scores(self) -> bool:
        """The same for the scores of its models."""
        return any(bins.scores for bins in self._bins.values())

    def add(self, scores: Scores) -> None:
        """Count n customers."""
        predicted = scores.predicted
        missing = len(scores) - np.count_nonzero(predicted.known, axis=1)
        counts = [(bins, bins.counts_of(predicted, one)) for one in predicted.binned if (bins := self._of(one))]
        with self._lock:
            self._features = predicted.reasons.names
            self._missing = self._missing + missing if len(self._missing) else missing
            for bins, count in counts:
                bins.counts += count

    def missing(self) -> Iterator[tuple[str, int]]:
        """Each feature, and of how many customers it was missing."""
        with self._lock:
            found = list(zip(self._features, self._missing.tolist(), strict=True))
        return iter(found)

    def bins(self) -> Iterator[tuple[Bin, int]]:
        """Each bin, and how many customers were in it."""
        with self._lock:
            counts = [(one.labels, one.counts.tolist()) for one in self._bins.values()]
        return (pair for labels, found in counts for pair in zip(labels, found, strict=True))

    def _of(self, one: Binned) -> "PatternBins | None":
        return self._bins.get(one.pattern.name)


@once
def tally_of(bundle: Bundle) -> Tally:
    """The one tally of a bundle; it goes when the bundle goes."""
    return Tally(bundle)


class PatternBins:
    """The bins of one pattern, those of all features and scores side by side: `labels` and `counts` (g,)."""

    def __init__(self, pattern: Pattern, shares: FloatArray) -> None:
        self.labels: list[Bin] = []
        self._group: IntArray = np.empty(pattern.grid.size, dtype=np.int64)
        self._offsets = pattern.grid.offsets
        for name in pattern.grid.names:
            self._add_feature(pattern.name, pattern.grid, name, shares)
        self.scores: dict[str, tuple[int, Expected]] = {}
        for target, expected in pattern.score_shares.items():
            self.scores[target] = len(self.labels), expected
            self.labels += _score_bins(pattern.name, SCORES[target], expected)
        self.counts: IntArray = np.zeros(len(self.labels), dtype=np.int64)

    def counts_of(self, predicted: Predictions, one: Binned) -> IntArray:
        """How many of some customers are in each bin (g,)."""
        groups = [self._group.take(one.bins + self._offsets).ravel()]
        told = {"churn": predicted.churn_score, "value": predicted.value}
        for target, (start, expected) in self.scores.items():
            values = told[target][one.rows]
            groups.append(start + expected.edges.searchsorted(values))
        return np.bincount(np.concatenate(groups), minlength=len(self.labels))

    def _add_feature(self, pattern: str, grid: Grid, name: str, flat: FloatArray) -> None:
        """Neighbouring bins of the models as one, so that each has a tenth of the known training rows where it can."""
        shares, edges = grid.part(flat, name), grid.edges_of(name)
        group = _tenths(shares[:-1])
        start, j = int(grid.offsets[grid.position(name)]), len(self.labels)
        self._group[start : start + len(group)] = j + group
        self._group[start + len(group)] = j + group[-1] + 1
        upper = np.append(edges, np.inf)[np.append(np.flatnonzero(np.diff(group)), len(group) - 1)]
        expected = np.bincount(group, weights=shares[:-1])
        self.labels += [Bin(pattern, name, _edge(u), float(e)) for u, e in zip(upper, expected, strict=True)]
        self.labels.append(Bin(pattern, name, MISSING, float(shares[-1])))


def _tenths(shares: FloatArray) -> IntArray:
    """The group (b,) of each bin, ascending from 0 without a gap: where the middle of its share lies."""
    total = shares.sum()
    middle = (np.cumsum(shares) - shares / 2) / total if total > 0 else np.zeros(len(shares))
    tenth = np.clip((middle * MOST_BINS).astype(np.int64), 0, MOST_BINS - 1)
    return np.unique(tenth, return_inverse=True)[1].astype(np.int64)


def _score_bins(pattern: str, name: str, expected: Expected) -> list[Bin]:
    upper = np.append(expected.edges, np.inf)
    return [Bin(pattern, name, _edge(u), float(e)) for u, e in zip(upper, expected.shares, strict=True)]


def _edge(value: float) -> str:
    return "+Inf" if value == np.inf else f"{value:.9g}"
