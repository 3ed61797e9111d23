from pathlib import Path

import pytest

from tools import freshness, tryton
from tools.trouble import Trouble


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a bundle that was made from what is there."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "train.lock").write_text("")
    made = tmp_path / "build" / "tryton"
    (made / "models").mkdir(parents=True)
    (made / "models" / "current").write_text("some-version\n")
    freshness.write_note(made / "made.json", {"key": tryton._key(tmp_path)})
    return tmp_path


def test_the_bundle_is_fitted_once_for_the_same_code(root: Path) -> None:
    assert tryton.bundle(root, Path("no-python-is-started")) == root / "build" / "tryton" / "models"


def test_other_code_makes_another_bundle_and_a_failed_fit_is_told(root: Path) -> None:
    (root / "scoring").mkdir()
    (root / "scoring" / "other.py").write_text("")
    with pytest.raises(Trouble, match="could not be fitted"):
        tryton.bundle(root, Path("/bin/false"))
    assert not (root / "build" / "tryton" / "models").exists()
