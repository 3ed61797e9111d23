"""The policy: which actions there are, when they apply, what they cost and bring. Data that a company edits."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from scoring.condition_table import ConditionTable
from scoring.conditions import Condition, check_keys, check_name, condition
from scoring.effects import Effect, Expected, expected
from scoring.outputs import COMPARABLE, CUSTOM
from scoring.priorities import Weights, attributes
from scoring.traits import ACTION_CHANNELS, Traits
from scoring.values import flag, number, several, table, text, whole
from scoring.vocabulary import TOPICS

AREAS = (
    "acquisition", "onboarding", "retention", "service_recovery", "win_back", "upsell", "cross_sell", "loyalty",
    "credit", "feedback", "price", "self_service", "none",
)  # fmt: skip
FAMILIES = ("retention", "win_back", "growth", "service", "none")
PRIORITIES = ("high", "middle", "low")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
NEEDS = (*TOPICS, "relationship", "repurchase", "payment", "none")
SETTINGS = ("max_actions", "contact_limit", "holdout_share", "holdout_salt")
REQUIRED = (
    "code", "family", "need", "because", "when", "owner_role", "channel", "priority", "due_days", "cost", "title",
    "solution",
)  # fmt: skip
OPTIONAL = (
    "area", "effect", "effect_where", "cost_basis", "cost_source", "duty", "discount", "personalized",
    "cool_down_days", "after", "catalogue",
)  # fmt: skip
ALWAYS_KNOWN = ("churn_state",)  # whatever is not known of a customer
CODE = re.compile(r"[a-z][a-z0-9_]*")
FLAGS = {"duty": False, "discount": False, "personalized": True}  # and what they are by default
COST_BASES = ("assumed", "cited")
NO_EFFECT = {"scale": "money", "value": 0.0, "basis": "assumed"}


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the catalogue.

    `duty`: service, credit and legal actions, which need not pay and are never held out. `after`: codes of the actions
    that come before this one wherever they apply. `discount`: it lowers a price. `catalogue` and its `score` (0 to 1)
    say how soon it is worth building.
    """

    code: str
    area: str
    family: str
    need: str
    because: str
    when: tuple[Condition, ...]
    owner_role: str
    channel: str
    priority: str
    due_days: int
    cost: float
    cost_source: str | None
    expected: Expected
    duty: bool
    discount: bool
    personalized: bool
    cool_down_days: int
    after: tuple[str, ...]
    catalogue: Mapping[str, Any]
    score: float
    title: Mapping[str, str]
    solution: Mapping[str, str]

    @property
    def cost_basis(self) -> str:
        """Whether somebody is named who says what it costs: assumed | cited."""
        return COST_BASES[self.cost_source is not None]

    @property
    def effect(self) -> Effect:
        """The effect on everybody of whom nothing else is known."""
        return self.expected.everybody

    @property
    def exempt(self) -> bool:
        """Whether nobody is held out of it."""
        return self.duty or self.family == "service"


@dataclass(frozen=True)
class Policy:
    """The actions in catalogue order, and the limits that hold for all of them; `margin` None is unknown.

    `order` (a,) lists the actions by priority, then by the score of their catalogue attributes: what breaks ties.
    `before`: pairs (first, then) of actions, so sorted that a chain is told from its end.
    """

    max_actions: int
    contact_limit: int
    holdout_share: float
    holdout_salt: str
    margin: float | None
    actions: tuple[Action, ...]
    order: tuple[int, ...]
    before: tuple[tuple[int, int], ...]

    @cached_property
    def conditions(self) -> ConditionTable:
        """What each action asks for, all in one."""
        return ConditionTable.of([action.when for action in self.actions])

    @cached_property
    def traits(self) -> Traits:
        """What is true of the actions, whoever the customer is."""
        return Traits.of(self.actions, self.order)

    @cached_property
    def has_cases(self) -> bool:
        """Whether the effect of any action differs between customers."""
        return any(action.expected.where for action in self.actions)

    @classmethod
    def from_content(cls, content: Mapping[str, Any], features: set[str]) -> "Policy":
        """Read a policy; UnknownName or ValueError with place, rule and remedy.

        Conditions may name the `features` and the columns of an answer.
        """
        settings = table(content["settings"], "settings")
        _check_settings(settings)
        weights = Weights.from_content(settings["catalogue"], "settings.catalogue") if "catalogue" in settings else None
        actions = tuple(_action(one, f"actions[{i}]", features, weights) for i, one in enumerate(content["actions"]))
        _check_nothing(actions)
        codes = [action.code for action in actions]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"actions: {', '.join(twice)} stands twice; every action needs a code of its own")
        order = sorted(range(len(actions)), key=lambda i: (PRIORITIES.index(actions[i].priority), -actions[i].score, i))
        limits = {name: settings[name] for name in SETTINGS}
        return cls(
            **limits, margin=settings.get("margin"), actions=actions, order=tuple(order), before=_before(actions)
        )


def _check_nothing(actions: Sequence[Action]) -> None:
    """What is left to do where nothing else is: one action, and for everybody."""
    none = [(i, action) for i, action in enumerate(actions) if action.family == "none"]
    if not none:
        raise ValueError('actions lacks one of the family "none", as do_nothing is: what is said where nothing else is')
    if len(none) > 1:
        raise ValueError(f'actions[{none[1][0]}].family is "none" as that of another action; only one may be')
    if none[0][1].when:
        raise ValueError(f'actions[{none[0][0]}].when must be [], since its family "none" is for everybody')


