from pathlib import Path

import pytest

from tools.openapi import main
from tools.trouble import Trouble


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "__main__.py").write_text("print('openapi: 3.1.0')")
    return tmp_path


def test_what_is_written_passes_the_check(root: Path) -> None:
    assert main(["--write"], root) == main(["--check"], root) == 0
    assert (root / "openapi.yaml").read_text() == "openapi: 3.1.0\n"


def test_a_document_that_is_not_what_the_code_says_is_shown_as_a_difference(root: Path) -> None:
    (root / "openapi.yaml").write_text("openapi: 3.0.0\n")
    with pytest.raises(Trouble, match="not what the code says") as caught:
        main(["--check"], root)
    assert caught.value.lines[-2:] == ("-openapi: 3.0.0", "+openapi: 3.1.0")


def test_a_missing_document_fails_the_check(root: Path) -> None:
    with pytest.raises(Trouble, match="not what the code says"):
        main(["--check"], root)


def test_a_service_that_cannot_print_it_shows_its_words(root: Path) -> None:
    (root / "service" / "__main__.py").write_text("raise SystemExit('a setting is wrong')")
    with pytest.raises(Trouble, match="could not print") as caught:
        main(["--check"], root)
    assert caught.value.lines == ("a setting is wrong",)
