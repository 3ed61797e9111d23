import json

import numpy as np
import pytest

from schema.written import named, objects, plain_json


def test_objects_stand_where_the_first_of_their_paths_does():
    columns = {"id": ["a", "b"], "rfm.code": ["555", None], "tags": [[], ["x"]], "rfm.crosswalk.klaviyo": ["k", "l"]}
    assert objects(columns) == [
        {"id": "a", "rfm": {"code": "555", "crosswalk": {"klaviyo": "k"}}, "tags": []},
        {"id": "b", "rfm": {"code": None, "crosswalk": {"klaviyo": "l"}}, "tags": ["x"]},
    ]
    assert list(objects(columns)[0]) == ["id", "rfm", "tags"]
    assert objects({"id": [], "rfm.code": []}) == []


def test_names_are_told_to_those_whose_mask_holds_in_their_order():
    masks = {"b": np.array([True, False, True]), "a": np.array([True, False, False])}
    assert named(masks, 3) == [["b", "a"], [], ["b"]]
    assert named({}, 2) == [[], []]


def test_json_is_utf8_without_spaces_and_keeps_every_digit():
    value = {"name": "顾客 “é”", "number": [0.1, 1e300, -0.0, 5e-324, 123456789012345680.0], "count": 3, "none": None}
    assert plain_json(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_of_json_is_null(number: float):
    assert plain_json([number, {"a": number}]) == b'[null,{"a":null}]'


def test_whole_numbers_past_64_bits_keep_every_digit():
    value = {"count": 2**64, "less": -(2**70), "most": int(1e300)}
    assert plain_json(value) == json.dumps(value, separators=(",", ":")).encode()
