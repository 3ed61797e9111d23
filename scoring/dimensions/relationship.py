"""Whether and how a customer is with the company today (DEFINITIONS.md, section 8); the first match counts."""

from collections.abc import Mapping

import numpy as np

from scoring.columns import BoolArray, Category, Column
from scoring.facts import Facts, by_rule, first_of

STATUSES = ("left", "won_back", "active", "competitor", "historic")


def relationship(facts: Facts, columns: Mapping[str, Column]) -> dict[str, Column]:
    """`status` (n,), beside the columns of the lifecycle.

    left: has left and not come back. won_back: the lifecycle says so, or the account was reactivated lately. active:
    bought within the active window, or has an account that is not bound to buying. competitor: marked as a competitor's
    customer. historic: bought, but not within the window. Missing: never a customer, or nothing known.
    """
    stage, customers = columns["lifecycle_stage"], facts.customers
    assert isinstance(stage, Category)
    window, days = facts.bundle.active_window_days or np.inf, facts.number("days_since_last_order")
    lately = facts.bundle.definitions["relationship"]["won_back_days"]
    conditions = [
        facts.has_left(),
        stage.equals("won_back") | (customers.as_of - customers.number("account_reactivated_on") <= lately),
        (days <= window) | _has_account(facts, days > window),
        customers.number("account_competitor") == 1,
        days > window,
    ]
    status = first_of(conditions, STATUSES)
    return {
        "relationship_status": status,
        "relationship_basis": by_rule(~status.missing()),
    }


def _has_account(facts: Facts, bought_long_ago: BoolArray) -> BoolArray:
    """Who has an account that lives on (n,): a contract whatever is bought, any other only as long as something is."""
    customers = facts.customers
    account = customers.text("account_status").isin(("active", "paused"))
    if facts.bundle.mode == "purchases":
        return account & ~bought_long_ago
    return account | ~np.isnan(customers.number("account_signed_up_on"))
