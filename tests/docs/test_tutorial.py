"""The tutorial runs as it stands: every command of the page, in its order, in a copy of the project of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.tutorial_page import Step, files, missing, steps
from tools.environment import missing as not_installed

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
STEPS = steps(PAGE)
ROOMS = ("scoring", "schema", "service", "training", "tools", "requirements")
PORT = "8088"
PATIENCE_SECONDS = 1_500  # of all commands together; four minutes where the machine has nothing else to do


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project without what was made in it, with the environment that is there."""
    if absent := [program for program in ("make", "curl", "bash") if shutil.which(program) is None]:
        pytest.skip(f"the page needs {', '.join(absent)}")
    if absent := not_installed(ROOT, ("train", "complete-journey")):
        pytest.skip(f"{', '.join(absent)} is not installed: python -m tools.environment complete-journey")
    root = tmp_path_factory.mktemp("project")
    for room in ROOMS:
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / file, root)
    (root / ".venv").symlink_to(ROOT / ".venv")
    return root


@pytest.fixture(scope="module")
def said(copy: Path) -> Iterator[list[tuple[int, str]]]:
    """Exit code and output of each block, typed into one terminal; what was not reached is missing."""
    for name, body in files(PAGE).items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(body, encoding="utf-8")
    script = "\n".join(f"exec > {at}.out 2>&1\n{_commands(step)}echo $? > {at}.code" for at, step in enumerate(STEPS))
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(["bash"], cwd=copy, env=environment, stdin=subprocess.PIPE, start_new_session=True) as shell:
        try:
            shell.communicate(script.encode(), PATIENCE_SECONDS)
            yield list(_answers(copy))
        finally:
            _end(shell.pid)


def _commands(step: Step) -> str:
    """As they stand; only where something else listens on the page's port another one is taken."""
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", int(PORT))) == 0
    return step.commands.replace(PORT, "8097") if taken else step.commands


def _answers(copy: Path) -> Iterator[tuple[int, str]]:
    for at in range(len(STEPS)):
        code = copy / f"{at}.code"
        if code.exists():
            yield int(code.read_text()), (copy / f"{at}.out").read_text(encoding="utf-8")


def _end(session: int) -> None:
    """What a block left running, such as a service whose stop was not reached."""
    try:
        os.killpg(session, 15)
    except ProcessLookupError:
        return


@pytest.mark.parametrize("at", range(len(STEPS)), ids=lambda at: f"{at}-{STEPS[at].name}")
def test_a_block_of_the_tutorial_ends_as_the_page_says_and_prints_what_it_shows(
    said: list[tuple[int, str]], at: int
) -> None:
    assert at < len(said), f"the terminal did not get there; the last block said: {said[-1][1] if said else ''}"
    code, output = said[at]
    assert code == STEPS[at].code, output
    assert missing(STEPS[at], output) == [], output


def test_the_page_has_all_the_commands_of_the_way() -> None:
    typed = " ".join(step.commands for step in STEPS)
    way = ("fit", "evaluate", "report", "score", "policy check", "policy explain", "pilot", "plan")
    assert [command for command in way if f"python -m training {command} " not in typed] == []
