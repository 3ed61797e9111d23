"""Bundles: what is written is read, and found by its folder or by what points to it."""

import hashlib
import json
import resource
from pathlib import Path

import joblib
import numpy as np
import pytest

from scoring import bundle
from scoring.plain import NotPlain
from tests.scoring.bundles import CONTENT, MAKE, held, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "models")


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
        "format": 3,
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
