"""A challenger is compared in the shadow of the champion, costs its share, and harms nobody."""

import asyncio
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from schema.answer import answer
from schema.examples import EXAMPLES
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from service.bundles.challenger import AT_ONCE, MOST_WAITING, Challenger
from service.bundles.readiness import Ready, load
from service.telemetry.challenger_metrics import ChallengerCollector
from tests.service.running import running
from tests.service.variants import changed
from tests.service.waiting import until

CUSTOMERS = [value for _, value in EXAMPLES.values()]
TODAY = date(2026, 1, 15)


def more_churn(content: dict[str, Any]) -> None:
    """A bundle that expects more customers to leave."""
    content["patterns"] = [
        one if one["churn"] is None else one | {"churn": one["churn"] | {"intercept": one["churn"]["intercept"] + 1.0}}
        for one in content["patterns"]
    ]


@pytest.fixture(scope="module")
def champion(demo_bundle: Path) -> Ready:
    ready = load(demo_bundle)
    assert isinstance(ready, Ready)
    return ready


@pytest.fixture(scope="module")
def pessimist(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bundle that expects more customers to leave."""
    return changed(demo_bundle, tmp_path_factory.mktemp("pessimist"), more_churn)


def offered(challenger: Challenger, champion: Ready, times: int, seconds: float = 1.0) -> dict[str, Any]:
    """What is told after the examples were offered so often."""
    records = [parse(plain_json(one), Limits(), currency=champion.bundle.currency, today=TODAY) for one in CUSTOMERS]
    answers = answer(records, champion.bundle, "en", TODAY)

    async def offer() -> None:
        for _ in range(times):
            challenger.offer(records, answers, TODAY, seconds)
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.3)

    asyncio.run(offer())
    return challenger.told()


def test_the_same_bundle_agrees_with_itself(champion: Ready):
    challenger = Challenger(100)
    challenger.take(champion)
    found = offered(challenger, champion, 1)
    n = len(CUSTOMERS)
    assert (found["customers"], found["same"]) == (n, {"tier": n, "band": n, "segment": n})
    assert all(count == 0 for bound, count in found["churn_difference"].items() if bound != "0.001")


def test_another_bundle_is_seen_to_differ(champion: Ready, pessimist: Path):
    challenger, other = Challenger(100), load(pessimist)
    assert isinstance(other, Ready)
    challenger.take(other)
    found = offered(challenger, champion, 1)
    assert found["customers"] == len(CUSTOMERS)
    assert sum(found["churn_difference"].values()) > found["churn_difference"]["0.001"]


def test_who_takes_more_time_than_its_share_is_not_asked_again(champion: Ready):
    challenger = Challenger(100)
    challenger.take(champion)
    asked = offered(challenger, champion, 50, seconds=1e-6)["customers"]
    assert 0 < asked <= 2 * len(CUSTOMERS)


def test_a_share_of_nothing_is_nothing(champion: Ready):
    challenger = Challenger(0)
    challenger.take(champion)
    assert offered(challenger, champion, 20)["customers"] == 0


def test_a_share_is_about_that_share(champion: Ready):
    challenger = Challenger(20)
    challenger.take(champion)
    groups = offered(challenger, champion, 200)["customers"] / len(CUSTOMERS)
    assert 15 < groups < 70  # of 200; beyond it once in a million runs


def test_what_waits_is_bounded(champion: Ready):
    challenger = Challenger(100)
    challenger.take(champion)

    async def flood() -> int:
        for _ in range(10 * MOST_WAITING):
            challenger.offer([{}], [ANSWER], TODAY, 1.0)
        return len(challenger._waiting)

    assert asyncio.run(flood()) == MOST_WAITING >= AT_ONCE


ANSWER = {
    "value": {"tier": None, "expected_value": None},
    "churn": {"band": None, "probability": None},
    "segment": {"code": None},
}


@pytest.mark.parametrize("said", [ANSWER, {}], ids=["scoring", "sampling"])
def test_one_that_fails_is_switched_off_with_a_line(
    said: dict[str, Any], champion: Ready, caplog: pytest.LogCaptureFixture
):
    challenger = Challenger(100)
    challenger.take(champion)

    async def offer() -> None:
        challenger.offer([{"orders": "MARKED"}], [said], TODAY, 1.0)  # what no champion could have answered
        await asyncio.sleep(0.1)

    asyncio.run(offer())
    assert (challenger.ready, challenger.told()["bundle"]) == (None, None)
    assert "it failed over a customer" in str(challenger.off)
    assert "the challenger is switched off" in caplog.messages[-1]
    assert "MARKED" not in str(challenger.off)


def _serve(tmp_path: Path, champion: Path, challenger: Path, check: Callable[[httpx.Client], None]) -> None:
    arguments = ("--bundle", str(champion), "--challenger", str(challenger), "--challenger-percent", "100")
    with running(tmp_path, *arguments, "--watch-seconds", "1") as server, server.client() as client:
        check(client)


def compared(client: httpx.Client) -> dict[str, Any]:
    return dict(client.get("/admin/bundles").json()["challenger"])


def test_a_running_service_tells_how_its_challenger_compares(demo_bundle: Path, pessimist: Path, tmp_path: Path):
    def check(client: httpx.Client) -> None:
        until(lambda: compared(client)["bundle"] == pessimist.name)
        bundle = client.get("/readyz").json()["bundle"]
        for one in CUSTOMERS * 3:
            assert client.post("/score", json=one).json()["bundle"] == bundle
        until(lambda: compared(client)["customers"] >= len(CUSTOMERS))
        assert "C1" not in json.dumps(compared(client))

    _serve(tmp_path, demo_bundle, pessimist, check)


def test_a_challenger_that_is_rubbish_harms_nobody(demo_bundle: Path, tmp_path: Path):
    (tmp_path / "rubbish" / "x").mkdir(parents=True)
    (tmp_path / "rubbish" / "x" / "manifest.json").write_text("rubbish")

    def check(client: httpx.Client) -> None:
        until(lambda: compared(client)["off"] is not None)
        assert "it is not JSON" in compared(client)["off"]
        assert client.post("/score", json=CUSTOMERS[0]).status_code == 200

    _serve(tmp_path, demo_bundle, tmp_path / "rubbish" / "x", check)


def test_a_challenger_in_another_currency_is_not_compared(demo_bundle: Path, tmp_path: Path):
    def in_yen(content: dict[str, Any]) -> None:
        content["meta"] = content["meta"] | {"currency": "JPY"}

    def check(client: httpx.Client) -> None:
        until(lambda: compared(client)["off"] is not None)
        assert "its currency is not that of the bundle in service" in compared(client)["off"]

    _serve(tmp_path, demo_bundle, changed(demo_bundle, tmp_path / "yen", in_yen), check)


def test_prometheus_is_told_of_a_challenger_and_of_nothing_where_there_is_none(champion: Ready):
    challenger, registry = Challenger(100), CollectorRegistry()
    registry.register(ChallengerCollector(challenger))
    assert generate_latest(registry) == b""
    challenger.take(champion)
    offered(challenger, champion, 1)
    n = float(len(CUSTOMERS))
    assert registry.get_sample_value("scoring_challenger_up") == 1
    assert registry.get_sample_value("scoring_challenger_customers_total") == n
    assert registry.get_sample_value("scoring_challenger_same_total", {"class": "segment"}) == n
    known = registry.get_sample_value("scoring_challenger_churn_difference_bucket", {"le": "0.001"})
    assert known == registry.get_sample_value("scoring_challenger_churn_difference_bucket", {"le": "+Inf"}) > 0
    challenger.switch_off("of a test")
    assert registry.get_sample_value("scoring_challenger_up") == 0
