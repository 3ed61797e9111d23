"""`docs/reference/` is what the code says: `python -m tools.references --check` compares, `--write` writes it."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.made import keep
from tools.reference_pages import answer, configuration, payload
from tools.trouble import told

FOLDER = "docs/reference"
PAGES: Mapping[str, Callable[[Path], str]] = {
    "configuration.md": configuration.page,
    "payload.md": payload.page,
    "answer.md": answer.page,
}


def main(arguments: Sequence[str], root: Path) -> int:
    """Compares or writes. Raises Trouble."""
    return keep(arguments, root, lambda at: {f"{FOLDER}/{name}": page(at) for name, page in PAGES.items()}, "the code")


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
