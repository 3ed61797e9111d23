"""Which customers and features the segments are found on."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import Category
from scoring.dimensions.churn import in_population, sigmoid
from scoring.dimensions.segment import in_segments
from scoring.facts import Facts
from scoring.predictions import predict
from scoring.scorer import measure
from training.content import unfitted
from training.question import Question
from training.segment_names import Words
from training.segment_profiles import People
from training.segments import fit_segments
from training.tables import Tables

BEHAVIOUR = (
    "days_since_last_order", "purchase_count", "average_purchase", "usual_gap_days", "net_revenue_365d",
    "uses_mean_3m", "complaints_365d", "satisfaction",
)  # fmt: skip
MOST_ATTRIBUTES = 6
SEED = 0


def segments_of(tables: Tables, content: Mapping[str, Any], question: Question) -> dict[str, Any] | None:
    """The segmentation of those who have bought, or of all who carry a label, as of the last day."""
    bundle = unfitted(content)
    facts, _ = measure(tables.customers(question.as_of), bundle)
    names = _features(facts)
    who = np.flatnonzero(in_segments(facts))
    predicted = predict(facts)
    churn = np.where(in_population(facts), sigmoid(predicted.churn_score), np.nan)
    people = People(facts.features.matrix(names, {}), churn, predicted.value).take(who)
    units = {name: feature.unit for name, feature in bundle.features.items()}
    words = {language: Words(labels, units, bundle.currency) for language, labels in content["labels"].items()}
    found = fit_segments(names, people, words, content["definitions"]["segments"], SEED)
    return None if found is None else found.to_content()


def _features(facts: Facts) -> tuple[str, ...]:
    """How customers behave; with a label alone, the company's own numbers."""
    columns = facts.features.columns
    known = tuple(name for name in BEHAVIOUR if not np.isnan(facts.number(name)).all())
    if known:
        return known
    own = [
        name for name, column in columns.items() if name.startswith("attributes_") and not isinstance(column, Category)
    ]
    return tuple(own[:MOST_ATTRIBUTES])
