"""The model card as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from training.evaluation.brief import not_better

BRIEF: Mapping[str, Mapping[str, str]] = {
    "churn": {
        "auc": "AUC",
        "average_precision": "average precision",
        "lift_10": "lift 10 %",
        "expected_maximum_profit": "EMP",
        "log_loss": "log loss",
    },
    "value": {"gini": "Gini", "mae": "MAE", "coverage": "coverage", "coverage_of_buyers": "of buyers"},
}


def card_text(content: Mapping[str, Any]) -> str:
    """What a bundle is and how good it was, in a page."""
    meta, card = content["meta"], content["card"]
    lines = [
        f"# Bundle of {meta['as_of']}",
        "",
        f"Mode {meta['mode']}, method {meta['method']}, currency {meta['currency']}.",
        *_horizons(meta),
    ]
    if meta["demo"]:
        lines += ["", "**Fitted on demo data: its figures prove that everything works, not how good it is.**"]
    lines += [f"\n- {reason}" for reason in card["rules_because"]]
    lines += _gate(card)
    lines += ["", "## On the test cutoff", "", card["served_fit"].capitalize() + "."]
    lines += [
        "",
        *_table(card["patterns"], "churn", ("rows", "churn_rate", "auc", "brier", "ece", "calibration_slope")),
    ]
    lines += ["", *_table(card["patterns"], "value", ("rows", "mean_actual", "bias", "gini", "interval_coverage"))]
    for target, figures in BRIEF.items():
        lines += ["", *_with_intervals(card.get("figures", {}).get(target), target, figures)]
    lines += _bands(card.get("bands"))
    lines += ["", *_levels(card.get("level", []))]
    lines += ["", *_segments(card["segments"], content["learned"]["segments"])]
    lines += _crowded(card.get("crowded", ()))
    lines += [f"\nALARM: `{name}` alone has an AUC of {auc:.3f}." for name, auc in (card["leak_alarms"] or {}).items()]
    return "\n".join(lines) + "\n"


def _horizons(meta: Mapping[str, Any]) -> list[str]:
    """The horizons that there are: a label has none, and value has one where there are orders."""
    names = {"Churn": meta["horizon_days"], "Value": meta["value_horizon_days"]}
    return [f"{name} horizon {days} days." for name, days in names.items() if days is not None]


def _gate(card: Mapping[str, Any]) -> list[str]:
    """The verdict, and whether the bundle was published against it."""
    found = card.get("gate")
    lines = ["", card["verdict"]["text"]["en"]] if "verdict" in card else []
    if found and found["forced"]:
        lines += ["", f"**Published with --force: {not_better(found)}.**"]
    return lines


def _with_intervals(found: Mapping[str, Any] | None, target: str, names: Mapping[str, str]) -> list[str]:
    """Figures of every pattern and baseline with their intervals."""
    if not found:
        return []
    head = f"| {target}, with 95 % intervals | " + " | ".join(names.values()) + " |"
    rows = [
        f"| {model} | " + " | ".join(_figure(figures[name]) for name in names) + " |"
        for model, figures in found["models"].items()
    ]
    return [head, "|" + "---|" * (len(names) + 1), *rows]


def _bands(bands: Mapping[str, Any] | None) -> list[str]:
    if bands is None:
        return []
    medium, high = bands["cuts"]
    by_share = (
        "; below these lie {:.0%} and {:.0%} of the predictions".format(*bands["shares"]) if bands["shares"] else ""
    )
    return ["", f"Churn bands by probability: medium from {medium:.4g}, high from {high:.4g}{by_share}."]


def _figure(figure: Mapping[str, float | None]) -> str:
    if figure["low"] is None or figure["high"] is None:
        return _number(figure["value"])
    return f"{_number(figure['value'])} ({figure['low']:.4g} to {figure['high']:.4g})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _segments(search: Mapping[str, Any], learned: Mapping[str, Any] | None) -> list[str]:
    """The segments, the rules of size and stability, and which numbers of segments kept them."""
    rules, profiles = search["rules"], learned["profiles"] if learned else []
    size = f"None under {rules['smallest_share']:.0%} or {rules['smallest_size']} customers"
    stable = f"each found again in other samples (mean Jaccard index of {rules['smallest_stability']} at least)"
    lines = ["## Segments", "", f"{size}, none over {rules['largest_share']:.0%}, {stable}."]
    lines += ["", *(f"- `{one['code']}`: {one['name']['en']}. {one['persona']['en']}." for one in profiles)]
    if search["tried"]:
        lines += ["", "| segments | smallest | largest | least stable | silhouette | |", "|---|---|---|---|---|---|"]
    for one in search["tried"]:
        shares = f"{one['smallest_share']:.1%} | {one['largest_share']:.1%}"
        quality = f"{_number(one['stability'])} | {_number(one['silhouette'])}"
        lines.append(f"| {one['count']} | {shares} | {quality} | {one['refused'] or 'keeps the rules'} |")
    return lines + ([f"\nCodes that are over: {', '.join(search['retired'])}."] if search["retired"] else [])


def _crowded(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which class holds nearly all customers, and why."""
    head = ["", "## Classes that tell nobody apart", ""]
    return [*head, *(f"- {one['text']['en']}." for one in found)] if found else []


def _levels(levels: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"Level of {one['target']} at {one['cutoff']}: {one['expected']:.4g} expected, {one['actual']:.4g} came."
        for one in levels
    ]


def _table(patterns: Mapping[str, Any], target: str, figures: tuple[str, ...]) -> list[str]:
    rows = {pattern: judged[target] for pattern, judged in patterns.items() if target in judged}
    if not rows:
        return [f"No {target} model."]
    head = f"| {target} by pattern | " + " | ".join(figures) + " |"
    body = [f"| {name} | " + " | ".join(_number(row[f]) for f in figures) + " |" for name, row in rows.items()]
    return [head, "|" + "---|" * (len(figures) + 1), *body]
