"""DEFINITIONS.md, section 9: the likeliest next category from those bought, by lifts of a made-up table."""

from typing import Any

import numpy as np
import pytest

from scoring.categories import CategoryLift
from tests.scoring.builders import bundle
from tests.scoring.measured import order, orders
from tests.scoring.rows import answers, numbers, scored, texts

CODES = ["filters", "pumps", "seals", "valves"]
TABLE: dict[str, Any] = {
    "codes": CODES,
    "base": np.array([0.40, 0.10, 0.20, 0.30]),
    "lift": np.array([[1, 1, 1, 1], [1, 1, 4, 1], [1, 1, 1, 0.5], [0.25, 2, 1, 1]], float),
    "support": np.array([[0, 11, 12, 13], [21, 0, 23, 24], [31, 32, 0, 34], [41, 42, 43, 0]], float),
}
LEARNED = bundle(learned={"categories": TABLE})


def bought(*names: str | None, **more: object) -> dict[str, Any]:
    return {"orders": [order(9 + i, category=name) for i, name in enumerate(names)], **more}


CASES: list[tuple[tuple[str | None, ...], str, float, float]] = [
    (("filters",), "valves", 1.0, 13),  # no affinity: the most frequent that is not bought yet
    (("pumps",), "seals", 4.0, 23),  # 0.20 x 4 is over 0.40
    (("valves",), "pumps", 2.0, 42),  # 0.40 x 0.25 is under 0.20
    (("valves", "valves", None, "unheard of"), "pumps", 2.0, 42),
    (("filters", "pumps"), "seals", 4 ** (1 / 2**0.5), 23),  # two speak: the sum of logarithms over the root of 2
    (("pumps", "seals"), "filters", 1.0, 31),  # equal evidence: the better supported
    (("filters", "pumps", "valves"), "seals", 4 ** (1 / 3**0.5), 23),
]


@pytest.mark.parametrize(("names", "code", "lift", "support"), CASES)
def test_the_category_told_is_the_likeliest_of_those_not_bought(
    names: tuple[str | None, ...], code: str, lift: float, support: float
) -> None:
    scores = scored(LEARNED, bought(*names))
    assert texts(scores, "next_purchase_category_code") == [code]
    assert numbers(scores, "next_purchase_category_lift") == [pytest.approx(lift)]
    assert numbers(scores, "next_purchase_category_support") == [support]


def test_nothing_is_told_where_nothing_speaks() -> None:
    refund = {"orders": [order(9), order(8, -5.0, category="pumps")]}
    given_back = {"orders": [order(9), order(8, category="pumps", status="refunded")]}
    gone = bought("pumps", account={"status": "left"})
    silent = [bought(*CODES), bought(None), bought("unheard of"), refund, given_back, gone, {"orders": []}, {}]
    scores = scored(LEARNED, *silent)
    assert texts(scores, "next_purchase_category_code") == [None] * len(silent)
    assert numbers(scores, "next_purchase_category_lift") == [None] * len(silent)
    assert numbers(scores, "next_purchase_category_support") == [None] * len(silent)


def test_a_bundle_of_orders_without_categories_tells_none_and_asks_for_none() -> None:
    scores = scored(bundle(), bought("pumps"), orders(9))
    assert texts(scores, "next_purchase_category_code") == [None, None]
    assert not scores.notes.missing["orders.category"].any()


def test_orders_without_a_category_are_asked_for_one() -> None:
    missing = scored(LEARNED, orders(9), bought("pumps"), {"orders": []}, {}).notes.missing["orders.category"]
    assert missing.tolist() == [True, False, False, False]


def test_other_customers_never_change_a_bit() -> None:
    rng = np.random.default_rng(3)
    payloads = [bought(*rng.choice([*CODES, "other"], rng.integers(1, 6))) for _ in range(60)]
    payloads += [{"orders": []}, {}]
    together = answers(LEARNED, payloads)
    for i, payload in enumerate(payloads):
        alone = answers(LEARNED, [{"customer_id": f"C{i}", **payload}])[0]
        assert alone == together[i]


def test_the_size_of_the_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    payloads = [bought(*CODES[: 1 + i % 4]) for i in range(11)]
    lines = scored(LEARNED, *payloads).facts.features.past.lines
    whole = CategoryLift.from_content(TABLE).next(lines)
    monkeypatch.setattr("scoring.categories.CUSTOMERS_AT_ONCE", 2)
    parts = CategoryLift.from_content(TABLE).next(lines)
    assert whole.place.tobytes() == parts.place.tobytes() and whole.lift.tobytes() == parts.lift.tobytes()


@pytest.mark.parametrize(
    "damaged", [{"base": np.ones(3)}, {"lift": np.ones((4, 3))}, {"lift": np.zeros((4, 4))}, {"support": np.ones(4)}]
)
def test_tables_that_do_not_fit_together_are_refused(damaged: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="4 x 4 lifts above 0"):
        CategoryLift.from_content({**TABLE, **damaged})


def test_a_category_that_nobody_took_up_later_is_never_preferred() -> None:
    of = bundle(learned={"categories": {**TABLE, "base": np.array([0.0, 0.1, 0.2, 0.0])}})
    assert texts(scored(of, bought("pumps"), bought("seals")), "next_purchase_category_code") == ["seals", "pumps"]
