"""An environment a peer, from its own lock; made on demand under `build/peers/`, kept while the lock stays as it is."""

import hashlib
import subprocess
import sys
from pathlib import Path

LOCKS, HOME = Path("requirements/peers"), Path("build/peers")
STAMP, INSTALL_SECONDS, LAST_LINES = "lock.sha256", 900, 3


class NotInstalled(Exception):
    """Why an environment cannot be had; the message is the reason to show."""


def folder_of(name: str) -> Path:
    """Where the environment of a peer lies."""
    return HOME / name


def ensure(name: str) -> Path:
    """The environment of a peer, installed. NotInstalled where pip refuses."""
    folder, lock = folder_of(name), LOCKS / f"{name}.lock"
    stamp, digest = folder / STAMP, hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest and (folder / "bin/python").exists():
        return folder
    stamp.unlink(missing_ok=True)
    pip = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    _run(name, [sys.executable, "-m", "venv", "--clear", str(folder)])
    _run(name, [*pip, "--progress-bar=off", "--require-hashes", "-r", str(lock)])
    stamp.write_text(digest)
    return folder


def _run(name: str, command: list[str]) -> None:
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"{name} was not installed within {INSTALL_SECONDS} s") from None
    if ended.returncode:
        lines = [line for line in ended.stderr.splitlines() if not line.startswith("WARNING")]
        raise NotInstalled(f"{name} cannot be installed: {' '.join(lines[-LAST_LINES:])}")
