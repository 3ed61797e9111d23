"""The snippets of docs/client.md, taken from the page and run as they stand but for the address."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.test_client_files import environment
from tests.service.running import ROOT, Running, running

PAGE = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
SNIPPETS: dict[str, str] = dict(re.findall(r"<!-- snippet: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
RUN_BY = {".sh": ("sh", "-eu"), ".py": (sys.executable, "-W", "error"), ".mjs": ("node",), ".java": ("java",)}
NEEDED = {".sh": "curl", ".mjs": "node", ".java": "java"}
LINES = 3_000


def ran(name: str, server: Running, folder: Path) -> str:
    """What the snippet printed."""
    suffix = Path(name).suffix
    if suffix in NEEDED and shutil.which(NEEDED[suffix]) is None:
        pytest.skip(f"{NEEDED[suffix]} is not on this machine")
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "sample.json", folder / "docs")
    (folder / "customers.ndjson").write_text("".join(f'{{"customer_id": "{n}"}}\n' for n in range(LINES)))
    (folder / name).write_text(SNIPPETS[name].replace(ADDRESS, server.url), encoding="utf-8")
    command = [*RUN_BY[suffix], name]
    ended = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=200
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.fixture(scope="module")
def narrow(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that takes no more of a stream while its answers, some 15 MB here, are not read."""
    options = ("--bundle", str(demo_bundle), "--max-batch-bytes", "4096")
    with running(tmp_path_factory.mktemp("narrow"), *options) as server:
        yield server


@pytest.fixture(scope="module")
def expected(live_server: Running) -> Any:
    """What the service answers to the sample."""
    with live_server.client() as client:
        return client.post("/score?lang=en", json=json.loads((ROOT / "docs" / "sample.json").read_bytes())).json()


@pytest.mark.parametrize("name", ["score.sh", "Score.java"])
def test_a_snippet_that_prints_the_answer_prints_all_of_it(
    name: str, live_server: Running, tmp_path: Path, expected: Any
) -> None:
    assert json.loads(ran(name, live_server, tmp_path)) == expected


@pytest.mark.parametrize("name", ["score.py", "score.mjs"])
def test_a_snippet_that_picks_from_the_answer_prints_it_and_the_place_of_a_fault(
    name: str, live_server: Running, tmp_path: Path, expected: Any
) -> None:
    picked, fault = ran(name, live_server, tmp_path).splitlines()
    assert picked.startswith(f"{expected['segment']['name']} {expected['churn']['band']}")
    assert fault.replace('"', "'").replace(" ", "") == "['/orders/0/date','/orders/0/amount']"


@pytest.mark.parametrize("name", ["stream.sh", "stream.mjs", "Stream.java"])
def test_a_snippet_that_streams_reads_while_it_sends_and_writes_every_answer_in_order(
    name: str, narrow: Running, tmp_path: Path
) -> None:
    ran(name, narrow, tmp_path)
    answers = [json.loads(line) for line in (tmp_path / "scores.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [answer["customer_id"] for answer in answers] == [str(n) for n in range(LINES)]
    assert not (tmp_path / "scores.ndjson.part").exists()


def test_the_other_snippets_of_the_client_print_what_they_say(live_server: Running, tmp_path: Path) -> None:
    (one := tmp_path / "one").mkdir()
    (two := tmp_path / "two").mkdir()
    assert ran("stream.py", live_server, one) == "1000\n"
    assert ran("many.py", live_server, two) == f"{[str(n) for n in range(20)]}\n"


def test_every_snippet_is_run() -> None:
    own = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in SNIPPETS if f'"{name}"' not in own] == []
    marked = len(SNIPPETS) + 1  # the installation, which test_client_package.py runs
    assert len(re.findall(r"^```\w+$", PAGE, re.MULTILINE)) == marked
