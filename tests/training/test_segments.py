"""Segments found among planted ones: who is in them, what is told of them, and the same bytes each time."""

import joblib
import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from scoring.conditions import all_hold, condition
from scoring.plain import plain
from scoring.segments import Segmentation
from tests.training.planted import (
    LABELS,
    LOST,
    NAMES,
    REGULARS,
    RULES,
    SPENDERS,
    THREE,
    UNHAPPY,
    assigned,
    fit,
    found,
    planted,
)


@pytest.fixture(scope="module")
def four() -> Segmentation:
    return found(planted()[0])


# Clusters


def test_planted_segments_are_recovered(four: Segmentation) -> None:
    x, truth = planted(seed=1)
    assert adjusted_rand_score(truth, assigned(four, x)) > 0.99
    assert len(four.codes) == 4
    assert four.quality["silhouette"] > 0.6 and four.quality["stability"] > 0.99
    assert min(profile["stability"] for profile in four.profiles) > 0.99


def test_shares_and_sizes_are_those_that_scoring_assigns(four: Segmentation) -> None:
    served = Segmentation.from_content(plain(four.to_content()))
    sizes = np.bincount(assigned(served, planted()[0]))
    assert [profile["size"] for profile in served.profiles] == sizes.tolist()
    assert [profile["share"] for profile in served.profiles] == pytest.approx(sizes / 1200)


def test_the_most_valuable_segment_comes_first_and_segments_without_value_last() -> None:
    x, truth = planted()
    value = np.where(truth == 1, np.nan, truth * 10.0)
    profiles = found(x, value=value).profiles
    assert [profile["value"] for profile in profiles] == [30.0, 20.0, 0.0, None]


def test_churn_is_the_mean_of_those_whose_churn_is_known() -> None:
    x, truth = planted()
    churn = np.where(truth == 2, 0.9, 0.1)
    churn[::2] = np.nan
    of = {profile["code"]: profile["churn"] for profile in found(x, churn=churn).profiles}
    assert sorted(of.values()) == pytest.approx([0.1, 0.1, 0.1, 0.9])


def test_medians_are_those_of_the_members_beside_those_of_all(four: Segmentation) -> None:
    x = planted()[0]
    first = x[assigned(four, x) == 0]
    assert four.profiles[0]["medians"] == dict(zip(NAMES, np.median(first, axis=0), strict=True))
    assert four.profiles[0]["base"] == dict(zip(NAMES, np.median(x, axis=0), strict=True))


def test_a_feature_that_most_have_none_of_still_counts() -> None:
    x, truth = planted(THREE)
    x[:, 3] = np.where((truth == 1) & (np.arange(900) % 2 == 0), x[:, 3], 0.0)
    segmentation = found(x)
    assert "satisfaction" in segmentation.features
    assert np.all(segmentation.scale > 0) and np.all(np.isfinite(segmentation.centroids))


def test_silhouettes_are_those_of_the_members() -> None:
    noise = np.random.default_rng(0).lognormal(0, 1, (800, 3))
    segmentation = found(noise)
    segment = assigned(segmentation, noise)
    each = silhouette_samples(segmentation.standardise(noise), segment)
    told = [profile["silhouette"] for profile in segmentation.profiles]
    assert told == pytest.approx([each[segment == i].mean() for i in range(len(told))], abs=1e-6)
    assert segmentation.quality["silhouette"] == pytest.approx(each.mean(), abs=1e-6)


# Size and stability


def test_a_group_under_thirty_people_is_no_segment() -> None:
    x = np.concatenate([planted(THREE, 200)[0], planted((UNHAPPY,), 29)[0]])
    sizes = [profile["size"] for profile in found(x).profiles]
    assert sum(sizes) == 629 and min(sizes) >= 30


def test_thirty_people_are_a_segment_where_they_are_two_per_cent() -> None:
    x = np.concatenate([planted(THREE, 200)[0], planted((UNHAPPY,), 30)[0]])
    assert min(profile["size"] for profile in found(x).profiles) == 30


def test_a_segment_with_most_of_the_customers_is_refused() -> None:
    x = np.concatenate([planted((REGULARS,), 700)[0], planted((SPENDERS, LOST), 150)[0]])
    assert fit(x, rules={"counts": [3]}) is None
    assert max(profile["share"] for profile in found(x).profiles) <= RULES["largest_share"]


def test_clusters_that_other_samples_do_not_show_can_be_refused() -> None:
    noise = np.random.default_rng(0).lognormal(0, 1, (400, 4))
    strict = {"smallest_stability": 0.95}
    assert fit(noise) is not None and fit(noise, rules=strict) is None
    assert fit(planted()[0], rules=strict) is not None


# Too little to go by


