"""The scalar fields of an answer by JSON path; the column of a path is its parts joined with `_`.

One list for the JSON answer (schema), the columns of score files (training) and what a policy's conditions may name.
"""

from enum import Enum, auto


class Output(Enum):
    """How a column is written in JSON."""

    TEXT = auto()
    NUMBER = auto()
    COUNT = auto()
    FLAG = auto()
    DAY = auto()
    PAIR = auto()


TEXT, NUMBER, COUNT, FLAG, DAY, PAIR = Output

OUTPUTS: dict[str, Output] = {
    "segment.code": TEXT,
    "segment.confidence": NUMBER,
    "segment.runner_up": TEXT,
    "segment.basis": TEXT,
    "value.tier": TEXT,
    "value.expected_value": NUMBER,
    "value.interval": PAIR,
    "value.historic_value": NUMBER,
    "value.lifetime_value": NUMBER,
    "value.percentile": NUMBER,
    "value.potential": TEXT,
    "value.horizon_days": COUNT,
    "value.spend_band": TEXT,
    "value.profit": NUMBER,
    "value.profitable": FLAG,
    "value.basis": TEXT,
    "churn.state": TEXT,
    "churn.score": NUMBER,
    "churn.probability": NUMBER,
    "churn.band": TEXT,
    "churn.percentile": NUMBER,
    "churn.horizon_days": COUNT,
    "churn.method": TEXT,
    "churn.pattern": TEXT,
    "churn.baseline_score": NUMBER,
    "churn.other_effect": NUMBER,
    "churn.overdue_ratio": NUMBER,
    "churn.basis": TEXT,
    "rfm.code": TEXT,
    "rfm.recency": COUNT,
    "rfm.frequency": COUNT,
    "rfm.monetary": COUNT,
    "rfm.group": TEXT,
    "rfm.crosswalk.klaviyo": TEXT,
    "rfm.crosswalk.shopify": TEXT,
    "rfm.crosswalk.eight_class": TEXT,
    "rfm.basis": TEXT,
    "lifecycle.stage": TEXT,
    "lifecycle.since": DAY,
    "lifecycle.basis": TEXT,
    "next_purchase.usual_gap_days": NUMBER,
    "next_purchase.expected_on": DAY,
    "next_purchase.expected_purchases": NUMBER,
    "next_purchase.overdue": FLAG,
    "next_purchase.category.code": TEXT,
    "next_purchase.category.lift": NUMBER,
    "next_purchase.category.support": COUNT,
    "next_purchase.basis": TEXT,
    "needs.orientation": TEXT,
    "needs.style": TEXT,
    "needs.severe_pain": TEXT,
    "needs.severe_pain_open": FLAG,
    "needs.status": TEXT,
    "needs.top_need": TEXT,
    "needs.top_need_kind": TEXT,
    "needs.basis": TEXT,
    "satisfaction.index": NUMBER,
    "satisfaction.quintile": COUNT,
    "satisfaction.driver": TEXT,
    "satisfaction.basis": TEXT,
    "attention.open_complaints": COUNT,
    "attention.complaints_90d": COUNT,
    "attention.inquiries_90d": COUNT,
    "attention.mean_days_to_resolve": NUMBER,
    "attention.outbound_contacts_30d": COUNT,
    "attention.contact_departments_30d": COUNT,
    "attention.contact_pressure": FLAG,
    "attention.overdue_payments": COUNT,
    "attention.basis": TEXT,
    "behaviour.activity": TEXT,
    "behaviour.frequency_class": TEXT,
    "behaviour.purchase_stage": TEXT,
    "behaviour.tenure": TEXT,
    "behaviour.usage_depth": TEXT,
    "behaviour.participation": TEXT,
    "behaviour.contributor": TEXT,
    "behaviour.retention_tendency": TEXT,
    "behaviour.tendency": TEXT,
    "behaviour.payer": TEXT,
    "behaviour.intent": TEXT,
    "behaviour.basis": TEXT,
    "relationship.status": TEXT,
    "relationship.basis": TEXT,
    "profile.kind": TEXT,
    "profile.age_range": TEXT,
    "profile.gender": TEXT,
    "profile.income_band": TEXT,
    "profile.occupation": TEXT,
    "profile.education": TEXT,
    "profile.region": TEXT,
    "profile.city": TEXT,
    "profile.city_tier": COUNT,
    "profile.device": TEXT,
    "profile.industry": TEXT,
    "profile.size_band": TEXT,
    "profile.revenue_band": TEXT,
    "profile.decision_role": TEXT,
    "profile.acquisition_channel": TEXT,
    "profile.basis": TEXT,
    "loyalty.index": NUMBER,
    "loyalty.level": TEXT,
    "loyalty.parts.trust": NUMBER,
    "loyalty.parts.contact": NUMBER,
    "loyalty.parts.service": NUMBER,
    "loyalty.parts.satisfaction": NUMBER,
    "loyalty.parts.repurchase": NUMBER,
    "loyalty.basis": TEXT,
    "credit.level": TEXT,
    "credit.on_time_share": NUMBER,
    "credit.longest_overdue_days": COUNT,
    "credit.basis": TEXT,
    "growth.upsell": FLAG,
    "growth.upsell_reason": TEXT,
    "growth.cross_sell": FLAG,
    "growth.cross_sell_reason": TEXT,
    "growth.second_purchase": FLAG,
    "growth.barred": FLAG,
    "growth.barred_reason": TEXT,
    "growth.basis": TEXT,
}


CUSTOM = "custom_"  # begins the columns of a company's own dimensions, as `custom.<code>` are their paths

# Lists of objects by path, and the fields of an entry.
LISTS: dict[str, dict[str, Output]] = {
    "needs.pain_points": {
        "topic": TEXT,
        "level": TEXT,
        "weight": NUMBER,
        "inquiries": COUNT,
        "unresolved": COUNT,
        "mean_severity": NUMBER,
    },
    "profile.interests": {"name": TEXT},
    "satisfaction.drivers": {"rating": TEXT, "value": NUMBER, "pull": NUMBER},
}


def column_of(path: str) -> str:
    """The column that holds a path: `churn.band` is `churn_band`."""
    return path.replace(".", "_")


def path_of(column: str) -> str:
    """The path of a column; that of a company's own dimension is not in `OUTPUTS`."""
    return PATHS.get(column) or column.replace("_", ".", 1)


COLUMNS = {column_of(path): output for path, output in OUTPUTS.items()}
PATHS = {column_of(path): path for path in OUTPUTS}
COMPARABLE = frozenset(name for name, output in COLUMNS.items() if output is not PAIR)  # what conditions may name
