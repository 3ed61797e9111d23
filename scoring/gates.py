"""What forbids an action, whatever it would bring: consent, contact pressure, cool-down, complaints, growth bars."""

from collections.abc import Mapping

import numpy as np

from scoring.columns import BoolArray, Category, Column
from scoring.facts import Facts
from scoring.policy import Action

# Without a statement on channels these may be used: they are the customer's own service, not marketing.
WITHOUT_CONSENT = ("phone", "service", "in_app")
ALWAYS = ("service",)


def allowed(facts: Facts, columns: Mapping[str, Column], action: Action) -> BoolArray:
    """Where no gate holds an action back (n,)."""
    result = channel_allowed(facts, action.channel) & ~_cooling_down(facts, action)
    if action.family != "service":
        result &= ~(facts.number("outbound_contacts_30d") > facts.bundle.policy.contact_limit)
    if action.personalized or action.family not in ("service", "none"):
        result &= ~(facts.customers.number("consent_personalization") == 0)
    if action.family == "growth":
        result &= ~growth_barred(facts, columns, action)
    return result


def channel_allowed(facts: Facts, channel: str) -> BoolArray:
    """Consent to a channel (n,): as stated, and where nothing is stated only what needs no consent."""
    if channel in ALWAYS:
        return np.ones(len(facts), dtype=bool)
    stated = facts.customers.sets["consent_channels"]
    named = stated.customer[stated.text("text").equals(channel)]
    return np.where(stated.known, np.bincount(named, minlength=len(facts)) > 0, channel in WITHOUT_CONSENT)


def growth_barred(facts: Facts, columns: Mapping[str, Column], action: Action) -> BoolArray:
    """Who is not sold more to (n,): the dormant and lost, open complaints, and under contract the high band.

    A high band is usual for first buyers, so it does not keep the offer of a second purchase from them.
    """
    stage, band = columns["lifecycle_stage"], columns["churn_band"]
    assert isinstance(stage, Category) and isinstance(band, Category)
    barred = stage.isin(("dormant", "lost")) | (facts.number("open_complaints") > 0)
    second_purchase = stage.equals("first_purchase") & (action.need == "repurchase")
    return barred | (_under_contract(facts) & band.equals("high") & ~second_purchase)


def _under_contract(facts: Facts) -> BoolArray:
    """Whose contract runs (n,): all where contracts are what was learned, else those that name its end."""
    runs: BoolArray = facts.customers.number("account_contract_ends_on") >= facts.customers.as_of
    return runs | (facts.bundle.mode == "contracts")


def _cooling_down(facts: Facts, action: Action) -> BoolArray:
    contacts = facts.customers.tables["contacts"]
    age = facts.customers.as_of[contacts.customer] - contacts.number("date")
    recent = contacts.customer[contacts.text("action").equals(action.code) & (age < action.cool_down_days)]
    return np.bincount(recent, minlength=len(facts)) > 0
