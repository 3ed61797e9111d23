"""The client against a real service that asks for keys, and one that translates a CRM's records."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from customer_scoring_client import NotAuthorized, ScoringClient

from tests.service.running import ROOT, Running, running

SAMPLE: Any = json.loads((ROOT / "docs" / "sample.json").read_bytes())
NEW_KEY = ("key", "new", "--client", "crm", "--scopes", "score", "--quota", "1/second")


def test_another_systems_record_is_translated_by_the_service(live_server: Running) -> None:
    sample = json.loads((ROOT / "tests" / "service" / "sources" / "samples" / "hubspot.json").read_bytes())
    with ScoringClient(live_server.url) as client:
        answer = client.score_from("hubspot", sample)
        (line,) = client.score_lines([json.dumps(sample).encode()], source="hubspot")
    assert answer["customer_id"] == json.loads(line)["customer_id"]


@pytest.fixture(scope="module")
def guarded(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A service that asks for keys, and a key that may score once a second."""
    command = [sys.executable, "-m", "service", *NEW_KEY]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "keys.toml").write_text(made[made.index("[clients.") :])
    with running(folder, "--bundle", str(demo_bundle), "--keys", str(folder / "keys.toml")) as server:
        yield server, made.splitlines()[1]


def test_who_has_no_key_is_refused_at_once(guarded: tuple[Running, str]) -> None:
    server, _ = guarded
    with ScoringClient(server.url) as client, pytest.raises(NotAuthorized) as caught:
        client.score(SAMPLE)
    assert caught.value.status == 401


def test_a_key_that_may_not_do_this_is_refused_at_once(guarded: tuple[Running, str]) -> None:
    server, key = guarded
    with ScoringClient(server.url, api_key=key) as client, pytest.raises(NotAuthorized) as caught:
        client.model()
    assert caught.value.status == 403


def test_a_quota_that_is_used_up_is_waited_for(guarded: tuple[Running, str]) -> None:
    server, key = guarded
    began = time.monotonic()
    with ScoringClient(server.url, api_key=key) as client:
        assert [client.score(SAMPLE)["customer_id"] for _ in range(3)] == ["C002"] * 3
    assert time.monotonic() - began >= 1.0
