"""From a trial's arms, outcomes and columns to the uplift's arguments."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.columns import category
from tests.training.uplift import trials
from training.errors import TrainingError
from training.pilot.trial import Trial
from training.uplift.of_trial import of_trial

SAMPLE = trials.trial(4, 900, 0.2).sample
CITIES = ["Graz", "Linz", "Wels", "Wien"]


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Three arms, the last without an uplift's worth of customers; one column is missing throughout."""
    arm = SAMPLE.treated.astype(np.int64)
    arm[:50] = 2
    before = {"often": SAMPLE.x[:, 0], "recent": SAMPLE.x[:, 1], "empty": np.full(900, np.nan)}
    groups = {"city": category([CITIES[int(code)] for code in SAMPLE.x[:, 3]])}
    outcomes = {"visits": SAMPLE.y, "spend": 3.5 * SAMPLE.y}
    return Trial(("none", "card", "call"), arm, outcomes, before, groups)


def test_numbers_and_texts_are_features_and_every_arm_and_outcome_is_a_look(trial):
    found = of_trial(trial, 1, "spend")

    assert {term.feature for term in found.terms} == {"often", "recent", "empty", "city"}
    assert next(term.share for term in found.terms if term.feature == "empty") == pytest.approx(0, abs=1e-20)
    assert (found.kind, found.looks, len(found.predicted)) == ("money", 4, 850)


def test_an_arm_too_small_to_rank_is_an_error_that_says_so(trial):
    with pytest.raises(TrainingError, match="an arm has 50 customers"):
        of_trial(trial, 2, "visits")


def test_a_trial_without_anything_known_before_has_nothing_to_rank_by(trial):
    with pytest.raises(TrainingError, match="--before or --group"):
        of_trial(replace(trial, before={}, groups={}), 1, "visits")


def test_a_group_of_nobody_ranks_nobody(trial):
    unknown = category([None] * 900)
    found = of_trial(replace(trial, groups={**trial.groups, "region": unknown}), 1, "visits")
    assert "region" not in {term.feature for term in found.terms}
    with pytest.raises(TrainingError, match="--before or --group"):
        of_trial(replace(trial, before={}, groups={"region": unknown}), 1, "visits")
