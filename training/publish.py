"""A fitted content becomes a bundle on disk: golden answers, card, hashes, and the pointer that names it."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from schema.examples import EXAMPLES
from schema.golden import make
from scoring import bundle as store
from scoring.model import Bundle
from training.card_text import card_text
from training.errors import TrainingError
from training.estimators import pickled
from training.evaluation.brief import forced, not_better
from training.fit import Fitted

REMEDY = (
    "Give more history or more tables, look at `evaluate` for what is weak, or publish it all the same with --force"
)
DAY_OR_MONTH = re.compile(r"(?P<month>\d{4}-\d{2})((?P<day>-\d{2})(?P<time>T.*)?)?")


def publish(fitted: Fitted, out: Path) -> Path:
    """Write the bundle and make it the current one; the folder. BundleError where it cannot be written."""
    content = fitted.content
    golden = make(Bundle.from_content(content, ""), golden_payloads(content["meta"]))
    documents = {
        "golden.json": json.dumps(golden, ensure_ascii=False, allow_nan=False, indent=1).encode(),
        "card.md": card_text(content).encode(),
        "evaluation.json": json.dumps(fitted.evaluation, ensure_ascii=False, allow_nan=False, indent=1).encode(),
        "estimators.joblib": pickled(fitted.estimators),
    }
    folder = store.write(out, content, as_of=content["meta"]["as_of"], documents=documents)
    store.publish(out, folder.name)
    return folder


class NotBetter(TrainingError):
    """A fit that is not shown to be better than what anybody could do without it."""

    exit_code = 3


def allowed(fitted: Fitted, *, force: bool) -> Fitted:
    """The same fit if it passed its gate, or has none; with `force` any, and then its card says so. Else NotBetter."""
    found = fitted.content["card"].get("gate")
    if found is None or found["passed"]:
        return fitted
    if force:
        return replace(fitted, content={**fitted.content, "card": forced(fitted.content["card"])})
    raise NotBetter(f"{not_better(found)}, so nothing is published. {REMEDY}.")


def check_folder(out: Path) -> None:
    """UnwritableBundle where no bundle could be written to `out`; asked before a fit and not after it."""
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        fault = "Permission denied" if there.is_dir() else "Not a directory"
        raise store.UnwritableBundle(out, f"it cannot be written: {fault}", "give --out a folder that you may write to")


def golden_payloads(meta: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The example payloads in the bundle's currency, moved in time so that their day is the bundle's."""
    found = []
    for _, example in EXAMPLES.values():
        payload = {**example, "currency": meta["currency"]}
        shift = date.fromisoformat(meta["as_of"]) - date.fromisoformat(str(example.get("as_of", meta["as_of"])))
        found.append(_moved(payload, shift))
    return found


def _moved(value: Any, shift: timedelta) -> Any:
    """The same with every day and month moved."""
    if isinstance(value, dict):
        return {key: _moved(item, shift) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, shift) for item in value]
    if isinstance(value, str) and (found := DAY_OR_MONTH.fullmatch(value)):
        day = date.fromisoformat(found["month"] + (found["day"] or "-01"))
        moved = max(day + shift, date(1900, 1, 1)).isoformat()
        return moved + (found["time"] or "") if found["day"] else moved[: len("2026-01")]
    return value
