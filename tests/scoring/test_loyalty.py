"""DEFINITIONS.md, section 7, loyalty: five parts of 0 to 100, weighted .25 .15 .20 .20 .20 over those known."""

from typing import Any

import numpy as np
import pytest

from scoring.dimensions.loyalty import LEVELS, PARTS, loyalty
from scoring.facts import by_cuts
from tests.scoring.builders import ago, answered, bundle, defaults, facts
from tests.scoring.measured import order, orders
from tests.scoring.rows import numbers, scored, texts

Payload = dict[str, Any]


def inquiry(days: int, *, resolved: bool) -> Payload:
    return {"date": ago(days), "topic": "product", "resolved_on": ago(days - 1) if resolved else None}


def contacts(number: int, days: int = 9, direction: str = "outbound") -> Payload:
    return {"contacts": [{"date": ago(days), "direction": direction}] * number}


def terms(due: int, paid: int | None, **more: object) -> Payload:
    return order(9, due_on=ago(due), paid_on=None if paid is None else ago(paid), **more)


PART: list[tuple[str, str, Payload, float | None]] = [
    ("a tenure of three years counts in full", "trust", {"order_summary": {"first_on": ago(1_095)}}, 100),
    ("and no longer one more", "trust", {"order_summary": {"first_on": ago(2_000)}}, 100),
    ("a third of it a third", "trust", {"order_summary": {"first_on": ago(365)}}, 100 / 3),
    ("from the sign-up, if that was earlier", "trust", {**orders(9), "account": {"signed_up_on": ago(1_095)}}, 100),
    ("paying on time counts as much", "trust", {"orders": [terms(5, 5)], "account": {"signed_up_on": ago(1_095)}}, 100),
    ("paying late", "trust", {"orders": [terms(5, 4)], "account": {"signed_up_on": ago(1_095)}}, 50),
    ("neither is known", "trust", {}, None),
    ("a contact a month counts in full", "contact", contacts(12), 100),
    ("and no longer more", "contact", contacts(20), 100),
    ("half of them half", "contact", contacts(6, direction="inbound"), 50),
    ("older than a year they do not count", "contact", contacts(12, 365), 0),
    ("of no contact", "contact", {"contacts": []}, 0),
    ("contacts that are not known", "contact", {}, None),
    ("all resolved", "service", {"inquiries": [inquiry(9, resolved=True)]}, 100),
    ("half resolved", "service", {"inquiries": [inquiry(9, resolved=True), inquiry(9, resolved=False)]}, 50),
    ("older than a year they do not count", "service", {"inquiries": [inquiry(365, resolved=False)]}, None),
    ("nothing was asked", "service", {"inquiries": []}, None),
    ("satisfied", "satisfaction", {"feedback": [{"date": ago(9), "overall": 4}]}, 75),
    ("not asked", "satisfaction", {"feedback": []}, None),
    ("lost is not expected back", "repurchase", orders(361), 0),
    ("nor is who has left", "repurchase", {**orders(9), "account": {"status": "left"}}, 0),
    ("no model told a probability", "repurchase", orders(9), None),
]


@pytest.mark.parametrize(("part", "payload", "worth"), [case[1:] for case in PART], ids=[case[0] for case in PART])
def test_a_part(part: str, payload: Payload, worth: float | None) -> None:
    assert numbers(scored(bundle(), payload), f"loyalty_parts_{part}") == [pytest.approx(worth)]


def test_repurchase_is_what_churn_leaves_where_churn_means_no_purchase() -> None:
    for mode, worth in (("purchases", 70.0), ("contracts", np.nan), ("label", np.nan)):
        known = facts(orders(9), of=bundle(meta={"mode": mode}))
        columns = answered(known, churn_probability=np.array([0.3]), churn_state=["scored"])
        assert loyalty(known, columns)["loyalty_parts_repurchase"] == pytest.approx([worth], nan_ok=True)


KNOWN: Payload = {
    "account": {"signed_up_on": ago(1_095)},  # trust 100
    **contacts(3),  # contact 25
    "inquiries": [inquiry(9, resolved=True), inquiry(8, resolved=False)],  # service 50
    "feedback": [{"date": ago(9), "overall": 4}],  # satisfaction 75
}


@pytest.mark.parametrize(
    ("left_out", "index"),
    [
        ((), (25 + 0.15 * 25 + 0.2 * 50 + 0.2 * 75) / 0.8),
        (("account",), (0.15 * 25 + 0.2 * 50 + 0.2 * 75) / 0.55),
        (("account", "contacts", "inquiries"), 75.0),
        (("account", "contacts", "inquiries", "feedback"), None),
    ],
)
def test_the_index_is_the_weighted_mean_of_the_parts_that_are_known(left_out: tuple[str, ...], index: float) -> None:
    scores = scored(bundle(), {name: value for name, value in KNOWN.items() if name not in left_out})
    assert numbers(scores, "loyalty_index") == [pytest.approx(index)]
    assert texts(scores, "loyalty_basis") == ["insufficient_data" if index is None else "rule"]


def test_the_index_with_every_part() -> None:
    known = facts(KNOWN)
    columns = loyalty(known, answered(known, churn_probability=np.array([0.3]), churn_state=["scored"]))
    assert columns["loyalty_index"] == pytest.approx([25 + 0.15 * 25 + 0.2 * 50 + 0.2 * 75 + 0.2 * 70])


@pytest.mark.parametrize(
    ("index", "level"), [(0, "low"), (39.99, "low"), (40, "middle"), (69.99, "middle"), (70, "high"), (100, "high")]
)
def test_the_level_is_cut_at_40_and_70(index: float, level: str) -> None:
    cuts = np.array(defaults()["definitions"]["loyalty"]["levels"], float)
    assert by_cuts(np.array([index]), cuts, LEVELS).texts() == [level]


def test_each_level_is_reached_and_becomes_a_tag() -> None:
    asked = ({"feedback": [{"date": ago(9), "overall": rating}]} for rating in (1, 3, 5))
    scores = scored(bundle(), *asked, {})
    assert texts(scores, "loyalty_level") == ["low", "middle", "high", None]
    assert scores.tags.classes["loyalty"].texts() == ["low", "middle", "high", None]


def test_what_would_fill_the_parts_is_named() -> None:
    missing = scored(bundle(), {}).notes.missing
    assert all(missing[name][0] for name in ("orders", "contacts", "inquiries", "feedback"))
    assert set(defaults()["definitions"]["loyalty"]["weights"]) == set(PARTS)
