"""`openapi.yaml` is what the code says: `python -m tools.openapi --check` compares, `--write` writes it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.made import keep
from tools.trouble import Trouble, told

PRINTS = (sys.executable, "-m", "service", "openapi")  # prints the document as YAML
FILE = "openapi.yaml"


def main(arguments: Sequence[str], root: Path) -> int:
    """Compares or writes. Raises Trouble."""
    return keep(arguments, root, lambda at: {FILE: _generated(at)}, "the code")


def _generated(root: Path) -> str:
    ended = subprocess.run(PRINTS, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ended.returncode:
        lines = ended.stderr.decode("utf-8", "replace").splitlines()[-15:]
        raise Trouble("The service could not print its OpenAPI document.", "Put right what it says above.", lines)
    return ended.stdout.decode("utf-8")


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
