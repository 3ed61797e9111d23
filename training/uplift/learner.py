"""Two additive models, of the treated and of the others, whose difference is the uplift.

Both learn what a common model of the outcome leaves over. What comes anyway is often much larger than what the action
adds; models of few rounds, which is what so small a difference bears, would spend them on it, each on its own noise.
The common part cancels in the difference, so the uplift stays a sum of one table a feature.
"""

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from training.boosting import FIT_ROWS, Recipe, grow, unfitted
from training.rows import Rows
from training.trees import Estimator, raw_scores
from training.uplift.sample import Sample

# Fixed, not chosen: what is chosen on the data that judges the ranking flatters it. docs/decisions.md has the figures.
OUTCOME_ROUNDS, EFFECT_ROUNDS = 40, 20
ADDITIVE = 1


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """The fitted models of the two arms, both of the outcome minus the same common part."""

    treated: Estimator
    control: Estimator

    def predict(self, x: FloatArray) -> FloatArray:
        """Uplift (m,) of x (m, p): outcome with the action minus outcome without, in the outcome's unit."""
        return raw_scores(self.treated, x) - raw_scores(self.control, x)


def learn(sample: Sample, seed: int) -> Effect:
    """The models of a sample, or of the first FIT_ROWS of it (the rows come in the order of a hash)."""
    shown = sample.where(slice(FIT_ROWS))
    common = _regression(shown, shown.y, OUTCOME_ROUNDS, seed)
    left_over = shown.y - raw_scores(common, shown.x)
    treated, control = (
        _regression(shown.where(arm), left_over[arm], EFFECT_ROUNDS, seed) for arm in (shown.treated, ~shown.treated)
    )
    return Effect(treated, control)


def _regression(sample: Sample, y: FloatArray, rounds: int, seed: int) -> Estimator:
    """The house's additive trees with squared error: on the outcome's own scale, where uplifts are differences."""
    recipe = Recipe("value", sample.levels, {}, seed)
    period = np.zeros(len(y), dtype=np.int64)
    rows = Rows(sample.names, sample.x, y, np.arange(len(y)), period, 1)
    model = unfitted(recipe, rows, order=ADDITIVE).set_params(loss="squared_error")
    return grow(model, recipe, rows, rounds=rounds)
