"""The uplift of one arm of a trial against its control, from what was known before."""

from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.errors import TrainingError
from training.pilot.notes import Note, note
from training.pilot.trial import Trial
from training.uplift.plain import plain
from training.uplift.said import verdict
from training.uplift.sample import LEAST_AN_ARM
from training.uplift.uplift import Kind, Uplift, uplift


def of_trial(trial: Trial, arm: int, outcome: str, *, seed: int = 0) -> Uplift:
    """The uplift of `arm` (1 or more; 0 is the control) on an outcome, over `--before` and `--group` columns.

    `predicted` has a row for each customer of these two arms, in the trial's order. Every outcome and every arm of the
    trial counts as a look, whichever are judged: an interval must not narrow because others were not printed.
    """
    check_known(trial)
    rows = trial.of(0) | trial.of(arm)
    names, levels, x = _features(trial, rows)
    y = trial.outcomes[outcome][rows]
    kind: Kind = "rate" if np.isin(y, (0.0, 1.0)).all() else "money"
    looks = (len(trial.arms) - 1) * len(trial.outcomes)
    return uplift(x, names, levels, trial.arm[rows] == arm, y, kind=kind, seed=seed, looks=looks)


def every(trial: Trial, *, seed: int = 0) -> list[dict[str, Any]]:
    """The uplift of every arm on every outcome as plain data, each with its `arm`, `outcome` and `verdict`.

    Arms that are `too_small` are left out. TrainingError where nothing is known of the customers from before.
    """
    check_known(trial)
    found = []
    for outcome in trial.outcomes:
        for arm in _large(trial):
            one = {"arm": trial.arms[arm], "outcome": outcome, **plain(of_trial(trial, arm, outcome, seed=seed))}
            found.append(one | {"verdict": verdict(one)})
    return found


def too_small(trial: Trial) -> list[Note]:
    """A note for each arm that has too few customers to rank them, and for a control that has."""
    sizes = np.bincount(trial.arm, minlength=len(trial.arms))
    if sizes[0] < LEAST_AN_ARM:
        return [note("uplift_control", count=f"{sizes[0]:,}", least=LEAST_AN_ARM)]
    return [
        note("uplift_arm", arm=name, count=f"{size:,}", least=LEAST_AN_ARM)
        for name, size in zip(trial.arms, sizes, strict=True)
        if size < LEAST_AN_ARM
    ]


def check_known(trial: Trial) -> None:
    """TrainingError where nothing was given by which customers could be ranked."""
    if not trial.before and not any(text.levels for text in trial.groups.values()):
        raise TrainingError("--uplift ranks by what was known before; name such columns with --before or --group.")


def _large(trial: Trial) -> list[int]:
    """The arms that have customers enough, beside a control that has."""
    sizes = np.bincount(trial.arm, minlength=len(trial.arms))
    return [arm for arm in range(1, len(trial.arms)) if min(sizes[0], sizes[arm]) >= LEAST_AN_ARM]


def _features(trial: Trial, rows: BoolArray) -> tuple[tuple[str, ...], dict[str, int], FloatArray]:
    """Numbers first; a column that is named as both is a number, and a group of nobody is none."""
    texts = {name: text for name, text in trial.groups.items() if name not in trial.before and text.levels}
    columns = [*trial.before.values(), *(text.codes_in(text.levels) for text in texts.values())]
    levels = {name: len(text.levels) for name, text in texts.items()}
    return (*trial.before, *texts), levels, np.column_stack(columns)[rows]
