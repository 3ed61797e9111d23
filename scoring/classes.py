"""The classes that a text column of an answer can hold: one list for labels, catalogues and the check of a policy."""

from collections.abc import Mapping
from typing import Any

from scoring.conditions import TEXT_TESTS, check_name
from scoring.dimensions import churn, lifecycle, value
from scoring.facts import BASES
from scoring.outputs import COLUMNS
from scoring.policy import Policy

METHODS = ("glass_box", "mbg_nbd", "rule")


def classes(definitions: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The codes by column; segments, patterns and RFM codes are a bundle's own and not among them."""
    rfm = definitions["rfm"]
    return {
        **{column: BASES for column in COLUMNS if column.endswith("_basis")},
        "value_tier": value.TIERS,
        "value_potential": value.POTENTIAL,
        "value_spend_band": value.BANDS,
        "churn_state": churn.STATES,
        "churn_band": churn.BANDS,
        "churn_method": METHODS,
        "rfm_group": tuple(rfm["groups"]),
        "rfm_crosswalk_klaviyo": tuple(rfm["klaviyo"]["groups"]),
        "rfm_crosswalk_shopify": _shopify(rfm["shopify"]),
        "rfm_crosswalk_eight_class": tuple(rfm["eight_class"].values()),
        "lifecycle_stage": lifecycle.STAGES,
    }


def check_classes(policy: Policy, definitions: Mapping[str, Any]) -> None:
    """Raise UnknownName where a condition asks for a class that its column never holds, naming the nearest."""
    known = classes(definitions)
    for action in policy.actions:
        for i, asked in enumerate(action.when):
            if asked.field in known and asked.test in TEXT_TESTS:
                for code in asked.operand if asked.test == "in" else [asked.operand]:
                    check_name(code, known[asked.field], f"{action.code}.when[{i}].{asked.test}")


def _shopify(rules: Mapping[str, Any]) -> tuple[str, ...]:
    groups = [group for row in ("high", "middle", "low") for group in rules[row].values()]
    return tuple(dict.fromkeys([*groups, rules["none"]]))
