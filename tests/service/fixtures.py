"""Real services for tests, one of each a session."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.running import Running, running


@pytest.fixture(scope="session")
def bare_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service without a bundle."""
    folder = tmp_path_factory.mktemp("bare")
    with running(folder, "--bundle", str(folder / "models" / "current")) as server:
        yield server


@pytest.fixture(scope="session")
def live_server(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with the demo bundle."""
    with running(tmp_path_factory.mktemp("live"), "--bundle", str(demo_bundle)) as server:
        yield server


@pytest.fixture
def bare(bare_server: Running) -> Iterator[httpx.Client]:
    """Talks to the service without a bundle."""
    with bare_server.client() as client:
        yield client


@pytest.fixture
def live(live_server: Running) -> Iterator[httpx.Client]:
    """Talks to the service with the demo bundle."""
    with live_server.client() as client:
        yield client
