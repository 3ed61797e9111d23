"""Tables on Spark give what the file command gives, to the last bit and in its order; or one sentence, and no file."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pyspark.errors import PythonException

from training.config import Config
from training.errors import TrainingError
from training.frame import frame
from training.plan.candidates import frame_with_candidates
from training.spark import by_tables
from training.spark.command import OF_A_TASK

ORDERS = pl.DataFrame(
    {
        "customer_id": ["c1", "c2", "c1", "c3"],
        "date": [date(2026, 1, day) for day in (3, 4, 5, 6)],
        "amount": [10.0, 20.0, 30.0, 40.0],
        "category": ["seals", "valves", None, "seals"],
    }
)


@pytest.fixture
def scored(spark, bundle, tmp_path):
    """Scores by Spark, read back from the files that its tasks wrote."""

    def read(tables, config=Config(), rows_a_part=20_000):  # noqa: B008
        by_tables(spark, bundle, tables, config, rows_a_part=rows_a_part).write(tmp_path / "scores")
        return pl.read_parquet(tmp_path / "scores" / "*.parquet")

    return read


@pytest.fixture
def written(tmp_path):
    """A frame as a table on disk, in so many files."""

    def write(table, frame, files=1):
        folder = tmp_path / table
        folder.mkdir()
        step = -(-len(frame) // files)
        for i in range(files):
            frame[i * step : (i + 1) * step].write_parquet(folder / f"{i}.parquet")
        (folder / "_SUCCESS").touch()
        return {table: folder if files > 1 else folder / "0.parquet"}

    return write


def test_all_tables_give_the_file_commands_scores_in_its_order(scored, tables, by_file):
    found = scored(tables)

    assert_frame_equal(found, by_file(tables), check_exact=True)
    assert found["churn_probability"].null_count() < len(found) == 2_000


def test_tables_that_spark_reads_give_the_same(spark, bundle, tables, by_file):
    own = {name: tables[name] for name in ("orders", "customers", "inquiries")}
    frames = {name: spark.read.parquet(str(path)) for name, path in own.items()}
    of_spark = by_tables(spark, bundle, frames, Config(), rows_a_part=10_000).frame()
    found, expected = pl.from_arrow(of_spark.toArrow()).sort("customer_id"), by_file(own)

    assert found.columns == expected.columns
    assert_frame_equal(found, expected.cast(found.schema), check_exact=True)


def test_parts_of_a_few_customers_give_the_same(scored, tables, by_file):
    few = {name: tables[name] for name in ("feedback", "customers")}

    assert_frame_equal(scored(few, rows_a_part=100), by_file(few), check_exact=True)


def test_another_day_and_a_companys_own_columns(scored, tables, written, by_file, toml):
    orders = pl.read_parquet(tables["orders"]).rename({"customer_id": "Customer No", "amount": "Net"})
    config = toml("""
