"""Texts as they stand, numbers in bands, and no group under 30."""

import numpy as np

from scoring.columns import FloatArray
from training.fairness.groups import NOT_STATED, Groups, of_numbers, of_texts

RULE = {"cuts": [18, 25, 35], "codes": ["under_18", "18_24", "25_34", "35_plus"]}


def sizes(groups: Groups) -> dict[str, int]:
    return {level: int((groups.code == i).sum()) for i, level in enumerate(groups.levels)}


def years(*parts: tuple[float, int]) -> FloatArray:
    return np.repeat([age for age, _ in parts], [count for _, count in parts]).astype(np.float64)


def test_small_texts_are_taken_together_where_they_are_enough():
    found = of_texts("g", [*["f"] * 40, *["m"] * 50, *["x"] * 20, *["y"] * 10, None, ""])
    assert sizes(found) == {"f": 40, "m": 50, "*": 30}
    assert (found.unknown, found.left_out, found.merged) == (2, 0, ("*",))
    assert found.code[-2:].tolist() == [NOT_STATED] * 2


def test_few_texts_are_left_out_and_not_told():
    found = of_texts("g", [*["f"] * 40, *["m"] * 50, *["x"] * 29])
    assert sizes(found) == {"f": 40, "m": 50} and (found.left_out, found.merged) == (29, ())


def test_ages_go_by_the_bands_of_the_definitions():
    found = of_numbers("age", np.append(years((18, 30), (24.9, 30), (25, 40), (60, 35)), np.nan), RULE)
    assert sizes(found) == {"18_24": 60, "25_34": 40, "35_plus": 35} and found.unknown == 1
    assert found.code[-1] == NOT_STATED


def test_a_small_band_joins_the_smaller_neighbour():
    found = of_numbers("age", years((17, 50), (20, 10), (30, 40), (40, 60)), RULE)
    assert sizes(found) == {"under_18": 50, "18_24 + 25_34": 50, "35_plus": 60}
    assert found.merged == ("18_24 + 25_34",)


def test_other_numbers_are_quarters_or_values():
    assert list(sizes(of_numbers("n", np.arange(400.0))).values()) == [100] * 4
    assert of_numbers("n", np.arange(400.0)).levels == ("< 100", "100 – < 200", "200 – < 300", "≥ 300")
    assert sizes(of_numbers("tier", years((1, 40), (2, 30), (3, 50)))) == {"1": 40, "2": 30, "3": 50}


def test_too_few_in_all_are_no_group():
    found = of_numbers("age", years((20, 20), (30, 5)), RULE)
    assert found.levels == () and found.left_out == 25 and (found.code == -1).all()
