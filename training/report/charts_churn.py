"""The charts of churn: ranking, calibration, gains, and what came of each band."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from training.report.theme import BLUE, GREY, HEIGHT, ORANGE, WIDTH, Rows, percent, rows, spec

Texts = Mapping[str, str]


def roc(points: Rows, texts: Texts) -> dict[str, Any]:
    """The part of those who left that is found, against false alarms."""
    diagonal = [{"false_positive_rate": 0, "value": 0}, {"false_positive_rate": 1, "value": 1}]
    return spec(
        _curve(points, "false_positive_rate", texts["false_alarms"], texts["found"])
        + _reference(diagonal, "false_positive_rate")
    )


def precision_recall(points: Rows, rate: float, texts: Texts) -> dict[str, Any]:
    """How many of those warned of left, against the part of all who left that is found."""
    chance = [{"recall": 0, "value": rate}, {"recall": 1, "value": rate}]
    return spec(_curve(points, "recall", texts["found"], texts["precision"]) + _reference(chance, "recall"))


def gains(points: Rows, texts: Texts) -> dict[str, Any]:
    """The part of all who left among the share of highest risk."""
    diagonal = [{"share": 0, "value": 0}, {"share": 1, "value": 1}]
    return spec(_curve(points, "share", texts["share_contacted"], texts["found"]) + _reference(diagonal, "share"))


def lift(points: Rows, texts: Texts) -> dict[str, Any]:
    """How many times the average rate the share of highest risk has."""
    lifted = [
        {"share": p["share"], **{k: p[k] / p["share"] for k in ("value", "low", "high")}}
        for p in points
        if p["share"] and p["low"] is not None
    ]
    base = alt.Chart(rows(lifted), width=WIDTH, height=HEIGHT).encode(
        x=alt.X("share:Q", **percent(texts["share_contacted"], domain=(0, 1)))
    )
    band = base.mark_area(color=BLUE, opacity=0.25).encode(y=alt.Y("low:Q", title=texts["lift"]), y2="high:Q")
    one = [{"share": 0, "value": 1}, {"share": 1, "value": 1}]
    return spec(band + base.mark_line(color=BLUE).encode(y="value:Q") + _reference(one, "share"))


def calibration(points: Rows, texts: Texts) -> dict[str, Any]:
    """What came against what was said, in tenths of equal size."""
    top = max(max(p["high"] or 0, p["probability"] or 0) for p in points)
    said = percent(texts["said"], domain=(0, min(1.0, top * 1.05)))
    came = percent(texts["came"], domain=(0, min(1.0, top * 1.05)))
    base = alt.Chart(rows(points), width=WIDTH, height=HEIGHT).encode(x=alt.X("probability:Q", **said))
    bars = base.mark_rule(color=BLUE, strokeWidth=2).encode(y=alt.Y("low:Q", **came), y2="high:Q")
    dots = base.mark_circle(color=BLUE, size=45, opacity=1).encode(y="value:Q")
    ideal: Rows = [{"probability": 0, "value": 0}, {"probability": min(1.0, top), "value": min(1.0, top)}]
    return spec(bars + dots + _reference(ideal, "probability"))


def bands(points: Rows, names: Mapping[str, str], texts: Texts) -> dict[str, Any]:
    """The rate that came in each band, with what was said and how many customers it holds."""
    shown = [{**p, "name": f"{names[p['band']]} ({p['share']:.0%})"} for p in points if p["value"] is not None]
    order = [p["name"] for p in shown]
    base = alt.Chart(rows(shown), width=WIDTH, height=HEIGHT).encode(
        x=alt.X("name:N", sort=order, title=texts["band"], axis=alt.Axis(labelAngle=0))
    )
    bars = base.mark_bar(color=ORANGE, opacity=0.75, size=46).encode(y=alt.Y("value:Q", **percent(texts["came"])))
    ends = base.mark_rule(strokeWidth=2, color=GREY).encode(y="low:Q", y2="high:Q")
    said = base.mark_tick(color=BLUE, thickness=3, size=60).encode(y="probability:Q")
    return spec(bars + ends + said)


def models(figures: Mapping[str, Any], names: Mapping[str, str], figure: str, title: str) -> dict[str, Any]:
    """One figure of every pattern and baseline with its interval."""
    shown = [
        {"name": names.get(model, model), **found[figure]}
        for model, found in figures.items()
        if found[figure]["value"] is not None
    ]
    base = alt.Chart(rows(shown), width=WIDTH, height=max(24 * len(shown), 60)).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in shown], title=None, axis=alt.Axis(labelLimit=180))
    )
    ends = base.mark_rule(color=BLUE, strokeWidth=2).encode(
        x=alt.X("low:Q", title=title, scale=alt.Scale(zero=False)), x2="high:Q"
    )
    return spec(ends + base.mark_circle(color=BLUE, size=60, opacity=1).encode(x="value:Q"))


def _curve(points: Rows, x: str, x_title: str, y_title: str) -> Any:
    """A line with the band of its 95 % interval."""
    base = alt.Chart(rows(points), width=WIDTH, height=HEIGHT).encode(
        x=alt.X(f"{x}:Q", **percent(x_title, domain=(0, 1)))
    )
    band = base.mark_area(color=BLUE, opacity=0.25).encode(
        y=alt.Y("low:Q", **percent(y_title, domain=(0, 1))), y2="high:Q"
    )
    return band + base.mark_line(color=BLUE).encode(y="value:Q")


def _reference(points: Rows, x: str) -> Any:
    return alt.Chart(rows(points)).mark_line(color=GREY, strokeDash=[4, 3]).encode(x=f"{x}:Q", y="value:Q")
