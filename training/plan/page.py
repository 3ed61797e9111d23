"""The plan as one page: offline, without a script, to be printed."""

from datetime import date
from html import escape
from importlib.resources import files

from training.plan.solution import COLUMNS
from training.plan.telling import Telling
from training.report import html

SHOWN = tuple(name for name in COLUMNS if name not in ("segment", "currency", "action"))
SENTENCES = ("segment_name", "title", "solution", "expected_effect")
LANDSCAPE = "@page{size:A4 landscape;margin:12mm}@media print{thead{display:table-header-group}tr{break-inside:avoid}}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(telling: Telling) -> str:
    """The whole page; the same plan gives the same bytes."""
    words = telling.words["page"]
    parts = [
        html.paragraph(telling.facts(), "soft"),
        *(html.paragraph(note, "note") for note in telling.notes()),
        html.section("summary", words["summary"], *(html.paragraph(line) for line in telling.lines())),
        html.section("prices", words["prices"], *(html.paragraph(line) for line in telling.prices())),
        html.section("channels", words["channels"], _channels(telling)),
        html.section("solution", words["solution"], _solutions(telling)),
        html.paragraph(words["footer"], "soft"),
    ]
    title = escape(words["title"])
    style = (files("training.report") / "style.css").read_text(encoding="utf-8") + LANDSCAPE
    return (
        f'<!doctype html>\n<html lang="{escape(telling.language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body><h1>{title}</h1>{''.join(parts)}</body></html>\n"
    )


def _channels(telling: Telling) -> str:
    none = telling.words["page"]["no_limit"]
    rows = (
        (name, f"{actions:,}", none if most is None else f"{most:,}", f"{cost:,.2f}")
        for name, actions, most, cost in telling.channels()
    )
    return html.table(telling.heads("channel", "actions", "capacity", "cost"), rows)


def _solutions(telling: Telling) -> str:
    rows = ([_cell(name, row[name]) for name in SHOWN] for row in telling.table.to_dicts())
    return html.table(telling.heads(*SHOWN), rows, [SHOWN.index(name) for name in SENTENCES])


def _cell(name: str, value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return value.isoformat()
    if name in ("cost", "expected_net_value"):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
