"""A company's own numbers over the defaults, and what must hold for them, so that slips are found before a fit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from scoring.classes import OF_A_BUNDLE, check_class, check_classes, classes, own_classes
from scoring.conditions import check_name, check_operand, condition, fields_of, kind_of
from scoring.custom import Dimension, dimensions_of
from scoring.dimensions.rfm import codes
from scoring.disagreements import ways_of
from scoring.features import Feature
from scoring.levers import EDITS, levers_of
from scoring.outputs import COMPARABLE
from scoring.personal import personal_uses
from scoring.policy import Policy, in_every_language
from scoring.vocabulary import TOPICS
from training.defaults import default_content
from training.errors import TrainingError, or_nearest

KINDS: Mapping[type, str] = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
# Cuts ascend, one fewer than the classes they part.
CUTS = {
    ("value", "tier_percentiles"): (2,),
    ("value", "tier_cuts"): (0, 2),
    ("value", "tier_uses"): (0, 2),
    ("value", "spend_bands"): (3,),
    ("churn", "band_cuts"): (2,),
    ("churn", "band_shares"): (0, 2),
    ("churn", "rule_cuts"): (2,),
    ("loyalty", "levels"): (2,),
    ("credit", "on_time_share"): (2,),
    ("credit", "open_days"): (2,),
    ("behaviour", "activity_uses"): (2,),
    ("behaviour", "purchase_stage_cuts"): (3,),
    ("behaviour", "retention_cuts"): (2,),
}
# Divisors, and limits under which nothing could be told.
ABOVE_ZERO = {
    "value": ("tier_days",),
    "needs": ("window_days", "fewest_signals", "unresolved_factor", "unstated_severity"),
    "next_purchase": ("overdue_ratio", "most_categories", "category_customers", "category_prior"),
    "loyalty": ("tenure_full_days", "contacts_full"),
    "growth": ("contract_days", "cycle_share", "rising_use", "cross_sell_lift", "cross_sell_support"),
    "segments": ("needs_told", "need_share", "need_lift", "need_customers"),
}
ROUNDING = 1e-9  # of sums of weights written in decimals


def merged(defaults: Mapping[str, Any], own: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The defaults with the company's values in their places; tables are merged, everything else is replaced.

    Raises TrainingError for a key that the defaults do not have, naming the nearest, and for a value of another kind.
    """
    result = dict(defaults)
    for key, value in own.items():
        if key not in defaults and not _open(place):
            raise TrainingError(f"[{place}] {key} does not exist{or_nearest(key, defaults)}.")
        before = defaults.get(key)
        if key in defaults and _kind(value) != _kind(before):
            raise TrainingError(f"[{place}] {key} must be {_kind(before)}, as it is by default.")
        if isinstance(before, Mapping):
            result[key] = merged(before, value, f"{place}.{key}")
        else:
            result[key] = value
    return result


def check(
    definitions: Mapping[str, Any],
    policy: Mapping[str, Any],
    features: Collection[str],
    dimensions: Sequence[Mapping[str, Any]] = (),
    personal: Mapping[str, Feature] | None = None,
) -> None:
    """Raise TrainingError where definitions, policy or own dimensions name what does not exist or break a rule.

    Now, not in service. `features` may say what each holds (`scoring.features.kinds`), so that tests that could never
    hold are found too; `personal` are the features that no offer may depend on.
    """
    _check_numbers(definitions)
    with _telling("[[dimensions]]"):
        own = dimensions_of(dimensions, fields_of(COMPARABLE, features))
    with _telling("[definitions]"):
        _check_tags(definitions, {*COMPARABLE, *(one.column for one in own)})
        _check_disagreements(definitions, own)
        _check_levers(definitions, features)
    with _telling("[policy]"):
        actions = Policy.from_content(policy, {*features, *(one.column for one in own)})
        check_classes(actions, definitions, own)
        _check_kinds(actions, features)
    for use in personal_uses(actions.actions, own, personal or {}):
        raise TrainingError(
            f"[policy] {use.place}: {use.field} speaks of {use.feature}, on which no offer may depend; leave it out, or"
            f' turn it on with static = ["{use.feature}"].'
        )


