"""Classes of a company's own dimensions that hold nobody or everybody: mostly a slip in a condition."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import Category
from scoring.scorer import score
from training.class_shares import MOST_CUSTOMERS
from training.content import unfitted
from training.rows import hashed
from training.tables import Tables


def own_class_notes(tables: Tables, content: Mapping[str, Any], as_of: float) -> tuple[str, ...]:
    """A sentence for each class that nobody is in, or everybody, of the customers of the last day.

    Of so many of them, chosen by hash, as the shares of all classes are.
    """
    bundle = unfitted(content)
    if not bundle.dimensions:
        return ()
    customers = tables.customers(as_of)
    order = np.argsort(hashed(np.arange(len(customers))), kind="stable")[:MOST_CUSTOMERS]
    columns = score(customers.take(np.sort(order)), bundle).columns
    return tuple(
        f"dimensions[{i}].classes[{j}] ({dimension.code}:{one.code}) holds {said}"
        for i, dimension in enumerate(bundle.dimensions)
        for j, one in enumerate(dimension.classes)
        if (said := _said(columns[dimension.column], one.code, len(order)))
    )


def _said(column: object, code: str, customers: int) -> str | None:
    assert isinstance(column, Category)
    held = int(column.equals(code).sum())
    if held == 0:
        return (
            f"none of the {customers:,} customers looked at: nobody has what its conditions ask for, or an "
            "earlier class takes them first; check the spelling of texts and the order of the classes"
        )
    if held == customers:
        return f"all of the {customers:,} customers looked at, so that it tells nobody apart; check its conditions"
    return None
