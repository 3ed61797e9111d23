"""A fairness report as one page that needs no network."""

from collections.abc import Mapping, Sequence
from typing import Any

from training.fairness.said import measure_name, texts
from training.pilot.charts import forest
from training.pilot.verdict import amount, change
from training.report import html
from training.report.html import Cell

Json = Mapping[str, Any]
HEAD = ("group", "customers", "measure", "own", "rest", "difference", "like", "shown")


def page(found: Json, language: str) -> str:
    """The whole page in a language; the same figures give the same bytes."""
    words = texts(language)
    about = words["page"]["about"].format(**{**found, "customers": f"{found['customers']:,}"})
    body = [
        f"<h1>{words['page']['title']}</h1>",
        html.paragraph(about, "soft"),
        _verdict(found, words, language),
        _sums(found, words, language),
        _actions(found, words, language),
        html.paragraph(words["page"]["footer"], "soft"),
    ]
    return html.document(language, words["page"]["title"], "".join(body))


def _verdict(found: Json, words: Json, language: str) -> str:
    kind = "verdict bad" if found["verdict"]["code"] == "discount" else "verdict"
    parts = [html.paragraph(found["verdict"]["text"][language], kind)]
    parts += [html.paragraph(found["policy"]["text"][language])]
    parts += [html.paragraph(note[language], "note") for note in found["notes"]]
    return html.section("verdict", words["heading"]["verdict"], *parts)


def _sums(found: Json, words: Json, language: str) -> str:
    """A chart of discounts and a table for each column."""
    parts = [html.paragraph(words["text"]["sums"])]
    for column in (one["column"] for one in found["groups"]):
        own = [one for one in found["comparisons"] if one["column"] == column and not one["action"]]
        points = [{"name": _name(one, words), **one["difference"]} for one in own if one["measure"] == "discount"]
        if own:
            title = f"{words['measure']['discount']}, {words['table']['difference']}"
            parts.append(html.charts(html.figure(column, forest(points, title, percent=True))))
            parts.append(html.details(column, _table(own, found, words, language)))
    return html.section("sums", words["heading"]["sums"], *parts)


def _actions(found: Json, words: Json, language: str) -> str:
    single = [one for one in found["comparisons"] if one["action"]]
    shown = [one for one in single if one["shown"]]
    text = words["text"]["actions" if shown else "no_actions"].format(count=f"{len(single):,}")
    table = [_table(shown, found, words, language)] if shown else []
    return html.section("actions", words["heading"]["actions"], html.paragraph(text), *table)


def _table(told: Sequence[Json], found: Json, words: Json, language: str) -> str:
    rows = [_row(one, found, words, language) for one in told]
    return html.table([words["table"][name] for name in HEAD], rows)


def _row(one: Json, found: Json, words: Json, language: str) -> list[Cell]:
    rate, name = one["rate"], measure_name(one, words, found["titles"], language)
    own, low, high = (amount(one["own"][end], rate=rate) for end in ("value", "low", "high"))
    return [
        (_name(one, words), one["column"]),
        f"{one['customers']:,}",
        name if rate else f"{name} ({found['currency']})",
        (own, f"{low} … {high}"),
        amount(one["rest"]["value"], rate=rate),
        _change(one["difference"], rate=rate),
        _change(one["like"], rate=rate),
        words["word"]["shown" if one["shown"] else "not_shown"],
    ]


def _name(one: Json, words: Json) -> str:
    return str(words["word"]["not_stated"] if one["is"] is None else one["is"])


def _change(estimate: Json | None, *, rate: bool) -> Cell:
    if estimate is None:
        return "–"
    value, low, high = (change(estimate[end], rate=rate) for end in ("value", "low", "high"))
    return value, f"{low} … {high}"
