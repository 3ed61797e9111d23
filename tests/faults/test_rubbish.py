"""The files of bundles turn into whatever an accident can make of them while the service answers."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from scoring import bundle as bundles
from tests.faults.conftest import copy
from tests.faults.load import CUSTOMERS
from tests.service.running import running

Accident = Callable[[Path, Path], object]

ACCIDENTS: dict[str, Accident] = {
    "the pointer is empty": lambda root, _: (root / "current").write_bytes(b""),
    "the pointer is binary": lambda root, _: (root / "current").write_bytes(bytes(range(256)) * 100),
    "the pointer leads out": lambda root, _: (root / "current").write_text("../../etc"),
    "the pointer is gone": lambda root, _: (root / "current").unlink(),
    "the pointer is a folder": lambda root, _: ((root / "current").unlink(), (root / "current").mkdir()),
    "the pointer is a link to itself": lambda root, _: (
        (root / "current").unlink(),
        (root / "current").symlink_to(root / "current"),
    ),
    "the folder is gone": lambda _, folder: shutil.rmtree(folder),
    "the manifest is empty": lambda _, folder: (folder / "manifest.json").write_bytes(b""),
    "the manifest is deep": lambda _, folder: (folder / "manifest.json").write_bytes(b"[" * 100_000),
    "the manifest is huge": lambda _, folder: os.truncate(folder / "manifest.json", 2**32),
    "the manifest is a folder": lambda _, folder: (
        (folder / "manifest.json").unlink(),
        (folder / "manifest.json").mkdir(),
    ),
    "the content is empty": lambda _, folder: (folder / "bundle.joblib").write_bytes(b""),
    "the content is zeros": lambda _, folder: (folder / "bundle.joblib").write_bytes(
        bytes((folder / "bundle.joblib").stat().st_size)
    ),
    "the content is half": lambda _, folder: os.truncate(
        folder / "bundle.joblib", (folder / "bundle.joblib").stat().st_size // 2
    ),
    "the content is endless": lambda _, folder: (
        (folder / "bundle.joblib").unlink(),
        (folder / "bundle.joblib").symlink_to("/dev/zero"),
    ),
    "the content is a pipe": lambda _, folder: (
        (folder / "bundle.joblib").unlink(),
        os.mkfifo(folder / "bundle.joblib"),
    ),
    "the content is another's": lambda root, folder: shutil.copy(
        root.parent / "other" / "bundle.joblib", folder / "bundle.joblib"
    ),
    "the golden rows are gone": lambda _, folder: (folder / "golden.json").unlink(),
}


@pytest.fixture(scope="module")
def served(originals: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    """The folder of bundles of a running service, and who talks to it."""
    folder = tmp_path_factory.mktemp("served")
    restore(folder / "models", originals)
    copy(originals[1], folder / "other")
    arguments = ("--bundle", str(folder / "models" / "current"), "--watch-seconds", "0")
    with running(folder, *arguments) as server, server.client() as client:
        yield folder / "models", client


def restore(root: Path, originals: list[Path]) -> None:
    shutil.rmtree(root, ignore_errors=True)
    copy(originals[0], root / originals[0].name)
    bundles.publish(root, originals[0].name)


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_the_old_bundle_stays_in_service(accident: str, served: tuple[Path, httpx.Client], originals: list[Path]):
    root, client = served
    ACCIDENTS[accident](root, root / originals[0].name)
    refused = client.post("/admin/reload")
    assert (refused.status_code, refused.json()["title"]) == (409, "Not possible now")
    assert "; " in refused.json()["detail"], "a refusal has its remedy"
    assert client.get("/readyz").json()["refused"] == refused.json()["detail"]
    assert client.post("/score", json=CUSTOMERS[0]).json()["bundle"] == originals[0].name
    restore(root, originals)
    assert client.post("/admin/reload").json()["outcome"] == "unchanged"
