"""Which features may be learned from, and which of them a payload of each shape has."""

from collections.abc import Mapping, Sequence

import numpy as np

from scoring.columns import BoolArray, Category, FloatArray, is_missing, pick
from scoring.dimensions.churn import in_population
from scoring.facts import Facts
from scoring.features import Feature
from scoring.vocabulary import TABLES
from training.config import Config
from training.errors import TrainingError, or_nearest
from training.personal import may_decide

ORDER_GROUPS = ("recency", "summary", "orders", "activity")
OTHER_GROUPS = ("usage", "inquiries", "feedback", "contacts", "account", "profile", "attributes")
# Known of a customer from the first day, and the same ever after: features even where the past has to be rebuilt.
ALWAYS_STATIC = ("account_signed_up_on", "profile_acquisition_channel", "profile_kind")
COLUMN_OF = {"days_since_sign_up": "account_signed_up_on", "contract_days_left": "account_contract_ends_on"}

DEFAULT_PATTERNS: Mapping[str, Sequence[str]] = {
    "full": (*ORDER_GROUPS, *OTHER_GROUPS),
    "history": ("recency", "summary", "orders"),
    "summary": ("recency", "summary"),
    "recency": ("recency",),
    "no_history": OTHER_GROUPS,
}
QUANTITIES = "quantities"  # the pattern of a company's own numbers, which the data tell
FEWEST_IN_A_LEVEL = 30
MOST_LEVELS = 20


def candidates(features: Mapping[str, Feature], given: Sequence[str], config: Config, mode: str) -> tuple[str, ...]:
    """The features whose input was given and which may be learned from, in the order of the catalogue.

    With a label every column of `customers` counts; over past cutoffs only those that never change (`static`).
    """
    return tuple(f.name for f in features.values() if _may_learn(f, given, config, mode))


def _may_learn(feature: Feature, given: Sequence[str], config: Config, mode: str) -> bool:
    column = COLUMN_OF.get(feature.name, feature.name)
    plain = column.removeprefix("attributes_")
    if plain in config.protected or not may_decide(feature, config):
        return False
    if feature.group == "activity":  # of orders alone it would only say again when the last one was
        return "orders" in given and any(table in given for table in TABLES if table != "orders")
    if feature.group in ORDER_GROUPS:
        return "orders" in given
    if feature.group in TABLES:
        return feature.group in given
    return mode == "label" or column in ALWAYS_STATIC or column in config.static or plain in config.static


def learn_levels(facts: Facts, names: Sequence[str]) -> dict[str, list[str]]:
    """The texts of each text feature that enough customers have; the others count as missing."""
    levels = {}
    for name in names:
        column = facts.features.columns.get(name)
        if isinstance(column, Category):
            number = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
            frequent = np.argsort(-number, kind="stable")[:MOST_LEVELS]
            enough = max(FEWEST_IN_A_LEVEL, len(facts) // 1000)
            levels[name] = sorted(column.levels[i] for i in frequent if number[i] >= enough)
    return levels


def usual_values(facts: Facts, names: Sequence[str]) -> dict[str, float | str]:
    """The median, or the most frequent text, of each feature among whom churn can befall and who have it."""
    usual: dict[str, float | str] = {}
    who = np.flatnonzero(in_population(facts))
    for name in names:
        column = facts.features.columns.get(name)
        column = None if column is None else pick(column, who)
        if column is None or is_missing(column).all():
            continue
        if isinstance(column, Category):
            number = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
            usual[name] = column.levels[int(np.argmax(number))]
        else:
            usual[name] = float(np.nanmedian(column))
    return usual


def varies(x: FloatArray) -> BoolArray:
    """Whether a column of x (N, p) has at least two values, missing among them (p,)."""
    first = x[:1]
    found: BoolArray = np.any((x != first) & ~(np.isnan(x) & np.isnan(first)), axis=0)
    return found


def quantities(names: Sequence[str], x: FloatArray, features: Mapping[str, Feature]) -> tuple[str, ...]:
    """The company's own numbers of more than two values among the features `names` of x (N, p).

    What a caller has who knows how long and how much, and not what is written about a customer.
    """
    own = [j for j, name in enumerate(names) if features[name].group == "attributes" and features[name].unit != "text"]
    return tuple(names[j] for j in own if len(np.unique(x[~np.isnan(x[:, j]), j])) > 2)


def check_patterns(features: Mapping[str, Feature], config: Config) -> None:
    """Every member of a configured pattern is a feature or a group. Raises TrainingError naming the nearest."""
    known = (*ORDER_GROUPS, *OTHER_GROUPS, *features)
    for pattern, members in config.patterns.items():
        for member in members:
            if member not in known:
                fault = f'patterns.{pattern} names "{member}", which is neither a feature nor a group of them'
                raise TrainingError(f"{fault}{or_nearest(member, known)}.")


def patterns(
    names: Sequence[str], features: Mapping[str, Feature], config: Config, quantities: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The features of each payload pattern; two patterns never have the same features."""
    wanted: dict[str, Sequence[str]] = {**DEFAULT_PATTERNS, QUANTITIES: quantities, **config.patterns}
    found: dict[str, tuple[str, ...]] = {}
    for pattern, members in wanted.items():
        chosen = tuple(name for name in names if name in members or features[name].group in members)
        if chosen and chosen not in found.values():
            found[pattern] = chosen
    return found
