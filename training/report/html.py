"""The few pieces of HTML that a report is made of; every text is escaped here and nowhere else."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any

import vl_convert

EDITOR = "https://vega.github.io/editor/"  # a menu's link, which this page does not show
Cell = str | tuple[str, str]  # a text, or a text with a smaller one under it


def section(anchor: str, title: str, *parts: str) -> str:
    """A heading with what stands under it."""
    return f'<section id="{escape(anchor)}"><h2>{escape(title)}</h2>{"".join(parts)}</section>'


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of a class."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def figure(caption: str, spec: Mapping[str, Any]) -> str:
    """A place for a chart; what is drawn there stands in it as data."""
    plain = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    head = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure>{head}<div data-spec="{escape(plain)}"></div></figure>'


def charts(*figures: str) -> str:
    """Charts side by side."""
    return f'<div class="charts">{"".join(figures)}</div>' if figures else ""


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], words: Sequence[int] = ()) -> str:
    """A table; the columns `words` hold sentences."""
    kinds = [' class="words"' if i in words else "" for i in range(len(head))]
    top = "".join(f"<th{kind}>{escape(name)}</th>" for name, kind in zip(head, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{_cell(cell)}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>"
        for row in rows
    )
    return f'<div class="table"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def details(title: str, *parts: str) -> str:
    """What is folded away at first."""
    return f"<details><summary>{escape(title)}</summary>{''.join(parts)}</details>"


def document(language: str, title: str, body: str) -> str:
    """The page: one style, one script, and a rule that keeps the browser from asking any host for anything."""
    style, script = _text("style.css"), _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}' 'unsafe-eval'"
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body>{body}<script>{script}</script></body></html>\n"
    )


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    return f"{escape(cell[0])}<small>{escape(cell[1])}</small>"


@lru_cache(maxsize=1)
def _script() -> str:
    """What draws: Vega, Vega-Lite and Vega-Embed with our few lines, one script without an address to fetch from."""
    bundled: str = vl_convert.javascript_bundle(_text("draw.js"))
    return bundled.replace(EDITOR, "about:blank")


def _text(name: str) -> str:
    return (files("training.report") / name).read_text(encoding="utf-8")
