"""The client's types are what `openapi.yaml` says: `python -m tools.client --check` compares, `--write` writes them."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.made import keep
from tools.trouble import Trouble, told

SOURCE, FILE = "openapi.yaml", "clients/python/src/customer_scoring_client/models.py"
HEAD = '''\
"""The shapes of openapi.yaml, made from it by `make openapi`: change the service, not this file."""

import sys
from typing import Literal, TypeAlias

if sys.version_info >= (3, 11):
    from typing import NotRequired, TypedDict
else:
    from typing_extensions import NotRequired, TypedDict


'''
SHAPES = (
    *("--input-file-type", "openapi", "--openapi-scopes", "schemas", "--output-model-type", "typing.TypedDict"),
    *("--target-python-version", "3.11", "--enum-field-as-literal", "all", "--no-use-closed-typed-dict"),
    *("--use-union-operator", "--use-standard-collections", "--collapse-root-models", "--disable-timestamp"),
    *("--use-schema-description", "--use-field-description", "--use-inline-field-description"),
    *("--use-single-line-docstring", "--formatters", "builtin"),
)


def main(arguments: Sequence[str], root: Path) -> int:
    """Compares or writes. Raises Trouble."""
    return keep(arguments, root, lambda at: {FILE: generated(at)}, SOURCE)


def generated(root: Path) -> str:
    """The text of the module. Raises Trouble."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "models.py"
        _run(
            [sys.executable, "-m", "datamodel_code_generator", *SHAPES, "--input", SOURCE, "--output", str(made)], root
        )
        _, first, classes = made.read_text(encoding="utf-8").partition("class ")
    return _run([sys.executable, "-m", "ruff", "format", "--stdin-filename", FILE, "-"], root, HEAD + first + classes)


def _run(command: Sequence[str], root: Path, given: str = "") -> str:
    ended = subprocess.run(command, cwd=root, input=given.encode(), capture_output=True, check=False)
    if ended.returncode:
        lines = ended.stderr.decode("utf-8", "replace").splitlines()[-15:]
        raise Trouble(f"The client's types could not be made from {SOURCE}.", "Put right what it says above.", lines)
    return ended.stdout.decode("utf-8")


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
