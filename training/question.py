"""What can be asked of the data: which event, over which horizon, at which cutoffs, or by rule only."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import EPOCH_ORDINAL, Category, FloatArray
from scoring.customers import Customers
from scoring.purchases import History
from training.config import Config
from training.cutoffs import VALUE_HORIZONS, Plan, auto_horizon, longest_fitting, plan
from training.errors import TrainingError
from training.reference import FEWEST_REPEAT_BUYERS, gaps_between
from training.snapshots import of_any_day, whole_history
from training.tables import Tables

FEWEST_CUSTOMERS, FEWEST_OF_A_CLASS = 500, 30
SHORTEST_HALF_DAYS = 30
UNDATED = 0.0  # 1970-01-01: no clock enters a bundle, so data without any date say so
CONTRACT = ("account_signed_up_on", "account_left_on")
NO_PURCHASE = (
    "no order has a net amount above 0, so nobody counts as a buyer and rules answer; `amount` must be what was paid"
)
NEEDED = {
    "label": 'give --customers FILE with a label ([customers] churned = "...")',
    "purchases": "give --orders FILE",
    "contracts": "give --customers FILE with account_signed_up_on and account_left_on",
}


@dataclass(frozen=True, slots=True)
class Halfway:
    """The days up to which a history too short for past cutoffs forecasts its rest, and the horizon of value.

    `day` for churn, `value_day` for value: one horizon before the end, or the middle where that is later.
    """

    day: float
    value_day: float
    value_days: int


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a fit is to answer.

    `mode`: purchases | contracts | label; `method`: glass_box | mbg_nbd | rule. `churn` and `value` are the plans of
    their horizons, None where there is none; `halfway` is there for `mbg_nbd` alone; `reasons` say what was decided and
    why, for people.
    """

    mode: str
    method: str
    as_of: float
    horizon_days: int | None
    churn: Plan | None
    value: Plan | None
    outcome: History
    reasons: tuple[str, ...]
    halfway: Halfway | None = None

    @property
    def reference_day(self) -> float:
        """The last day of which outcomes are known: customers are described, for cuts and medians, as of it."""
        return self.churn.test if self.churn else self.as_of

    @property
    def earliest_test(self) -> float:
        """The day up to which models may know the population, so that none is tested on what it knows."""
        return min((plan.test for plan in (self.churn, self.value) if plan), default=self.as_of)


def ask(tables: Tables, config: Config) -> Question:
    """Decide from the tables and the configuration."""
    mode = _mode(tables, config)
    as_of = last_known_day(tables, config)
    customers = tables.customers(as_of)
    past = whole_history(customers, as_of)
    too_little = _too_little(tables, past, mode)
    if mode == "label":
        return Question(mode, "rule" if too_little else "glass_box", as_of, None, None, None, past, too_little)
    first = _first_day(customers, past, mode)
    horizon = _horizon(config, past, mode, first, as_of)
    churn = plan(first, as_of, horizon)
    halfway = _halfway(config, customers, first, as_of, horizon) if mode == "purchases" and not churn else None
    too_little = too_little or (() if churn or halfway else (_too_short(first, as_of, horizon),))
    if too_little:
        return Question(mode, "rule", as_of, horizon, None, None, past, too_little)
    if halfway:
        return Question(
            mode, "mbg_nbd", as_of, horizon, None, None, past, (_by_halves(first, as_of, horizon),), halfway
        )
    value, shorter = _value(config, past, first, as_of)
    return Question(mode, "glass_box", as_of, horizon, churn, value, past, shorter)


def last_known_day(tables: Tables, config: Config) -> float:
    """The day of the configuration, else of the last event, else of the last customer who came or left."""
    if config.as_of is not None:
        return float(config.as_of.toordinal() - EPOCH_ORDINAL)
    if tables.last_day is not None:
        return float(tables.last_day)
    days = [column for name, column in tables.columns.items() if name in CONTRACT and not isinstance(column, Category)]
    return float(np.nanmax([UNDATED, *np.concatenate(days)])) if days else UNDATED


