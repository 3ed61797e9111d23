"""Score files: a column is the answer's JSON path joined with `_`, a value the answer's own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schema.answer import answer
from scoring.customers import from_records
from scoring.model import Bundle
from scoring.outputs import LISTS, OUTPUTS, Output, column_of
from scoring.scorer import score
from tests.training.records import payloads, records
from training.bulk import load
from training.frame import frame

DAY = date(2026, 10, 31)
OWN = {
    "customer_id", "as_of", "bundle", "churn_reasons", "actions", "tags", "withheld", "inputs_missing", "inputs_unused",
    "warnings",
}  # fmt: skip


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return load(demo_bundle)


@pytest.fixture(scope="module")
def pairs(demo_files, bundle: Bundle) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Row and answer of 300 customers, some with less than they could have."""
    given = payloads(demo_files, DAY, 300)
    for i, payload in enumerate(given):
        for name in (("usage", "feedback"), ("orders",), ("orders", "usage", "inquiries", "feedback", "contacts"), ())[
            i % 4
        ]:
            del payload[name]
    known = records(given, bundle)
    rows = frame(score(from_records(known, 0.0), bundle)).to_dicts()
    return list(zip(rows, answer(known, bundle, "en", DAY), strict=True))


def scalars(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path in OUTPUTS:
        value: Any = found
        for name in path.split("."):
            value = value[name]
        yield column_of(path), value


def test_the_columns_are_the_paths_of_the_answer_and_its_lists(pairs):
    row, _ = pairs[0]

    assert set(row) == {column_of(path) for path in (*OUTPUTS, *LISTS)} | OWN


def test_every_value_is_that_of_the_answer_to_the_last_bit(pairs):
    for row, found in pairs:
        for column, value in scalars(found):
            told = row[column].isoformat() if isinstance(row[column], date) else row[column]
            assert told == value and type(told) is type(value), column


def test_head_and_lists_are_those_of_the_answer(pairs):
    for row, found in pairs:
        assert (row["customer_id"], str(row["as_of"]), row["bundle"]) == (
            found["customer_id"], found["as_of"], found["bundle"],
        )  # fmt: skip
        for name in ("tags", "withheld", "inputs_missing", "inputs_unused"):
            assert row[name] == found[name]
        assert row["warnings"] == [warning["code"] for warning in found["warnings"]]


def test_reasons_are_those_of_the_answer(pairs):
    for row, found in pairs:
        told = [(reason["feature"], reason["effect"]) for reason in row["churn_reasons"]]
        assert told == [(reason["feature"], reason["effect"]) for reason in found["churn"]["reasons"]]
        for one, other in zip(row["churn_reasons"], found["churn"]["reasons"], strict=True):
            for name in ("value", "usual"):
                assert one[name] == (None if isinstance(other[name], str) else other[name])


def test_actions_are_those_of_the_answer(pairs):
    for row, found in pairs:
        for one, other in zip(row["actions"], found["actions"], strict=True):
            told = {name: other[name] for name in one}
            reason = column_of(other["because"])  # in a file the reason is a column
            assert one == {**told, "because": reason, "due_on": date.fromisoformat(other["due_on"])}


def test_lists_of_objects_are_arrow_lists_of_the_same_structs(pairs):
    for row, found in pairs:
        for path, fields in LISTS.items():
            place: Any = found
            for name in path.split("."):
                place = place[name]
            assert row[column_of(path)] == place, path
            assert all(list(entry) == list(fields) for entry in place)
    assert {len(row["needs_pain_points"]) for row, _ in pairs} >= {0, 1, 2}


def test_every_shape_of_payload_is_among_them(pairs):
    assert {row["churn_pattern"] for row, _ in pairs} >= {"full", "history", "no_history", None}
    assert any(row["actions"] == [] or row["withheld"] for row, _ in pairs)
    assert any(not row["churn_reasons"] for row, _ in pairs)


def test_columns_have_the_types_of_their_outputs(bundle):
    types = {
        Output.TEXT: pl.String, Output.NUMBER: pl.Float64, Output.COUNT: pl.Int64, Output.FLAG: pl.Boolean,
        Output.DAY: pl.Date, Output.PAIR: pl.List(pl.Float64),
    }  # fmt: skip
    nobody = frame(score(from_records([], 0.0), bundle))
    somebody = frame(score(from_records(records([{"customer_id": "x"}], bundle), 0.0), bundle))

    for table in (nobody, somebody):
        assert {column_of(path): types[output] for path, output in OUTPUTS.items()}.items() <= table.schema.items()
        for path, fields in LISTS.items():
            entry = pl.Struct({name: types[output] for name, output in fields.items()})
            assert table.schema[column_of(path)] == pl.List(entry), path
    assert nobody.schema == somebody.schema
