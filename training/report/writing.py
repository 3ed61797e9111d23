"""A report on disk: the figures of a bundle, read back, and one HTML file."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Any

from scoring import bundle as store
from training.errors import TrainingError
from training.plan.files import check_kind

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


def check_report(path: Path, option: str) -> None:
    """TrainingError where no report could be written to `path`, which `option` names; asked before the work."""
    remedy = f"give {option} the path of an HTML file in a folder that you may write to"
    if path.is_dir():
        raise TrainingError(f"{path} is a folder; {remedy}, such as {path / 'report.html'}.")
    check_kind(path, (".html",), f"give {option} such a name")  # or a slip of the hand replaces a table
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not there.is_dir():
        raise TrainingError(f"{path} cannot be written: {there} is a file; {remedy}.")
    if not os.access(path if path.exists() else there, os.W_OK if path.exists() else os.W_OK | os.X_OK):
        raise TrainingError(f"{path} cannot be written: Permission denied; {remedy}.")


def write_report(content: dict[str, Any], evaluation: dict[str, Any], version: str, language: str, path: Path) -> None:
    """Write the page; its folder is made if need be."""
    from training.report.page import page  # noqa: PLC0415 (Altair takes a second, which only reports need)

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(content, evaluation, version, language), encoding="utf-8")
