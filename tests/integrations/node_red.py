"""A real Node-RED with the shipped flow, in a process of its own."""

import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

FOLDER = Path(__file__).parents[2] / "integrations" / "node-red"
STAMP = FOLDER / "node_modules" / ".made-from"
PATIENCE_SECONDS = 90.0
OFFLINE = {"uiHost": "127.0.0.1", "disableEditor": "true", "telemetry.enabled": "false"}


def installed() -> Path:
    """Its program, after `npm ci` where the lock is not the one that was installed; skips where that cannot be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("Node-RED needs node and npm, which are not here")
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != wanted:
        words = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        ended = subprocess.run(words, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=300)
        if ended.returncode:
            pytest.skip(f"npm could not install Node-RED: {ended.stderr.strip()[-200:]}")
        STAMP.write_text(wanted)
    return FOLDER / "node_modules" / "node-red" / "red.js"


@contextmanager
def running(program: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[httpx.Client]:
    """Node-RED with its files in `folder`; a client of its webhooks."""
    folder.mkdir()
    shutil.copyfile(FOLDER / "flow.json", folder / "flow.json")
    port = _free_port()
    options = [word for name, value in OFFLINE.items() for word in ("-D", f"{name}={value}")]
    words = ["node", str(program), "--userDir", str(folder), "--port", str(port), *options, "flow.json"]
    log = folder / "node-red.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, cwd=folder, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, log)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if "Started flows" in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise AssertionError(f"Node-RED did not start: {log.read_text(errors='replace')}")
