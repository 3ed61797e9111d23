"""What every pattern's models and every baseline said, of the same customers of the last cutoff."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.columns import FloatArray, IntArray
from scoring.dimensions.churn import sigmoid
from scoring.dimensions.value import interval
from scoring.scales import ValueScale
from training.boosting import Target
from training.evaluation.baselines import Baselines
from training.evaluation.judged import Judged
from training.scales import value_scale
from training.table_sets import Trained, expected_value


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What models said of m customers by name: P(churn) or expected revenue, what came, and whose rows they are.

    Patterns come first, the richest of them first; `scale` makes the interval around an expected value.
    """

    by: Mapping[str, FloatArray]
    actual: FloatArray
    customer: IntArray
    patterns: tuple[str, ...]
    left_out: Mapping[str, str]
    scale: ValueScale | None = None

    @property
    def best(self) -> str:
        """The richest pattern."""
        return self.patterns[0]

    def interval(self, name: str) -> FloatArray | None:
        """The interval (m, 2) around what a pattern expects; baselines have none."""
        return interval(self.by[name], self.scale) if self.scale and name in self.patterns else None


def said(target: Target, judged: Judged, baselines: Baselines) -> Said:
    """P(churn), or expected revenue, of the rows of the test cutoff by every pattern and baseline."""
    names = judged.patterns(target)
    trained = {name: judged.sets[name][target] for name in names}
    customer, actual = judged.asked(target)
    if target == "churn":
        found = {name: sigmoid(one.tested.score) for name, one in trained.items()}
        return Said(found | dict(baselines.said), actual, customer, tuple(names), baselines.left_out)
    found = {name: expected_value(one, one.tested)[0] for name, one in trained.items()}
    richest = trained[names[0]]
    actual = expected_value(richest, richest.tested)[1]
    others = {name: amount * _stretch(judged, actual) for name, amount in baselines.said.items()}
    return Said(found | others, actual, customer, tuple(names), baselines.left_out, _scale(judged, richest))


def _stretch(judged: Judged, actual: FloatArray) -> float:
    """A short history is judged as if its half were as long as the value horizon; baselines have to be, too."""
    came = float(judged.asked("value")[1].sum())
    return float(actual.sum()) / came if came else 1.0


def _scale(judged: Judged, richest: Trained) -> ValueScale:
    """The intervals that a fit would carry: of held-out rows, whose customers the models had not seen."""
    expected, actual = expected_value(richest, richest.held_out)
    content = judged.content
    rules, horizon_days = content["definitions"]["value"], content["meta"]["value_horizon_days"]
    return ValueScale(**value_scale(expected, expected, actual, rules, horizon_days))
