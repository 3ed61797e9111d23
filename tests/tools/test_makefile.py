"""`make` itself, on a PATH that holds nothing but what a test puts there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split())  # type: ignore[index]


def make(*words: str, path: Path | None = None) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    environment = kept | ({"PATH": str(path)} if path else {})
    program = shutil.which("make") or "make"
    return subprocess.run([program, "-C", ROOT, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with a shell alone."""
    (tmp_path / "sh").symlink_to(shutil.which("sh") or "/bin/sh")
    return tmp_path


def program(folder: Path, name: str, version: str, *, fits: bool) -> None:
    file = folder / name
    file.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo Python {version}\nexit {0 if fits else 1}\n')
    file.chmod(0o755)


def test_help_is_the_default_and_names_every_target() -> None:
    listed = re.findall(r"^  make ([a-z-]+) +\S", make().stdout, re.MULTILINE)
    assert set(listed) == TARGETS


@pytest.mark.parametrize("target", ["run", "test", "fit", "serve"])
def test_a_python_that_is_too_old_is_told(bare: Path, target: str) -> None:
    file = bare / "python3"
    file.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo Python 3.9.2; exit 0; fi\nexit 1\n')
    file.chmod(0o755)
    said = make(target, path=bare)
    assert said.returncode != 0
    assert said.stderr.startswith(
        "There is no CPython 3.11 or newer here. python3 is Python 3.9.2.\nWhat to do: install"
    )


def test_no_python_at_all_is_told(bare: Path) -> None:
    assert "None of these was found: python3 python3.14" in make("run", path=bare).stderr


def test_a_newer_python_is_found_behind_an_old_one(bare: Path) -> None:
    program(bare, "python3", "3.9.2", fits=False)
    program(bare, "python3.12", "3.12.1", fits=True)
    found = subprocess.run(
        ["sh", ROOT / "tools/find-python.sh"], env={"PATH": str(bare)}, capture_output=True, check=True
    )
    assert found.stdout.decode() == f"{bare}/python3.12\n"


def test_a_python_that_was_named_is_the_only_one_asked(bare: Path) -> None:
    program(bare, "python3.12", "3.12.1", fits=True)
    assert "None of these was found: /nowhere/python." in make("run", "PYTHON=/nowhere/python", path=bare).stderr


@pytest.mark.parametrize("file", sorted(ROOT.glob("tools/*.sh")), ids=lambda file: str(file.name))
def test_the_scripts_are_plain_sh(file: Path) -> None:
    assert file.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", file], check=False).returncode == 0


def test_ci_runs_what_make_test_runs() -> None:
    file = ROOT / ".ci" / "run"
    assert os.access(file, os.X_OK)
    assert file.read_text().endswith("exec make test\n")
