"""The image built from the Dockerfile, for real, where no engine runs: by buildah, on a base that debootstrap makes.

What is fetched is kept in the user's cache folder: the base, its layers and the packages of serve.lock, which are given
to the build as a folder, so that it needs no network and a second build takes seconds.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "customer-scoring" / "image"
NEEDED = ("buildah", "debootstrap", "runc")
BASE, IMAGE = "localhost/python-base", "localhost/customer-scoring"
PIP_CONF = "[global]\nno-index = true\nfind-links = /wheels\n"


@dataclass(frozen=True, slots=True)
class Built:
    """The files of the image, and what it says of itself (OCI image configuration)."""

    root: Path
    config: dict[str, object]


def require_tools() -> None:
    """Skip where the image cannot be built."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the image is not built here: {', '.join(missing)} not installed")
    if os.geteuid() != 0:
        pytest.skip("the image is not built here: debootstrap and chroot need root")


@contextmanager
def built(models: Path, place: Path) -> Iterator[Built]:
    """The image with a bundle; `models` is a folder of bundles with `current`, `place` an empty folder."""
    with _alone():
        _clear_away()
        yield from _built(models, place)


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time in the storage, whatever else runs these tests on this machine."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("wb") as file:
        flock(file, LOCK_EX)
        yield


def _clear_away() -> None:
    """What a run left behind that was killed."""
    _run(*_buildah(), "rm", "--all")
    _run(*_buildah(), "rmi", "--prune")


def _built(models: Path, place: Path) -> Iterator[Built]:
    _run("sh", "tools/base_image.sh", str(CACHE), BASE, *_buildah())
    wheels = _wheels()
    context = _context(models, place / "context")
    (place / "pip.conf").write_text(PIP_CONF)
    volumes = (f"--volume={wheels}:/wheels:ro", f"--volume={place / 'pip.conf'}:/etc/pip.conf:ro")
    build = ("build", "--isolation=chroot", "--layers=false", "--pull-never", "--format=docker", f"--tag={IMAGE}")
    _run(*_buildah(), *build, f"--build-arg=PYTHON_IMAGE={BASE}", *volumes, str(context))
    container = _run(*_buildah(), "from", "--pull-never", IMAGE).strip()
    try:
        config = json.loads(_run(*_buildah(), "inspect", "--type=image", IMAGE))["OCIv1"]["config"]
        yield Built(Path(_run(*_buildah(), "mount", container).strip()), config)
    finally:
        _run(*_buildah(), "rm", container)
        _run(*_buildah(), "rmi", IMAGE)


def _buildah() -> tuple[str, ...]:
    """With a storage of its own that needs no kernel module and no mount of the machine's."""
    return "buildah", f"--root={CACHE / 'storage'}", f"--runroot={CACHE / 'run'}", "--storage-driver=vfs"


def _wheels() -> Path:
    """The packages of serve.lock, each checked against its hash here and once more in the build."""
    lock = ROOT / "requirements" / "serve.lock"
    folder = CACHE / f"wheels-{sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not folder.exists():
        part = folder.with_suffix(".part")
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps")
        _run(*pip, "--require-hashes", "--only-binary=:all:", "--requirement", str(lock), "--dest", str(part))
        part.rename(folder)
    return folder


def _context(models: Path, place: Path) -> Path:
    """What `make image` sends to the engine, with other bundles."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    for folder in re.findall(r"^COPY (\w+)/ \1/$", dockerfile, re.MULTILINE):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "serve.lock", place / "requirements")
    shutil.copytree(models, place / "models")
    for name in ("Dockerfile", ".dockerignore"):
        shutil.copy(ROOT / name, place)
    return place


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, f"{' '.join(command[:4])} ...: {done.stderr[-3_000:]}"
    return done.stdout
