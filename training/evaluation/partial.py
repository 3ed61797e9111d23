"""What each missing group of the payload costs: patterns compared with the richest, on the same customers."""

from collections.abc import Mapping
from typing import Any

from scoring.features import Feature
from training.boosting import Target
from training.evaluation.judged import Judged
from training.evaluation.resampling import Replicates

SHOWN: Mapping[Target, tuple[str, ...]] = {
    "churn": ("auc", "brier", "log_loss", "ece", "lift_10", "expected_maximum_profit"),
    "value": ("gini", "mae", "bias"),
}


def cost_of_missing(
    target: Target, judged: Judged, found: Replicates, catalogue: Mapping[str, Feature]
) -> list[dict[str, Any]]:
    """For each poorer pattern: the groups of the richest that it does without, and its figures minus the richest's."""
    names = judged.patterns(target)
    groups = {name: _groups(judged, name, target, catalogue) for name in names}
    return [
        {
            "pattern": name,
            "without": [group for group in groups[names[0]] if group not in groups[name]],
            "difference": {k: v for k, v in found.difference(name, names[0]).items() if k in SHOWN[target]},
        }
        for name in names[1:]
    ]


def _groups(judged: Judged, pattern: str, target: Target, catalogue: Mapping[str, Feature]) -> list[str]:
    return list(dict.fromkeys(catalogue[name].group for name in judged.sets[pattern][target].rows.names))