@pytest.mark.parametrize(
    "x",
    [
        np.empty((0, 4)),
        np.array([[10.0, 3.0, 50.0, 80.0]]),
        np.full((500, 4), np.nan),
        np.tile([10.0, 3.0, 50.0, 80.0], (500, 1)),
        planted(THREE, 29)[0],
        planted()[0][:, :1],
        np.column_stack([planted()[0][:, 0], np.full(1200, 0.1) + np.random.default_rng(0).normal(0, 1e-15, 1200)]),
        np.empty((500, 0)),
    ],
    ids=["nobody", "one customer", "all missing", "all alike", "87 customers", "one feature", "rounding", "no feature"],
)
def test_where_too_little_is_known_there_are_no_segments(x: np.ndarray) -> None:
    assert fit(x) is None


def test_features_that_are_constant_or_mostly_missing_are_left_out() -> None:
    x = planted()[0]
    x[:, 3] = 50.0
    x[: int(0.51 * len(x)), 0] = np.nan
    assert found(x).features == ("purchase_count", "average_purchase")


def test_missing_values_neither_hide_nor_make_segments() -> None:
    x, truth = planted()
    x[np.random.default_rng(0).random(x.shape) < 0.15] = np.nan
    segmentation = found(x)
    segment = assigned(segmentation, x)
    assert len(segmentation.codes) == 4
    assert adjusted_rand_score(truth[segment >= 0], segment[segment >= 0]) > 0.8
    assert sum(profile["size"] for profile in segmentation.profiles) == (segment >= 0).sum() < len(x)


def test_a_segment_of_which_a_feature_is_unknown_has_no_median_there() -> None:
    x, truth = planted()
    x[truth == 3, 0] = np.nan
    medians = [profile["medians"]["days_since_last_order"] for profile in found(x).profiles]
    assert medians.count(None) == 1


# The same bytes


def test_the_order_of_customers_has_no_effect_and_two_fits_give_the_same_bytes() -> None:
    x = planted()[0]
    x[5, 2] = np.nan
    mixed = np.random.default_rng(0).permutation(len(x))
    churn = np.linspace(0, 1, len(x))
    once, twice, other = (
        joblib.hash(plain(found(x[rows], churn=churn[rows]).to_content())) for rows in (slice(None), slice(None), mixed)
    )
    assert once == twice == other


def test_a_bundle_can_hold_a_segmentation(four: Segmentation) -> None:
    content = plain(four.to_content())
    assert joblib.hash(plain(Segmentation.from_content(content).to_content())) == joblib.hash(content)


# Words


def test_names_and_personas_are_told_in_three_languages(four: Segmentation) -> None:
    spender = next(profile for profile in four.profiles if profile["code"] == "large_orders")
    assert spender["name"] == {"en": "Large orders", "zh-Hans": "大额订单", "zh-Hant": "高客單價"}
    persona = spender["persona"]
    own, base = f"{spender['medians']['average_purchase']:,.0f}", f"{spender['base']['average_purchase']:.2f}"
    assert set(persona) == {"en", "zh-Hans", "zh-Hant"} and len(set(persona.values())) == 3
    assert all(own in text and base in text and "25%" in text for text in persona.values())


def test_no_two_segments_of_a_bundle_have_the_same_name() -> None:
    noise = np.random.default_rng(0).lognormal(2, 1, (2000, 4))
    for language in LABELS:
        eight = found(noise, rules={"counts": [8], "smallest_stability": 0.0})
        names = [profile["name"][language] for profile in eight.profiles]
        assert len(set(names)) == 8


# Rules


def test_a_rule_is_as_true_as_it_says() -> None:
    x = np.concatenate([planted()[0], np.random.default_rng(0).lognormal(3, 1.5, (600, 4))])
    x[::7, 3] = np.nan
    segmentation = found(x)
    segment = assigned(segmentation, x)
    known = segment >= 0
    columns = dict(zip(NAMES, x[known].T, strict=True))
    for i, profile in enumerate(segmentation.profiles):
        told = profile["rule"]
        entries = [{"field": one["feature"], one["op"]: one["value"]} for one in told["conditions"]]
        holds = all_hold([condition(entry, "rule", set(NAMES)) for entry in entries], columns, known.sum())
        member = segment[known] == i
        assert 1 <= len(entries) <= 3
        assert told["fidelity"] == np.mean(holds == member)
        assert told["precision"] == np.mean(member[holds]) and told["recall"] == np.mean(holds[member])


def test_clear_segments_have_short_and_nearly_exact_rules_in_three_languages(four: Segmentation) -> None:
    rule = next(profile["rule"] for profile in four.profiles if profile["code"] == "large_orders")
    (only,) = rule["conditions"]
    assert only["feature"] == "average_purchase" and only["op"] == "above" and 90 < only["value"] < 1_300
    assert min(rule["fidelity"], rule["precision"], rule["recall"]) > 0.99
    assert rule["text"]["en"] == f"average purchase > ¥{only['value']:,g}"
    assert set(rule["text"]) == set(LABELS)


def test_thresholds_of_whole_numbers_are_whole(four: Segmentation) -> None:
    thresholds = [
        one["value"]
        for profile in found(planted((REGULARS, LOST, (10, 8, 40, 85)))[0]).profiles
        for one in profile["rule"]["conditions"]
        if one["feature"] == "purchase_count"
    ]
    assert thresholds and all(value == int(value) for value in thresholds)
