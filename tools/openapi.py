"""`openapi.yaml` is what the code says: `python -m tools.openapi --check` compares, `--write` writes it."""

import argparse
import difflib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.trouble import Trouble, told

PRINTS = (sys.executable, "-m", "service", "openapi")  # prints the document as YAML
FILE = "openapi.yaml"


def main(arguments: Sequence[str], root: Path) -> int:
    """Compares or writes. Raises Trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.openapi", description=__doc__)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    generated = _generated(root)
    file = root / FILE
    if asked.write:
        part = file.with_name(f"{FILE}.part")  # the one that stands is replaced by a whole one or not at all
        part.write_text(generated, encoding="utf-8")
        part.replace(file)
        return 0
    committed = file.read_text(encoding="utf-8") if file.exists() else ""
    if committed == generated:
        return 0
    changes = difflib.unified_diff(committed.splitlines(), generated.splitlines(), FILE, "the code", lineterm="", n=1)
    raise Trouble(
        f"{FILE} is not what the code says.",
        "Read the difference above; if it is meant, run `make openapi` and commit it.",
        list(changes)[:40],
    )


def _generated(root: Path) -> str:
    ended = subprocess.run(PRINTS, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ended.returncode:
        lines = ended.stderr.decode("utf-8", "replace").splitlines()[-15:]
        raise Trouble("The service could not print its OpenAPI document.", "Put right what it says above.", lines)
    return ended.stdout.decode("utf-8")


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
