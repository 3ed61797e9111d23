"""A base of customers judged: start reading at `judged`."""

from pathlib import Path
from typing import Any

from scoring.personal import personal_uses
from training.errors import TrainingError
from training.fairness.comparing import compared
from training.fairness.groups import LEAST
from training.fairness.reading import Base
from training.fairness.said import asked, notes, verdict


def judged(base: Base, scores: Path) -> dict[str, Any]:
    """Every figure as plain data, with the verdict and what else is to be said in every language."""
    if not any(len(one.levels) > 1 for one in base.groups):
        raise TrainingError(
            f"no --group has two groups of {LEAST} customers or more, so nothing can be compared; name another column."
        )
    comparisons = [one.plain() for one in compared(base.groups, base.measures, base.alike)]
    titles = {action.code: dict(action.title) for action in base.bundle.policy.actions}
    asks = _asks(base)
    return {
        "scores": scores.name,
        "bundle": base.bundle.version,
        "currency": base.bundle.currency,
        "customers": base.customers,
        "groups": [
            {"column": one.column, "levels": list(one.levels), "unknown": one.unknown, "left_out": one.left_out}
            for one in base.groups
        ],
        "titles": {one.code: titles[one.code] for one in base.measures if one.single},
        "comparisons": comparisons,
        "verdict": verdict(comparisons, titles),
        "policy": {"asks": asks, "text": asked(asks)},
        "notes": notes(base, comparisons),
    }


def _asks(base: Base) -> dict[str, list[str]]:
    """The personal fields that actions with a possible discount ask for, by action."""
    actions, found = base.bundle.policy.actions, dict[str, list[str]]()
    for use in personal_uses(actions, base.bundle.dimensions, base.bundle.features):
        code = actions[int(use.place.removeprefix("actions[").partition("]")[0])].code
        found[code] = sorted({*found.get(code, []), use.field})
    return found
