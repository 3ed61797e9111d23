"""`Bundle`: all that scoring knows, typed; made from the plain content that `bundle.read` returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.additive import AdditiveModel
from scoring.categories import CategoryLift
from scoring.columns import FloatArray, absent
from scoring.custom import Dimension, dimensions_of
from scoring.direct import NAN, where
from scoring.disagreements import Disagreements, disagreements, with_own_texts
from scoring.expected import Expected, require_shares
from scoring.features import Feature, catalogue
from scoring.grid import REMEDY, Grid, content_array
from scoring.outputs import COLUMNS, COMPARABLE
from scoring.policy import Policy
from scoring.reference import Reference
from scoring.rhythm import Rhythm
from scoring.scales import RfmScale, ValueScale
from scoring.segments import Segmentation
from scoring.tag_rules import TagRule, tag_rules

Content = Mapping[str, Any]
DAYS = (int, type(None))
META: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("mode", "method", "as_of", "currency", "timezone"), (str,)),
    "demo": (bool,),
    **dict.fromkeys(("horizon_days", "value_horizon_days", "active_window_days"), DAYS),
}


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One table set: the features that a payload of this shape has, binned once, and the models on them.

    `lists`: the payload's lists that must be known, `fields`: the features that must have a value. To tell drift by:
    `training_shares` (grid.size,) of the training rows in each bin of each feature, and those of the model's scores by
    target (`churn` in log-odds, `value` in currency); None and {} in a bundle that has none.
    """

    name: str
    lists: tuple[str, ...]
    fields: tuple[str, ...]
    features: tuple[str, ...]
    grid: Grid
    churn: AdditiveModel | None
    value: AdditiveModel | None
    training_shares: FloatArray | None = None
    score_shares: Mapping[str, Expected] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A fitted bundle. `mode`: purchases | contracts | label; `method`: glass_box | mbg_nbd | rule."""

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
    cuts: Mapping[str, FloatArray | None]
    categories: CategoryLift | None
    segmentation: Segmentation | None
    dimensions: tuple[Dimension, ...]
    tag_rules: tuple[TagRule, ...]
    disagreements: Disagreements
    policy: Policy
    labels: Mapping[str, Content]
    card: Content
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)  # of `memo.once`

    @classmethod
    def from_content(cls, content: Content, version: str) -> "Bundle":
        """Type the content of `bundle.joblib`; KeyError, TypeError or ValueError where it is not of this format."""
        meta, learned = _meta(content["meta"]), content["learned"]
        features = catalogue(content["features"])
        dimensions, definitions = dimensions_of(content["dimensions"], {*features, *COMPARABLE}), content["definitions"]
        own = [one.column for one in dimensions]
        return cls(
            version=version,
            **meta,
            definitions=definitions,
            features=features,
            levels=learned["levels"],
            texts=tuple(learned["texts"]),
            usual=learned["usual"],
            reference=_reference(learned, definitions),
            patterns=tuple(_pattern(entry) for entry in content["patterns"]),
            churn_quantiles=learned["churn_quantiles"],
            value=None if learned["value"] is None else ValueScale(**learned["value"]),
            rfm=None if learned["rfm"] is None else RfmScale(**learned["rfm"]),
            cuts=learned["cuts"],
            categories=None if learned["categories"] is None else CategoryLift.from_content(learned["categories"]),
            segmentation=None if learned["segments"] is None else Segmentation.from_content(learned["segments"]),
            dimensions=dimensions,
            tag_rules=tag_rules(definitions["tag_rules"], {*COLUMNS, *own}),
            disagreements=disagreements(definitions["disagreements"], definitions, {*COMPARABLE, *own}),
            policy=Policy.from_content(content["policy"], {*features, *own}),
            labels=with_own_texts(content["labels"], definitions["disagreements"]),
            card=content["card"],
        )


def _meta(entries: Content) -> Content:
    """What a bundle says of itself, each entry of the type that `Bundle` declares for it."""
    for name, kinds in META.items():
        if type(entries[name]) not in kinds:
            raise ValueError(f"meta.{name} must be of type {' or '.join(kind.__name__ for kind in kinds)}; {REMEDY}")
    return entries


def _reference(learned: Content, definitions: Content) -> Reference:
    return Reference(
        learned["population_gap_days"],
        learned["gap_prior_strength"],
        definitions["ratings"],
        float(definitions["gap"]["minimum_days"]),
        None if learned["rhythm"] is None else Rhythm(**learned["rhythm"]),
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
        _training_shares(entry, grid),
        {target: Expected.from_content(one) for target, one in entry.get("score_shares", {}).items()},
    )


def _training_shares(entry: Content, grid: Grid) -> FloatArray | None:
    if entry.get("training_shares") is None:
        return None
    shares: FloatArray = content_array(entry, "training_shares", "f", 1)
    require_shares(shares, grid.size)
    return shares


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
    below = quantiles.searchsorted(values, side="left")
    upto = quantiles.searchsorted(values, side="right")
    return where(np.isnan(values), NAN, (below + upto) / 2 / len(quantiles) * 100)
