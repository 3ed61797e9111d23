"""Whether the assignment worked: arms of the planned sizes that were alike before."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy import stats

from scoring.columns import FloatArray
from training.pilot.cuped import varies
from training.pilot.groups import holm
from training.pilot.trial import Trial

MISMATCH = 0.001  # of the chi square; usual for this check, since it is asked of every experiment
UNLIKE = 0.1  # of a standardised difference (Austin 2009, Statistics in Medicine 28)
CHANCE = 0.05


def sizes(trial: Trial, shares: Sequence[float]) -> dict[str, Any]:
    """The sample ratio mismatch: customers an arm against the planned `shares`, which sum to 1.

    Fabijan et al. 2019 (KDD), "Diagnosing sample ratio mismatch". A mismatch says that the arms lost customers
    differently, and then no effect can be trusted.
    """
    counts = np.bincount(trial.arm, minlength=len(trial.arms))
    found = stats.chisquare(counts, np.asarray(shares) * trial.n)
    return {
        "arms": [
            {"name": name, "customers": int(n), "share": float(n / trial.n), "planned": float(share)}
            for name, n, share in zip(trial.arms, counts, shares, strict=True)
        ],
        "chi_square": float(found.statistic),
        "degrees": len(trial.arms) - 1,
        "p": float(found.pvalue),
        "mismatch": bool(found.pvalue < MISMATCH),
    }


def differences(trial: Trial) -> list[dict[str, Any]]:
    """The standardised difference of every column known before, each arm against the control, largest first.

    `unlike`: over 0.1. `chance`: no further than chance takes arms of these sizes, among so many columns (Holm, 5 %).
    """
    found = [
        (column, level, arm, d)
        for arm in range(1, len(trial.arms))
        for column, level, values in _known_before(trial)
        if (d := standardised(values[trial.of(0)], values[trial.of(arm)])) is not None
    ]
    counts = np.bincount(trial.arm)
    p = [float(2 * stats.norm.sf(abs(d) / np.sqrt(1 / counts[0] + 1 / counts[arm]))) for *_, arm, d in found]
    told: list[dict[str, Any]] = [
        {"column": column, "is": level, "arm": trial.arms[arm], "difference": d, "unlike": abs(d) > UNLIKE,
         "chance": together >= CHANCE}
        for (column, level, arm, d), together in zip(found, holm(p), strict=True)
    ]  # fmt: skip
    return sorted(told, key=lambda one: -abs(one["difference"]))


def standardised(control: FloatArray, treated: FloatArray) -> float | None:
    """(mean treated - mean control) / sqrt(mean of both variances), of known values; None where nothing varies.

    Where values vary between the arms alone, the variance is that of all.
    """
    a, b = (values[~np.isnan(values)] for values in (control, treated))
    if not len(a) or not len(b):
        return None
    both = np.concatenate([a, b])
    if not varies(both):
        return None
    spread = float(np.sqrt((a.var() + b.var()) / 2)) or float(both.std())
    return float((b.mean() - a.mean()) / spread)


def _known_before(trial: Trial) -> Iterator[tuple[str, str | None, FloatArray]]:
    """The numbers, and each text of a group as 1 and 0."""
    for column, values in trial.before.items():
        yield column, None, values
    for column, texts in trial.groups.items():
        for level in texts.levels:
            yield column, level, texts.equals(level).astype(np.float64)
