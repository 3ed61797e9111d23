"""Churn risk (DEFINITIONS.md, section 3): the event's probability with its exact reasons, or a rule that says so."""

import numpy as np

from scoring.additive import INVERSE_LINKS
from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, choose, one_of
from scoring.direct import NAN, filled, where
from scoring.facts import Facts, basis, by_cuts, constant
from scoring.model import percentile
from scoring.predictions import Predictions

BANDS = ("low", "medium", "high")
STATES = ("scored", "prospect", "lost", "left", "unknown")
SCORED, PROSPECT, LOST, LEFT, UNKNOWN = range(5)


def churn(facts: Facts, predicted: Predictions) -> dict[str, Column]:
    """Score, probability, band and where they come from (n,).

    `state`: whose risk can be asked for (`scored`), who has left or, without a contract, not bought in the active
    window (`lost`), never bought (`prospect`), or of whom too little is known.
    """
    bundle, n = facts.bundle, len(facts)
    state = _state(facts, predicted)
    scored = (state == SCORED) & ~np.isnan(predicted.churn_score)
    score = where(scored, predicted.churn_score, NAN)
    probability = sigmoid(score)
    by_rule = (state == SCORED) & (bundle.method == "rule") & ~np.isnan(facts.number("overdue_ratio"))
    band_by_rule = by_cuts(facts.number("overdue_ratio"), np.array(bundle.definitions["churn"]["rule_cuts"]), BANDS)
    band = by_cuts(probability, np.array(bundle.definitions["churn"]["band_cuts"]), BANDS)
    shown = where(predicted.reasons.feature >= 0, predicted.reasons.effect, 0.0).sum(axis=-1)
    ruled = by_rule | (state == LOST) | (state == LEFT) | (state == PROSPECT)
    return {
        "churn_state": one_of(state, STATES),
        "churn_score": score,
        "churn_probability": probability,
        "churn_band": Category(where(by_rule, band_by_rule.codes, band.codes), band.levels),
        "churn_percentile": percentile(probability, bundle.churn_quantiles),
        "churn_horizon_days": filled(n, np.nan if bundle.horizon_days is None else float(bundle.horizon_days)),
        "churn_method": constant(bundle.method, n),
        "churn_pattern": _pattern(facts, predicted, scored),
        "churn_baseline_score": where(scored, predicted.baseline, NAN),
        "churn_other_effect": score - where(scored, predicted.baseline, NAN) - shown,
        "churn_overdue_ratio": facts.number("overdue_ratio"),
        "churn_basis": basis(scored, ruled),
    }  # fmt: skip


def sigmoid(score: FloatArray) -> FloatArray:
    """1 / (1 + exp(-score)), which no score makes overflow."""
    return INVERSE_LINKS["logit"](score)


def in_population(facts: Facts) -> BoolArray:
    """Whom the churn event can befall (n,): what training learns from and what is scored are the same customers."""
    count, days = facts.number("purchase_count"), facts.number("days_since_last_order")
    here = ~facts.has_left()
    if facts.bundle.mode == "purchases":
        here &= ~(count == 0) & ~(days > (facts.bundle.active_window_days or np.inf))
    return here


def _state(facts: Facts, predicted: Predictions) -> IntArray:
    population = in_population(facts)
    never = facts.number("purchase_count") == 0
    known = ~np.isnan(facts.number("overdue_ratio") if facts.bundle.method == "rule" else predicted.churn_score)
    return choose(
        [facts.has_left(), population & known, population, never],
        [LEFT, SCORED, UNKNOWN, PROSPECT],
        LOST,
    )


def _pattern(facts: Facts, predicted: Predictions, scored: BoolArray) -> Category:
    names = [pattern.name for pattern in facts.bundle.patterns]
    return one_of(where(scored, predicted.pattern, -1), names)
