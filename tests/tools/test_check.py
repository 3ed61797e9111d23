import sys
from pathlib import Path

import pytest

from tools import check
from tools.check import CHECKS, Check, main
from tools.steps import SKIPPED
from tools.trouble import Trouble


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three checks that take no time, run by this Python as if it were that of `.venv`."""
    few = (Check("first", ("-c", "")), Check("bad", ("-c", "raise SystemExit(3)")), Check("last", ("-c", "print(7)")))
    monkeypatch.setattr(check, "CHECKS", few)
    monkeypatch.setattr(check, "ensure", lambda root, names: Path(sys.executable))


def test_every_check_runs_and_the_verdict_names_the_failed_one(
    checks: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([], tmp_path) == 1
    said = capfd.readouterr().out
    assert "== bad: FAILED (exit code 3)" in said
    assert "7\n== last: ok" in said
    assert "make test: did not pass: bad (" in said


def test_checks_can_be_picked(checks: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["first", "last"], tmp_path) == 0
    assert "make test: all is well (" in capfd.readouterr().out


def test_a_check_that_does_not_exist_is_told(checks: None, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="no check named 'frist'"):
        main(["frist"], tmp_path)


def test_pytest_comes_last_so_that_its_summary_stands_at_the_end() -> None:
    assert CHECKS[-1].name == "pytest"


def test_a_check_that_cannot_be_made_here_is_named_and_is_no_pass(
    checks: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "CHECKS", (*check.CHECKS[::2], Check("away", ("-c", f"raise SystemExit({SKIPPED})"))))
    assert main([], tmp_path) == 0
    said = capfd.readouterr().out
    assert "== away: SKIPPED" in said
    assert "make test: all is well; could not be asked here: away (" in said
