"""DEFINITIONS.md, section 3. `risk` is the probability that the model gives; the active window is 360 days."""

from math import log, nextafter

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Payload, Rules, account, bought

OF_A_MODEL = ("score", "probability", "band", "percentile", "pattern", "baseline_score", "other_effect")
NOTHING = {f"churn.{name}": None for name in OF_A_MODEL}
UNDER_HALF, UNDER_THREE_QUARTERS = nextafter(0.5, 0.0), nextafter(0.75, 0.0)


def risk(probability: float, **more: object) -> Payload:
    """A customer of the last days, of whom the model says so."""
    return {**bought(9), "attributes": {"risk": probability}, **more}


RULES: Rules = {
    "customers outside that window are `lost` by rule and outside every metric": [
        Example({**risk(0.2), **bought(360)}, {"churn.state": "scored", "churn.basis": "model"}),
        Example({**risk(0.2), **bought(361)}, {"churn.state": "lost", "churn.basis": "rule", **NOTHING}),
        Example(risk(0.2, orders=[]), {"churn.state": "prospect", "churn.basis": "rule", **NOTHING}),
        Example(bought(9), {"churn.state": "unknown", "churn.basis": "insufficient_data", **NOTHING}),
    ],
    "With `signed_up_on` and `left_on`: left within the horizon, among those signed up and not left at the cutoff": [
        Example({**risk(0.2), **bought(900)}, {"churn.state": "scored"}, of="contracts"),
        Example({**risk(0.2), **account(left_on=ago(1))}, {"churn.state": "left", **NOTHING}, of="contracts"),
        Example({**risk(0.2), **account(left_on=ago(1))}, {"churn.state": "left", "churn.basis": "rule"}),
        Example({**risk(0.2), **account(left_on=ago(-1))}, {"churn.state": "scored"}),
        Example({**risk(0.2), **account(left_on=ago(9), reactivated_on=ago(9))}, {"churn.state": "scored"}),
    ],
    "`score` in log-odds; `probability = sigmoid(score)`, calibrated.": [
        Example(risk(0.5), {"churn.score": 0.0, "churn.probability": 0.5, "churn.pattern": "stated"}),
        Example(risk(0.2), {"churn.score": log(0.2 / 0.8), "churn.probability": 0.2, "churn.horizon_days": 180}),
    ],
    "`band`: `low` / `medium` / `high`, cuts 0.5 and 0.75 (Braze's), always derived from `probability`": [
        Example(risk(UNDER_HALF), {"churn.band": "low"}),
        Example(risk(0.5), {"churn.band": "medium"}),
        Example(risk(UNDER_THREE_QUARTERS), {"churn.band": "medium"}),
        Example(risk(0.75), {"churn.band": "high"}),
        Example(bought(9), {"churn.band": None}),
        Example(bought(59), {"churn.band": "low", "churn.probability": None}, of="rules alone"),  # by overdue ratio
        Example(bought(60), {"churn.band": "medium", "churn.basis": "rule"}, of="rules alone"),
        Example(bought(120), {"churn.band": "high", "churn.method": "rule"}, of="rules alone"),
    ],
    "and can set the cuts by share instead": [
        Example(risk(0.2), {"churn.band": "medium"}, of="bands by share"),
        Example(risk(UNDER_HALF), {"churn.band": "medium"}, of="bands by share"),
        Example(risk(0.5), {"churn.band": "high"}, of="bands by share"),
    ],
    "`percentile` beside it.": [
        Example(risk(0.5), {"churn.percentile": 50.0, "churn.method": "glass_box"}),
        Example(risk(0.5), {"churn.percentile": 50.0, "churn.method": "mbg_nbd"}, of="short history"),
    ],
    "`baseline_score + sum of reasons' effects + other_effect = score`": [
        Example(risk(0.9), {"churn.baseline_score": 0.0, "churn.reasons.0.effect": log(0.9 / 0.1),
                            "churn.other_effect": 0.0}),
    ],
    "effects of absent fields are in `other_effect` and never in a sentence": [
        Example({**bought(9), "attributes": {"worth": 500}}, {"churn.reasons": [], "churn.other_effect": 0.0}),
    ],
    "Each has the customer's own number and the usual one": [
        Example(risk(0.9), {"churn.reasons.0.feature": "attributes_risk", "churn.reasons.0.value": 0.9,
                            "churn.reasons.0.usual": 0.2}),
    ],
    "`[]` in the low band or where none reaches": [
        Example(risk(0.2), {"churn.what_would_change": []}),
        Example(risk(0.9), {"churn.what_would_change": []}),
    ],
}  # fmt: skip
