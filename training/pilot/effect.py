"""A measured effect on the scale of an action, as the table that a policy holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from scoring.columns import BoolArray
from scoring.conditions import TEXTS, kind_of
from scoring.outputs import COMPARABLE
from training.errors import TrainingError
from training.pilot.analysis import history_removed
from training.pilot.estimates import Estimate, Sample, difference, is_rate, relative
from training.pilot.shrinkage import heterogeneity, shrunk
from training.pilot.span import SAVES, Span, Terms
from training.pilot.trial import FEWEST_OF_AN_ARM, Trial

KEYS = ("effect", "effect_where")
FEWEST = 500  # customers an arm; below, chance moves an effect by more than actions differ
DIGITS = 4
Classes = Mapping[str, Sequence[str]]


def fewest(trial: Trial, arm: int) -> int:
    """Customers of the smaller of control and arm."""
    return int(min(np.count_nonzero(trial.of(0)), np.count_nonzero(trial.of(arm))))


NO_RATIO = (
    'the effect on "{name}" has no ratio, since an arm has none of it; measure longer, or give the action an effect on '
    "another scale."
)


def measured_effect(
    trial: Trial,
    action: Mapping[str, Any],
    arm: int,
    source: str,
    span: Span,
    known: Classes | None = None,
    outcome: str | None = None,
) -> dict[str, Any]:
    """The keys `effect` and `effect_where` of a policy's `action` as an `arm` of a trial measured them.

    On the action's own scale. `relative` of retention and service: the share of would-be leavers who stay, of an
    outcome that is 1 for who stayed; else the share of expected value added, of money; a lift of the window
    moves the money of its days only, so it counts by their share of the value horizon (`span`). `absolute`: probability
    points, of a rate. `money`: currency a customer, of a margin. `effect_where` has the parts of one group column that
    answers have, drawn together: the column whose parts differ most surely, since only the first part that holds
    counts, and without those that are no class of a column of `known`. `source` says in words where
    the numbers come from, and gets the outcome's name. With under 500 customers in an arm
    the keys are the action's own, unchanged.

    Raises TrainingError where the trial has no outcome of the kind that the scale needs, or too few days.
    """
    if fewest(trial, arm) < FEWEST:
        return {key: action[key] for key in KEYS if key in action}
    scale, family = action["effect"]["scale"], action["family"]
    name = _outcome(trial, scale, family, outcome)
    terms = span.terms(scale, family)
    without = history_removed(trial, name, arm)
    pair = without or _pair(trial, name, trial.of(0), trial.of(arm))
    found = _converted(*pair, terms, rate=without is None and is_rate(trial.outcomes[name]))
    if found is None:
        raise TrainingError(NO_RATIO.format(name=name))
    measured = {"scale": scale, **_measured(found, _customers(trial, arm)), "source": f"{source}: {name}{terms.source}"}
    where = _where(trial, name, arm, terms, known or {})
    return {"effect": measured, **({"effect_where": where} if where else {})}


def _customers(trial: Trial, arm: int) -> int:
    """Customers of an arm and the control together."""
    return int(np.count_nonzero(trial.of(0) | trial.of(arm)))


def _outcome(trial: Trial, scale: str, family: str, wanted: str | None) -> str:
    """The outcome that was asked for, else the first that is of the scale's kind."""
    needs_rate = scale == "absolute" or (scale == "relative" and family in SAVES)
    fitting = [name for name, values in trial.outcomes.items() if is_rate(values) == needs_rate]
    if scale == "money":
        fitting = [name for name in fitting if name == "margin"] or [name for name in fitting if name != "revenue"]
    if wanted is not None and wanted not in fitting:
        fitting = []
    if not fitting:
        kind = "a rate (1 for who bought or stayed, else 0)" if needs_rate else "money"
        kind = "a margin" if scale == "money" else kind
        raise TrainingError(
            f"the action's effect is {scale}, which needs an outcome that is {kind}; give --outcome one."
        )
    return wanted or fitting[0]


