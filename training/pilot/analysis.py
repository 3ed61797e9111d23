"""A trial analysed: start reading at `analyse`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.errors import TrainingError
from training.pilot.balance import differences, sizes
from training.pilot.cuped import adjusted, varies
from training.pilot.estimates import Estimate, Sample, difference, is_rate, p_value, relative
from training.pilot.groups import by_group
from training.pilot.notes import note
from training.pilot.power import power
from training.pilot.tails import tail
from training.pilot.trial import Trial
from training.pilot.verdict import effect_verdict, overall

FEWEST_EVENTS = 10  # of a rate, yes and no in each arm, for the normal law to hold


def analyse(trial: Trial, shares: Mapping[str, float] | None = None, effect: float | None = None) -> dict[str, Any]:
    """Every figure of a trial as plain data.

    `shares`: planned, by arm; equal where none are given. `effect`: the size whose needed customers are wanted, in the
    unit of the outcome; the one that was seen where none is given. TrainingError where the shares are not the arms'.
    """
    found = {
        "customers": trial.n,
        "control": trial.arms[0],
        "sizes": sizes(trial, planned(trial.arms, shares)),
        "balance": differences(trial),
        "effects": [
            _effect(trial, outcome, arm, effect) for outcome in trial.outcomes for arm in range(1, len(trial.arms))
        ],
        "notes": [*trial.notes, *(note("unvaried", column=name) for name in unvaried(trial))],
    }
    return found | {"verdict": overall(found, [*trial.before, *trial.groups])}


def planned(arms: Sequence[str], shares: Mapping[str, float] | None) -> list[float]:
    """The planned share of each arm; TrainingError where some are missing, of no arm, or do not add up."""
    if not shares:
        return [1 / len(arms)] * len(arms)
    if unknown := [name for name in shares if name not in arms]:
        raise TrainingError(f'--share names "{unknown[0]}", which is no arm; the arms are {", ".join(arms)}.')
    if missing := [name for name in arms if name not in shares]:
        raise TrainingError(f'--share lacks the arm "{missing[0]}"; give the planned share of each arm.')
    total = sum(shares.values())
    if not all(0 < share < float("inf") for share in shares.values()):
        raise TrainingError("--share must be above 0 for each arm, such as control=10 mailed=90.")
    return [shares[name] / total for name in arms]


def unvaried(trial: Trial) -> list[str]:
    """The columns known before that are the same for all customers of whom they are known."""
    known = {name: values[~np.isnan(values)] for name, values in trial.before.items()}
    found = [name for name, values in known.items() if not len(values) or not varies(values)]
    return found + [name for name, texts in trial.groups.items() if len(texts.levels) <= 1]


def _effect(trial: Trial, outcome: str, arm: int, wanted: float | None) -> dict[str, Any]:
    values, both = trial.outcomes[outcome], trial.of(0) | trial.of(arm)
    rate = is_rate(values)
    own, treated = values[both], trial.of(arm)[both]
    control, other = Sample.of(own[~treated]), Sample.of(own[treated])
    found = difference(control, other, rate=rate)
    without = history_removed(trial, outcome, arm)
    best = found if without is None else difference(*without, rate=False)
    ratio = relative(control, other)
    told: dict[str, Any] = {
        "outcome": outcome,
        "arm": trial.arms[arm],
        "rate": rate,
        "control": {"customers": control.n, "mean": control.mean},
        "treated": {"customers": other.n, "mean": other.mean},
        "effect": found.plain(),
        "relative": None if ratio is None else ratio.plain(),
        "p": p_value(control, other, rate=rate),
        "adjusted": None if without is None else _narrower(found, best),
        "tail": None if rate else tail(own, treated),
        "power": power(best.error, len(own), best.value if wanted is None else wanted),
        "groups": by_group(trial, values, arm, rate=rate),
    }
    return told | {"verdict": effect_verdict(told, best, trial.arms[0])}


def history_removed(trial: Trial, outcome: str, arm: int) -> tuple[Sample, Sample] | None:
    """Control and arm by CUPED; None without a history.

    And where nothing varies, and for a rate of so few that only exact intervals hold.
    """
    both = trial.of(0) | trial.of(arm)
    own, treated = trial.outcomes[outcome][both], trial.of(arm)[both]
    if not varies(own):
        return None
    if is_rate(trial.outcomes[outcome]):
        yes = [np.count_nonzero(own[mask]) for mask in (treated, ~treated)]
        no = [np.count_nonzero(own[mask] == 0) for mask in (treated, ~treated)]
        if min(*yes, *no) < FEWEST_EVENTS:
            return None
    return adjusted(own, treated, [column[both] for column in trial.before.values()])


def _narrower(found: Estimate, adjusted: Estimate) -> dict[str, float]:
    """The adjusted effect, and the share of the variance that history explained away."""
    gone = 1 - (adjusted.error / found.error) ** 2 if found.error else 0.0
    return {**adjusted.plain(), "variance_removed": gone}
