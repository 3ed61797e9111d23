"""What needs attention now (DEFINITIONS.md, section 7): open complaints, contact pressure, overdue payments."""

import numpy as np

from scoring.columns import Column
from scoring.facts import Facts, basis


def attention(facts: Facts) -> dict[str, Column]:
    """Open complaints, outbound contacts of 30 days and whether they are too many, payments overdue (n,)."""
    complaints, contacts = facts.number("open_complaints"), facts.number("outbound_contacts_30d")
    payments = facts.number("overdue_payments")
    known = ~(np.isnan(complaints) & np.isnan(contacts) & np.isnan(payments))
    pressed = np.where(np.isnan(contacts), np.nan, (contacts > facts.bundle.policy.contact_limit).astype(float))
    return {
        "attention_open_complaints": complaints,
        "attention_outbound_contacts_30d": contacts,
        "attention_contact_pressure": pressed,
        "attention_overdue_payments": payments,
        "attention_basis": basis(np.zeros(len(facts), dtype=bool), known),
    }
