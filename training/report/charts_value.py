"""The charts of value: tenths of what was expected, who spends how much, and how often intervals held."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from training.report.theme import BLUE, GREEN, GREY, HEIGHT, ORANGE, WIDTH, Rows, percent, rows, spec

Texts = Mapping[str, str]


def deciles(points: Rows, texts: Texts) -> dict[str, Any]:
    """Mean revenue that came in each tenth, beside what was expected."""
    base = _tenths(points, texts)
    bars = base.mark_bar(color=ORANGE, opacity=0.75).encode(y=alt.Y("value:Q", title=texts["revenue"]))
    ends = base.mark_rule(color=GREY, strokeWidth=2).encode(y="low:Q", y2="high:Q")
    return spec(bars + ends + base.mark_tick(color=BLUE, thickness=3, size=22).encode(y="expected:Q"))


def lorenz(points: Rows, texts: Texts) -> dict[str, Any]:
    """The part of all revenue that the share of highest expected value brought, and the most it could be."""
    base = alt.Chart(rows(points), width=WIDTH, height=HEIGHT).encode(
        x=alt.X("share:Q", **percent(texts["share_valued"], domain=(0, 1)))
    )
    brought = percent(texts["revenue_share"], domain=(0, 1))
    band = base.mark_area(color=BLUE, opacity=0.25).encode(y=alt.Y("low:Q", **brought), y2="high:Q")
    line = base.mark_line(color=BLUE).encode(y="value:Q")
    best = base.mark_line(color=GREEN, strokeDash=[4, 3]).encode(y="best:Q")
    diagonal = [{"share": 0, "value": 0}, {"share": 1, "value": 1}]
    even = alt.Chart(rows(diagonal)).mark_line(color=GREY, strokeDash=[4, 3]).encode(x="share:Q", y="value:Q")
    return spec(band + line + best + even)


def coverage(points: Rows, asked: float, texts: Texts) -> dict[str, Any]:
    """How often the interval held what came, in each tenth."""
    base = _tenths(points, texts)
    axis = percent(texts["coverage"], domain=(0, 1))
    ends = base.mark_rule(color=BLUE, strokeWidth=2).encode(y=alt.Y("coverage_low:Q", **axis), y2="coverage_high:Q")
    dots = base.mark_circle(color=BLUE, size=60, opacity=1).encode(y="coverage:Q")
    target = alt.Chart(rows([{"asked": asked}])).mark_rule(color=GREY, strokeDash=[4, 3]).encode(y="asked:Q")
    return spec(ends + dots + target)


def _tenths(points: Rows, texts: Texts) -> Any:
    return alt.Chart(rows(points), width=WIDTH, height=HEIGHT).encode(
        x=alt.X("tenth:O", title=texts["tenth"], axis=alt.Axis(labelAngle=0))
    )
