"""The evaluation in brief, for the card: a bundle carries it, and `/model` serves it."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
CHURN = (
    "auc",
    "average_precision",
    "lift_10",
    "lift_20",
    "expected_maximum_profit",
    "brier",
    "log_loss",
    "ece",
    "calibration_slope",
    "mean_probability",
)
VALUE = (
    "gini",
    "bias",
    "mae",
    "coverage",
    "coverage_of_buyers",
    "under_upper_end",
    "gini_without_top",
    "bias_without_top",
    "mae_without_top",
    "coverage_without_top",
)


CURVES = {"churn": {"calibration": 1, "gain": 4, "bands": 1}, "value": {"deciles": 1}}  # every so manieth point


def in_brief(evaluation: Mapping[str, Any]) -> Json:
    """`gate`, `verdict`, `level`, `figures` of every model of each target, `curves` of the richest; 95 % intervals."""
    if not evaluation:
        return {}
    names = {"churn": CHURN, "value": VALUE}
    figures = {target: _figures(evaluation[target], names[target]) for target in names if target in evaluation}
    curves = {target: _curves(evaluation[target], CURVES[target]) for target in names if target in evaluation}
    return {
        "gate": evaluation.get("churn", {}).get("gate"),
        "verdict": evaluation["verdict"],
        "level": evaluation["level"],
        "figures": figures,
        "curves": curves,
    }


def _curves(target: Json, steps: Mapping[str, int]) -> Json:
    """Every so manieth point of a curve, the first and the last one too: a card is read whole."""
    return {name: target["curves"][name][::step] for name, step in steps.items()}


def _figures(target: Json, names: tuple[str, ...]) -> Json:
    chosen = {model: {name: found[name] for name in names} for model, found in target["models"].items()}
    return {"patterns": target["patterns"], "models": chosen, "left_out": target["left_out"]}


def forced(card: Mapping[str, Any]) -> Json:
    """The card of a bundle that was published although it did not pass its gate."""
    return {**card, "gate": {**card["gate"], "forced": True}}


def not_better(gate: Mapping[str, Any]) -> str:
    """What a gate that was not passed says, with its figures, without an end to the sentence."""
    if gate["low"] is None or gate["other_auc"] is None:
        return "too few of those judged left, or stayed, to tell whether the models are better than chance"
    other = "recency alone" if gate["against"] == "recency_alone" else "chance"
    shown = "worse than" if gate["high"] < 0 else "not shown to be better than"
    return (
        f"the models are {shown} {other} on outcomes they had not seen: AUC {gate['auc']:.3f} against "
        f"{gate['other_auc']:.3f}, difference {gate['difference']:+.3f} (95 % interval {gate['low']:+.3f} to "
        f"{gate['high']:+.3f}, which would have to lie above 0)"
    )
