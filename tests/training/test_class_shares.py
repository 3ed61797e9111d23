"""The shares of the classes are counted on the customers of the last day, as served, and a crowded class is told."""

import pytest

from scoring import bundle as store
from scoring.columns import Category
from scoring.scorer import score
from training.bulk import load
from training.class_shares import class_shares, crowded
from training.config import Config
from training.question import last_known_day
from training.tables import read_tables


def test_a_card_tells_the_share_of_each_class(demo_bundle, demo_files):
    bundle, tables = load(demo_bundle), read_tables(demo_files, Config())
    columns = score(tables.customers(last_known_day(tables, Config())), bundle).columns

    for column in bundle.definitions["tags"].values():
        found = columns[column]
        assert isinstance(found, Category)
        told = bundle.card["classes"][column]
        known = (~found.missing()).sum()
        assert told["known"] == pytest.approx(known / len(tables))
        for code in found.levels:
            assert told[code] == pytest.approx(found.equals(code).sum() / max(known, 1))


def test_a_class_that_holds_nearly_everybody_is_told():
    shares = {"value_tier": {"known": 1.0, "low": 0.96, "high": 0.04}, "intent": {"known": 0.99, "other": 0.95}}

    assert crowded(shares) == (
        "value_tier is low for 96.0% of the customers of whom it is known: here it tells nobody apart",
    )


def test_of_many_customers_some_are_counted(monkeypatch, demo_bundle, demo_files):
    bundle, tables = load(demo_bundle), read_tables(demo_files, Config())
    content = store.read(demo_bundle).content
    monkeypatch.setattr("training.class_shares.MOST_CUSTOMERS", 700)
    some = class_shares(tables, content, last_known_day(tables, Config()))
    assert some["churn_band"]["low"] == pytest.approx(bundle.card["classes"]["churn_band"]["low"], abs=0.08)
