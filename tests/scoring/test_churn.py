"""DEFINITIONS.md, section 3. `of_score` scores every buyer alike; horizon 180 days, active window 360."""

from typing import Any

import numpy as np
import pytest

from scoring.dimensions.churn import BANDS, STATES, in_population, sigmoid
from scoring.facts import by_cuts
from scoring.model import Bundle
from tests.scoring.builders import ago, bundle, content, facts
from tests.scoring.fitted import fitted, table_model
from tests.scoring.measured import orders
from tests.scoring.rows import numbers, scored, texts

RULES = bundle()


def of_score(score: float, mode: str = "purchases", quantiles: list[float] | None = None) -> Bundle:
    grid, model = table_model({"purchase_count": [1.0]}, "logit", score, {"purchase_count": [0.0, 0.0, 0.0]})
    pattern = {
        "name": "only", "lists": [], "fields": [], "features": ["purchase_count"], "grid": grid.to_content(),
        "churn": model.to_content(), "value": None,
    }  # fmt: skip
    learned = {"churn_quantiles": None if quantiles is None else np.array(quantiles)}
    made = content(meta={"mode": mode, "method": "glass_box"}, learned=learned)
    return Bundle.from_content({**made, "patterns": [pattern]}, "v")


@pytest.mark.parametrize(
    ("probability", "band"),
    [
        (0.0, "low"), (np.nextafter(0.5, 0), "low"), (0.5, "medium"), (np.nextafter(0.75, 0), "medium"),
        (0.75, "high"), (1.0, "high"),
    ],
)  # fmt: skip
def test_a_band_begins_at_its_cut(probability: float, band: str) -> None:
    assert by_cuts(np.array([probability]), np.array([0.5, 0.75]), BANDS).texts() == [band]


@pytest.mark.parametrize(("score", "band"), [(-3.0, "low"), (0.0, "medium"), (1.0, "medium"), (1.2, "high")])
def test_the_band_follows_from_the_probability_and_that_from_the_score(score: float, band: str) -> None:
    scores = scored(of_score(score), orders(9))
    assert numbers(scores, "churn_score") == [score]
    assert numbers(scores, "churn_probability") == [pytest.approx(1 / (1 + np.exp(-score)), rel=1e-15)]
    assert texts(scores, "churn_band") == [band]
    assert texts(scores, "churn_method") == ["glass_box"]
    assert texts(scores, "churn_pattern") == ["only"]
    assert texts(scores, "churn_basis") == ["model"]


@pytest.mark.parametrize("score", [-800.0, 800.0])
def test_no_score_is_too_large_for_a_probability(score: float) -> None:
    assert sigmoid(np.array([score])).tolist() == [float(score > 0)]


@pytest.mark.parametrize(("days", "band"), [(59, "low"), (60, "medium"), (119, "medium"), (120, "high")])
def test_without_a_model_the_band_follows_the_overdue_ratio(days: int, band: str) -> None:
    scores = scored(RULES, orders(days))
    assert texts(scores, "churn_band") == [band]
    assert texts(scores, "churn_method") == texts(scores, "churn_basis") == ["rule"]
    assert numbers(scores, "churn_score") == numbers(scores, "churn_probability") == [None]


LEFT, BACK = {"left_on": ago(9)}, {"left_on": ago(9), "reactivated_on": ago(9)}
# Mode, payload, state, basis.
STATE: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a buyer is scored": ("purchases", orders(9), "scored", "model"),
    "up to the last day of the active window": ("purchases", orders(360), "scored", "model"),
    "and lost by rule after it": ("purchases", orders(361), "lost", "rule"),
    "who never bought is a prospect": ("purchases", {"orders": []}, "prospect", "rule"),
    "who left is not asked for": ("purchases", {**orders(9), "account": LEFT}, "left", "rule"),
    "left by the status": ("purchases", {**orders(9), "account": {"status": "left"}}, "left", "rule"),
    "leaving before being lost": ("purchases", {**orders(400), "account": LEFT}, "left", "rule"),
    "who came back is scored": ("purchases", {**orders(9), "account": BACK}, "scored", "model"),
    "of whom too little is known": ("purchases", {}, "unknown", "insufficient_data"),
    "under contract there is no window": ("contracts", orders(400), "scored", "model"),
    "nor need there be a purchase": ("contracts", {"orders": []}, "scored", "model"),
    "but who left has left": ("contracts", {"account": LEFT}, "left", "rule"),
}


@pytest.mark.parametrize("case", STATE)
def test_the_event_can_befall_only_some(case: str) -> None:
    mode, payload, state, basis = STATE[case]
    scores = scored(of_score(0.0, mode), payload)
    assert texts(scores, "churn_state") == [state]
    assert texts(scores, "churn_basis") == [basis]
    assert [band is not None for band in texts(scores, "churn_band")] == [state == "scored"]
    assert in_population(scores.facts).tolist() == [state in ("scored", "unknown")]


def test_every_state_and_band_is_reached() -> None:
    assert {state for _, _, state, _ in STATE.values()} == set(STATES)


@pytest.mark.parametrize("case", [case for case in STATE if case != "of whom too little is known"])
def test_rules_know_the_same_states(case: str) -> None:
    mode, payload, state, _ = STATE[case]
    by_rule = scored(bundle(meta={"mode": mode}), payload)
    has_gap = numbers(by_rule, "churn_overdue_ratio") != [None]
    assert texts(by_rule, "churn_state") == [state if has_gap or state != "scored" else "unknown"]


def test_a_percentile_is_the_rank_of_the_probability() -> None:
    ranked = of_score(0.0, quantiles=[0.1, 0.5, 0.5, 0.9])
    assert numbers(scored(ranked, orders(9), {}), "churn_percentile") == [50.0, None]


def test_a_label_has_no_horizon() -> None:
    label = bundle(meta={"mode": "label", "horizon_days": None, "active_window_days": None})
    assert numbers(scored(label, {}), "churn_horizon_days") == [None]
    assert numbers(scored(fitted(), {}), "churn_horizon_days") == [180.0]


def test_overdue_is_told_beside_the_score() -> None:
    assert numbers(scored(fitted(), orders(60)), "churn_overdue_ratio") == [2.0]


def test_who_churn_cannot_befall_has_no_parts_of_a_score() -> None:
    scores = scored(fitted(), orders(400), {"orders": []}, {**orders(9), "account": LEFT})
    for name in ("score", "probability", "percentile", "baseline_score", "other_effect"):
        assert numbers(scores, f"churn_{name}") == [None] * 3
    assert texts(scores, "churn_pattern") == [None] * 3


def test_a_customer_at_a_day_is_in_the_population_or_not_by_what_was_known_then() -> None:
    assert in_population(facts({**orders(9), "account": {"left_on": ago(-1)}})).tolist() == [True]
