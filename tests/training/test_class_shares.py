"""The shares of the classes are counted on the customers of the last day, as served, and a crowded class is told."""

import tomllib
from importlib.resources import files

import pytest

from scoring import bundle as store
from scoring.columns import Category
from scoring.scorer import score
from tests.scoring.builders import bundle, defaults
from training.bulk import load
from training.card_text import card_text
from training.class_shares import class_columns, class_shares, crowded, told
from training.config import Config
from training.question import last_known_day
from training.tables import read_tables

LABELS = defaults()["labels"]


def test_a_card_tells_the_share_of_each_class(demo_bundle, demo_files):
    served, tables = load(demo_bundle), read_tables(demo_files, Config())
    columns = score(tables.customers(last_known_day(tables, Config())), served).columns

    for column in class_columns(served):
        found = columns[column]
        assert isinstance(found, Category)
        told = served.card["classes"][column]
        known = (~found.missing()).sum()
        assert told["known"] == pytest.approx(known / len(tables))
        for code in found.levels:
            assert told[code] == pytest.approx(found.equals(code).sum() / max(known, 1))


def test_a_class_that_holds_nearly_everybody_is_told_with_the_reason():
    shares = {"value_tier": {"known": 1.0, "low": 0.96, "high": 0.04}, "intent": {"known": 0.99, "other": 0.95}}

    found = crowded(shares, LABELS)
    sentence = (
        'value.tier is "low value" for 96.0% of the customers of whom it is known (100% of all), so it tells nobody '
        "apart here: its limits are learned from these customers, and nearly all of them have the same number, so that "
        "no limit can part them"
    )
    assert told(found) == (sentence,)
    assert found[0]["text"]["zh-Hans"].startswith("value.tier：已知的客户（占全体 100%）中有 96.0% 为“低价值”")


def test_every_column_of_classes_is_looked_at_and_has_a_reason():
    said = tomllib.loads((files("training") / "crowded.toml").read_text(encoding="utf-8"))
    columns = {*class_columns(bundle())}
    assert {"needs_top_need_kind", "satisfaction_driver", "growth_barred_reason", "value_tier"} <= columns
    assert not [name for name in columns if name.endswith("_basis")] and "churn_method" not in columns
    assert set(said["columns"]) == columns
    assert set(said["columns"].values()) | {"own"} == set(said["why"])
    assert all(set(texts) == set(LABELS) for texts in (said["sentence"], *said["why"].values()))


def test_an_own_dimension_that_holds_nearly_everybody_is_told():
    sentence = told(crowded({"custom_route": {"known": 1.0, "north": 0.99}}, LABELS))[0]
    assert sentence.startswith('custom.route is "north" for 99.0%') and "the company's own" in sentence


def test_the_card_and_its_page_tell_what_holds_nearly_everybody(demo_bundle):
    content = dict(store.read(demo_bundle).content)
    shares, sentences = content["card"]["classes"], told(content["card"]["crowded"])
    nearly_all = {
        (column, code)
        for column, of in shares.items()
        for code, share in of.items()
        if code != "known" and share > 0.95
    }
    assert {(one["column"], one["code"]) for one in content["card"]["crowded"]} == nearly_all
    assert all(f"- {sentence}." in card_text(content).splitlines() for sentence in sentences)


def test_of_many_customers_some_are_counted(monkeypatch, demo_bundle, demo_files):
    served, tables = load(demo_bundle), read_tables(demo_files, Config())
    content = store.read(demo_bundle).content
    monkeypatch.setattr("training.class_shares.MOST_CUSTOMERS", 700)
    some = class_shares(tables, content, last_known_day(tables, Config()))
    assert some["churn_band"]["low"] == pytest.approx(served.card["classes"]["churn_band"]["low"], abs=0.08)
