"""The image is built from the Dockerfile and started as Kubernetes would start it, and it scores."""

import os
import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.built import Built, built, require_tools
from tests.deploy.container import READY_SECONDS, container, stop
from tests.deploy.rendered import base

SAMPLE = Path(__file__).parents[2] / "docs" / "sample.json"
LIMIT = base("deployment")["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"]
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def image(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    require_tools()
    with built(demo_bundle, tmp_path_factory.mktemp("image")) as found:
        yield found


@pytest.fixture(scope="module")
def started(image: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int, httpx.Client]]:
    """The process, its user and a client of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    user = random.Random(os.getpid()).randrange(100_000, 2**31 - 1)
    environment = {"SCORING_HOST": "127.0.0.1", "SCORING_PORT": str(port)}
    place = tmp_path_factory.mktemp("container") / "bundle"
    with (
        container(image, place, user, environment, int(LIMIT.removesuffix("Mi"))) as pid,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        require_ready(client, place / "log")
        yield pid, user, client


def require_ready(client: httpx.Client, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-3_000:])


def test_it_is_ready_with_the_bundle_in_it(started: tuple[int, int, httpx.Client], demo_bundle: Path) -> None:
    answer = started[2].get("/readyz")
    assert answer.json()["bundle"] == (demo_bundle / "current").read_text().strip()


def test_it_scores(started: tuple[int, int, httpx.Client]) -> None:
    answer = started[2].post("/score", content=SAMPLE.read_bytes(), headers=JSON)
    assert answer.status_code == 200, answer.text
    assert answer.json()["customer_id"] == "C002"


def test_it_runs_as_nobody_in_particular_and_may_do_nothing(started: tuple[int, int, httpx.Client]) -> None:
    pid, user, _ = started
    said = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)
    assert said["Uid"].split() == [str(user)] * 4
    assert {said[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {"0" * 16}
    assert said["NoNewPrivs"] == "1"


def test_its_root_cannot_be_written_and_tmp_can(started: tuple[int, int, httpx.Client]) -> None:
    mounts = Path(f"/proc/{started[0]}/mounts").read_text().splitlines()
    options = {line.split()[1]: line.split()[3].split(",") for line in mounts}
    assert "ro" in options["/"]
    assert "rw" in options["/tmp"]


def test_nothing_that_a_user_could_raise_itself_with_or_another_could_change_is_in_our_part(image: Built) -> None:
    ours = [path for top in ("app", "opt") for path in (image.root / top).rglob("*") if not path.is_symlink()]
    assert len(ours) > 100
    assert [path for path in ours if path.stat().st_mode & 0o6002] == []


def test_the_image_has_no_installer_and_no_source_of_training(image: Built) -> None:
    packages = {path.name for path in image.root.glob("opt/venv/lib/python3*/site-packages/*")}
    assert not {"pip", "setuptools", "sklearn", "polars"} & packages
    assert sorted(path.name for path in (image.root / "app").iterdir()) == ["models", "schema", "scoring", "service"]


def test_the_image_says_who_runs_it_and_how_it_is_stopped(image: Built) -> None:
    assert (image.config["User"], image.config["StopSignal"]) == ("65532:65532", "SIGTERM")


def test_it_ends_on_sigterm(started: tuple[int, int, httpx.Client]) -> None:
    assert stop(started[0]) < 10
