"""What every chart shares: colours that hold on white and on black, size, and numbers of three digits."""

from collections.abc import Mapping
from typing import Any

import altair as alt

WIDTH, HEIGHT = 285, 190
BLUE, ORANGE, GREY, GREEN = "#3b82c4", "#d9762b", "#8a939f", "#3f9a6d"
INK = "currentColor"  # the page's own colour of text, on screen in the light, in the dark, and in print
CONFIG: Mapping[str, Any] = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": GREY,
        "tickColor": GREY,
        "gridColor": GREY,
        "gridOpacity": 0.2,
        "labelFontSize": 10,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "titleColor": INK, "orient": "bottom", "labelFontSize": 10, "titleFontSize": 11},
    "title": {"color": INK, "anchor": "start", "fontSize": 12, "fontWeight": 600},
    "header": {"labelColor": INK, "titleColor": INK},
    "text": {"color": INK, "fontSize": 10},
}
Rows = list[dict[str, Any]]


def spec(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification; without the address of its schema, for nothing in a page names another host."""
    found: dict[str, Any] = chart.configure().to_dict()
    found.pop("$schema", None)
    return {**found, "config": dict(CONFIG)}


def rows(values: Rows) -> Any:
    """Inline data."""
    return alt.InlineData(values=values)


def percent(title: str, *, domain: tuple[float, float] | None = None) -> dict[str, Any]:
    """An axis of shares."""
    scale = alt.Scale(domain=list(domain)) if domain else alt.Scale(zero=True)
    return {"title": title, "axis": alt.Axis(format="%"), "scale": scale}
