"""`tools/completion.*` in real shells: what they would suggest at the end of a line."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time

import pytest

from tests.service.running import ROOT

PYTHON = os.path.relpath(sys.executable, ROOT)
SECONDS = 30.0

ASKED = """
. tools/completion.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_customer_scoring
printf '%s\\n' "${COMPREPLY[@]}"
"""
IN_FISH = """
source tools/completion.fish
complete -c $argv[1] -n __customer_scoring_asked -f -a '$__customer_scoring_found'
complete -C (string join ' ' -- $argv)
"""


def has(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"there is no {shell} on this machine")


def in_bash(*words: str) -> list[str]:
    """For the last of the words, which may be empty."""
    command = ["bash", "--norc", "-eu", "-c", ASKED, "-", sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS).stdout.split()


def in_fish(*words: str) -> list[str]:
    command = ["fish", "--no-config", "-c", IN_FISH, PYTHON, *words]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS).stdout
    return [line.split("\t")[0] for line in told.splitlines()]


def in_zsh(*words: str) -> str:
    """The line as it stands after Tab, which needs a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "PS1": "> "})
    try:
        _read(terminal, "> ", until_end="> ")
        os.write(terminal, b". tools/completion.zsh; echo SOURCED\n")
        _read(terminal, "\nSOURCED", until_end="> ")
        line = " ".join([PYTHON, *words])
        os.write(terminal, line.encode() + b"\t")
        return _read(terminal, line, until_end=" ").rpartition(line.rpartition(" ")[0])[2].strip()
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


def _read(terminal: int, awaited: str, until_end: str) -> str:
    read, end = "", time.monotonic() + SECONDS
    while awaited not in read or not read.endswith(until_end):
        assert select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0], read
        read = re.sub(r"\x1b\[\?2004[hl]", "", read + os.read(terminal, 65536).decode())  # marks of pasted text
    return read


@has("bash")
def test_the_modules_are_in_bash() -> None:
    assert in_bash("-m", "") == ["training", "service"]
    assert in_bash("-m", "ser") == ["service"]


@has("bash")
def test_other_modules_and_scripts_are_left_alone() -> None:
    assert in_bash("-m", "pytest", "--co") == in_bash("script.py", "-", "--co") == []


@has("bash")
def test_commands_and_options_of_training_are_in_bash() -> None:
    assert in_bash("-m", "training", "fi") == ["fit"]
    assert {"check", "explain", "catalogue"} == set(in_bash("-m", "training", "policy", ""))
    assert in_bash("-m", "training", "fit", "--ord") == ["--orders"]
    assert in_bash("-m", "training", "report", "--language", "zh-") == ["zh-Hans", "zh-Hant"]


@has("bash")
def test_commands_options_and_choices_of_the_service_are_in_bash() -> None:
    assert in_bash("-m", "service", "h") == ["health"]
    assert in_bash("-m", "service", "health", "--por") == ["--port"]
    assert in_bash("-m", "service", "--log-level", "w") == ["warning"]
    assert in_bash("-m", "service", "key", "") == ["new"]
    assert in_bash("-m", "service", "--bundle", "") == []  # bash takes files


@has("fish")
def test_fish_suggests_the_same() -> None:
    assert in_fish("-m", "ser") == ["service"]
    assert in_fish("-m", "training", "fi") == ["fit"]
    assert in_fish("-m", "training", "policy", "") == ["catalogue", "check", "explain"]
    assert in_fish("-m", "service", "--log-level", "w") == ["warning"]
    assert "docs/" in in_fish("-m", "service", "--bundle", "do")
    assert in_fish("-m", "pytest", "--co") == []


@has("zsh")
@pytest.mark.parametrize(
    ("words", "last"),
    [
        (["-m", "ser"], "service"),
        (["-m", "training", "fi"], "fit"),
        (["-m", "service", "--log-level", "w"], "warning"),
        (["-m", "service", "--bundle", "Docker"], "Dockerfile"),
    ],
)
def test_zsh_completes_the_same(words: list[str], last: str) -> None:
    assert in_zsh(*words) == last
