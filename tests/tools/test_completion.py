"""`tools/completion.bash` in a real bash: what it would suggest at the end of a line."""

import shutil
import subprocess
import sys

import pytest

from tests.service.running import ROOT

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash on this machine")

ASKED = """
. tools/completion.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_customer_scoring
printf '%s\\n' "${COMPREPLY[@]}"
"""


def suggested(*words: str) -> list[str]:
    """For the last of the words, which may be empty."""
    command = ["bash", "--norc", "-eu", "-c", ASKED, "-", sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout.split()


def test_the_modules_are_suggested() -> None:
    assert suggested("-m", "") == ["training", "service"]
    assert suggested("-m", "ser") == ["service"]


def test_other_modules_and_scripts_are_left_alone() -> None:
    assert suggested("-m", "pytest", "--co") == suggested("script.py", "-", "--co") == []


def test_commands_and_options_of_training_are_suggested() -> None:
    assert suggested("-m", "training", "fi") == ["fit"]
    assert {"check", "explain", "catalogue"} == set(suggested("-m", "training", "policy", ""))
    assert suggested("-m", "training", "fit", "--ord") == ["--orders"]
    assert suggested("-m", "training", "report", "--language", "zh-") == ["zh-Hans", "zh-Hant"]


def test_commands_options_and_choices_of_the_service_are_suggested() -> None:
    assert suggested("-m", "service", "h") == ["health"]
    assert suggested("-m", "service", "health", "--por") == ["--port"]
    assert suggested("-m", "service", "--log-level", "w") == ["warning"]
    assert suggested("-m", "service", "key", "") == ["new"]
    assert suggested("-m", "service", "--bundle", "") == []  # bash takes files
