"""How often a customer is contacted, and whether it answers."""

import numpy as np

from scoring.columns import Column
from scoring.customers import Customers
from scoring.measures.ratios import share


def measure(customers: Customers) -> dict[str, Column]:
    """Columns (n,) from `contacts`; an answer counts from its `responded_on`."""
    contacts = customers.tables["contacts"]
    age = customers.as_of[contacts.customer] - contacts.number("date")
    outbound = contacts.text("direction").equals("outbound")
    answered = outbound & (age < 365) & ~np.isnan(contacts.number("responded_on"))
    year = contacts.count(outbound & (age < 365))
    return {
        "outbound_contacts_30d": contacts.count(outbound & (age < 30)),
        "outbound_contacts_365d": year,
        "response_rate_365d": share(contacts.count(answered), year),
    }
