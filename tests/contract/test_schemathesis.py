"""Schemathesis against the running service, with keys: all checks, examples, boundaries, fuzzing and links.

A few hundred calls in `make test`; `make nightly` sets SCHEMATHESIS_EXAMPLES and makes thousands.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scoring import bundle as bundles
from service.endpoints import ENDPOINTS
from tests.contract.fuzzing import Told, run
from tests.service.keyring import bearer, entry
from tests.service.running import Running, running
from tests.service.variants import marked

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
IS_NIGHTLY = EXAMPLES >= 100
# Boundaries of every field are three thousand calls by themselves.
PHASES = "examples,coverage,fuzzing" if IS_NIGHTLY else "examples,fuzzing"
AT_LEAST = 2_000 if IS_NIGHTLY else 60  # calls: fewer would mean that something was not asked
# Chains are begun anew for so long: as a rollback changes what comes next, one cannot always be replayed, and that ends
# a pass. How many calls that are depends on the machine.
CHAIN_SECONDS = 300 if IS_NIGHTLY else 6
LINKS = {f"{one.method} {one.path} -> [200] {link.name}" for one in ENDPOINTS for link in one.links}
KEY = "csk_schemathesis"


@pytest.fixture(scope="module")
def server(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With two bundles in memory, so that a rollback and a reload change what answers the others."""
    folder = tmp_path_factory.mktemp("schemathesis")
    keys, models = folder / "keys.toml", folder / "models"
    keys.write_text(entry("all", '["score", "segments", "read", "admin"]', KEY))
    before, after = (marked(demo_bundle, models, mark).name for mark in "AB")
    bundles.publish(models, before)
    arguments = ("--bundle", str(models / "current"), "--keys", str(keys), "--watch-seconds", "0")
    with running(folder, *arguments) as started:
        bundles.publish(models, after)
        httpx.post(f"{started.url}/admin/reload", headers=bearer(KEY)).raise_for_status()
        yield started


def test_it_finds_nothing(server: Running, tmp_path: Path):
    told = run(server, KEY, tmp_path, PHASES, EXAMPLES)
    nothing_was_found(server, told)
    assert told.calls.total() >= AT_LEAST


def test_it_finds_nothing_where_answers_lead(server: Running, tmp_path: Path):
    told = run(server, KEY, tmp_path, "stateful", EXAMPLES, "--max-time", str(CHAIN_SECONDS))
    nothing_was_found(server, told)
    followed = {name.rpartition(" -> ")[0] for name in told.links}
    assert followed and followed <= LINKS
    if IS_NIGHTLY:
        assert told.calls.total() >= AT_LEAST
        assert followed == LINKS


def nothing_was_found(server: Running, told: Told) -> None:
    print(told)  # `make nightly` shows it
    assert told.ended == 0, told.words
    assert server.process.poll() is None
    assert [line for line in server.lines() if line["level"] == "error"] == []
