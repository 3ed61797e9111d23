"""`safe_joblib` on files made to harm: nothing of what they hold happens, and none takes time or memory."""

import io
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib.numpy_pickle import NumpyArrayWrapper

from scoring.plain import MAX_DEPTH, MAX_OBJECTS
from scoring.safe_joblib import INSTRUCTIONS, UnsafeArtifact, load
from tests.scoring.joblib_files import MIB, dumped, memory_below, plain_or_refused, read, same


class Shell:
    """Leaves a file behind as soon as something unpickles it."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch '{self.marker}'",)


def object_array(value: object) -> np.ndarray:
    array = np.empty(1, dtype=object)
    array[0] = value
    return array


WRAPPINGS: dict[str, Callable[[Shell], object]] = {
    "bare": lambda shell: shell,
    "in a dict": lambda shell: {"models": shell},
    "in a list": lambda shell: [1, [shell]],
    "in a tuple": lambda shell: (shell, 2),
    "in an object array": object_array,
    "in an object array in an object array": lambda shell: object_array(object_array(shell)),
    "in an array without dimensions": lambda shell: np.array(shell, dtype=object),
    "in a structured array": lambda shell: np.array([(1.0, shell)], dtype=[("x", "f8"), ("y", object)]),
    "in a nested structured array": lambda shell: np.array([((shell,),)], dtype=[("x", [("y", object)])]),
    "behind an array": lambda shell: [np.arange(3), shell],
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
def test_a_file_that_would_run_code_runs_nothing(wrap: Callable[[Shell], object], tmp_path: Path) -> None:
    data = dumped(wrap(Shell(tmp_path / "marker")))
    with pytest.raises(UnsafeArtifact, match="do not use it: copy it again"):
        read(data)
    assert not (tmp_path / "marker").exists()
    joblib.load(io.BytesIO(data))
    assert (tmp_path / "marker").exists(), "the attack is none"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_raw_pickle_that_would_run_code_runs_nothing(protocol: int, tmp_path: Path) -> None:
    with pytest.raises(UnsafeArtifact):
        read(pickle.dumps({"a": Shell(tmp_path / "marker")}, protocol))
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize(
    "program",
    [
        b"cos\nsystem\n\x8c\x04true\x85R.",
        b"(ios\nsystem\n.",
        b"(cos\nsystem\n\x8c\x04trueo.",
        b"\x82\x01.",
        b"Pid\n.",
        b"\x8c\x02idQ.",
        b"\x8c\x02os\x8c\x06system\x93.",
        b"\x8c\x05numpy\x8c\x05dtype\x93.",
        b"\x8c\x05numpy\x8c\x05dtype\x93)\x81.",
        b"\x8c\x13joblib.numpy_pickle\x8c\x11NumpyArrayWrapper\x93)\x81.",
        b"\x96\xff\xff\xff\xff\xff\xff\xff\x7f.",
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
        b"\x8b\xff\xff\xff\x7f.",
        b"\x97.",
    ],
)
def test_instructions_beyond_those_of_plain_data_are_refused(program: bytes) -> None:
    with pytest.raises(UnsafeArtifact):
        read(b"\x80\x04" + program)


def test_a_module_that_a_file_names_is_not_imported() -> None:
    with pytest.raises(UnsafeArtifact, match=r"names 'antigravity\.fly', which is not plain data"):
        read(b"\x80\x04\x8c\x0bantigravity\x8c\x03fly\x93.")
    assert "antigravity" not in sys.modules


def claimed(shape: object, dtype: str = "f8", subclass: type = np.ndarray, order: object = "C") -> bytes:
    """A file whose array says of itself what its few bytes cannot keep."""
    return dumped(NumpyArrayWrapper(subclass, shape, order, np.dtype(dtype)))[:-1] + b"\x01\xff" + b"\x00" * 64 + b"."


def test_an_honest_claim_is_read() -> None:
    assert same(read(claimed((8,))), np.zeros(8))


@pytest.mark.parametrize(
    "shape",
    [
        (10**13,),
        (2**62, 4),
        (2**32, 2**32),
        (2**64 + 8,),
        (9,),
        (0, 10**13),
        (10**13, 0),
        (-8,),
        (-2, -4),
        (8.0,),
        (True, 8),
        ("8",),
        ((8,),),
        [8],
        8,
        None,
        (1,) * 40 + (8,),
    ],
    ids=str,
)
def test_a_forged_shape_is_refused_before_anything_is_allocated(shape: object) -> None:
    data = claimed(shape)
    with memory_below(MIB), pytest.raises(UnsafeArtifact, match="array"):
        read(data)


@pytest.mark.parametrize(
    "dtype", ["O", "V8", "S8", "c16", "m8[s]", "M8", "U0", "U99999", "U16777216", "f8,f8", "(2,)f8"]
)
def test_a_forged_type_is_refused(dtype: str) -> None:
    with memory_below(MIB), pytest.raises(UnsafeArtifact):
        read(claimed((1,), dtype))


def test_a_forged_class_or_order_is_refused() -> None:
    for data in (
        claimed((8,), subclass=np.matrix),
        claimed((8,), subclass=np.dtype),
        claimed((8,), order="K"),
        claimed((8,), order=np.arange(2)),
    ):
        with pytest.raises(UnsafeArtifact):
            read(data)


def test_bytes_that_a_type_cannot_have_are_refused() -> None:
    for array in (np.array([2], "u1").view("?"), np.array([0x110000], "u4").view("U1")):
        with pytest.raises(UnsafeArtifact, match="bytes that its type cannot have"):
            read(dumped([array]))


@pytest.mark.parametrize("pair", [lambda inner: [inner, inner], lambda inner: (inner, inner)], ids=["lists", "tuples"])
def test_what_grows_by_being_shared_is_refused(pair: Callable[[object], object]) -> None:
    value: object = "x"
    for _ in range(MAX_DEPTH - 1):
        value = pair(value)
    data = dumped(value)
    with memory_below(64 * MIB), pytest.raises(UnsafeArtifact, match=f"more than {MAX_OBJECTS} values"):
        read(data)


def test_a_key_that_would_take_forever_to_hash_is_refused() -> None:
    pairs = b"".join(b"h%ch%c\x86\x94" % (i, i) for i in range(1, 60))
    with pytest.raises(UnsafeArtifact, match="a key is neither a text nor an int"):
        read(b"\x80\x04}\x94)\x94" + pairs + b"h\x00h\x3cNs.")


def test_what_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(UnsafeArtifact, match="nests deeper"):
        read(dumped(value))


def test_nesting_has_an_end() -> None:
    def nested(depth: int) -> bytes:
        return b"\x80\x04" + b"]" * depth + b"a" * (depth - 1) + b"."

    assert read(nested(MAX_DEPTH + 1)) is not None
    for depth in (MAX_DEPTH + 2, 300_000):
        with pytest.raises(UnsafeArtifact, match="nests deeper"):
            read(nested(depth))


def test_a_file_of_instructions_alone_is_bounded() -> None:
    program = b"\x80\x04" + b"}" * (2 * MAX_OBJECTS)
    with pytest.raises(UnsafeArtifact, match=f"more than {MAX_OBJECTS} instructions"):
        load(program, max_bytes=len(program))


SAMPLE = dumped({"edges": np.arange(3.0), "levels": ["a", "b"], "on": np.array(["2026-11"], "M8[M]"), "n": np.int8(1)})
EDIT = st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 8), st.binary(max_size=8))


def edited(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for start, removed, added in edits:
        data = data[:start] + added + data[start + removed :]
    return data


@given(st.lists(EDIT, min_size=1, max_size=6))
@settings(max_examples=500, deadline=None)
def test_any_mutation_gives_plain_data_or_a_refusal_in_bounded_memory(edits: list[tuple[int, int, bytes]]) -> None:
    data = edited(SAMPLE, edits)
    with memory_below(MIB):
        plain_or_refused(data)


WORDS = ["numpy", "dtype", "ndarray", "scalar", "numpy._core.multiarray", "joblib.numpy_pickle", "NumpyArrayWrapper"]
WORDS += ["f8", "U2", "M8", "O", "<", "C", "subclass", "shape", "order", "allow_mmap", "numpy_array_alignment_bytes"]
STEP = st.one_of(
    st.sampled_from(sorted(INSTRUCTIONS)),
    st.tuples(st.sampled_from(sorted(INSTRUCTIONS)), st.binary(max_size=4)).map(b"".join),
    st.sampled_from(WORDS).map(lambda word: b"\x8c" + bytes([len(word)]) + word.encode()),
    st.integers(0, 9).map(lambda index: b"h" + bytes([index])),
)


@given(st.lists(STEP, max_size=60))
@settings(max_examples=1000, deadline=None)
def test_any_program_gives_plain_data_or_a_refusal_in_bounded_memory(steps: list[bytes]) -> None:
    with memory_below(MIB):
        plain_or_refused(b"\x80\x04" + b"".join(steps) + b".")
