"""The parts of which training/segments.py is made, each alone."""

import numpy as np
import pytest

from scoring.conditions import Condition
from scoring.segments import Segmentation
from scoring.vocabulary import TOPICS
from training.defaults import default_content
from training.segment_marks import Contrast, contrast
from training.segment_names import Fact, Words, new_code
from training.segment_profiles import needs
from training.segment_rules import Rule, readable
from training.segment_search import Clusters, choose

LABELS = default_content()["labels"]
NAMES = ("days_since_last_order", "purchase_count", "average_purchase", "satisfaction")


def test_clusters_in_another_order_keep_what_is_theirs() -> None:
    clusters = Clusters(np.array([[0.0], [1.0]]), np.array([0.2, 0.3]), np.array([0.8, 0.9]), 0.25, 0.85)
    turned = clusters.take(np.array([1, 0]))
    assert turned.centroids.tolist() == [[1.0], [0.0]]
    assert (turned.silhouette.tolist(), turned.stability.tolist()) == ([0.3, 0.2], [0.9, 0.8])
    assert turned.score == clusters.score == 0.25 * 0.85


def test_of_clusterings_about_as_good_the_previous_number_wins_and_else_the_fewest() -> None:
    def clusters(k: int, silhouette: float) -> Clusters:
        return Clusters(np.zeros((k, 2)), np.zeros(k), np.ones(k), silhouette, 1.0)

    found = [clusters(3, 0.40), clusters(4, 0.49), clusters(5, 0.48), clusters(6, 0.50)]
    chosen = {before: choose(found, before) for before in (None, 3, 5, 9)}
    assert {before: len(one.centroids) for before, one in chosen.items() if one} == {None: 4, 3: 4, 5: 5, 9: 4}
    assert choose([], 3) is None


def test_what_everybody_has_is_no_mark_and_features_that_say_the_same_are_one() -> None:
    shift = np.array([[2.0, 1.9, 0.1, -1.0], [0.0, 0.0, 0.0, 0.0]])
    alike = np.eye(4)
    alike[0, 1] = alike[1, 0] = 0.9
    seen = Contrast(NAMES, shift, alike)
    assert seen.marks(0) == (("days_since_last_order", "high"), ("satisfaction", "low"))
    assert seen.marks(1) == ()


def test_twins_are_told_apart_by_what_differs_between_them() -> None:
    shift = np.array([[2.0, 0.0, 0.3, 0.0], [2.0, 0.0, -0.3, 0.0], [2.0, 0.0, 0.3, 0.0]])
    seen = Contrast(NAMES, shift, np.eye(4))
    long_ago = ("days_since_last_order", "high")
    assert seen.distinct(0, {}) == (long_ago,)
    assert seen.distinct(1, {0: (long_ago,)}) == (long_ago, ("average_purchase", "low"))
    assert seen.distinct(2, {0: (long_ago,)}) == (long_ago,)


def test_nothing_is_said_of_a_segment_that_is_true_only_beside_its_twin() -> None:
    seen = Contrast(NAMES, np.array([[1.5, 1.0, 0.0, 0.0], [1.5, 2.0, 0.0, 0.0]]), np.eye(4))
    assert seen.against(0, 1) == ()
    assert seen.against(1, 0) == (("purchase_count", "high"),)


def test_a_mean_that_the_median_contradicts_sets_nobody_apart() -> None:
    z = np.array([[-1.0, 3.0], [-1.0, 1.0], [5.0, 2.0]])
    assert contrast(NAMES[:2], z, [z]).shift.tolist() == [[0.0, 2.0]]


def test_a_name_that_is_no_longer_true_is_dropped() -> None:
    seen = Contrast(NAMES, np.array([[0.3, -0.3, 0.0, 0.0]]), np.eye(4))
    assert seen.still_true(0, (("days_since_last_order", "high"), ("purchase_count", "low")))
    assert not seen.still_true(0, (("purchase_count", "high"),))
    assert not seen.still_true(0, (("no_such_feature", "high"),))


def test_company_fields_are_named_without_labels_of_their_own() -> None:
    marks = (("attributes_MonthlyCharges", "high"), ("attributes_月租", "low"))
    english, chinese = (Words(LABELS[language], {}, "") for language in ("en", "zh-Hans"))
    assert new_code(marks, english, ()) == "high_monthly_charges_low_field"
    assert english.name(marks, 1) == "High MonthlyCharges, low 月租"
    assert chinese.name(marks, 2) == "MonthlyCharges高、月租低（2）"


def test_a_segment_without_marks_is_typical_and_codes_in_use_are_numbered() -> None:
    english = Words(LABELS["en"], {}, "")
    assert english.name((), 1) == "Typical customers"
    assert english.persona(0.25, []) == "25% of the customers; close to all customers in everything measured"
    assert [new_code((), english, used) for used in ((), ("typical",), ("typical", "typical_2"))] == [
        "typical",
        "typical_2",
        "typical_3",
    ]


