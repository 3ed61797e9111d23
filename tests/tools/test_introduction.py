"""What `make run` does last, with the real service, and what it relies on in the commands that it calls."""

import socket
import sys
from pathlib import Path

import pytest
import typer

from tools.datasets import KNOWN
from tools.fit import TABLES, arguments
from tools.run import introduce, main
from tools.server import serving
from training.cli import app
from training.config import Config

ROOT = Path(__file__).parents[2]


def options(command: str) -> set[str]:
    group = typer.main.get_command(app)
    return {word for parameter in group.commands[command].params for word in parameter.opts}  # type: ignore[attr-defined]


@pytest.fixture
def house(tmp_path: Path, demo_bundle: Path) -> Path:
    """A root whose code is that of this project, and whose models are those of the tests."""
    for folder in ("scoring", "schema", "service"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "models").symlink_to(demo_bundle)
    return tmp_path


def test_the_sample_customer_is_introduced_in_full(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(house, Path(sys.executable), port) as server:
        introduce(server, ROOT / "docs" / "sample.json", "the version", full=False)
    shown = capsys.readouterr().out
    for line in ("Customer C002 as of ", "  segment ", "  value ", "  churn ", "  because ", "  actions "):
        assert f"\n{line}" in shown
    assert not [line for line in shown.splitlines() if line.endswith(" -")]
    assert "Serving models/the version until Ctrl-C:" in shown
    for path in ("/", "/docs"):
        assert f"\n  http://127.0.0.1:{port}{path} " in shown


@pytest.mark.parametrize("name", KNOWN)
def test_fit_knows_every_option_that_it_is_given(tmp_path: Path, name: str) -> None:
    for table in TABLES:
        (tmp_path / f"{table}.parquet").touch()
    words = [word for word in arguments(tmp_path, KNOWN[name], tmp_path) if word.startswith("--")]
    assert set(words) <= options("fit")
    assert {f"--{table}" for table in TABLES} <= set(words)


def test_demo_data_knows_its_options() -> None:
    assert {"--customers", "--seed", "--out"} <= options("demo-data")


@pytest.mark.parametrize("config", sorted({data.config for data in KNOWN.values() if data.config}))
def test_a_config_that_is_shipped_is_one_that_fit_reads(config: str) -> None:
    assert Config.from_toml(ROOT / config, {}) != Config.from_toml(None, {})


@pytest.mark.parametrize("option", ["--customers", "--port"])
@pytest.mark.parametrize("text", ["0", "-1", "", "abc", "1.5", "9" * 5000])
def test_a_number_that_is_none_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    with pytest.raises(SystemExit):
        main([option, text], tmp_path)
    assert f"argument {option}: give a whole number from 1" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
