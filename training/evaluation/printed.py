"""An evaluation as tables for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.evaluation.verdict import sentences

NAMES = {
    "auc": "AUC",
    "average_precision": "avg. precision",
    "lift_10": "lift 10 %",
    "lift_20": "lift 20 %",
    "expected_maximum_profit": "EMP",
    "brier": "Brier",
    "log_loss": "log loss",
    "ece": "ECE",
    "calibration_slope": "slope",
    "gini": "Gini",
    "bias": "bias",
    "mae": "MAE",
    "coverage": "coverage",
    "coverage_of_buyers": "of buyers",
    "under_upper_end": "under its end",
    "gini_without_top": "Gini",
    "bias_without_top": "bias",
    "mae_without_top": "MAE",
    "coverage_without_top": "coverage",
}
TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "churn": {
        "ranking": ("auc", "average_precision", "lift_10", "expected_maximum_profit"),
        "calibration": ("brier", "log_loss", "ece", "calibration_slope"),
    },
    "value": {
        "expected revenue": ("gini", "bias", "mae"),
        "interval": ("coverage", "coverage_of_buyers", "under_upper_end"),
        "without the top 1 %": ("gini_without_top", "bias_without_top", "mae_without_top", "coverage_without_top"),
    },
}
WHERE = {
    "cutoff": "on the last cutoff",
    "halves": "on the later part of a short history, by models of other customers",
    "label": "on every fifth customer, kept for judging",
}
COSTS = ("auc", "log_loss", "expected_maximum_profit", "gini", "bias", "mae")
Json = Mapping[str, Any]


def printed(console: Console, found: Json) -> None:
    """Figures with 95 % intervals, costs of what is missing, level, champion, and the verdict."""
    for target in (target for target in TABLES if target in found):
        told = found[target]
        title = f"{WHERE[found['judged_on']]}, {told['rows']:,} customers, with 95 % intervals"
        for kind, names in TABLES[target].items():
            console.print(_models(f"{target}, {kind}, {title}", told["models"], names))
        _notes(console, told["left_out"])
        if told["cost_of_missing"]:
            console.print(_costs(target, told["cost_of_missing"]))
    if found["level"]:
        console.print(_levels(found["level"]))
    if "against" in found:
        _champion(console, found["against"])
    console.print(escape(found["verdict"]["text"]["en"]), highlight=False)


def _models(title: str, models: Mapping[str, Json], names: Iterable[str]) -> Table:
    shown = [name for name in names if any(figures[name]["value"] is not None for figures in models.values())]
    rows = (
        (model, *(_cell(figures[name]) for name in shown))
        for model, figures in models.items()
        if any(figures[name]["value"] is not None for name in shown)
    )
    return _table(title, ("model", *(NAMES[name] for name in shown)), rows)


def _costs(target: str, costs: list[Json]) -> Table:
    shown = [name for name in COSTS if name in costs[0]["difference"]]
    rows = (
        (f"{one['pattern']}\n[dim]without {', '.join(one['without']) or 'some features'}[/dim]",
         *(_cell(one["difference"][name]) for name in shown))
        for one in costs
    )  # fmt: skip
    title = f"{target}: what the missing parts of a payload cost, on the same customers"
    return _table(title, ("pattern", *(NAMES[name] for name in shown)), rows)


def _levels(levels: Iterable[Json]) -> Table:
    rows = (
        (one["target"], one["cutoff"], f"{one['rows']:,}", _number(one["expected"]), _number(one["actual"]),
         _cell(one["error"], percent=True))
        for one in levels
    )  # fmt: skip
    head = ("target", "cutoff", "customers", "expected", "came", "error of the level")
    return _table("level by cutoff, each by models that ended before it", head, rows)


def _champion(console: Console, compared: Json) -> None:
    for target in (target for target in TABLES if target in compared):
        told = compared[target]
        models = {**told["models"], "difference": told["difference"]}
        title = f"{target}: champion {compared['champion']} and this fit, {told['rows']:,} of {told['of']:,} customers"
        for names in TABLES[target].values():
            if any(figures[name]["value"] is not None for figures in models.values() for name in names):
                console.print(_models(title, models, names))
    if compared["left_out"]:
        console.print(f"value is not compared: {escape(compared['left_out']['text']['en'])}", highlight=False)
    sentence = compared["verdict"]["text"]["en"] if compared["verdict"] else _no_verdict(compared["refused"])
    console.print(escape(sentence), highlight=False)


def _no_verdict(refused: Json) -> str:
    return f"No verdict: {refused['text']['en']}"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for i, name in enumerate(head):
        table.add_column(name, justify="left" if i == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _notes(console: Console, left_out: Mapping[str, str]) -> None:
    reasons = sentences()["left_out"]
    for name, code in left_out.items():
        why = f"{name}: {reasons[code]['en']}"
        console.print(f"[yellow]without[/yellow] {escape(why)}", highlight=False, soft_wrap=True)


def _cell(figure: Mapping[str, float | None], *, percent: bool = False) -> str:
    """The value with its interval beneath."""
    if figure["value"] is None:
        return "–"
    parts = [_percent(figure[key]) if percent else _number(figure[key]) for key in ("value", "low", "high")]
    return f"{parts[0]}\n[dim]{parts[1]} {parts[2]}[/dim]"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:+.1%}"
