"""Too little to learn from: a bundle that answers by rule, or says that it cannot, and never a bad model."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schema.answer import answer
from scoring.bundle import locate
from scoring.dimensions.churn import BANDS
from scoring.model import Bundle
from tests.training.commands import fitted as training_fitted
from tests.training.companies import LAST, labelled, shop, subscribers
from tests.training.records import payloads, records
from training.card_text import card_text
from training.config import Config
from training.errors import TrainingError
from training.fit import MISLEADING, Fitted, fit
from training.progress import silent
from training.publish import publish
from training.tables import read_tables

GROUPS = ("recency", "summary", "orders", "usage", "inquiries", "feedback", "contacts", "account", "profile")
ONE_PATTERN = dict.fromkeys(("history", "summary", "recency", "no_history"), GROUPS)


def fitted(paths: dict[str, Path], **settings: Any) -> Fitted:
    config = Config(**settings)
    return fit(read_tables(paths, config), config, silent())


def bundle_of(found: Fitted) -> Bundle:
    return Bundle.from_content(found.content, "2024-12-31-00000000")


def answers(found: Fitted, paths: dict[str, Path]) -> list[dict[str, Any]]:
    bundle = bundle_of(found)
    return answer(records(payloads(paths, LAST), bundle), bundle, "en", LAST)


def orders(**bought: tuple[str, ...]) -> pl.DataFrame:
    """Orders by customer: the days on which each bought."""
    rows = [(name, date.fromisoformat(day), 10.0) for name, days in bought.items() for day in days]
    return pl.DataFrame(rows, schema=["customer_id", "date", "amount"], orient="row")


MONTHLY = tuple(f"2024-{month:02}-01" for month in range(1, 13))
ONCE = shop(600).unique("customer_id").with_columns(customer_id="x" + pl.col("customer_id"))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(shop(1), id="one customer"),
        pytest.param(shop(499), id="499 customers"),
        pytest.param(shop(90).vstack(ONCE), id="too few repeat buyers"),
        pytest.param(shop(700, days=50), id="short history"),
    ],
)
def test_too_little_is_answered_by_rule(files, table):
    paths = files(orders=table)
    found = fitted(paths)

    assert found.content["meta"]["method"] == "rule"
    assert found.content["card"]["rules_because"] and not found.estimators
    for one in answers(found, paths):
        churn = one["churn"]
        assert (churn["score"], churn["probability"], churn["pattern"], churn["reasons"]) == (None, None, None, [])
        assert churn["basis"] in ("rule", "insufficient_data") and one["value"]["basis"] == "rule"
        assert one["value"]["expected_value"] is None and one["value"]["historic_value"] > 0


def test_the_band_by_rule_follows_from_how_long_a_customer_is_overdue(files):
    paths = files(
        orders=orders(
            steady=MONTHLY, late=MONTHLY[:10], gone=MONTHLY[:6], steady2=MONTHLY, steady3=MONTHLY, known=("2024-12-31",)
        )
    )
    found = {one["customer_id"]: one["churn"] for one in answers(fitted(paths, horizon_days=365), paths)}

    assert {name: one["band"] for name, one in found.items()} == {
        "steady": "low", "steady2": "low", "steady3": "low", "known": "low", "late": "medium", "gone": "high",
    }  # fmt: skip
    for one in found.values():
        assert BANDS.index(one["band"]) == (one["overdue_ratio"] >= 2) + (one["overdue_ratio"] >= 4)
        assert (one["basis"], one["method"], one["state"]) == ("rule", "rule", "scored")


def test_without_orders_a_bundle_by_rule_says_that_it_cannot_know(files):
    found = fitted(files(customers=labelled(40)))
    (one,) = answer(records([{"customer_id": "x"}], bundle_of(found)), bundle_of(found), "en", LAST)

    assert (one["churn"]["band"], one["churn"]["basis"], one["churn"]["state"]) == (
        None,
        "insufficient_data",
        "unknown",
    )
    assert one["value"]["basis"] == one["rfm"]["basis"] == one["segment"]["basis"] == "insufficient_data"


def everybody_stays() -> pl.DataFrame:
    """Customers who buy every ten days to the last."""
    days = pl.date_range(date(2023, 1, 1), LAST, "10d", eager=True).to_frame("date")
    people = pl.DataFrame({"customer_id": [f"c{i:03}" for i in range(520)]})
    return people.join(days, how="cross").with_columns(
        amount=10.0 + pl.col("customer_id").rank("dense") * pl.col("date").dt.day()
    )


def test_where_nobody_churned_no_churn_model_is_learned_but_value_is(files):
    found = fitted(files(orders=everybody_stays()), horizon_days=30, patterns=ONE_PATTERN)

    assert found.content["meta"]["method"] == "rule"
    assert found.content["card"]["rules_because"][-1] == (
        "only 0 of 4680 customers left at the training cutoffs (30 are needed), so no churn model is learned"
    )
    assert list(found.estimators) == ["full.value"]
    bundle = bundle_of(found)
    recent = {"customer_id": "x", "orders": [{"date": "2024-12-20", "amount": 50}]}
    (one,) = answer(records([recent], bundle), bundle, "en", LAST)
    assert (one["churn"]["band"], one["churn"]["basis"]) == ("low", "rule")
    assert (one["value"]["basis"], one["value"]["tier"] is not None) == ("model", True)


def test_where_everybody_churned_rules_answer(files):
    """All bought twice, 40 days apart, two years ago; a few came so late that their outcome is unknown."""
    rows = [(f"c{i:03}", date(2023, 1, 1 + i % 28), 10.0) for i in range(600)] + [
        (f"c{i:03}", date(2023, 2, 10), 10.0) for i in range(600)
    ]
    frame = pl.DataFrame([*rows, ("late", LAST, 5.0)], schema=["customer_id", "date", "amount"], orient="row")
    found = fitted(files(orders=frame), horizon_days=180)

    assert found.content["meta"]["method"] == "rule"
    assert any(why.endswith("so no churn model is learned") for why in found.content["card"]["rules_because"])
    assert {one["churn"]["basis"] for one in answers(found, files(orders=frame))} == {"rule"}


@pytest.mark.parametrize("left", [0, 1])
def test_a_label_of_one_kind_is_answered_by_rule(files, left):
    found = fitted(files(customers=labelled(600).with_columns(churned=pl.lit(left))), attributes=("*",))

    assert found.content["meta"]["method"] == "rule" and found.content["patterns"] == []
    assert any("too few to learn from (30)" in note for note in found.notes)


@pytest.mark.parametrize("left_on", [None, date(2023, 1, 1)])
def test_contracts_that_all_ended_or_none_are_answered_by_rule(files, left_on):
    table = subscribers(600).with_columns(account_left_on=pl.lit(left_on, pl.Date))
    if left_on:
        table = table.with_columns(account_signed_up_on=pl.lit(date(2020, 1, 1)) + pl.duration(days=pl.int_range(600)))
    found = fitted(files(customers=table), event="contracts", horizon_days=90)

    assert found.content["meta"]["method"] == "rule"
    bundle = bundle_of(found)
    people = [{"customer_id": "a", "account": {"signed_up_on": "2021-01-01"}},
              {"customer_id": "b", "account": {"status": "left"}}]  # fmt: skip
    stays, left = answer(records(people, bundle), bundle, "en", LAST)
    assert (stays["churn"]["band"], stays["churn"]["state"], stays["churn"]["basis"]) == (
        None,
        "unknown",
        "insufficient_data",
    )
    assert (left["churn"]["state"], left["churn"]["basis"], left["lifecycle"]["stage"]) == ("left", "rule", "lost")


# A company's own words ------------------------------------------------------------------------------------------


def test_a_companys_own_definitions_and_policy_take_effect(files, toml):
    """The config names a file of definitions and holds settings of the policy."""
    paths = files(customers=labelled(600))
    (paths["customers"].parent / "ours.toml").write_text("[churn]\nband_cuts = [0.001, 0.999]\nreasons = 1\n")
    config = toml(
        'definitions = "ours.toml"\n[customers]\nattributes = ["tenure", "plan"]\n'
        '[policy.settings]\nmax_actions = 1\nmargin = 0.5\nholdout_salt = "ours"\n'
    )
    bundle = bundle_of(fit(read_tables(paths, config), config, silent()))
    sent = [{"customer_id": str(t), "attributes": {"tenure": t, "plan": "basic"}} for t in range(1, 70)]
    found = answer(records(sent, bundle), bundle, "en", LAST)

    assert {one["churn"]["band"] for one in found} == {"medium"}
    assert {len(one["churn"]["reasons"]) for one in found} == {1} == {len(one["actions"]) for one in found}
    assert (bundle.policy.margin, bundle.policy.holdout_salt) == (0.5, "ours")
    assert bundle.definitions["churn"]["rule_cuts"] == [2.0, 4.0]  # what is not named stays


OWN = """
[customers]
attributes = ["tenure", "plan"]
[[dimensions]]
code = "plan"
labels = { zh-Hans = "套餐", zh-Hant = "方案", en = "Plan" }
[[dimensions.classes]]
code = "basic"
labels = { zh-Hans = "基础", zh-Hant = "基本", en = "Basic" }
when = [{ field = "attributes_plan", is = "basic" }]
[[dimensions.classes]]
code = "gold"
labels = { zh-Hans = "黄金", zh-Hant = "黃金", en = "Gold" }
when = [{ field = "attributes_plan", is = "glod" }]
[[dimensions]]
code = "known"
labels = { zh-Hans = "已知", zh-Hant = "已知", en = "Known" }
[[dimensions.classes]]
code = "yes"
labels = { zh-Hans = "是", zh-Hant = "是", en = "Yes" }
when = [{ field = "attributes_tenure", above = 0 }]
"""


def test_a_class_of_ones_own_that_holds_nobody_or_everybody_is_told(files, toml):
    config = toml(OWN)
    found = fit(read_tables(files(customers=labelled(600)), config), config, silent())

    told = [note for note in found.notes if note.startswith("dimensions[")]
    assert [note.split(" customers")[0] for note in told] == [
        "dimensions[0].classes[1] (plan:gold) holds none of the 600",
        "dimensions[1].classes[0] (known:yes) holds all of the 600",
    ]


def test_a_condition_that_an_attribute_can_never_fulfil_ends_a_fit(files, toml):
    config = toml(OWN.replace("above = 0", 'is = "12"'))
    with pytest.raises(TrainingError, match=r"dimensions\[1\].classes\[0\].when\[0\].is must hold numbers"):
        fit(read_tables(files(customers=labelled(600)), config), config, silent())


def test_bands_by_share_are_frozen_told_and_served(files, toml):
    config = toml(
        '[customers]\nattributes = ["tenure", "plan", "noise"]\n[definitions.churn]\nband_shares = [0.6, 0.85]\n'
    )
    found = fit(read_tables(files(customers=labelled(900)), config), config, silent())
    bundle, bands = bundle_of(found), found.content["card"]["bands"]

    assert bands == {"cuts": bundle.definitions["churn"]["band_cuts"], "shares": [0.6, 0.85]}
    assert bundle.churn_quantiles is not None
    below = [float((bundle.churn_quantiles < cut).mean()) for cut in bands["cuts"]]
    assert below == pytest.approx([0.6, 0.85], abs=0.05)
    assert "below these lie 60% and 85% of the predictions." in card_text(found.content)


# The same bytes ---------------------------------------------------------------------------------------------------

QUICK = f"""
horizon_days = 30
value_horizon_days = 60
[patterns]
{chr(10).join(f"{name} = {list(groups)}" for name, groups in ONE_PATTERN.items())}
"""


def small_shop() -> pl.DataFrame:
    """Enough to learn from, with a text and lines that share a day."""
    table = shop(520, days=500, seed=3)
    kinds = pl.col("amount").mul(100).cast(pl.Int64).mod(3).replace_strict({0: "a", 1: "b", 2: "c"})
    return pl.concat([table, table.head(400).with_columns(amount=pl.col("amount") / 2)]).with_columns(category=kinds)


def test_two_fits_give_the_same_bytes_and_the_order_of_rows_changes_nothing(files, toml, tmp_path):
    table, config = small_shop(), toml(QUICK)
    paths = files(orders=table)
    first = fit(read_tables(paths, config), config, silent())
    assert first.content["meta"]["method"] == "glass_box"
    again = training_fitted(tmp_path / "again", paths, "--config", tmp_path / "config.toml")  # another process

    table.sample(fraction=1, shuffle=True, seed=5).write_parquet(paths["orders"])
    shuffled = fit(read_tables(paths, config), config, silent())
    fingerprint = {"data": first.content["data"]}
    assert fingerprint["data"] != shuffled.content["data"]  # of the file's bytes, which are others
    reordered = Fitted({**shuffled.content, **fingerprint}, shuffled.estimators, shuffled.notes, shuffled.evaluation)

    one = publish(first, tmp_path / "one")
    for other in (locate(again), publish(reordered, tmp_path / "other")):
        assert other.name == one.name
        for path in one.iterdir():
            assert path.read_bytes() == (other / path.name).read_bytes(), path.name


def test_a_value_model_that_ranks_no_better_than_chance_is_not_published(files):
    """600 customers stop after 300 days; the last day, on which the first one buys, is 300 days later."""
    start = date(2023, 1, 1)
    rows = [
        (f"c{i:03}", start + timedelta(day), 10.0 + i % 7) for i in range(600) for day in range(i % 20, 300, 20 + i % 9)
    ]
    rows.append(("c000", start + timedelta(600), 10.0))
    orders = pl.DataFrame(rows, ["customer_id", "date", "amount"], orient="row")
    found = fitted(files(orders=orders), patterns=ONE_PATTERN)

    assert MISLEADING in found.content["card"]["rules_because"]
    assert found.content["learned"]["value"] is None and not found.estimators
