"""A fit that is not shown to be better than what anybody could do is not published, unless it is forced."""

import json

import numpy as np
import polars as pl
import pytest

from schema import catalogue
from scoring import bundle as store
from tests.training.commands import options, training
from training.bulk import load

LABELLED = '[customers]\nchurned = "left"\nattributes = "*"\n'


@pytest.fixture
def noise(files, tmp_path) -> list:
    """The words of a fit on 700 customers whose columns say nothing of who left."""
    rng = np.random.default_rng(0)
    table = pl.DataFrame(
        {
            "customer_id": [f"n{i}" for i in range(700)],
            "left": (rng.random(700) < 0.4).astype(int),
            **{f"noise_{i}": rng.normal(size=700).round(3) for i in range(5)},
        }
    )
    (tmp_path / "fit.toml").write_text(LABELLED, encoding="utf-8")
    return ["fit", *options(files(customers=table)), "--config", tmp_path / "fit.toml", "--out", tmp_path / "models"]


def test_a_bad_feature_set_is_not_published_and_says_why(noise, tmp_path):
    ended = training(*noise)
    said = ended.stderr.splitlines()[-1]

    assert ended.returncode == 3
    assert said.startswith(
        "error the models are not shown to be better than chance on outcomes they had not seen: AUC 0."
    )
    assert "nothing is published" in said and said.endswith("or publish it all the same with --force.")
    assert not (tmp_path / "models" / "current").exists()


def test_a_forced_bundle_says_so_on_its_card_and_in_what_is_served(noise, tmp_path):
    assert training(*noise, "--force").returncode == 0
    found = load(tmp_path / "models")
    told = catalogue.model(found)

    assert told["forced"] and told["card"]["gate"]["forced"] and not told["card"]["gate"]["passed"]
    assert told["verdict"]["code"] == "not_better"
    page = (store.locate(tmp_path / "models") / "card.md").read_text(encoding="utf-8")
    assert "**Published with --force: the models are not shown to be better than chance" in page


def test_a_good_bundle_passes_and_force_changes_nothing(demo_bundle):
    told = catalogue.model(load(demo_bundle))

    assert told["card"]["gate"]["passed"] and not told["forced"]
    assert told["card"]["gate"]["against"] == "recency_alone"
    assert told["verdict"]["text"]["en"].startswith("Good enough to use")


def test_the_evaluation_stands_beside_the_bundle_and_agrees_with_its_card(demo_bundle):
    folder = store.locate(demo_bundle)
    evaluation = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    card = store.read(demo_bundle).content["card"]

    assert evaluation["churn"]["gate"] == card["gate"]
    for pattern, judged in card["patterns"].items():
        assert evaluation["churn"]["models"][pattern]["auc"]["value"] == pytest.approx(judged["churn"]["auc"])
        assert evaluation["value"]["models"][pattern]["gini"]["value"] == pytest.approx(judged["value"]["gini"])
    assert {"recency_alone", "logistic_rfm", "bg_nbd"} <= evaluation["churn"]["models"].keys()
    assert "pareto_nbd" in evaluation["churn"]["left_out"]
