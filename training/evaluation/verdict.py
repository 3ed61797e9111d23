"""One sentence that a manager understands, in every language, from the figures of the last cutoff."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "verdict.toml"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
LEVEL_WORTH_A_WORD = 0.01  # of the churn rate: a gap under a point is none


def verdict(evaluation: Mapping[str, Any]) -> dict[str, Any]:
    """`code` (better | not_better | no_model) and the sentence in every language."""
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    if "churn" not in evaluation:
        return {"code": "no_model", "text": dict(texts["no_model"])}
    churn = evaluation["churn"]
    code = "better" if churn["gate"]["passed"] else "not_better"
    return {"code": code, "text": {language: _sentence(texts, code, churn, language) for language in LANGUAGES}}


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
