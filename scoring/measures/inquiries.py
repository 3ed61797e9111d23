"""What a customer asks and complains about, and how it is answered."""

import numpy as np

from scoring.columns import BoolArray, Column
from scoring.customers import Customers
from scoring.direct import NAN, where
from scoring.events import Events


def measure(customers: Customers) -> dict[str, Column]:
    """Columns (n,) from `inquiries`: counts over the last 365 days, open complaints, days to an answer."""
    inquiries = customers.tables["inquiries"]
    age = customers.as_of[inquiries.customer] - inquiries.number("date")
    year, complaint = age < 365, inquiries.number("complaint") == 1
    resolved = inquiries.number("resolved_on")
    return {
        "inquiries_365d": inquiries.count(year),
        "complaints_365d": inquiries.count(year & complaint),
        "open_complaints": inquiries.count(open_complaints(inquiries)),
        "days_since_last_complaint": customers.as_of - inquiries.last(where(complaint, inquiries.number("date"), NAN)),
        "mean_days_to_resolve": inquiries.mean(where(year, resolved - inquiries.number("date"), NAN)),
        "mean_severity": inquiries.mean(where(year, inquiries.number("severity"), NAN)),
        "after_sales_inquiries_365d": inquiries.count(year & inquiries.text("topic").equals("after_sales")),
    }


def open_complaints(inquiries: Events) -> BoolArray:
    """The complaints (m,) that are not resolved."""
    is_open: BoolArray = np.isnan(inquiries.number("resolved_on")) & (inquiries.number("complaint") == 1)
    return is_open
