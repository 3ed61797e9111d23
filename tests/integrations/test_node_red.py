"""The shipped Node-RED flow against a real service: a webhook comes in, and the tags say who gets the customer."""

import json
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integrations.node_red import FOLDER, installed
from tests.integrations.node_red import running as node_red
from tests.service.fixtures import bare_server, live, live_server
from tests.service.keyring import SCORER, keyring
from tests.service.running import Running, running

__all__ = ["bare_server", "live", "live_server"]

TODAY = date(2026, 10, 31)
OPEN_COMPLAINT = {"date": "2026-10-20", "topic": "after_sales", "complaint": True, "severity": 3}
RULES = (("complaint:open", "service"), ("churn:high", "retention"), ("value:high", "key_account"))


@pytest.fixture(scope="module")
def flow(live_server: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    program = installed()
    folder = tmp_path_factory.mktemp("node-red") / "user"
    with node_red(program, folder, {"SCORING_URL": live_server.url, "SCORING_API_KEY": ""}) as client:
        yield client


def customer(*, count: int = 2, gap: int = 4, last: int = 3, amount: float = 3.0, **others: Any) -> dict[str, Any]:
    """Who bought `count` times, every `gap` days, `last` days ago for the last time."""
    days = [(TODAY - timedelta(days=last + gap * n)).isoformat() for n in reversed(range(count))]
    orders = [{"id": day, "date": day, "amount": amount} for day in days]
    return {"customer_id": "C1", "as_of": TODAY.isoformat(), "orders": orders, **others}


CUSTOMERS = [
    customer(),
    customer(inquiries=[OPEN_COMPLAINT]),
    *(customer(count=40, gap=gap, last=3, amount=4_000.0) for gap in (7, 14, 30)),
    *(customer(count=20, gap=14, last=last) for last in (75, 90, 105, 120)),
]


def expected(tags: list[str]) -> str:
    return next((route for tag, route in RULES if tag in tags), "newsletter")


def test_the_first_rule_that_fits_routes_the_customer(flow: httpx.Client, live: httpx.Client) -> None:
    routes = set()
    for payload in CUSTOMERS:
        said = live.post("/segments?lang=en", json=payload).json()
        told = flow.post("/customers", json=payload).json()
        assert told == {
            "customer_id": "C1",
            "route": expected(said["tags"]),
            "segment": said["segment"],
            "segment_name": said["segment_name"],
            "tags": said["tags"],
        }
        routes.add(told["route"])
    assert routes == {"service", "retention", "key_account", "newsletter"}


def test_a_payload_that_breaks_a_rule_goes_back_to_the_sender(flow: httpx.Client) -> None:
    answered = flow.post("/customers", json={"customer_id": "C1", "orders": [{"date": "2026-02-30", "amount": 1.0}]})
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["pointer"] == "/orders/0/date"


def test_no_service_is_no_lost_customer_but_a_503_with_the_time_to_wait(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        absent = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with node_red(installed(), tmp_path / "user", {"SCORING_URL": absent}) as client:
        answered = client.post("/customers", json=customer())
    assert (answered.status_code, answered.headers["Retry-After"]) == (503, "30")


def test_the_wait_that_the_service_asks_for_is_handed_on(tmp_path: Path, bare_server: Running) -> None:
    with node_red(installed(), tmp_path / "user", {"SCORING_URL": bare_server.url}) as client:
        answered = client.post("/customers", json=customer())
    asked = httpx.post(f"{bare_server.url}/segments", json=customer()).headers["Retry-After"]
    assert (answered.status_code, answered.headers["Retry-After"]) == (503, asked)


def test_a_key_from_the_environment_opens_the_service(tmp_path: Path, demo_bundle: Path) -> None:
    keys = str(keyring(tmp_path / "keys.toml"))
    with running(tmp_path, "--bundle", str(demo_bundle), "--keys", keys) as service:
        given = {"SCORING_URL": service.url, "SCORING_API_KEY": SCORER}
        with node_red(installed(), tmp_path / "user", given) as client:
            assert client.post("/customers", json=customer()).status_code == 200
        with node_red(installed(), tmp_path / "other", given | {"SCORING_API_KEY": "wrong"}) as client:
            assert client.post("/customers", json=customer()).status_code == 502
    assert "SCORING_API_KEY" in (tmp_path / "other" / "node-red.log").read_text()


def test_the_lock_holds_no_address() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert "resolved" not in text
    assert json.loads(text)["packages"]["node_modules/node-red"]["integrity"].startswith("sha512-")
