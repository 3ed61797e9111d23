"""The charts along time: cutoffs and their outcome windows, and the level at each cutoff."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import altair as alt

from training.report.theme import BLUE, GREY, ORANGE, WIDTH, Rows, rows, spec

Texts = Mapping[str, str]
FULL = 3 * WIDTH


def timeline(plan: Mapping[str, Any], first_day: str | None, texts: Texts) -> dict[str, Any]:
    """What was known at each cutoff, and the window in which its outcome came."""
    shown: Rows = []
    for day in (*plan["training"], plan["test"]):
        end = (date.fromisoformat(day) + timedelta(days=plan["horizon_days"])).isoformat()
        kind = texts["test_window"] if day == plan["test"] else texts["training_window"]
        shown.append({"cutoff": day, "start": day, "end": end, "kind": kind})
        if first_day and first_day < day:
            shown.append({"cutoff": day, "start": first_day, "end": day, "kind": texts["history"]})
    kinds = alt.Scale(
        domain=[texts["history"], texts["training_window"], texts["test_window"]], range=[GREY, BLUE, ORANGE]
    )
    chart = (
        alt.Chart(rows(shown), width=FULL, height=22 * (len(plan["training"]) + 1))
        .mark_bar(height=12, opacity=0.85)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%Y-%m")),
            x2="end:T",
            y=alt.Y("cutoff:O", title=texts["cutoff"]),
            color=alt.Color("kind:N", scale=kinds, title=None),
        )
    )
    return spec(chart)


def levels(points: Rows, texts: Texts) -> dict[str, Any]:
    """The error of the level at each cutoff, with its interval."""
    shown = [{"cutoff": p["cutoff"], **p["error"]} for p in points if p["error"]["value"] is not None]
    base = alt.Chart(rows(shown), width=WIDTH, height=max(34 * len(shown), 80)).encode(
        y=alt.Y("cutoff:O", title=texts["cutoff"])
    )
    axis = alt.X("low:Q", title=texts["level_error"], axis=alt.Axis(format="+%"), scale=alt.Scale(zero=True))
    ends = base.mark_rule(color=BLUE, strokeWidth=2).encode(x=axis, x2="high:Q")
    dots = base.mark_circle(color=BLUE, size=60, opacity=1).encode(x="value:Q")
    none = alt.Chart(rows([{"at": 0}])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="at:Q")
    return spec(none + ends + dots)
