"""What would lower a churn band: a field that the company can act on is changed, and the score computed again."""

from dataclasses import dataclass, replace

import numpy as np

from scoring.columns import BoolArray, Category, FloatArray, IntArray, pick, rows_of
from scoring.dimensions.churn import BANDS, sigmoid
from scoring.direct import filled
from scoring.facts import Facts, by_cuts
from scoring.features import beside_orders, features
from scoring.levers import Lever, edited, levers_of
from scoring.predictions import predict
from scoring.scorer import Scores

OF_PURCHASES = ("orders", "order_summary")


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """For n customers and l levers the smallest step that leads to a lower band.

    `features` (l,) names what the lever moves; `to` (n, l) is its value then, NaN where no step reaches; `band` (n, l)
    indexes BANDS.
    """

    features: tuple[str, ...]
    to: FloatArray
    band: IntArray


def what_would_change(scores: Scores) -> Changes:
    """Try every step of every lever for those who are scored above the low band; all copies are scored as one batch."""
    facts, band = scores.facts, _band(scores.columns["churn_band"])
    levers = levers_of(facts.bundle.definitions)
    moves = np.array([_moves(scores, lever.feature) for lever in levers]).reshape(len(levers), len(scores))
    rows = rows_of((band > 0) & moves.any(axis=0))
    found = Changes(
        tuple(lever.feature for lever in levers),
        filled((len(scores), len(levers)), np.nan),
        filled((len(scores), len(levers)), -1),
    )
    if len(rows):
        _search(found, facts, levers, rows, band[rows], moves[:, rows])
    return found


def _search(
    found: Changes, facts: Facts, levers: tuple[Lever, ...], rows: IntArray, band: IntArray, moves: BoolArray
) -> None:
    """The first step of each lever that reaches a lower band, for the customers `rows`."""
    width = sum(len(lever.steps) for lever in levers)
    after = _measured(facts, levers, np.repeat(rows, width))
    new = _band(_banded(after)).reshape(len(rows), width)
    start = 0
    for i, lever in enumerate(levers):
        part = slice(start, start := start + len(lever.steps))
        value = after.number(lever.feature).reshape(len(rows), width)[:, part]
        lower = moves[i][:, None] & (new[:, part] < band[:, None]) & (new[:, part] >= 0)
        lower &= value != facts.number(lever.feature)[rows][:, None]
        reached, first = lower.any(axis=1), np.argmax(lower, axis=1)
        found.to[rows[reached], i] = value[reached, first[reached]]
        found.band[rows[reached], i] = new[:, part][reached, first[reached]]


def _moves(scores: Scores, feature: str) -> BoolArray:
    """Whose model (n,) uses the feature and is held to its direction."""
    bundle, pattern = scores.facts.bundle, scores.columns["churn_pattern"]
    assert isinstance(pattern, Category)
    if feature not in bundle.features or bundle.features[feature].churn == 0:
        return np.zeros(len(scores), dtype=bool)
    using = [found.name for found in bundle.patterns if feature in found.features]
    known: BoolArray = pattern.isin(using) & ~np.isnan(scores.facts.number(feature))
    return known


def _measured(facts: Facts, levers: tuple[Lever, ...], rows: IntArray) -> Facts:
    """Copies of the customers `rows`, edited: orders that no lever touches are measured as those of the original."""
    bundle, customers = facts.bundle, edited(facts.customers.take(rows), levers)
    if any(lever.table in OF_PURCHASES for lever in levers):
        return Facts(customers, features(customers, bundle.reference, bundle.texts), bundle)
    anew = beside_orders(customers, bundle.reference)
    kept = {name: pick(column, rows) for name, column in facts.features.columns.items() if name not in anew}
    return Facts(customers, replace(facts.features, columns={**kept, **anew}), bundle)


def _banded(facts: Facts) -> Category:
    cuts = np.array(facts.bundle.definitions["churn"]["band_cuts"])
    return by_cuts(sigmoid(predict(facts).churn_score), cuts, BANDS)


def _band(column: object) -> IntArray:
    """Bands as indexes of BANDS (n,), -1 where there is none."""
    assert isinstance(column, Category)
    order = np.array([BANDS.index(level) for level in column.levels] + [-1])
    found: IntArray = order[column.codes]
    return found
