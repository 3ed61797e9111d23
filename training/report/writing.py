"""A report on disk: the figures of a bundle, read back, and one HTML file."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from scoring import bundle as store
from training.errors import TrainingError

EVALUATION = "evaluation.json"


class Language(StrEnum):
    """The languages of a report."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


def evaluated(bundle: Path) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Content, evaluation and version of a published bundle; TrainingError where it was made without an evaluation."""
    found = store.read(bundle)
    path = found.folder / EVALUATION
    if not path.is_file():
        raise TrainingError(
            f"bundle {found.folder.name} was made before reports were; fit it again, or run "
            "`python -m training evaluate --report FILE.html` on its tables"
        )
    try:
        return dict(found.content), json.loads(path.read_text(encoding="utf-8")), found.folder.name
    except ValueError:
        raise TrainingError(f"{path} is damaged; fit the bundle again") from None


def write_report(content: dict[str, Any], evaluation: dict[str, Any], version: str, language: str, path: Path) -> None:
    """Write the page; its folder is made if need be."""
    from training.report.page import page  # noqa: PLC0415 (Altair takes a second, which only reports need)

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(content, evaluation, version, language), encoding="utf-8")
