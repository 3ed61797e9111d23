"""The model card as Markdown."""

from collections.abc import Mapping
from typing import Any


def card_text(content: Mapping[str, Any]) -> str:
    """What a bundle is and how good it was, in a page."""
    meta, card = content["meta"], content["card"]
    lines = [
        f"# Bundle of {meta['as_of']}",
        "",
        f"Mode {meta['mode']}, method {meta['method']}, currency {meta['currency']}.",
        f"Churn horizon {meta['horizon_days']} days, value horizon {meta['value_horizon_days']} days.",
    ]
    if meta["demo"]:
        lines += ["", "**Fitted on demo data: its figures prove that everything works, not how good it is.**"]
    lines += [f"\n- {reason}" for reason in card["rules_because"]]
    lines += ["", "## On the test cutoff", "", card["served_fit"].capitalize() + "."]
    lines += [
        "",
        *_table(card["patterns"], "churn", ("rows", "churn_rate", "auc", "brier", "ece", "calibration_slope")),
    ]
    lines += ["", *_table(card["patterns"], "value", ("rows", "mean_actual", "bias", "gini", "interval_coverage"))]
    lines += [f"\nALARM: `{name}` alone has an AUC of {auc:.3f}." for name, auc in card["leak_alarms"].items()]
    return "\n".join(lines) + "\n"


def _table(patterns: Mapping[str, Any], target: str, figures: tuple[str, ...]) -> list[str]:
    rows = {pattern: judged[target] for pattern, judged in patterns.items() if target in judged}
    if not rows:
        return [f"No {target} model."]
    head = f"| {target} by pattern | " + " | ".join(figures) + " |"
    body = [f"| {name} | " + " | ".join(f"{row[f]:.4g}" for f in figures) + " |" for name, row in rows.items()]
    return [head, "|" + "---|" * (len(figures) + 1), *body]
