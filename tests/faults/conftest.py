"""`SOAK=1` (or `make soak`) runs the long forms."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring import bundle as bundles
from tests.service.variants import marked

SOAK = bool(os.environ.get("SOAK"))


@pytest.fixture(scope="session")
def amount() -> Callable[[int, int], int]:
    """The short form's number, or the long one's."""
    return lambda short, long: long if SOAK else short


@pytest.fixture(scope="session")
def originals(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three bundles that answer alike under versions of their own."""
    root = tmp_path_factory.mktemp("originals")
    return [marked(demo_bundle, root, mark) for mark in "ABC"]


@pytest.fixture
def models(originals: list[Path], tmp_path: Path) -> Path:
    """A folder of copies of them that a test may damage; `current` names the first."""
    root = tmp_path / "models"
    for one in originals:
        copy(one, root / one.name)
    bundles.publish(root, originals[0].name)
    return root


def copy(one: Path, other: Path) -> None:
    """A bundle's folder under another name."""
    other.mkdir(parents=True)
    for file in one.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
