"""What customers bought in a pilot and before it: outcomes and history of a trial, from orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from scoring.columns import EPOCH_ORDINAL, FloatArray, IntArray
from scoring.purchases import History, history
from scoring.timeline import as_known
from training.config import Config
from training.errors import TrainingError
from training.pilot.assigned import Assigned
from training.pilot.notes import Note, note
from training.pilot.trial import Trial, checked_arms
from training.tables import Tables, read_tables

BEFORE_DAYS = 365
ARMS = ("withheld", "offered")
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)  # between which a pilot may begin


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a pilot, from the first on."""

    started_on: date
    days: int

    @property
    def first(self) -> float:
        """Days since 1970-01-01."""
        return float(self.started_on.toordinal() - EPOCH_ORDINAL)

    @property
    def last(self) -> float:
        """Days since 1970-01-01."""
        return self.first + self.days - 1


def campaign_trial(assigned: Assigned, orders: Path, window: Window, config: Config) -> Trial:
    """A campaign as a trial: arms `withheld` (control) and `offered`, outcomes in the window, history before it.

    Outcomes: `bought`, `revenue` and, where orders carry cost, `margin`. Raises TrainingError where the scores were
    made after the first day, the orders end before the last, or an arm is empty.
    """
    tables = read_tables({"orders": orders}, config)
    _check_days(assigned, tables, window, orders)
    row = _rows(assigned.ids, tables, orders)
    outcomes, notes = _outcomes(tables, row, window)
    arm = (~assigned.held).astype(np.int64)
    checked_arms(ARMS, arm, "the score file")
    before = {**assigned.before, **_history(tables, row, window)}
    return Trial(ARMS, arm, outcomes, before, assigned.groups, (*assigned.notes, *notes))


def _check_days(assigned: Assigned, tables: Tables, window: Window, orders: Path) -> None:
    if assigned.as_of > window.first:
        raise TrainingError(
            f"the scores are of {_day(assigned.as_of)}, after the pilot began on {window.started_on}; give those by "
            "which the campaign was drawn, or what came of it would count as known before."
        )
    if tables.last_day is None or tables.last_day < window.last:
        end = "nowhere" if tables.last_day is None else f"on {_day(tables.last_day)}"
        raise TrainingError(
            f"{orders.name} ends {end}, before the pilot does on {_day(window.last)}; wait for the rest, or give "
            "fewer --days."
        )


def _day(number: float) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))


def _rows(ids: Sequence[str], tables: Tables, orders: Path) -> IntArray:
    """The row (n,) of each customer among those who ever bought, -1 for who never did."""
    place = {one: i for i, one in enumerate(tables.ids)}
    row = np.array([place.get(one, -1) for one in ids], dtype=np.int64)
    if (row < 0).all():
        raise TrainingError(
            f"no customer of the score file is in {orders.name}; see whether ids are written alike in both."
        )
    return row


def _outcomes(tables: Tables, row: IntArray, window: Window) -> tuple[dict[str, FloatArray], tuple[Note, ...]]:
    past = history(as_known(tables.customers(window.last)).customers)
    bought = (past.purchases_between(window.days, 0) > 0).astype(np.float64)
    revenue = np.nan_to_num(past.revenue_between(window.days, 0))
    outcomes = {"bought": _of(bought, row), "revenue": _of(revenue, row)}
    cost = _cost(past, window)
    if cost is None:
        return outcomes, (note("no_margin"),)
    return outcomes | {"margin": _of(revenue - cost, row)}, ()


def _cost(past: History, window: Window) -> FloatArray | None:
    """The cost of what was bought in the window, a customer; None where a line that brings revenue has none."""
    sold = (past.lines.number("date") >= window.first) & (past.lines.number("net") > 0)
    cost = past.lines.number("cost")
    if np.isnan(cost[sold]).any():
        return None
    total: FloatArray = np.bincount(past.lines.customer[sold], weights=cost[sold], minlength=len(past.as_of)).astype(
        float
    )
    return total


def _history(tables: Tables, row: IntArray, window: Window) -> Mapping[str, FloatArray]:
    """What was known on the eve: a refund of the pilot's days is not taken off what was bought before."""
    past = history(as_known(tables.customers(window.first - 1)).customers)
    return {
        "revenue_before": _of(np.nan_to_num(past.revenue_between(BEFORE_DAYS, 0)), row),
        "purchases_before": _of(np.nan_to_num(past.purchases_between(BEFORE_DAYS, 0)), row),
        "purchases_window_before": _of(np.nan_to_num(past.purchases_between(window.days, 0)), row),
    }


def _of(values: FloatArray, row: IntArray) -> FloatArray:
    """Each customer's value (n,), 0 for who never bought."""
    return np.where(row < 0, 0.0, np.append(values, 0.0)[row])
