"""The uplift's part of a pilot's page: verdicts, curves, tenths, and what the difference hangs on."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from training.pilot.charts import forest
from training.report import html
from training.report.theme import BLUE, GREY, HEIGHT, WIDTH, rows, spec
from training.uplift.said import PER, per_thousand, words

Json = Mapping[str, Any]
TERMS = 5


def section(found: Sequence[Json], language: str) -> str:
    """The section of uplifts as `of_trial.every` gives them; empty where there are none."""
    if not found:
        return ""
    said = words(language)
    about = html.paragraph(said["text"]["section"].format(looks=found[0]["looks"]))
    parts = [part for one in found for part in _one(one, said, language)]
    return html.section("uplift", said["heading"]["section"], about, *parts)


def _one(one: Json, said: Json, language: str) -> list[str]:
    tenths = [
        {"name": str(k), **{end: group["effect"][end] for end in ("value", "low", "high")}}
        for k, group in enumerate(one["by_tenth"], start=1)
        if group["effect"]["value"] is not None
    ]
    drawn = html.charts(
        html.figure(said["heading"]["curve"], curve(one["curve"], said["table"])),
        html.figure(said["heading"]["tenths"], forest(tenths, one["outcome"], percent=one["kind"] == "rate")),
    )
    title = f"{one['outcome']}, {one['arm']}"
    return [
        html.paragraph(one["verdict"]["text"][language]),
        html.details(title, drawn, _areas(one, said["table"]), *_terms(one, said)),
    ]


def curve(points: Sequence[Json], table: Json) -> dict[str, Any]:
    """The curve with its band, and the line of a random order."""
    ends = ("gain", "low", "high", "random")
    values = [{"share": p["share"], **{end: PER * p[end] for end in ends}} for p in points]
    x = alt.X("share:Q", title=table["share_reached"], axis=alt.Axis(format="%"))
    base = alt.Chart(rows(values), width=WIDTH, height=HEIGHT).encode(x=x)
    band = base.mark_area(opacity=0.2, color=BLUE).encode(y=alt.Y("low:Q", title=table["gain"]), y2="high:Q")
    line = base.mark_line(color=BLUE).encode(y="gain:Q")
    return spec(band + line + base.mark_line(color=GREY, strokeDash=[4, 3]).encode(y="random:Q"))


def _areas(one: Json, table: Json) -> str:
    lines = []
    for name in ("qini", "auuc"):
        value, low, high = (per_thousand(one[name][end]) for end in ("value", "low", "high"))
        lines.append([table[name], (value, f"{low} … {high} ({one[name]['level']:.1%})")])
    return html.table(["", table["gain"]], lines)


def _terms(one: Json, said: Json) -> list[str]:
    """The strongest features; of what is not shown to be more than chance none, lest it be read as more."""
    if not one["shown"]:
        return [html.paragraph(said["text"]["untold"], "soft")]
    head = [said["table"][name] for name in ("feature", "share", "spread")]
    lines = [
        [term["feature"], f"{term['share']:.0%}", per_thousand(term["spread"]).lstrip("+")]
        for term in one["terms"][:TERMS]
    ]
    return [html.paragraph(said["text"]["terms"]), html.table(head, lines)]
