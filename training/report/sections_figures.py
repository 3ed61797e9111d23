"""Sections on how good it is: churn, value, baselines, partial payloads, level, champion."""

from collections.abc import Mapping, Sequence
from typing import Any

from training.report import charts_churn, charts_value
from training.report.charts_times import levels
from training.report.html import Cell, charts, figure, paragraph, section, table
from training.report.numbers import figure_cell, number
from training.report.telling import Telling

CHURN = (
    "auc", "average_precision", "lift_10", "lift_20", "expected_maximum_profit", "brier", "log_loss", "ece",
    "calibration_slope", "mean_probability",
)  # fmt: skip
VALUE = ("gini", "bias", "mae", "coverage", "coverage_of_buyers", "under_upper_end")
WITHOUT_TOP = tuple(f"{name}_without_top" for name in VALUE)
COMPARED: Mapping[str, tuple[str, ...]] = {"churn": CHURN, "value": VALUE}
PAIRED = {"churn": ("auc", "log_loss", "brier", "expected_maximum_profit"), "value": ("gini", "mae")}


def churn(t: Telling) -> str:
    """Ranking, calibration, gains and bands."""
    found = t.evaluation.get("churn")
    if not found:
        return ""
    curves, axis, words = found["curves"], t.axis(), t.texts["chart"]
    rate = found["models"][found["patterns"][0]]["churn_rate"]["value"]
    bands = t.labels["classes"]["churn_band"]
    names = {name: t.model(name) for name in found["models"]}
    drawn = charts(
        figure(words["roc"], charts_churn.roc(curves["roc"], axis)),
        figure(words["precision_recall"], charts_churn.precision_recall(curves["precision_recall"], rate, axis)),
        figure(words["calibration"], charts_churn.calibration(curves["calibration"], axis)),
        figure(words["lift"], charts_churn.lift(curves["gain"], axis)),
        figure(words["gains"], charts_churn.gains(curves["gain"], axis)),
        figure(words["bands"], charts_churn.bands(curves["bands"], bands, axis)),
        figure(words["auc"], charts_churn.models(found["models"], names, "auc", t.figure("auc"))),
    )
    return section("churn", t.texts["heading"]["churn"], paragraph(t.texts["text"]["churn"]), drawn)


def value(t: Telling) -> str:
    """Tenths, who brings the revenue, and intervals."""
    found = t.evaluation.get("value")
    if not found:
        return ""
    curves, axis, words = found["curves"], t.axis(), t.texts["chart"]
    asked = t.content["definitions"]["value"]["interval_coverage"]
    names = {name: t.model(name) for name in found["models"]}
    drawn = charts(
        figure(words["deciles"], charts_value.deciles(curves["deciles"], axis)),
        figure(words["gini_curve"], charts_value.lorenz(curves["lorenz"], axis)),
        figure(words["interval_coverage"], charts_value.coverage(curves["deciles"], asked, axis)),
        figure(words["gini"], charts_churn.models(found["models"], names, "gini", t.figure("gini"))),
    )
    return section("value", t.texts["heading"]["value"], paragraph(t.texts["text"]["value"]), drawn)


def baselines(t: Telling) -> str:
    """Every figure of every pattern and baseline, and paired differences."""
    parts = []
    for target, names in COMPARED.items():
        if found := t.evaluation.get(target):
            best = t.model(found["patterns"][0])
            parts.append(f"<h3>{t.texts['heading'][target]}</h3>")
            parts.append(_models(t, found["models"], names))
            parts += [_models(t, found["models"], WITHOUT_TOP)] if target == "value" else []
            if found["against"]:
                parts.append(paragraph(t.texts["text"]["baselines"].format(best=best), "soft"))
                parts.append(_differences(t, found["against"], PAIRED[target]))
            for name, why in found["left_out"].items():
                parts.append(
                    paragraph(t.texts["text"]["left_out"].format(name=t.model(name), why=t.left_out(why)), "soft")
                )
    return section("baselines", t.texts["heading"]["baselines"], *parts) if parts else ""


def partial(t: Telling) -> str:
    """What each missing part of a payload costs."""
    parts = []
    for target in COMPARED:
        costs = t.evaluation.get(target, {}).get("cost_of_missing")
        if costs:
            names = list(costs[0]["difference"])
            rows: list[list[Cell]] = [
                [
                    t.model(one["pattern"]),
                    ", ".join(t.group(group) for group in one["without"]),
                    *(figure_cell(name, one["difference"][name], signed=True) for name in names),
                ]
                for one in costs
            ]
            head = [*t.table("pattern", "without"), *(t.figure(name) for name in names)]
            parts += [f"<h3>{t.texts['heading'][target]}</h3>", table(head, rows, words=(1,))]
    text = paragraph(t.texts["text"]["partial"])
    return section("partial", t.texts["heading"]["partial"], text, *parts) if parts else ""


def level(t: Telling) -> str:
    """Expected against what came, cutoff by cutoff."""
    points = t.evaluation["level"]
    if not points:
        return ""
    kinds = {"churn": "churn_rate", "value": "mean_actual"}
    rows: list[list[Cell]] = [
        [t.texts["heading"][p["target"]], p["cutoff"], f"{p['rows']:,}", number(kinds[p["target"]], p["expected"]),
         number(kinds[p["target"]], p["actual"]), figure_cell("bias", p["error"], signed=True)]
        for p in points
    ]  # fmt: skip
    drawn = [
        figure(t.texts["chart"][f"{target}_level"], levels([p for p in points if p["target"] == target], t.axis()))
        for target in kinds
        if any(p["target"] == target and p["error"]["value"] is not None for p in points)
    ]
    head = t.table("target", "cutoff", "customers", "expected", "came", "error")
    text = paragraph(t.texts["text"]["level"])
    return section("level", t.texts["heading"]["level"], text, charts(*drawn), table(head, rows))


def champion(t: Telling) -> str:
    """A published bundle beside this fit."""
    found = t.evaluation.get("against")
    if not found:
        return ""
    told = found["verdict"] or found["refused"]
    parts = [paragraph(told["text"][t.language], "verdict" if found["verdict"] else "note")]
    parts += [paragraph(found["left_out"]["text"][t.language], "soft")] if found["left_out"] else []
    for target, names in COMPARED.items():
        if compared := found.get(target):
            models: dict[str, Any] = {**compared["models"], "difference": compared["difference"]}
            parts += [f"<h3>{t.texts['heading'][target]}</h3>", _models(t, models, names)]
    return section("champion", t.texts["heading"]["champion"], *parts)


def _models(t: Telling, models: Mapping[str, Any], names: Sequence[str]) -> str:
    rows: list[list[Cell]] = [
        [
            t.texts["table"]["difference"] if model == "difference" else t.model(model),
            *(figure_cell(name, figures[name], signed=model == "difference") for name in names),
        ]
        for model, figures in models.items()
    ]
    return table([*t.table("model"), *(t.figure(name) for name in names)], rows)


def _differences(t: Telling, against: Mapping[str, Any], names: Sequence[str]) -> str:
    rows: list[list[Cell]] = [
        [t.model(other), *(figure_cell(name, figures[name], signed=True) for name in names)]
        for other, figures in against.items()
    ]
    return table([*t.table("model"), *(t.figure(name) for name in names)], rows)
