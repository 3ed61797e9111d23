"""Bundles: what is written is read, and one that is damaged, forged or absent is refused with what to do."""

import hashlib
import json
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from scoring import bundle
from scoring.plain import NotPlain

CONTENT: dict[str, object] = {
    "libraries": {"numpy": "2.4.0"},
    "churn": {"edges": np.array([0.5, 1.5, np.inf]), "names": ["recency", "frequency"], "intercept": -1.25},
    "labels": {"zh-Hans": "流失", "en": "churn"},
}
DOCUMENTS = {"golden.json": b'[{"churn": 0.25}]', "card.md": b"# Card\n"}
AGAIN = r"copy it again from where it was made, or fit again with `python -m training fit"
MAKE = (
    r"make one with `python -m training fit .* --out models`, or mount one and name it with --bundle or SCORING_BUNDLE"
)


def write(root: Path, **documents: bytes) -> Path:
    return bundle.write(root, CONTENT, as_of="2026-11-20", documents=documents or DOCUMENTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "models")


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    edit(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def forge(folder: Path, data: bytes, name: str = "bundle.joblib") -> None:
    """Other bytes, with a manifest that vouches for them."""
    digest = hashlib.sha256(data).hexdigest()
    (folder / name).write_bytes(data)
    edit_manifest(folder, lambda manifest: manifest["files"].update({name: {"sha256": digest, "size": len(data)}}))
    if name == "bundle.joblib":
        edit_manifest(folder, lambda manifest: manifest.update(version=f"2026-11-20-{digest[:8]}"))


def forge_dump(folder: Path, value: object) -> None:
    joblib.dump(value, folder / "dumped")
    forge(folder, (folder / "dumped").read_bytes())


def test_what_is_written_is_read(folder: Path) -> None:
    loaded = bundle.read(folder)
    assert (loaded.folder, loaded.version, loaded.golden) == (folder, folder.name, [{"churn": 0.25}])
    assert loaded.manifest.libraries == {"numpy": "2.4.0"}
    np.testing.assert_equal(loaded.content, CONTENT)


def test_a_bundle_is_named_by_its_day_and_its_content(folder: Path) -> None:
    assert folder.name == f"2026-11-20-{hashlib.sha256((folder / 'bundle.joblib').read_bytes()).hexdigest()[:8]}"


def test_the_manifest_says_what_every_file_is(folder: Path) -> None:
    files = held(folder)
    assert json.loads(files.pop("manifest.json")) == {
        "format": 2,
        "version": folder.name,
        "libraries": {"numpy": "2.4.0"},
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in files.items()
        },
    }
    assert sorted(files) == ["bundle.joblib", "card.md", "golden.json"]


def test_the_joblib_file_is_one_that_joblib_reads(folder: Path) -> None:
    np.testing.assert_equal(joblib.load(folder / "bundle.joblib"), CONTENT)


def test_a_bundle_without_golden_rows_says_so(tmp_path: Path) -> None:
    assert bundle.read(write(tmp_path, **{"card.md": b""})).golden is None


def test_the_same_content_gives_the_same_folder_elsewhere(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "elsewhere")
    assert (other.name, held(other)) == (folder.name, held(folder))


def test_other_documents_replace_those_of_the_same_content(folder: Path) -> None:
    assert write(folder.parent, **{"golden.json": b"[]"}) == folder
    assert sorted(held(folder)) == ["bundle.joblib", "golden.json", "manifest.json"]
    assert bundle.read(folder).golden == []


def test_a_value_that_could_not_be_read_again_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(NotPlain, match=r"content.churn.tables\[1\]: is an array of object"):
        bundle.write(tmp_path, {"churn": {"tables": [1, np.array([None])]}}, as_of="2026-11-20", documents={})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "a/b", "/x", "..", ".hidden", "", "bundle.joblib", "manifest.json", "a\n"])
