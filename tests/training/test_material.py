"""What is learned from: rows of each target, and nothing that only the time after the test cutoff tells."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.training.companies import LAST, labelled, shop
from training.config import Config
from training.content import bare_content, reference, unfitted
from training.errors import TrainingError
from training.material import Material, gather
from training.question import Question, ask
from training.tables import read_tables


def gathered(paths: dict[str, Path], **settings: Any) -> tuple[Material, Question]:
    config = Config(**settings)
    tables = read_tables(paths, config)
    question = ask(tables, config)
    content = bare_content(tables, config, question, reference(tables, question))
    return gather(tables, unfitted(content), question, config), question


def test_each_target_has_rows_of_all_its_cutoffs(files):
    found, question = gathered(files(orders=shop(600)), horizon_days=60)

    for target, plan in (("churn", question.churn), ("value", question.value)):
        rows = found.rows[target]
        assert set(rows.period.tolist()) == set(range(len(plan.all)))
        assert rows.test_period == len(plan.training)
    assert found.rows["churn"].names == found.rows["value"].names


def test_a_text_that_came_up_after_the_test_cutoff_is_no_level(files):
    """Another text is as frequent before it: that one is."""
    orders = shop(600)
    late = pl.col("date") > LAST - timedelta(days=30)
    named = orders.with_columns(category=pl.when(late).then(pl.lit("new")).otherwise(pl.lit("old")))
    found, question = gathered(files(orders=named), horizon_days=60)

    assert named.filter(late)["customer_id"].n_unique() > 60
    assert question.earliest_test <= question.as_of - 60
    assert found.levels["last_category"] == ["old"]


def test_texts_are_those_of_the_earlier_of_two_test_cutoffs(files):
    """Churn is tested 30 days before the end, value 180: what came up between them is known to neither model."""
    orders = shop(600)
    between = pl.col("date") > LAST - timedelta(days=150)
    named = orders.with_columns(category=pl.when(between).then(pl.lit("new")).otherwise(pl.lit("old")))
    found, question = gathered(files(orders=named), horizon_days=30)

    assert question.churn.test - question.value.test == 150
    assert found.levels["last_category"] == ["old"]


def test_what_says_the_same_of_everybody_is_no_feature(files):
    orders = shop(600).with_columns(channel=pl.lit(None, pl.String), discount=pl.lit(0.25))
    found, _ = gathered(files(orders=orders), horizon_days=60)

    assert not {"last_order_channel", "discount_mean", "margin_share", "payment_delay_days"} & set(
        found.rows["churn"].names
    )


def test_with_a_label_everybody_is_a_row_once(files):
    found, _ = gathered(files(customers=labelled(700)), attributes=("*",))
    rows = found.rows["churn"]

    assert sorted(rows.customer.tolist()) == list(range(700))
    assert rows.names == ("attributes_noise", "attributes_plan", "attributes_tenure")
    assert found.levels["attributes_plan"] == ["basic", "pro"]


def test_revenue_that_never_differs_is_no_value_to_learn(files):
    days = pl.date_range(LAST - timedelta(days=700), LAST, "10d", eager=True).to_frame("date")
    people = pl.DataFrame({"customer_id": [f"c{i:03}" for i in range(520)]})
    alike = people.join(days, how="cross").with_columns(amount=10.0)
    found, _ = gathered(files(orders=alike), horizon_days=30)

    assert found.rows == {}
    assert found.notes[-1] == "revenue after the cutoffs does not differ between customers, so no value is learned"


def test_a_slip_in_a_pattern_is_told_even_where_no_model_can_be_learned(files):
    with pytest.raises(TrainingError, match=r'patterns\.web names "odrers"'):
        gathered(files(orders="customer_id,date,amount\na,2024-01-02,5\n"), patterns={"web": ("odrers",)})
