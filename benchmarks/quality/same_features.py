"""The features that ours learns from, for a peer: measured by our own code at past days, from files that end there."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from benchmarks.quality.history import Files
from benchmarks.quality.ours import Bundle as Published
from benchmarks.quality.past import Features
from scoring.columns import EPOCH_ORDINAL, Category, FloatArray
from scoring.facts import Facts
from scoring.model import Bundle
from training.bulk import load
from training.config import Config
from training.snapshots import measured_in_the_past
from training.tables import read_tables

ALWAYS = ("recency", "summary", "orders")  # groups that are features where no model was learned


def features(published: Published, files: Files) -> Features:
    """Rows of customers by id, NaN for who is not in the files."""
    bundle = load(published.folder)
    tables = read_tables(files, Config.from_toml(published.config))
    row = {customer: i for i, customer in enumerate(tables.ids)}
    customers = tables.customers(float(tables.last_day or 0))

    def measured(day: date, ids: Sequence[str]) -> FloatArray:
        facts = measured_in_the_past(customers, bundle, float(day.toordinal() - EPOCH_ORDINAL))
        x = facts.features.matrix(_names(bundle, facts), bundle.levels)
        found = np.full((len(ids), x.shape[1]), np.nan)
        known = [(i, row[customer]) for i, customer in enumerate(ids) if customer in row]
        at, of = np.array(known, dtype=np.int64).reshape(-1, 2).T
        found[at] = x[of]
        return found

    return measured


def _names(bundle: Bundle, facts: Facts) -> tuple[str, ...]:
    """Those of the richest pattern; without one, the numbers of the orders."""
    if bundle.patterns:
        return bundle.patterns[0].features
    columns = facts.features.columns
    orders = [name for name, feature in bundle.features.items() if feature.group in ALWAYS and name in columns]
    return tuple(name for name in orders if not isinstance(columns[name], Category))
