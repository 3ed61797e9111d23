"""Customers around planted medians, and the segments that a fit finds among them."""

from typing import Any

import numpy as np

from scoring.segments import Segmentation
from training.defaults import default_content
from training.segment_names import Words
from training.segment_profiles import People
from training.segments import fit_segments

CONTENT = default_content()
LABELS, RULES = CONTENT["labels"], CONTENT["definitions"]["segments"] | {"counts": [3, 4, 5]}
UNITS = {name: entry["unit"] for name, entry in CONTENT["features"].items()}
WORDS = {language: Words(labels, UNITS, "CNY") for language, labels in LABELS.items()}
NAMES = ("days_since_last_order", "purchase_count", "average_purchase", "satisfaction")
Medians = tuple[tuple[float, ...], ...]
# Medians of planted segments: regulars, big spenders, the lost, the unhappy.
REGULARS, SPENDERS, LOST, UNHAPPY = (10, 30, 40, 90), (30, 4, 2_000, 60), (700, 1, 30, 40), (60, 5, 60, 8)
THREE, FOUR = (REGULARS, SPENDERS, LOST), (REGULARS, SPENDERS, LOST, UNHAPPY)


def planted(medians: Medians = FOUR, size: int = 300, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Customers (k * size, 4) around the medians of k segments, and the segment of each; counts are whole."""
    rng = np.random.default_rng(seed)
    x = np.concatenate([np.array(m) * rng.lognormal(0, 0.15, (size, 4)) for m in medians])
    x[:, 1] = np.maximum(np.round(x[:, 1]), 1)
    return x, np.repeat(np.arange(len(medians)), size)


def fit(x: np.ndarray, previous: Segmentation | None = None, **given: Any) -> Segmentation | None:
    unknown, rules = np.full(len(x), np.nan), RULES | given.pop("rules", {})
    known = {"churn": unknown, "value": x[:, 2] * x[:, 1] if x.shape[1] > 2 else unknown} | given
    return fit_segments(NAMES[: x.shape[1]], People(x, **known), WORDS, rules, 0, previous).segmentation


def found(x: np.ndarray, previous: Segmentation | None = None, **given: Any) -> Segmentation:
    segmentation = fit(x, previous, **given)
    assert segmentation is not None
    return segmentation


def assigned(segmentation: Segmentation, x: np.ndarray) -> np.ndarray:
    return segmentation.assign(x, RULES["known_share"])[0]


def codes_of(segmentation: Segmentation, medians: Medians) -> list[str]:
    """The codes that the medians of planted segments are given."""
    return [segmentation.codes[i] for i in assigned(segmentation, np.array(medians, dtype=float))]
