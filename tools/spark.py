"""The tests that need Spark, in an environment of their own: `python -m tools.spark`, which `make test` runs too."""

import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.environment import ensure
from tools.steps import run
from tools.trouble import told

VENV, JAVA, TESTS = ".venv-spark", 17, "tests/training/spark"
VERSION = re.compile(r'version "(\d+)')


def java_version(root: Path) -> int | None:
    """Of the Java that Spark would take; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if program is None or not Path(program).exists():
        return None
    found = VERSION.search("\n".join(run([program, "-version"], root).lines))
    return int(found[1]) if found else None


def main(arguments: Sequence[str], root: Path) -> int:
    """Exit code of pytest; 0 where there is no Java, and then it says so. Raises Trouble."""
    version = java_version(root)
    if version is None or version < JAVA:
        print(f"skipped: Spark needs Java {JAVA} or newer, and there is {version or 'none'} here", flush=True)
        return 0
    python = ensure(root, ["spark"], VENV)
    environment = {**os.environ, "PYSPARK_PYTHON": str(python), "PYTHONPATH": str(root)}
    return run([str(python), "-m", "pytest", TESTS, *arguments], root, talks=True, environment=environment).code


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
