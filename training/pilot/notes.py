"""What to know beside the figures of a trial, in every language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from training.evaluation.verdict import LANGUAGES

Note = dict[str, Any]
TEXTS = Path(__file__).parent / "notes.toml"


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Every note by code and by language."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def note(code: str, **values: object) -> Note:
    """`code` and its sentence in every language."""
    texts = sentences()[code]
    return {"code": code, "text": {language: texts[language].format(**values) for language in LANGUAGES}}
