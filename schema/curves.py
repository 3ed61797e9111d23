"""What the models learned, feature by feature: each table as it is added up, and how many customers it speaks of."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray
from scoring.model import Bundle, Pattern

Json = dict[str, Any]


def curves(bundle: Bundle) -> Json | None:
    """The tables of the richest pattern's models, by target, the most important feature first; None without a model.

    `edges` (k,) are upper ends, in the feature's own unit; `effects` (k + 2,) what the k + 1 bins between them and the
    missing value add to the score (log-odds of churn, log of value); `shares` (k + 2,) of the training customers in
    each, None where the bundle does not hold them. Of a text the bins are its `levels`.
    """
    if not bundle.patterns:
        return None
    pattern = bundle.patterns[0]
    models = {"churn": pattern.churn, "value": pattern.value}
    found = {target: _tables(pattern, model, bundle.levels) for target, model in models.items() if model is not None}
    return {"pattern": pattern.name, **found}


def _tables(pattern: Pattern, model: AdditiveModel, levels: Mapping[str, Any]) -> list[Json]:
    tables = [_table(pattern, model, name, levels) for name in pattern.features]
    return sorted((one for one in tables if one["importance"] > 0), key=lambda one: -one["importance"])


def _table(pattern: Pattern, model: AdditiveModel, name: str, levels: Mapping[str, Any]) -> Json:
    """One feature. `importance` is its mean absolute effect, over customers or else over bins."""
    edges, effects = model.shape(pattern.grid, name)
    shares = None if pattern.training_shares is None else pattern.grid.part(pattern.training_shares, name)
    return {
        "feature": name,
        "importance": _importance(effects, shares),
        "edges": edges.tolist(),
        "effects": effects.tolist(),
        "shares": None if shares is None else shares.tolist(),
        "levels": list(levels[name]) if name in levels else None,
    }


def _importance(effects: FloatArray, shares: FloatArray | None) -> float:
    return float(np.abs(effects).mean() if shares is None else (np.abs(effects) * shares).sum())