SPENT, BOUGHT = Fact("net_revenue_365d", 1234.4, 0.5), Fact("purchase_count", 1, 2.5)
OVER = Rule((Condition("net_revenue_365d", "above", 99.5),), 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("language", "spent", "bought", "rule"),
    [
        (
            "zh-Hans",
            "占客户的 5%：近一年消费额中位数新台币 1,234 元（全体新台币 0.50 元）",
            "占客户的 5%：累计购买次数中位数 1 次（全体 2.5 次）",
            "近一年消费额 > 新台币 99.5 元",
        ),
        (
            "zh-Hant",
            "占客戶的 5%：近一年消費金額中位數 1,234 元（全體 0.50 元）",
            "占客戶的 5%：累計購買次數中位數 1 次（全體 2.5 次）",
            "近一年消費金額 > 99.5 元",
        ),
        (
            "en",
            "5% of the customers; median revenue in a year: NT$1,234 (all customers: NT$0.50)",
            "5% of the customers; median purchases: 1 (all customers: 2.5)",
            "revenue in a year > NT$99.5",
        ),
    ],
)
def test_amounts_and_counts_are_told_as_the_language_writes_them(language, spent, bought, rule) -> None:
    words = Words(LABELS[language], {"net_revenue_365d": "money", "purchase_count": "count"}, "TWD")
    assert (words.persona(0.05, [SPENT]), words.persona(0.05, [BOUGHT]), words.rule(OVER)) == (spent, bought, rule)


@pytest.mark.parametrize(
    ("feature", "unit", "value", "told"),
    [
        ("usual_gap_days", "days", 1.0, "usual gap between purchases ≤ 1 day"),
        ("usual_gap_days", "days", 43.7, "usual gap between purchases ≤ 43.7 days"),
        ("days_since_last_order", "days", 364.0, "days since the last order ≤ 364"),
        ("complaints_365d", "count", 0.0, "complaints in a year ≤ 0"),
        ("refund_share", "share", 0.125, "share refunded ≤ 12.5%"),
        ("net_revenue", "money", -1234.5, "revenue ≤ -¥1,234.5"),
        ("attributes_Charges", "ratio", 1e6, "Charges ≤ 1,000,000"),
    ],
)
def test_a_threshold_has_every_digit_and_its_unit_once(feature: str, unit: str, value: float, told: str) -> None:
    words = Words(LABELS["en"], {feature: unit}, "CNY")
    assert words.rule(Rule((Condition(feature, "at_most", value),), 1.0, 1.0, 1.0)) == told


def test_conditions_of_one_side_are_one_the_strictest() -> None:
    space = Segmentation(("a", "b"), np.zeros(2), np.ones(2), np.empty((0, 2)), ())
    x = np.random.default_rng(0).uniform(0, 100, (1000, 2))
    path = tuple((0, op, float(np.log1p(value))) for op, value in (("at_most", 80), ("at_most", 40), ("above", 20)))
    both = readable((*path, (0, "above", 0.1)), x, space)
    assert [(one.field, one.test, round(one.operand)) for one in both] == [("a", "at_most", 40), ("a", "above", 20)]


NEED_RULES = default_content()["definitions"]["segments"]
MEMBER = np.arange(400) < 100


def asking(*shares: dict[str, int]) -> np.ndarray:
    """Customers (400, topics), one inquiry each at most: those of the members (100) first, then those of the others."""
    topics = np.zeros((400, len(TOPICS)))
    for start, counts in zip((0, 100), shares, strict=True):
        row = start
        for topic, number in counts.items():
            topics[row : row + number, TOPICS.index(topic)] = 1
            row += number
    return topics


@pytest.mark.parametrize(
    ("members", "others", "asked", "typical"),
    [
        ({"price": 50, "product": 50}, {"price": 150, "product": 150}, 100, []),
        ({"price": 60, "product": 40}, {"price": 150, "product": 150}, 100, ["price"]),
        ({"price": 54, "product": 46}, {"price": 150, "product": 150}, 100, []),
        ({"price": 51, "product": 49}, {"other": 300}, 100, ["price", "product"]),
        ({"price": 29, "product": 71}, {"price": 30, "product": 270}, 100, []),
        ({"price": 30, "product": 70}, {"price": 30, "product": 270}, 100, ["price"]),
        ({"price": 29}, {"product": 300}, 29, []),
        ({}, {}, 0, []),
    ],
    ids=["as everybody", "more", "a little more", "two", "of 29", "of 30", "29 asked", "nobody asked"],
)  # fmt: skip
def test_a_need_is_typical_where_enough_members_ask_more_than_everybody(members, others, asked, typical) -> None:
    found = needs(asking(members, others), MEMBER, NEED_RULES)
    assert (found["asked"], [need["topic"] for need in found["needs"]]) == (asked, typical)
    assert all(need["lift"] >= 1.1 and need["customers"] >= 30 for need in found["needs"])


def test_one_customer_who_asks_much_makes_no_need() -> None:
    topics = asking({"product": 60}, {"product": 300})
    topics[0, TOPICS.index("price")] = 500
    assert needs(topics, MEMBER, NEED_RULES)["needs"] == []


def test_without_inquiries_there_are_no_needs() -> None:
    assert needs(None, MEMBER, NEED_RULES) == {"asked": 0, "needs": []}
