"""Which customers and features the segments are found on, and what a bundle says of the search."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from scoring.columns import Category, FloatArray
from scoring.dimensions.churn import in_population, sigmoid
from scoring.dimensions.segment import in_segments
from scoring.facts import Facts
from scoring.features import Feature
from scoring.model import Bundle
from scoring.predictions import predict
from scoring.scorer import measure
from scoring.segments import Segmentation
from scoring.vocabulary import TOPICS
from training.content import unfitted
from training.parted import measured_parts
from training.question import Question
from training.segment_codes import retired
from training.segment_names import Words
from training.segment_profiles import People
from training.segments import Found, fit_segments
from training.tables import Tables

BEHAVIOUR = (
    "days_since_last_order", "purchase_count", "average_purchase", "usual_gap_days", "net_revenue_365d",
    "uses_mean_3m", "complaints_365d", "satisfaction",
)  # fmt: skip
MOST_ATTRIBUTES = 6
SEED = 0


def segments_of(
    tables: Tables, content: Mapping[str, Any], question: Question, previous: Segmentation | None = None
) -> Found:
    """The segmentation of those who have bought, or of all who carry a label, as of the last day.

    Segments that the `previous` one had keep their codes.
    """
    bundle = unfitted(content)
    facts, _ = measure(tables.customers(question.as_of), bundle)
    names = _features(facts)
    found = fit_segments(
        names, _people(facts, names), _words(bundle), content["definitions"]["segments"], SEED, previous
    )
    if found.segmentation is None:
        return found
    told = [{**profile, "sources": sources(profile, bundle.features)} for profile in found.segmentation.profiles]
    return replace(found, segmentation=replace(found.segmentation, profiles=told))


def search_of(found: Found, rules: Mapping[str, Any], previous: Segmentation | None) -> dict[str, Any]:
    """What the card says: the rules of size and stability, which numbers of segments kept them, codes that are over."""
    asked = ("smallest_share", "largest_share", "smallest_size", "smallest_stability")
    return {
        "rules": {name: rules[name] for name in asked},
        "found": None if found.segmentation is None else len(found.segmentation.profiles),
        "tried": [one.told() for one in found.tried],
        "retired": list(found.segmentation.retired if found.segmentation else retired(previous, [])),
    }


def sources(profile: Mapping[str, Any], features: Mapping[str, Feature]) -> list[str]:
    """The parts of the payload that a segment's rule and name rest on."""
    named = [one["feature"] for one in (*profile["rule"]["conditions"], *profile["marks"])]
    return list(dict.fromkeys(features[name].path for name in named))


def _people(facts: Facts, names: Sequence[str]) -> People:
    told = [(p.churn_score, p.value) for p in map(predict, measured_parts(facts, facts.bundle))]
    score, value = (np.concatenate(column) for column in zip(*told, strict=True))
    churn = np.where(in_population(facts), sigmoid(score), np.nan)
    people = People(facts.features.matrix(names, {}), churn, value, _topics(facts))
    return people.take(np.flatnonzero(in_segments(facts)))


def _words(bundle: Bundle) -> dict[str, Words]:
    units = {name: feature.unit for name, feature in bundle.features.items()}
    return {language: Words(labels, units, bundle.currency) for language, labels in bundle.labels.items()}


def _topics(facts: Facts) -> FloatArray:
    """Inquiries (n, t) of the last 365 days by topic."""
    inquiries = facts.customers.tables["inquiries"]
    topic = inquiries.text("topic").codes_in(TOPICS)
    age = facts.customers.as_of[inquiries.customer] - inquiries.number("date")
    counted = ~np.isnan(topic) & (age < 365)
    cell = inquiries.customer[counted] * len(TOPICS) + topic[counted].astype(np.int64)
    number = np.bincount(cell, minlength=len(facts) * len(TOPICS))
    return number.reshape(len(facts), len(TOPICS)).astype(np.float64)


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
