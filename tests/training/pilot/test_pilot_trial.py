"""What a trial's file may be, and what is told of one that is none."""

import math

import numpy as np
import pytest

from tests.training.pilot.experiments import written
from training.errors import TrainingError
from training.pilot.trial import read_trial

GOOD = {
    "id": ["a", "b", "c", "d", "e"],
    "arm": ["none", "mail", "none", "mail", "call"],
    "spend": [0.0, 12.5, 3.0, 0.0, 1.0],
    "visit": ["yes", "no", "no", "yes", "yes"],
    "recency": [3, None, 5, 1, 2],
    "region": ["N", "S", None, "N", "S"],
}
TWO_OF_EACH = {name: [*values, values[-1]] for name, values in GOOD.items()} | {"id": list("abcdef")}


def read(path, **changed):
    given = {"arm": "arm", "control": "none", "outcomes": ["spend"], "customer": "id"}
    return read_trial(path, **{**given, **changed})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_becomes_columns_with_the_control_first(tmp_path, ending):
    found = read(
        written(tmp_path / f"t.{ending}", **TWO_OF_EACH),
        outcomes=["spend", "visit"],
        before=["recency"],
        groups=["region"],
    )

    assert found.arms == ("none", "call", "mail") and found.n == len(found) == 6
    assert found.arm.tolist() == [0, 2, 0, 2, 1, 1]
    assert found.outcomes["visit"].tolist() == [1, 0, 0, 1, 1, 1]
    assert math.isnan(found.before["recency"][1]) and np.isfinite(found.before["recency"]).sum() == 5
    assert found.groups["region"].texts()[:3] == ["N", "S", None]


@pytest.mark.parametrize(
    ("columns", "options", "told"),
    [
        ({}, {"arm": "segmnt"}, '--arm names "segmnt", which t.csv has no column for; the nearest is'),
        ({}, {"outcomes": ["spent"]}, '--outcome names "spent", .* the nearest is "spend"'),
        ({}, {"before": ["recent"]}, '--before names "recent", .* the nearest is "recency"'),
        ({}, {"customer": "idd"}, '--customer names "idd", .* the nearest is "id"'),
        ({}, {"control": "nobody"}, 'arm of t.csv has no arm "nobody"; the nearest is "none"'),
        ({}, {"before": ["spend"]}, '"spend" is named as an outcome and again'),
        ({}, {"groups": ["arm"]}, '"arm" is the arm'),
        ({}, {"outcomes": ["region"]}, "t.csv, rows 2, 3, 5, 6 and 7: region must be a finite number"),
        ({}, {"before": ["region"]}, "or name a column of texts in --group"),
        ({"arm": ["none"] * 6}, {}, 't.csv has one arm only, "none"'),
        ({"arm": ["none"] * 5 + ["mail"]}, {}, 'the arm "mail" has 1 customer;'),
        ({"arm": ["none", None, "none", "mail", "mail", "mail"]}, {}, "t.csv, row 3: arm must be given"),
        ({"spend": [0, None, 1, 1, 1, 1]}, {}, "t.csv, row 3: spend must be given for everyone; write 0"),
        ({"spend": ["0", "nan", "1", "1", "1", "1"]}, {}, "t.csv, row 3: spend must be given for everyone"),
        ({"spend": ["0", "1", "inf", "1", "1", "1"]}, {}, "t.csv, row 4: spend must be a finite number"),
        ({"id": ["a", "b", "a", "d", "e", "b"]}, {}, "each customer must have one row, .* in rows 4 and 7"),
        ({"id": ["a", None, "c", "d", "e", "f"]}, {}, "t.csv, row 3: id must be given"),
    ],
)
def test_a_file_that_is_no_trial_is_told_by_place_rule_and_remedy(tmp_path, columns, options, told):
    path = written(tmp_path / "t.csv", **{**TWO_OF_EACH, **columns})
    with pytest.raises(TrainingError, match=told):
        read(path, **options)


def test_missing_outcomes_of_a_parquet_file_are_told_too(tmp_path):
    path = written(tmp_path / "t.parquet", **{**TWO_OF_EACH, "spend": [0.0, math.nan, 1.0, 1.0, 1.0, 1.0]})
    with pytest.raises(TrainingError, match=r"t.parquet, row 2: spend must be given for everyone"):
        read(path)


def test_a_column_of_many_values_is_neither_arms_nor_groups(tmp_path):
    numbers = [str(i % 60) for i in range(240)]
    path = written(tmp_path / "t.csv", arm=numbers, region=numbers, half=["a", "b"] * 120, y=[0, 1] * 120)
    with pytest.raises(TrainingError, match="has 60 values, so it names no arms"):
        read(path, control="1", outcomes=["y"], customer=None)
    with pytest.raises(TrainingError, match=r"--group: region of t.csv has 60 values"):
        read(path, arm="half", control="a", outcomes=["y"], groups=["region"], customer=None)


def test_without_ids_every_row_is_a_customer_and_customer_id_is_known_by_its_name(tmp_path):
    columns = {"arm": ["a", "b"] * 2, "y": [0, 1, 1, 1]}
    assert read(written(tmp_path / "t.csv", **columns), control="a", outcomes=["y"], customer=None).n == 4
    path = written(tmp_path / "u.csv", **columns, customer_id=["1", "2", "1", "3"])
    with pytest.raises(TrainingError, match="each customer must have one row"):
        read(path, control="a", outcomes=["y"], customer=None)


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "t.csv").write_text("arm,spend,id\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"t\.csv has no rows"):
        read(tmp_path / "t.csv")


@pytest.mark.parametrize("by", [1e160, 1e-200])
@pytest.mark.parametrize("column", ["outcomes", "before"])
def test_numbers_that_cannot_be_squared_are_told(tmp_path, by, column):
    huge = TWO_OF_EACH | {"size": [by * i for i in range(6)]}
    with pytest.raises(TrainingError, match=r"size must have its largest value between 1e-60 and 1e[+]60"):
        read(written(tmp_path / "t.parquet", **huge), **{column: ["size"]})
