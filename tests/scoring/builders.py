"""A bundle that scores by rule alone, from the default TOMLs, and facts of a few customers on it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from scoring.columns import EPOCH_ORDINAL, Column, category
from scoring.customers import from_records
from scoring.dimensions.growth import growth
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.policy import LANGUAGES
from scoring.scorer import measure, score
from training.defaults import default_content

TODAY = date(2026, 11, 21)


RHYTHM = {"r": 0.6, "alpha_days": 40.0, "a": 0.7, "b": 2.5, "p": 4.0, "q": 3.2, "v_amount": 60.0, "horizon_days": 90}


@cache
def defaults() -> dict[str, Any]:
    """The default TOMLs, read once; tests copy what they change."""
    return default_content()


def content(
    meta: Mapping[str, object] | None = None,
    learned: Mapping[str, object] | None = None,
    settings: Mapping[str, object] | None = None,
    actions: Sequence[Mapping[str, object]] | None = None,
    features: Mapping[str, Mapping[str, object]] | None = None,
) -> dict[str, Any]:
    """What `Bundle.from_content` reads: no patterns, no models, and what a test wants otherwise."""
    default = defaults()
    policy = default["policy"]
    return {
        **default,
        "features": {**default["features"], **(features or {})},
        "policy": {
            "settings": {**policy["settings"], **(settings or {})},
            "actions": policy["actions"] if actions is None else list(actions),
        },
        "meta": {**_company(), **(meta or {})},
        "patterns": [],
        "learned": {**_nothing_learned(), **(learned or {})},
        "card": {},
    }


def _company() -> dict[str, object]:
    """A company that sells without contracts, served by rule."""
    return {
        "mode": "purchases",
        "method": "rule",
        "as_of": TODAY.isoformat(),
        "currency": "CNY",
        "timezone": "Asia/Shanghai",
        "demo": False,
        "horizon_days": 180,
        "value_horizon_days": 365,
        "active_window_days": 360,
    }


def _nothing_learned() -> dict[str, object]:
    """The population's rhythm, and no model, cut or segment."""
    return {
        "levels": {},
        "texts": [],
        "usual": {},
        "population_gap_days": 30.0,
        "gap_prior_strength": 2.0,
        "rhythm": RHYTHM,
        "churn_quantiles": None,
        "value": None,
        "rfm": None,
        "cuts": {},
        "categories": None,
        "segments": None,
    }


def bundle(**changes: Any) -> Bundle:
    """A rule-only bundle; `changes` are those of `content`."""
    return Bundle.from_content(content(**changes), "2026-11-21-00000000")


def facts(*records: Mapping[str, object], of: Bundle | None = None) -> Facts:
    """Customers measured on a bundle; `customer_id` is filled in."""
    named = [{"customer_id": f"C{i}", **record} for i, record in enumerate(records)]
    customers = from_records(named, float(TODAY.toordinal() - EPOCH_ORDINAL))
    return measure(customers, of or bundle())[0]


def answered(of: Facts, **columns: Column | Sequence[str | None]) -> dict[str, Column]:
    """The columns of an answer, some of them replaced, growth following from them; texts are given as a list."""
    replaced = {name: category(c) if isinstance(c, list) else c for name, c in columns.items()}
    found: dict[str, Column] = {**score(of.customers, of.bundle).columns, **replaced}  # type: ignore[dict-item]
    return {**found, **growth(of, found), **replaced}  # type: ignore[dict-item]


def ago(days: int) -> date:
    """A day so many days before `TODAY`."""
    return TODAY - timedelta(days=days)


def action(code: str, **changes: object) -> dict[str, object]:
    """An action's entry in a policy, that always applies and needs no consent."""
    texts = dict.fromkeys(LANGUAGES, code)
    entry: dict[str, object] = {
        "code": code, "family": "growth", "need": "product", "because": "churn_state", "when": [],
        "owner_role": "sales", "channel": "service", "priority": "middle", "due_days": 7, "cost": 0.0,
        "effect": {"scale": "relative", "value": 0.1, "basis": "assumed"}, "title": texts, "solution": texts,
    }  # fmt: skip
    return {**entry, **changes}


NOTHING = action(
    "do_nothing", family="none", need="none", channel="none", priority="low", personalized=False,
    effect={"scale": "money", "value": 0.0, "basis": "assumed"},
)  # fmt: skip
