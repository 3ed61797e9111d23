"""The models' part of an answer: the richest pattern that a customer satisfies, and what its tables say."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray, absent, is_missing
from scoring.facts import Facts
from scoring.model import Pattern


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """The largest contributions to each churn score, largest first.

    `feature` (n, k) indexes `names`, -1 where there are fewer; `effect` (n, k) is in log-odds.
    """

    names: tuple[str, ...]
    feature: IntArray
    effect: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What the additive models say of n customers.

    `pattern` (n,) indexes the bundle's patterns, -1 where none fits; `churn_score` and `baseline` (n,) are in log-odds,
    `value` (n,) in currency; NaN where there is no model or too little input.
    """

    pattern: IntArray
    churn_score: FloatArray
    baseline: FloatArray
    value: FloatArray
    reasons: Reasons


def predict(facts: Facts) -> Predictions:
    """Score each customer with the table set of its pattern (n,)."""
    patterns = facts.bundle.patterns
    present = _present(facts)
    fits = [satisfied(facts, pattern, present) for pattern in patterns]
    chosen = np.select(fits, range(len(fits)), -1) if fits else np.full(len(facts), -1)
    found = _nothing(facts, chosen)
    for i, pattern in enumerate(patterns):
        rows = np.flatnonzero(chosen == i)
        if len(rows):
            _fill(found, facts, pattern, rows)
    return found


def satisfied(facts: Facts, pattern: Pattern, present: Mapping[str, BoolArray]) -> BoolArray:
    """Who has all that a pattern asks for, and at least one of its features (n,)."""
    nothing = np.zeros(len(facts), dtype=bool)
    lists = [facts.customers.tables[name].known for name in pattern.lists]
    fields = [present.get(name, nothing) for name in pattern.fields]
    anything = np.any([present.get(name, nothing) for name in pattern.features], axis=0)
    fits: BoolArray = np.all([*lists, *fields, anything], axis=0)
    return fits


def _present(facts: Facts) -> dict[str, BoolArray]:
    """Who has a value (n,) of each feature that a pattern uses."""
    columns = facts.features.columns
    return {name: ~is_missing(columns[name]) for name in feature_names(facts) if name in columns}


def feature_names(facts: Facts) -> tuple[str, ...]:
    """Every feature that a pattern of the bundle uses, in the order of its catalogue."""
    used = {name for pattern in facts.bundle.patterns for name in pattern.features}
    return tuple(name for name in facts.bundle.features if name in used)


def _nothing(facts: Facts, chosen: IntArray) -> Predictions:
    n, k = len(facts), facts.bundle.definitions["churn"]["reasons"]
    reasons = Reasons(feature_names(facts), np.full((n, k), -1), np.zeros((n, k)))
    return Predictions(chosen, absent(n), absent(n), absent(n), reasons)


def _fill(found: Predictions, facts: Facts, pattern: Pattern, rows: IntArray) -> None:
    """Predict the customers `rows` by one pattern, into the columns of all."""
    x = facts.features.matrix(pattern.features, facts.bundle.levels, None if len(rows) == len(facts) else rows)
    bins = pattern.grid.bins(x)
    if pattern.value is not None:
        found.value[rows] = pattern.value.predict(bins)
    if pattern.churn is not None:
        found.churn_score[rows], shares = pattern.churn.explained(bins)
        found.baseline[rows] = pattern.churn.intercept
        effects = np.where(np.isnan(x), 0.0, shares)  # no sentence about what is absent
        _keep_largest(found.reasons, effects, pattern.features, rows)


def _keep_largest(reasons: Reasons, effects: FloatArray, names: tuple[str, ...], rows: IntArray) -> None:
    """The first k of a stable order by size, one after the other: a sort of all would take three times as long."""
    k = min(reasons.feature.shape[1], len(names))
    position, everyone = np.array([reasons.names.index(name) for name in names]), np.arange(len(rows))
    left = np.abs(effects, order="C")
    for i in range(k):
        largest = left.argmax(axis=1)
        effect = effects[everyone, largest]
        left[everyone, largest] = -1.0
        reasons.feature[rows, i] = np.where(effect == 0, -1, position[largest])
        reasons.effect[rows, i] = effect
