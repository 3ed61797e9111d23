"""What needs attention now (DEFINITIONS.md, section 7): complaints, inquiries, contact pressure, overdue payments."""

import numpy as np

from scoring.columns import Column, FloatArray
from scoring.direct import NAN, where
from scoring.facts import Facts, by_rule


def attention(facts: Facts) -> dict[str, Column]:
    """Complaints, inquiries and how long they took, outbound contacts and whether they are too many, payments (n,)."""
    complaints, contacts = facts.number("open_complaints"), facts.number("outbound_contacts_30d")
    payments = facts.number("overdue_payments")
    known = ~(np.isnan(complaints) & np.isnan(contacts) & np.isnan(payments))
    pressed = where(np.isnan(contacts), NAN, (contacts > facts.bundle.policy.contact_limit).astype(float))
    return {
        "attention_open_complaints": complaints,
        **_inquiries(facts),
        "attention_outbound_contacts_30d": contacts,
        "attention_contact_departments_30d": _departments(facts),
        "attention_contact_pressure": pressed,
        "attention_overdue_payments": payments,
        "attention_basis": by_rule(known),
    }


def _inquiries(facts: Facts) -> dict[str, Column]:
    """Complaints and inquiries of 90 days, and the mean days (within a year) until one was resolved (n,)."""
    inquiries = facts.customers.tables["inquiries"]
    recent = facts.customers.as_of[inquiries.customer] - inquiries.number("date") < 90
    return {
        "attention_complaints_90d": inquiries.count(recent & (inquiries.number("complaint") == 1)),
        "attention_inquiries_90d": inquiries.count(recent),
        "attention_mean_days_to_resolve": facts.number("mean_days_to_resolve"),
    }


def _departments(facts: Facts) -> FloatArray:
    """How many departments (n,) made the outbound contacts of 30 days, of those that named one."""
    contacts = facts.customers.tables["contacts"]
    department = contacts.text("department")
    recent = facts.customers.as_of[contacts.customer] - contacts.number("date") < 30
    named = recent & contacts.text("direction").equals("outbound") & ~department.missing()
    return contacts.distinct(department.codes, named)
