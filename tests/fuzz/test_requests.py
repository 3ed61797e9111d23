"""The short form of what `make fuzz` sends 100,000 of: requests right and wrong, against a real server."""

import json
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz import hammer
from tests.fuzz.wrong_requests import requests

COUNT = 2_000


@pytest.fixture(scope="module")
def told(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> hammer.Told:
    return hammer.hammer(demo_bundle, COUNT, tmp_path_factory.mktemp("hammered"))


def test_no_request_brings_an_error_that_is_not_documented(told: hammer.Told) -> None:
    assert told.found == [], str(told)
    assert told.sent == COUNT


def test_the_requests_are_of_every_kind(told: hammer.Told) -> None:
    answered = sum(told.statuses.values())
    assert {200, 204, 400, 404, 405, 415, 422} <= set(told.statuses)
    assert told.statuses[200] > COUNT / 10
    assert answered > COUNT * 0.8


def test_the_same_seed_sends_the_same_requests() -> None:
    first, again, other = (list(islice(requests(seed), 50)) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize(
    ("line", "is_fault"),
    [
        (json.dumps({"level": "info"}), False),
        (json.dumps({"level": "error"}), True),
        ("Traceback (most recent call last):", True),
        ("x.py:1: ResourceWarning: unclosed", True),
    ],
)
def test_a_fault_in_the_log_is_found(line: str, is_fault: bool, tmp_path: Path) -> None:
    (tmp_path / "log").write_text(line + "\n")
    assert bool(hammer._faults(tmp_path / "log")) is is_fault
