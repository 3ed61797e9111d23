"""Requests by `wrk`: so many connections, each sends its next request when the last one is answered."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("post.lua")
TIMEOUT = "10s"  # of one request; wrk counts it as broken then
MISSING = (
    "wrk is not here, and it sends the requests: install it (Debian: apt-get install wrk; macOS: brew install wrk)."
)


class NoLoad(Exception):
    """Why nothing was sent, or was not answered as it should be; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of wrk saw: requests in so many seconds, and how long half and 99 % of them took at most (ms)."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float


def require_wrk() -> str:
    """The path of wrk. NoLoad where it is not installed."""
    if (found := shutil.which("wrk")) is None:
        raise NoLoad(MISSING)
    return found


def load(url: str, body: Path, connections: int, seconds: int) -> Load:
    """POST the file for so long. NoLoad unless every request was answered with 200."""
    words = [require_wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", TIMEOUT]
    ended = subprocess.run(
        [*words, "-s", str(SCRIPT), url, "--", str(body)],
        capture_output=True, text=True, check=False, timeout=seconds + 60,
    )  # fmt: skip
    if ended.returncode:
        raise NoLoad(f"wrk failed: {(ended.stderr or ended.stdout).strip()[-300:]}")
    return parsed(ended.stdout)


def parsed(output: str) -> Load:
    """The line of `post.lua`, below what wrk itself says. NoLoad where a request failed, or none came through."""
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines:
        raise NoLoad("wrk told no result")
    said = json.loads(lines[-1])
    if failed := said["refused"] + said["broken"]:
        raise NoLoad(
            f"{failed} of {said['requests']} requests failed ({said['refused']} were answered, but not with 200)"
        )
    if not said["requests"]:
        raise NoLoad("no request was answered")
    return Load(said["requests"], said["microseconds"] / 1e6, said["p50"] / 1e3, said["p99"] / 1e3)