def _converted(control: Sample, treated: Sample, terms: Terms, *, rate: bool) -> Estimate | None:
    """The effect as it counts over the horizon; None where there is no ratio."""
    if terms.scale != "relative":
        return difference(control, treated, rate=rate)
    if not terms.saves:
        lift = relative(control, treated)
        return None if lift is None else lift.times(terms.share)
    lost = relative(_left(control), _left(treated))
    return None if lost is None else Estimate(-lost.value, -lost.high, -lost.low)


def _left(stayed: Sample) -> Sample:
    return Sample(stayed.n, 1 - stayed.mean, stayed.variance)


def _pair(trial: Trial, outcome: str, control: BoolArray, treated: BoolArray) -> tuple[Sample, Sample]:
    values = trial.outcomes[outcome]
    return Sample.of(values[control]), Sample.of(values[treated])


def _where(trial: Trial, outcome: str, arm: int, terms: Terms, known: Classes) -> list[dict[str, Any]]:
    """The parts of the column that differ most surely, drawn together; nothing where no column has two parts."""
    columns = {
        name: parts
        for name in _askable(trial)
        if len(parts := list(_parts(trial, name, outcome, arm, terms, known))) > 1
    }
    if not columns:
        return []
    column = min(columns, key=lambda name: _differ([estimate for *_, estimate in columns[name]]))
    drawn = shrunk([estimate for *_, estimate in columns[column]])
    return [
        {"field": column, "is": level, **_measured(estimate, n)}
        for (level, n, _), estimate in zip(columns[column], drawn, strict=True)
    ]


def _askable(trial: Trial) -> list[str]:
    """The group columns that an answer has as texts, for which alone a policy can ask."""
    return [name for name in trial.groups if name in COMPARABLE and kind_of(name, ()) == TEXTS]


def strangers(trial: Trial, known: Classes) -> list[str]:
    """A sentence for each group column of an answer that has values which its classes are not."""
    found = []
    for name in _askable(trial):
        levels = trial.groups[name].levels
        if name in known and (count := sum(level not in known[name] for level in levels)):
            classes = ", ".join(known[name])
            found.append(
                f"{name}: {count} of {len(levels)} values {'is no class' if count == 1 else 'are no classes'} of it "
                f"({classes}), so the policy gets no effect for {'it' if count == 1 else 'them'}."
            )
    return found


def _differ(estimates: Sequence[Estimate]) -> float:
    """The p of Cochran's Q."""
    return heterogeneity(np.array([e.value for e in estimates]), np.array([e.error for e in estimates])).p


def _parts(
    trial: Trial, column: str, outcome: str, arm: int, terms: Terms, known: Classes
) -> Iterator[tuple[str, int, Estimate]]:
    texts, rate = trial.groups[column], is_rate(trial.outcomes[outcome])
    for level in (one for one in texts.levels if one in known.get(column, texts.levels)):
        control, treated = (texts.equals(level) & trial.of(one) for one in (0, arm))
        sizes = [int(np.count_nonzero(mask)) for mask in (control, treated)]
        if min(sizes) >= FEWEST_OF_AN_ARM:
            found = _converted(*_pair(trial, outcome, control, treated), terms, rate=rate)
            if found is not None and found.error > 0:
                yield level, sum(sizes), found


def _measured(estimate: Estimate, n: int) -> dict[str, Any]:
    """An estimate as a policy says it, to four digits."""
    value, low, high = (float(f"{number:.{DIGITS}g}") for number in (estimate.value, estimate.low, estimate.high))
    return {"value": value, "basis": "measured", "n": n, "low": min(low, value), "high": max(high, value)}


def written(value: object) -> str:
    """A value of an effect as TOML: lists with a line for each entry."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a TOML string escapes as JSON does, but for DEL
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {written(item)}" for name, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + "".join(f"\n  {written(item)}," for item in value) + "\n]"
    return f"{value}"
