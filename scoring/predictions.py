"""The models' part of an answer: the richest pattern that a customer satisfies, and what its tables say."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Category, FloatArray, IntArray, absent, rows_of
from scoring.direct import filled, some, where
from scoring.facts import Facts
from scoring.memo import once
from scoring.model import Bundle, Pattern


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """The largest contributions to each churn score, largest first.

    `feature` (n, k) indexes `names`, -1 where there are fewer; `effect` (n, k) is in log-odds.
    """

    names: tuple[str, ...]
    feature: IntArray
    effect: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Binned:
    """The bins (m, p) of the customers `rows` (m,) on the grid of a pattern."""

    pattern: Pattern
    rows: IntArray
    bins: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What the additive models say of n customers.

    `pattern` (n,) indexes the bundle's patterns, -1 where none fits; `churn_score` and `baseline` (n,) are in log-odds,
    `value` (n,) in currency; NaN where there is no model or too little input. `known` (f, n) says who has a value of
    each feature of `reasons.names`, and `binned` what the models saw.
    """

    pattern: IntArray
    churn_score: FloatArray
    baseline: FloatArray
    value: FloatArray
    reasons: Reasons
    known: BoolArray
    binned: list[Binned]


@dataclass(frozen=True, slots=True, eq=False)
class _Inputs:
    """The features that any pattern uses (f), and by pattern the places of those it uses and of those it needs."""

    names: tuple[str, ...]
    uses: tuple[IntArray, ...]
    needs: tuple[IntArray, ...]


@once
def _inputs(bundle: Bundle) -> _Inputs:
    used = {name for pattern in bundle.patterns for name in (*pattern.features, *pattern.fields)}
    names = tuple(name for name in bundle.features if name in used)
    places = {name: i for i, name in enumerate(names)}
    return _Inputs(
        names,
        tuple(np.array([places[name] for name in pattern.features], dtype=np.int64) for pattern in bundle.patterns),
        tuple(np.array([places[name] for name in pattern.fields], dtype=np.int64) for pattern in bundle.patterns),
    )


def predict(facts: Facts) -> Predictions:
    """Score each customer with the table set of its pattern (n,)."""
    inputs = _inputs(facts.bundle)
    x = facts.features.matrix(inputs.names, facts.bundle.levels).T
    known = _known(facts, inputs.names, x)
    chosen = _chosen(facts, inputs, known)
    found = _nothing(facts, chosen, known)
    for i, pattern in enumerate(facts.bundle.patterns):
        rows = rows_of(chosen == i)
        if len(rows):
            own = x.take(inputs.uses[i], axis=0) if len(rows) == len(facts) else x[np.ix_(inputs.uses[i], rows)]
            _fill(found, own, pattern, rows, inputs.uses[i])
    return found


def _known(facts: Facts, names: tuple[str, ...], x: FloatArray) -> BoolArray:
    """Who has a value of each feature (f, n); a text that training has not seen is one too."""
    known = ~np.isnan(x)
    for row, name in zip(known, names, strict=True):
        column = facts.features.columns.get(name)
        if isinstance(column, Category):
            row[:] = ~column.missing()
    return known


def _chosen(facts: Facts, inputs: _Inputs, known: BoolArray) -> IntArray:
    """The first pattern (n,) of which a customer has all lists and fields and any of the features; -1 where none is."""
    chosen: IntArray = filled(len(facts), -1)
    for i, pattern in enumerate(facts.bundle.patterns):
        left = chosen < 0
        if not some(left):
            break
        fits = left & known.take(inputs.uses[i], axis=0).any(axis=0)
        if pattern.fields:
            fits &= known.take(inputs.needs[i], axis=0).all(axis=0)
        for name in pattern.lists:
            fits &= facts.customers.tables[name].known
        chosen[fits] = i
    return chosen


def _nothing(facts: Facts, chosen: IntArray, known: BoolArray) -> Predictions:
    n, k = len(facts), facts.bundle.definitions["churn"]["reasons"]
    reasons = Reasons(_inputs(facts.bundle).names, filled((n, k), -1), np.zeros((n, k)))
    return Predictions(chosen, absent(n), absent(n), absent(n), reasons, known, [])


def _fill(found: Predictions, x: FloatArray, pattern: Pattern, rows: IntArray, places: IntArray) -> None:
    """Predict the customers `rows` by the features x (p, k) of one pattern, into the columns of all."""
    bins = pattern.grid.bins(x.T)
    found.binned.append(Binned(pattern, rows, bins))
    if pattern.value is not None:
        found.value[rows] = pattern.value.predict(bins)
    if pattern.churn is not None:
        found.churn_score[rows], shares = pattern.churn.explained(bins)
        found.baseline[rows] = pattern.churn.intercept
        effects = where(np.isnan(x.T), 0.0, shares)  # no sentence about what is absent
        _keep_largest(found.reasons, effects, places, rows)


def _keep_largest(reasons: Reasons, effects: FloatArray, places: IntArray, rows: IntArray) -> None:
    """The first k of a stable order by size, one after the other: a sort of all would take three times as long."""
    k = min(reasons.feature.shape[1], len(places))
    everyone = np.arange(len(rows))
    left = np.abs(effects, order="C")
    for i in range(k):
        largest = left.argmax(axis=1)
        effect = effects[everyone, largest]
        left[everyone, largest] = -1.0
        reasons.feature[rows, i] = where(effect == 0, -1, places[largest])
        reasons.effect[rows, i] = effect
