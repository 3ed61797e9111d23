"""Whether a customer's needs are met (DEFINITIONS.md, section 6)."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, FloatArray, one_of, rows_of
from scoring.dimensions.pain_points import unresolved
from scoring.dimensions.ratings import Ratings
from scoring.direct import NAN, bincount, where
from scoring.events import Events
from scoring.facts import Facts

STATUSES = ("unmet", "partly_met", "met")


def status(facts: Facts, asked: Events, ratings: Ratings) -> Category:
    """`unmet`, `partly_met` or `met` (n,); missing where inquiries are unknown, or nothing was asked for.

    An inquiry is met where it is resolved and its topic, if it was rated, was rated well, or where a purchase in its
    category followed; a customer's needs are met where all of the inquiries are.
    """
    rules, n = facts.bundle.definitions["needs"], len(facts)
    rating = _rating(facts, asked, ratings, rules)
    met = (~unresolved(asked) & ~(rating < rules["good_rating"])) | _followed_by_purchase(facts, asked)
    complains = facts.number("open_complaints") > 0
    unmet = complains | (bincount(asked.customer[rating <= rules["low_rating"]], minlength=n) > 0)
    missed = bincount(asked.customer[~met], minlength=n) > 0
    stated = asked.known & ((bincount(asked.customer, minlength=n) > 0) | complains)
    return one_of(where(stated, where(unmet, 0, where(missed, 1, 2)), -1), STATUSES)


def _rating(facts: Facts, asked: Events, ratings: Ratings, rules: Mapping[str, Any]) -> FloatArray:
    """The latest rating (m,) within the window of what each inquiry was about; NaN where there is none."""
    topic = asked.text("topic")
    place = {name: i for i, name in enumerate(ratings.names)}
    which = [place.get(rules["ratings"].get(level, ""), -1) for level in topic.levels]
    latest = ratings.since(facts.customers.as_of - rules["window_days"] + 1)
    column = np.array([*which, -1])[topic.codes]
    return where(column < 0, NAN, latest[asked.customer, column])


def _followed_by_purchase(facts: Facts, asked: Events) -> BoolArray:
    """After which inquiries (m,) something of their category was bought."""
    category, lines = asked.text("category"), facts.features.past.lines
    met, wanted = np.zeros(len(asked), dtype=bool), rows_of(~category.missing())
    bought = lines.text("category").codes_in(category.levels)
    shoppers = np.zeros(len(facts), dtype=bool)
    shoppers[asked.customer[wanted]] = True
    rows = rows_of(shoppers[lines.customer] & ~np.isnan(bought) & (lines.number("net") > 0))
    if not len(rows):
        return met
    size = len(category.levels)
    line_key = lines.customer[rows] * size + bought[rows].astype(np.int64)
    order = line_key.argsort(kind="stable")  # a customer's lines ascend in time: of equal ones the last is the latest
    ascending, key = line_key[order], asked.customer[wanted] * size + category.codes[wanted]
    place = ascending.searchsorted(key, side="right") - 1  # of one that is before all the last, which it does not equal
    latest = lines.number("date")[rows[order[place]]]
    met[wanted] = (ascending[place] == key) & (latest > asked.number("date")[wanted])
    return met
