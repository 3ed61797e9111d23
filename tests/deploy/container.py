"""A container as Kubernetes would start it: read-only root, a random user, no capability, the memory limit; by runc."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.deploy.built import Built

SETS = ("bounding", "effective", "permitted", "inheritable", "ambient")
READY_SECONDS = 60.0


@contextmanager
def container(built: Built, place: Path, user: int, environment: Mapping[str, str], mebibytes: int) -> Iterator[int]:
    """The process id (outside of the container) of its first process; stopped by SIGTERM at the end if it still runs.

    It shares the machine's network, and has nothing writable but /tmp.
    """
    place.mkdir()
    (place / "config.json").write_text(json.dumps(_spec(built, user, environment, mebibytes)))
    runc = ("runc", f"--root={place / 'state'}")
    name = f"customer-scoring-{os.getpid()}"
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [*runc, "run", f"--bundle={place}", f"--pid-file={place / 'pid'}", name], stdout=log, stderr=log
        )
    try:
        yield _pid(process, place)
    finally:
        if process.poll() is None:
            subprocess.run([*runc, "kill", name, "KILL"], check=False, capture_output=True)
        process.wait(READY_SECONDS)
        subprocess.run([*runc, "delete", "--force", name], check=False, capture_output=True)


def stop(pid: int) -> float:
    """SIGTERM as the kubelet sends it; how many seconds it took."""
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    while Path(f"/proc/{pid}").exists() and time.monotonic() < began + READY_SECONDS:
        time.sleep(0.05)
    return time.monotonic() - began


def _pid(process: "subprocess.Popen[bytes]", place: Path) -> int:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if (place / "pid").exists() and (text := (place / "pid").read_text()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError((place / "log").read_text(errors="replace")[-3_000:])


def _spec(built: Built, user: int, environment: Mapping[str, str], mebibytes: int) -> dict[str, Any]:
    """The OCI runtime configuration."""
    own: Any = built.config
    names = {name for name, _, _ in (pair.partition("=") for pair in environment)}
    kept = [pair for pair in own["Env"] if pair.partition("=")[0] not in names]
    return {
        "ociVersion": "1.0.2",
        "process": {
            "user": {"uid": user, "gid": user},
            "args": [*own["Entrypoint"], *own.get("Cmd", ())],
            "env": [*kept, *(f"{name}={value}" for name, value in environment.items())],
            "cwd": own["WorkingDir"],
            "capabilities": {name: [] for name in SETS},
            "noNewPrivileges": True,
        },
        "root": {"path": str(built.root), "readonly": True},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
            {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]},
        ],
        "linux": {
            "namespaces": [{"type": kind} for kind in ("mount", "pid", "ipc", "uts")],
            "resources": {"memory": {"limit": mebibytes * 2**20}},
        },
    }
