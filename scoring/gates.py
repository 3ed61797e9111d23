"""What forbids an action, whatever it would bring: consent, contact pressure, cool-down, complaints, growth bars."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from scoring.columns import BoolArray, Category, Column, rows_of
from scoring.direct import where
from scoring.facts import Facts
from scoring.traits import ACTION_CHANNELS, Traits

# Without a statement on channels these may be used: they are the customer's own service, not marketing.
WITHOUT_CONSENT = ("phone", "service", "in_app")
ALWAYS = ("service", "none")  # what reaches nobody needs nobody's consent
GATES = (
    "consent", "consent_unknown", "personalization", "contact_pressure", "cool_down", "open_complaint", "growth",
    "credit",
)  # fmt: skip


def allowed(facts: Facts, columns: Mapping[str, Column], traits: Traits) -> BoolArray:
    """Where no gate holds an action back (n, a)."""
    return ~any_of(barred(facts, columns, traits))


def any_of(gates: Mapping[str, BoolArray]) -> BoolArray:
    """Where any gate holds an action back (n, a)."""
    first, second, *others = gates.values()
    found = first | second
    for gate in others:
        found |= gate
    return found


def barred(facts: Facts, columns: Mapping[str, Column], traits: Traits) -> dict[str, BoolArray]:
    """Where each of `GATES` holds an action back (n, a), in memory action by action."""
    pressed = facts.number("outbound_contacts_30d") > facts.bundle.policy.contact_limit
    refused = facts.customers.number("consent_personalization") == 0
    channel = (~_channels(facts)).take(traits.channel, axis=0)
    unsaid = ~facts.customers.sets["consent_channels"].known
    gates = {
        "consent": channel & ~unsaid,
        "consent_unknown": channel & unsaid,
        "personalization": traits.personal[:, None] & refused,
        "contact_pressure": ~traits.serves[:, None] & pressed,
        "cool_down": _cooling_down(facts, traits),
        "open_complaint": traits.sells[:, None] & (facts.number("open_complaints") > 0),
        "growth": traits.grows[:, None] & _growth_barred(columns, traits),
        "credit": traits.grows[:, None] & _text(columns, "credit_level").equals("poor"),
    }
    return {name: gate.T for name, gate in gates.items()}


def _channels(facts: Facts) -> BoolArray:
    """Consent to each channel of actions (c, n): as stated, and where nothing is stated what needs no consent."""
    stated = facts.customers.sets["consent_channels"]
    code = stated.text("text").codes_in(ACTION_CHANNELS)
    rows, named = rows_of(~np.isnan(code)), np.zeros((len(ACTION_CHANNELS), len(facts)), dtype=bool)
    named[code[rows].astype(np.int64), stated.customer[rows]] = True
    unsaid, always = (_among(those) for those in (WITHOUT_CONSENT, ALWAYS))
    return where(stated.known, named, unsaid) | always


@lru_cache
def _among(channels: tuple[str, ...]) -> BoolArray:
    """Which channels of actions are among these (c, 1)."""
    return np.array([[channel in channels] for channel in ACTION_CHANNELS])


def _growth_barred(columns: Mapping[str, Column], traits: Traits) -> BoolArray:
    """Who is not sold more to (a, n).

    A high band is usual for first buyers, so it does not keep the offer of a second purchase from them.
    """
    bar = _text(columns, "growth_barred_reason")
    excused = _text(columns, "lifecycle_stage").equals("first_purchase") & bar.equals("contract_at_risk")
    barred: BoolArray = (bar.codes >= 0) & ~(excused & traits.repurchase[:, None])
    return barred


def _cooling_down(facts: Facts, traits: Traits) -> BoolArray:
    """Who had the same action less than its cool-down ago (a, n)."""
    contacts, n = facts.customers.tables["contacts"], len(facts)
    taken = contacts.text("action")
    if not taken.levels:
        return np.zeros((len(traits.codes), n), dtype=bool)
    which = taken.codes_in(traits.codes)
    rows = rows_of(~np.isnan(which))
    customer, code = contacts.customer[rows], which[rows].astype(np.int64)
    cooling = facts.customers.as_of[customer] - contacts.number("date")[rows] < traits.cool_down_days[code]
    marked = np.zeros((len(traits.codes), n), dtype=bool)
    marked[code[cooling], customer[cooling]] = True
    return marked


def _text(columns: Mapping[str, Column], name: str) -> Category:
    column = columns[name]
    assert isinstance(column, Category)
    return column
