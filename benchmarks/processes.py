"""Whole processes, measured from outside: wall time, CPU time of the process and its children, resident size."""

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

READY_SECONDS, POLL_SECONDS = 60.0, 0.01


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and seconds of CPU of the process with its children."""

    wall: float
    cpu: float


def run(arguments: Sequence[str], *, cores: int | None = None) -> Cost:
    """Run `python ARGUMENTS` to its end, on so many cores. CalledProcessError if it fails."""
    before, begun = _children(), time.monotonic()
    command = [sys.executable, *arguments]
    limit = None if cores is None else (lambda: os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores])))
    subprocess.run(
        command, check=True, capture_output=True, preexec_fn=limit, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    return Cost(time.monotonic() - begun, _children() - before)


@dataclass(frozen=True, slots=True)
class Started:
    """A service that became ready: seconds from process start, CPU seconds till then, resident MiB after a request."""

    seconds: float
    cpu: float
    resident_mib: float


def start_service(body: bytes) -> Started:
    """Start the service on a free port of the loopback, score one customer, and stop it."""
    port = _free_port()
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while _request(port, "GET", "/readyz") != 200:
            if time.monotonic() - begun > READY_SECONDS or process.poll() is not None:
                raise RuntimeError("the service did not become ready; start it by hand and read /readyz")
            time.sleep(POLL_SECONDS)
        ready = time.monotonic() - begun
        cpu = _cpu_of(process.pid)
        if _request(port, "POST", "/score", body) != 200:
            raise RuntimeError("the sample was not scored; send docs/sample.json by hand")
        return Started(ready, cpu, _resident_mib(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _request(port: int, method: str, path: str, body: bytes | None = None) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
