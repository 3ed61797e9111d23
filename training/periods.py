"""What is learned from at each cutoff: customers are measured some at a time, and reduced at once to numbers.

Nothing stays of the facts of a cutoff but the rows of those whose outcome counts; at training cutoffs, of very many
of them a sample.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.customers import Customers
from scoring.dimensions.churn import in_population
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.purchases import History
from scoring.scorer import measure
from training.boosting import FIT_ROWS, Target
from training.cutoffs import Plan
from training.parted import parted
from training.rows import Period, Rows, stack
from training.snapshots import buyer, churned, of_any_day, revenue

WHO = {"churn": in_population, "value": buyer}


@dataclass(frozen=True, slots=True, eq=False)
class Measuring:
    """How a customer of a day becomes numbers: the features `names`, with the `levels` of the texts among them."""

    bundle: Bundle
    names: Sequence[str]
    levels: Mapping[str, Sequence[str]]

    def numbers(self, facts: Facts) -> FloatArray:
        """The features (n, P)."""
        return facts.features.matrix(self.names, dict(self.levels))


def rows_of(customers: Customers, outcome: History, how: Measuring, plans: Mapping[Target, Plan]) -> dict[Target, Rows]:
    """The rows of every target; a cutoff of both is measured once. `outcome` is the history of all the data.

    Of a training cutoff no more than FIT_ROWS: nothing learns from more, and none of them would be in a smaller sample.
    """
    past = of_any_day(customers)
    periods: dict[Target, list[Period]] = {target: [] for target in plans}
    for day in sorted({day for plan in plans.values() for day in plan.all}):
        came = {
            target: _came(target, customers, outcome, how.bundle, day, plan.horizon_days)
            for target, plan in plans.items()
            if day in plan.all
        }
        for target, period in _measured(past, day, how, came).items():
            periods[target].append(period if day == plans[target].test else period.at_most(FIT_ROWS))
    return {target: stack(periods[target], how.names, _places(plan)) for target, plan in plans.items()}


def _came(target: Target, customers: Customers, outcome: History, bundle: Bundle, day: float, days: int) -> FloatArray:
    """The outcome (n,), whoever it counts of."""
    return churned(customers, bundle, outcome, day, days) if target == "churn" else revenue(outcome, day, days)


def _measured(
    customers: Customers, day: float, how: Measuring, came: Mapping[Target, FloatArray]
) -> dict[Target, Period]:
    """The rows of one cutoff for each target of which it is one."""
    parts: dict[Target, list[Period]] = {target: [] for target in came}
    for first, some in parted(customers):
        facts = measure(some.at(day), how.bundle)[0]
        x = how.numbers(facts)
        for target, y in came.items():
            own = y[first : first + len(some)]
            known = np.flatnonzero(WHO[target](facts) & ~np.isnan(own))
            parts[target].append(Period(x[known], own[known], known + first, len(known)))
    return {target: _joined(some) for target, some in parts.items()}


def _joined(parts: Sequence[Period]) -> Period:
    x, y, customer = (np.concatenate([getattr(one, name) for one in parts]) for name in ("x", "y", "customer"))
    return Period(x, y, customer, len(y))


def _places(plan: Plan) -> tuple[int, int]:
    """Which of the cutoffs tell the level."""
    return plan.all.index(plan.level[0]), plan.all.index(plan.level[1])
