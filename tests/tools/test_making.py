"""Data and bundle are made when they would be made differently now, and only then. A stand-in trains in no time."""

import sys
from pathlib import Path

import pytest

from tools.datasets import KNOWN, prepare
from tools.fit import fit
from tools.trouble import Trouble

PYTHON = Path(sys.executable)
DEMO = KNOWN["demo"]
TRAINING = """
import pathlib, sys
words = sys.argv
out = pathlib.Path(words[words.index("--out") + 1])
with open("calls.txt", "a") as calls:
    print(words[1], file=calls)
if words[1] == "demo-data":
    (out / "orders.parquet").write_text(words[words.index("--customers") + 1])
else:
    orders = pathlib.Path(words[words.index("--orders") + 1]).read_text()
    if orders == "13":
        sys.exit("13 customers are too few.")
    (out / orders).mkdir(parents=True, exist_ok=True)
    (out / orders / "bundle.joblib").write_text("")
    (out / "current").write_text(orders)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("scoring", "schema", "training", "requirements", "models"):
        (tmp_path / folder).mkdir()
    (tmp_path / "requirements" / "train.lock").write_text("")
    (tmp_path / "training" / "__main__.py").write_text(TRAINING)
    (tmp_path / "training" / "demo.py").write_text("")
    return tmp_path


def make(root: Path, customers: int) -> str:
    return fit(root, PYTHON, DEMO, prepare(root, PYTHON, DEMO, customers))


def calls(root: Path) -> list[str]:
    return (root / "calls.txt").read_text().split()


def current(root: Path) -> str:
    return (root / "models" / "current").read_text().strip()


def test_the_second_time_nothing_is_made(root: Path) -> None:
    assert make(root, 20) == make(root, 20) == "20"
    assert calls(root) == ["demo-data", "fit"]


def test_other_parameters_make_other_data_and_another_bundle(root: Path) -> None:
    make(root, 20)
    assert make(root, 30) == "30"
    assert calls(root) == ["demo-data", "fit"] * 2


def test_another_generator_makes_the_data_again_and_the_same_data_keeps_its_bundle_only_with_the_same_code(
    root: Path,
) -> None:
    make(root, 20)
    (root / "training" / "demo.py").write_text("changed = True")
    make(root, 20)
    assert calls(root) == ["demo-data", "fit"] * 2


def test_changed_code_fits_again_on_the_same_data(root: Path) -> None:
    make(root, 20)
    (root / "scoring" / "definitions.toml").write_text("cuts = [1, 2]")
    make(root, 20)
    assert calls(root) == ["demo-data", "fit", "fit"]


def test_a_bundle_that_was_removed_is_fitted_again(root: Path) -> None:
    make(root, 20)
    (root / "models" / "20" / "bundle.joblib").unlink()
    make(root, 20)
    assert calls(root) == ["demo-data", "fit", "fit"]


def test_a_bundle_that_is_still_good_becomes_the_current_one_again(root: Path) -> None:
    make(root, 20)
    (root / "models" / "current").write_text("another\n")
    make(root, 20)
    assert current(root) == "20"
    assert calls(root) == ["demo-data", "fit"]


def test_a_fit_that_fails_is_told_and_leaves_the_bundle_before_it(root: Path) -> None:
    make(root, 20)
    with pytest.raises(Trouble, match="exit code 1; what it says above"):
        make(root, 13)
    assert current(root) == "20"


def test_data_that_cannot_be_made_leaves_what_was_there(root: Path) -> None:
    make(root, 20)
    (root / "training" / "__main__.py").write_text("raise SystemExit('out of customers')")
    with pytest.raises(Trouble, match="could not be made") as caught:
        prepare(root, PYTHON, DEMO, 30)
    assert caught.value.lines == ("out of customers",)
    assert (root / "build" / "demo" / "orders.parquet").read_text() == "20"
