"""What a bundle can say: its segments, actions, labels and figures, for the GET endpoints."""

from typing import Any

from scoring.model import Bundle

Json = dict[str, Any]


def segments(bundle: Bundle, language: str) -> Json:
    """The segments with persona, rule, share, value and churn, in one language."""
    profiles = bundle.segmentation.profiles if bundle.segmentation else []
    return {
        "bundle": bundle.version,
        "language": language,
        "segments": [_in_language(profile, language) for profile in profiles],
    }


def actions(bundle: Bundle, language: str) -> Json:
    """The policy's actions in one language."""
    found = [
        {
            "code": action.code,
            "title": action.title[language],
            "solution": action.solution[language],
            "family": action.family,
            "need": action.need,
            "owner_role": action.owner_role,
            "channel": action.channel,
            "priority": action.priority,
            "due_days": action.due_days,
            "cost": action.cost,
            "expected_effect": {"scale": action.effect.scale, "value": action.effect.value},
            "effect_basis": action.effect.basis,
            "when": [{"field": c.field, c.test: c.operand} for c in action.when],
        }
        for action in bundle.policy.actions
    ]
    return {"bundle": bundle.version, "language": language, "actions": found}


def labels(bundle: Bundle) -> Json:
    """Every code and tag in every language, with the names of this bundle's segments and actions."""
    profiles = bundle.segmentation.profiles if bundle.segmentation else ()
    found = {
        language: {
            **texts,
            "segment_names": {profile["code"]: profile["name"][language] for profile in profiles},
            "actions": {action.code: action.title[language] for action in bundle.policy.actions},
        }
        for language, texts in bundle.labels.items()
    }
    return {"bundle": bundle.version, "languages": list(found), "labels": found}


def model(bundle: Bundle) -> Json:
    """The card: what was learned from what, how good it was on the last cutoff, and what each pattern needs.

    `forced`: whether it was published although it is not shown to be better than recency alone.
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
        "verdict": bundle.card.get("verdict"),
        "forced": bool((bundle.card.get("gate") or {}).get("forced")),
        "card": bundle.card,
    }


def _in_language(profile: Any, language: str) -> Json:
    """A profile with its texts of one language."""
    return {key: _spoken(value, language) for key, value in profile.items()}


def _spoken(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return value[language] if language in value else {key: _spoken(item, language) for key, item in value.items()}
    return value
