"""Whether something made before is still what would be made now: a key over everything it depends on, beside it."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

SOURCES = (".py", ".toml")


def key(words: Iterable[str], files: Iterable[Path]) -> str:
    """SHA-256 over words and the content of files, each with its length, in the order given."""
    sha = hashlib.sha256()
    for word in words:
        sha.update(f"{len(word)}:{word};".encode())
    for file in files:
        sha.update(f"{file.name}:{file.stat().st_size};".encode())
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                sha.update(block)
    return sha.hexdigest()


def sources(*folders: Path) -> list[Path]:
    """The code and the definitions in these folders, sorted."""
    return sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in SOURCES)


def read_note(file: Path) -> dict[str, str]:
    """What was noted; empty if nothing was or if it cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def write_note(file: Path, note: dict[str, str]) -> None:
    """Notes it whole or not at all."""
    part = file.with_name(file.name + ".part")
    part.write_text(json.dumps(note, indent=1), encoding="utf-8")
    part.replace(file)
