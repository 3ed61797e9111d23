"""A fitted content on disk: golden answers that replay, a card, and the same bytes every time."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.examples import EXAMPLES
from schema.golden import replay
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring import bundle as store
from scoring.bundle import UnwritableBundle
from scoring.model import Bundle
from training.config import Config
from training.fit import Fitted, fit
from training.progress import silent
from training.publish import golden_payloads, publish
from training.tables import read_tables


@pytest.fixture
def small(files) -> Fitted:
    """A bundle by rule."""
    orders = "customer_id,date,amount\na,2024-01-02,10\na,2024-02-02,10\nb,2024-03-03,5\n"
    return fit(read_tables(files(orders=orders), Config()), Config(), silent())


@given(st.dates(date(1970, 1, 1), date(2035, 12, 31)))
def test_golden_payloads_are_valid_whatever_the_day_of_the_bundle(day):
    for payload in golden_payloads({"as_of": day.isoformat(), "currency": "GBP"}):
        record = parse(plain_json(payload), Limits(), currency="GBP", today=day)
        assert record.get("as_of", day) == day


def test_golden_payloads_keep_their_distances():
    (_, example), *_ = EXAMPLES.values()
    moved = golden_payloads({"as_of": "2024-11-21", "currency": "CNY"})[0]
    shift = date(2024, 11, 21) - date.fromisoformat(str(example["as_of"]))
    days = [order["date"][:10] for order in moved["orders"]]

    assert days == [str(date.fromisoformat(order["date"][:10]) + shift) for order in example["orders"]]
    assert shift == timedelta(days=-730)


def test_the_published_bundle_is_current_complete_and_replays(small, tmp_path):
    folder = publish(small, tmp_path / "models")
    found = store.read(tmp_path / "models" / "current")

    assert found.folder == folder
    assert {path.name for path in folder.iterdir()} == {
        "bundle.joblib", "estimators.joblib", "manifest.json", "golden.json", "card.md", "evaluation.json",
    }  # fmt: skip
    assert len(found.golden) == len(EXAMPLES)
    replay(Bundle.from_content(found.content, found.version), found.golden)
    store.verify(folder)


def test_the_version_is_the_day_and_a_hash_of_the_content(small, tmp_path):
    folder = publish(small, tmp_path)

    assert folder.name == f"2024-03-03-{store.read(tmp_path).manifest.files['bundle.joblib'].sha256[:8]}"


def test_the_same_content_gives_the_same_bytes(small, tmp_path):
    one, other = publish(small, tmp_path / "one"), publish(small, tmp_path / "other")

    assert one.name == other.name
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name


def test_no_clock_host_or_path_stands_in_a_bundle(small, tmp_path):
    folder = publish(small, tmp_path)

    for path in folder.iterdir():
        assert str(tmp_path).encode() not in path.read_bytes()
        assert str(date.today()).encode() not in path.read_bytes()  # noqa: DTZ011


def test_a_card_is_plain_json(small, tmp_path):
    publish(small, tmp_path)

    assert json.loads(json.dumps(store.read(tmp_path).content["card"], allow_nan=False)) == small.content["card"]


def test_what_cannot_be_written_leaves_the_old_bundle_current(small, tmp_path):
    old = publish(small, tmp_path)
    (tmp_path / "file").write_text("")

    with pytest.raises(UnwritableBundle):
        publish(small, tmp_path / "file" / "models")
    assert store.locate(tmp_path) == old
