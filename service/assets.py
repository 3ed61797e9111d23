"""The files of the page, read once into memory and named by their content.

A request names a key of a table and never a path: nothing beside these files can be reached. They stand below a folder
that is named by all their bytes, so that a browser keeps them for good, and a new release has new addresses.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
CHARTS = "vendor/charts.js"  # made by `python -m tools.web`; without it the page shows tables alone
HASH_DIGITS = 16
FOR_GOOD, ASK_FIRST = "public, max-age=31536000, immutable", "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the same compressed, its media type, and its entity tag."""

    body: bytes
    compressed: bytes
    media_type: str
    tag: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> "Asset":
        """A file of these bytes; compressed without a clock, so that the same bytes give the same."""
        return cls(body, gzip.compress(body, mtime=0), media_type, f'"{_digest(body)}"')


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name (`modules/app.js`), and the hash of them all."""

    files: Mapping[str, Asset]
    version: str

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Assets":
        """The files of a folder whose endings are known; OSError where one cannot be read."""
        names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.suffix in MEDIA)
        found = {name: Asset.of((folder / name).read_bytes(), MEDIA[Path(name).suffix]) for name in names}
        return cls(found, _digest("".join(f"{name}{asset.tag}" for name, asset in found.items()).encode()))

    def modules(self) -> list[str]:
        """The page's own scripts, which a browser had better fetch side by side."""
        return [name for name in self.files if name.startswith("modules/")]

    def caching(self, version: str) -> str:
        """How long a file below the folder `version` may be kept; a page of another release has to ask first."""
        return FOR_GOOD if version == self.version else ASK_FIRST


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:HASH_DIGITS]
