"""Candidates for plans that can be worked by hand."""

from datetime import date

import polars as pl

from scoring.policy import Policy
from tests.scoring.builders import NOTHING, action, defaults
from training.plan.limits import Limits
from training.plan.plan import Plan, plan
from training.plan.reading import Candidates

TODAY, DUE = date(2026, 10, 31), date(2026, 11, 7)
SCHEMA = {
    "customer_id": pl.String,
    "as_of": pl.Date,
    "segment": pl.String,
    "action": pl.Int64,
    "channel": pl.String,
    "cost": pl.Float64,
    "effect": pl.Float64,
    "basis": pl.String,
    "net": pl.Float64,
    "withheld": pl.Boolean,
    "duty": pl.Boolean,
}
CHANNELS = ("email", "sms", "phone", "wecom", "in_app")


def candidate(customer: str, place: int, net: float | None, cost: float, **fields: object) -> dict[str, object]:
    """One action of a customer; by default each place of the policy has a channel of its own."""
    plain = {
        "customer_id": customer, "as_of": TODAY, "segment": "s1", "action": place, "channel": CHANNELS[place % 5],
        "due_on": DUE, "cost": cost, "effect": 0.05, "basis": "assumed", "net": net, "withheld": False, "duty": False,
    }  # fmt: skip
    return {**plain, **fields}


def candidates(*rows: dict[str, object]) -> Candidates:
    told = [{name: row[name] for name in SCHEMA} for row in rows]
    table = pl.DataFrame(told, SCHEMA).sort("customer_id", "action")
    return Candidates(table, table["customer_id"].n_unique(), whole=True)


def planned(
    *rows: dict[str, object],
    budget: float = 1e6,
    most: int = 3,
    needs: tuple[tuple[int, int], ...] = (),
    **capacity: int,
) -> Plan:
    return plan(candidates(*rows), Limits(budget, capacity, most), policy(*rows, needs=needs))


def policy(*rows: dict[str, object], needs: tuple[tuple[int, int], ...] = ()) -> Policy:
    """The policy whose actions these are, with their channels and due days."""
    said = {row["action"]: row for row in rows}
    places = range(1 + max(int(str(place)) for place in said))
    actions = [*(_action(i, said.get(i), needs) for i in places), NOTHING]
    return Policy.from_content({"settings": defaults()["policy"]["settings"], "actions": actions}, set())


def _action(place: int, row: dict[str, object] | None, needs: tuple[tuple[int, int], ...]) -> dict[str, object]:
    after = [f"a{first}" for first, then in needs if then == place]
    if row is None:
        return action(f"a{place}", after=after)
    due = row["due_on"]
    assert isinstance(due, date)
    return action(f"a{place}", after=after, channel=row["channel"], due_days=(due - TODAY).days)


def pairs(table: pl.DataFrame) -> list[tuple[str, int]]:
    """Who gets what."""
    return list(table.select("customer_id", "action").iter_rows())
