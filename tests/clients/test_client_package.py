"""The package as it is installed: its types are of openapi.yaml, and it needs nothing of this tree."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.running import ROOT, Running
from tools import client as tool
from tools.trouble import Trouble

PACKAGE = ROOT / "clients" / "python"
UNREACHABLE = ("Could not find a version", "No matching distribution", "Temporary failure", "Connection", "timed out")


def test_the_types_are_what_openapi_says() -> None:
    assert tool.main(["--check"], ROOT) == 0


def test_types_that_were_left_behind_are_shown_as_a_difference(tmp_path: Path) -> None:
    (tmp_path / tool.FILE).parent.mkdir(parents=True)
    text = (ROOT / tool.SOURCE).read_text(encoding="utf-8")
    (tmp_path / tool.SOURCE).write_text(text.replace("customer_id:", "customer_no:"), encoding="utf-8")
    (tmp_path / tool.FILE).write_text((ROOT / tool.FILE).read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(Trouble, match=r"not what openapi\.yaml says") as caught:
        tool.main(["--check"], tmp_path)
    assert any("customer_no" in line for line in caught.value.lines)


def test_every_schema_of_the_contract_has_its_type() -> None:
    from customer_scoring_client import models  # noqa: PLC0415 (in the path by conftest)

    assert {"customer_id", "orders", "attributes"} <= models.CustomerPayload.__annotations__.keys()
    assert {"segment", "churn", "actions", "warnings"} <= models.ScoreAnswer.__annotations__.keys()
    assert models.CustomerPayload.__required_keys__ == {"customer_id"}


def test_the_types_hold_under_mypy_on_the_oldest_python_that_is_promised() -> None:
    command = [sys.executable, "-m", "mypy", "--config-file", PACKAGE / "pyproject.toml", PACKAGE / "src"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stdout


WRONG_USE = """
from customer_scoring_client import ScoringClient
answer = ScoringClient("http://x").score({"customer_id": "a", "ordres": []})
answer["segmnet"]
"""


def test_a_misspelt_field_is_found_by_mypy(tmp_path: Path) -> None:
    (wrong := tmp_path / "wrong.py").write_text(WRONG_USE)
    environment = os.environ | {"MYPYPATH": str(PACKAGE / "src")}
    command = [sys.executable, "-m", "mypy", "--config-file", PACKAGE / "pyproject.toml", wrong]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert '"ordres"' in ended.stdout and '"segmnet"' in ended.stdout


def _oldest_python() -> str:
    """3.10, the oldest that is promised, where the machine has it; else the one that runs this."""
    found = shutil.which("python3.10")
    works = found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0
    return found if found and works else sys.executable


def test_it_installs_into_an_empty_environment_and_scores(live_server: Running, tmp_path: Path) -> None:
    subprocess.run([_oldest_python(), "-m", "venv", tmp_path / "venv"], check=True, timeout=300)
    bin_folder = tmp_path / "venv" / "bin"
    pip = [bin_folder / "pip", "--disable-pip-version-check", "--no-input", "install", "--retries", "1", PACKAGE]
    installed = subprocess.run(pip, capture_output=True, text=True, check=False, timeout=400)
    if installed.returncode and any(said in installed.stderr for said in UNREACHABLE):
        pytest.skip("no package registry is within reach")
    assert installed.returncode == 0, installed.stderr
    (given := tmp_path / "in.ndjson").write_text('{"customer_id": "a"}\n')
    command = [bin_folder / "customer-scoring-client", "score", given, "--out", tmp_path / "out.ndjson"]
    ended = subprocess.run(
        [*command, "--url", live_server.url], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stderr[:11]) == (0, "1 customers"), ended.stderr
    assert json.loads((tmp_path / "out.ndjson").read_text())["customer_id"] == "a"
