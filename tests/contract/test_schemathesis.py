"""Schemathesis against the running service, with keys: all checks, examples, boundaries, fuzzing and links.

A hundred cases in `make test`; `make nightly` sets SCHEMATHESIS_EXAMPLES and makes thousands.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service.keyring import entry
from tests.service.running import ROOT, Running, running

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
IS_NIGHTLY = EXAMPLES >= 100
# Boundaries of every field are 3,000 cases by themselves. Links there are none to follow yet: nothing here has an id.
PHASES = "examples,coverage,fuzzing,stateful" if IS_NIGHTLY else "examples,fuzzing,stateful"
SECONDS = 3_600 if IS_NIGHTLY else 300
AT_LEAST = 2_000 if IS_NIGHTLY else 60  # cases: fewer would mean that something was not asked
# Not all rules of a payload can be said in JSON Schema (a refund after its order, no card numbers), so what fits the
# schema may be refused with 422; and a batch is answered with a problem in the place of a bad row.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 409, 422]

[[operations]]
include-name = "POST /score/batch"
checks.negative_data_rejection.expected-statuses = [200, 400, 401, 413, 415, 422]
"""
KEY = "csk_schemathesis"
SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))


@pytest.fixture(scope="module")
def server(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("schemathesis")
    keys = folder / "keys.toml"
    keys.write_text(entry("all", '["score", "segments", "read", "admin"]', KEY))
    with running(folder, "--bundle", str(demo_bundle), "--keys", str(keys)) as started:
        yield started


def test_it_finds_nothing(server: Running, tmp_path: Path):
    report, config = tmp_path / "report.json", tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    words = [
        SCHEMATHESIS, "--config-file", str(config), "run", f"{server.url}/openapi.json",
        "--header", f"Authorization: Bearer {KEY}", "--checks", "all",
        "--generation-with-security-parameters", "false", "--phases", PHASES, "--max-examples", str(EXAMPLES),
        "--generation-database", "none", "--continue-on-failure", "--no-color", "--suppress-health-check", "all",
        "--seed", "1", "--report", "json", "--report-json-path", str(report),
    ]  # fmt: skip
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=SECONDS,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    assert cases(json.loads(report.read_text())) >= AT_LEAST
    assert server.process.poll() is None
    assert [line for line in server.lines() if line["level"] == "error"] == []


def cases(report: dict[str, Any]) -> int:
    return int(report["test_cases"]["generated"])
