"""The report as one page: start reading at `page`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from scoring.model import Bundle
from training.report import html
from training.report.sections_figures import baselines, champion, churn, level, partial, value
from training.report.sections_material import classes, cutoffs, data, leaks, segments, verdict
from training.report.sections_shapes import shapes
from training.report.telling import Telling

SECTIONS = (verdict, champion, data, cutoffs, churn, value, baselines, partial, level, segments, classes, leaks, shapes)


def page(content: Mapping[str, Any], evaluation: Mapping[str, Any], version: str, language: str) -> str:
    """The whole page in a language; the same content gives the same bytes."""
    telling = Telling(content, evaluation, version, language, texts(language), Bundle.from_content(content, version))
    words = telling.texts["page"]
    body = [html.paragraph(words["bundle"].format(version=version) if version else words["unpublished"], "soft")]
    body += [part for part in (section(telling) for section in SECTIONS) if part]
    body.append(html.paragraph(words["footer"], "soft"))
    title = words["title"]
    return html.document(language, f"{title} {version}".strip(), f"<h1>{title}</h1>{''.join(body)}")


def texts(language: str) -> dict[str, Any]:
    """The report's own words in a language."""
    return tomllib.loads((files("training.report") / f"{language}.toml").read_text(encoding="utf-8"))
