"""How a customer behaves (DEFINITIONS.md, section 5): buying, use, participation, and where it is heading.

Classes that follow from visits, interactions and posts look at the last three full months.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, absent, is_missing, one_of
from scoring.direct import NAN, bincount, filled, where
from scoring.facts import Facts, above, by_cuts, by_rule, first_of
from scoring.measures.usage import month_index
from scoring.vocabulary import CHOICES, EVENT_DAY

ACTIVITY = ("declining", "low", "high", "steady")
FREQUENCY = ("low_frequency", "high_frequency")
STAGES = ("none", "first", "repeat", "fifth_plus")
TENURE = ("new", "existing")
DEPTH = ("light", "moderate", "devoted")
PARTICIPATION = ("active", "silent", "lurking")
CONTRIBUTOR = ("none", "pugc", "pgc", "ugc")
RETENTION = ("hesitating", "potential", "standard")
TENDENCY = ("uninstall", "win_back", "onlooker", "none")
PAYER = ("free", "paying")
INTENT = CHOICES["account", "intent"]

USES = ("visits", "interactions", "posts")
MONTHS, YEAR = 3, 365.0
ASKED = ("activity", "participation", "contributor", "retention_tendency", "payer", "intent", "tenure", "tendency")


def behaviour(facts: Facts) -> dict[str, Column]:
    """The classes (n,) of section 5; missing where too little is known."""
    rules, cuts, customers = facts.bundle.definitions["behaviour"], facts.bundle.cuts, facts.customers
    visits, interactions, posts = recent_use(facts)
    weeks, count = facts.number("active_weeks_share"), facts.number("purchase_count")
    days, whole = days_since_first_seen(facts)
    classes = {
        "activity": _activity(facts, rules),
        "frequency_class": above(_a_year(count, days, whole), cuts.get("behaviour_purchases_a_year"), FREQUENCY),
        "purchase_stage": by_cuts(count, np.array(rules["purchase_stage_cuts"]), STAGES),
        "tenure": _tenure(days, whole, rules["new_days"]),
        "usage_depth": above(facts.number("uses_mean_3m"), cuts.get("behaviour_uses_a_month"), DEPTH),
        "participation": _participation(visits, interactions),
        "contributor": _contributor(posts, customers.number("account_professional"), rules["pugc_posts"]),
        "retention_tendency": by_cuts(weeks, np.array(rules["retention_cuts"]), RETENTION),
        "tendency": _tendency(facts, visits),
        "payer": _payer(customers.number("account_paying")),
        "intent": customers.text("account_intent"),
    }
    known: BoolArray = np.logical_or.reduce([column.codes >= 0 for column in classes.values()])
    return {
        **{f"behaviour_{name}": column for name, column in classes.items()},
        "behaviour_basis": by_rule(known),
    }


def purchases_of_buyers(facts: Facts) -> FloatArray:
    """Purchases a year (n,) of those who have bought: what the training median is learned from."""
    return _positive(_a_year(facts.number("purchase_count"), *days_since_first_seen(facts)))


def uses_of_users(facts: Facts) -> FloatArray:
    """Uses a month (n,) of those who use: what the training terciles are learned from."""
    return _positive(facts.number("uses_mean_3m"))


def days_since_first_seen(facts: Facts) -> tuple[FloatArray, BoolArray]:
    """Days (n,) since sign-up, first purchase or the first entry of any list, whichever came first.

    Where neither the sign-up nor the beginning of the orders is known, it may be longer: the second is then False.
    """
    customers, n = facts.customers, len(facts)
    signed_up, bought = customers.number("account_signed_up_on"), facts.features.past.first_day
    seen = np.fmin(signed_up, bought)
    whole = ~np.isnan(seen) | (facts.number("purchase_count") == 0)
    for name, events in customers.tables.items():
        if len(events):
            first = absent(n)
            first[events.customer[::-1]] = events.number(EVENT_DAY[name])[::-1]  # the earliest is written last
            seen = np.fmin(seen, first)
    return customers.as_of - seen, whole


def recent_use(facts: Facts) -> FloatArray:
    """Visits and interactions of the last three full months, and posts a month (3, n).

    Missing where the list is unknown or has never told them, or leaves open whether there were any.
    """
    usage, n, cells = facts.customers.tables["usage"], len(facts), len(USES) * len(facts)
    latest = month_index(facts.customers.as_of + 1) - 1
    age = latest[usage.customer] - month_index(usage.number("month"))
    values = np.array([usage.number(name) for name in USES])
    cell = usage.customer + n * np.arange(len(USES))[:, None]
    told, inside = ~np.isnan(values), age < MONTHS
    counted, untold = told & inside, ~told & inside
    total = bincount(cell[counted], weights=values[counted], minlength=cells).reshape(len(USES), n).astype(np.float64)
    ever, open_still = (bincount(cell[mask], minlength=cells).reshape(len(USES), n) > 0 for mask in (told, untold))
    oldest = filled(n, -1)
    oldest[usage.customer[::-1]] = age[::-1]  # the earliest month is written last
    known = usage.known & (ever | (oldest < 0)) & ((total > 0) | ~open_still)
    total[-1] /= np.minimum(np.maximum(oldest + 1, 1), MONTHS)
    return where(known, total, NAN)


def missing(facts: Facts, columns: Mapping[str, Column]) -> dict[str, BoolArray]:
    """The input (n,) for want of which a class is missing, `orders` apart."""
    customers, usage = facts.customers, facts.customers.tables["usage"]
    null = {name: is_missing(columns[f"behaviour_{name}"]) for name in ASKED}
    visits, posts = (usage.known & (usage.count(~np.isnan(usage.number(name))) > 0) for name in ("visits", "posts"))
    silent, unread = usage.known & null["participation"], usage.known & null["contributor"]
    amateur = unread & posts & np.isnan(customers.number("account_professional"))
    return {
        "usage": ~usage.known,
        "usage.uses": usage.known & null["activity"],
        "usage.visits": silent & ~visits,
        "usage.interactions": silent & visits,
        "usage.posts": unread & ~amateur,
        "usage.active_weeks": usage.known & null["retention_tendency"],
        "account.professional": amateur,
        "account.paying": null["payer"],
        "account.intent": null["intent"],
        "account.signed_up_on": null["tenure"],
        "account.left_on": null["tendency"] & facts.has_left() & np.isnan(customers.number("account_left_on")),
    }


def _activity(facts: Facts, rules: Mapping[str, Any]) -> Category:
    mean, change, (low, high) = facts.number("uses_mean_3m"), facts.number("uses_change"), rules["activity_uses"]
    conditions = [change < rules["declining_below"], mean <= low, mean >= high, ~np.isnan(mean)]
    return first_of(conditions, ACTIVITY)


def _a_year(count: FloatArray, days: FloatArray, whole: BoolArray) -> FloatArray:
    """Purchases a year (n,) since the customer was first seen, over one year at least."""
    years = where(whole, np.maximum(days, YEAR), NAN) / YEAR
    return where(count == 0, 0.0, count / years)


def _tenure(days: FloatArray, whole: BoolArray, new_days: float) -> Category:
    return first_of([whole & (days <= new_days), days > new_days], TENURE)


def _participation(visits: FloatArray, interactions: FloatArray) -> Category:
    """Whoever interacts is active, even where nobody counts visits."""
    conditions = [interactions > 0, visits == 0, (visits > 0) & (interactions == 0)]
    return first_of(conditions, PARTICIPATION)


def _contributor(posts: FloatArray, professional: FloatArray, pugc_posts: float) -> Category:
    """A post by someone of whom it is not known whether they are professional is of neither kind."""
    writes, trained = posts > 0, professional == 1
    conditions = [posts == 0, writes & trained & (posts >= pugc_posts), writes & trained, writes & (professional == 0)]
    return first_of(conditions, CONTRIBUTOR)


def _tendency(facts: Facts, visits: FloatArray) -> Category:
    """The first that holds; none only where visits and orders rule the others out."""
    customers, left, count = facts.customers, facts.has_left(), facts.number("purchase_count")
    left_on, usage = customers.number("account_left_on"), customers.tables["usage"]
    gone_on = np.fmin(customers.number("account_uninstalled_on"), customers.number("account_unfollowed_on"))
    again = (usage.number("visits") > 0) & (usage.number("month") > left_on[usage.customer])
    back = left & (bincount(usage.customer[again], minlength=len(facts)) > 0)
    bought = (count > 0) | (customers.number("account_paying") == 1)
    looks = (visits > 0) & (count == 0) & ~bought
    unsure = (left & np.isnan(left_on + visits)) | ~(bought | (visits == 0) | looks)
    return first_of([~np.isnan(gone_on), back, looks & ~unsure, ~unsure], TENDENCY)


def _payer(paying: FloatArray) -> Category:
    return one_of(where(np.isnan(paying), -1, paying).astype(np.int64), PAYER)


def _positive(values: FloatArray) -> FloatArray:
    return where(values > 0, values, NAN)
