"""Bundles that are damaged or forged are refused with what to do, and nothing of them happens."""

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from scoring import bundle
from tests.scoring.bundles import AGAIN, CONTENT, edit_manifest, forge, forge_dump, held, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "models")


# Damage


@pytest.mark.parametrize("name", ["bundle.joblib", "golden.json"])
def test_a_flipped_bit_is_refused_wherever_it_is(name: str, folder: Path) -> None:
    data = (folder / name).read_bytes()
    for position in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[position // 8] ^= 1 << position % 8
        (folder / name).write_bytes(flipped)
        with pytest.raises(bundle.DamagedBundle, match=f"{name}: its bytes are not those .* by SHA-256; {AGAIN}"):
            bundle.read(folder)


@pytest.mark.parametrize("name", ["bundle.joblib", "golden.json"])
def test_a_truncated_or_extended_file_is_refused(name: str, folder: Path) -> None:
    data = (folder / name).read_bytes()
    for other in [*(data[:end] for end in range(len(data))), data + b"\x00", data * 1000]:
        (folder / name).write_bytes(other)
        with pytest.raises(bundle.DamagedBundle, match=AGAIN):
            bundle.read(folder)


@pytest.mark.parametrize("name", ["bundle.joblib", "golden.json"])
def test_a_missing_file_is_told(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(bundle.DamagedBundle, match=f"{name}: there is no such file; {AGAIN}"):
        bundle.read(folder)


def test_a_folder_in_the_place_of_a_file_is_told(folder: Path) -> None:
    (folder / "bundle.joblib").unlink()
    (folder / "bundle.joblib").mkdir()
    with pytest.raises(bundle.DamagedBundle, match="there is no such file"):
        bundle.read(folder)


def test_a_damaged_bundle_is_mended_by_fitting_again(folder: Path) -> None:
    (folder / "bundle.joblib").write_bytes(b"rubbish")
    assert write(folder.parent) == folder
    np.testing.assert_equal(bundle.read(folder).content, CONTENT)


def test_documents_are_checked_by_verify_and_never_by_read(folder: Path) -> None:
    assert sorted(bundle.verify(folder).files) == ["bundle.joblib", "card.md", "golden.json"]
    (folder / "card.md").write_bytes(b"forged")
    bundle.read(folder)
    with pytest.raises(bundle.DamagedBundle, match=r"card\.md: its bytes"):
        bundle.verify(folder)


# Manifests


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff", b'"x"', b'{"format": NaN}', b"[" * 100_000])
def test_a_manifest_that_is_not_a_json_object_is_refused(text: bytes, folder: Path) -> None:
    (folder / "manifest.json").write_bytes(text)
    with pytest.raises(bundle.DamagedBundle, match=f"manifest.json: it is not (a )?JSON.*; {AGAIN}"):
        bundle.read(folder)


def test_a_manifest_of_any_size_is_refused_after_its_limit(folder: Path) -> None:
    (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes() + b" " * bundle.MAX_MANIFEST_BYTES)
    with pytest.raises(bundle.DamagedBundle, match=f"it is larger than {bundle.MAX_MANIFEST_BYTES} bytes"):
        bundle.read(folder)


def test_a_future_format_is_refused_whatever_else_it_says(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 4, "files": "elsewhere"}')
    with pytest.raises(bundle.NewerBundle, match=r"a newer release made it: .* update this one, or fit again with"):
        bundle.read(folder)


def test_a_past_format_is_refused_with_what_to_do(folder: Path) -> None:
    edit_manifest(folder, lambda manifest: manifest.update(format=1))
    with pytest.raises(bundle.OlderBundle, match=r"an earlier release made it: its format is 1, .* 3; fit again with"):
        bundle.read(folder)


DIGEST = "0" * 64
WRONG = [
    {"format": None},
    {"format": "1"},
    {"format": True},
    {"format": 0},
    {"format": 1.0},
    {"version": None},
    {"version": 5},
    {"version": "../x"},
    {"version": "2026-11-20-ABCDEF01"},
    {"libraries": None},
    {"libraries": []},
    {"libraries": {"numpy": 2}},
    {"files": None},
    {"files": []},
    {"files": {"bundle.joblib": None}},
    {"files": {"bundle.joblib": {"sha256": DIGEST, "size": -1}}},
    {"files": {"bundle.joblib": {"sha256": DIGEST, "size": "1"}}},
    {"files": {"bundle.joblib": {"sha256": DIGEST, "size": True}}},
    {"files": {"bundle.joblib": {"sha256": DIGEST}}},
    {"files": {"bundle.joblib": {"sha256": None, "size": 1}}},
    {"files": {"bundle.joblib": {"sha256": DIGEST.upper() + "g", "size": 1}}},
    {"files": {"../bundle.joblib": {"sha256": DIGEST, "size": 1}}},
    {"files": {"/etc/passwd": {"sha256": DIGEST, "size": 1}}},
    {"files": {"..": {"sha256": DIGEST, "size": 1}}},
    {"files": {}},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_manifest_with_wrong_values_is_refused(wrong: dict[str, object], folder: Path) -> None:
    edit_manifest(folder, lambda manifest: manifest.update(wrong))
    with pytest.raises(bundle.DamagedBundle, match=AGAIN):
        bundle.read(folder)


def test_a_version_that_is_not_that_of_the_content_is_refused(folder: Path) -> None:
    edit_manifest(folder, lambda manifest: manifest.update(version="2026-11-20-00000000"))
    with pytest.raises(bundle.DamagedBundle, match=f"its version is not that of its bundle.joblib; {AGAIN}"):
        bundle.read(folder)


def test_a_size_beyond_the_limit_is_refused_before_it_is_read(folder: Path) -> None:
    for name, limit in (("bundle.joblib", bundle.MAX_CONTENT_BYTES), ("golden.json", bundle.MAX_GOLDEN_BYTES)):
        edit_manifest(folder, lambda manifest, name=name: manifest["files"][name].update(size=10**15))
        with pytest.raises(bundle.UnsafeBundle, match=f"{name}: .* larger than {limit} bytes"):
            bundle.read(folder)
        write(folder.parent)


# Forged: the manifest vouches for bytes that are not plain data


class Shell:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch '{self.marker}'",)


def test_a_forged_bundle_that_would_run_code_runs_nothing(folder: Path, tmp_path: Path) -> None:
    forge_dump(folder, CONTENT | {"hook": Shell(tmp_path / "marker")})
    with pytest.raises(
        bundle.UnsafeBundle, match=r"the file names 'posix.system', which is not plain data; do not use it"
    ):
        bundle.read(folder)
    assert not (tmp_path / "marker").exists()


def test_a_bundle_with_an_estimator_is_refused(folder: Path) -> None:
    forge_dump(folder, CONTENT | {"model": LogisticRegression().fit([[0.0], [1.0]], [0, 1])})
    with pytest.raises(bundle.UnsafeBundle, match=r"the file names 'sklearn.* do not use it: copy it again"):
        bundle.read(folder)


def test_a_bundle_that_is_no_dict_is_refused(folder: Path) -> None:
    for value in ([1], {1: 2}, None):
        forge_dump(folder, value)
        with pytest.raises(bundle.UnsafeBundle, match="it is not a dict with texts as keys"):
            bundle.read(folder)


@pytest.mark.parametrize("golden", [b"", b"[NaN]", b"{", b"\xff", b"[" * 100_000])
def test_golden_rows_that_are_not_json_are_refused(golden: bytes, folder: Path) -> None:
    forge(folder, golden, "golden.json")
    with pytest.raises(bundle.DamagedBundle, match=f"golden.json: it is not JSON; {AGAIN}"):
        bundle.read(folder)


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = write(tmp_path_factory.mktemp("forged"))
    return folder, held(folder)


@given(
    name=st.sampled_from(["bundle.joblib", "golden.json", "manifest.json"]),
    start=st.integers(0, 1200),
    removed=st.integers(0, 8),
    added=st.binary(max_size=8),
)
@settings(max_examples=500, deadline=None)
def test_a_forged_mutation_is_read_as_plain_data_or_refused(
    name: str, start: int, removed: int, added: bytes, forged: tuple[Path, dict[str, bytes]]
) -> None:
    folder, files = forged
    for each, data in files.items():
        (folder / each).write_bytes(data)
    mutated = files[name][:start] + added + files[name][start + removed :]
    if name == "manifest.json":
        (folder / name).write_bytes(mutated)
    else:
        forge(folder, mutated, name)
    with suppress(bundle.BundleError):
        assert isinstance(bundle.read(folder).content, dict)
