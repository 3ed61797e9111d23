"""A service with keys: who may what, by the table of endpoints."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.endpoints import ENDPOINTS, Endpoint
from tests.service.keyring import ADMIN, HASTY, OLD, READER, SCORER, bearer, entry, keyring
from tests.service.running import Running, running

KEY_OF = {"score": SCORER, "segments": SCORER, "read": READER, "admin": ADMIN}
OTHER = {"score": READER, "segments": READER, "read": SCORER, "admin": SCORER}
GUARDED = [endpoint for endpoint in ENDPOINTS if endpoint.scope is not None]
OPEN = [endpoint for endpoint in ENDPOINTS if endpoint.scope is None]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keyring(tmp_path_factory.mktemp("keys") / "keys.toml")


@pytest.fixture(scope="module")
def guarded_server(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("guarded")
    with running(folder, "--bundle", str(folder / "models" / "current"), "--keys", str(keys)) as server:
        yield server


@pytest.fixture
def guarded(guarded_server: Running) -> Iterator[httpx.Client]:
    with guarded_server.client() as client:
        yield client


def named(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    return answer.status_code, answer.json()["type"].removeprefix("urn:customer-scoring:problem:")


@pytest.mark.parametrize("endpoint", GUARDED, ids=named)
@pytest.mark.parametrize("version", ["", "/v1"])
def test_without_a_key_nobody_is_served(guarded: httpx.Client, endpoint: Endpoint, version: str):
    path = version + endpoint.path
    for headers in ({}, bearer("csk_nobody"), bearer(OLD), {"Authorization": "Bearer"}, {"Authorization": SCORER}):
        answer = guarded.request(endpoint.method, path, headers=headers)
        assert problem(answer) == (401, "no-key")
        assert answer.headers["www-authenticate"].startswith('Bearer realm="')
        assert "csk_" not in answer.text


@pytest.mark.parametrize("endpoint", GUARDED, ids=named)
def test_a_key_opens_what_its_scopes_say_and_nothing_else(guarded: httpx.Client, endpoint: Endpoint):
    scope = str(endpoint.scope)
    answer = guarded.request(endpoint.method, endpoint.path, headers=bearer(OTHER[scope]))
    assert problem(answer) == (403, "forbidden")
    assert f'scope="{scope}"' in answer.headers["www-authenticate"]
    answer = guarded.request(endpoint.method, endpoint.path, headers=bearer(KEY_OF[scope]))
    assert answer.status_code not in (401, 403)


@pytest.mark.parametrize("endpoint", OPEN, ids=named)
def test_probes_need_no_key(guarded: httpx.Client, endpoint: Endpoint):
    assert guarded.get(endpoint.path).status_code in (200, 503)


@pytest.mark.parametrize(
    "path", ["/score%0A", "/v1/score%0a", "//score", "/./score", "/score;x", "/SCORE", "/v1/v1/score", "/%2fscore"]
)
def test_no_other_way_of_writing_a_path_leads_past_the_guard(guarded: httpx.Client, path: str):
    for method in ("POST", "GET"):
        assert problem(guarded.request(method, httpx.URL(guarded.base_url).copy_with(raw_path=path.encode()))) in (
            (401, "no-key"),
            (404, "not-found"),
            (405, "method-not-allowed"),
        )


def test_a_percent_written_path_is_the_same_path(guarded: httpx.Client):
    url = httpx.URL(guarded.base_url).copy_with(raw_path=b"/%73core")
    assert problem(guarded.post(url)) == (401, "no-key")


def test_head_is_guarded_as_get_is_and_options_tell_nothing(guarded: httpx.Client):
    assert guarded.head("/model").status_code == 401
    assert guarded.head("/livez").status_code == 200
    assert guarded.options("/score").status_code == 204


def test_a_key_may_come_in_either_header(guarded: httpx.Client):
    for headers in (bearer(READER), {"authorization": f"bearer {READER}"}, {"X-API-Key": READER}):
        assert guarded.get("/docs", headers=headers).status_code == 200
    gateway = {"Authorization": "Bearer of-the-gateway", "X-API-Key": READER}
    assert guarded.get("/docs", headers=gateway).status_code == 200


def test_two_keys_in_one_request_are_none(guarded: httpx.Client):
    answer = guarded.get("/docs", headers=[("X-API-Key", READER), ("X-API-Key", ADMIN)])
    assert problem(answer) == (401, "no-key")


def test_a_quota_ends_and_says_when_there_will_be_more(guarded: httpx.Client):
    for left in (2, 1, 0):
        answer = guarded.get("/docs", headers=bearer(HASTY))
        assert answer.status_code == 200
        assert answer.headers["ratelimit-policy"] == '"client";q=3;w=86400'
        assert answer.headers["ratelimit"].startswith(f'"client";r={left};t=')
    answer = guarded.post("/score", headers=bearer(HASTY))
    assert problem(answer) == (429, "quota")
    assert 1 <= int(answer.headers["retry-after"]) <= 86_400
    assert answer.headers["ratelimit"].startswith('"client";r=0;t=')
    assert guarded.get("/docs", headers=bearer(READER)).status_code == 200
    assert "ratelimit" not in guarded.get("/docs", headers=bearer(READER)).headers


def test_no_key_and_no_hash_is_in_the_log(guarded: httpx.Client, guarded_server: Running):
    guarded.get("/docs", headers=bearer("csk_nobody"))
    log = guarded_server.log.read_text()
    assert "csk_" not in log
    assert "sha256" not in log


def test_a_new_key_opens_without_a_restart(keys: Path, guarded: httpx.Client):
    new = "csk_new"
    assert guarded.get("/docs", headers=bearer(new)).status_code == 401
    keys.write_text(keys.read_text() + entry("new", '["read"]', new))
    deadline = time.monotonic() + 10
    while guarded.get("/docs", headers=bearer(new)).status_code == 401 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert guarded.get("/docs", headers=bearer(new)).status_code == 200
