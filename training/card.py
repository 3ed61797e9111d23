"""The model card: what was asked, what was learned from, and how good it was on the last cutoff."""

from collections.abc import Mapping, Sequence
from typing import Any

from schema.written import iso_day
from scoring.dimensions.value import interval
from scoring.scales import ValueScale
from training.boosting import Target
from training.cutoffs import Plan
from training.evaluation.judged import judged_on
from training.evaluation.plain import finite
from training.metrics import churn_metrics, coverage, value_metrics
from training.question import Question
from training.table_sets import Trained, expected_value

SERVED_FIT = {
    "cutoff": "the served models are fitted again with the test cutoff; the figures are of models without it",
    "label": "the served models are fitted again on every customer; the figures are of models without every fifth",
    "halves": "the served models are fitted on every customer, and their level of churn is moved half way to the "
    "published rhythm; the figures are of models of the other customers at their own level",
}
Sets = Mapping[str, Mapping[Target, Trained]]


def card(
    content: Mapping[str, Any],
    question: Question,
    sets: Sets,
    reasons: Sequence[str],
    alarms: Mapping[str, float] | None,
) -> dict[str, Any]:
    """The figures, plain data; all of them from rows that the judged models had not seen.

    `reasons` say why rules answer where a model could; `alarms` are None where there was nothing to look for leaks in.
    """
    return {
        "event": question.mode,
        "churn_cutoffs": _cutoffs(question.churn),
        "value_cutoffs": _cutoffs(question.value),
        "rules_because": list(reasons),
        "bands": _bands(content["definitions"]["churn"], sets),
        "leak_alarms": None if alarms is None else dict(alarms),
        "patterns": {pattern: finite(_judged(trained, content)) for pattern, trained in sets.items()},
        "served_fit": SERVED_FIT[judged_on(question)],
    }


def _bands(churn: Mapping[str, Any], sets: Sets) -> dict[str, Any] | None:
    """Where the churn bands begin, and the shares of the predictions below these, if they were cut by share."""
    if not any("churn" in trained for trained in sets.values()):
        return None
    return {"cuts": list(churn["band_cuts"]), "shares": list(churn["band_shares"])}


def _cutoffs(plan: Plan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "training": [iso_day(day) for day in plan.training],
        "test": iso_day(plan.test),
        "horizon_days": plan.horizon_days,
    }


def _judged(trained: Mapping[Target, Trained], content: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for target, one in trained.items():
        chosen = {
            "features_together": one.choice.order,
            "monotone": one.choice.held,
            "rounds": one.choice.rounds,
            "slope": one.choice.slope,
        }
        if target == "churn":
            found["churn"] = {**chosen, **churn_metrics(one.tested)}
        else:
            expected, actual = expected_value(one, one.tested)
            scale = ValueScale(**content["learned"]["value"])
            inside = coverage(interval(expected, scale), actual)
            found["value"] = {**chosen, **value_metrics(expected, actual), "interval_coverage": inside}
    return found