def _halfway(config: Config, customers: Customers, first: float, last: float, horizon: int) -> Halfway | None:
    """Where the history parts, if it has shown a rhythm by its middle; no horizon is longer than what is known."""
    known = last - first + 1
    if known < max(horizon, 2 * SHORTEST_HALF_DAYS):
        return None
    middle = float(np.floor((first + last) / 2))
    repeat = int((whole_history(of_any_day(customers), middle).gap_count > 0).sum())
    days = [config.value_horizon_days, *VALUE_HORIZONS, horizon]
    value_days = next(days for days in days if days <= min(known, config.value_horizon_days))
    found = Halfway(max(middle, last - horizon), max(middle, last - value_days), value_days)
    return found if repeat >= FEWEST_REPEAT_BUYERS else None


def _value(config: Config, past: History, first: float, last: float) -> tuple[Plan | None, tuple[str, ...]]:
    """Cutoffs over the horizon asked for, or the longest usual one under it that fits; why it is not the one asked."""
    if not (past.count > 0).any():
        return None, ()
    wanted = config.value_horizon_days
    days = longest_fitting([wanted, *(days for days in VALUE_HORIZONS if days < wanted)], first, last)
    if days == wanted:
        return plan(first, last, days), ()
    found = "no value is learned" if days is None else f"value is learned over {days} days"
    said = f"the history is too short for cutoffs {wanted} days apart, so {found}"
    return None if days is None else plan(first, last, days), (said,)


def _too_short(first: float, last: float, horizon: int) -> str:
    span = max(last - first, 0)
    return f"the data span {span:.0f} days: too few for three cutoffs {horizon} days apart, so rules answer"


def _by_halves(first: float, last: float, horizon: int) -> str:
    return (
        f"the data span {last - first:.0f} days: too few for three cutoffs {horizon} days apart, so the rhythm of "
        "purchase forecasts, corrected by how the earlier part of the history forecasts the later"
    )


def _mode(tables: Tables, config: Config) -> str:
    given = {
        "label": tables.labelled,
        "purchases": "orders" in tables.files,
        "contracts": all(_says(tables, config, column) for column in CONTRACT),
    }
    mode = next((name for name, known in given.items() if known), "") if config.event == "auto" else config.event
    if not given.get(mode):
        about = "there is nothing to learn from" if config.event == "auto" else f'event = "{mode}" has nothing to go by'
        raise TrainingError(f"{about}: {'; or '.join(NEEDED.values()) if config.event == 'auto' else NEEDED[mode]}.")
    return mode


def _says(tables: Tables, config: Config, column: str) -> bool:
    """Whether the customers' file has the column, be it empty throughout: then nobody has left yet."""
    file = tables.files.get("customers")
    return file is not None and (column in file.columns or column in config.table("customers").fields)


def _too_little(tables: Tables, past: History, mode: str) -> tuple[str, ...]:
    if mode == "label":
        classes = [int((tables.churned == value).sum()) for value in (0, 1)]
        if sum(classes) < FEWEST_CUSTOMERS:
            return (f"{sum(classes)} labelled customers are too few to learn from ({FEWEST_CUSTOMERS} are needed)",)
        return _one_class(classes)
    if mode == "purchases" and not (past.count > 0).any():
        return (NO_PURCHASE,)
    if len(tables) < FEWEST_CUSTOMERS:
        return (f"{len(tables)} customers are too few to learn from ({FEWEST_CUSTOMERS} are needed), so rules answer",)
    repeat = int((past.gap_count > 0).sum())
    if mode == "purchases" and repeat < FEWEST_REPEAT_BUYERS:
        return (f"{repeat} customers bought on two days or more ({FEWEST_REPEAT_BUYERS} are needed), so rules answer",)
    return ()


def _one_class(classes: list[int]) -> tuple[str, ...]:
    if min(classes) >= FEWEST_OF_A_CLASS:
        return ()
    few = "stayed" if classes[0] < classes[1] else "left"
    return (f"only {min(classes)} of {sum(classes)} customers {few}: too few to learn from ({FEWEST_OF_A_CLASS})",)


def _first_day(customers: Customers, past: History, mode: str) -> float:
    days: FloatArray = customers.number("account_signed_up_on") if mode == "contracts" else past.first_day
    return float(np.nanmin(days)) if not np.isnan(days).all() else float("inf")


def _horizon(config: Config, past: History, mode: str, first: float, last: float) -> int:
    if config.horizon_days != "auto":
        return int(config.horizon_days)
    gaps = gaps_between(past.purchases)[0] if mode == "purchases" else np.empty(0)
    return auto_horizon(gaps, first, last)
