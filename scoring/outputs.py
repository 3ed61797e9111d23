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
    "next_purchase.basis": TEXT,
    "satisfaction.index": NUMBER,
    "satisfaction.basis": TEXT,
    "attention.open_complaints": COUNT,
    "attention.outbound_contacts_30d": COUNT,
    "attention.contact_pressure": FLAG,
    "attention.overdue_payments": COUNT,
    "attention.basis": TEXT,
}


# Lists of objects by path, and the fields of an entry.
LISTS: dict[str, dict[str, Output]] = {}


def column_of(path: str) -> str:
    """The column that holds a path: `churn.band` is `churn_band`."""
    return path.replace(".", "_")


COLUMNS = {column_of(path): output for path, output in OUTPUTS.items()}
PATHS = {column_of(path): path for path in OUTPUTS}
