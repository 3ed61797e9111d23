"""`docs/reference/` is what the code says: `python -m tools.references --check` compares, `--write` writes it."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.reference_pages import answer, configuration, payload
from tools.trouble import Trouble, told

FOLDER = "docs/reference"
PAGES: Mapping[str, Callable[[Path], str]] = {
    "configuration.md": configuration.page,
    "payload.md": payload.page,
    "answer.md": answer.page,
}


def main(arguments: Sequence[str], root: Path) -> int:
    """Compares or writes. Raises Trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.references", description=__doc__)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    stale = [name for name, page in PAGES.items() if _read(root / FOLDER / name) != page(root)]
    if asked.write:
        for name in stale:
            _write(root / FOLDER / name, PAGES[name](root))
    elif stale:
        raise Trouble(
            f"{FOLDER} is not what the code says: {', '.join(stale)}.",
            "If the code is right, run `make openapi` and commit what it writes.",
        )
    return 0


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")  # the one that stands is replaced by a whole one or not at all
    part.write_text(text, encoding="utf-8")
    part.replace(file)


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
