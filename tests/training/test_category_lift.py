"""Category lift on made-up shops whose affinities are known."""

from datetime import date, timedelta

import numpy as np
import pytest

from scoring.categories import CategoryLift
from scoring.columns import category as texts_of
from scoring.customers import from_columns
from scoring.facts import Facts
from scoring.scorer import measure
from tests.scoring.builders import TODAY, bundle
from tests.scoring.rows import day
from training import category_lift as module
from training.category_lift import category_lift

RULES = {"most_categories": 50, "category_customers": 30, "category_prior": 20}
CODES = ("filters", "pumps", "seals", "valves")
Line = tuple[int, int, str | None]  # customer, days before TODAY, category


def shop(lines: list[Line], customers: int, as_of: date = TODAY) -> Facts:
    """The customers of order lines of 10 each, as known on a day."""
    columns = {
        "date": day(TODAY) - np.array([float(days) for _, days, _ in lines]),
        "amount": np.full(len(lines), 10.0),
        "category": texts_of([name for *_, name in lines]),
    }
    owner = np.array([customer for customer, *_ in lines], dtype=np.int64)
    names = [f"C{i}" for i in range(customers)]
    known = from_columns(names, np.full(customers, day(as_of)), {}, {"orders": (owner, columns)}, {}, {})
    return measure(known, bundle())[0]


def drawn(customers: int, *, planted: bool, purchases: int = 5, seed: int = 5) -> list[Line]:
    """Each purchase holds one category at random; planted, half of those after a pump are seals."""
    rng = np.random.default_rng(seed)
    lines: list[Line] = []
    for customer in range(customers):
        pump = False
        for i in range(purchases):
            name = str(rng.choice(CODES))
            if planted and pump and rng.random() < 0.5:
                name = "seals"
            pump |= name == "pumps"
            lines.append((customer, 100 - 20 * i, name))
    return lines


def lifts(lines: list[Line], customers: int, **rules: float) -> dict[tuple[str, str], float]:
    found = category_lift(shop(lines, customers), {**RULES, **rules})
    assert found is not None and tuple(found["codes"]) == CODES
    return {(a, b): found["lift"][i, j] for i, a in enumerate(CODES) for j, b in enumerate(CODES) if i != j}


def test_independent_categories_have_a_lift_of_about_one() -> None:
    found = lifts(drawn(4_000, planted=False), 4_000)
    assert np.array(list(found.values())) == pytest.approx(1.0, abs=0.07)


def test_a_planted_affinity_is_found_and_is_the_category_told() -> None:
    facts = shop(drawn(4_000, planted=True), 4_000)
    content = category_lift(facts, RULES)
    assert content is not None
    pump, seal = CODES.index("pumps"), CODES.index("seals")
    assert content["lift"][pump, seal] > 1.3
    assert content["lift"][pump, seal] == content["lift"].max()
    told = CategoryLift.from_content(content).next(shop([(0, 9, "pumps"), (1, 9, "valves")], 2).features.past.lines)
    assert told.place[0] == seal
    assert told.lift.tolist() == pytest.approx([content["lift"][pump, seal], content["lift"][3, told.place[1]]])
    assert told.support[0] == content["support"][pump, seal]


def test_by_hand() -> None:
    """40 buy pumps then seals, 40 pumps then valves, 40 valves and then nothing new."""
    lines: list[Line] = []
    for customer in range(120):
        first, then = (("pumps", "seals"), ("pumps", "valves"), ("valves", "valves"))[customer // 40]
        lines += [(customer, 20, first), (customer, 10, then)]
    found = category_lift(shop(lines, 120), {**RULES, "category_prior": 10})
    assert found is not None and found["codes"] == ["pumps", "seals", "valves"]
    assert found["base"] == pytest.approx([0, 40 / 120, 40 / 80])  # of the second purchases of who lacked it
    assert found["support"].tolist() == [[0, 40, 40], [0, 0, 0], [0, 0, 0]]
    pumps_seals, pumps_valves = (40 + 10) / (80 / 3 + 10), (40 + 10) / (80 / 2 + 10)
    assert found["lift"][0] == pytest.approx([1, pumps_seals, pumps_valves])
    assert found["lift"][2] == pytest.approx([1, 10 / (40 / 3 + 10), 1])


def test_nothing_later_than_the_reference_day_is_used() -> None:
    lines = drawn(400, planted=True)
    earlier = [line for line in lines if line[1] >= 60]
    then = TODAY - timedelta(days=60)
    with_later, without = (category_lift(shop(some, 400, then), RULES) for some in (lines, earlier))
    assert with_later is not None and without is not None
    for name in ("base", "lift", "support"):
        assert with_later[name].tobytes() == without[name].tobytes()


def test_few_cases_say_little() -> None:
    few, many = (lifts(drawn(customers, planted=True), customers, category_customers=1) for customers in (10, 4_000))
    assert abs(few["pumps", "seals"] - 1) < abs(many["pumps", "seals"] - 1)
    sure = lifts(drawn(400, planted=True), 400, category_prior=1e9)
    assert np.array(list(sure.values())) == pytest.approx(1.0, abs=1e-6)


def test_only_the_most_frequent_categories_are_learned_and_those_of_enough_customers() -> None:
    lines = [(i, 9, "seals") for i in range(50)] + [(i, 8, "pumps") for i in range(40)]
    lines += [(i, 7, "valves") for i in range(30)] + [(i, 6, "filters") for i in range(29)] + [(0, 5, None)]
    for most, codes in ((50, ["pumps", "seals", "valves"]), (2, ["pumps", "seals"])):
        found = category_lift(shop(lines, 50), {**RULES, "most_categories": most})
        assert found is not None and found["codes"] == codes
    assert category_lift(shop(lines, 50), {**RULES, "most_categories": 1}) is None


@pytest.mark.parametrize("name", [None, "seals"])
def test_without_two_categories_nothing_is_learned(name: str | None) -> None:
    assert category_lift(shop([(i, 9 + j, name) for i in range(50) for j in range(2)], 50), RULES) is None


def test_lines_of_one_day_are_one_purchase_and_say_nothing_of_what_follows() -> None:
    lines = [(i, 9, name) for i in range(50) for name in ("seals", "pumps")]
    found = category_lift(shop(lines, 50), RULES)
    assert found is not None and not found["support"].any() and (found["lift"] == 1).all()


def test_how_many_days_are_counted_together_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = shop(drawn(300, planted=True), 300)
    whole = category_lift(facts, RULES)
    for size in (1, 7, 1_500):
        monkeypatch.setattr(module, "DAYS_AT_ONCE", size)
        parts = category_lift(facts, RULES)
        assert whole is not None and parts is not None
        assert all(whole[name].tobytes() == parts[name].tobytes() for name in ("base", "lift", "support"))
