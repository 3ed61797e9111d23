"""DEFINITIONS.md, section 1. Tiers are cut at 1,000 and 10,000; `worth` is what the model expects."""

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Payload, Rules, account, bought, months, order


def worth(value: float, **more: object) -> Payload:
    """A customer of whom the model expects so much."""
    return {**bought(9), "attributes": {"worth": value}, **more}


def used(uses: float) -> Payload:
    """So many uses in each of the last three full months."""
    return months(uses=[uses] * 3)


def trend(recent: float, before: float) -> Payload:
    """Revenue of the last 90 days, and of the 90 before."""
    return {"orders": [order(0, recent / 2), order(89, recent / 2), order(90, before / 2), order(179, before / 2)]}


RULES: Rules = {
    "| `historic_value` | net revenue of all purchases up to `as_of` |": [
        Example(bought(900, 9), {"value.historic_value": 200.0, "value.basis": "rule"}),
        Example({**bought(9, 5), "as_of": ago(9)}, {"value.historic_value": 100.0}),
        Example({}, {"value.historic_value": None, "value.basis": "insufficient_data"}, ("orders",)),
    ],
    "| `expected_value` | modelled net revenue in the value horizon after `as_of` (365 days;": [
        Example(worth(1_000), {"value.expected_value": 1_000.0, "value.horizon_days": 365, "value.basis": "model"}),
        Example(worth(1_000, orders=[]), {"value.expected_value": None, "value.basis": "rule"}),
        Example(worth(1_000, account={"status": "left"}), {"value.expected_value": None}),
        Example(bought(9), {"value.expected_value": None, "value.tier": None}, of="rules alone"),
    ],
    "quantiles are rearranged so that lower <= expected <= upper": [
        Example(worth(1_000), {"value.interval": [500.0, 2_000.0]}),  # up to 1,000: 0.5 and 2 times
        Example(worth(5_000), {"value.interval": [5_000.0, 15_000.0]}),  # up to 5,000: 1.2 and 3 times
        Example(worth(10_000), {"value.interval": [4_000.0, 10_000.0]}),  # over it: 0.4 and 0.9 times
        Example(bought(9), {"value.interval": None}),
    ],
    "| `lifetime_value` | `historic_value + expected_value`": [
        Example(worth(1_000), {"value.lifetime_value": 1_100.0}),
        Example(bought(9), {"value.lifetime_value": None}),
    ],
    "| `tier` | `high` / `middle` / `low` on `expected_value`: cuts at the 80th and 50th percentile": [
        Example(worth(999.99), {"value.tier": "low"}),
        Example(worth(1_000), {"value.tier": "middle"}),
        Example(worth(9_999.99), {"value.tier": "middle"}),
        Example(worth(10_000), {"value.tier": "high"}),
        Example(bought(9), {"value.tier": None}),
    ],
    "absolute cuts in currency, alone or with uses a month": [
        Example(worth(10_000, **used(20)), {"value.tier": "high"}, of="uses beside money"),
        Example(worth(10_000, **used(19.99)), {"value.tier": "middle"}, of="uses beside money"),
        Example(worth(9_999.99, **used(20)), {"value.tier": "middle"}, of="uses beside money"),
        Example(worth(10_000, **used(4.99)), {"value.tier": "low"}, of="uses beside money"),
        Example(worth(999.99, **used(20)), {"value.tier": "low"}, of="uses beside money"),
        Example(worth(999.99), {"value.tier": "low"}, ("usage",), of="uses beside money"),  # whatever the uses are
        Example(worth(1_000), {"value.tier": None, "value.expected_value": 1_000.0}, ("usage",),
                of="uses beside money"),
        Example(worth(1_000, usage=[]), {"value.tier": "low"}, of="uses beside money"),
        Example(worth(10_000, **used(4.99)), {"value.tier": "high"}),  # money alone
    ],
    "| `percentile` | mid-rank among 1,001 stored quantiles of out-of-sample predictions |": [
        Example(worth(5_000), {"value.percentile": 50.0}),  # 500 quantiles below, 501 up to it
        Example(worth(1_000), {"value.percentile": 100.5 / 1001 * 100}),
        Example(bought(9), {"value.percentile": None}),
    ],
    "`rising` above +20 %, `falling` below -20 %, else `steady`": [
        Example(trend(120.02, 100), {"value.potential": "rising"}),
        Example(trend(120, 100), {"value.potential": "steady"}),
        Example(trend(80, 100), {"value.potential": "steady"}),
        Example(trend(79.98, 100), {"value.potential": "falling"}),
        Example(bought(9), {"value.potential": "rising"}),  # from nothing
        Example({"orders": []}, {"value.potential": None}),
        Example({}, {"value.potential": None}, ("orders",)),
    ],
    "a rising customer whose tier is not `high` carries the tag `potential_high_value`": [
        Example(worth(9_999.99), {"value.potential": "rising", "tags": {"potential_high_value"}}),
        Example(worth(10_000), {"value.potential": "rising", "not tags": {"potential_high_value"}}),
    ],
    "| `spend_band` | by the largest purchase (100 / 200 / 500) |": [
        Example(bought(9, amount=99.99), {"value.spend_band": "under_first"}),
        Example(bought(9, amount=100), {"value.spend_band": "first"}),
        Example(bought(9, amount=199.99), {"value.spend_band": "first"}),
        Example(bought(9, amount=200), {"value.spend_band": "second"}),
        Example(bought(9, amount=499.99), {"value.spend_band": "second"}),
        Example(bought(9, amount=500), {"value.spend_band": "third"}),
        Example({"orders": [order(9, 250), order(9, 250)]}, {"value.spend_band": "third"}),  # one order of the day
        Example({}, {"value.spend_band": None}, ("orders",)),
    ],
    "| `profit` | revenue minus `orders.cost` and `cost_to_serve` where given; `profitable` yes/no |": [
        Example(bought(9, cost=60), {"value.profit": 40.0, "value.profitable": True}),
        Example(bought(9, cost=100), {"value.profit": 0.0, "value.profitable": False}),
        Example({**bought(9, cost=60), **account(cost_to_serve=50)},
                {"value.profit": -10.0, "value.profitable": False}),
        Example(bought(9), {"value.profit": None, "value.profitable": None}),
        Example({"orders": [order(9, cost=60), order(5)]}, {"value.profit": None}),  # of one the cost is unknown
    ],
}  # fmt: skip
