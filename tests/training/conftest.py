"""Training files in a temporary folder."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from training.config import Config

Files = Callable[..., dict[str, Path]]
Tomls = Callable[[str], Config]


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
