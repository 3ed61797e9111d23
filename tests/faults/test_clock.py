"""The wall clock jumps a year ahead and two back while the service answers."""

import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from scoring import bundle as bundles
from tests.faults.clock import clock
from tests.service.running import running
from tests.service.waiting import serving, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the clock is set by way of LD_PRELOAD")


def test_a_clock_that_jumps_moves_the_day_and_nothing_else(models: Path, originals: list[Path], tmp_path: Path):
    set_by_us = clock(tmp_path)
    arguments = ("--bundle", str(models / "current"), "--watch-seconds", "1")
    with running(tmp_path, *arguments, environment=set_by_us.environment) as server, server.client() as client:
        for days in (0, 400, -400, 20_000, 0):
            set_by_us.shift(days)
            assert abs(day_of_an_answer(client) - (datetime.now(UTC).date() + timedelta(days))) <= timedelta(1)
            assert client.get("/readyz").status_code == 200
            assert time_of_a_get(client) < 5
        set_by_us.shift(-400)
        bundles.publish(models, originals[1].name)  # what is timed runs on the monotonic clock
        until(lambda: serving(client) == originals[1].name)
        assert server.stop() == -15


def day_of_an_answer(client: httpx.Client) -> date:
    answer = client.post("/score", json={"customer_id": "C"})
    assert answer.status_code == 200
    return date.fromisoformat(answer.json()["as_of"])


def time_of_a_get(client: httpx.Client) -> float:
    started = time.monotonic()
    client.get("/livez")
    return time.monotonic() - started
