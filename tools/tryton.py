"""The tests of the Tryton module, in an environment of its own: `python -m tools.tryton`, which `make test` runs too.

They need a bundle: orders of the demo company are fitted into build/tryton, once for the same code.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import freshness
from tools.environment import ensure
from tools.steps import run, skipped, step
from tools.trouble import Trouble, told

VENV, MODULE = ".venv-tryton", "integrations/tryton"
CUSTOMERS, SEED = 800, 1
CODE = ("scoring", "schema", "training")


def bundle(root: Path, python: Path) -> Path:
    """A folder of bundles whose `current` names a small one, made by `python`. Raises Trouble."""
    folder = root / "build" / "tryton"
    note, wanted = folder / "made.json", _key(root)
    if freshness.read_note(note).get("key") == wanted and (folder / "models" / "current").exists():
        skipped("bundle of build/tryton")
        return folder / "models"
    shutil.rmtree(folder, ignore_errors=True)
    demo = ["demo-data", "--customers", str(CUSTOMERS), "--seed", str(SEED), "--out", str(folder / "demo")]
    fit = ["fit", "--orders", str(folder / "demo" / "orders.parquet"), "--out", str(folder / "models")]
    with step("bundle of build/tryton"):
        for words in (demo, fit):
            ended = run([str(python), "-m", "training", *words], root)
            if ended.code:
                raise Trouble("The bundle of the Tryton tests could not be fitted.", "Read why:", list(ended.lines))
    freshness.write_note(note, {"key": wanted})
    return folder / "models"


def _key(root: Path) -> str:
    files = [*freshness.sources(*(root / folder for folder in CODE)), root / "requirements" / "train.lock"]
    return freshness.key([str(CUSTOMERS), str(SEED), *(str(file.relative_to(root)) for file in files)], files)


def _install(root: Path, python: Path) -> None:
    """The module as anybody installs it, anew each time: what is tested is what is there. Raises Trouble."""
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install", "--no-deps"]
    with step(f"{MODULE} in {VENV}"):
        ended = run([*pip, "--no-index", "--no-build-isolation", "--force-reinstall", f"./{MODULE}"], root)
    if ended.code:
        raise Trouble("The Tryton module could not be installed.", "Read why:", list(ended.lines))


def main(arguments: Sequence[str], root: Path) -> int:
    """Exit code of pytest. Raises Trouble."""
    ours = ensure(root, ["dev"])
    theirs = ensure(root, ["tryton"], VENV)
    _install(root, theirs)
    given = {"SCORING_PYTHON": str(ours), "SCORING_TEST_BUNDLE": str(bundle(root, ours))}
    words = [str(theirs), "-m", "pytest", "--rootdir", MODULE, f"{MODULE}/tests", *arguments]
    return run(words, root, talks=True, environment={**os.environ, **given}).code


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
