"""What others would run (`peers/peers.toml`): the same estimators, and the sample's features ready-made."""

import json
import os
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import numpy as np

import benchmarks
from benchmarks.serving.environments import NotInstalled, ensure
from benchmarks.serving.noop import SAMPLE
from benchmarks.serving.peers.estimators import ESTIMATORS, PATTERN
from benchmarks.serving.servers import Server, Target
from schema.limits import Limits
from schema.payload import parse
from scoring.bundle import locate
from scoring.columns import EPOCH_ORDINAL, Category
from scoring.customers import from_records
from scoring.scorer import score
from service.bundles.readiness import NotReady, load

CATALOGUE = Path(__file__).parent.absolute() / "peers/peers.toml"
PREPARE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """What the sample's customer is to the models: the pattern that scores it, and its features (None: missing)."""

    estimators: Path
    pattern: str
    features: tuple[float | None, ...]


@cache
def peers() -> Mapping[str, Mapping[str, Any]]:
    """The peers by name."""
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))


def row(bundle: Path) -> Row:
    """The features of the sample as the bundle measures them; SystemExit where no model scores it."""
    ready = load(bundle)
    if isinstance(ready, NotReady):
        raise SystemExit(ready.reason)
    day = float(ready.today().toordinal() - EPOCH_ORDINAL)
    record = parse(SAMPLE.read_bytes(), Limits(), currency=ready.bundle.currency, today=ready.today())
    scores = score(from_records([record], day), ready.bundle)
    patterns = scores.columns["churn_pattern"]
    assert isinstance(patterns, Category)
    name = patterns.levels[patterns.codes[0]]
    pattern = next(one for one in ready.bundle.patterns if one.name == name)
    values = scores.facts.features.matrix(pattern.features, ready.bundle.levels)[0]
    return Row(
        locate(bundle) / "estimators.joblib", name, tuple(None if np.isnan(v) else float(v) for v in values.tolist())
    )


def server(name: str, given: Row, work: Path) -> Server:
    """A peer in its environment, made and prepared; `work` is absolute. NotInstalled where that fails."""
    about, venv = peers()[name], ensure(name).absolute()
    folder, body = work / name, work / f"{name}.json"
    folder.mkdir(parents=True, exist_ok=True)
    body.write_text(about["body"].replace("ROW", json.dumps(given.features)).replace("COUNT", str(len(given.features))))
    ports = {name: f"{{{name}}}" for name in ("port", "a", "b")}  # `running` fills them in
    names = {"python": venv / "bin/python", "bin": venv / "bin", "peers": CATALOGUE.parent, "folder": folder, **ports}
    environment = {
        **{key: value.format(**names) for key, value in about.get("environment", {}).items()},
        ESTIMATORS: str(given.estimators.absolute()),
        PATTERN: given.pattern,
        "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(_path_of_peers(work)),
    }
    if "prepare" in about:
        _prepare(name, [word.format(**names) for word in about["prepare"]], environment, folder)
    command = [word.format(**names) for word in about["command"]]
    return Server(name, command, [Target(name, about["path"], body)], environment, folder)


def _path_of_peers(work: Path) -> Path:
    """A folder from which `benchmarks` can be imported and none of our other packages: BentoML has a `schema` too."""
    link = work / "path" / "benchmarks"
    link.parent.mkdir(exist_ok=True)
    if not link.exists():
        link.symlink_to(Path(benchmarks.__file__).parent, target_is_directory=True)
    return link.parent


def version(name: str) -> str:
    """The version of a peer's package in its environment."""
    found = list((Path("build/peers") / name / "lib").glob("python*/site-packages"))
    installed = {one.name.lower(): one.version for one in distributions(path=[str(path) for path in found])}
    return f"{name} {installed.get(name, 'not installed')}"


def _prepare(name: str, command: list[str], environment: Mapping[str, str], folder: Path) -> None:
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PREPARE_SECONDS,
            env={**os.environ, **environment}, cwd=folder,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"{name} was not prepared within {PREPARE_SECONDS} s") from None
    if ended.returncode:
        raise NotInstalled(f"{name} cannot be prepared: {' '.join(ended.stderr.split())[-300:]}")
