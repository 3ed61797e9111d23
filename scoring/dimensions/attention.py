"""What needs attention now (DEFINITIONS.md, section 7): open complaints and contact pressure."""

import numpy as np

from scoring.columns import Column
from scoring.facts import Facts, basis


def attention(facts: Facts) -> dict[str, Column]:
    """Open complaints, outbound contacts of 30 days and whether they are too many (n,)."""
    complaints, contacts = facts.number("open_complaints"), facts.number("outbound_contacts_30d")
    pressed = np.where(np.isnan(contacts), np.nan, (contacts > facts.bundle.policy.contact_limit).astype(float))
    return {
        "attention_open_complaints": complaints,
        "attention_outbound_contacts_30d": contacts,
        "attention_contact_pressure": pressed,
        "attention_basis": basis(np.zeros(len(facts), dtype=bool), ~np.isnan(complaints) | ~np.isnan(contacts)),
    }
