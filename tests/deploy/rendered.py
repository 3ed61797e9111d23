"""The manifests as kustomize renders them, by kustomize itself: `kustomize`, or the one in kubectl."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

KUSTOMIZE = Path(__file__).parents[2] / "deploy" / "kustomize"
OVERLAYS = tuple(sorted(path.parent.name for path in KUSTOMIZE.glob("overlays/*/kustomization.yaml")))
COMPONENTS = tuple(sorted(path.parent.name for path in KUSTOMIZE.glob("components/*/kustomization.yaml")))
BUNDLES = tuple(name for name in COMPONENTS if name.startswith("bundle-"))

Manifest = dict[str, Any]


@cache
def overlay(name: str) -> tuple[Manifest, ...]:
    """Every object of an overlay."""
    return rendered(KUSTOMIZE / "overlays" / name)


def with_component(name: str, place: Path) -> tuple[Manifest, ...]:
    """Every object of the base with one component; `place` is a folder to write in."""
    near = os.path.relpath(KUSTOMIZE, place.resolve())
    kustomization = {"resources": [f"{near}/base"], "components": [f"{near}/components/{name}"]}
    (place / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
    return rendered(place)


def rendered(folder: Path) -> tuple[Manifest, ...]:
    """What kustomize makes of a folder; the test is skipped where there is no kustomize."""
    done = subprocess.run([*_renderer(), str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def one(manifests: tuple[Manifest, ...], kind: str) -> Manifest:
    """The only object of a kind."""
    (found,) = (manifest for manifest in manifests if manifest["kind"] == kind)
    return found


def base(name: str) -> Manifest:
    """A file of the base as it is written."""
    manifest: Manifest = yaml.safe_load((KUSTOMIZE / "base" / f"{name}.yaml").read_text(encoding="utf-8"))
    return manifest


@cache
def _renderer() -> tuple[str, ...]:
    if shutil.which("kustomize"):
        return "kustomize", "build"
    if shutil.which("kubectl"):
        return "kubectl", "kustomize"
    pytest.skip("neither kustomize nor kubectl is installed here, and nothing else renders what they do")
