"""The charts of segments: how large each is, and who stands where in recency and frequency."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from training.report.theme import BLUE, WIDTH, Rows, percent, rows, spec

Texts = Mapping[str, str]


def sizes(profiles: Rows, language: str, texts: Texts) -> dict[str, Any]:
    """The share of the customers in each segment."""
    shown = [{"name": profile["name"][language], "share": profile["share"]} for profile in profiles]
    chart = (
        alt.Chart(rows(shown), width=WIDTH, height=max(26 * len(shown), 60))
        .mark_bar(color=BLUE, opacity=0.8)
        .encode(
            x=alt.X("share:Q", **percent(texts["share_of_customers"])),
            y=alt.Y("name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=240)),
        )
    )
    return spec(chart)


def rfm(cells: Rows, color: str, texts: Texts) -> dict[str, Any]:
    """A heat map of recency by frequency; `color` is the column that colours and labels it."""
    form = ".0%" if color == "rate" else ",d"
    known = [cell for cell in cells if cell[color] is not None and cell["customers"]]
    top = max((cell[color] for cell in known), default=1)
    shown = [{**cell, "dark": cell[color] > top * 0.55} for cell in known]
    base = alt.Chart(rows(shown), width=230, height=190).encode(
        x=alt.X("frequency:O", title=texts["frequency"], axis=alt.Axis(labelAngle=0)),
        y=alt.Y("recency:O", title=texts["recency"], sort="descending"),
    )
    scheme = alt.Scale(scheme="oranges" if color == "rate" else "blues", domainMin=0)
    cell = base.mark_rect().encode(color=alt.Color(f"{color}:Q", scale=scheme, legend=None))
    label = base.mark_text().encode(
        text=alt.Text(f"{color}:Q", format=form),
        color=alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#1c2430")),
    )
    return spec(cell + label)
