"""A text file that appears whole or not at all."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory


def replace_text(path: Path, text: str) -> None:
    """Write beside `path` and rename; its folder is made if need be, its permissions stay, a link stays a link."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        part = Path(folder) / path.name
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(path)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
