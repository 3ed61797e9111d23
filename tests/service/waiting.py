"""Waiting for what a running service does by itself."""

import time
from collections.abc import Callable

import httpx

from tests.service.running import PATIENCE_SECONDS


def until(holds: Callable[[], bool]) -> None:
    """Wait for it. Raises AssertionError after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def serving(client: httpx.Client) -> str:
    """The version of the bundle in service."""
    return str(client.get("/readyz").json()["bundle"])
