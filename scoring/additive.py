"""AdditiveModel: a score that is a sum of tables over one feature and over several features together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.direct import bincount, concatenate, where
from scoring.grid import REMEDY, Grid, content_array, content_item
from scoring.interactions import Interaction, check, content_of, read_interactions
from scoring.segment_sums import SegmentSums

CHUNK_CELLS = 65_536  # a chunk's cells, one a customer and side, stay in the cache; no sum runs over customers


def _sigmoid(score: FloatArray) -> FloatArray:
    # exp of -|score| never overflows; where() picks the form that loses no digits on either side.
    small = np.exp(-np.abs(score))
    return where(score >= 0, 1.0, small) / (1.0 + small)


INVERSE_LINKS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "logit": _sigmoid,
    "log": np.exp,
    "identity": np.positive,
}


@dataclass(frozen=True, slots=True, eq=False)
class AdditiveModel:
    """score = intercept + mains[bin of each feature] + each interaction's table at the bins of its features.

    counts  (p,) edges of each feature, as in the grid that the model was compiled for: `bins` must come from it
    mains   flat over all bins of that grid (sum of counts + 2,)
    """

    link: str
    intercept: float
    counts: IntArray
    mains: FloatArray
    interactions: tuple[Interaction, ...] = ()
    _plan: "_Plan" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        object.__setattr__(self, "_plan", _plan(self))

    def scores(self, bins: IntArray) -> FloatArray:
        """Score (n,) of bins (n, p), on the scale of the link."""
        scores: FloatArray = _by_chunk(self._scores, bins, len(self._plan.features))[0]
        return scores

    def contributions(self, bins: IntArray) -> FloatArray:
        """Each feature's share (n, p) of the score; an interaction of k features is shared in k equal parts.

        intercept + the sum over features = score, to 1e-9 (another order of summation).
        """
        return self.explained(bins)[1]

    def explained(self, bins: IntArray) -> tuple[FloatArray, FloatArray]:
        """`scores` (n,) and `contributions` (n, p), bit for bit, with every term looked up once."""
        both = _by_chunk(self._explained, bins, len(self._plan.features))
        return both[0], both[1:].T

    def predict(self, bins: IntArray) -> FloatArray:
        """Inverse link of the score (n,): a probability (logit), a mean (log) or the score itself (identity)."""
        return INVERSE_LINKS[self.link](self.scores(bins))

    def affine(self, a: float, b: float) -> "AdditiveModel":
        """The model whose score is a + b * score; b > 0, so that no order of two customers turns."""
        if not (np.isfinite(a) and 0 < b < np.inf):
            raise ValueError("an affine step needs a finite intercept and a finite slope over 0")
        scaled = tuple(replace(term, table=b * term.table) for term in self.interactions)
        return replace(self, intercept=float(a + b * self.intercept), mains=b * self.mains, interactions=scaled)

    def require(self, grid: Grid) -> None:
        """ValueError unless the model can have been compiled for this grid."""
        if not np.array_equal(self.counts, grid.counts):
            raise ValueError(f"the model was compiled for a grid with other edges; {REMEDY}")

    def shape(self, grid: Grid, name: str) -> tuple[FloatArray, FloatArray]:
        """A feature's own curve: edges (k,) and values (k + 2,), one for each bin, the last for missing."""
        self.require(grid)
        return grid.edges_of(name), grid.part(self.mains, name)

    def to_content(self) -> dict[str, Any]:
        """Arrays, texts and numbers for the bundle. The grid is kept apart, since models share it."""
        return {
            "link": self.link,
            "intercept": float(self.intercept),
            "counts": self.counts.astype(np.int32),
            "mains": self.mains.copy(),
            **content_of(self.interactions),
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "AdditiveModel":
        """The model that `to_content` described; ValueError where it cannot be one."""
        link, intercept = content_item(content, "link", str), content_item(content, "intercept", float)
        counts, mains = content_array(content, "counts", "iu", 1), content_array(content, "mains", "f", 1)
        _check_counts(counts)
        return cls(link, intercept, counts, mains, read_interactions(content, counts))

    def _terms(self, bins: IntArray) -> FloatArray:
        """Values (terms + 1, n) at bins (p, n): features in the grid's order, interactions by order, a row of zeros."""
        plan = self._plan
        cells = plan.cells.take(bins.take(plan.features, axis=0) + plan.starts)
        places = cells[: plan.terms]
        for first, start, end in plan.further:
            places[first:] += cells[start:end]
        terms = np.zeros((plan.terms + 1, places.shape[1]))
        plan.values.take(places, out=terms[:-1], mode="clip")  # all places exist; "raise" would fill a copy first
        return terms

    def _scores(self, bins: IntArray) -> FloatArray:
        return self._summed(self._terms(bins))

    def _explained(self, bins: IntArray) -> FloatArray:
        terms = self._terms(bins)
        scores = self._summed(terms)
        terms *= self._plan.weights
        return concatenate([scores, self._plan.shares(terms)])

    def _summed(self, terms: FloatArray) -> FloatArray:
        """Scores (1, n). Many columns NumPy adds row after row, a single one it would add in another order."""
        if terms.shape[1] == 1:
            total = np.add.accumulate(terms, axis=0)[-1:]
        else:
            total = np.add.reduce(terms, axis=0, keepdims=True)
        scores: FloatArray = total + self.intercept
        return scores


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The model laid out for one gather of all terms and one sum per feature; customers lie along the last axis.

    Gather: a side is one feature of one term: the p features, then the interactions' first features, their second ones,
    and so on. Interactions stand by order, so that those with an i-th feature are the last terms. The cells of a side,
    from `starts` on, turn its fine bin into a place in `values`; the places of a term's sides add up to the one meant.
    `further`: for each i over 1 the first term with an i-th feature, and where these sides start and end.
    Share: each feature of an interaction of order k gets `weights` = 1/k of it; `shares` adds up what a feature gets.
    """

    terms: int
    features: IntArray
    starts: IntArray
    cells: IntArray
    further: tuple[tuple[int, int, int], ...]
    values: FloatArray
    weights: FloatArray
    shares: SegmentSums


def _plan(model: AdditiveModel) -> _Plan:
    p, size = len(model.counts), len(model.mains)
    terms = sorted(model.interactions, key=lambda term: term.order)
    places = _places(terms, size)
    level, side_term = np.array([(i, t) for i, t, _ in places], dtype=np.int64).reshape(-1, 2).T
    features = np.array([*range(p), *(terms[t].features[i] for i, t, _ in places)], dtype=np.int64)
    widths = (model.counts + 2)[features]
    orders = np.array([1.0] * p + [term.order for term in terms] + [1.0])
    of_feature = [[j] for j in range(p)]
    for side, term in zip(features[p:].tolist(), (p + side_term).tolist(), strict=True):
        of_feature[side].append(term)
    return _Plan(
        terms=p + len(terms),
        features=features,
        starts=(widths.cumsum() - widths)[:, None],
        cells=concatenate([np.arange(size), *(cells for _, _, cells in places)]),
        further=_further(p, level),
        values=concatenate([model.mains, *(term.table.ravel() for term in terms)]),
        weights=1.0 / orders[:, None],
        shares=SegmentSums.of(of_feature, p + len(terms)),
    )


def _places(terms: Sequence[Interaction], start: int) -> list[tuple[int, int, IntArray]]:
    """The sides of interactions sorted by order, all first ones first: which one, of which term, and its places.

    The tables follow each other from `start` on; where a term's table begins is added to its first side.
    """
    begins = np.cumsum([start, *(term.table.size for term in terms)])
    most = terms[-1].order if terms else 0
    return [
        (i, t, term.places(i) + (begins[t] if i == 0 else 0))
        for i in range(most)
        for t, term in enumerate(terms)
        if i < term.order
    ]


def _further(p: int, level: IntArray) -> tuple[tuple[int, int, int], ...]:
    """For each level of sides after the first: where it starts and ends, and the first term that has such a side."""
    ends = p + np.cumsum(bincount(level))
    last = int(ends[0]) if len(ends) else p
    return tuple((last - int(end - start), int(start), int(end)) for start, end in pairwise(ends))


def _by_chunk(of_columns: Callable[[IntArray], FloatArray], bins: IntArray, sides: int) -> FloatArray:
    """What `of_columns` gives (k, w) for the bins (p, w) of w customers, for all of the bins (n, p): (k, n)."""
    width = max(1, CHUNK_CELLS // max(1, sides))
    columns, n = bins.T, len(bins)
    if n <= width:
        return of_columns(columns)
    return concatenate([of_columns(columns[:, i : i + width]) for i in range(0, n, width)], axis=1)


def _check(model: AdditiveModel) -> None:
    if model.link not in INVERSE_LINKS:
        raise ValueError(f"link must be one of {', '.join(INVERSE_LINKS)}; {REMEDY}")
    _check_counts(model.counts)
    if model.mains.shape != ((model.counts + 2).sum(),):
        raise ValueError(f"mains must have one value for each bin of each feature; {REMEDY}")
    if not (np.isfinite(model.intercept) and np.isfinite(model.mains).all()):
        raise ValueError(f"intercept and mains must be finite; {REMEDY}")
    for i, interaction in enumerate(model.interactions):
        check(interaction, model.counts, f"interactions[{i}]")


def _check_counts(counts: IntArray) -> None:
    if counts.ndim != 1 or (counts < 0).any():
        raise ValueError(f"counts must be numbers of edges, one for each feature; {REMEDY}")
