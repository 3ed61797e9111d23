"""Our own side, as a company would run it: `python -m training fit` and `score` on files, with the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

import polars as pl

from benchmarks.processes import run

COLUMNS = (
    "customer_id", "churn_probability", "churn_state", "churn_method", "churn_pattern", "value_expected_value",
    "value_interval", "next_purchase_expected_purchases",
)  # fmt: skip


SAID = 600  # characters of what a command that fails said


class Failed(Exception):
    """A command of ours failed; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A published bundle, the configuration that it was fitted with, and the CPU seconds of the fit."""

    folder: Path
    config: Path
    cpu_seconds: float


def fit(files: Mapping[str, Path], config: str, folder: Path) -> Bundle:
    """Fit on these files alone, `config` being the text of the TOML file. Raises Failed."""
    folder.mkdir(parents=True, exist_ok=True)
    toml = folder / "fit.toml"
    toml.write_text(config, encoding="utf-8")
    words = [
        "-m",
        "training",
        "fit",
        *_options(files),
        "--config",
        str(toml),
        "--out",
        str(folder / "models"),
        "--force",
    ]
    return Bundle(folder / "models", toml, _run(words))


def score(bundle: Bundle, files: Mapping[str, Path], *, as_of: str | None = None) -> tuple[pl.DataFrame, float]:
    """The score file of these tables, and its CPU seconds."""
    words = [*_options(files), "--config", str(bundle.config), *(["--as-of", as_of] if as_of else [])]
    out = bundle.folder / "scores.parquet"
    cpu = _run(["-m", "training", "score", "--bundle", str(bundle.folder), *words, "--out", str(out)])
    return pl.read_parquet(out, columns=list(COLUMNS)), cpu


def _run(words: list[str]) -> float:
    """CPU seconds of a command. Raises Failed with the end of what it said."""
    try:
        return run(words).cpu
    except CalledProcessError as error:
        raise Failed(f"training {words[2]} failed: {error.stderr.decode()[-SAID:]}") from error


def _options(files: Mapping[str, Path]) -> list[str]:
    return [word for table, path in files.items() for word in (f"--{table}", str(path))]
