"""A small bundle on disk, and the ways to change it behind its manifest or with it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from scoring import bundle

CONTENT: dict[str, object] = {
    "libraries": {"numpy": "2.4.0"},
    "churn": {"edges": np.array([0.5, 1.5, np.inf]), "names": ["recency", "frequency"], "intercept": -1.25},
    "labels": {"zh-Hans": "流失", "en": "churn"},
}
DOCUMENTS = {"golden.json": b'[{"churn": 0.25}]', "card.md": b"# Card\n"}
AGAIN = r"copy it again from where it was made, or fit again with `python -m training fit"
MAKE = (
    r"make one with `python -m training fit .* --out models`, or mount one and name it with --bundle or SCORING_BUNDLE"
)


def write(root: Path, **documents: bytes) -> Path:
    return bundle.write(root, CONTENT, as_of="2026-11-20", documents=documents or DOCUMENTS)


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    edit(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def forge(folder: Path, data: bytes, name: str = "bundle.joblib") -> None:
    """Other bytes, with a manifest that vouches for them."""
    digest = hashlib.sha256(data).hexdigest()
    (folder / name).write_bytes(data)
    edit_manifest(folder, lambda manifest: manifest["files"].update({name: {"sha256": digest, "size": len(data)}}))
    if name == "bundle.joblib":
        edit_manifest(folder, lambda manifest: manifest.update(version=f"2026-11-20-{digest[:8]}"))


def forge_dump(folder: Path, value: object) -> None:
    joblib.dump(value, folder / "dumped")
    forge(folder, (folder / "dumped").read_bytes())
