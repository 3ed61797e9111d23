"""A fit warns of churn bands that do not tell customers apart."""

from copy import deepcopy

import numpy as np
import pytest

from scoring.bundle import read
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.scorer import measure
from training.bands import band_notes, with_bands
from training.config import Config
from training.content import by_rule
from training.question import last_known_day
from training.tables import read_tables


@pytest.fixture(scope="module")
def served(demo_bundle, demo_files) -> tuple[dict, Facts]:
    content = dict(read(demo_bundle).content)
    tables = read_tables(demo_files, Config())
    facts, _ = measure(tables.customers(last_known_day(tables, Config())), Bundle.from_content(content, ""))
    return content, facts


def cut(content: dict, *cuts: float) -> dict:
    changed = deepcopy(content)
    changed["definitions"]["churn"]["band_cuts"] = list(cuts)
    return changed


def test_bands_that_share_the_customers_are_not_mentioned(served):
    content, facts = served
    bundle = Bundle.from_content(content, "")
    assert bundle.churn_quantiles is not None

    assert band_notes(cut(content, *np.quantile(bundle.churn_quantiles, [0.4, 0.7])), facts) == ()


def test_a_band_of_nearly_everybody_and_one_of_nearly_nobody_are(served):
    content, facts = served

    assert band_notes(cut(content, 0.9998, 0.9999), facts) == tuple(
        f"the churn band {band} holds {share} of the customers; other cuts may tell them better apart: "
        "[definitions.churn] band_cuts = [...] or band_shares = [...]"
        for band, share in (("high", "0.0%"), ("low", "100.0%"), ("medium", "0.0%"))
    )


def test_cuts_by_share_leave_so_many_of_the_predictions_below(served):
    content, _ = served
    probability = np.random.default_rng(0).beta(1, 9, 5_000)  # of whom 0.5 and 0.75 would tell nobody apart
    asked = deepcopy(content)
    asked["definitions"]["churn"]["band_shares"] = [0.6, 0.85]

    cuts = with_bands(asked, probability)["definitions"]["churn"]["band_cuts"]
    assert [float((probability < edge).mean()) for edge in cuts] == pytest.approx([0.6, 0.85], abs=1e-3)
    assert with_bands(content, probability)["definitions"] == content["definitions"]  # [] leaves the cuts


def test_shares_wait_for_a_model(served):
    content, facts = served

    ruled = by_rule(cut(content, 0.5, 0.75))
    ruled["definitions"]["churn"]["band_shares"] = [0.6, 0.85]
    assert band_notes(ruled, facts)[0].startswith("[definitions.churn] band_shares wait for a churn model")


def test_rules_have_cuts_of_their_own(served):
    content, facts = served

    ruled = by_rule(cut(content, 0.9998, 0.9999))
    assert [note.split(" holds ")[0] for note in band_notes(ruled, facts)] == ["the churn band low"]  # 84.6 %

    ruled["definitions"]["churn"]["rule_cuts"] = [1e6, 2e6]
    assert [note.split(";")[0] for note in band_notes(ruled, facts)] == [
        f"the churn band {band} holds {share} of the customers"
        for band, share in (("high", "0.0%"), ("low", "100.0%"), ("medium", "0.0%"))
    ]
    assert all("rule_cuts" in note for note in band_notes(ruled, facts))
