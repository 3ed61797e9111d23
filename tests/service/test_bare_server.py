"""What a service answers that has no bundle, and what every answer has."""

import httpx
import pytest

from tests.service.running import Running

SCORING = [
    ("POST", "/score"),
    ("POST", "/score/batch"),
    ("POST", "/segments"),
    ("GET", "/segments"),
    ("GET", "/actions"),
    ("GET", "/labels"),
    ("GET", "/model"),
    ("GET", "/readyz"),
]


@pytest.mark.parametrize(("method", "path"), SCORING)
def test_without_a_bundle_it_answers_503_and_says_how_to_give_it_one(bare: httpx.Client, method: str, path: str):
    answer = bare.request(method, path, json={"customer_id": "C1"} if method == "POST" else None)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert "python -m training fit" in answer.json()["detail"]
    assert "SCORING_BUNDLE" in answer.json()["detail"]
    assert "x-bundle" not in answer.headers


def test_it_lives_all_the_same_and_the_log_says_why_it_is_not_ready(bare: httpx.Client, bare_server: Running):
    assert bare.get("/livez").json() == {"status": "live"}
    reasons = [line["message"] for line in bare_server.lines() if line["level"] == "error"]
    assert any("python -m training fit" in str(reason) for reason in reasons)


@pytest.mark.parametrize("path", ["/nope", "/score/", "/v1/nope", "/v2/score", "/v1x", "/%ff"])
def test_an_unknown_path_is_a_problem(bare: httpx.Client, path: str):
    answer = bare.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "urn:customer-scoring:problem:not-found"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/score", "POST, OPTIONS"),
        ("HEAD", "/v1/score", "POST, OPTIONS"),
        ("PUT", "/segments", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_a_wrong_method_is_a_problem_that_says_which_are_right(bare: httpx.Client, method: str, path: str, allow: str):
    answer = bare.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.headers["content-type"] == "application/problem+json"


def test_options_says_which_methods_a_path_takes(bare: httpx.Client):
    answer = bare.options("/v1/livez")
    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, "GET, HEAD, OPTIONS", b"")


def test_head_is_get_without_the_body(bare: httpx.Client):
    head, get = bare.head("/livez"), bare.get("/livez")
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("path", ["/livez", "/v1/livez", "/nope", "/readyz", "/docs"])
def test_every_answer_is_kept_by_nobody_and_says_nothing_of_the_server(bare: httpx.Client, path: str):
    headers = bare.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_a_harmless_request_id_is_echoed_and_another_is_replaced(bare: httpx.Client):
    def echoed(sent: str | bytes) -> str:
        return bare.get("/livez", headers={"X-Request-ID": sent}).headers["x-request-id"]

    assert echoed("crm-7.A_b") == "crm-7.A_b"
    for harmful in ("a b", "a" * 129, "<script>", "é".encode(), ""):
        assert len(echoed(harmful)) == 32
    assert bare.get("/livez").headers["x-request-id"] != bare.get("/livez").headers["x-request-id"]


def test_v1_alone_is_the_index(bare: httpx.Client):
    assert bare.get("/v1").json() == bare.get("/").json() == bare.get("/v1/").json()
    assert "POST /score" in bare.get("/").json()["endpoints"]


def test_a_browser_gets_pages_that_load_nothing_from_elsewhere(bare: httpx.Client):
    for path in ("/", "/docs"):
        answer = bare.get(path, headers={"Accept": "text/html"})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"].startswith("default-src 'none';")
        assert "://" not in answer.text.split("<body>")[0]


def test_the_reference_runs_nothing(bare: httpx.Client):
    answer = bare.get("/docs", headers={"Accept": "text/html"})
    assert "<script" not in answer.text
    assert " src=" not in answer.text
    assert "https://" not in answer.text


def test_docs_show_every_path_and_the_document_that_they_are_made_from(bare: httpx.Client):
    page, document = bare.get("/docs").text, bare.get("/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        for method in operations:
            assert f"<code>{method.upper()} {path}</code>" in page
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
