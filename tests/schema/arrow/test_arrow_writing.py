"""Streams that other programs read: every kind of column, and the columns of a score file."""

from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from schema.arrow import writing
from schema.arrow.columns import columns_in
from schema.arrow.messages import Messages
from schema.arrow.scores import columns_of as columns_of_scores
from schema.arrow.types import columns_of
from schema.arrow.values import records
from schema.arrow.writing import END, Array, counts, days, flags, lists, numbers, schema, structures, texts
from scoring.columns import category
from scoring.customers import from_records
from scoring.scorer import score
from tests.training.records import payloads
from tests.training.records import records as records_of
from training.bulk import load
from training.frame import frame

DAY = date(2026, 10, 31)
NAN = np.nan


def stream(columns: dict[str, Array], length: int) -> bytes:
    return schema(columns) + writing.records(columns, length) + END


def test_every_kind_of_column_is_read_by_polars():
    fields = {"a": numbers(np.array([1.5, NAN])), "b": texts(category(["q", None]))}
    columns = {
        "text": texts(category(["a", None, "苏州"])),
        "number": numbers(np.array([1.5, NAN, -2.0])),
        "count": counts(np.array([1, NAN, 2.0**53])),
        "flag": flags(np.array([1, 0, NAN])),
        "day": days(np.array([0, NAN, 20_000.0])),
        "list": lists(np.array([0, 0, 2]), texts(category(["x", "y", "z"])), np.array([True, False, True])),
        "structs": lists(np.array([1, 1]), structures(fields, 2), np.array([True, True, True])),
    }
    assert pl.read_ipc_stream(BytesIO(stream(columns, 3))).to_dict(as_series=False) == {
        "text": ["a", None, "苏州"],
        "number": [1.5, None, -2.0],
        "count": [1, None, 2**53],
        "flag": [True, False, None],
        "day": [date(1970, 1, 1), None, date(2024, 10, 4)],
        "list": [["x", "y"], None, ["z"]],
        "structs": [[], [{"a": 1.5, "b": "q"}, {"a": None, "b": None}], []],
    }


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=30), st.lists(st.floats(width=64), max_size=30))
def test_what_is_written_is_read_again(words: list[str | None], values: list[float]):
    length = min(len(words), len(values))
    words = [None if word is None else word.encode(errors="ignore").decode() for word in words[:length]]
    column = np.array(values[:length], dtype=np.float64)
    data = stream({"word": texts(category(words)), "value": numbers(column)}, length)
    first, *others = (cutter := Messages(10**6)).feed(data) + cutter.rest()
    (found,) = [records(columns_in(one, columns_of(first)), 0, length, 1) for one in others]
    assert [row.get("word") for row in found] == words
    assert [row.get("value", NAN) for row in found] == pl.Series(column).to_list() or np.isnan(column).any()


def test_batches_follow_each_other_and_an_empty_one_is_one():
    columns, nothing = ({"n": numbers(np.array(values))} for values in ([1.0, 2.0], []))
    data = (
        schema(columns)
        + b"".join(writing.records(one, len(n)) for one, n in ((columns, "ab"), (nothing, ""))) * 2
        + END
    )
    assert pl.read_ipc_stream(BytesIO(data))["n"].to_list() == [1.0, 2.0] * 2


def test_the_columns_are_those_of_a_score_file(demo_bundle: Path, demo_files):
    """Bit for bit what `training score` writes, in its order; refused rows have a problem and nothing else."""
    bundle = load(demo_bundle)
    scores = score(from_records(records_of(payloads(demo_files, DAY, 300), bundle), 0.0), bundle)
    problems = ["refused" if row % 4 == 3 else None for row in range(400)]
    at = np.array([row for row, problem in enumerate(problems) if problem is None])
    found = pl.read_ipc_stream(BytesIO(stream(columns_of_scores(scores, at, problems), 400)))

    assert found["problem"].to_list() == problems
    scored = found.filter(pl.col("problem").is_null()).drop("problem")
    assert_frame_equal(scored, frame(scores), check_exact=True)
    assert found.filter(pl.col("problem").is_not_null()).drop("problem").null_count().row(0) == (100,) * scored.width
