"""Features of payloads, on the default rules: a population gap of 30 days that counts as two of one's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import Category
from tests.scoring.builders import ago, facts

POPULATION_GAP, STRENGTH = 30.0, 2.0


def feature(name: str, *payloads: Mapping[str, Any]) -> list[float | str | None]:
    """A feature of payloads, None where it is missing."""
    column = facts(*payloads).features.columns[name]
    if isinstance(column, Category):
        return list(column.texts())
    return [None if np.isnan(value) else float(value) for value in column]


def order(days_ago: int, amount: float = 10.0, **more: object) -> dict[str, Any]:
    """An order line of so many days ago."""
    return {"date": ago(days_ago), "amount": amount, **more}


def orders(*days_ago: int) -> dict[str, Any]:
    """A payload with one order of 10 on each day."""
    return {"orders": [order(days) for days in days_ago]}
