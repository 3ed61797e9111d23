"""How satisfied a customer says to be."""

import numpy as np

from scoring.columns import Column
from scoring.customers import Customers
from scoring.direct import where
from scoring.measures.ratios import share


def measure(customers: Customers, weights: dict[str, float]) -> dict[str, Column]:
    """Columns (n,) from `feedback`.

    `satisfaction`: 0 to 100, the weighted mean of the latest of each rating (1 to 5; nps 0 to 10), scaled.
    """
    feedback = customers.tables["feedback"]
    total, weight = np.zeros(len(customers)), np.zeros(len(customers))
    for name, factor in weights.items():
        low, high = (0.0, 10.0) if name == "nps" else (1.0, 5.0)
        scaled = (feedback.last(feedback.number(name)) - low) / (high - low) * 100
        given = ~np.isnan(scaled)
        total += where(given, factor * scaled, 0.0)
        weight += where(given, factor, 0.0)
    return {
        "satisfaction": share(total, weight),
        "nps": feedback.last(feedback.number("nps")),
        "days_since_feedback": customers.as_of - feedback.last(feedback.number("date")),
    }
