"""A bundle with other bytes in one of its files, and a manifest that vouches for them."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from scoring import bundle
from scoring.manifest import Manifest, Stamp, version_of
from tests.scoring.bundles import CONTENT, DOCUMENTS

FILES = ("bundle.joblib", "golden.json", "manifest.json", "current")


def read_forged(data: bytes) -> None:
    """The first byte chooses the file. Whatever it holds, it is read or refused."""
    folder = _folder()
    name, data = FILES[(data[0] if data else 0) % len(FILES)], data[1:]
    files = _files()
    stamps = {one: Stamp.of(data if one == name else kept) for one, kept in files.items() if one != "manifest.json"}
    version = version_of("2026-11-20", stamps["bundle.joblib"])
    manifest = Manifest(version, {"numpy": "2.4.0"}, stamps).to_json()
    if name == "current":
        (folder.parent / name).write_bytes(data)
    else:
        (folder / name).write_bytes(data)
    if name != "manifest.json":
        (folder / "manifest.json").write_bytes(manifest)
    try:
        bundle.read(folder.parent / "current" if name == "current" else folder)
    except bundle.BundleError:
        return
    finally:
        for one, kept in files.items():
            (folder / one).write_bytes(kept)


@cache
def _folder() -> Path:
    """One a process; removed with the machine's other temporary files."""
    return bundle.write(Path(mkdtemp(prefix="fuzz-bundle-")), CONTENT, as_of="2026-11-20", documents=DOCUMENTS)


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _folder().iterdir()}


def manifests() -> list[bytes]:
    """What a manifest may look like, for a beginning."""
    found = json.loads(_files()["manifest.json"])
    return [json.dumps(found).encode(), json.dumps({**found, "format": 2}).encode(), b"{}", b"null"]
