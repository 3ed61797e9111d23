"""What the account and the profile say; nothing of them is computed but days to and from `as_of`."""

from scoring.columns import Column
from scoring.customers import Customers
from scoring.vocabulary import OBJECTS, Kind

# Ends of a story, not signs of it: rules read them (lifecycle, relationship), models never do.
OUTCOMES = ("account_status", "account_left_on", "account_reactivated_on")


def measure(customers: Customers) -> dict[str, Column]:
    """Columns (n,): days since sign-up, days the contract has left, and the given numbers and texts as they are."""
    columns: dict[str, Column] = {
        "days_since_sign_up": customers.as_of - customers.number("account_signed_up_on"),
        "contract_days_left": customers.number("account_contract_ends_on") - customers.as_of,
    }
    for name in ("account", "profile"):
        for field, kind in OBJECTS[name].items():
            column = f"{name}_{field}"
            if kind not in (Kind.DAY, Kind.TEXTS) and column not in OUTCOMES:
                columns[column] = customers.columns[column]
    return columns
