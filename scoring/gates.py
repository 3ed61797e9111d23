"""What forbids an action, whatever it would bring: consent, contact pressure, cool-down, complaints, growth bars."""

from collections.abc import Mapping

import numpy as np

from scoring.columns import BoolArray, Category, Column, IntArray, choose, rows_of
from scoring.facts import Facts
from scoring.traits import ACTION_CHANNELS, Traits

# Without a statement on channels these may be used: they are the customer's own service, not marketing.
WITHOUT_CONSENT = ("phone", "service", "in_app")
ALWAYS = ("service",)
GATES = (
    "consent", "consent_unknown", "personalization", "contact_pressure", "cool_down", "open_complaint", "growth",
    "credit",
)  # fmt: skip
GROWTH_BARS = ("lost", "dormant", "open_complaint", "contract_at_risk")


def allowed(facts: Facts, columns: Mapping[str, Column], traits: Traits) -> BoolArray:
    """Where no gate holds an action back (n, a)."""
    return ~any_of(barred(facts, columns, traits))


def any_of(gates: Mapping[str, BoolArray]) -> BoolArray:
    """Where any gate holds an action back (n, a)."""
    first, *others = gates.values()
    found = first.copy()
    for gate in others:
        found |= gate
    return found


def barred(facts: Facts, columns: Mapping[str, Column], traits: Traits) -> dict[str, BoolArray]:
    """Where each of `GATES` holds an action back (n, a)."""
    pressed = facts.number("outbound_contacts_30d") > facts.bundle.policy.contact_limit
    refused = facts.customers.number("consent_personalization") == 0
    channel = ~_channels(facts)[:, traits.channel]
    unsaid = ~facts.customers.sets["consent_channels"].known
    return {
        "consent": channel & ~unsaid[:, None],
        "consent_unknown": channel & unsaid[:, None],
        "personalization": traits.personal & refused[:, None],
        "contact_pressure": ~traits.serves & pressed[:, None],
        "cool_down": _cooling_down(facts, traits),
        "open_complaint": traits.sells & (facts.number("open_complaints") > 0)[:, None],
        "growth": traits.grows & _growth_barred(columns, traits),
        "credit": traits.grows & _text(columns, "credit_level").equals("poor")[:, None],
    }


def _channels(facts: Facts) -> BoolArray:
    """Consent to each channel of actions (n, c): as stated, and where nothing is stated what needs no consent."""
    stated = facts.customers.sets["consent_channels"]
    code = stated.text("text").codes_in(ACTION_CHANNELS)
    rows, named = rows_of(~np.isnan(code)), np.zeros((len(facts), len(ACTION_CHANNELS)), dtype=bool)
    named[stated.customer[rows], code[rows].astype(np.int64)] = True
    unsaid, always = ([channel in those for channel in ACTION_CHANNELS] for those in (WITHOUT_CONSENT, ALWAYS))
    return np.where(stated.known[:, None], named, unsaid) | always


def growth_bar(facts: Facts, columns: Mapping[str, Column]) -> IntArray:
    """Why a customer is not sold more to (n,): the first of `GROWTH_BARS` that holds, -1 where none does."""
    stage, band = columns["lifecycle_stage"], columns["churn_band"]
    assert isinstance(stage, Category) and isinstance(band, Category)
    at_risk = _under_contract(facts) & band.equals("high")
    bars = [stage.equals("lost"), stage.equals("dormant"), facts.number("open_complaints") > 0, at_risk]
    return choose(bars, range(len(bars)), -1)


def _growth_barred(columns: Mapping[str, Column], traits: Traits) -> BoolArray:
    """Who is not sold more to (n, a).

    A high band is usual for first buyers, so it does not keep the offer of a second purchase from them.
    """
    bar = _text(columns, "growth_barred_reason")
    excused = _text(columns, "lifecycle_stage").equals("first_purchase") & bar.equals("contract_at_risk")
    barred: BoolArray = (bar.codes >= 0)[:, None] & ~(excused[:, None] & traits.repurchase)
    return barred


def _under_contract(facts: Facts) -> BoolArray:
    """Whose contract runs (n,): all where contracts are what was learned, else those that name its end."""
    runs: BoolArray = facts.customers.number("account_contract_ends_on") >= facts.customers.as_of
    return runs | (facts.bundle.mode == "contracts")


def _cooling_down(facts: Facts, traits: Traits) -> BoolArray:
    """Who had the same action less than its cool-down ago (n, a)."""
    contacts, n = facts.customers.tables["contacts"], len(facts)
    taken = contacts.text("action")
    if not taken.levels:
        return np.zeros((n, len(traits.codes)), dtype=bool)
    which = taken.codes_in(traits.codes)
    rows = rows_of(~np.isnan(which))
    customer, code = contacts.customer[rows], which[rows].astype(np.int64)
    cooling = facts.customers.as_of[customer] - contacts.number("date")[rows] < traits.cool_down_days[code]
    marked = np.zeros((n, len(traits.codes)), dtype=bool)
    marked[customer[cooling], code[cooling]] = True
    return marked


def _text(columns: Mapping[str, Column], name: str) -> Category:
    column = columns[name]
    assert isinstance(column, Category)
    return column
