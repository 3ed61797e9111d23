"""How many of the customers each class holds on the last day: what GET /segments tells, and who holds nearly all."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import Category
from scoring.scorer import score
from training.content import unfitted
from training.rows import hashed
from training.tables import Tables

MOST_CUSTOMERS = 20_000  # more change no share by a percentage point
NEARLY_ALL = 0.95


def class_shares(tables: Tables, content: Mapping[str, Any], as_of: float) -> dict[str, dict[str, float]]:
    """Of each column behind a tag, the share of each class among whom it is known of, and of these among all (`known`).

    Of the customers of the last day, or of so many of them, chosen by hash.
    """
    bundle, customers = unfitted(content), tables.customers(as_of)
    order = np.argsort(hashed(np.arange(len(customers))), kind="stable")
    columns = score(customers.take(np.sort(order[:MOST_CUSTOMERS])), bundle).columns
    names = [*bundle.definitions["tags"].values(), *(own.column for own in bundle.dimensions)]
    found: dict[str, dict[str, float]] = {}
    for name in names:
        column = columns[name]
        assert isinstance(column, Category)
        known = column.codes[column.codes >= 0]
        counts = np.bincount(known, minlength=len(column.levels))
        shares = {level: float(count / max(len(known), 1)) for level, count in zip(column.levels, counts, strict=True)}
        found[name] = {"known": float(len(known) / max(len(column), 1)), **shares}
    return found


def crowded(shares: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """A sentence for each class that holds over 95 % of those of whom its dimension is known."""
    return tuple(
        f"{column} is {code} for {share:.1%} of the customers of whom it is known: here it tells nobody apart"
        for column, classes in shares.items()
        for code, share in classes.items()
        if code != "known" and share > NEARLY_ALL
    )
