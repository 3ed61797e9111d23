"""`safe_joblib`: what joblib writes for plain data comes back; whatever else a file holds, nothing of it happens."""

import datetime
import io
import os
import pickle
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from joblib.numpy_pickle import NumpyArrayWrapper
from sklearn.linear_model import LogisticRegression

from scoring.plain import MAX_DEPTH, MAX_OBJECTS
from scoring.safe_joblib import INSTRUCTIONS, UnsafeArtifact, load

MIB = 2**20
PLAIN = {
    "none": None,
    "flags": [True, False],
    "numbers": [0, -1, 255, 65_536, -(2**31), 2**63, 0.1, float("inf")],
    "texts": ["", "a", "苏州", "x" * 300],
    "empty": [[], {}, ()],
    "tuples": ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    7: {"edges": np.array([[0.5, np.inf], [1.5, np.nan]]), "codes": np.arange(5, dtype=np.int32)},
    "dates": np.array(["2026-11-20", "NaT"], "M8[D]"),
    "words": np.array(["low", "средний"]),
    "mask": np.array([True, False]),
    "scalars": [np.float64(0.25), np.int8(-3), np.bool_(True), np.str_("x"), np.datetime64("2026-11-20", "s")],
}


def dumped(value: object, protocol: int = 4) -> bytes:
    file = io.BytesIO()
    joblib.dump(value, file, protocol=protocol)
    return file.getvalue()


def read(data: bytes) -> object:
    return load(data, max_bytes=MIB)


def same(left: object, right: object) -> bool:
    """Equal in values, types and, for arrays, dtypes; NaN equals NaN."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, np.ndarray | np.generic) and isinstance(right, np.ndarray | np.generic):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    return left == right or (left != left and right != right)


def is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) in (str, int) and is_plain(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biufUM"
    return type(value) in (type(None), bool, int, float, str)


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    """Fails where more than `limit` bytes were ever held inside."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def plain_or_refused(data: bytes) -> None:
    """Never another error, never an object that is not plain."""
    try:
        value = read(data)
    except UnsafeArtifact:
        return
    assert is_plain(value)


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


def test_a_fitted_estimator_is_refused() -> None:
    fitted = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(UnsafeArtifact, match="names 'sklearn"):
        read(dumped({"churn": fitted}))


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        frozenset({1}),
        b"bytes",
        1j,
        2**3000,
        datetime.date(2026, 11, 20),
        Decimal(1),
        len,
        Path("x"),
        range(3),
        {(1, 2): "x"},
        {None: "x"},
        {1.5: "x"},
        np.arange(3, dtype="m8[D]"),
        np.array(["2026-11-20"], "M8[25s]"),
        np.array([b"bytes"]),
        np.array([1j]),
        np.array([1], dtype=np.longdouble),
        np.array([(1.0, 2)], dtype=[("x", "f8"), ("y", "i4")]),
        np.ma.masked_array([1.0, 2.0], [True, False]),
        np.rec.array([(1.0,)], dtype=[("x", "f8")]),
        np.dtype("f8"),
        np.float64,
        np.timedelta64(1, "D"),
        np.random.default_rng(0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_that_are_not_plain_are_refused(value: object) -> None:
    with pytest.raises(UnsafeArtifact):
        read(dumped([value]))


@pytest.mark.parametrize("protocol", [4, 5])
def test_what_joblib_writes_for_plain_data_comes_back(protocol: int) -> None:
    assert same(read(dumped(PLAIN, protocol)), PLAIN)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(),
    npst.arrays(
        st.one_of(
            npst.boolean_dtypes(),
            npst.integer_dtypes(endianness="?"),
            npst.unsigned_integer_dtypes(endianness="?"),
            npst.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
            npst.unicode_string_dtypes(endianness="?"),
        ),
        npst.array_shapes(min_dims=0, min_side=0, max_dims=3),
    ),
)
CONTENT = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(-(2**40), 2**40), inner)
        | inner.map(lambda value: [value, value])  # shared, which a pickle says by reference
    ),
    max_leaves=12,
)


@given(CONTENT)
@settings(deadline=None)
def test_any_plain_content_is_read_as_joblib_reads_it(content: object) -> None:
    data = dumped(content)
    assert same(read(data), joblib.load(io.BytesIO(data)))


def test_arrays_in_fortran_order_and_of_other_byte_order_keep_their_values() -> None:
    table = np.arange(6.0).reshape(2, 3)
    fortran, swapped = read(dumped([np.asfortranarray(table), table.astype(">f8")]))  # type: ignore[misc]
    np.testing.assert_array_equal([fortran, swapped], [table, table])
    assert swapped.dtype == np.dtype("=f8")


def test_arrays_are_read_only_and_aligned() -> None:
    for array in read(dumped([np.arange(3.0), np.arange(3, dtype=">i4"), np.array(["a"])])):  # type: ignore[attr-defined]
        assert (array.flags.writeable, array.flags.aligned) == (False, True)


def test_a_stream_is_read_like_bytes() -> None:
    assert load(io.BytesIO(dumped([1, "a"])), max_bytes=100) == [1, "a"]


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    data = dumped(np.zeros(100))
    assert load(data, max_bytes=len(data)) is not None
    for source in (data, io.BytesIO(data)):
        with pytest.raises(UnsafeArtifact, match="larger than"):
            load(source, max_bytes=len(data) - 1)


@pytest.mark.parametrize("method", ["zlib", "gzip", "bz2", "lzma", "xz"])
def test_a_compressed_file_is_refused_with_the_way_to_write_it(method: str, tmp_path: Path) -> None:
    joblib.dump(PLAIN, tmp_path / "bundle.joblib", compress=(method, 3))
    with pytest.raises(UnsafeArtifact, match=r"is compressed; write it with joblib.dump\(..., compress=0\)"):
        read((tmp_path / "bundle.joblib").read_bytes())


def test_a_memory_mapped_array_is_refused(tmp_path: Path) -> None:
    mapped = np.memmap(tmp_path / "array", dtype="f8", mode="w+", shape=(3,))
    with pytest.raises(UnsafeArtifact, match=r"names 'numpy\.memmap'"):
        read(dumped(mapped))


def test_files_of_other_kinds_are_refused() -> None:
    npy = io.BytesIO()
    np.save(npy, np.arange(3))
    for data in (b"", b"\x80", b"{}", npy.getvalue(), pickle.dumps([1], 2), pickle.dumps([1], 0), b"\x00" * 100):
        with pytest.raises(UnsafeArtifact, match="empty, or no joblib file"):
            read(data)


def test_a_raw_pickle_of_arrays_is_refused() -> None:
    with pytest.raises(UnsafeArtifact, match="_reconstruct"):
        read(pickle.dumps(np.arange(3), 4))


def test_a_file_that_is_cut_off_anywhere_is_refused() -> None:
    data = dumped(PLAIN)
    for end in range(len(data)):
        with pytest.raises(UnsafeArtifact):
            read(data[:end])


def test_a_file_that_goes_on_after_its_end_is_refused() -> None:
    with pytest.raises(UnsafeArtifact, match="goes on after its end"):
        read(dumped([1]) + b"\x00")


def test_a_flipped_bit_gives_plain_data_or_a_refusal_and_takes_no_memory() -> None:
    data = dumped({"edges": np.arange(4.0), "names": np.array(["a", "b"]), "on": np.array(["2026-11-20"], "M8[D]")})
    with memory_below(MIB):
        for position in range(8 * len(data)):
            flipped = bytearray(data)
            flipped[position // 8] ^= 1 << position % 8
            plain_or_refused(bytes(flipped))


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
