"""Training files in a temporary folder, and the commands over them."""

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from training import cli
from training.config import Config

Files = Callable[..., dict[str, Path]]
Tomls = Callable[[str], Config]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Write tables: CSV from a text, its bytes as they are, Parquet from a frame."""

    def write(**tables: str | bytes | pl.DataFrame) -> dict[str, Path]:
        paths = {}
        for name, content in tables.items():
            paths[name] = tmp_path / f"{name}.{'parquet' if isinstance(content, pl.DataFrame) else 'csv'}"
            if isinstance(content, pl.DataFrame):
                content.write_parquet(paths[name])
            else:
                paths[name].write_bytes(content.encode() if isinstance(content, str) else content)
        return paths

    return write


@pytest.fixture
def toml(tmp_path: Path) -> Tomls:
    """A configuration from its text."""

    def read(text: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return Config.from_toml(path)

    return read


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: exit code, what it said to people, and what to machines."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["training", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        printed = capsys.readouterr()
        return (code if isinstance(code, int) else 0), printed.err, printed.out

    return command
