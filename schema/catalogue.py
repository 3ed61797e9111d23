"""What a bundle can say: its segments, actions, labels and figures, for the GET endpoints."""

from typing import Any

from schema.actions import effect_of
from schema.class_table import class_table
from schema.curves import curves
from schema.tag_list import class_labels, tag_list
from scoring.conditions import Condition
from scoring.model import Bundle
from scoring.personal import personal_uses
from scoring.policy import Action
from scoring.reasons import feature_name

Json = dict[str, Any]


def segments(bundle: Bundle, language: str) -> Json:
    """The segments with persona, rule, share, value, churn, needs and sources, in one language; then how they came.

    `dimensions`: the classes of every dimension that tags name, with definition, sources and share.

    `features` and `sources` are what customers are compared by; `search` tells the rules of size and stability, and
    which numbers of segments kept them; `retired` are codes of earlier segments, which never come again.
    """
    found, labels = bundle.segmentation, bundle.labels[language]
    features = found.features if found else ()
    paths = dict.fromkeys(bundle.features[name].path for name in features)
    return {
        "bundle": bundle.version,
        "language": language,
        "segments": [_segment(profile, bundle, language) for profile in (found.profiles if found else ())],
        "features": [{"feature": name, "name": feature_name(labels, name)} for name in features],
        "sources": [_source(path, labels) for path in paths],
        "dimensions": class_table(bundle, language),
        "quality": dict(found.quality) if found else {},
        "search": {key: item for key, item in bundle.card.get("segments", {}).items() if key != "retired"},
        "retired": list(found.retired if found else bundle.card.get("segments", {}).get("retired", ())),
    }


def actions(bundle: Bundle, language: str) -> Json:
    """The policy's actions in one language."""
    found = [{**_told(action, language), **_ruled(action)} for action in bundle.policy.actions]
    return {"bundle": bundle.version, "language": language, "actions": found}


def _told(action: Action, language: str) -> Json:
    """What an action is and who does it."""
    return {
        "code": action.code,
        "title": action.title[language],
        "solution": action.solution[language],
        "area": action.area,
        "family": action.family,
        "need": action.need,
        "owner_role": action.owner_role,
        "channel": action.channel,
        "priority": action.priority,
        "due_days": action.due_days,
        "cost": action.cost,
        "cost_basis": action.cost_basis,
        "cost_source": action.cost_source,
        "catalogue": dict(action.catalogue),
        "catalogue_score": action.score,
    }


def _ruled(action: Action) -> Json:
    """What an action brings, and when it may be taken."""
    return {
        "expected_effect": effect_of(action.effect),
        "effect_basis": action.effect.basis,
        "effect_source": action.effect.source,
        "effect_where": [
            {"when": _asked(asked), "expected_effect": effect_of(effect), "effect_basis": effect.basis}
            for asked, effect in action.expected.where
        ],
        "when": [_asked(asked) for asked in action.when],
        "after": list(action.after),
        "duty": action.duty,
        "discount": action.discount,
        "personalized": action.personalized,
        "cool_down_days": action.cool_down_days,
    }


def _asked(one: Condition) -> Json:
    return {"field": one.field, one.test: one.operand}


def labels(bundle: Bundle) -> Json:
    """Every code in every language, with the names of this bundle's segments, actions and own dimensions; every tag."""
    found = {language: _labels(bundle, language) for language in bundle.labels}
    return {"bundle": bundle.version, "languages": list(found), "tags": tag_list(bundle), "labels": found}


def _labels(bundle: Bundle, language: str) -> Json:
    classes = class_labels(bundle, language)
    return {
        **bundle.labels[language],
        "classes": classes,
        "segment_names": classes["segment_code"],
        "dimensions": {own.code: own.labels[language] for own in bundle.dimensions},
        "actions": {action.code: action.title[language] for action in bundle.policy.actions},
    }


def model(bundle: Bundle) -> Json:
    """The card: what was learned from what, how good it was on the last cutoff, and what each pattern needs.

    `personal`: features of age, gender, income and the like that models, segments or offers depend on, as the company
    has turned them on. `forced`: whether it was published although it is not shown to be better than recency alone.
    `curves`: what the models add for each value of each feature (schema/curves.py).
    """
    return {
        "bundle": bundle.version,
        "as_of": bundle.as_of,
        "mode": bundle.mode,
        "method": bundle.method,
        "currency": bundle.currency,
        "timezone": bundle.timezone,
        "demo": bundle.demo,
        "horizon_days": bundle.horizon_days,
        "value_horizon_days": bundle.value_horizon_days,
        "patterns": [
            {"name": p.name, "lists": list(p.lists), "fields": list(p.fields), "features": list(p.features)}
            for p in bundle.patterns
        ],
        "personal": _personal(bundle),
        "verdict": bundle.card.get("verdict"),
        "forced": bool((bundle.card.get("gate") or {}).get("forced")),
        "card": bundle.card,
        "curves": curves(bundle),
    }


def _personal(bundle: Bundle) -> list[str]:
    used = {name for pattern in bundle.patterns for name in pattern.features}
    used |= set(bundle.segmentation.features if bundle.segmentation else ())
    learned = {name for name in used if bundle.features[name].personal}
    uses = personal_uses(bundle.policy.actions, bundle.dimensions, bundle.features)
    return sorted(learned | {use.feature for use in uses})


def _segment(profile: Any, bundle: Bundle, language: str) -> Json:
    """A profile in one language, its needs and sources with their names, and what is typical of the needs in words."""
    labels = bundle.labels[language]
    needs = [{**need, "name": labels["needs"][need["topic"]]} for need in profile["needs"]]
    return {
        **_in_language(profile, language),
        "needs": needs,
        "needs_text": _needs_text([need["name"] for need in needs], profile["asked"], bundle, labels),
        "sources": [_source(path, labels) for path in profile["sources"]],
    }


def _needs_text(names: list[str], asked: int, bundle: Bundle, labels: Any) -> str:
    """What the members ask about more than others do; that it is nothing, or that too few have asked to tell."""
    words, few = labels["segments"], asked < bundle.definitions["segments"]["need_customers"]
    if not names:
        return str(words["needs_unknown" if few else "needs_usual"])
    return str(words["needs_typical"].format(names=labels["lists"]["joiner"].join(names)))


def _source(path: str, labels: Any) -> Json:
    """A part of the payload and what it is called; a field of the company's own is called as the company does."""
    return {"path": path, "name": labels["inputs"].get(path, path.removeprefix("attributes."))}


def _in_language(profile: Any, language: str) -> Json:
    """A profile with its texts of one language."""
    return {key: _spoken(value, language) for key, value in profile.items()}


def _spoken(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return value[language] if language in value else {key: _spoken(item, language) for key, item in value.items()}
    return value
