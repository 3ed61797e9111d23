"""DEFINITIONS.md, section 10: the nearest centroid, by the features that are known."""

from math import nan

import numpy as np
import pytest

from scoring.segments import Segmentation
from tests.scoring.builders import ago, bundle
from tests.scoring.fitted import fitted
from tests.scoring.measured import orders
from tests.scoring.rows import numbers, scored, texts

LOG2, LOG4 = np.expm1(2.0), np.expm1(4.0)  # the values at 2 and 4 of the logarithm
PLANE = Segmentation(
    ("a", "b"), np.zeros(2), np.ones(2), np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.5]]), [{"code": c} for c in "xyz"]
)


def assign(*x: list[float], known_share: float = 0.5) -> list[tuple[int, int, object]]:
    nearest, second, confidence = PLANE.assign(np.array(x), known_share)
    return list(zip(nearest.tolist(), second.tolist(), confidence.tolist(), strict=True))


def test_the_nearest_centroid_is_the_segment_and_the_next_the_runner_up() -> None:
    assert assign([0.0, 0.0], [LOG2, 0.0]) == [(0, 1, 1.0), (1, 0, 1.0)]


def test_confidence_is_one_half_halfway_between_two() -> None:
    assert assign([np.expm1(1.0), 0.0])[0] == (0, 1, pytest.approx(0.5))
    assert assign([np.expm1(0.5), 0.0])[0] == (0, 1, pytest.approx(0.75))


def test_a_missing_feature_drops_out_of_the_distance() -> None:
    assert assign([LOG2, nan])[0][0] == 1
    assert assign([nan, np.expm1(2.5)])[0][0] == 2


def test_a_feature_that_drops_out_leaves_the_confidence_where_the_rest_agrees() -> None:
    both = Segmentation(
        PLANE.features, PLANE.center, PLANE.scale, np.array([[0.0, 0.0], [2.0, 2.0]]), PLANE.profiles[:2]
    )
    half = np.expm1(0.5)
    whole, part = (both.assign(np.array([row]), 0.5)[2][0] for row in ([half, half], [half, nan]))
    assert whole == pytest.approx(part)


@pytest.mark.parametrize("width", [3, 8, 17, 130])
def test_distances_have_the_same_bits_for_one_customer_and_for_many(width: int) -> None:
    rng = np.random.default_rng(width)
    names = tuple(map(str, range(width)))
    wide = Segmentation(names, rng.normal(size=width), np.ones(width), rng.normal(size=(5, width)), [{"code": "x"}] * 5)
    x = rng.lognormal(1, 2, (40, width))
    alone = [np.concatenate(one).tolist() for one in zip(*(wide.assign(row[None], 0.5) for row in x), strict=True)]
    for laid in (x, np.asfortranarray(x)):  # customer by customer in memory, and feature by feature, as features come
        assert [together.tolist() for together in wide.assign(laid, 0.5)] == alone


def test_under_the_known_share_there_is_no_segment() -> None:
    assert assign([LOG2, nan], known_share=0.5)[0][0] == 1
    assert assign([LOG2, nan], known_share=0.51) == [(-1, -1, pytest.approx(nan, nan_ok=True))]
    assert assign([nan, nan])[0][:2] == (-1, -1)


def test_two_centroids_on_one_spot_are_told_apart_by_their_order_alone() -> None:
    twins = Segmentation(PLANE.features, PLANE.center, PLANE.scale, np.zeros((2, 2)), PLANE.profiles[:2])
    nearest, second, confidence = twins.assign(np.zeros((1, 2)), 0.5)
    assert (nearest[0], second[0], confidence[0]) == (0, 1, 0.5)


def test_values_are_drawn_in_by_a_signed_logarithm_and_cut_at_three() -> None:
    scaled = PLANE.standardise(np.array([[LOG2, -LOG2], [1e12, -1e12], [0.0, LOG4]]))
    assert scaled.tolist() == [[pytest.approx(2), pytest.approx(-2)], [3, -3], [0, 3]]


def test_a_segmentation_comes_back_from_a_bundle_and_is_refused_where_it_does_not_fit() -> None:
    content = PLANE.to_content()
    assert Segmentation.from_content(content).codes == ("x", "y", "z")
    with pytest.raises(ValueError, match="do not fit their features and profiles"):
        Segmentation.from_content({**content, "profiles": content["profiles"][:2]})


def test_every_segment_can_be_reached() -> None:
    payloads = [
        {"order_summary": {"count": count, "amount": amount, "first_on": ago(days + 200), "last_on": ago(days)}}
        for count in (1, 5, 60) for amount in (1.0, 1e3, 1e6) for days in (0, 9, 90, 900)
    ]  # fmt: skip
    scores = scored(fitted(), *payloads)
    assert {*texts(scores, "segment_code")} == {*texts(scores, "segment_runner_up")} == {"s0", "s1", "s2", "s3"}
    assert all(0.5 <= c <= 1 for c in numbers(scores, "segment_confidence") if c is not None)
    assert {*texts(scores, "segment_basis")} == {"model"}


def test_without_data_or_a_segmentation_there_is_no_segment() -> None:
    for scores in (scored(fitted(), {}), scored(bundle(), orders(9))):
        assert texts(scores, "segment_code") == texts(scores, "segment_runner_up") == [None]
        assert texts(scores, "segment_basis") == ["insufficient_data"]
