"""The data that `make run` knows, and how each is made: into `build/<name>`, whole or not at all."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import freshness
from tools.steps import run, skipped, step
from tools.trouble import Trouble, is_full, no_space, require_space

SEED = 1
NEEDED_MEBIBYTES = 300


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where data comes from. Paths are relative to the project's root; `config` may be empty."""

    name: str
    locks: tuple[str, ...]
    maker: tuple[str, ...]  # arguments of Python; `--out FOLDER` is added
    sized: bool  # whether it takes `--customers N --seed S`
    made_by: tuple[str, ...]  # the code that decides what is in it, as patterns
    sample: str  # the customer that is shown
    config: str = ""


KNOWN: Mapping[str, Dataset] = {
    "demo": Dataset(
        name="demo",
        locks=("train",),
        maker=("-m", "training", "demo-data"),
        sized=True,
        made_by=("training/demo*.py", "training/demo/**/*.py", "training/demo*.toml"),
        sample="docs/sample.json",
    ),
    "complete-journey": Dataset(
        name="complete-journey",
        locks=("train", "complete-journey"),
        maker=("-m", "tools.complete_journey"),
        sized=False,
        made_by=("tools/complete_journey.py", "requirements/complete-journey.lock"),
        sample="build/complete-journey/sample.json",
        config="tools/complete-journey.toml",
    ),
}


def prepare(root: Path, python: Path, data: Dataset, customers: int) -> Path:
    """The folder with the tables, made if it is not there or would be made differently now. Raises Trouble."""
    folder = root / "build" / data.name
    note = folder / "made.json"
    size = ["--customers", str(customers), "--seed", str(SEED)] if data.sized else []
    code = sorted(file for pattern in data.made_by for file in root.glob(pattern))
    made = {"key": freshness.key([*data.maker, *size], code)}
    title = f"data in build/{data.name}" + (f" ({customers:,} customers)" if data.sized else "")
    if freshness.read_note(note) == made:
        skipped(title)
        return folder
    require_space(root, NEEDED_MEBIBYTES, "Making the data")
    part = folder.with_name(folder.name + ".part")
    with step(title):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _make(root, [str(python), *data.maker, *size, "--out", str(part)])
        freshness.write_note(part / note.name, made)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    return folder


def _make(root: Path, command: list[str]) -> None:
    ended = run(command, root, environment=calm())
    if ended.code and is_full(root):
        raise no_space(root)
    if ended.code:
        raise Trouble(
            "The data could not be made.", "Read what it says above; then type the same command.", ended.lines
        )


def calm() -> dict[str, str]:
    """The environment with one thread a process: two threads that share two busy cores wait for each other."""
    return {"OMP_NUM_THREADS": "1", **os.environ}
