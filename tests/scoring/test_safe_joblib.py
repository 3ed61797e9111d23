"""`safe_joblib`: what joblib writes for plain data comes back, and what is not plain or not whole is refused."""

import datetime
import io
import pickle
from decimal import Decimal
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.linear_model import LogisticRegression

from scoring.safe_joblib import UnsafeArtifact, load
from tests.scoring.joblib_files import MIB, PLAIN, dumped, memory_below, plain_or_refused, read, same


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
