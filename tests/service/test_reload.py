"""One bundle takes the place of another: in a running service, and never anything that is not whole."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scoring import bundle as bundles
from tests.service.running import ROOT, Running, running
from tests.service.variants import marked
from tests.service.waiting import serving, until

CUSTOMER = {"customer_id": "C1", "as_of": "2026-01-15"}


@pytest.fixture
def root(demo_bundle: Path, tmp_path: Path) -> Path:
    """A folder of two bundles, A and B, whose `current` names A."""
    root = tmp_path / "models"
    for mark in "AB":
        marked(demo_bundle, root, mark).rename(tmp_path / mark)
    for mark in "AB":
        shutil.copytree(tmp_path / mark, root / version(tmp_path / mark))
    bundles.publish(root, version(tmp_path / "A"))
    return root


def version(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text())["version"])


@pytest.fixture
def names(root: Path) -> tuple[str, str]:
    """The versions of A and B."""
    return version(root.parent / "A"), version(root.parent / "B")


@pytest.fixture
def server(root: Path, tmp_path: Path) -> Iterator[Running]:
    """Serves A and looks for another every second."""
    with running(tmp_path, "--bundle", str(root / "current"), "--watch-seconds", "1") as server:
        yield server


@pytest.fixture
def client(server: Running) -> Iterator[httpx.Client]:
    """Talks to it."""
    with server.client() as client:
        yield client


def test_a_bundle_that_is_published_is_taken_up(root: Path, names: tuple[str, str], client: httpx.Client):
    bundles.publish(root, names[1])
    until(lambda: serving(client) == names[1])
    answer = client.post("/score", json=CUSTOMER)
    assert (answer.json()["bundle"], answer.headers["x-bundle"]) == (names[1], names[1])


def test_a_symbolic_link_that_is_swapped_is_followed(root: Path, names: tuple[str, str], tmp_path: Path):
    """As a volume of Kubernetes does it: data -> ..one, with the files below."""
    for link, mark in (("..one", "A"), ("..two", "B")):
        shutil.copytree(root.parent / mark, tmp_path / "volume" / link)
    data = tmp_path / "volume" / "data"
    data.symlink_to("..one")
    with running(tmp_path, "--bundle", str(data), "--watch-seconds", "1") as server, server.client() as client:
        assert serving(client) == names[0]
        (tmp_path / "volume" / "new").symlink_to("..two")
        (tmp_path / "volume" / "new").replace(data)
        until(lambda: serving(client) == names[1])


def test_rubbish_of_the_same_name_is_noticed_and_refused(root: Path, names: tuple[str, str], client: httpx.Client):
    content = root / names[0] / "bundle.joblib"
    whole, before = content.read_bytes(), content.stat()
    content.write_bytes(bytes(len(whole)))
    os.utime(content, ns=(before.st_atime_ns, before.st_mtime_ns))
    until(lambda: "refused" in client.get("/readyz").json())
    told = client.get("/readyz")
    assert (told.status_code, told.json()["bundle"]) == (200, names[0])
    assert "SHA-256" in told.json()["refused"]
    assert client.post("/score", json=CUSTOMER).status_code == 200
    content.write_bytes(whole)
    until(lambda: "refused" not in client.get("/readyz").json())


def test_a_bundle_that_is_half_copied_is_taken_up_when_it_is_whole(
    root: Path, names: tuple[str, str], client: httpx.Client
):
    content = root / names[1] / "bundle.joblib"
    whole = content.read_bytes()
    content.write_bytes(whole[: len(whole) // 2])
    bundles.publish(root, names[1])
    until(lambda: "refused" in client.get("/readyz").json())
    content.write_bytes(whole)
    until(lambda: serving(client) == names[1])


def test_a_service_without_a_bundle_takes_up_the_first_that_comes(root: Path, names: tuple[str, str], tmp_path: Path):
    current = root / "current"
    current.unlink()
    with running(tmp_path, "--bundle", str(current), "--watch-seconds", "1") as server, server.client() as client:
        assert client.get("/readyz").status_code == 503
        bundles.publish(root, names[0])
        until(lambda: client.get("/readyz").status_code == 200)


def test_sighup_loads_it_at_once(root: Path, names: tuple[str, str], tmp_path: Path):
    with running(tmp_path, "--bundle", str(root / "current"), "--watch-seconds", "0") as server:
        bundles.publish(root, names[1])
        with server.client() as client:
            server.process.send_signal(signal.SIGHUP)
            until(lambda: serving(client) == names[1])
        assert server.stop() == -signal.SIGTERM


def test_a_reload_is_answered_with_what_came_of_it(root: Path, names: tuple[str, str], tmp_path: Path):
    arguments = ("--bundle", str(root / "current"), "--watch-seconds", "0")
    with running(tmp_path, *arguments) as server, server.client() as client:
        assert client.post("/admin/reload").json()["outcome"] == "unchanged"
        bundles.publish(root, names[1])
        assert client.post("/admin/reload").json() == {"outcome": "loaded", "bundle": names[1], "previous": names[0]}
        (root / "current").write_text("rubbish/../..")
        refused = client.post("/admin/reload")
        assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
        assert "it names no bundle; write the version to serve into it" in refused.json()["detail"]
        assert serving(client) == names[1]


def test_a_rollback_holds_until_something_else_is_published_or_asked_for(
    root: Path, names: tuple[str, str], client: httpx.Client
):
    bundles.publish(root, names[1])
    until(lambda: serving(client) == names[1])
    assert client.post("/admin/rollback").json() == {"outcome": "rolled_back", "bundle": names[0], "previous": None}
    bundles.publish(root, names[1])  # as some that synchronise folders do all the time
    time.sleep(2.5)  # two looks
    assert serving(client) == names[0]
    assert client.post("/admin/reload").json()["bundle"] == names[1]


def test_who_asks_twice_to_roll_back_does_not_roll_forward(root: Path, names: tuple[str, str], client: httpx.Client):
    bundles.publish(root, names[1])
    until(lambda: serving(client) == names[1])
    assert [client.post("/admin/rollback").status_code for _ in range(2)] == [200, 409]
    assert serving(client) == names[0]


def test_pointing_back_is_a_rollback_too(root: Path, names: tuple[str, str], client: httpx.Client):
    for name in (names[1], names[0]):
        bundles.publish(root, name)
        until(lambda name=name: serving(client) == name)  # type: ignore[misc]


def test_a_request_keeps_the_bundle_that_it_began_with(
    root: Path, names: tuple[str, str], server: Running, client: httpx.Client
):
    body = json.dumps(CUSTOMER).encode()
    head = f"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    with server.connect() as slow:
        slow.sendall(head.encode() + b"\r\n\r\n" + body[:10])
        time.sleep(0.2)
        bundles.publish(root, names[1])
        until(lambda: serving(client) == names[1])
        slow.sendall(body[10:])
        answer = slow.recv(65536)
        while b"\r\n\r\n" not in answer or len(answer) < 2000:
            answer += slow.recv(65536)
    assert f"x-bundle: {names[0]}".encode() in answer
    assert f'"bundle":"{names[0]}"'.encode() in answer


PAGE = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", ["/admin/reload", "/admin/rollback"])
@pytest.mark.parametrize(
    "said", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_a_page_of_another_origin_cannot_change_the_bundle(client: httpx.Client, path: str, said: dict[str, str]):
    answer = client.post(path, content=b"a=b", headers=PAGE | said)
    assert answer.status_code == 403 and "another origin" in answer.json()["detail"]


EARLY = """
import signal, sys
from service import __main__, server
server.listen = lambda *_: sys.exit(0 if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else 1)
__main__.main([])
"""


def test_sighup_before_it_listens_does_not_end_it():
    assert subprocess.run([sys.executable, "-c", EARLY], cwd=ROOT, timeout=60, check=False).returncode == 0
