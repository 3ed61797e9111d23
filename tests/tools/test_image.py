"""What the image holds is enough: its files, packages and environment serve here, with nothing else in sight."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PORT_NAME = "SCORING_PORT"


def packages() -> list[str]:
    lock = (ROOT / "requirements" / "serve.lock").read_text()
    return re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)


def copied() -> list[str]:
    return re.findall(r"^COPY (\w+)/ \1/$", DOCKERFILE, re.MULTILINE)


def settings() -> dict[str, str]:
    block = re.search(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    return dict(pair.split("=", 1) for pair in block[1].replace("\\\n", " ").split()) if block else {}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders that the Dockerfile copies as `app`, and the files of the packages in serve.lock as `site`."""
    place = tmp_path_factory.mktemp("image")
    for folder in copied():
        shutil.copytree(ROOT / folder, place / "app" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "app" / "models").mkdir()
    (place / "site").mkdir()
    for name in packages():
        found = distribution(name)
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            (place / "site" / top).symlink_to(Path(str(found.locate_file(top))))
    return place


@pytest.fixture(scope="module")
def environment(image: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    may_be_open = {"SCORING_ALLOW_OPEN": "yes"}  # as the README's first command says
    return (
        settings() | may_be_open | {PORT_NAME: str(port), "PYTHONPATH": str(image / "site"), "PATH": os.environ["PATH"]}
    )


def python(*words: str) -> list[str]:
    """Without `site`, so that no package but those of the image can be imported."""
    return [sys.executable, "-S", "-s", *words]


@pytest.fixture(scope="module")
def running(image: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    command = python("-m", "service")
    with subprocess.Popen(command, cwd=image / "app", env=environment, stderr=subprocess.DEVNULL) as child:
        for _ in range(200):
            if child.poll() is not None or status(environment, "/livez"):
                break
            time.sleep(0.05)
        yield child
        child.kill()


def status(environment: dict[str, str], path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(environment[PORT_NAME]), timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_the_image_serves_what_the_lint_contracts_say() -> None:
    assert copied() == ["scoring", "schema", "service"]
    assert not {"scikit-learn", "scipy", "polars", "pandas", "pyarrow"} & set(packages())


@pytest.mark.parametrize("absent", ["sklearn", "polars", "pytest"])
def test_what_is_not_in_the_image_cannot_be_imported_here(
    image: Path, environment: dict[str, str], absent: str
) -> None:
    assert subprocess.run(
        python("-c", f"import {absent}"), cwd=image / "app", env=environment, check=False, capture_output=True
    ).returncode


def test_without_a_bundle_it_lives_but_is_not_ready(
    running: "subprocess.Popen[bytes]", environment: dict[str, str]
) -> None:
    assert (status(environment, "/livez"), status(environment, "/readyz")) == (200, 503)


def test_its_health_check_says_why(
    image: Path, environment: dict[str, str], running: "subprocess.Popen[bytes]"
) -> None:
    words = re.search(r'HEALTHCHECK .* CMD \["python", (.*)\]$', DOCKERFILE, re.MULTILINE)
    assert words is not None
    command = python(*(word.strip('"') for word in words[1].split(", ")))
    asked = subprocess.run(command, cwd=image / "app", env=environment, capture_output=True, text=True, check=False)
    assert asked.returncode == 1
    assert "models" in asked.stderr


def test_it_writes_nothing_into_its_folder(image: Path, running: "subprocess.Popen[bytes]") -> None:
    assert not list((image / "app").rglob("__pycache__"))
    assert not list((image / "app" / "models").iterdir())


def test_sigterm_ends_it_in_peace(running: "subprocess.Popen[bytes]") -> None:
    running.terminate()
    assert running.wait(10) in (0, -15, 143)


def test_only_what_serves_is_sent_to_the_engine() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == {*copied(), "models", "requirements/serve.lock"}


def test_the_user_of_the_image_is_a_number_and_not_root() -> None:
    user = re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)
    assert len(user) == 1
    assert "0" not in user[0]
