"""A stranger's page whose name leads here (DNS rebinding) is not answered: its requests carry its own name."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.access.hosts import LOCAL, known_hosts, names_of
from service.settings import Settings, WrongSetting
from tests.service.exposition import metrics
from tests.service.keyring import READER, SCORER, bearer, keyring
from tests.service.running import ROOT, Running, running
from tests.service.test_protocol import answered

OWN = [
    "localhost", "LocalHost:8000", "localhost.", "app.localhost:1", "127.0.0.1", "127.8.9.1:65535", "[::1]", "[::1]:80",
]  # fmt: skip
OTHERS = [
    "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost",
    "128.0.0.1", "0.0.0.0", "[::2]", "[::1]x", "localhost@evil.example", "localhost evil.example", "localhost:8000x",
    "", ".localhost..", "a." * 130 + "localhost", "\xe9.localhost",
]  # fmt: skip


@pytest.mark.parametrize("host", OWN)
def test_this_machines_own_names_are_answered(bare: httpx.Client, host: str) -> None:
    assert bare.get("/openapi.json", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", OTHERS)
def test_any_other_name_is_a_421_that_repeats_nothing(bare_server: Running, host: str) -> None:
    with bare_server.connect() as connection:
        connection.sendall(f"GET /openapi.json HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("latin-1"))
        head, body = answered(connection)
    assert head.startswith(b"HTTP/1.1 421 ")
    assert b"content-type: application/problem+json" in head.lower()
    assert b"x-request-id: " in head.lower()
    assert b"problem:misdirected" in body
    assert b"SCORING_HOSTS" in body
    assert b"evil" not in head + body


@pytest.mark.parametrize("path", ["/", "/score", "/v1/score/batch", "/admin/reload", "/static/x/page.js", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_it_is_so_wherever_a_request_leads(bare: httpx.Client, method: str, path: str) -> None:
    assert bare.request(method, path, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("hosts", [("localhost", "evil.example"), ("evil.example", "localhost")])
def test_one_right_name_does_not_help_a_wrong_one(bare_server: Running, hosts: tuple[str, str]) -> None:
    with bare_server.connect() as connection:
        connection.sendall("GET / HTTP/1.0\r\nHost: {}\r\nHost: {}\r\n\r\n".format(*hosts).encode())
        assert answered(connection)[0].startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/v1/livez"])
def test_probes_are_answered_by_any_name(bare: httpx.Client, path: str) -> None:
    assert bare.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == bare.get(path).status_code != 421


def test_who_names_no_host_is_no_browser_and_is_answered(bare_server: Running) -> None:
    with bare_server.connect() as connection:
        connection.sendall(b"GET /openapi.json HTTP/1.0\r\n\r\n")
        assert answered(connection)[0].startswith(b"HTTP/1.1 200 ")


def test_what_is_refused_is_counted_and_the_connection_goes_on(bare_server: Running, bare: httpx.Client) -> None:
    before = metrics(bare).sum("scoring_problems_total", code="misdirected")
    with bare_server.connect() as connection:
        for host, status in (("evil.example", b"421"), ("localhost", b"503")):
            head = (
                f"POST /score HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
            )
            connection.sendall(head.encode() + b"{}")
            assert answered(connection)[0].startswith(b"HTTP/1.1 " + status)
    after = metrics(bare).sum("scoring_problems_total", code="misdirected")
    assert after == before + 1


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service with keys that answers to some names."""
    folder: Path = tmp_path_factory.mktemp("hosts")
    keys, hosts = keyring(folder / "keys.toml"), "scoring.example.com, *.internal, 10.0.0.0/8"
    words = ("--bundle", str(folder / "none"), "--keys", str(keys), "--hosts", hosts)
    with running(folder, *words) as server, server.client() as client:
        yield client


@pytest.mark.parametrize(
    "host",
    ["scoring.example.com", "Scoring.Example.com:443", "a.b.internal", "10.1.2.3:8000", "localhost", "127.0.0.1"],
)
def test_named_hosts_are_answered_beside_this_machines_own(named: httpx.Client, host: str) -> None:
    assert named.get("/openapi.json", headers={"Host": host, **bearer(READER)}).status_code == 200


@pytest.mark.parametrize("host", ["example.com", "x.scoring.example.com", "internal", "xinternal", "11.0.0.1"])
def test_all_others_are_refused_before_a_key_is_asked_for(named: httpx.Client, host: str) -> None:
    assert named.post("/score", headers={"Host": host}).status_code == 421
    assert named.post("/score", headers={"Host": host, **bearer(SCORER)}).status_code == 421


@pytest.mark.parametrize(
    "settings",
    [{"host": "::1"}, {"host": "my-machine"}, {"host": "localhost", "allow_open": "yes"}],
)
def test_without_keys_on_this_machine_alone_names_are_looked_at(settings: dict[str, Any]) -> None:
    assert known_hosts(Settings(**settings)) == names_of(LOCAL)


@pytest.mark.parametrize(
    "settings", [{"keys": Path("keys.toml")}, {"keys_toml": "x"}, {"host": "0.0.0.0", "allow_open": "yes"}]
)
def test_with_keys_or_where_it_stands_open_any_name_will_do(settings: dict[str, Any]) -> None:
    assert known_hosts(Settings(**settings)) is None


@pytest.mark.parametrize(
    "text",
    ["*", "", "a.example,", "https://a.example", "a.example:443", "a/", "10.0.0.1/8", "*.*", "[::1]", "\xe9"],
)
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(WrongSetting, match=r"--hosts must be names such as scoring\.example\.com"):
        names_of(text)


def test_a_wrong_list_of_hosts_is_one_sentence_and_exit_code_2() -> None:
    words = [sys.executable, "-m", "service", "--port", "0", "--hosts", "*"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("--hosts must be names")
