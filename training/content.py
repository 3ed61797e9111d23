"""The content of a bundle: definitions, policy, labels and features as they are, and what was learned."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from schema.written import iso_day
from scoring.features import catalogue, kinds
from scoring.model import Bundle
from training.config import Config
from training.defaults import default_content
from training.definitions import check, merged
from training.personal import looks_personal, may_decide
from training.question import Question
from training.reference import learned_of
from training.snapshots import of_any_day, whole_history
from training.tables import Tables

LIBRARIES = ("joblib", "numpy", "polars", "scikit-learn", "scipy")


def bare_content(tables: Tables, config: Config, question: Question, reference: Mapping[str, object]) -> dict[str, Any]:
    """A bundle before anything but the population's rhythm is learned; it scores by rule."""
    content = default_content()
    definitions = merged(content["definitions"], config.definitions, "definitions")
    features = {**content["features"], **_custom(tables)}
    policy = merged(content["policy"], config.policy, "policy")
    off = {name: f for name, f in catalogue(features).items() if not may_decide(f, config)}
    check(definitions, policy, kinds(catalogue(features)), config.dimensions, off)
    return {
        "meta": _meta(tables, config, question, definitions),
        "definitions": definitions,
        "policy": policy,
        "labels": content["labels"],
        "features": features,
        "dimensions": list(config.dimensions),
        "patterns": [],
        "learned": _learned(tables, reference),
        "card": {},
        "libraries": {name: version(name) for name in LIBRARIES},
        "data": tables.fingerprint(),
    }


def unfitted(content: Mapping[str, Any]) -> Bundle:
    """The bundle so far; it has no version before it is published."""
    return Bundle.from_content(content, "unfitted")


def with_learned(content: Mapping[str, Any], **learned: object) -> dict[str, Any]:
    """The same content with learned entries replaced."""
    return {**content, "learned": {**content["learned"], **learned}}


def by_rule(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same content of a bundle that has no churn model, so that rules answer."""
    return {**content, "meta": {**content["meta"], "method": "rule"}}


def reference(tables: Tables, question: Question) -> dict[str, object]:
    """What measuring needs of the population, from purchases as they were known at the earliest test cutoff."""
    if question.churn is None and question.value is None:
        return learned_of(question.outcome, question.horizon_days)
    customers = of_any_day(tables.customers(question.as_of))
    return learned_of(whole_history(customers, question.earliest_test), question.horizon_days)


def _meta(tables: Tables, config: Config, question: Question, definitions: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, and of whom."""
    return {
        "mode": question.mode,
        "method": question.method,
        "as_of": iso_day(question.as_of),
        "currency": config.currency,
        "timezone": config.timezone,
        "demo": tables.demo,
        "horizon_days": question.horizon_days,
        "value_horizon_days": _value_days(question),
        "active_window_days": _active_window(question, definitions),
    }


def _learned(tables: Tables, reference: Mapping[str, object]) -> dict[str, Any]:
    """What measuring needs of the population, and a place for all that is learned later."""
    return {
        "levels": {},
        "texts": [f"attributes_{name}" for name, a in tables.attributes.items() if not a.text.missing().all()],
        "usual": {},
        **reference,
        "churn_quantiles": None,
        "value": None,
        "rfm": None,
        "cuts": {},
        "categories": None,
        "segments": None,
    }


def _value_days(question: Question) -> int | None:
    if question.halfway is not None:
        return question.halfway.value_days
    return question.value.horizon_days if question.value else None


def _active_window(question: Question, definitions: Mapping[str, Any]) -> int | None:
    if question.horizon_days is None:
        return None
    return int(question.horizon_days * definitions["churn"]["active_window_horizons"])


def _custom(tables: Tables) -> dict[str, dict[str, str | bool]]:
    """Catalogue entries of the company's own columns."""
    return {
        f"attributes_{name}": {
            "group": "attributes",
            "unit": "ratio" if a.text.missing().all() else "text",
            "personal": looks_personal(name),
        }
        for name, a in tables.attributes.items()
    }
