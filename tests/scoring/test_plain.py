"""`plain`: equal content gives equal bytes, and what a bundle may not hold is refused with its place."""

import io
import subprocess
import sys
from datetime import date

import joblib
import numpy as np
import pytest

from scoring.plain import MAX_DEPTH, NotPlain, plain


def bytes_of(value: object) -> bytes:
    file = io.BytesIO()
    joblib.dump(plain({"value": value}), file, protocol=4)
    return file.getvalue()


def apart(text: str) -> str:
    """An equal text that is another object."""
    return "".join(list(text))


WORDS = np.array(["ab"])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((1, (2,)), [1, [2]]),
        (np.float64(0.5), 0.5),
        ([np.int32(3), np.bool_(True), np.str_("a"), np.str_("")], [3, True, "a", ""]),
        ({np.int64(3): 1, np.str_("a"): 2}, {3: 1, "a": 2}),
        (["medium", "medium"], [apart("medium"), apart("medium")]),
        (["shape", "numpy", "C", np.ones(1)], [apart("shape"), apart("numpy"), apart("C"), np.ones(1)]),
        ([[1]] * 2, [[1], [1]]),
        (np.asfortranarray(np.ones((2, 3))), np.ones((2, 3))),
        (np.arange(6.0)[::2], np.array([0.0, 2.0, 4.0])),
        (np.arange(3, dtype=">i8"), np.arange(3, dtype="<i8")),
        (np.arange(3, dtype=np.longlong), np.arange(3, dtype=np.int64)),
        ([WORDS, WORDS], [np.array(["ab"]), np.array(["ab"])]),
        (-np.array([np.nan]), np.array([np.nan])),
        (-float("nan"), float("nan")),
    ],
)
def test_the_same_content_gives_the_same_bytes(left: object, right: object) -> None:
    assert bytes_of(left) == bytes_of(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        (np.float32(0.5) * np.ones(1, "f4"), 0.5 * np.ones(1)),
        (np.array(1.0), np.array([1.0])),
    ],
)
def test_other_content_gives_other_bytes(left: object, right: object) -> None:
    assert bytes_of(left) != bytes_of(right)


def test_two_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    program = """if True:
        import hashlib, io, joblib, numpy as np, sys
        from scoring.plain import plain
        names = sorted({"recency", "frequency", "shape", "value"})
        content = {"names": names, "by_name": {n: np.array([n, n[:2]]) for n in names}, "text": "-".join(names)}
        file = io.BytesIO()
        joblib.dump(plain(content), file, protocol=4)
        print(hashlib.sha256(file.getvalue()).hexdigest())"""
    answers = [
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("0", "1", "2")
    ]
    assert len({answer.stdout for answer in answers}) == 1
    assert len(answers[0].stdout.strip()) == 64


def test_the_content_itself_is_left_as_it_is() -> None:
    array = np.array([1.0, -np.nan])
    before = array.tobytes()
    formed = plain({"a": array})["a"]
    assert isinstance(formed, np.ndarray)
    formed[:] = 7
    assert array.tobytes() == before


SELF: list[object] = []
SELF.append(SELF)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"a": [{"b": {1}}]}, "content.a[0].b: is a set; give it as None, a number, a text, a list"),
        ({"a": object()}, "content.a: is a object"),
        ({"a": len}, "content.a: is a builtin_function_or_method"),
        ({"a": date(2026, 11, 20)}, "content.a: is a date"),
        ({"a": b"x"}, "content.a: is a bytes"),
        ({"a": 1j}, "content.a: is a complex"),
        ({"a": np.longdouble(1)}, "content.a: is a longdouble"),
        ({"a": np.datetime64("2026-11-20")}, "content.a: is a datetime64"),
        ({"a": np.timedelta64(1, "ns")}, "content.a: is a timedelta64"),
        ({"a": 2**64}, "content.a: is an int of more than 64 bits"),
        ({"a": "\ud800"}, "content.a: is a text with a lone surrogate"),
        ({"a": np.array([None])}, "content.a: is an array of object"),
        ({"a": np.array([(1.0, None)], dtype=[("x", "f8"), ("y", "O")])}, "content.a: is an array of [('x'"),
        ({"a": np.array([1j])}, "content.a: is an array of complex128"),
        ({"a": np.array(["2026"], "M8[25s]")}, "content.a: is an array of datetime64[25s]"),
        ({"a": np.ma.masked_array([1.0], [True])}, "content.a: is a MaskedArray"),
        ({"a": {(1, 2): 3}}, "a key of content.a: is a tuple; use a text or an int"),
        ({"a": {True: 3}}, "a key of content.a: is a bool"),
        ({1: 3}, "content: has the key 1; use texts as keys here"),
        ({"a": SELF}, "[0]: deeper than 32 levels or more than 1000000 values; leave a container out of itself"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_place(content: dict[str, object], message: str) -> None:
    with pytest.raises(NotPlain) as refusal:
        plain(content)
    assert message in str(refusal.value)


def test_content_may_be_as_deep_as_the_reader_goes() -> None:
    value: object = 1
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert plain({"a": value})
    with pytest.raises(NotPlain, match="deeper"):
        plain({"a": [value]})
