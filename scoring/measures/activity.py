"""The last day on which anything was heard of a customer, in whatever list it stands."""

import numpy as np

from scoring.columns import Column, FloatArray
from scoring.customers import Customers
from scoring.direct import NAN, filled, where
from scoring.events import Events
from scoring.timeline import month_end

USES = ("uses", "visits", "interactions", "posts")


def measure(customers: Customers) -> dict[str, Column]:
    """Days (n,) since an order, an inquiry, feedback, a contact that came from or was answered by them, or use.

    A month of use counts with its last day. NaN where nothing was ever heard.
    """
    tables, contacts = customers.tables, customers.tables["contacts"]
    days = [tables[name].last(tables[name].number("date")) for name in ("orders", "inquiries", "feedback")]
    came = where(contacts.text("direction").equals("inbound"), contacts.number("date"), NAN)
    days += [contacts.last(came), _latest(contacts, contacts.number("responded_on")), _last_use(tables["usage"])]
    return {"days_since_last_activity": customers.as_of - np.fmax.reduce(days)}


def _latest(events: Events, day: FloatArray) -> FloatArray:
    """The greatest day a customer (n,); answers need not come in the order of what they answer."""
    latest = filled(len(events.known), -np.inf)
    np.maximum.at(latest, events.customer, where(np.isnan(day), -np.inf, day))
    return where(np.isfinite(latest), latest, NAN)


def _last_use(usage: Events) -> FloatArray:
    used = np.logical_or.reduce([usage.number(name) > 0 for name in USES])
    month = usage.last(where(used, usage.number("month"), NAN))
    known = ~np.isnan(month)
    month[known] = month_end(month[known])
    return month
