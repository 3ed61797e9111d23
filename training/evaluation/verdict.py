"""One sentence that a manager understands, in every language, from the figures of the last cutoff."""

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "verdict.toml"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
LEVEL_WORTH_A_WORD = 0.01  # of the churn rate: a gap under a point is none


def sentences() -> Mapping[str, Any]:
    """Every sentence of an evaluation, by what it tells and by language."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def told(about: str, code: str, **values: object) -> dict[str, Any]:
    """`code` and its sentence in every language; a value that is a mapping has a text for each."""
    texts = sentences()[about][code]
    by_language = {
        language: {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
        for language in LANGUAGES
    }
    return {"code": code, "text": {language: texts[language].format(**by_language[language]) for language in LANGUAGES}}


def verdict(evaluation: Mapping[str, Any]) -> dict[str, Any]:
    """`code` (better | not_better | worse | unclear | no_model) and the sentence in every language."""
    texts = sentences()
    if "churn" not in evaluation:
        return {"code": "no_model", "text": dict(texts["no_model"])}
    churn = evaluation["churn"]
    code = _code(churn["gate"])
    if code == "unclear":
        return {"code": code, "text": dict(texts[code])}
    return {"code": code, "text": {language: _sentence(texts, code, churn, language) for language in LANGUAGES}}


def _code(gate: Mapping[str, Any]) -> str:
    """By where the interval of the difference lies; a figure that cannot be computed proves nothing."""
    if any(math.isnan(gate[name]) for name in ("auc", "other_auc", "low", "high")):
        return "unclear"
    if gate["passed"]:
        return "better"
    return "worse" if gate["high"] < 0 else "not_better"


def _sentence(texts: Mapping[str, Any], code: str, churn: Mapping[str, Any], language: str) -> str:
    figures, gate = churn["models"][churn["patterns"][0]], churn["gate"]
    rate, expected = figures["churn_rate"]["value"], figures["mean_probability"]["value"]
    text: str = texts[code][language].format(
        auc=f"{gate['auc'] * 100:.0f}",
        other=texts["others"][gate["against"]][language],
        other_auc=f"{gate['other_auc'] * 100:.0f}",
        warned=_percent(min(figures["lift_10"]["value"] * rate, 1.0)),
        rate=_percent(rate),
    )
    if abs(expected - rate) < LEVEL_WORTH_A_WORD:
        return text
    side = texts["sides"]["low" if expected < rate else "high"][language]
    points = f"{abs(expected - rate) * 100:.0f}"
    level: str = texts["level"][language]
    return text + level.format(expected=_percent(expected), rate=_percent(rate), points=points, side=side)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"
