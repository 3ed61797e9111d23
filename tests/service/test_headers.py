"""What a browser is told: nothing is sniffed, nothing embedded, and no page of elsewhere may ask unless it is named."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access.crossorigin import WrongOrigins, origins_of
from tests.service.keyring import SCORER, bearer, keyring
from tests.service.running import running

CRM = "https://crm.example.com"
PREFLIGHT = {"Origin": CRM, "Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize("path", ["/", "/docs", "/livez", "/nope", "/v1/score"])
def test_every_answer_is_safe_in_a_browser(bare: httpx.Client, path: str):
    headers = bare.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert len(headers.get_list("x-content-type-options")) == len(headers.get_list("cache-control")) == 1


def test_no_other_origin_is_told_anything_unless_it_is_named(bare: httpx.Client):
    for answer in (bare.get("/livez", headers={"Origin": CRM}), bare.options("/score", headers=PREFLIGHT)):
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service with keys whom pages of one other origin may call."""
    folder: Path = tmp_path_factory.mktemp("named")
    keys = keyring(folder / "keys.toml")
    words = ("--bundle", str(folder / "none"), "--keys", str(keys), "--cors-origins", CRM)
    with running(folder, *words) as server, server.client() as client:
        yield client


def test_a_browser_may_ask_beforehand_without_a_key(named: httpx.Client):
    wish = {"Access-Control-Request-Headers": "authorization, content-type, x-api-key, traceparent"}
    answer = named.options("/score", headers=PREFLIGHT | wish)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, CRM)
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "other",
    [
        {"Origin": "https://evil.example"},
        {"Access-Control-Request-Method": "PUT"},
        {"Access-Control-Request-Headers": "cookie"},
    ],
)
def test_what_is_not_allowed_beforehand_is_a_problem(named: httpx.Client, other: dict[str, str]):
    answer = named.options("/score", headers=PREFLIGHT | other)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


def test_the_named_origin_can_read_a_refusal_too_and_another_cannot(named: httpx.Client):
    refused = named.post("/score", headers={"Origin": CRM})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, CRM)
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
    other = named.post("/score", headers={"Origin": "https://evil.example"} | dict(bearer(SCORER)))
    assert "access-control-allow-origin" not in other.headers


def test_origins_are_a_list_with_commas():
    assert origins_of("https://a.example, http://127.0.0.1:3000") == ("https://a.example", "http://127.0.0.1:3000")


@pytest.mark.parametrize(
    "text", ["*", "crm.example.com", "https://a.example/", "https://a.example,", "https://*.example", "null"]
)
def test_what_is_no_origin_is_refused(text: str):
    with pytest.raises(WrongOrigins, match=r"--cors-origins must be such as https://crm\.example\.com"):
        origins_of(text)
