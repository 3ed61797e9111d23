"""AdditiveModel: a score that is a sum of tables over one feature and over several features together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.grid import REMEDY, Grid, content_array, content_item
from scoring.interactions import Interaction, check, content_of, read_interactions

CHUNK_CELLS = 65_536  # a chunk's cells, one a row and side, stay in the cache; no sum runs over rows: no bit changes


def _sigmoid(score: FloatArray) -> FloatArray:
    # exp of -|score| never overflows; where() picks the form that loses no digits on either side.
    small = np.exp(-np.abs(score))
    return np.where(score >= 0, 1.0, small) / (1.0 + small)


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
        return _by_chunk(self._scores, bins, len(self._plan.features))

    def contributions(self, bins: IntArray) -> FloatArray:
        """Each feature's share (n, p) of the score; an interaction of k features is shared in k equal parts.

        intercept + the sum over features = score, to 1e-9 (another order of summation).
        """
        return _by_chunk(self._contributions, bins, len(self._plan.features))

    def explained(self, bins: IntArray) -> tuple[FloatArray, FloatArray]:
        """`scores` (n,) and `contributions` (n, p), bit for bit, with every term looked up once."""
        both = _by_chunk(self._explained, bins, len(self._plan.features))
        return both[:, 0], both[:, 1:]

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
        """Value of every term (n, p + interactions): features in the grid's order, then interactions by order."""
        plan = self._plan
        cells = plan.cells.take(bins.take(plan.features, axis=1) + plan.starts)
        places = cells[:, : plan.terms]
        for first, start, end in plan.further:
            places[:, first:] += cells[:, start:end]
        return plan.values.take(places)

    def _scores(self, bins: IntArray) -> FloatArray:
        return self._summed(self._terms(bins))

    def _contributions(self, bins: IntArray) -> FloatArray:
        return self._shared(self._terms(bins))

    def _explained(self, bins: IntArray) -> FloatArray:
        terms = self._terms(bins)
        return np.concatenate([self._summed(terms)[:, None], self._shared(terms)], axis=1)

    def _summed(self, terms: FloatArray) -> FloatArray:
        scores: FloatArray = terms.sum(axis=1) + self.intercept
        return scores

    def _shared(self, terms: FloatArray) -> FloatArray:
        plan = self._plan
        shares = terms.take(plan.members, axis=1)
        shares *= plan.weights
        return np.add.reduceat(shares, plan.feature_starts, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The model laid out for one gather of all terms and one sum per feature.

    Gather: a side is one feature of one term: the p features, then the interactions' first features, their second ones,
    and so on. Interactions stand by order, so that those with an i-th feature are the last terms. The cells of a side,
    from `starts` on, turn its fine bin into a place in `values`; the places of a term's sides add up to the one meant.
    `further`: for each i over 1 the first term with an i-th feature, and where these sides start and end.
    Share: `members` lists every feature's terms, feature by feature, an interaction of order k with weight 1/k.
    """

    terms: int
    features: IntArray
    starts: IntArray
    cells: IntArray
    further: tuple[tuple[int, int, int], ...]
    values: FloatArray
    members: IntArray
    weights: FloatArray
    feature_starts: IntArray


def _plan(model: AdditiveModel) -> _Plan:
    p, size = len(model.counts), len(model.mains)
    terms = sorted(model.interactions, key=lambda term: term.order)
    places = _places(terms, size)
    level, side_term = np.array([(i, t) for i, t, _ in places], dtype=np.int64).reshape(-1, 2).T
    features = np.array([*range(p), *(terms[t].features[i] for i, t, _ in places)], dtype=np.int64)
    term_of_side = np.concatenate([np.arange(p), p + side_term])
    orders = np.array([1] * p + [term.order for term in terms], dtype=np.int64)
    by_feature = np.argsort(features, kind="stable")
    widths = (model.counts + 2)[features]
    return _Plan(
        terms=p + len(terms),
        features=features,
        starts=np.cumsum(widths) - widths,
        cells=np.concatenate([np.arange(size), *(cells for _, _, cells in places)]),
        further=_further(p, level),
        values=np.concatenate([model.mains, *(term.table.ravel() for term in terms)]),
        members=term_of_side[by_feature],
        weights=(1.0 / orders)[term_of_side][by_feature],
        feature_starts=features[by_feature].searchsorted(np.arange(p)),
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
    ends = p + np.cumsum(np.bincount(level))
    last = int(ends[0]) if len(ends) else p
    return tuple((last - int(end - start), int(start), int(end)) for start, end in pairwise(ends))


def _by_chunk(of_rows: Callable[[IntArray], FloatArray], bins: IntArray, sides: int) -> FloatArray:
    rows = max(1, CHUNK_CELLS // max(1, sides))
    if len(bins) <= rows:
        return of_rows(bins)
    return np.concatenate([of_rows(bins[i : i + rows]) for i in range(0, len(bins), rows)])


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
