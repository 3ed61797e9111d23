"""The classes that a text column of an answer can hold: one list for labels, catalogues and the check of a policy."""

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.conditions import TEXT_TESTS, Condition, check_name
from scoring.custom import Dimension
from scoring.dimensions import (
    behaviour,
    churn,
    credit,
    growth,
    lifecycle,
    loyalty,
    met_needs,
    needs,
    pain_points,
    profile,
    relationship,
    value,
)
from scoring.dimensions.rfm import codes as rfm_codes
from scoring.facts import BASES
from scoring.model import Bundle
from scoring.outputs import COLUMNS
from scoring.policy import Policy
from scoring.vocabulary import CHOICES, OBJECTS, TOPICS

# Columns whose codes are a bundle's.
OF_A_BUNDLE = ("segment_code", "segment_runner_up", "churn_pattern", "rfm_code", "next_purchase_category_code")
METHODS = ("glass_box", "mbg_nbd", "rule")

# Codes that no company changes.
FIXED: Mapping[str, tuple[str, ...]] = {
    **{column: BASES for column in COLUMNS if column.endswith("_basis")},
    "value_tier": value.TIERS,
    "value_potential": value.POTENTIAL,
    "value_spend_band": value.BANDS,
    "churn_state": churn.STATES,
    "churn_band": churn.BANDS,
    "churn_method": METHODS,
    "lifecycle_stage": lifecycle.STAGES,
    "behaviour_activity": behaviour.ACTIVITY,
    "behaviour_frequency_class": behaviour.FREQUENCY,
    "behaviour_purchase_stage": behaviour.STAGES,
    "behaviour_tenure": behaviour.TENURE,
    "behaviour_usage_depth": behaviour.DEPTH,
    "behaviour_participation": behaviour.PARTICIPATION,
    "behaviour_contributor": behaviour.CONTRIBUTOR,
    "behaviour_retention_tendency": behaviour.RETENTION,
    "behaviour_tendency": behaviour.TENDENCY,
    "behaviour_payer": behaviour.PAYER,
    "behaviour_intent": behaviour.INTENT,
    "relationship_status": relationship.STATUSES,
    "profile_kind": profile.KINDS,
    "needs_orientation": needs.ORIENTATIONS,
    "needs_style": needs.STYLES,
    "needs_severe_pain": TOPICS,
    "needs_status": met_needs.STATUSES,
    "needs_top_need_kind": needs.KINDS,
    "loyalty_level": loyalty.LEVELS,
    "credit_level": credit.LEVELS,
    "growth_upsell_reason": growth.UPSELL_REASONS,
    "growth_cross_sell_reason": growth.CROSS_SELL_REASONS,
    "growth_barred_reason": growth.GROWTH_BARS,
}


def classes(definitions: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The codes by column; segments, patterns and RFM codes are a bundle's own and not among them."""
    rfm = definitions["rfm"]
    return {
        **FIXED,
        "rfm_group": tuple(rfm["groups"]),
        "rfm_crosswalk_klaviyo": tuple(rfm["klaviyo"]["groups"]),
        "rfm_crosswalk_shopify": _shopify(rfm["shopify"]),
        "rfm_crosswalk_eight_class": tuple(rfm["eight_class"].values()),
        **{f"profile_{band}": tuple(definitions["profile"][band]["codes"]) for band in profile.BANDS},
        "satisfaction_driver": tuple(definitions["ratings"]),
    }


def list_classes(definitions: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The codes of the text fields of lists (`outputs.LISTS`), by the list's column and the field."""
    return {
        "needs_pain_points_topic": TOPICS,
        "needs_pain_points_level": pain_points.LEVELS,
        "satisfaction_drivers_rating": tuple(definitions["ratings"]),
    }


def codes_of(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """The codes that each text column of a bundle's answers can hold, but for columns of the customers' own texts."""
    codes = bundle.segmentation.codes if bundle.segmentation else ()
    return {
        **classes(bundle.definitions),
        **own_classes(bundle.dimensions),
        **dict.fromkeys(("segment_code", "segment_runner_up"), codes),
        "churn_pattern": tuple(pattern.name for pattern in bundle.patterns),
        "rfm_code": tuple(rfm_codes(5)),
        "next_purchase_category_code": bundle.categories.codes if bundle.categories else (),
    }


def own_classes(dimensions: Sequence[Dimension]) -> dict[str, tuple[str, ...]]:
    """The codes of a company's own dimensions by column."""
    return {dimension.column: tuple(one.code for one in dimension.classes) for dimension in dimensions}


def askable(definitions: Mapping[str, Any], dimensions: Sequence[Dimension] = ()) -> dict[str, tuple[str, ...]]:
    """The codes that conditions can ask for, by column or feature; none of those that a fit learns."""
    given = {f"{name}_{field}": codes for (name, field), codes in CHOICES.items() if name in OBJECTS}
    return {**given, **classes(definitions), "rfm_code": tuple(rfm_codes(5)), **own_classes(dimensions)}


def check_classes(policy: Policy, definitions: Mapping[str, Any], dimensions: Sequence[Dimension] = ()) -> None:
    """Raise UnknownName where a condition asks for a class that its column never holds, naming the nearest."""
    known = askable(definitions, dimensions)
    for i, action in enumerate(policy.actions):
        for j, asked in enumerate(action.when):
            check_class(asked, known, f"actions[{i}].when[{j}]")
        for j, (asked, _) in enumerate(action.expected.where):
            check_class(asked, known, f"actions[{i}].effect_where[{j}]")


def check_class(asked: Condition, known: Mapping[str, Sequence[str]], place: str) -> None:
    """Raise UnknownName where one condition asks for a class that its column, if among those `known`, never holds."""
    if asked.field in known and asked.test in TEXT_TESTS:
        for code in asked.operand if asked.test == "in" else [asked.operand]:
            check_name(code, known[asked.field], f"{place}.{asked.test}")


def _shopify(rules: Mapping[str, Any]) -> tuple[str, ...]:
    groups = [group for row in ("high", "middle", "low") for group in rules[row].values()]
    return tuple(dict.fromkeys([*groups, rules["none"]]))
