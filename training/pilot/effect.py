"""A measured effect on the scale of an action, as the table that a policy holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray
from scoring.conditions import TEXTS, kind_of
from scoring.outputs import COMPARABLE
from training.errors import TrainingError
from training.pilot.analysis import history_removed
from training.pilot.estimates import Estimate, Sample, difference, is_rate, relative
from training.pilot.notes import Note, note
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


NOTHING_VARIES = (
    '"{name}" is the same for everyone of an arm, so its effect cannot be measured; give another --outcome.'
)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One outcome of one arm beside the control, and how it counts (`terms`)."""

    trial: Trial
    arm: int
    outcome: str
    terms: Terms

    @property
    def values(self) -> FloatArray:
        """The outcome of all customers (n,)."""
        return self.trial.outcomes[self.outcome]

    def customers(self, who: BoolArray) -> list[int]:
        """How many of these customers (n,) are in the control and in the arm."""
        return [int(np.count_nonzero(who & self.trial.of(arm))) for arm in (0, self.arm)]

    def of_all(self) -> Estimate | None:
        """The effect as it counts, with history taken out where there is one; None where there is no ratio."""
        without = history_removed(self.trial, self.outcome, self.arm)
        if without is None:
            return self.of(np.ones(self.trial.n, dtype=bool))
        return _converted(*without, self.terms, rate=False)

    def of(self, who: BoolArray) -> Estimate | None:
        """The effect on these customers (n,) as it counts; None where there is no ratio."""
        control, treated = (Sample.of(self.values[who & self.trial.of(arm)]) for arm in (0, self.arm))
        return _converted(control, treated, self.terms, rate=is_rate(self.values))


def measured_effect(
    trial: Trial, action: Mapping[str, Any], arm: int, source: str, span: Span, known: Classes | None = None
) -> dict[str, Any]:
    """The keys `effect` and `effect_where` of a policy's `action` as an `arm` of a trial measured them.

    On the action's own scale (`_outcome`, `Terms`). `effect_where` has the parts of one group column that answers have,
    without those that are no class of a column of `known`. `source` says in words where the numbers come from, and gets
    the outcome's name. With under 500 customers in an arm the keys are the action's own, unchanged.

    Raises TrainingError where the trial has no outcome of the kind that the scale needs, or too few days.
    """
    if fewest(trial, arm) < FEWEST:
        return {key: action[key] for key in KEYS if key in action}
    scale, family = action["effect"]["scale"], action["family"]
    asked = Asked(trial, arm, _outcome(trial, scale, family), span.terms(scale, family))
    found = asked.of_all()
    if found is None:
        raise TrainingError(NO_RATIO.format(name=asked.outcome))
    if not found.error:
        raise TrainingError(NOTHING_VARIES.format(name=asked.outcome))
    n = sum(asked.customers(np.ones(trial.n, dtype=bool)))
    measured = {"scale": scale, **_measured(found, n), "source": f"{source}: {asked.outcome}{asked.terms.source}"}
    where = _where(asked, known or {})
    return {"effect": measured, **({"effect_where": where} if where else {})}


def _outcome(trial: Trial, scale: str, family: str) -> str:
    """The first outcome that is of the scale's kind.

    `relative` of retention and service is the share of would-be leavers who stay, of an outcome that is 1 for who
    stayed; else the share of expected value added, of money. `absolute` is points of a rate, `money` of a margin.
    """
    needs_rate = scale == "absolute" or (scale == "relative" and family in SAVES)
    fitting = [name for name, values in trial.outcomes.items() if is_rate(values) == needs_rate]
    if scale == "money":
        fitting = [name for name in fitting if name == "margin"] or [name for name in fitting if name != "revenue"]
    if not fitting:
        kind = "a rate (1 for who bought or stayed, else 0)" if needs_rate else "money"
        kind = "a margin" if scale == "money" else kind
        raise TrainingError(
            f"the action's effect is {scale}, which needs an outcome that is {kind}; give --outcome one."
        )
    return fitting[0]


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


def _where(asked: Asked, known: Classes) -> list[dict[str, Any]]:
    """The parts of the column that differ most surely, drawn together; nothing where no column has two parts.

    One column, since only the first part of a policy that holds counts.
    """
    columns = {name: parts for name in _askable(asked.trial) if len(parts := list(_parts(asked, name, known))) > 1}
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


def strangers(trial: Trial, known: Classes) -> list[Note]:
    """A note for each group column of an answer that has values which its classes are not."""
    found = []
    for name in _askable(trial):
        levels = trial.groups[name].levels
        if name in known and (count := sum(level not in known[name] for level in levels)):
            code = "stranger" if count == 1 else "strangers"
            found.append(note(code, column=name, count=count, values=len(levels), classes=", ".join(known[name])))
    return found


def _differ(estimates: Sequence[Estimate]) -> float:
    """The p of Cochran's Q."""
    return heterogeneity(np.array([e.value for e in estimates]), np.array([e.error for e in estimates])).p


def _parts(asked: Asked, column: str, known: Classes) -> Iterator[tuple[str, int, Estimate]]:
    texts = asked.trial.groups[column]
    for level in (one for one in texts.levels if one in known.get(column, texts.levels)):
        sizes = asked.customers(own := texts.equals(level))
        if min(sizes) >= FEWEST_OF_AN_ARM:
            found = asked.of(own)
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
