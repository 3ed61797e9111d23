"""The policy: which actions there are, when they apply, what they cost and bring. Data that a company edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.conditions import Condition, check_name, condition
from scoring.outputs import COMPARABLE, CUSTOM
from scoring.vocabulary import CHANNELS, TOPICS

FAMILIES = ("retention", "win_back", "growth", "service", "none")
SCALES = ("relative", "absolute", "money")
PRIORITIES = ("high", "middle", "low")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
NEEDS = (*TOPICS, "relationship", "repurchase", "payment", "none")
ACTION_CHANNELS = (*CHANNELS, "none")
EFFECT_BASES = ("assumed", "measured")
SETTINGS = ("max_actions", "contact_limit", "holdout_share", "holdout_salt")
REQUIRED = (
    "code", "family", "need", "because", "when", "owner_role", "channel", "priority", "due_days", "cost", "title",
    "solution",
)  # fmt: skip
OPTIONAL = ("effect", "duty", "personalized", "cool_down_days")
NO_EFFECT = {"scale": "money", "value": 0.0, "basis": "assumed"}


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action is expected to bring.

    `relative`: share of would-be leavers who stay, or of expected value added; `absolute`: probability points; `money`:
    currency. `basis`: assumed | measured.
    """

    scale: str
    value: float
    basis: str


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the catalogue.

    `duty`: service, credit and legal actions, which need not pay and are never held out.
    """

    code: str
    family: str
    need: str
    because: str
    when: tuple[Condition, ...]
    owner_role: str
    channel: str
    priority: str
    due_days: int
    cost: float
    effect: Effect
    duty: bool
    personalized: bool
    cool_down_days: int
    title: Mapping[str, str]
    solution: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """The actions in catalogue order, and the limits that hold for all of them; `margin` None is unknown."""

    max_actions: int
    contact_limit: int
    holdout_share: float
    holdout_salt: str
    margin: float | None
    actions: tuple[Action, ...]

    @classmethod
    def from_content(cls, content: Mapping[str, Any], features: set[str]) -> "Policy":
        """Read a policy; UnknownName or ValueError with place, rule and remedy.

        Conditions may name the `features` and the columns of an answer.
        """
        settings = content["settings"]
        _check_settings(settings)
        actions = tuple(_action(entry, f"actions[{i}]", features) for i, entry in enumerate(content["actions"]))
        codes = [action.code for action in actions]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"actions: {', '.join(twice)} stands twice; every action needs a code of its own")
        return cls(**{name: settings[name] for name in SETTINGS}, margin=settings.get("margin"), actions=actions)


def _check_settings(settings: Mapping[str, Any]) -> None:
    check_keys(settings, SETTINGS, ("margin",), "settings")
    if not settings["max_actions"] >= 1:
        raise ValueError("settings.max_actions must be 1 or more; do_nothing takes a place too")
    if not 0 <= settings["holdout_share"] < 1:
        raise ValueError("settings.holdout_share must be at least 0, for no holdout, and under 1")


def _action(entry: Mapping[str, Any], place: str, features: set[str]) -> Action:
    check_keys(entry, REQUIRED, OPTIONAL, place)
    if "effect" not in entry and entry["family"] != "none" and not entry.get("duty"):
        raise ValueError(f"{place} lacks effect; only duties and actions of the family none go without")
    fields = COMPARABLE | features
    own = {name for name in features if name.startswith(CUSTOM)}
    return Action(
        code=entry["code"],
        family=check_name(entry["family"], FAMILIES, f"{place}.family"),
        need=check_name(entry["need"], NEEDS, f"{place}.need"),
        because=check_name(entry["because"], COMPARABLE | own, f"{place}.because"),
        when=tuple(condition(item, f"{place}.when[{i}]", fields) for i, item in enumerate(entry["when"])),
        owner_role=entry["owner_role"],
        channel=check_name(entry["channel"], ACTION_CHANNELS, f"{place}.channel"),
        priority=check_name(entry["priority"], PRIORITIES, f"{place}.priority"),
        due_days=entry["due_days"],
        cost=float(entry["cost"]),
        effect=_effect(entry.get("effect", NO_EFFECT), f"{place}.effect"),
        duty=entry.get("duty", False),
        personalized=entry.get("personalized", True),
        cool_down_days=entry.get("cool_down_days", 0),
        title=in_every_language(entry["title"], f"{place}.title"),
        solution=in_every_language(entry["solution"], f"{place}.solution"),
    )


def _effect(entry: Mapping[str, Any], place: str) -> Effect:
    check_keys(entry, ("scale", "value", "basis"), (), place)
    return Effect(
        check_name(entry["scale"], SCALES, f"{place}.scale"),
        float(entry["value"]),
        check_name(entry["basis"], EFFECT_BASES, f"{place}.basis"),
    )


def check_keys(entry: Mapping[str, Any], required: Sequence[str], optional: Sequence[str], place: str) -> None:
    """UnknownName for a key that is none of these; ValueError where one that is required is not there."""
    for key in entry:
        check_name(key, (*required, *optional), place)
    if missing := [key for key in required if key not in entry]:
        raise ValueError(f"{place} lacks {', '.join(missing)}; only {', '.join(optional) or 'nothing'} may be left out")


def in_every_language(entry: Mapping[str, str], place: str) -> dict[str, str]:
    """The texts by language; UnknownName or ValueError where there is another language, or one has no text."""
    if not isinstance(entry, Mapping):
        raise ValueError(f"{place} must be a table with a text in {', '.join(LANGUAGES)}")
    missing = [language for language in LANGUAGES if not isinstance(entry.get(language), str) or not entry[language]]
    if missing:
        raise ValueError(f"{place} has no text in {', '.join(missing)}; every text is needed in every language")
    for language in entry:
        check_name(language, LANGUAGES, place)
    return dict(entry)