def _check_numbers(definitions: Mapping[str, Any]) -> None:
    _check_cuts(definitions)
    _check_weights(definitions["loyalty"]["weights"], "loyalty.weights")
    _check_above_zero(definitions)
    _check_tiers(definitions["value"])
    _check_band_shares(definitions["churn"])
    _check_needs(definitions)
    _check_shares(definitions["cuts"])
    _check_bands(definitions["profile"])
    _check_groups(definitions["rfm"]["groups"], 5, "rfm.groups")
    _check_groups(definitions["rfm"]["klaviyo"]["groups"], 3, "rfm.klaviyo.groups")


@contextmanager
def _telling(place: str) -> Iterator[None]:
    """What scoring refuses, as an error of the configuration."""
    try:
        yield
    except KeyError as error:
        raise TrainingError(f"{place} an entry lacks the key {error}.") from None
    except (ValueError, TypeError) as error:
        raise TrainingError(f"{place} {error}") from None


def _check_cuts(definitions: Mapping[str, Any]) -> None:
    for (table, name), sizes in CUTS.items():
        cuts = definitions[table][name]
        numbers = all(isinstance(cut, int | float) for cut in cuts)
        if len(cuts) not in sizes or not numbers or not _ascend(cuts):
            size = " or ".join(map(str, sizes))
            raise TrainingError(f"[definitions.{table}] {name} must hold {size} numbers that ascend.")


def _check_shares(cuts: Mapping[str, Sequence[float]]) -> None:
    """Learned cuts part as many classes as by default."""
    for name, default in default_content()["definitions"]["cuts"].items():
        if len(cuts[name]) != len(default) or not _ascend([0, *cuts[name], 1]):
            number = "a number" if len(default) == 1 else f"{len(default)} numbers that ascend,"
            raise TrainingError(f"[definitions.cuts] {name} must hold {number} above 0 and under 1.")


