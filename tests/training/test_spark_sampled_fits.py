"""A fit on a sample of customers says so, to whoever fits and in the card."""

import pytest

from tests.training.companies import shop
from training.config import Config
from training.errors import TrainingError
from training.fit import fit
from training.progress import silent
from training.tables import read_tables

SAID = "one customer in 20, whose crc32 of the id leaves no remainder"
SENTENCE = f"fitted on a sample: {SAID}"


@pytest.fixture
def sampled(tmp_path):
    path = tmp_path / "orders.parquet"
    shop(60).write_parquet(path, metadata={"sample": SAID})
    return path


def test_the_notes_and_the_card_name_the_sample(sampled):
    fitted = fit(read_tables({"orders": sampled}, Config()), Config(), silent())

    assert SENTENCE in fitted.notes and SENTENCE in fitted.content["card"]["rules_because"]


def test_a_file_that_is_whole_says_nothing(tmp_path):
    shop(60).write_parquet(tmp_path / "orders.parquet")

    assert read_tables({"orders": tmp_path / "orders.parquet"}, Config()).sample == ()


def test_a_sample_beside_a_whole_table_is_refused(sampled, tmp_path):
    (tmp_path / "feedback.csv").write_text("customer_id,date,overall\nc00001,2024-01-01,5\n")

    with pytest.raises(TrainingError, match=r"orders.parquet is a sample .*, and feedback.csv is not the same"):
        read_tables({"orders": sampled, "feedback": tmp_path / "feedback.csv"}, Config())
