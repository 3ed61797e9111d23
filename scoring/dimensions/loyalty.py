"""How loyal a customer is (DEFINITIONS.md, section 7): an index of five weighted parts, each of which is shown."""

from collections.abc import Mapping

import numpy as np

from scoring.columns import Category, Column, FloatArray, absent
from scoring.direct import NAN, where
from scoring.facts import Facts, by_cuts, by_rule
from scoring.measures.ratios import share

LEVELS = ("low", "middle", "high")
PARTS = ("trust", "contact", "service", "satisfaction", "repurchase")


def loyalty(facts: Facts, columns: Mapping[str, Column]) -> dict[str, Column]:
    """`index` and `parts` 0 to 100 (n,), the index over the parts that are known, and `level`.

    `columns` hold churn and credit.
    """
    rules = facts.bundle.definitions["loyalty"]
    parts = {
        "trust": _trust(facts, columns, rules["tenure_full_days"]),
        "contact": _contact(facts, rules["contacts_full"]),
        "service": _service(facts),
        "satisfaction": facts.number("satisfaction"),
        "repurchase": _repurchase(facts, columns),
    }
    weights = np.array([rules["weights"][part] for part in PARTS], float)
    index = _weighted(np.array(list(parts.values())), weights)
    return {
        "loyalty_index": index,
        "loyalty_level": by_cuts(index, np.array(rules["levels"], float), LEVELS),
        **{f"loyalty_parts_{part}": column for part, column in parts.items()},
        "loyalty_basis": by_rule(~np.isnan(index)),
    }


def _weighted(parts: FloatArray, weights: FloatArray) -> FloatArray:
    """The weighted mean (n,) of the parts (k, n) that are known; NaN where none is."""
    total, weight = np.zeros(parts.shape[1]), np.zeros(parts.shape[1])
    for part, of_part in zip(parts, weights, strict=True):
        known = ~np.isnan(part)
        total += where(known, part * of_part, 0.0)
        weight += where(known, of_part, 0.0)
    return share(total, weight)


def _trust(facts: Facts, columns: Mapping[str, Column], full_days: float) -> FloatArray:
    """The mean of the share of orders paid on time and of the tenure, full after so many days, as far as known (n,)."""
    paid = columns["credit_on_time_share"]
    assert isinstance(paid, np.ndarray)
    tenure = np.fmax(facts.number("days_since_first_order"), facts.number("days_since_sign_up"))
    known_for = np.minimum(tenure / full_days, 1.0)
    both = (paid + known_for) / 2
    return 100 * where(np.isnan(both), where(np.isnan(paid), known_for, paid), both)


def _contact(facts: Facts, full: float) -> FloatArray:
    """Contacts of the last 365 days, in or out, full at so many (n,)."""
    contacts = facts.customers.tables["contacts"]
    year = facts.customers.as_of[contacts.customer] - contacts.number("date") < 365
    return 100 * np.minimum(contacts.count(year) / full, 1.0)


def _service(facts: Facts) -> FloatArray:
    """The share of the inquiries of the last 365 days that were resolved; NaN without any (n,)."""
    inquiries = facts.customers.tables["inquiries"]
    year = facts.customers.as_of[inquiries.customer] - inquiries.number("date") < 365
    resolved = where(year, ~np.isnan(inquiries.number("resolved_on")), NAN)
    return 100 * inquiries.mean(resolved)


def _repurchase(facts: Facts, columns: Mapping[str, Column]) -> FloatArray:
    """1 - P(no purchase in the horizon), where that is what churn means; 0 for who is lost or has left (n,)."""
    if facts.bundle.mode != "purchases":
        return absent(len(facts))
    state, probability = columns["churn_state"], columns["churn_probability"]
    assert isinstance(state, Category) and isinstance(probability, np.ndarray)
    return where(state.isin(("lost", "left")), 0.0, 100 * (1 - probability))
