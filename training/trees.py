"""Reads the trees of scikit-learn's histogram boosting. The only module that knows its private names.

They are those of scikit-learn 1.9.1; `compile.assert_equal` notices at every fit where another version reads otherwise.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.columns import BoolArray, FloatArray, IntArray

LINKS = {"LogitLink": "logit", "LogLink": "log", "IdentityLink": "identity"}


class Estimator(Protocol):
    """A fitted HistGradientBoostingClassifier (two classes) or HistGradientBoostingRegressor."""

    n_features_in_: int
    n_trees_per_iteration_: int
    is_categorical_: BoolArray | None
    _baseline_prediction: FloatArray
    _loss: Any
    _predictors: Any
    _preprocessor: Any

    def _raw_predict(self, X: FloatArray) -> FloatArray: ...  # noqa: N803


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a tree adds to the score."""

    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Where a tree parts: x <= threshold goes left; of a category (`codes` given) the left codes, then the right ones.

    A missing value has its own side, and so has a category that training had not seen. An infinite threshold parts
    missing values from all others.
    """

    feature: int
    threshold: float
    codes: tuple[IntArray, IntArray] | None
    missing_goes_left: bool
    left: "Node"
    right: "Node"


Node = Leaf | Split


@dataclass(frozen=True, slots=True)
class Ensemble:
    """raw score = intercept + sum of trees; its inverse link is the prediction."""

    link: str
    intercept: float
    trees: tuple[Node, ...]

    def splits(self) -> Iterator[Split]:
        """Every split of every tree."""
        nodes = list(self.trees)
        while nodes:
            match nodes.pop():
                case Split() as split:
                    nodes += [split.left, split.right]
                    yield split


def read(estimator: Estimator, names: Sequence[str], levels: Sequence[int]) -> Ensemble:
    """The trees of a fitted estimator, with features by column and categories by code.

    `levels`: of each column the number of its categories, 0 for a number.
    """
    categorical = np.array(levels) > 0
    declared = estimator.is_categorical_
    if estimator.n_features_in_ != len(names):
        raise ValueError(f"the estimator was fitted on {estimator.n_features_in_} columns, but {len(names)} are named")
    if not np.array_equal(categorical, np.zeros(len(names), bool) if declared is None else declared):
        raise ValueError("categorical_features of the estimator must be the columns that have levels")
    if estimator.n_trees_per_iteration_ != 1:
        raise ValueError("only two classes have one score: fit one estimator for each class")
    reader = _Reader(_column_order(categorical), _codes(estimator, names, levels))
    trees = tuple(reader.node(predictor, 0) for (predictor,) in estimator._predictors)
    return Ensemble(_link(estimator), float(estimator._baseline_prediction[0, 0]), trees)


def raw_scores(estimator: Estimator, x: FloatArray) -> FloatArray:
    """Raw score (n,) of x (n, p), before the inverse link."""
    return np.asarray(estimator._raw_predict(x), dtype=np.float64)[:, 0]


def added_scores(estimator: Estimator, x: FloatArray, start: int, step: int) -> Iterator[FloatArray]:
    """What the rounds from `start` on add to the raw score (n,) of x (n, p), `step` by `step`; round 0 the baseline."""
    base = float(estimator._baseline_prediction[0, 0])
    for first in range(start, len(estimator._predictors), step):
        part = copy(estimator)
        part._predictors = estimator._predictors[first : first + step]
        yield raw_scores(part, x) - (base if first else 0.0)


def first_rounds(estimator: Estimator, rounds: int) -> Estimator:
    """The same estimator as it was after so many rounds."""
    early = copy(estimator)
    early._predictors = estimator._predictors[:rounds]
    return early


@dataclass(frozen=True, slots=True)
class _Reader:
    """`columns`: the column of each internal feature; `codes`: the codes of each categorical one, by internal code."""

    columns: list[int]
    codes: list[IntArray]

    def node(self, predictor: Any, index: int) -> Node:
        node = predictor.nodes[index]
        if node["is_leaf"]:
            return Leaf(float(node["value"]))
        internal = int(node["feature_idx"])
        return Split(
            feature=self.columns[internal],
            threshold=float(node["num_threshold"]),
            codes=self._sides(predictor, internal, node) if node["is_categorical"] else None,
            missing_goes_left=bool(node["missing_go_to_left"]),
            left=self.node(predictor, int(node["left"])),
            right=self.node(predictor, int(node["right"])),
        )

    def _sides(self, predictor: Any, internal: int, node: Any) -> tuple[IntArray, IntArray]:
        codes = self.codes[internal]
        left = _bits(predictor.raw_left_cat_bitsets[node["bitset_idx"]])[: len(codes)]
        return codes[left], codes[~left]


def _column_order(categorical: BoolArray) -> list[int]:
    """Inside, the categorical columns come first."""
    return [int(j) for j in (*np.flatnonzero(categorical), *np.flatnonzero(~categorical))]


def _codes(estimator: Estimator, names: Sequence[str], levels: Sequence[int]) -> list[IntArray]:
    """Inside, a category is its rank among those seen in training."""
    if not any(levels):
        return []
    seen = estimator._preprocessor.named_transformers_["encoder"].categories_
    columns = [(name, count) for name, count in zip(names, levels, strict=True) if count]
    return [_known(codes[~np.isnan(codes)], *column) for codes, column in zip(seen, columns, strict=True)]


def _known(codes: FloatArray, name: str, count: int) -> IntArray:
    whole = codes.astype(np.int64)
    if (whole != codes).any() or (whole < 0).any() or (whole >= count).any():
        raise ValueError(f"column {name!r} was fitted on codes other than 0 to {count - 1}, those of its levels")
    return whole


def _bits(words: NDArray[np.uint32]) -> BoolArray:
    """The 256 bits of 8 words, lowest first."""
    return ((words[:, None] >> np.arange(32, dtype=np.uint32)) & 1).astype(bool).ravel()


def _link(estimator: Estimator) -> str:
    name = type(estimator._loss.link).__name__
    if name not in LINKS:
        raise ValueError(f"the loss has the link {name}; tables know {', '.join(LINKS.values())}")
    return LINKS[name]
