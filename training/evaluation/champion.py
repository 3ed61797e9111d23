"""A published bundle against a new fit, on the customers of the new fit's last cutoff."""

from collections.abc import Callable
from typing import Any

import numpy as np

from schema.written import iso_day
from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.predictions import Predictions, predict
from scoring.scorer import measure
from training.boosting import Target
from training.evaluation import churn_figures, value_figures
from training.evaluation.churn_figures import ChurnFigures
from training.evaluation.judged import Judged
from training.evaluation.plain import finite
from training.evaluation.resampling import replicate
from training.evaluation.value_figures import ValueFigures
from training.snapshots import measured_in_the_past
from training.table_sets import expected_value

TARGETS: tuple[Target, ...] = ("churn", "value")
CHAMPION, CHALLENGER = "champion", "challenger"
FEWEST = 100  # customers whom both can judge


def against(judged: Judged, champion: Bundle) -> dict[str, Any]:
    """Figures of both, paired differences (challenger minus champion), and what may be concluded.

    Where the champion has seen the answers, or answers another question, `refused` says so and there is no verdict.
    """
    found: dict[str, Any] = {"champion": champion.version, "refused": refused("churn", judged, champion)}
    found["left_out"] = refused("value", judged, champion) if judged.patterns("value") else None
    for target in TARGETS:
        shown = judged.patterns(target) and (target == "churn" or not found["left_out"])
        if shown and (compared := _compared(target, judged, champion)):
            found[target] = compared
    if not found["refused"] and "churn" not in found:
        found["refused"] = f"bundle {champion.version} has no churn model for these customers; nothing can be compared"
    found["verdict"] = None if found["refused"] else _verdict(found["churn"]["difference"])
    plain: dict[str, Any] = finite(found)
    return plain


def refused(target: Target, judged: Judged, champion: Bundle) -> str | None:
    """Why there can be no verdict, with its remedy; None where there can be one."""
    if not judged.patterns(target):
        return f"this fit has no {target} model; nothing can be compared"
    if judged.question.halfway is not None:
        return (
            "this history is too short for a cutoff: its halves are no season to compare on; compare when it is longer"
        )
    if champion.mode != judged.question.mode:
        return f"bundle {champion.version} forecasts {champion.mode} and this fit {judged.question.mode}: two events"
    when = judged.when(target)
    if when is None:
        return (
            f"customers with a bare label have no cutoff, so nobody can tell whether bundle {champion.version} was "
            "fitted on their answers; score customers that were labelled later with both bundles, and compare there"
        )
    cutoff = iso_day(when.cutoff)
    if champion.as_of > cutoff:
        return (
            f"bundle {champion.version} was fitted on data up to {champion.as_of}, beyond the cutoff {cutoff}: it has "
            f"seen the answers. Fit one that has not (fit --as-of {cutoff} --out FOLDER) and name FOLDER/current"
        )
    theirs = champion.horizon_days if target == "churn" else champion.value_horizon_days
    ours = judged.content["meta"]["horizon_days" if target == "churn" else "value_horizon_days"]
    if theirs != ours:
        remedy = f"Give --horizon-days {theirs}" if target == "churn" else f"Set value_horizon_days = {theirs}"
        return (
            f"bundle {champion.version} forecasts {theirs} days and this fit {ours}: two different questions. {remedy}"
        )
    return None


def _compared(target: Target, judged: Judged, champion: Bundle) -> dict[str, Any] | None:
    trained = judged.sets[judged.patterns(target)[0]][target]
    customer, actual = judged.asked(target)
    old = _champion(target, judged, champion)[customer]
    new = sigmoid(trained.tested.score) if target == "churn" else expected_value(trained, trained.tested)[0]
    both = ~np.isnan(old)
    if both.sum() < FEWEST or np.ptp(actual[both]) == 0:
        return None
    make: Callable[[FloatArray, FloatArray], Any] = ChurnFigures.of if target == "churn" else ValueFigures.of
    names = churn_figures.NAMES if target == "churn" else value_figures.NAMES
    models = {name: make(said[both], actual[both]) for name, said in ((CHALLENGER, new), (CHAMPION, old))}
    found = replicate(names, models, customer[both])
    return {
        "rows": int(both.sum()),
        "of": len(both),
        "models": {name: found.figures(name) for name in models},
        "difference": found.difference(CHALLENGER, CHAMPION),
    }


def _champion(target: Target, judged: Judged, champion: Bundle) -> FloatArray:
    """P(churn) or expected revenue (n,) by the champion's served tables, as it would have said at the cutoff."""
    customers = judged.tables.customers(judged.question.as_of)
    when = judged.when(target)
    facts: Facts = measured_in_the_past(customers, champion, when.cutoff) if when else measure(customers, champion)[0]
    predicted: Predictions = predict(facts)
    return sigmoid(predicted.churn_score) if target == "churn" else predicted.value


def _verdict(difference: dict[str, dict[str, float]]) -> dict[str, str]:
    """By the ranking, and by the log loss where the ranking does not tell them apart."""
    auc, loss = difference["auc"], difference["log_loss"]
    told = f"AUC {auc['value']:+.3f} (95 % interval {auc['low']:+.3f} to {auc['high']:+.3f})"
    lost = f"log loss {loss['value']:+.4f} ({loss['low']:+.4f} to {loss['high']:+.4f})"
    if auc["low"] > 0 or (auc["high"] >= 0 and loss["high"] < 0):
        return {"code": CHALLENGER, "text": f"Take the challenger: {told}, {lost}."}
    if auc["high"] < 0 or loss["low"] > 0:
        return {"code": CHAMPION, "text": f"Keep the champion: {told}, {lost}."}
    return {"code": "level", "text": f"No difference is shown, so keep the champion: {told}, {lost}."}
