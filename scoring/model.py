"""`Bundle`: all that scoring knows, typed; made from the plain content that `bundle.read` returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray, absent
from scoring.features import Feature, catalogue
from scoring.grid import Grid
from scoring.policy import Policy
from scoring.reference import Reference
from scoring.segments import Segmentation

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One table set: the features that a payload of this shape has, binned once, and the models on them.

    `lists`: the payload's lists that must be known, `fields`: the features that must have a value.
    """

    name: str
    lists: tuple[str, ...]
    fields: tuple[str, ...]
    features: tuple[str, ...]
    grid: Grid
    churn: AdditiveModel | None
    value: AdditiveModel | None


@dataclass(frozen=True, slots=True, eq=False)
class ValueScale:
    """Where expected values stand among the training customers', and how far the truth fell from them.

    `interval_edges` (b - 1,) cut expected values into b bins; `interval_factors` (b, 2) times the expected value are
    the ends of the shortest interval that held the coverage asked for, out of sample.
    """

    tier_cuts: FloatArray
    quantiles: FloatArray
    interval_edges: FloatArray
    interval_factors: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class RfmScale:
    """Frozen cuts of days since the last purchase, of purchases and of revenue.

    Quintiles (4,), terciles (2,), and the mean of the three scores (3,).
    """

    recency: FloatArray
    frequency: FloatArray
    monetary: FloatArray
    frequency_terciles: FloatArray
    monetary_terciles: FloatArray
    mean_scores: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A fitted bundle. `mode`: purchases | contracts | label; `method`: glass_box | rule."""

    version: str
    mode: str
    method: str
    as_of: str
    currency: str
    timezone: str
    demo: bool
    horizon_days: int | None
    value_horizon_days: int | None
    active_window_days: int | None
    definitions: Content
    features: Mapping[str, Feature]
    levels: Mapping[str, Sequence[str]]
    texts: tuple[str, ...]
    usual: Mapping[str, float | str]
    reference: Reference
    patterns: tuple[Pattern, ...]
    churn_quantiles: FloatArray | None
    value: ValueScale | None
    rfm: RfmScale | None
    segmentation: Segmentation | None
    policy: Policy
    labels: Mapping[str, Content]
    card: Content

    @classmethod
    def from_content(cls, content: Content, version: str) -> "Bundle":
        """Type the content of `bundle.joblib`; KeyError, TypeError or ValueError where it is not of this format."""
        meta, learned = content["meta"], content["learned"]
        features = catalogue(content["features"])
        return cls(
            version=version,
            **meta,
            definitions=content["definitions"],
            features=features,
            levels=learned["levels"],
            texts=tuple(learned["texts"]),
            usual=learned["usual"],
            reference=Reference(
                learned["population_gap_days"],
                learned["gap_prior_strength"],
                content["definitions"]["ratings"],
                float(content["definitions"]["gap"]["minimum_days"]),
            ),
            patterns=tuple(_pattern(entry) for entry in content["patterns"]),
            churn_quantiles=learned["churn_quantiles"],
            value=None if learned["value"] is None else ValueScale(**learned["value"]),
            rfm=None if learned["rfm"] is None else RfmScale(**learned["rfm"]),
            segmentation=None if learned["segments"] is None else Segmentation.from_content(learned["segments"]),
            policy=Policy.from_content(content["policy"], set(features)),
            labels=content["labels"],
            card=content["card"],
        )


def _pattern(entry: Content) -> Pattern:
    grid = Grid.from_content(entry["grid"])
    return Pattern(
        entry["name"],
        tuple(entry["lists"]),
        tuple(entry["fields"]),
        tuple(entry["features"]),
        grid,
        _model(entry["churn"], grid),
        _model(entry["value"], grid),
    )


def _model(entry: Content | None, grid: Grid) -> AdditiveModel | None:
    if entry is None:
        return None
    model = AdditiveModel.from_content(entry)
    model.require(grid)
    return model


def percentile(values: FloatArray, quantiles: FloatArray | None) -> FloatArray:
    """Mid-rank of values among stored quantiles, 0 to 100 (n,); NaN where the value is missing, or there are none."""
    if quantiles is None:
        return absent(len(values))
    below = np.searchsorted(quantiles, values, side="left")
    upto = np.searchsorted(quantiles, values, side="right")
    return np.where(np.isnan(values), np.nan, (below + upto) / 2 / len(quantiles) * 100)