def _check_settings(settings: Mapping[str, Any]) -> None:
    check_keys(settings, SETTINGS, ("margin", "catalogue"), "settings")
    whole(settings["max_actions"], "settings.max_actions", least=1)  # do_nothing takes a place too
    whole(settings["contact_limit"], "settings.contact_limit")
    text(settings["holdout_salt"], "settings.holdout_salt")
    if not 0 <= number(settings["holdout_share"], "settings.holdout_share") < 1:
        raise ValueError("settings.holdout_share must be at least 0, for no holdout, and under 1")
    if "margin" in settings and number(settings["margin"], "settings.margin", least=0) > 1:
        raise ValueError("settings.margin must be a share of revenue, from 0 to 1")


def _action(entry: Mapping[str, Any], place: str, features: set[str], weights: Weights | None) -> Action:
    check_keys(table(entry, place), REQUIRED, OPTIONAL, place)
    if "effect" not in entry and entry["family"] != "none" and not entry.get("duty"):
        raise ValueError(f"{place} lacks effect; only duties and actions of the family none go without")
    fields = COMPARABLE | features
    when = several(entry["when"], f"{place}.when")
    cases = several(entry.get("effect_where", []), f"{place}.effect_where")
    after = tuple(text(code, f"{place}.after") for code in several(entry.get("after", []), f"{place}.after"))
    catalogue = _catalogue(entry, weights, place)
    values: dict[str, Any] = _named(entry, place, features)
    values |= {name: text(entry[name], f"{place}.{name}") for name in ("code", "owner_role")}
    if not CODE.fullmatch(values["code"]):
        raise ValueError(f"{place}.code must begin with a small letter and hold small letters, digits and _ only")
    values |= {name: flag(entry.get(name, default), f"{place}.{name}") for name, default in FLAGS.items()}
    values |= {name: whole(entry.get(name, 0), f"{place}.{name}") for name in ("due_days", "cool_down_days")}
    values |= {name: in_every_language(entry[name], f"{place}.{name}") for name in ("title", "solution")}
    return Action(
        **values,
        when=_asked(entry, when, place, fields),
        cost=number(entry["cost"], f"{place}.cost", least=0),
        cost_source=_cost_source(entry, place),
        expected=expected(table(entry.get("effect", NO_EFFECT), f"{place}.effect"), cases, place, fields),
        after=after,
        catalogue=catalogue,
        score=weights.score(catalogue, len(after)) if weights and catalogue else 0.0,
    )


def _cost_source(entry: Mapping[str, Any], place: str) -> str | None:
    """Who says what it costs; None where it is assumed."""
    source = text(entry["cost_source"], f"{place}.cost_source") if "cost_source" in entry else None
    basis = check_name(entry.get("cost_basis", COST_BASES[source is not None]), COST_BASES, f"{place}.cost_basis")
    if (basis == "cited") != (source is not None):
        raise ValueError(f"{place}.cost_basis must be cited where there is a cost_source, and else assumed")
    return source


def _asked(entry: Mapping[str, Any], when: Sequence[Any], place: str, fields: Collection[str]) -> tuple[Condition, ...]:
    """The conditions; what an action rests on is asked for too, where none of them sees to it that it is known."""
    asked = [condition(table(one, at := f"{place}.when[{i}]"), at, fields) for i, one in enumerate(when)]
    known = {*ALWAYS_KNOWN, *(one.field for one in asked if one.test != "known" or one.operand)}
    if entry["family"] != "none" and entry["because"] not in known:
        asked.append(Condition(entry["because"], "known", True))
    return tuple(asked)


def _named(entry: Mapping[str, Any], place: str, features: set[str]) -> dict[str, Any]:
    """The values of an action that are names."""
    own = {name for name in features if name.startswith(CUSTOM)}
    known = {
        "area": AREAS,
        "family": FAMILIES,
        "need": NEEDS,
        "because": COMPARABLE | own,
        "channel": ACTION_CHANNELS,
        "priority": PRIORITIES,
    }
    return {name: check_name(entry.get(name, "none"), names, f"{place}.{name}") for name, names in known.items()}


def _catalogue(entry: Mapping[str, Any], weights: Weights | None, place: str) -> dict[str, Any]:
    if "catalogue" not in entry:
        return {}
    if weights is None:
        raise ValueError(
            f"{place}.catalogue is weighed by settings.catalogue, which is not there; give both or neither"
        )
    return attributes(entry["catalogue"], weights, f"{place}.catalogue")


def _before(actions: Sequence[Action]) -> tuple[tuple[int, int], ...]:
    """Pairs (first, then); one whose `then` comes before something else follows the pairs of that."""
    place = {action.code: i for i, action in enumerate(actions)}
    for i, action in enumerate(actions):
        for code in action.after:
            check_name(code, place, f"actions[{i}].after")
    waits = {i: [place[code] for code in action.after] for i, action in enumerate(actions)}
    try:
        order = list(TopologicalSorter(waits).static_order())
    except CycleError as error:
        at = min(error.args[1])
        raise ValueError(f"actions[{at}].after leads back to the action itself; one of them must come first") from None
    rank = {i: at for at, i in enumerate(order)}
    pairs = [(first, then) for then, several_first in waits.items() for first in several_first]
    return tuple(sorted(pairs, key=lambda pair: (-rank[pair[1]], pair)))


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
