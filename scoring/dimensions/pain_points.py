"""Where it hurts (DEFINITIONS.md, section 6): what a customer asks about, by frequency x mean severity."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray, rows_of
from scoring.direct import bincount, where
from scoring.entries import Entries
from scoring.events import Events, run_starts
from scoring.facts import Facts, above
from scoring.measures.ratios import share
from scoring.memo import once

LEVELS = ("low", "middle", "high")
MEASURED = ("weight", "inquiries", "unresolved", "mean_severity")


def pain_points(facts: Facts) -> Entries:
    """The topics of the inquiries of a year, the heaviest first; `level` by the terciles of the training customers."""
    found = by_weight(asked_lately(facts), "topic", facts.bundle.definitions["needs"])
    level = above(found.number("weight"), facts.bundle.cuts.get("needs_pain_weight"), LEVELS)
    return Entries(found.customer, {**found.columns, "level": level})


def pain_weights(facts: Facts) -> FloatArray:
    """The weights of all pain points of all customers, from which the terciles are learned."""
    return pain_points(facts).number("weight")


@once
def asked_lately(facts: Facts) -> Events:
    """The inquiries of the days that needs are told from."""
    inquiries = facts.customers.tables["inquiries"]
    age = facts.customers.as_of[inquiries.customer] - inquiries.number("date")
    return inquiries.where(age < facts.bundle.definitions["needs"]["window_days"])


def unresolved(inquiries: Events) -> BoolArray:
    """The inquiries (m,) that nobody has resolved."""
    return np.isnan(inquiries.number("resolved_on"))


def by_weight(asked: Events, subject: str, rules: Mapping[str, Any]) -> Entries:
    """A customer's inquiries by `subject` (topic or category), the heaviest first; those that name none are left out.

    weight = inquiries, unresolved ones counted `unresolved_factor` times, x mean severity. Equal weights: more
    unresolved first, then by the subject's text.
    """
    texts = asked.text(subject)
    rows = rows_of(~texts.missing())
    if not len(rows):
        return Entries(rows, {subject: texts.take(rows), **{name: np.empty(0) for name in MEASURED}})
    key = asked.customer[rows] * len(texts.levels) + texts.codes[rows]
    order = key.argsort(kind="stable")
    rows, new = rows[order], run_starts(asked.customer[rows[order]], key[order])
    group, first = new.cumsum() - 1, rows[new]
    columns = _measured(asked, rows, group, rules)
    heaviest = np.lexsort((texts.codes[first], -columns["unresolved"], -columns["weight"], asked.customer[first]))
    ordered: dict[str, Column] = {name: column[heaviest] for name, column in columns.items()}
    return Entries(asked.customer[first[heaviest]], {subject: texts.take(first[heaviest]), **ordered})


def _measured(asked: Events, rows: IntArray, group: IntArray, rules: Mapping[str, Any]) -> dict[str, FloatArray]:
    """Number, number unresolved, mean severity (NaN where none is stated) and weight of each group of `rows`."""
    severity, is_open = asked.number("severity")[rows], unresolved(asked)[rows]
    stated = ~np.isnan(severity)
    number = bincount(group).astype(np.float64)
    still_open = bincount(group, weights=is_open)
    mean = share(bincount(group, weights=where(stated, severity, 0.0)), bincount(group, weights=stated))
    counted = number + (rules["unresolved_factor"] - 1) * still_open
    return {
        "weight": counted * where(np.isnan(mean), rules["unstated_severity"], mean),
        "inquiries": number,
        "unresolved": still_open,
        "mean_severity": mean,
    }