def _check_bands(bands: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
    """Cuts and the codes of the classes that they part change together."""
    for name, band in bands.items():
        if not _ascend(band["cuts"]):
            raise TrainingError(f"[definitions.profile.{name}] cuts must hold numbers that ascend.")
        wanted = len(band["cuts"]) + 1
        if len(band["codes"]) != wanted or len(set(band["codes"])) != wanted:
            raise TrainingError(f"[definitions.profile.{name}] codes must hold {wanted} different codes.")


def _ascend(numbers: Sequence[float]) -> bool:
    return all(low < high for low, high in pairwise(numbers))


def _check_weights(weights: Mapping[str, float], place: str) -> None:
    if min(weights.values()) < 0 or abs(sum(weights.values()) - 1) > ROUNDING:
        raise TrainingError(f"[definitions.{place}] must hold weights of at least 0 that add to 1.")


def _check_above_zero(definitions: Mapping[str, Any]) -> None:
    for table, names in ABOVE_ZERO.items():
        for name in names:
            if not definitions[table][name] > 0:
                raise TrainingError(f"[definitions.{table}] {name} must be above 0.")


def _check_tiers(value: Mapping[str, Any]) -> None:
    """Uses a month stand beside amounts, or there is no tier that they belong to."""
    if value["tier_uses"] and not value["tier_cuts"]:
        raise TrainingError("[definitions.value] tier_uses need tier_cuts beside them; give both, or tier_cuts alone.")
    if value["tier_uses"] and not value["tier_uses"][0] > 0:
        raise TrainingError("[definitions.value] tier_uses must be above 0; leave them out to ask for money alone.")


def _check_band_shares(churn: Mapping[str, Any]) -> None:
    shares, usual = churn["band_shares"], default_content()["definitions"]["churn"]["band_cuts"]
    if shares and not _ascend([0, *shares, 1]):
        raise TrainingError("[definitions.churn] band_shares must hold 2 numbers that ascend, above 0 and under 1.")
    if shares and churn["band_cuts"] != usual:
        raise TrainingError("[definitions.churn] band_shares take the place of band_cuts; give one of them.")


def _check_needs(definitions: Mapping[str, Any]) -> None:
    """One orientation leads, every topic speaks for one at most, and every rating exists."""
    needs = definitions["needs"]
    if not 0.5 < needs["dominant_share"] <= 1:
        raise TrainingError("[definitions.needs] dominant_share must be above 0.5 and at most 1.")
    if not needs["low_rating"] < needs["good_rating"]:
        raise TrainingError("[definitions.needs] low_rating must be below good_rating.")
    topics = [topic for members in needs["orientation"].values() for topic in members]
    if len(set(topics)) < len(topics):
        raise TrainingError("[definitions.needs.orientation] must hold each topic once at most.")
    with _telling("[definitions]"):
        for topic in (*topics, *needs["ratings"]):
            check_name(topic, TOPICS, "needs")
        for rating in (*needs["ratings"].values(), *definitions["satisfaction"]["aspects"]):
            check_name(rating, definitions["ratings"], "ratings")


def _check_groups(groups: Mapping[str, list[str]], scores: int, place: str) -> None:
    if sorted(code for members in groups.values() for code in members) != codes(scores):
        raise TrainingError(
            f"[definitions.{place}] must hold each of the {scores**3} codes once, 111 to {scores * 111}."
        )


def _check_tags(definitions: Mapping[str, Any], fields: Collection[str]) -> None:
    """Tags carry classes that can be listed, conditions name `fields`, and a tag of the company's own has its label."""
    labelled = {rule["tag"] for rule in default_content()["definitions"]["tag_rules"]}
    texts = {*classes(definitions), *OF_A_BUNDLE}
    for space, column in definitions["tags"].items():
        check_name(column, texts, f"tags.{space}")
    for i, rule in enumerate(definitions["tag_rules"]):
        for entry in rule["when"]:
            condition(entry, f"tag_rules[{i}]", fields)
        if rule["tag"] not in labelled:
            in_every_language(rule["labels"], f"tag_rules[{i}].labels")


def _check_disagreements(definitions: Mapping[str, Any], own: Sequence[Dimension]) -> None:
    """Conditions name columns and classes that exist; a warning of the company's own has its sentences, and a name.

    The name must be none of the warnings that an answer has for something else.
    """
    default = default_content()
    labelled = {one["code"] for one in default["definitions"]["disagreements"]}
    taken = set(default["labels"]["en"]["warnings"]) - labelled
    known = {**classes(definitions), **own_classes(own)}
    fields = {*COMPARABLE, *(one.column for one in own)}
    for _, when in ways_of(definitions["disagreements"], definitions, fields):
        for asked in when:
            check_class(asked, known, "disagreements")
    for i, entry in enumerate(definitions["disagreements"]):
        if entry["code"] in taken:
            raise ValueError(f"disagreements[{i}].code is that of another warning; give it a name of its own")
        if entry["code"] not in labelled or "labels" in entry:
            in_every_language(entry["labels"], f"disagreements[{i}].labels")


def _check_kinds(policy: Policy, features: Collection[str]) -> None:
    """No condition of an action compares a text with a number."""
    for i, action in enumerate(policy.actions):
        for j, asked in enumerate(action.when):
            check_operand(asked, kind_of(asked.field, features), f"actions[{i}].when[{j}]")
        for j, (asked, _) in enumerate(action.expected.where):
            check_operand(asked, kind_of(asked.field, features), f"actions[{i}].effect_where[{j}]")


def _check_levers(definitions: Mapping[str, Any], features: Collection[str]) -> None:
    for i, lever in enumerate(levers_of(definitions)):
        check_name(lever.edit, list(EDITS), f"levers[{i}].edit")
        check_name(lever.feature, features, f"levers[{i}].feature")


def _kind(value: object) -> str:
    return "a table" if isinstance(value, Mapping) else KINDS.get(type(value), "of another kind")


def _open(place: str) -> bool:
    """Tables to which a company may add names of its own."""
    return place in ("policy.settings", "definitions.tags", "definitions.tag_sources", "definitions.needs.ratings")
