"""The report of a trial as one page that needs no network: start reading at `page`."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from training.pilot import charts
from training.pilot.balance import UNLIKE
from training.pilot.verdict import amount, change, small
from training.report import html
from training.report.html import Cell
from training.uplift.section import section as uplift_section

Json = Mapping[str, Any]
NOTHING = "–"
MOST_DRAWN = 40


def page(found: Json, language: str) -> str:
    """The whole page in a language; the same figures give the same bytes."""
    words = texts(language)
    about = words["page"]["campaign" if "campaign" in found else "trial"]
    facts = {**found, "customers": f"{found['customers']:,}"}
    sections = (_sizes, _effects, _tails, _groups, _balance)
    body = [
        f"<h1>{words['page']['title']}</h1>",
        html.paragraph(about.format(**{"trial": "", **facts}), "soft"),
        _verdict(found, words, language),
        *(section(found, words) for section in sections),
        uplift_section(found.get("uplift", ()), language),
        html.paragraph(words["page"]["footer"], "soft"),
    ]
    return html.document(language, words["page"]["title"], "".join(body))


def texts(language: str) -> dict[str, Any]:
    """The report's own words in a language."""
    return tomllib.loads((files("training.pilot") / f"{language}.toml").read_text(encoding="utf-8"))


def _verdict(found: Json, words: Json, language: str) -> str:
    trusted = found["verdict"]["code"] not in ("mismatch", "unlike")
    parts = [html.paragraph(found["verdict"]["text"][language], "verdict" if trusted else "verdict bad")]
    parts += [html.paragraph(effect["verdict"]["text"][language]) for effect in found["effects"]]
    parts += [html.paragraph(found["policy"]["text"][language], "soft")] if "policy" in found else []
    parts += [html.paragraph(note["text"][language], "note") for note in found["notes"]]
    return html.section("verdict", words["heading"]["verdict"], *parts)


def _sizes(found: Json, words: Json) -> str:
    sizes = found["sizes"]
    rows = [
        [arm["name"], f"{arm['customers']:,}", f"{arm['share']:.2%}", f"{arm['planned']:.2%}"] for arm in sizes["arms"]
    ]
    chi = f"χ² = {sizes['chi_square']:.2f}, p {small(sizes['p'])}"
    table = html.table(_head(words, "arm", "customers", "share", "planned"), rows)
    return html.section(
        "sizes", words["heading"]["sizes"], html.paragraph(words["text"]["sizes"]), table, html.paragraph(chi, "soft")
    )


def _effects(found: Json, words: Json) -> str:
    outcomes = list(dict.fromkeys(effect["outcome"] for effect in found["effects"]))
    drawn = []
    for outcome in outcomes:
        own = [effect for effect in found["effects"] if effect["outcome"] == outcome]
        points = [{"name": effect["arm"], **_plain(effect["adjusted"] or effect["effect"])} for effect in own]
        drawn.append(html.figure(outcome, charts.forest(points, words["table"]["effect"], percent=own[0]["rate"])))
    head = _head(
        words, "outcome", "control", "treated", "effect", "adjusted", "relative", "detectable", "needed", "more"
    )
    table = html.table(head, [_row(effect) for effect in found["effects"]])
    text = html.paragraph(words["text"]["effects"])
    return html.section("effects", words["heading"]["effects"], text, html.charts(*drawn), table)


def _row(one: Json) -> list[Cell]:
    rate, power, ratio = one["rate"], one["power"], one["relative"]
    return [
        (one["outcome"], one["arm"]),
        amount(one["control"]["mean"], rate=rate),
        amount(one["treated"]["mean"], rate=rate),
        _interval(one["effect"], rate=rate),
        _interval(one["adjusted"], rate=rate),
        (f"{ratio['value']:+.1%}", f"{ratio['low']:+.1%} … {ratio['high']:+.1%}") if ratio else NOTHING,
        change(power["detectable"], rate=rate),
        *(NOTHING if power[name] is None else f"{power[name]:,}" for name in ("needed", "more")),
    ]


def _tails(found: Json, words: Json) -> str:
    rows: list[list[Cell]] = [
        [(one["outcome"], one["arm"]), f"{one['tail']['top_share']:.0%}", f"{one['tail']['half_by']:,}",
         amount(one["tail"]["cap"], rate=False), _interval(one["effect"], rate=False),
         _interval(one["tail"]["capped"], rate=False)]
        for one in found["effects"]
        if one["tail"]
    ]  # fmt: skip
    if not rows:
        return ""
    head = _head(words, "outcome", "top_share", "half_by", "cap", "effect", "capped")
    text = html.paragraph(words["text"]["tails"])
    return html.section("tails", words["heading"]["tails"], text, html.table(head, rows))


def _groups(found: Json, words: Json) -> str:
    parts = [
        part for effect in found["effects"] for column in effect["groups"] for part in _group(effect, column, words)
    ]
    if not parts:
        return ""
    return html.section("groups", words["heading"]["groups"], html.paragraph(words["text"]["groups"]), *parts)


def _group(effect: Json, column: Json, words: Json) -> list[str]:
    rate, differ, name = effect["rate"], column["differ"], column["column"]
    said = words["text"]["differ" if differ["shown"] else "same"]
    text = said.format(outcome=effect["outcome"], arm=effect["arm"], column=name, p=small(differ["p_holm"]))
    points = [{"name": part["is"], **_plain(part["effect"])} for part in column["parts"]]
    rows: list[list[Cell]] = [
        [part["is"], f"{part['customers']:,}", amount(part["control"], rate=rate), amount(part["treated"], rate=rate),
         _interval(part["effect"], rate=rate), _interval(part["shrunk"], rate=rate),
         words["word"]["shown" if part["shown"] else "not_shown"]]
        for part in column["parts"]
    ]  # fmt: skip
    head = _head(words, "group", "customers", "control", "treated", "effect", "shrunk", "shown")
    drawn = html.charts(html.figure("", charts.forest(points, words["table"]["effect"], percent=rate)))
    return [html.details(text, drawn, html.table([name, *head[1:]], rows))]


def _balance(found: Json, words: Json) -> str:
    heading = words["heading"]["balance"]
    if not found["balance"]:
        return html.section("balance", heading, html.paragraph(words["text"]["no_balance"]))
    points = [
        {
            "name": one["column"] if one["is"] is None else f"{one['column']}: {one['is']}",
            "difference": one["difference"],
        }
        for one in found["balance"][:MOST_DRAWN]
    ]
    drawn = html.charts(html.figure("", charts.balance(points, words["table"]["difference"], UNLIKE)))
    return html.section("balance", heading, html.paragraph(words["text"]["balance"]), drawn)


def _head(words: Json, *names: str) -> Sequence[str]:
    return [words["table"][name] for name in names]


def _plain(estimate: Json) -> dict[str, float]:
    return {name: estimate[name] for name in ("value", "low", "high")}


def _interval(estimate: Json | None, *, rate: bool) -> Cell:
    if estimate is None:
        return NOTHING
    value, low, high = (change(estimate[name], rate=rate) for name in ("value", "low", "high"))
    return value, f"{low} … {high}"
