"""What a customer looks for (DEFINITIONS.md, section 6): orientation, style, where it hurts, and what is met of it."""

from collections.abc import Mapping, Sequence

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, absent, is_missing, one_of, rows_of
from scoring.dimensions.met_needs import status
from scoring.dimensions.pain_points import asked_lately, by_weight
from scoring.dimensions.ratings import Ratings
from scoring.direct import NAN, bincount, where
from scoring.entries import Entries
from scoring.events import Events, run_starts
from scoring.facts import Facts, by_rule
from scoring.measures.ratios import share

ORIENTATIONS = ("service", "function", "price", "mixed")
STYLES = ("service_seeking", "product_seeking")
KINDS = ("topic", "category")


def needs(facts: Facts, pains: Entries, ratings: Ratings) -> dict[str, Column]:
    """The classes (n,); `pains` are the customers' pain points (`pain_points`), `ratings` their latest ratings."""
    asked, style = asked_lately(facts), _style(facts)
    known = asked.known | (style.codes >= 0)
    return {
        "needs_orientation": _orientation(facts, asked),
        "needs_style": style,
        **_severe_pain(pains, asked.known),
        "needs_status": status(facts, asked, ratings),
        **_top_need(pains, by_weight(asked, "category", facts.bundle.definitions["needs"]), len(facts)),
        "needs_basis": by_rule(known),
    }


def missing(facts: Facts, columns: Mapping[str, Column]) -> dict[str, BoolArray]:
    """The fields (n,) for want of which a class is missing although its list is known."""
    asked, contacts = asked_lately(facts), facts.customers.tables["contacts"]
    return {
        "inquiries.topic": (asked.count() > 0) & is_missing(columns["needs_orientation"]),
        "contacts.department": (contacts.count() > 0) & ~(contacts.count(~contacts.text("department").missing()) > 0),
    }


def service_contacts(facts: Facts) -> FloatArray:
    """Times (n,) that the customer turned to the service in the window; NaN where contacts are unknown."""
    contacts, rules = facts.customers.tables["contacts"], facts.bundle.definitions["needs"]
    served = contacts.text("department").isin(rules["service_departments"]) | contacts.text("channel").equals("service")
    return contacts.count(served & ~contacts.text("direction").equals("outbound") & _lately(facts, contacts))


def response_rate(facts: Facts) -> FloatArray:
    """Share (n,) of the outbound marketing contacts of the window that were answered; NaN where there were none."""
    contacts, rules = facts.customers.tables["contacts"], facts.bundle.definitions["needs"]
    marketing = contacts.text("department").isin(rules["marketing_departments"]) | ~contacts.text("campaign").missing()
    asked = marketing & contacts.text("direction").equals("outbound") & _lately(facts, contacts)
    answered = (contacts.number("responded") == 1) | ~np.isnan(contacts.number("responded_on"))
    return share(contacts.count(asked & answered), contacts.count(asked))


def _lately(facts: Facts, events: Events) -> BoolArray:
    age = facts.customers.as_of[events.customer] - events.number("date")
    recent: BoolArray = age < facts.bundle.definitions["needs"]["window_days"]
    return recent


def _orientation(facts: Facts, asked: Events) -> Category:
    """What most signals speak of: the topics asked about and the purchases at a discount (n,).

    Missing without any signal, and where inquiries are unknown.
    """
    rules, n = facts.bundle.definitions["needs"], len(facts)
    signals = _signals(asked, rules["orientation"], n)
    signals[:, ORIENTATIONS.index("price")] += _discounted_purchases(facts)
    total, lead = signals.sum(axis=1), signals.argmax(axis=1)
    leads = (total >= rules["fewest_signals"]) & (share(signals.max(axis=1), total) >= rules["dominant_share"])
    found = where(leads, lead, len(ORIENTATIONS) - 1)
    return one_of(where(asked.known & (total > 0), found, -1), ORIENTATIONS)


def _signals(asked: Events, leaning: Mapping[str, Sequence[str]], n: int) -> FloatArray:
    """Inquiries (n, 4) that speak for each orientation, the last for none; without a topic they are no signal."""
    topic, size = asked.text("topic"), len(ORIENTATIONS)
    speaks = {name: ORIENTATIONS.index(code) for code, names in leaning.items() for name in names}
    which = np.array([*(speaks.get(level, size - 1) for level in topic.levels), size])[topic.codes]
    number = bincount(asked.customer * (size + 1) + which, minlength=n * (size + 1))
    return number.reshape(n, size + 1)[:, :size].astype(np.float64)


def _discounted_purchases(facts: Facts) -> FloatArray:
    """Orders (n,) of the window with a line that was bought at a discount."""
    lines, n = facts.features.past.lines, len(facts)
    rows = rows_of((lines.number("discount") > 0) & (lines.number("net") > 0) & _lately(facts, lines))
    if not len(rows):
        return np.zeros(n)
    customer, order = lines.customer[rows], lines.text("id").codes[rows].astype(np.int64)
    key = where(order < 0, -1 - lines.number("date")[rows].astype(np.int64), order)  # without an id, the day's lines
    by_order = np.lexsort((key, customer))
    new = run_starts(customer[by_order], key[by_order])
    return bincount(customer[by_order][new], minlength=n).astype(np.float64)


def _style(facts: Facts) -> Category:
    """Missing where neither stands out, or where the training customers taught no median (n,)."""
    service = _above_median(service_contacts(facts), "needs_service_contacts", facts)
    response = _above_median(response_rate(facts), "needs_response_rate", facts)
    return one_of(where(service == 1, 0, where((service == 0) & (response == 1), 1, -1)), STYLES)


def _above_median(values: FloatArray, name: str, facts: Facts) -> FloatArray:
    """1 above the learned median, else 0; NaN where the value or the median is unknown (n,)."""
    median = facts.bundle.cuts.get(name)
    if median is None:
        return absent(len(values))
    return where(np.isnan(values), NAN, values > median[0])


def _severe_pain(pains: Entries, known: BoolArray) -> dict[str, Column]:
    """The topic of the heaviest pain point where that is at level high, and whether it is unresolved (n,)."""
    topic, severe, n = pains.text("topic"), pains.text("level").equals("high"), len(known)
    still_open = pains.first(severe & (pains.number("unresolved") > 0), n, False)
    return {
        "needs_severe_pain": Category(pains.first(where(severe, topic.codes, np.int32(-1)), n, -1), topic.levels),
        "needs_severe_pain_open": where(known, still_open.astype(float), NAN),
    }


def _top_need(topics: Entries, categories: Entries, n: int) -> dict[str, Column]:
    """The topic or the category (n,) with the largest weight, a topic where both have the same."""
    topic, category = topics.text("topic"), categories.text("category")
    by_topic, by_category = (entries.first(entries.number("weight"), n, 0.0) for entries in (topics, categories))
    kind = where(by_category > by_topic, 1, where(by_topic > 0, 0, -1))
    own = len(topic.levels) + categories.first(category.codes, n, 0)
    top = where(kind == 1, own, topics.first(topic.codes, n, -1))
    return {"needs_top_need": one_of(top, topic.levels + category.levels), "needs_top_need_kind": one_of(kind, KINDS)}
