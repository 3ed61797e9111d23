"""What a reader should know beside the answer: warnings, what the models did not use, what more would help."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.columns import EPOCH_ORDINAL, BoolArray, Category, Column, FloatArray, is_missing, rows_of
from scoring.direct import bincount, filled
from scoring.events import Events, run_starts
from scoring.facts import Facts
from scoring.lacking import lacking
from scoring.memo import once
from scoring.model import Bundle
from scoring.predictions import Predictions
from scoring.vocabulary import EVENT_DAY, TABLES


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """What is said about n customers' answers.

    `warnings`: code and its number (n,), 0 where it does not apply. `unused`, `unused_fields`, `missing`: input and
    whose (n,). What is unused is warned of; plain fields of account and profile, which few models use, are only named.
    """

    warnings: Mapping[str, FloatArray]
    unused: Mapping[str, BoolArray]
    unused_fields: Mapping[str, BoolArray]
    missing: Mapping[str, BoolArray]


def notes(facts: Facts, columns: Mapping[str, Column], predicted: Predictions, later: FloatArray) -> Notes:
    """Everything an answer says about itself."""
    unused = {**_not_in_pattern(facts, predicted, _lists_and_custom(facts)), **_unseen(facts)}
    return Notes(
        {**_warnings(facts, columns, later), "unused_inputs": _any(unused, len(facts))},
        unused,
        _not_in_pattern(facts, predicted, _fields(facts)),
        _missing(facts, columns),
    )


def _warnings(facts: Facts, columns: Mapping[str, Column], later: FloatArray) -> dict[str, FloatArray]:
    bundle, n = facts.bundle, len(facts)
    orders = facts.customers.tables["orders"]
    stale = facts.customers.as_of > _fresh_until(bundle)
    stated = facts.customers.sets["consent_channels"].known
    return {
        "demo_bundle": filled(n, float(bundle.demo)),
        "stale_bundle": stale.astype(float),
        "entries_after_as_of": later,
        "duplicate_lines": _duplicates(orders),
        "amounts_of_zero": _zeros(orders),
        "consent_unknown": (~stated).astype(float),
        **bundle.disagreements.warnings({**columns, **facts.said()}, n),
    }


@once
def _fresh_until(bundle: Bundle) -> float:
    """The last day whose event the bundle has learned of."""
    return date.fromisoformat(bundle.as_of).toordinal() - EPOCH_ORDINAL + (bundle.horizon_days or np.inf)


def _zeros(orders: Events) -> FloatArray:
    """Lines of an amount of 0 (n,)."""
    none = orders.customer[orders.number("amount") == 0]
    return bincount(none, minlength=len(orders.known)).astype(np.float64)


def _duplicates(orders: Events) -> FloatArray:
    """Lines that repeat the one before in every column (n,)."""
    rows = rows_of(~run_starts(orders.customer, orders.number(EVENT_DAY["orders"])))
    for column in orders.columns.values():
        if not len(rows):
            break
        values = column.codes if isinstance(column, Category) else column
        one, before = values[rows], values[rows - 1]
        rows = rows[(one == before) | ((one != one) & (before != before))]
    return bincount(orders.customer[rows], minlength=len(orders.known)).astype(np.float64)


def _not_in_pattern(facts: Facts, predicted: Predictions, given: Mapping[str, BoolArray]) -> dict[str, BoolArray]:
    """What a customer gave and the models' pattern does not use."""
    if not facts.bundle.patterns or not given:
        return {}
    uses = _paths(facts.bundle)
    table = np.array([[name in paths for paths in uses] + [False] for name in given])
    return dict(zip(given, np.array(list(given.values())) & ~table[:, predicted.pattern], strict=True))


@once
def _paths(bundle: Bundle) -> tuple[frozenset[str], ...]:
    """The paths of the payload that each pattern uses."""
    return tuple(frozenset(bundle.features[name].path for name in one.features) for one in bundle.patterns)


def _lists_and_custom(facts: Facts) -> dict[str, BoolArray]:
    """Who gave each list and each custom field (n,)."""
    given = {name: events.known for name, events in facts.customers.tables.items()}
    for name, value in facts.customers.attributes.items():
        given[f"attributes.{name}"] = ~(np.isnan(value.number) & value.text.missing())
    return given


def _fields(facts: Facts) -> dict[str, BoolArray]:
    """Who gave each field of account and profile that could be a feature (n,)."""
    catalogue = facts.bundle.features
    return {
        catalogue[name].path: ~is_missing(column)
        for name, column in facts.features.columns.items()
        if name in catalogue and catalogue[name].group in ("account", "profile")
    }


def _unseen(facts: Facts) -> dict[str, BoolArray]:
    """Who has a text (n,) that training did not see often enough to learn from: it counts as missing."""
    found = {}
    for name, levels in facts.bundle.levels.items():
        column = facts.features.columns.get(name)
        if isinstance(column, Category):
            found[facts.bundle.features[name].path] = ~column.missing() & np.isnan(column.codes_in(levels))
    return {path: mask for path, mask in found.items() if path not in TABLES}


def _missing(facts: Facts, columns: Mapping[str, Column]) -> dict[str, BoolArray]:
    """What would fill an output that is empty, or lead to a richer pattern."""
    tables, bundle = facts.customers.tables, facts.bundle
    richest = bundle.patterns[0] if bundle.patterns else None
    asked = {"orders", "inquiries", "feedback", "contacts", *(richest.lists if richest else ())}
    missing = {name: ~tables[name].known for name in TABLES if name in asked}
    missing["orders"] = missing["orders"] & ~(facts.number("purchase_count") == 0)
    missing |= _fields_of_orders(facts)
    missing["usage"] = missing.get("usage", False) | (~tables["usage"].known & is_missing(columns["growth_upsell"]))
    for name in richest.fields if richest else ():
        path, column = bundle.features[name].path, facts.features.columns.get(name)
        lacks = np.ones(len(facts), dtype=bool) if column is None else is_missing(column)
        if path in TABLES:  # a list that is known, or that would be empty, would not fill it
            lacks = lacks & ~tables[path].known & ~(facts.number("purchase_count") == 0)
        missing[path] = missing.get(path, np.zeros(len(facts), dtype=bool)) | lacks
    for path, lacks in lacking(facts, columns).items():
        missing[path] = missing[path] | lacks if path in missing else lacks
    return missing


def _fields_of_orders(facts: Facts) -> dict[str, BoolArray]:
    """Whose orders name no day on which to pay or, where categories were learned, no category (n,)."""
    orders, n = facts.customers.tables["orders"], len(facts)
    bought = orders.known & ~(facts.number("purchase_count") == 0)
    terms = bincount(orders.customer[~np.isnan(orders.number("due_on"))], minlength=n) > 0
    named = bincount(orders.customer[~orders.text("category").missing()], minlength=n) > 0
    asked = facts.bundle.categories is not None
    return {"orders.due_on": bought & ~terms, "orders.category": bought & ~named & asked}


def _any(masks: Mapping[str, BoolArray], n: int) -> FloatArray:
    found: FloatArray = np.logical_or.reduce([np.zeros(n, dtype=bool), *masks.values()]).astype(np.float64)
    return found
