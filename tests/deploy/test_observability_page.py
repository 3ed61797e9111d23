"""docs/observability.md against the running service: every metric, every label, every setting it names."""

import re
import time
from pathlib import Path

import pytest

from service.settings import entries
from service.telemetry.spans import NAMED
from tests.service.exposition import Exposition, metrics
from tests.service.running import PATIENCE_SECONDS, running

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "observability.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (\w+)[^|]*\|([^|]*)\|", PAGE, flags=re.MULTILINE)
OF_THE_KIND = {"le"}


@pytest.fixture(scope="module")
def exposed(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Exposition:
    """With a challenger, which is loaded after the service has begun."""
    paths = ("--bundle", str(demo_bundle), "--challenger", str(demo_bundle))
    with running(tmp_path_factory.mktemp("exposed"), *paths) as server, server.client() as client:
        client.post("/score", json={"customer_id": "C1"})
        client.post("/score", json={"customer_id": 1})
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := metrics(client)).sum("scoring_challenger_up") and time.monotonic() < deadline:
            time.sleep(0.1)
        return found


def test_the_table_has_every_metric_of_the_service_with_its_kind(exposed: Exposition):
    there = {(f"{one.name}_total" if one.type == "counter" else one.name, one.type) for one in exposed.families}
    assert {(name, kind) for name, kind, _ in ROWS} == there


def test_the_table_has_every_label(exposed: Exposition):
    there = exposed.labels()
    for name, _, labels in ROWS:
        found = set[str]().union(*(there[one] for one in there if one in {name, f"{name}_bucket", f"{name}_count"}))
        assert found - OF_THE_KIND == set(filter(None, labels.strip().split(", "))), name


def test_the_page_names_settings_and_attributes_that_there_are():
    options = {entry.option for entry in entries()}
    assert set(re.findall(r"`(--[a-z-]+) ", PAGE)) <= options
    assert all(f"`{name}`" in PAGE for name in NAMED)