as_of = "2026-06-30"
[orders]
customer_id = "Customer No"
amount = "Net * 2"
where = "Net > 20"
""")
    own = written("orders", orders, files=1)

    assert_frame_equal(scored(own, config), by_file(own, config), check_exact=True)


def test_a_folder_of_files_is_one_table(scored, tables, written, by_file):
    several = written("orders", pl.read_parquet(tables["orders"]), files=3)

    assert_frame_equal(scored(several), by_file({"orders": tables["orders"]}), check_exact=True)


def test_ids_are_trimmed_and_guests_left_out_as_in_a_file(scored, written, by_file):
    ids = pl.Series("customer_id", [" c1", "c2", "c1 ", None])
    own = written("orders", ORDERS.with_columns(ids))

    assert_frame_equal(scored(own), by_file(own), check_exact=True)


def test_candidates_for_a_plan_go_with_the_scores(spark, bundle, tables, tmp_path):
    alone = {"orders": tables["orders"]}
    by_tables(spark, bundle, alone, Config(), told=frame_with_candidates).write(tmp_path / "scores")
    with_candidates = pl.read_parquet_schema(next((tmp_path / "scores").iterdir()))

    by_tables(spark, bundle, alone, Config(), told=frame).write(tmp_path / "plain")
    assert set(with_candidates) - set(pl.read_parquet_schema(next((tmp_path / "plain").iterdir()))) == {"candidates"}


def test_how_many_were_written_is_told_and_nothing_is_left_beside(spark, bundle, tables, tmp_path):
    out = tmp_path / "deep" / "scores"

    assert by_tables(spark, bundle, {"orders": tables["orders"]}, Config()).write(out).refused == 0
    assert list(out.parent.iterdir()) == [out]


def test_a_bad_value_is_told_by_file_and_row_and_leaves_no_file(spark, bundle, written, tmp_path):
    bad = written("orders", ORDERS.with_columns(date=pl.Series(["2026-01-03", "2026-01-04", "soon", "2026-01-06"])))

    with pytest.raises(PythonException) as told:
        by_tables(spark, bundle, bad, Config()).write(tmp_path / "scores")
    sentence = OF_A_TASK.search(str(told.value))[1]
    assert sentence.startswith("0.parquet, row 3: date must be a day") and "soon" not in sentence
    assert [path.name for path in tmp_path.iterdir()] == ["orders"]


def test_a_customer_with_two_rows_is_told_wherever_they_stand(spark, bundle, tables, written, tmp_path):
    customers = pl.read_parquet(tables["customers"])
    twice = written("customers", pl.concat([customers, customers[:1]]), files=2)

    with pytest.raises(PythonException, match="each customer must have one row"):
        by_tables(spark, bundle, twice, Config(), rows_a_part=500).write(tmp_path / "scores")


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (
            pl.Series("customer_id", [1.0, 2.0, 1.0, 3.0]),
            "orders: customer_id must be a text, and is a number with dec",
        ),
        (
            pl.Series("category", [1.0, 2.0, 1.0, 3.0]),
            r'in the config: \[orders\] category = "CAST\(category AS BIGINT',
        ),
    ],
)
def test_what_only_a_whole_column_can_tell_is_refused(spark, bundle, column, sentence):
    frame = spark.createDataFrame(ORDERS.with_columns(column).to_arrow())

    with pytest.raises(TrainingError, match=sentence):
        by_tables(spark, bundle, {"orders": frame}, Config())


def test_ids_with_decimals_are_refused(spark, bundle, written, tmp_path):
    own = written("orders", ORDERS.with_columns(customer_id=pl.Series(["1.0", "2.0", "1.0", "x"])))

    with pytest.raises(PythonException, match=r"customer_id holds numbers with decimals \(.0\)"):
        by_tables(spark, bundle, own, Config()).write(tmp_path / "scores")


@pytest.mark.parametrize(("field", "values", "was"), [("score", ["1"], "numbers"), ("contract", [1.5], "texts")])
def test_a_field_that_was_learned_as_another_kind_is_refused(spark, bundle, written, field, values, was):
    own = written("customers", pl.DataFrame({"customer_id": ["c1"], field: values}))

    with pytest.raises(TrainingError, match=f"{field} was learned from {was}; give Spark a column of {was}"):
        by_tables(spark, bundle, own, Config())


def test_what_is_no_parquet_is_told(spark, bundle, tmp_path):
    (tmp_path / "orders.csv").write_text("customer_id,date,amount\n")

    with pytest.raises(TrainingError, match="must be a Parquet file or a folder of such"):
        by_tables(spark, bundle, {"orders": tmp_path / "orders.csv"}, Config())


def test_files_with_other_columns_are_told(spark, bundle, written):
    own = written("orders", ORDERS, files=2)
    ORDERS.drop("category").write_parquet(own["orders"] / "9.parquet")

    with pytest.raises(TrainingError, match=r"its columns are not those of 0\.parquet"):
        by_tables(spark, bundle, own, Config())


def test_what_stands_at_out_is_never_replaced(spark, bundle, written, tmp_path):
    with pytest.raises(TrainingError, match="exists; give --out another name"):
        by_tables(spark, bundle, written("orders", ORDERS), Config()).write(tmp_path)


def test_nobody_to_score_is_told(spark, bundle, written, tmp_path):
    nobody = written("orders", ORDERS.with_columns(customer_id=pl.lit(None, dtype=pl.String)))

    with pytest.raises(TrainingError, match="there was no customer to score"):
        by_tables(spark, bundle, nobody, Config()).write(tmp_path / "scores")
    assert not (tmp_path / "scores").exists()


def test_a_table_without_rows_beside_others_is_known_to_be_empty(scored, tables, written, by_file):
    own = {"customers": tables["customers"], **written("orders", ORDERS.clear())}

    assert_frame_equal(scored(own), by_file(own), check_exact=True)
