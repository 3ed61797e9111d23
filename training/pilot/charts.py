"""The charts of a trial: effects with their intervals, and how alike the arms were before."""

from typing import Any

import altair as alt

from training.report.theme import BLUE, GREY, ORANGE, WIDTH, Rows, rows, spec

ROW, LEAST = 24, 60


def forest(points: Rows, title: str, *, percent: bool) -> dict[str, Any]:
    """Values with their intervals, a line each; orange where 0 lies outside."""
    base = alt.Chart(rows(points), width=WIDTH, height=max(ROW * len(points), LEAST)).encode(
        y=alt.Y("name:N", sort=[p["name"] for p in points], title=None, axis=alt.Axis(labelLimit=180)),
        color=alt.condition("datum.low > 0 || datum.high < 0", alt.value(ORANGE), alt.value(BLUE)),
    )
    axis = alt.Axis(format="+.1%") if percent else alt.Axis()
    ends = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=title, axis=axis), x2="high:Q")
    dots = base.mark_circle(size=60, opacity=1).encode(x="value:Q")
    return spec(ends + dots + _line(0.0, []))


def balance(points: Rows, title: str, limit: float) -> dict[str, Any]:
    """Standardised differences, with dashed lines where arms become unlike."""
    names = list(dict.fromkeys(p["name"] for p in points))
    widest = max(2 * limit, *(abs(p["difference"]) for p in points))
    base = alt.Chart(rows(points), width=WIDTH, height=max(ROW * len(names), LEAST))
    dots = base.mark_circle(size=60, opacity=0.9, color=BLUE).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=180)),
        x=alt.X("difference:Q", title=title, scale=alt.Scale(domain=[-widest, widest])),
    )
    return spec(dots + _line(-limit, [4, 3]) + _line(limit, [4, 3]))


def _line(at: float, dash: list[int]) -> Any:
    mark = alt.Chart(rows([{"at": at}])).mark_rule(color=GREY, strokeDash=dash or [1, 0])
    return mark.encode(x="at:Q")
