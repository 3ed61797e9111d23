"""What the models learned, as /model tells it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from schema.curves import curves
from scoring.model import Bundle
from training.bulk import load


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return load(demo_bundle)


def test_the_curves_are_the_tables_of_the_served_model(bundle: Bundle) -> None:
    found, pattern = curves(bundle), bundle.patterns[0]
    assert found is not None and found["pattern"] == pattern.name and pattern.churn is not None
    for one in found["churn"]:
        edges, effects = pattern.churn.shape(pattern.grid, one["feature"])
        assert (one["edges"], one["effects"]) == (edges.tolist(), effects.tolist())
        assert sum(one["shares"]) == pytest.approx(1)
    weights = [one["importance"] for one in found["churn"]]
    assert weights == sorted(weights, reverse=True) and weights[-1] > 0


def test_a_text_has_a_bin_a_level(bundle: Bundle) -> None:
    found = curves(bundle)
    assert found is not None
    texts = [one for target in ("churn", "value") for one in found[target] if one["levels"]]
    assert texts and all(len(one["effects"]) >= len(one["levels"]) for one in texts)


def test_a_bundle_that_holds_no_shares_is_told_without_them(bundle: Bundle) -> None:
    bare = [replace(pattern, training_shares=None) for pattern in bundle.patterns]
    found = curves(replace(bundle, patterns=tuple(bare)))
    assert found is not None
    assert {one["shares"] for one in found["churn"]} == {None}
    assert found["churn"][0]["importance"] == pytest.approx(np.abs(found["churn"][0]["effects"]).mean())


def test_rules_have_no_curves(bundle: Bundle) -> None:
    assert curves(replace(bundle, patterns=())) is None


def test_the_card_has_the_curves_of_the_last_cutoff(bundle: Bundle) -> None:
    found = bundle.card["curves"]
    assert [one["tenth"] for one in found["churn"]["calibration"]] == list(range(1, 11))
    assert [one["share"] for one in found["churn"]["gain"]] == pytest.approx(np.linspace(0, 1, 11))
    assert [one["band"] for one in found["churn"]["bands"]] == ["low", "medium", "high"]
    assert len(found["value"]["deciles"]) == 10