def test_a_document_may_not_leave_the_folder_or_take_its_place(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be names of documents"):
        bundle.write(tmp_path, CONTENT, as_of="2026-11-20", documents={name: b""})


@pytest.mark.parametrize("libraries", ["numpy", {"numpy": 2}, {1: "2"}])
def test_library_versions_are_texts(libraries: object, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="libraries"):
        bundle.write(tmp_path, {"libraries": libraries}, as_of="2026-11-20", documents={})


def test_without_room_the_reason_is_told_and_the_next_run_ends_well(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(bundle.UnwritableBundle, match="it cannot be written: File too large; make room"):
            write(tmp_path / "models")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "models").iterdir()) == []
    assert bundle.read(write(tmp_path / "models")).golden == [{"churn": 0.25}]


# Finding


def test_a_bundle_is_found_by_its_folder_its_pointer_and_the_folder_of_its_pointer(folder: Path) -> None:
    bundle.publish(folder.parent, folder.name)
    for path in (folder, folder.parent / "current", folder.parent):
        assert bundle.locate(path) == folder
    assert (folder.parent / "current").read_text() == f"{folder.name}\n"


def test_links_are_followed_as_volumes_are_made_of_them(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()
    (tmp_path / "mounted" / "current").symlink_to(folder)
    linked = tmp_path / "linked"
    linked.mkdir()
    for name in held(folder):
        (linked / name).symlink_to(folder / name)
    for path in (tmp_path / "mounted", tmp_path / "mounted" / "current", linked):
        assert bundle.read(path).version == folder.name


def test_publishing_points_to_another_bundle_and_back(folder: Path) -> None:
    other = bundle.write(folder.parent, {}, as_of="2026-11-21", documents={})
    for each in (folder, other, folder):
        bundle.publish(folder.parent, each.name)
        assert bundle.read(folder.parent).version == each.name


@pytest.mark.parametrize("version", ["2026-11-20-00000000", "../models", "", "."])
def test_only_a_bundle_that_is_there_can_be_published(version: str, folder: Path) -> None:
    with pytest.raises(bundle.NoBundle, match=f"no such bundle to publish; {MAKE}"):
        bundle.publish(folder.parent, version)
    assert not (folder.parent / "current").exists()


def test_without_a_bundle_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "models" / "current", tmp_path / "no" / "such"):
        with pytest.raises(bundle.NoBundle, match=MAKE):
            bundle.read(path)


def test_a_pointer_to_a_bundle_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("2026-11-20-3f9c2d1a\n")
    with pytest.raises(bundle.NoBundle, match=f"3f9c2d1a: .*current names it, but it holds no manifest.json; {MAKE}"):
        bundle.read(tmp_path)


@pytest.mark.parametrize("pointer", [b"", b"..", b"../models", b"/etc", b".hidden", b"a\nb", b"\xff\xfe", b"a" * 200])
def test_a_pointer_that_names_nothing_beside_it_is_refused(pointer: bytes, folder: Path) -> None:
    (folder.parent / "current").write_bytes(pointer)
    with pytest.raises(bundle.DamagedBundle, match="it names no bundle; write the version to serve into it"):
        bundle.read(folder.parent)


def test_a_path_that_the_system_refuses_is_an_unreadable_bundle() -> None:
    with pytest.raises(bundle.BundleError, match=r"let the user of this process read it|make one with"):
        bundle.read(Path("x" * 5000))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read even by root")
def test_a_file_that_the_system_does_not_read_is_told(folder: Path) -> None:
    (folder / "bundle.joblib").unlink()
    (folder / "bundle.joblib").symlink_to("/proc/self/mem")
    with pytest.raises(
        bundle.UnreadableBundle, match=r"bundle\.joblib: it cannot be read: .*; let the user of this process"
    ):
        bundle.read(folder)


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
    (folder / "manifest.json").write_text('{"format": 3, "files": "elsewhere"}')
    with pytest.raises(bundle.NewerBundle, match=r"a newer release made it: .* update this one, or fit again with"):
        bundle.read(folder)


def test_a_past_format_is_refused_with_what_to_do(folder: Path) -> None:
    edit_manifest(folder, lambda manifest: manifest.update(format=1))
    with pytest.raises(bundle.OlderBundle, match=r"an earlier release made it: its format is 1, .* 2; fit again with"):
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
