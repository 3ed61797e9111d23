"""The charts of a model's tables: a shape function with its density under it, and heat maps of interactions."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from training.report.shapes import Slice
from training.report.theme import BLUE, GREY, ORANGE, Rows, rows, spec

Texts = Mapping[str, str]
WIDTH, HEIGHT, DENSITY = 265, 100, 34


def shape(name: str, points: Rows, texts: Texts) -> dict[str, Any]:
    """What each value adds to the score, and below it the share of the customers who have it."""
    order = [p["label"] for p in points]
    axis = alt.Axis(labelOverlap=True, labelLimit=90, labelAngle=-40, title=None, ticks=False)
    hidden = alt.Axis(labels=False, ticks=False, title=None, domain=False)
    data = alt.Chart(rows(points), width=WIDTH)
    above = data.mark_bar().properties(height=HEIGHT, title=name).encode(
        x=alt.X("label:O", sort=order, axis=hidden),
        y=alt.Y("effect:Q", title=texts["effect"]),
        color=alt.condition("datum.effect > 0", alt.value(ORANGE), alt.value(BLUE)),
    )  # fmt: skip
    share = alt.Axis(format="%", tickCount=2)
    below = data.mark_bar(color=GREY).properties(height=DENSITY).encode(
        x=alt.X("label:O", sort=order, axis=axis), y=alt.Y("share:Q", title=texts["density"], axis=share)
    )  # fmt: skip
    return spec(alt.vconcat(above, below, spacing=4))


def interaction(found: Slice, texts: Texts) -> dict[str, Any]:
    """What two values add together; the fainter a cell, the fewer customers are in it."""
    top = max((abs(cell["effect"]) for cell in found.cells), default=0.0) or 1.0
    most = max((cell["share"] for cell in found.cells), default=0.0) or 1.0
    shown = [{**cell, "weight": 0.25 + 0.75 * (cell["share"] / most) ** 0.25} for cell in found.cells]
    down, across = (alt.Axis(labelOverlap=True, labelLimit=90, labelAngle=angle) for angle in (0, -40))
    scale = alt.Scale(domain=[-top, 0, top], range=[BLUE, "#e8e8e8", ORANGE])
    title: Any = alt.TitleParams(found.title, subtitle=found.at) if found.at else found.title
    if found.at:
        title.subtitleColor = "currentColor"
    chart = alt.Chart(rows(shown), width=WIDTH, height=170, title=title).mark_rect().encode(
        x=alt.X("column:O", sort=_order(shown, "c", "column"), title=found.columns, axis=across),
        y=alt.Y("row:O", sort=_order(shown, "r", "row"), title=found.rows, axis=down),
        color=alt.Color("effect:Q", scale=scale, title=texts["effect"]),
        opacity=alt.Opacity("weight:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None),
    )  # fmt: skip
    return spec(chart)


def _order(cells: Rows, index: str, label: str) -> list[str]:
    return [text for _, text in sorted({(cell[index], cell[label]) for cell in cells})]
