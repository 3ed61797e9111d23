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
from training.evaluation.verdict import sentences, told
from training.snapshots import measured_in_the_past
from training.table_sets import expected_value

TARGETS: tuple[Target, ...] = ("churn", "value")
CHAMPION, CHALLENGER, LEVEL = "champion", "challenger", "level"
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
        found["refused"] = told("refused", "nothing_in_common", version=champion.version)
    found["verdict"] = None if found["refused"] else _verdict(found["churn"]["difference"])
    plain: dict[str, Any] = finite(found)
    return plain


def refused(target: Target, judged: Judged, champion: Bundle) -> dict[str, Any] | None:
    """Why there can be no verdict, with its remedy, as code and sentences; None where there can be one."""
    if not judged.patterns(target):
        return told("refused", f"no_{target}_model")
    if judged.question.halfway is not None:
        return told("refused", "short_history")
    version, events = champion.version, sentences()["events"]
    if champion.mode != judged.question.mode:
        both = {"theirs": events[champion.mode], "ours": events[judged.question.mode]}
        return told("refused", "other_event", version=version, **both)
    when = judged.when(target)
    if when is None:
        return told("refused", "label", version=version)
    cutoff = iso_day(when.cutoff)
    if champion.as_of > cutoff:
        return told("refused", "seen", version=version, as_of=champion.as_of, cutoff=cutoff)
    theirs = champion.horizon_days if target == "churn" else champion.value_horizon_days
    ours = judged.content["meta"]["horizon_days" if target == "churn" else "value_horizon_days"]
    if theirs != ours:
        return told("refused", f"other_{target}_horizon", version=version, theirs=theirs, ours=ours)
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


def _verdict(difference: dict[str, dict[str, float]]) -> dict[str, Any]:
    """By the ranking, and by the log loss where the ranking does not tell them apart."""
    auc, loss = difference["auc"], difference["log_loss"]
    code = LEVEL
    if auc["low"] > 0 or (auc["high"] >= 0 and loss["high"] < 0):
        code = CHALLENGER
    elif auc["high"] < 0 or loss["low"] > 0:
        code = CHAMPION
    return told(
        "champion",
        code,
        auc=f"{auc['value']:+.3f}",
        auc_low=f"{auc['low']:+.3f}",
        auc_high=f"{auc['high']:+.3f}",
        loss=f"{loss['value']:+.4f}",
        loss_low=f"{loss['low']:+.4f}",
        loss_high=f"{loss['high']:+.4f}",
    )
